import {Component} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** The Font Awesome icon whose name a text field holds. */
export class IconField extends Component {
    static template = "smb_crm.IconField";
    static props = standardFieldProps;

    get icon() {
        return this.props.record.data[this.props.name] || "fa-comment-o";
    }
}

export const iconField = {
    component: IconField,
    displayName: _t("Icon"),
    supportedTypes: ["char"],
};

registry.category("fields").add("smb_icon", iconField);
