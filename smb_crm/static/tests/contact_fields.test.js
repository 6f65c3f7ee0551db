import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {expect, test} from "@odoo/hoot";
import {animationFrame, mockDate} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

class Channel extends models.Model {
    _name = "channel";

    name = fields.Char();
    icon = fields.Char();

    _records = [
        {id: 1, name: "Phone", icon: "fa-phone"},
        {id: 2, name: "Visit", icon: "fa-car"},
    ];
}

class Contact extends models.Model {
    _name = "contact";

    channel_id = fields.Many2one({relation: "channel"});
    direction = fields.Selection({
        selection: [
            ["out", "Outgoing"],
            ["in", "Incoming"],
        ],
        default: "out",
    });
    next_date = fields.Date();
    icon = fields.Char();

    _records = [{id: 1, channel_id: 1, direction: "out", icon: "fa-car"}];
}

defineMailModels();
defineModels([Channel, Contact]);

async function mountForm(arch, resId) {
    await mountView({
        resModel: "contact",
        type: "form",
        resId,
        arch: `<form>${arch}</form>`,
    });
}

test("a choice is one press and shows its icon", async () => {
    onRpc("contact", "web_save", ({args}) => expect.step(args[1].channel_id));
    await mountForm(
        `<field name="channel_id" widget="smb_badges" options="{'icon_field': 'icon'}"/>`
    );
    expect(".o_smb_badge").toHaveCount(2);
    expect(".o_smb_badge .fa-car").toHaveCount(1);
    await contains(".o_smb_badge:contains(Visit)").click();
    expect(".o_smb_badge.active").toHaveText("Visit");
    await contains(".o_form_button_save").click();
    expect.verifySteps([2]);
});

test("a second press empties what may be empty", async () => {
    await mountForm(`<field name="channel_id" widget="smb_badges"/>`, 1);
    await contains(".o_smb_badge:contains(Phone)").click();
    expect(".o_smb_badge.active").toHaveCount(0);
});

test("a second press keeps what is required", async () => {
    await mountForm(`<field name="direction" required="1" widget="smb_badges"/>`, 1);
    await contains(".o_smb_badge:contains(Outgoing)").click();
    expect(".o_smb_badge.active").toHaveText("Outgoing");
});

test("choices tell screen readers which one is chosen", async () => {
    await mountForm(`<field name="direction" widget="smb_badges"/>`, 1);
    expect(".o_smb_badge:contains(Outgoing)").toHaveAttribute("aria-pressed", "true");
    expect(".o_smb_badge:contains(Incoming)").toHaveAttribute("aria-pressed", "false");
});

test("a chip sets the day, a second press takes it back", async () => {
    mockDate("2026-03-02 10:00:00");
    onRpc("contact", "web_save", ({args}) => expect.step(args[1].next_date));
    await mountForm(`<field name="next_date" widget="smb_day_chips"/>`);
    await contains("[data-chip=month]").click();
    expect("[data-chip=month]").toHaveClass("active");
    await contains("[data-chip=month]").click();
    expect(".o_smb_day_chips .active").toHaveCount(0);
    await contains("[data-chip=week]").click();
    await contains(".o_form_button_save").click();
    await animationFrame();
    expect.verifySteps(["2026-03-09"]);
});

test("an icon field shows the icon it names", async () => {
    await mountForm(`<field name="icon" widget="smb_icon"/>`, 1);
    expect(".o_field_smb_icon i.fa-car").toHaveCount(1);
});
