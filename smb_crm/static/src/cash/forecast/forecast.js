import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {formatMonetary} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {ChartCanvas} from "../../value/charts/chart_canvas";
import {money} from "../../value/charts/figures";
import {forecastConfig, stepLabel} from "./forecast_chart";

/** What bank and cash will hold, week by week, and what it is made of. */
export class CashForecast extends Component {
    static template = "smb_crm.CashForecast";
    static components = {ChartCanvas, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.last = new KeepLast();
        this.state = useState({
            data: null,
            unit: "week",
            orders: false,
            drafts: false,
            habits: true,
            // one open cell: {key, items, more}
            open: null,
        });
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    get question() {
        const {unit, orders, drafts, habits} = this.state;
        return {unit, orders, drafts, habits};
    }

    get units() {
        return [
            {name: "day", label: _t("30 Days")},
            {name: "week", label: _t("13 Weeks")},
            {name: "month", label: _t("12 Months")},
        ];
    }

    get switches() {
        return [
            {name: "habits", label: _t("As people usually pay")},
            {name: "orders", label: _t("With orders to invoice")},
            {name: "drafts", label: _t("With draft bills")},
        ];
    }

    async load(change = {}) {
        Object.assign(this.state, change);
        const data = await this.last.add(
            this.orm.call("smb.cash.forecast", "smb_screen", [], this.question)
        );
        this.chart = forecastConfig(data, this.state.unit);
        Object.assign(this.state, {data, open: null});
    }

    // figures

    money(value) {
        return money(value, this.data.currency_id);
    }

    exact(value) {
        return formatMonetary(value, {currencyId: this.data.currency_id});
    }

    day(value) {
        return value ? formatDate(deserializeDate(value)) : "";
    }

    label(step) {
        return stepLabel(step, this.state.unit);
    }

    get chartLabel() {
        return _t("Expected in and out, and what bank and cash hold after it");
    }

    get tiles() {
        const {opening, under_way: underWay, steps, lowest, later} = this.data;
        const sum = (side) => steps.reduce((total, step) => total + step[side], 0);
        const low = steps[lowest];
        const end = steps.at(-1);
        const known = later.in || later.out;
        return [
            {
                label: _t("In Bank and Cash Today"),
                value: this.money(opening),
                note: underWay
                    ? _t("of it under way: %s", this.money(underWay))
                    : this.day(this.data.today),
                bad: opening < 0,
            },
            {
                label: _t("Expected In"),
                value: this.money(sum("in")),
                note: _t("of it promised: %s", this.money(sum("promised"))),
            },
            {label: _t("Expected Out"), value: this.money(sum("out")), note: ""},
            {
                label: _t("Lowest Point"),
                value: this.money(low.balance),
                note: this.label(low),
                bad: low.balance < 0,
            },
            {
                label: _t("At the End"),
                value: this.money(end.balance),
                note: this.day(end.end),
                bad: end.balance < 0,
            },
            {
                label: _t("After That"),
                value: known ? this.money(later.in - later.out) : "–",
                note: known
                    ? _t("%(in)s in, %(out)s out", {
                          in: this.money(later.in),
                          out: this.money(later.out),
                      })
                    : _t("nothing known yet"),
            },
        ];
    }

    /** What a period is made of: [{name, label, value}], for the mouse to show. */
    parts(step, side) {
        return Object.entries(step.parts)
            .filter(([name]) => name.startsWith(`${side}_`))
            .map(([name, value]) => `${this.data.sources[name]}: ${this.money(value)}`)
            .join("\n");
    }

    mayOpen(step, side) {
        return Boolean(step[side]) && (side === "in" || this.data.has_bills);
    }

    // what a figure is made of

    async toggle(number, side) {
        const key = `${number}-${side}`;
        if (this.state.open?.key === key) {
            this.state.open = null;
            return;
        }
        this.state.open = {key, number, side, items: [], isLoading: true};
        const found = await this.last.add(
            this.orm.call(
                "smb.cash.forecast",
                "smb_items",
                [number, side],
                this.question
            )
        );
        this.state.open = {key, number, side, ...found};
    }

    openPaper(item) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: item.model,
            res_id: item.res_id,
            views: [[false, "form"]],
        });
    }

    async paper(method) {
        const [id] = await this.orm.create("smb.cash.paper", [this.question]);
        const action = await this.orm.call("smb.cash.paper", method, [id]);
        return this.action.doAction(action);
    }
}

registry.category("actions").add("smb_cash_forecast", CashForecast);
