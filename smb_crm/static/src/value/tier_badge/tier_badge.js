import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A tier as a coloured pill; its meaning shows when the pointer rests on it. */
export class TierBadge extends Component {
    static template = "smb_crm.TierBadge";
    static props = {
        name: String,
        color: {type: Number, optional: true},
        meaning: {type: [String, Boolean], optional: true},
    };
    static defaultProps = {color: 0};
}

export class TierBadgeField extends Component {
    static template = "smb_crm.TierBadgeField";
    static components = {TierBadge};
    static props = standardFieldProps;

    get tier() {
        return this.props.record.data[this.props.name];
    }
}

export const tierBadgeField = {
    component: TierBadgeField,
    displayName: _t("Tier"),
    supportedTypes: ["many2one"],
    relatedFields: [
        {name: "display_name", type: "char"},
        {name: "color", type: "integer"},
        {name: "meaning", type: "char"},
    ],
};

registry.category("fields").add("smb_tier_badge", tierBadgeField);
