import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {
    contains,
    defineModels,
    fields,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";

class Activity extends models.Model {
    _name = "mail.activity";
    name = fields.Char();
    day = fields.Char();
    user_id = fields.Integer();
    _records = [
        {id: 1, name: "Renewal", day: "overdue", user_id: 7},
        {id: 2, name: "Samples", day: "today", user_id: 7},
        {id: 3, name: "Somebody else's", day: "today", user_id: 8},
    ];
    _views = {
        list: `<list js_class="smb_worklist_list"><field name="name"/></list>`,
        search: `<search>
            <filter name="mine" string="Mine" domain="[('user_id', '=', 7)]"/>
            <separator/>
            <filter name="overdue" string="Overdue" domain="[('day', '=', 'overdue')]"/>
            <filter name="today" string="Today" domain="[('day', '=', 'today')]"/>
            <filter name="tomorrow" string="Tomorrow" domain="[('day', '=', 'tomorrow')]"/>
        </search>`,
    };
}

let queues = {};

defineMailModels();
defineModels({Activity});

beforeEach(() => {
    queues = {
        counts: {
            overdue: 1,
            today: 1,
            tomorrow: 0,
            quiet: 1200,
            never: 0,
            new: 0,
            pool: 0,
        },
        late: [],
    };
    onRpc("smb.worklist", "smb_queues", () => queues);
});

async function openWorklist() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.act_window",
        res_model: "mail.activity",
        views: [[false, "list"]],
        context: {search_default_mine: 1},
    });
}

const rows = () => queryAllTexts(".o_data_row [name=name]");

test("the queues stand on top, in the order of the day, with their counts", async () => {
    await openWorklist();
    expect(queryAllTexts(".o_smb_queue_count")).toEqual([
        "1",
        "1",
        "0",
        "1,200",
        "0",
        "0",
        "0",
    ]);
    expect(".o_smb_queue.active").toHaveCount(0);
    expect(".o_smb_queue_tomorrow").toHaveClass("o_smb_tone_none");
});

test("a press filters the day, another one shows all days again", async () => {
    await openWorklist();
    expect(rows()).toEqual(["Renewal", "Samples"]);
    await contains(".o_smb_queue_overdue").click();
    expect(rows()).toEqual(["Renewal"]);
    expect(".o_smb_queue.active").toHaveText(/Overdue/);
    await contains(".o_smb_queue_today").click();
    expect(rows()).toEqual(["Samples"]);
    expect(".o_smb_queue_today").toHaveAttribute("aria-pressed", "true");
    await contains(".o_smb_queue_today").click();
    expect(rows()).toEqual(["Renewal", "Samples"]);
});

test("what is counted is one's own, whatever was shown before", async () => {
    await openWorklist();
    await contains(".o_facet_remove").click();
    expect(rows()).toHaveLength(3);
    await contains(".o_smb_queue_today").click();
    expect(rows()).toEqual(["Samples"]);
});

test("the counts follow when the list is loaded again", async () => {
    await openWorklist();
    queues = {counts: {...queues.counts, pool: 5}, late: []};
    await contains(".o_smb_queue_overdue").click();
    expect(".o_smb_queue_pool .o_smb_queue_count").toHaveText("5");
});

test("the queues are buttons that the keyboard reaches", async () => {
    await openWorklist();
    expect("nav.o_smb_queues[aria-label] > button").toHaveCount(7);
    expect(".o_smb_queue_overdue").toHaveAttribute("data-hotkey", "1");
});

test("a job that has stopped is said in red, to whom the server tells it", async () => {
    queues.late = [{name: "Planning", since: false, error: "No disk"}];
    await openWorklist();
    expect(".o_smb_late_jobs").toHaveText(/Planning has never run well/);
    expect(".o_smb_late_jobs").toHaveText(/No disk/);
});
