import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {KeepLast} from "@web/core/utils/concurrency";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {ChartCanvas} from "../../value/charts/chart_canvas";
import {money, percent, signed} from "../../value/charts/figures";

const NOW = "#d9623b";
const BEFORE = "#a2a2a2";
// from this change on a cell has its full colour
const FULL = 0.5;

/** What was spent month by month, beside the year before. */
export class Expenses extends Component {
    static template = "smb_crm.Expenses";
    static components = {ChartCanvas, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.last = new KeepLast();
        this.state = useState({data: null, back: 0, groupBy: "account_id"});
        onWillStart(() => this.load());
    }

    get data() {
        return this.state.data;
    }

    async load(change = {}) {
        Object.assign(this.state, change);
        const {back, groupBy} = this.state;
        const data = await this.last.add(
            this.orm.call("smb.expense", "smb_screen", [back, groupBy])
        );
        this.state.data = data;
        this.chart = this.config(data);
    }

    // words and figures

    money(value) {
        return money(value, this.data.currency_id);
    }

    change(share) {
        return typeof share === "number" ? signed(share) : "–";
    }

    get groupLabel() {
        return this.data.groups.find(({name}) => name === this.state.groupBy).label;
    }

    yearLabel(shift = 0) {
        const begin = deserializeDate(this.data.begin).minus({years: shift});
        const end = deserializeDate(this.data.end).minus({years: shift});
        return begin.year === end.year
            ? `${begin.year}`
            : `${begin.year}/${end.toFormat("yy")}`;
    }

    month(day) {
        return formatDate(deserializeDate(day), {format: "LLL"});
    }

    get untilNote() {
        const until = deserializeDate(this.data.until);
        return this.data.is_running
            ? _t("until %s", formatDate(until.minus({years: 1})))
            : this.yearLabel(1);
    }

    /** Whether a month is over: one that runs compares with nothing yet. */
    isOver(number) {
        const end = deserializeDate(this.data.months[number]).endOf("month");
        return !this.data.is_running || end < deserializeDate(this.data.until);
    }

    get tiles() {
        const {total, rows} = this.data;
        const moved = rows
            .map((row) => ({row, more: row.total - row.compared}))
            .sort((one, other) => other.more - one.more);
        const [rise, fall] = [moved[0], moved.at(-1)];
        const more = total.total - total.compared;
        return [
            {label: this.yearLabel(), value: this.money(total.total), note: ""},
            {
                label: _t("Year Before"),
                value: this.money(total.compared),
                note: this.untilNote,
            },
            {
                label: _t("Change"),
                value: this.change(total.change),
                note: this.money(more),
                bad: more > 0,
            },
            {
                label: _t("Rose Most"),
                value: rise?.more > 0 ? this.money(rise.more) : "–",
                note: rise?.more > 0 ? rise.row.name : "",
            },
            {
                label: _t("Fell Most"),
                value: fall?.more < 0 ? this.money(fall.more) : "–",
                note: fall?.more < 0 ? fall.row.name : "",
            },
            {
                label: _t("Whole Year Before"),
                value: this.money(total.before.reduce((sum, n) => sum + n, 0)),
                note: this.yearLabel(1),
            },
        ];
    }

    /** Redder the more it grew since the same month of the year before. */
    heat(row, number) {
        const before = row.before[number];
        if (!this.isOver(number) || !(before > 0)) {
            return "";
        }
        const grown = (row.months[number] - before) / before;
        const strength = Math.min(Math.abs(grown) / FULL, 1) * 0.3;
        const color = grown > 0 ? "217, 98, 59" : "65, 169, 162";
        return `background-color: rgba(${color}, ${strength.toFixed(2)})`;
    }

    hint(row, number) {
        return _t("%(before)s in the year before", {
            before: this.money(row.before[number]),
        });
    }

    get chartLabel() {
        return _t("Expenses by month, this year and the year before");
    }

    config({total, months, currency_id: currencyId}) {
        const bars = (label, data, backgroundColor) => ({
            label,
            data,
            backgroundColor,
            borderRadius: 3,
        });
        return {
            type: "bar",
            data: {
                labels: months.map((day) => this.month(day)),
                datasets: [
                    bars(this.yearLabel(1), total.before, `${BEFORE}b0`),
                    bars(this.yearLabel(), total.months, `${NOW}d0`),
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: {mode: "index", intersect: false},
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {boxWidth: 12, boxHeight: 12},
                    },
                    tooltip: {
                        callbacks: {
                            label: (item) =>
                                `${item.dataset.label}: ${money(item.raw, currencyId)}`,
                        },
                    },
                },
                scales: {
                    x: {grid: {display: false}},
                    y: {
                        ticks: {
                            maxTicksLimit: 5,
                            callback: (v) => money(v, currencyId, true),
                        },
                    },
                },
            },
        };
    }

    share(row) {
        const {total} = this.data.total;
        return total > 0 ? percent(Math.max(0, row.total) / total) : "";
    }

    async sheet() {
        const {back, groupBy} = this.state;
        const question = {back, group_by: groupBy};
        const [id] = await this.orm.create("smb.expense.paper", [question]);
        const action = await this.orm.call("smb.expense.paper", "action_sheet", [id]);
        return this.action.doAction(action);
    }

    // where a figure comes from

    openRow(row, number = null) {
        const {begin, end, months} = this.data;
        const first = number === null ? begin : months[number];
        const last =
            number === null
                ? end
                : deserializeDate(first).endOf("month").toFormat("yyyy-MM-dd");
        return this.action.doAction({
            type: "ir.actions.act_window",
            name: row.name || _t("Expenses"),
            res_model: "smb.expense.report",
            views: [
                [false, "list"],
                [false, "pivot"],
                [false, "graph"],
            ],
            domain: [
                [this.state.groupBy, "=", row.key],
                ["date", ">=", first],
                ["date", "<=", last],
            ],
        });
    }
}

registry.category("actions").add("smb_expenses", Expenses);
