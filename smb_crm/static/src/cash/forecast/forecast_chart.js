import {deserializeDate, formatDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {money} from "../../value/charts/figures";

export const IN = "#41a9a2";
export const OUT = "#d9623b";
const BALANCE = "#714b67";
const LOW = "#c0392b";

/** "12 Mar", "12 Mar – 18 Mar" or "Mar 2026". */
export function stepLabel(step, unit) {
    const begin = deserializeDate(step.begin);
    const end = deserializeDate(step.end);
    if (unit === "day") {
        return formatDate(begin, {format: "ccc d LLL"});
    }
    if (unit === "month") {
        return formatDate(begin, {format: "LLL yyyy"});
    }
    const last = formatDate(end, {format: "d LLL"});
    return step.begin === step.end
        ? last
        : `${formatDate(begin, {format: "d LLL"})} – ${last}`;
}

/** Bars up and down for what comes and goes, a line for what is left. */
export function forecastConfig({steps, lowest, currency_id: currencyId}, unit) {
    const tick = (value) => money(value, currencyId, true);
    return {
        type: "bar",
        data: {
            labels: steps.map((step) =>
                formatDate(deserializeDate(step.begin), {
                    format: unit === "month" ? "LLL yy" : "d LLL",
                })
            ),
            datasets: [
                {
                    type: "line",
                    label: _t("Balance after it"),
                    data: steps.map((step) => step.balance),
                    borderColor: BALANCE,
                    backgroundColor: BALANCE,
                    borderWidth: 2.5,
                    tension: 0.2,
                    // the lowest point stands out
                    pointRadius: steps.map((_step, n) => (n === lowest ? 7 : 2)),
                    pointBackgroundColor: steps.map((_step, n) =>
                        n === lowest ? LOW : BALANCE
                    ),
                },
                {
                    label: _t("Expected in"),
                    data: steps.map((step) => step.in),
                    backgroundColor: `${IN}d0`,
                    borderRadius: 3,
                    stack: "flow",
                },
                {
                    label: _t("Expected out"),
                    data: steps.map((step) => -step.out),
                    backgroundColor: `${OUT}d0`,
                    borderRadius: 3,
                    stack: "flow",
                },
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: {mode: "index", intersect: false},
            plugins: {
                legend: {position: "bottom", labels: {boxWidth: 12, boxHeight: 12}},
                tooltip: {
                    callbacks: {
                        label: (item) =>
                            `${item.dataset.label}: ${money(item.raw, currencyId)}`,
                    },
                },
            },
            scales: {
                x: {stacked: true, grid: {display: false}},
                y: {ticks: {maxTicksLimit: 6, callback: tick}},
            },
        },
    };
}
