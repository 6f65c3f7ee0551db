import {Component, onWillUnmount, useEffect, useState} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {formatFloat, formatInteger, formatMonetary} from "@web/views/fields/formatters";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const PAUSE = 400;

/**
 * Shows, beside the rules of the tiers, which customers would move under them.
 *
 * The server tries the rules as they stand in the form, saved or not; nothing is
 * written before Apply. While an answer is under way the last one stays, dimmed.
 */
export class TierWhatIf extends Component {
    static template = "smb_crm.TierWhatIf";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({answer: null, waiting: true, applying: false});
        this.ask = useDebounced(() => this.load(), PAUSE);
        this.latest = 0;
        useEffect(
            () => {
                this.state.waiting = true;
                this.latest++;
                this.ask();
            },
            () => [this.rulesKey]
        );
        onWillUnmount(() => (this.latest = -1));
    }

    get record() {
        return this.props.record;
    }

    /** Everything in the form that the answer depends on. */
    get rulesKey() {
        const {tier_ids, exclude_category_ids, ...rules} = this.record.data;
        const tiers = tier_ids.records.map((tier) => [tier.resId, tier.data]);
        const tags = exclude_category_ids?.currentIds;
        return JSON.stringify([rules, tiers, tags]);
    }

    get isChanged() {
        return this.record.dirty;
    }

    get moved() {
        return this.state.answer.moves.reduce((sum, move) => sum + move.count, 0);
    }

    get title() {
        if (!this.state.answer || this.state.answer.error) {
            return _t("What if");
        }
        if (!this.moved) {
            return _t("Nobody would move");
        }
        return this.moved === 1
            ? _t("1 customer would move")
            : _t("%s customers would move", this.count(this.moved));
    }

    get more() {
        return this.moved - this.state.answer.customers_moved.length;
    }

    label(key) {
        return this.state.answer.labels[key] || {name: _t("None"), color: 0};
    }

    count(number) {
        return formatInteger(number);
    }

    money(amount) {
        const {currency_id: currencyId} = this.state.answer;
        return formatMonetary(amount, {currencyId, digits: [16, 0]});
    }

    /** Whether the tiers follow something else than revenue. */
    get hasMeasure() {
        return this.state.answer.measure.kind !== "revenue";
    }

    figure(value) {
        const {kind} = this.state.answer.measure;
        if (kind === "orders") {
            return this.count(Math.round(value));
        }
        return kind === "rfm"
            ? formatFloat(value, {digits: [16, 1]})
            : this.money(value);
    }

    percent(part) {
        return Math.round(Math.max(0, Math.min(1, part)) * 100);
    }

    countShare(tier) {
        return this.percent(tier.count / Math.max(1, this.state.answer.customers));
    }

    async load() {
        const number = this.latest;
        const changes = await this.record.getChanges();
        if (number !== this.latest) {
            return;
        }
        let answer = null;
        try {
            answer = await this.orm.silent.call("smb.tier.policy", "preview", [
                [this.record.resId],
                changes,
            ]);
        } catch {
            // Offline or logged out: saving will say so
            return;
        }
        if (number === this.latest) {
            Object.assign(this.state, {answer, waiting: false});
        }
    }

    async apply() {
        this.state.applying = true;
        try {
            if (await this.record.save()) {
                this.notification.add(_t("The customers are in their new tiers."), {
                    type: "success",
                });
            }
        } finally {
            this.state.applying = false;
        }
    }

    discard() {
        return this.record.discard();
    }

    open(customer) {
        return this.action.doAction(
            {
                type: "ir.actions.act_window",
                name: customer.name,
                res_model: "res.partner",
                res_id: customer.id,
                views: [[false, "form"]],
                target: "new",
            },
            {}
        );
    }
}

export const tierWhatIf = {
    component: TierWhatIf,
    fieldDependencies: [{name: "currency_id", type: "many2one"}],
};

registry.category("view_widgets").add("smb_tier_what_if", tierWhatIf);
