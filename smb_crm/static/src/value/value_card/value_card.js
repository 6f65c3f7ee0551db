import {Component} from "@odoo/owl";
import {deserializeDate, toLocaleDateString} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {standardFieldProps} from "@web/views/fields/standard_field_props";
import {formatMonetary, formatPercentage} from "@web/views/fields/formatters";

const NUMBERS = ["orders", "silent_days", "health", "currency_id"];
const MONEY = [
    "revenue",
    "revenue_before",
    "margin",
    "average_order",
    "overdue_amount",
];
const SHARES = ["growth", "revenue_share", "return_chance"];
const DATES = ["last_deal_date", "expected_date"];
const WORDS = [
    "lifecycle",
    "credit_grade",
    "tier_reason",
    "quiet_text",
    "health_reasons",
];

/** What a customer is worth, on one look: six figures, the health and why. */
export class ValueCard extends Component {
    static template = "smb_crm.ValueCard";
    static props = standardFieldProps;

    get card() {
        return this.props.record.data[this.props.name];
    }

    money(name) {
        return formatMonetary(this.card[name], {
            currencyId: this.card.currency_id?.id || this.card.currency_id,
            digits: [16, 0],
        });
    }

    share(name) {
        return formatPercentage(this.card[name], {digits: [16, 0]});
    }

    day(name) {
        const day = this.card[name];
        return day
            ? toLocaleDateString(typeof day === "string" ? deserializeDate(day) : day)
            : "–";
    }

    get marginRate() {
        const {margin, revenue} = this.card;
        return revenue > 0
            ? _t("%s of revenue", formatPercentage(margin / revenue, {digits: [16, 0]}))
            : "";
    }

    get bar() {
        const {health} = this.card;
        return health >= 70 ? "bg-success" : health >= 40 ? "bg-warning" : "bg-danger";
    }

    get reasons() {
        return (this.card.health_reasons || "").split("\n").filter(Boolean);
    }

    get grade() {
        const grades = {
            a: _t("Pays on time"),
            b: _t("Pays late"),
            c: _t("Pays very late"),
        };
        return grades[this.card.credit_grade] || _t("No invoices yet");
    }
}

const named = (type) => (name) => ({name, type});

export const valueCardField = {
    component: ValueCard,
    displayName: _t("Value of a Customer"),
    supportedTypes: ["many2one"],
    relatedFields: [
        named("char")("display_name"),
        ...NUMBERS.slice(0, 3).map(named("integer")),
        {name: "currency_id", type: "many2one", relation: "res.currency"},
        ...MONEY.map(named("float")),
        ...SHARES.map(named("float")),
        ...DATES.map(named("date")),
        ...WORDS.map(named("char")),
    ],
};

registry.category("fields").add("smb_value_card", valueCardField);
