import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {money} from "./figures";

const REVENUE = "#41a9a2";
const CUSTOMERS = "#714b67";

export function quarterLabel(begin) {
    const day = deserializeDate(begin);
    return `Q${day.quarter} ${day.toFormat("yy")}`;
}

/** Chart.js configuration: revenue as bars, buying customers as a line. */
export function growthConfig(quarters, currencyId) {
    const last = quarters.length - 1;
    return {
        type: "bar",
        data: {
            labels: quarters.map((quarter) => quarterLabel(quarter.begin)),
            datasets: [
                {
                    type: "line",
                    label: _t("Buying customers"),
                    data: quarters.map((quarter) => quarter.customers),
                    yAxisID: "customers",
                    borderColor: CUSTOMERS,
                    backgroundColor: CUSTOMERS,
                    borderWidth: 2.5,
                    tension: 0.25,
                },
                {
                    label: _t("Revenue"),
                    data: quarters.map((quarter) => quarter.revenue),
                    yAxisID: "y",
                    // this quarter is not over
                    backgroundColor: quarters.map(
                        (_, n) => REVENUE + (n === last ? "80" : "d0")
                    ),
                    borderRadius: 3,
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
                            `${item.dataset.label}: ${
                                item.dataset.yAxisID === "y"
                                    ? money(item.raw, currencyId)
                                    : item.raw
                            }`,
                    },
                },
            },
            scales: {
                x: {grid: {display: false}},
                y: {
                    beginAtZero: true,
                    ticks: {
                        maxTicksLimit: 5,
                        callback: (v) => money(v, currencyId, true),
                    },
                },
                customers: {
                    position: "right",
                    beginAtZero: true,
                    grid: {display: false},
                    ticks: {maxTicksLimit: 5, precision: 0},
                },
            },
        },
    };
}
