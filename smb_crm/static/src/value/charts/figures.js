import {
    formatInteger,
    formatMonetary,
    formatPercentage,
} from "@web/views/fields/formatters";

/** The colours of Odoo's tags, in the order of their numbers. */
const TAG_COLORS = [
    "#a2a2a2",
    "#ee2d2d",
    "#dc8534",
    "#e8bb1d",
    "#5794dd",
    "#9f628f",
    "#db8865",
    "#41a9a2",
    "#304be0",
    "#ee2f8a",
    "#61c36e",
    "#9872e6",
];

export function tagColor(number) {
    return TAG_COLORS[number] || TAG_COLORS[0];
}

export function money(value, currencyId, short = false) {
    const humanReadable = short && Math.abs(value) >= 10000;
    return formatMonetary(value, {currencyId, digits: [16, 0], humanReadable});
}

export function percent(share) {
    return formatPercentage(share, {digits: [16, 0]});
}

export function signed(share) {
    return (share >= 0.005 ? "+" : "") + percent(Math.abs(share) < 0.005 ? 0 : share);
}

export function count(value) {
    return formatInteger(value);
}
