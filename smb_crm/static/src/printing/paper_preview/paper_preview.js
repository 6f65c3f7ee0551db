import {Component} from "@odoo/owl";

import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";

/** A page that a template makes, shut off from everything around it. */
export class PaperPreview extends Component {
    static template = "smb_crm.PaperPreview";
    static props = {...standardFieldProps};

    get page() {
        return this.props.record.data[this.props.name] || "";
    }

    get isPage() {
        return this.page.includes("<html");
    }

    get label() {
        return _t("Preview");
    }
}

registry.category("fields").add("smb_paper_preview", {
    component: PaperPreview,
    supportedTypes: ["text"],
});
