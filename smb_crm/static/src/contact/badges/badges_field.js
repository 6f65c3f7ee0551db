import {
    BadgeSelectionField,
    badgeSelectionField,
} from "@web/views/fields/badge_selection/badge_selection_field";
import {registry} from "@web/core/registry";
import {getFieldDomain} from "@web/model/relational_model/utils";
import {useSpecialData} from "@web/views/fields/relational_utils";

/**
 * One choice out of a few, one press away: buttons with an icon that the keyboard
 * reaches too. Pressing the chosen one again empties a field that may be empty.
 */
export class BadgesField extends BadgeSelectionField {
    static template = "smb_crm.BadgesField";
    static props = {
        ...BadgeSelectionField.props,
        iconField: {type: String, optional: true},
        label: {type: String, optional: true},
        required: {type: Boolean, optional: true},
    };

    setup() {
        this.type = this.props.record.fields[this.props.name].type;
        if (this.type === "many2one") {
            this.specialData = useSpecialData((orm, props) => this.load(orm, props));
        }
    }

    async load(orm, props) {
        const {relation} = props.record.fields[props.name];
        const fields = ["display_name", ...(props.iconField ? [props.iconField] : [])];
        const rows = await orm.call(relation, "search_read", [], {
            domain: getFieldDomain(props.record, props.name, props.domain),
            fields,
        });
        return rows.map((row) => [row.id, row.display_name, row[props.iconField]]);
    }

    get options() {
        const options = super.options;
        return Array.isArray(options) ? options : [];
    }

    onPress(value) {
        if (value !== this.value) {
            this.onChange(value);
        } else if (!this.props.required) {
            this.props.record.update({[this.props.name]: false});
        }
    }
}

export const badgesField = {
    ...badgeSelectionField,
    component: BadgesField,
    extractProps: (fieldInfo, dynamicInfo) => ({
        ...badgeSelectionField.extractProps(fieldInfo, dynamicInfo),
        iconField: fieldInfo.options.icon_field,
        label: fieldInfo.string,
        required: dynamicInfo.required,
    }),
};

registry.category("fields").add("smb_badges", badgesField);
