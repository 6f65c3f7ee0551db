import {Component, onWillStart, useState} from "@odoo/owl";
import {
    deserializeDate,
    deserializeDateTime,
    serializeDate,
} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {ChartCanvas} from "../charts/chart_canvas";
import {count, money, percent, signed} from "../charts/figures";
import {paretoConfig, paretoSentence} from "../charts/pareto";
import {CohortTable} from "../cohort_table/cohort_table";
import {Movers} from "../movers/movers";
import {RfmMatrix} from "../rfm_matrix/rfm_matrix";
import {TierBadge} from "../tier_badge/tier_badge";
import {GrowthPanel} from "./growth_panel";

const STAGE_COLORS = {
    prospect: "bg-300",
    new: "bg-info",
    repeat: "o_smb_repeat",
    loyal: "bg-success",
    quiet: "bg-warning",
    lost: "bg-danger",
};

/** What a company's customers are worth, on one screen one can show the boss. */
export class CustomerValue extends Component {
    static template = "smb_crm.CustomerValue";
    static components = {
        ChartCanvas,
        CohortTable,
        GrowthPanel,
        Layout,
        Movers,
        RfmMatrix,
        TierBadge,
    };
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        Object.assign(this, {count, percent, signed});
        this.state = useState({data: null});
        onWillStart(async () => {
            const data = await this.orm.call("smb.value.board", "smb_overview", []);
            this.state.data = data;
            this.pareto = data.pareto.bars.length
                ? paretoConfig({
                      bars: data.pareto.bars,
                      tiers: data.tiers,
                      currencyId: data.currency_id,
                  })
                : null;
            this.sentence = paretoSentence(data.pareto);
        });
    }

    get data() {
        return this.state.data;
    }

    get refreshed() {
        const moment = this.data.refreshed_at;
        return moment ? deserializeDateTime(moment).toRelative() : "";
    }

    money(value, short) {
        return money(value, this.data.currency_id, short);
    }

    get tiles() {
        const totals = this.data.totals;
        const growth =
            totals.revenue_before > 0 && totals.revenue / totals.revenue_before - 1;
        const more = totals.buying - totals.buying_before;
        return [
            {
                label: _t("Revenue, %s months", this.data.window),
                value: this.money(totals.revenue),
                note:
                    growth === false
                        ? ""
                        : _t("%s against the time before", signed(growth)),
                // what is shown as 0 is neither good nor bad
                good: Math.abs(growth) < 0.005 ? undefined : growth > 0,
            },
            {
                label: _t("Margin"),
                value: this.money(totals.margin),
                note:
                    totals.revenue > 0
                        ? _t("%s of revenue", percent(totals.margin / totals.revenue))
                        : "",
            },
            {
                label: _t("Buying Customers"),
                value: count(totals.buying),
                note: _t("%s against the time before", (more > 0 ? "+" : "") + more),
                good: more ? more > 0 : undefined,
            },
            {
                label: _t("The Five Best Bring"),
                value: percent(totals.top_share),
                note: _t("%s in the time before", percent(totals.top_share_before)),
            },
            {
                label: _t("Quiet Customers"),
                value: count(totals.quiet),
                note: _t(
                    "brought %s in the time before",
                    this.money(totals.quiet_revenue)
                ),
                open: () => this.openStage({stage: "quiet", label: _t("Quiet")}),
            },
            {
                label: _t("Average Health"),
                value: Math.round(totals.health),
                note: _t("%s overdue", this.money(totals.overdue)),
            },
        ];
    }

    get tiers() {
        const {tiers, totals} = this.data;
        const customers = tiers.reduce((sum, tier) => sum + tier.customers, 0) || 1;
        return tiers.map((tier) => ({
            ...tier,
            share: totals.revenue > 0 ? tier.revenue / totals.revenue : 0,
            crowd: tier.customers / customers,
        }));
    }

    get stages() {
        const most = Math.max(1, ...this.data.stages.map((stage) => stage.customers));
        return this.data.stages.map((stage) => ({
            ...stage,
            color: STAGE_COLORS[stage.stage],
            width: (100 * stage.customers) / most,
        }));
    }

    print() {
        window.print();
    }

    // where a press leads

    async open(name, domain) {
        const action = await this.action.loadAction(
            "smb_crm.smb_scorecard_list_action"
        );
        return this.action.doAction({
            ...action,
            name,
            display_name: name,
            domain: [["company_id", "=", this.data.company_id], ...domain],
        });
    }

    openTier(tier) {
        return this.open(_t("Tier %s", tier.name), [["tier_id", "=", tier.id]]);
    }

    openStage(stage) {
        return this.open(stage.label, [["lifecycle", "=", stage.stage]]);
    }

    openCell({recency, frequency}) {
        return this.open(
            _t("Recency %(recency)s, Frequency %(frequency)s", {recency, frequency}),
            [
                ["recency_score", "=", recency],
                ["frequency_score", "=", frequency],
            ]
        );
    }

    openCohort(cohort, unit) {
        const begin = deserializeDate(cohort.begin);
        return this.open(_t("First deal from %s on", begin.toLocaleString()), [
            ["first_deal_date", ">=", cohort.begin],
            ["first_deal_date", "<", serializeDate(begin.plus({[unit]: 1}))],
        ]);
    }

    openCard(row) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "smb.scorecard",
            res_id: row.card_id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("smb_customer_value", CustomerValue);
