import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, press, queryOne, test} from "@odoo/hoot";
import {animationFrame, runAllTimers} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    editSelectMenu,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Tier extends models.Model {
    _name = "tier";

    name = fields.Char();
    share_to = fields.Float();
    _records = [
        {id: 1, name: "A", share_to: 80},
        {id: 2, name: "B", share_to: 100},
    ];
}

class TierPolicy extends models.Model {
    _name = "smb.tier.policy";

    measure = fields.Selection({
        selection: [
            ["revenue", "Revenue"],
            ["orders", "Orders"],
        ],
    });
    window_months = fields.Integer();
    currency_id = fields.Many2one({relation: "res.currency"});
    tier_ids = fields.One2many({relation: "tier"});
    _records = [{id: 1, measure: "revenue", window_months: 12, tier_ids: [1, 2]}];
}

class Currency extends models.Model {
    _name = "res.currency";

    name = fields.Char();
}

defineMailModels();
defineModels([Tier, TierPolicy, Currency]);

const TIERS = [
    {id: 1, name: "A", color: 10, count: 20, before: 20, measure: 800, share: 0.8},
    {id: 2, name: "B", color: 4, count: 80, before: 80, measure: 200, share: 0.2},
];
const LABELS = {1: {name: "A", color: 10}, 2: {name: "B", color: 4}};
const CALM = {customers: 100, labels: LABELS, tiers: TIERS, moves: []};
const AS_IS = {
    ...CALM,
    customers_moved: [],
    currency_id: false,
    measure: {kind: "revenue", label: "Revenue"},
};
const MOVED = {
    ...AS_IS,
    moves: [
        {from: 1, to: 2, count: 90, revenue: 500, measure: 70},
        {from: false, to: 1, count: 1, revenue: 9, measure: 3},
    ],
    customers_moved: [
        {id: 7, name: "Acme", from: 1, to: 2, revenue: 400, measure: 60},
        {id: 8, name: "Globex", from: false, to: 1, revenue: 9, measure: 3},
    ],
};

async function settle() {
    await animationFrame();
    await runAllTimers();
    await animationFrame();
}

async function mountPolicy() {
    await mountView({
        resModel: "smb.tier.policy",
        type: "form",
        resId: 1,
        arch: `
            <form js_class="smb_tier_policy_form">
                <field name="measure"/>
                <field name="window_months"/>
                <field name="tier_ids" widget="smb_tier_lines">
                    <list editable="bottom">
                        <field name="name"/>
                        <field name="share_to"/>
                    </list>
                </field>
                <widget name="smb_tier_what_if"/>
            </form>`,
    });
    await settle();
}

async function type(months) {
    await contains("div[name=window_months] input").edit(months);
    await settle();
}

test("it shows how the tiers are while nothing changed", async () => {
    onRpc("smb.tier.policy", "preview", ({args}) => {
        expect.step(Object.keys(args[1]).join());
        return AS_IS;
    });
    await mountPolicy();
    expect(".o_smb_what_if_title").toHaveText("Nobody would move");
    expect(".o_smb_what_if_bars tbody tr").toHaveCount(2);
    expect(".o_smb_what_if_apply").toHaveCount(0);
    expect.verifySteps([""]);
});

test("a changed rule shows who would move, and nothing is saved", async () => {
    onRpc("smb.tier.policy", "preview", ({args}) =>
        args[1].window_months === 6 ? MOVED : AS_IS
    );
    onRpc("smb.tier.policy", "web_save", () => expect.step("saved"));
    await mountPolicy();
    await type("6");
    expect(".o_smb_what_if_title").toHaveText("91 customers would move");
    expect(".o_smb_what_if_moves tbody tr").toHaveCount(2);
    expect(".o_smb_what_if_moves tbody tr:first").toHaveText(/A.*B.*90/s);
    expect(".o_smb_what_if_customers tbody tr:first button").toHaveText("Acme");
    expect(".o_smb_what_if_more").toHaveText("and 89 more");
    // the measure is revenue: one column says both
    expect(".o_smb_what_if_moves th").toHaveCount(4);
    expect.verifySteps([]);
});

test("another measure than revenue is listed under its name", async () => {
    onRpc("smb.tier.policy", "preview", ({args}) =>
        args[1].measure === "orders"
            ? {...MOVED, measure: {kind: "orders", label: "Orders"}}
            : AS_IS
    );
    await mountPolicy();
    await editSelectMenu(".o_field_widget[name=measure] input", {value: "Orders"});
    await settle();
    expect(".o_smb_what_if_bars thead th:last").toHaveText("Orders");
    expect(".o_smb_what_if_moves thead th:last").toHaveText("Orders");
    expect(".o_smb_what_if_moves tbody tr:first td:last").toHaveText("70");
    expect(".o_smb_what_if_customers thead th:last").toHaveText("Orders");
    expect(".o_smb_what_if_customers tbody tr:first td:last").toHaveText("60");
});

test("a tier's line that is typed is tried as well", async () => {
    onRpc("smb.tier.policy", "preview", ({args}) => {
        expect.step(JSON.stringify(args[1].tier_ids || []));
        return AS_IS;
    });
    await mountPolicy();
    await contains(".o_data_row:first .o_data_cell[name=share_to]").click();
    await contains(".o_data_row:first [name=share_to] input").edit("60");
    await settle();
    expect.verifySteps(["[]", '[[1,1,{"share_to":60}]]']);
});

test("a key pressed before the new line has the focus goes into it", async () => {
    onRpc("smb.tier.policy", "preview", () => AS_IS);
    await mountPolicy();
    await contains(".o_field_x2many_list_row_add a").click();
    // as it is while the line is being drawn
    queryOne(".o_field_x2many_list_row_add a").focus();
    await press("d");
    await settle();
    expect(".o_selected_row [name=name] input").toBeFocused();
    expect(".o_data_row").toHaveCount(3);
});

test("apply saves, discard does not", async () => {
    onRpc("smb.tier.policy", "preview", ({args}) =>
        args[1].window_months ? MOVED : AS_IS
    );
    onRpc("smb.tier.policy", "web_save", ({args}) =>
        expect.step(`saved ${args[1].window_months}`)
    );
    await mountPolicy();
    await type("6");
    await contains(".o_smb_what_if_discard").click();
    await settle();
    expect("div[name=window_months] input").toHaveValue("12");
    expect(".o_smb_what_if_title").toHaveText("Nobody would move");
    await type("3");
    await contains(".o_smb_what_if_apply").click();
    await settle();
    expect(".o_smb_what_if_apply").toHaveCount(0);
    expect.verifySteps(["saved 3"]);
});

test("rules that make no sense say why and cannot be applied", async () => {
    onRpc("smb.tier.policy", "preview", ({args}) =>
        args[1].window_months === 1000 ? {error: "1 to 120 months."} : AS_IS
    );
    await mountPolicy();
    await type("1000");
    expect(".o_smb_what_if_error").toHaveText("1 to 120 months.");
    expect(".o_smb_what_if_apply").not.toBeEnabled();
});

test("typing on asks once, and a late answer is not shown", async () => {
    let asked = 0;
    onRpc("smb.tier.policy", "preview", () => {
        asked++;
        return AS_IS;
    });
    await mountPolicy();
    const before = asked;
    await contains("div[name=window_months] input").edit("6");
    await contains("div[name=window_months] input").edit("7");
    await contains("div[name=window_months] input").edit("8");
    await settle();
    expect(asked - before).toBe(1);
});
