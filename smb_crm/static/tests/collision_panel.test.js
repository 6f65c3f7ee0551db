import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {advanceTime, animationFrame} from "@odoo/hoot-mock";
import {
    contains,
    defineModels,
    fields,
    makeServerError,
    models,
    mountView,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");

class Customer extends models.Model {
    _name = "customer";

    name = fields.Char();
    is_company = fields.Boolean({default: true});

    _records = [{id: 1, name: "Globex"}];
}

defineMailModels();
defineModels([Customer]);

const GLOBEX = {
    match: "token",
    id: 7,
    name: "Globex",
    company: false,
    masked: false,
    owner: "Sam",
    owner_id: false,
    score: 0.92,
    reasons: ["Similar name"],
    last_contact_days: 1,
};

let found;
beforeEach(() => {
    found = {matches: [GLOBEX], blocked: false};
    onRpc("res.partner", "smb_guard_check", ({args}) => {
        expect.step(args[0].name);
        return found;
    });
});

async function mountForm(resId) {
    await mountView({
        resModel: "customer",
        type: "form",
        resId,
        arch: `<form><widget name="collision_panel"/><field name="name"/></form>`,
    });
}

async function type(name) {
    await contains("div[name=name] input").edit(name, {confirm: false});
    await advanceTime(1000);
    await animationFrame();
}

test("it asks once the typing pauses, and shows who was found", async () => {
    await mountForm();
    await type("Globx");
    expect.verifySteps(["Globx"]);
    expect(".o_smb_collision_match").toHaveCount(1);
    expect(".o_smb_collision_score").toHaveText("92 %");
    expect(".o_smb_collision_why").toHaveText("Similar name · contacted yesterday");
    expect(".o_smb_collision_open").toHaveCount(1);
});

test("too little to judge is not asked about", async () => {
    await mountForm();
    await type("Gl");
    expect.verifySteps([]);
    expect(".o_smb_collision").toHaveCount(0);
});

test("a customer that exists is left in peace", async () => {
    await mountForm(1);
    await advanceTime(1000);
    expect.verifySteps([]);
    expect(".o_smb_collision").toHaveCount(0);
});

test("dismissed, it keeps still until somebody else is found", async () => {
    await mountForm();
    await type("Globx");
    await contains(".o_smb_collision_dismiss").click();
    expect(".o_smb_collision").toHaveCount(0);
    await type("Globx L");
    expect(".o_smb_collision").toHaveCount(0);
    found.matches = [{...GLOBEX, match: "other"}];
    await type("Globx Ltd");
    expect(".o_smb_collision").toHaveCount(1);
    expect.verifySteps(["Globx", "Globx L", "Globx Ltd"]);
});

test("a refusal cannot be dismissed", async () => {
    found.blocked = true;
    await mountForm();
    await type("Globex");
    expect(".o_smb_collision").toHaveClass("alert-danger");
    expect(".o_smb_collision_dismiss").toHaveCount(0);
    expect.verifySteps(["Globex"]);
});

test("what may not be opened names its owner only", async () => {
    found.matches = [{...GLOBEX, id: false, masked: true}];
    await mountForm();
    await type("Globex");
    expect(".o_smb_collision_open").toHaveCount(0);
    expect(".o_smb_collision .fa-lock").toHaveCount(1);
    expect(".o_smb_collision_ask").toHaveCount(1);
    expect.verifySteps(["Globex"]);
});

test("a failing server disturbs neither the typing nor the saving", async () => {
    onRpc("res.partner", "smb_guard_check", () => {
        expect.step("asked");
        throw makeServerError({message: "Out of order"});
    });
    onRpc("customer", "web_save", ({args}) => expect.step(args[1].name));
    await mountForm();
    await type("Globx");
    expect.verifySteps(["asked"]);
    expect(".o_error_dialog").toHaveCount(0);
    expect(".o_notification").toHaveCount(0);
    expect(".o_smb_collision").toHaveCount(0);
    expect("div[name=name] input").toHaveValue("Globx");
    await contains(".o_form_button_save").click();
    expect.verifySteps(["Globx"]);
});

test("what was found before a failure stays until the next answer", async () => {
    await mountForm();
    await type("Globx");
    expect(".o_smb_collision_match").toHaveCount(1);
    onRpc("res.partner", "smb_guard_check", () => {
        throw makeServerError();
    });
    await type("Globx L");
    expect(".o_smb_collision_match").toHaveCount(1);
    expect.verifySteps(["Globx"]);
});
