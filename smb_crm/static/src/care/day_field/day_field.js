import {
    RemainingDaysField,
    remainingDaysField,
} from "@web/views/fields/remaining_days/remaining_days_field";
import {registry} from "@web/core/registry";

// "Next month" is no day that anybody could plan with
const NEAR = 14;

/** Days nearby in words, as Odoo says them; those further off by date. */
export class DayField extends RemainingDaysField {
    get diffString() {
        const far = this.diffDays !== null && Math.abs(this.diffDays) > NEAR;
        return far ? this.formattedValue : super.diffString;
    }
}

registry
    .category("fields")
    .add("smb_day", {...remainingDaysField, component: DayField});
