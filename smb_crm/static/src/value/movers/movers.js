import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {count, money, signed} from "../charts/figures";
import {TierBadge} from "../tier_badge/tier_badge";

const {DateTime} = luxon;

/**
 * Who moved to another tier in a month, the biggest customers first; what a new policy
 * moved is a line of its own.
 */
export class Movers extends Component {
    static template = "smb_crm.Movers";
    static components = {TierBadge};
    static props = {companyId: Number, currencyId: Number, onOpen: Function};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({
            months_ago: 0,
            counts: {},
            up: [],
            down: [],
            policies: [],
        });
        this.signed = signed;
        onWillStart(() => this.load(0));
    }

    async load(monthsAgo) {
        Object.assign(
            this.state,
            await this.orm.call("smb.value.board", "smb_movers", [monthsAgo])
        );
    }

    get month() {
        return deserializeDate(this.state.begin).toFormat("LLLL yyyy");
    }

    get lists() {
        const {counts} = this.state;
        return [
            {
                key: "up",
                label: _t("Up"),
                icon: "fa-arrow-up text-success",
                rows: this.state.up,
                total: counts.up,
            },
            {
                key: "down",
                label: _t("Down"),
                icon: "fa-arrow-down text-danger",
                rows: this.state.down,
                total: counts.down,
            },
        ];
    }

    policyLine({day, up, down}) {
        return _t("New policy of %(day)s: %(up)s up, %(down)s down", {
            day: deserializeDate(day).toFormat("d MMM"),
            up: count(up),
            down: count(down),
        });
    }

    async openPolicy({day, since, until}) {
        const action = await this.action.loadAction("smb_crm.smb_tier_change_action");
        const name = _t(
            "New Policy of %s",
            deserializeDate(day).toLocaleString(DateTime.DATE_FULL)
        );
        return this.action.doAction({
            ...action,
            name,
            display_name: name,
            domain: [
                ["company_id", "=", this.props.companyId],
                ["cause", "=", "policy"],
                ["date", ">=", since],
                ["date", "<=", until],
            ],
            context: {search_default_movers: 1},
        });
    }

    money(value) {
        return money(value, this.props.currencyId);
    }
}
