import {registry} from "@web/core/registry";
import {X2ManyField, x2ManyField} from "@web/views/fields/x2many/x2many_field";
import {ListRenderer} from "@web/views/list/list_renderer";

/**
 * Who types before a line just added has the focus is still on "Add a line": Odoo's own
 * list takes that key for one of the line and fails, because no line belongs to it.
 */
export class TierLinesRenderer extends ListRenderer {
    onCellKeydownEditMode(hotkey, cell, group, record) {
        if (record) {
            return super.onCellKeydownEditMode(hotkey, cell, group, record);
        }
        // what is typed goes where it was meant to, if the line can be seen already
        this.tableRef.el.querySelector(".o_selected_row [name=name] input")?.focus();
        return false;
    }
}

/** The tiers of a policy, edited line by line. */
export class TierLinesField extends X2ManyField {
    static components = {...X2ManyField.components, ListRenderer: TierLinesRenderer};
}

registry.category("fields").add("smb_tier_lines", {
    ...x2ManyField,
    component: TierLinesField,
});
