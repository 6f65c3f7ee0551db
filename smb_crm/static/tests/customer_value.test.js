import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test, waitFor} from "@odoo/hoot";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";
import {bands} from "@smb_crm/value/charts/pareto";
import {RfmMatrix} from "@smb_crm/value/rfm_matrix/rfm_matrix";

defineMailModels();

const TOTALS = {
    customers: 12,
    buying: 10,
    buying_before: 12,
    quiet: 2,
    revenue: 1000,
    revenue_before: 800,
    margin: 300,
    quiet_revenue: 50,
    overdue: 0,
    health: 80,
    top_share: 0.7,
    top_share_before: 0.5,
};
const OVERVIEW = {
    company: "Here",
    company_id: 1,
    currency_id: 1,
    window: 12,
    refreshed_at: "2026-03-01 02:00:00",
    totals: TOTALS,
    tiers: [
        {
            id: 1,
            name: "A",
            color: 10,
            meaning: "Best",
            customers: 3,
            revenue: 800,
            margin: 9,
        },
    ].map((tier) => ({...tier, health: 90, quiet: 0})),
    pareto: {
        bars: [
            {first: 1, last: 1, revenue: 800, share: 0.8, tier_id: 1, name: "Acme"},
            {first: 2, last: 2, revenue: 200, share: 1, tier_id: false, name: "Globex"},
        ],
        customers: 2,
        few: 1,
        best_share: 0.8,
    },
    rfm: [{recency: 5, frequency: 4, customers: 3, revenue: 800, amount: 5}],
    stages: [{stage: "loyal", label: "Loyal", customers: 3, revenue: 800}],
    alarms: [{kind: "false_growth", text: "Revenue grew while customers fell."}],
};

function answer(overview) {
    onRpc("smb.value.board", "smb_overview", () => overview);
    onRpc("smb.value.board", "smb_growth", () => []);
    onRpc("smb.value.board", "smb_cohorts", () => ({
        unit: "quarter",
        steps: 2,
        cohorts: [{begin: "2026-01-01", size: 4, counts: [4, 1]}],
    }));
    onRpc("smb.value.board", "smb_movers", ({args}) => ({
        begin: "2026-03-01",
        months_ago: args[0],
        counts: {up: 0, down: 0, first: 2, left: 0},
        up: [],
        down: [],
        policies: [{day: "2026-03-22", since: "S", until: "U", up: 34, down: 20}],
    }));
}

async function mountBoard(overview = OVERVIEW) {
    answer(overview);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "smb_customer_value",
    });
}

test("neighbouring bars of one tier are one band", () => {
    expect(bands([{tier_id: 1}, {tier_id: 1}, {tier_id: 2}])).toEqual([
        {tier: 1, from: 0, to: 1},
        {tier: 2, from: 2, to: 2},
    ]);
    expect(bands([])).toEqual([]);
});

test("the screen shows totals, tiers, cohorts and the alarm", async () => {
    await mountBoard();
    expect(".o_smb_tile").toHaveCount(6);
    expect(".alert-danger").toHaveText("Revenue grew while customers fell.");
    expect(".o_smb_pareto .o_smb_sentence").toHaveText(/bring 80% of revenue; 1 of 2/);
    expect(".o_smb_tier_row .o_smb_tier").toHaveText("A");
    await waitFor(".o_smb_cohorts");
    expect(".o_smb_cohorts tbody .o_smb_heat").toHaveText("25%");
});

test("a company without customers is told what to do", async () => {
    await mountBoard({
        ...OVERVIEW,
        totals: {...TOTALS, customers: 0},
        alarms: [],
    });
    expect(".o_smb_tile").toHaveCount(0);
    expect(".o_smb_board h2").toHaveText("No customer has a scorecard yet");
});

test("months of movers are a press away, the future is not", async () => {
    await mountBoard();
    expect("button[aria-label='The month after']").not.toBeEnabled();
    await contains("button[aria-label='The month before']").click();
    expect("button[aria-label='The month after']").toBeEnabled();
});

test("what a new policy moved is one line that leads to its customers", async () => {
    await mountBoard();
    patchWithCleanup(getService("action"), {
        loadAction: async (name) => ({xml_id: name, context: {}}),
        doAction: ({xml_id, domain}) => expect.step([xml_id, ...domain]),
    });
    expect(".o_smb_policy_moves").toHaveText("New policy of 22 Mar: 34 up, 20 down");
    await contains(".o_smb_policy_moves").click();
    expect.verifySteps([
        [
            "smb_crm.smb_tier_change_action",
            ["company_id", "=", 1],
            ["cause", "=", "policy"],
            ["date", ">=", "S"],
            ["date", "<=", "U"],
        ],
    ]);
});

test("only cells with customers can be pressed", async () => {
    await mountWithCleanup(RfmMatrix, {
        props: {
            cells: OVERVIEW.rfm,
            currencyId: 1,
            onOpen: ({recency, frequency}) => expect.step([recency, frequency]),
        },
    });
    expect("td .o_smb_heat").toHaveCount(25);
    expect("button.o_smb_heat").toHaveCount(1);
    await contains("button.o_smb_heat").click();
    expect.verifySteps([[5, 4]]);
});
