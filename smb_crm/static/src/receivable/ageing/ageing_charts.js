import {deserializeDate} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {money, percent} from "../../value/charts/figures";

/** From "not due" to the oldest: the further, the hotter. */
export const STEP_COLORS = [
    "#41a9a2",
    "#e8bb1d",
    "#dc8534",
    "#d9623b",
    "#c0392b",
    "#7d1f2d",
];
const CURVE = "#714b67";
const NAMED = 10;

function common(currencyId, scales) {
    return {
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
        scales,
    };
}

function stacks(columns, rows) {
    return columns.map((column, step) => ({
        label: column.label,
        data: rows.map((row) => row[column.name]),
        backgroundColor: STEP_COLORS[step],
        stack: "steps",
        borderRadius: 2,
    }));
}

/** Who owes most, and how late it is: lying bars in the order of the table. */
export function topConfig({rows, columns, currencyId}) {
    const top = rows.filter((row) => row.total > 0).slice(0, NAMED);
    const options = common(currencyId, {
        x: {
            stacked: true,
            ticks: {maxTicksLimit: 5, callback: (v) => money(v, currencyId, true)},
        },
        y: {stacked: true, grid: {display: false}},
    });
    return {
        type: "bar",
        data: {
            labels: top.map((row) =>
                row.name.length > 24 ? `${row.name.slice(0, 23)}…` : row.name
            ),
            datasets: stacks(columns, top),
        },
        options: {...options, indexAxis: "y"},
    };
}

/** What was owed at the ends of the last months, by how late it was then. */
export function trendConfig({months, columns, currencyId}) {
    return {
        type: "bar",
        data: {
            labels: months.map((month) =>
                deserializeDate(month.date).toFormat("d LLL")
            ),
            datasets: stacks(columns, months),
        },
        options: common(currencyId, {
            x: {stacked: true, grid: {display: false}},
            y: {
                stacked: true,
                ticks: {maxTicksLimit: 5, callback: (v) => money(v, currencyId, true)},
            },
        }),
    };
}

/** How much of what is owed the first so many owe, against all owing the same. */
export function curveConfig(curve) {
    const last = curve.at(-1).count;
    const points = [{count: 0, share: 0}, ...curve];
    return {
        type: "line",
        data: {
            datasets: [
                {
                    label: _t("Share of all that is owed"),
                    data: points.map(({count, share}) => ({x: count, y: share})),
                    borderColor: CURVE,
                    backgroundColor: `${CURVE}22`,
                    borderWidth: 2.5,
                    pointRadius: points.length > 25 ? 0 : 2,
                    fill: true,
                },
                {
                    label: _t("If all owed the same"),
                    data: [
                        {x: 0, y: 0},
                        {x: last, y: 1},
                    ],
                    borderColor: "#a2a2a2",
                    borderDash: [6, 4],
                    borderWidth: 1.5,
                    pointRadius: 0,
                },
            ],
        },
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: {mode: "nearest", axis: "x", intersect: false},
            plugins: {
                legend: {position: "bottom", labels: {boxWidth: 12, boxHeight: 12}},
                tooltip: {
                    callbacks: {
                        title: ([item]) => _t("The first %s", item.parsed.x),
                        label: (item) =>
                            `${item.dataset.label}: ${percent(item.parsed.y)}`,
                    },
                },
            },
            scales: {
                x: {
                    type: "linear",
                    min: 0,
                    max: last,
                    grid: {display: false},
                    ticks: {precision: 0, maxTicksLimit: 8},
                },
                y: {min: 0, max: 1, ticks: {stepSize: 0.25, callback: percent}},
            },
        },
    };
}

/** "3 of 41 owe 80 % of it." */
export function curveSentence(rows, curve) {
    const most = rows.findIndex((row) => row.cumulative >= 0.8);
    return most >= 0 && curve.length
        ? _t("The first %(few)s of %(all)s owe %(share)s.", {
              few: most + 1,
              all: curve.at(-1).count,
              share: percent(rows[most].cumulative),
          })
        : "";
}
