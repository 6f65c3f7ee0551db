import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, describe, expect, test} from "@odoo/hoot";
import {advanceTime} from "@odoo/hoot-mock";
import {ContactSystray} from "@smb_crm/contact/contact_systray/contact_systray";
import {recordOnScreen, refreshScreen} from "@smb_crm/contact/quick_entry/quick_entry";
import {
    contains,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";

describe.current.tags("desktop");
defineMailModels();

let counts;
beforeEach(() => {
    counts = {overdue: 2, today: 3, tomorrow: 1};
    onRpc("mail.activity", "smb_worklist_counts", () => {
        expect.step("count");
        return counts;
    });
    mockService("action", {
        doAction: (action, options) => {
            expect.step(action);
            options?.onClose?.();
        },
    });
});

test("it counts once, after the page has loaded", async () => {
    await mountWithCleanup(ContactSystray);
    expect.verifySteps([]);
    expect(".o_smb_systray_counter").toHaveCount(0);
    await advanceTime(2000);
    expect.verifySteps(["count"]);
    expect(".o_smb_systray_counter").toHaveText("5");
});

test("nothing due shows no number", async () => {
    counts = {overdue: 0, today: 0, tomorrow: 4};
    await mountWithCleanup(ContactSystray);
    await advanceTime(2000);
    expect(".o_smb_systray_counter").toHaveCount(0);
    expect.verifySteps(["count"]);
});

test("opening it counts again and lists the days", async () => {
    await mountWithCleanup(ContactSystray);
    await contains(".o_smb_systray").click();
    expect.verifySteps(["count"]);
    expect(".o_smb_overdue").toHaveText("Overdue\n2");
    expect(".o_smb_today").toHaveText("Today\n3");
    expect(".o_smb_tomorrow").toHaveText("Tomorrow\n1");
});

test("many changes at once cost one count", async () => {
    let announce;
    mockService("bus_service", {
        subscribe: (type, callback) => {
            announce = type === "mail.activity/updated" ? callback : announce;
        },
    });
    await mountWithCleanup(ContactSystray);
    await advanceTime(2000);
    for (let i = 0; i < 5; i++) {
        announce();
    }
    await advanceTime(2000);
    expect.verifySteps(["count", "count"]);
});

test("logging a contact counts again", async () => {
    await mountWithCleanup(ContactSystray);
    await contains(".o_smb_systray").click();
    await contains(".o_smb_log").click();
    await advanceTime(3000);
    expect.verifySteps(["count", "smb_crm.smb_contact_quick_action", "count", "count"]);
});

test("a line opens the worklist", async () => {
    await mountWithCleanup(ContactSystray);
    await contains(".o_smb_systray").click();
    await contains(".o_smb_overdue").click();
    expect.verifySteps(["count", "smb_crm.smb_worklist_action"]);
});

test("lists of contacts behind the dialog load again, forms and others do not", async () => {
    const screen = (model, multiRecord = true) => ({
        currentController: {
            jsId: `${model}_1`,
            view: {multiRecord},
            action: {res_model: model},
        },
        restore: (jsId) => expect.step(jsId),
    });
    await refreshScreen(screen("mail.activity"));
    await refreshScreen(screen("smb.contact.log"));
    expect.verifySteps(["mail.activity_1", "smb.contact.log_1"]);
    await refreshScreen(screen("res.partner", false));
    await refreshScreen(screen("product.product"));
    await refreshScreen({currentController: null});
    expect.verifySteps([]);
});

test("the saved record on screen is passed on, other screens pass nothing", () => {
    const form = (resId) => ({
        currentController: {
            view: {type: "form"},
            action: {res_model: "sale.order"},
            currentState: {resId},
        },
    });
    expect(recordOnScreen(form(7))).toEqual({
        active_model: "sale.order",
        active_id: 7,
        active_ids: [7],
    });
    expect(recordOnScreen(form("new"))).toEqual({});
    expect(recordOnScreen({currentController: null})).toEqual({});
    expect(recordOnScreen({currentController: {view: {type: "list"}}})).toEqual({});
});
