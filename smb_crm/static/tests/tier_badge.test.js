import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {defineModels, fields, models, mountView} from "@web/../tests/web_test_helpers";

class Tier extends models.Model {
    _name = "tier";

    name = fields.Char();
    color = fields.Integer();
    meaning = fields.Char();

    _records = [
        {id: 1, name: "A", color: 10, meaning: "The best service"},
        {id: 2, name: "Gold", color: 3, meaning: false},
    ];
}

class Paper extends models.Model {
    _name = "paper";

    tier_id = fields.Many2one({relation: "tier"});

    _records = [
        {id: 1, tier_id: 1},
        {id: 2, tier_id: 2},
        {id: 3, tier_id: false},
    ];
}

defineMailModels();
defineModels([Tier, Paper]);

test("a tier is a pill with its name, colour and meaning", async () => {
    await mountView({
        resModel: "paper",
        type: "form",
        resId: 1,
        arch: `<form><field name="tier_id" widget="smb_tier_badge"/></form>`,
    });
    expect(".o_smb_tier").toHaveText("A");
    expect(".o_smb_tier").toHaveClass("o_tag_color_10");
    expect(".o_smb_tier").toHaveAttribute("data-tooltip", "The best service");
});

test("a list shows one pill a row and none without a tier", async () => {
    await mountView({
        resModel: "paper",
        type: "list",
        arch: `<list><field name="tier_id" widget="smb_tier_badge"/></list>`,
    });
    expect(".o_data_row").toHaveCount(3);
    expect(".o_smb_tier").toHaveCount(2);
    expect(".o_data_row:eq(1) .o_smb_tier").toHaveText("Gold");
    expect(".o_data_row:eq(1) .o_smb_tier").not.toHaveAttribute("data-tooltip");
});
