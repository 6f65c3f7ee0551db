import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {useService} from "@web/core/utils/hooks";
import {money, signed} from "../charts/figures";
import {TierBadge} from "../tier_badge/tier_badge";

/** Who moved to another tier in a month, the biggest customers first. */
export class Movers extends Component {
    static template = "smb_crm.Movers";
    static components = {TierBadge};
    static props = {currencyId: Number, onOpen: Function};

    setup() {
        this.orm = useService("orm");
        this.state = useState({months_ago: 0, counts: {}, up: [], down: []});
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

    money(value) {
        return money(value, this.props.currencyId);
    }
}
