import {Component} from "@odoo/owl";
import {today} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {DateTimeField, dateField} from "@web/views/fields/datetime/datetime_field";

/** A date with the four days people name most, each one press away. */
export class DayChipsField extends Component {
    static template = "smb_crm.DayChipsField";
    static components = {DateTimeField};
    static props = DateTimeField.props;
    static defaultProps = DateTimeField.defaultProps;

    get chips() {
        return [
            {key: "tomorrow", label: _t("Tomorrow"), day: today().plus({days: 1})},
            {key: "days", label: _t("+3 days"), day: today().plus({days: 3})},
            {key: "week", label: _t("+1 week"), day: today().plus({weeks: 1})},
            {key: "month", label: _t("+1 month"), day: today().plus({months: 1})},
        ];
    }

    isChosen(chip) {
        const value = this.props.record.data[this.props.name];
        return Boolean(value) && value.hasSame(chip.day, "day");
    }

    onPress(chip) {
        const day = this.isChosen(chip) ? false : chip.day;
        return this.props.record.update({[this.props.name]: day});
    }
}

export const dayChipsField = {...dateField, component: DayChipsField};

registry.category("fields").add("smb_day_chips", dayChipsField);
