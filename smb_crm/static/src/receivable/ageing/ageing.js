import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate, formatDate, serializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {formatMonetary} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {ChartCanvas} from "../../value/charts/chart_canvas";
import {count, money, percent} from "../../value/charts/figures";
import {STEP_COLORS, curveConfig, curveSentence, topConfig} from "./ageing_charts";
import {AgeingTrend} from "./ageing_trend";

const {DateTime} = luxon;
const FIRST = 50;
const CUSTOMERS = ["commercial_partner_id", "partner_id"];

/** What is owed, by whom and how late, down to the single item. */
export class Ageing extends Component {
    static template = "smb_crm.Ageing";
    static components = {AgeingTrend, ChartCanvas, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.last = new KeepLast();
        Object.assign(this, {count, percent, colors: STEP_COLORS});
        this.state = useState({
            data: null,
            // as_of stays empty for today
            asOf: false,
            accountType: "asset_receivable",
            groupBy: "commercial_partner_id",
            mine: false,
            open: {},
            shown: FIRST,
        });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    get question() {
        const {asOf, accountType, groupBy, mine} = this.state;
        return {
            as_of: asOf,
            account_type: accountType,
            group_by: groupBy,
            mine,
        };
    }

    async load(change = {}) {
        Object.assign(this.state, change);
        const data = await this.last.add(
            this.orm.call("smb.ageing", "smb_screen", [], this.question)
        );
        const {rows, columns, curve, currency_id: currencyId} = data;
        const owing = rows.some((row) => row.total > 0);
        this.charts = {
            top: owing ? topConfig({rows, columns, currencyId}) : null,
            curve: curve.length > 1 ? curveConfig(curve) : null,
            sentence: curveSentence(rows, curve),
        };
        Object.assign(this.state, {data, open: {}, shown: FIRST});
    }

    // figures

    money(value) {
        return money(value, this.data.currency_id);
    }

    exact(value) {
        return formatMonetary(value, {currencyId: this.data.currency_id});
    }

    inCurrency(item) {
        return formatMonetary(item.amount_currency, {currencyId: item.currency_id[0]});
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    get isReceivable() {
        return this.state.accountType === "asset_receivable";
    }

    get isByCustomer() {
        return CUSTOMERS.includes(this.state.groupBy);
    }

    get groupLabel() {
        const group = this.data.groups.find(({name}) => name === this.state.groupBy);
        return group ? group.label : "";
    }

    get rows() {
        return this.data.rows.slice(0, this.state.shown);
    }

    /** How many columns a row has in all, for what spans the whole row. */
    get width() {
        return this.data.columns.length + (this.data.has_limits ? 8 : 6);
    }

    pieces(row) {
        const all = this.data.columns.reduce(
            (sum, {name}) => sum + Math.max(0, row[name]),
            0
        );
        return this.data.columns
            .map(({name, label}, step) => ({
                name,
                color: STEP_COLORS[step],
                title: `${label}: ${this.money(row[name])}`,
                width: all ? (100 * Math.max(0, row[name])) / all : 0,
            }))
            .filter((piece) => piece.width);
    }

    get tiles() {
        const {total, curve, columns} = this.data;
        const old = columns.slice(-2).reduce((sum, {name}) => sum + total[name], 0);
        const part = (amount) =>
            total.total > 0 && amount >= 0
                ? _t("%s of the total", percent(amount / total.total))
                : "";
        return [
            {
                label: this.isReceivable ? _t("Owed to Us") : _t("We Owe"),
                value: this.money(total.total),
                note: this.day(this.data.as_of),
            },
            {
                label: _t("Not Due Yet"),
                value: this.money(total.not_due),
                note: part(total.not_due),
            },
            {
                label: _t("Overdue"),
                value: this.money(total.overdue),
                note: part(total.overdue),
                bad: total.overdue > 0,
            },
            {
                label: _t("In the Two Oldest Columns"),
                value: this.money(old),
                note: part(old),
                bad: old > 0,
            },
            {
                label: _t("Oldest Item"),
                value: total.oldest ? _t("%s days", count(total.oldest)) : "–",
                note: "",
            },
            {
                label: _t("Who Owe"),
                value: count(curve.length ? curve.at(-1).count : 0),
                note: this.groupLabel,
            },
        ];
    }

    // days

    get presets() {
        const today = DateTime.local();
        return [
            {label: _t("Today"), day: false},
            {
                label: _t("End of Last Month"),
                day: serializeDate(today.startOf("month").minus({days: 1})),
            },
            {
                label: _t("End of Last Year"),
                day: serializeDate(today.startOf("year").minus({days: 1})),
            },
        ];
    }

    onDay(ev) {
        // an emptied field means today
        return this.load({asOf: ev.target.value || false});
    }

    // rows

    async toggle(row) {
        const {open} = this.state;
        if (open[row.key]) {
            delete open[row.key];
            return;
        }
        open[row.key] = {items: [], isLoading: true};
        open[row.key] = await this.orm.call(
            "smb.ageing",
            "smb_items",
            [row.key],
            this.question
        );
    }

    showMore() {
        this.state.shown = this.data.rows.length;
    }

    openDocument(item) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "account.move",
            res_id: item.move_id[0],
            views: [[false, "form"]],
        });
    }

    openRow(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: row.key,
            views: [[false, "form"]],
        });
    }

    openStatement(row) {
        return this.action.doAction("smb_crm.smb_statement_wizard_action", {
            additionalContext: {
                active_model: "res.partner",
                active_id: row.key,
                active_ids: [row.key],
            },
        });
    }

    // papers

    async paper(method) {
        const {accountType, groupBy, mine} = this.state;
        const [id] = await this.orm.create("smb.ageing.paper", [
            {
                date: this.data.as_of,
                kind: accountType,
                group_by: groupBy,
                mine,
            },
        ]);
        const action = await this.orm.call("smb.ageing.paper", method, [id]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("smb_ageing", Ageing);
