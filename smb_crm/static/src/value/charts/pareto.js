import {_t} from "@web/core/l10n/translation";
import {count, money, percent, tagColor} from "./figures";

const NO_TIER = {name: "–", color: 0};
const CURVE = "#714b67";

/** Runs of bars of one tier: [{tier, from, to}], as positions of bars. */
export function bands(bars) {
    const found = [];
    bars.forEach((bar, position) => {
        const last = found.at(-1);
        if (last && last.tier === bar.tier_id) {
            last.to = position;
        } else {
            found.push({tier: bar.tier_id, from: position, to: position});
        }
    });
    return found;
}

/** Paints the bands of tiers behind the bars, with their names on top. */
function bandPainter(bars, tierOf) {
    return {
        id: "smb_bands",
        beforeDatasetsDraw({ctx, chartArea, scales}) {
            const width = (chartArea.right - chartArea.left) / bars.length;
            ctx.save();
            for (const band of bands(bars)) {
                const tier = tierOf(band.tier);
                const left = scales.x.getPixelForValue(band.from) - width / 2;
                const wide = (band.to - band.from + 1) * width;
                ctx.fillStyle = `${tagColor(tier.color)}1c`;
                ctx.fillRect(
                    left,
                    chartArea.top,
                    wide,
                    chartArea.bottom - chartArea.top
                );
                if (wide > 22 && band.tier) {
                    ctx.fillStyle = tagColor(tier.color);
                    ctx.font = "bold 14px sans-serif";
                    ctx.textAlign = "center";
                    ctx.fillText(tier.name, left + wide / 2, chartArea.top + 17);
                }
            }
            ctx.restore();
        },
    };
}

function title(bar) {
    if (bar.first === bar.last) {
        return `${bar.first}. ${bar.name}`;
    }
    return _t("Customers %(first)s to %(last)s, on average", bar);
}

/** Chart.js configuration of the Pareto chart: bars of revenue, cumulative curve. */
export function paretoConfig({bars, tiers, currencyId}) {
    const tierOf = (id) => tiers.find((tier) => tier.id === id) || NO_TIER;
    const style = {
        type: "bar",
        data: {
            labels: bars.map((bar) => bar.last),
            datasets: [
                {
                    type: "line",
                    label: _t("Share of all revenue so far"),
                    data: bars.map((bar) => bar.share),
                    yAxisID: "share",
                    borderColor: CURVE,
                    backgroundColor: CURVE,
                    borderWidth: 2.5,
                    pointRadius: bars.length > 40 ? 0 : 2,
                    tension: 0.25,
                },
                {
                    label: _t("Revenue"),
                    data: bars.map((bar) => bar.revenue),
                    yAxisID: "y",
                    backgroundColor: bars.map((bar) =>
                        tagColor(tierOf(bar.tier_id).color)
                    ),
                    categoryPercentage: 0.92,
                    barPercentage: 0.92,
                    borderRadius: 2,
                },
            ],
        },
        plugins: [bandPainter(bars, tierOf)],
        options: {
            maintainAspectRatio: false,
            animation: false,
            interaction: {mode: "index", intersect: false},
            plugins: {
                legend: {display: false},
                tooltip: {
                    callbacks: {
                        title: ([item]) => title(bars[item.dataIndex]),
                        label: (item) =>
                            item.dataset.yAxisID === "share"
                                ? `${item.dataset.label}: ${percent(item.raw)}`
                                : `${item.dataset.label}: ${money(item.raw, currencyId)}`,
                        footer: ([item]) =>
                            tierOf(bars[item.dataIndex].tier_id).meaning || "",
                    },
                },
            },
            scales: {
                x: {
                    grid: {display: false},
                    title: {display: true, text: _t("Customers, by revenue")},
                    ticks: {maxRotation: 0, autoSkipPadding: 12},
                },
                y: {
                    beginAtZero: true,
                    grid: {display: false},
                    ticks: {
                        maxTicksLimit: 6,
                        callback: (v) => money(v, currencyId, true),
                    },
                },
                share: {
                    position: "right",
                    min: 0,
                    // room for the names of the bands above the curve
                    max: 1.1,
                    ticks: {
                        stepSize: 0.2,
                        callback: (v) => (v > 1 ? null : percent(v)),
                    },
                },
            },
        },
    };
    return style;
}

export function paretoSentence({customers, few, best_share: share}) {
    return customers
        ? _t(
              "The best %(best)s of customers bring %(share)s of revenue; %(few)s of %(customers)s bring %(most)s.",
              {
                  best: percent(0.2),
                  most: percent(0.8),
                  share: percent(share),
                  few: count(few),
                  customers: count(customers),
              }
          )
        : "";
}
