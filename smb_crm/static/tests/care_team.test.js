import {defineMailModels} from "@mail/../tests/mail_test_helpers";
import {beforeEach, expect, test} from "@odoo/hoot";
import {queryAllTexts} from "@odoo/hoot-dom";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import {WebClient} from "@web/webclient/webclient";

defineMailModels();

const NOTHING = {planned: 0, done: 0, skipped: 0, missed: 0, open: 0, overdue: 0};
const SALLY = {
    ...NOTHING,
    id: 7,
    name: "Sally",
    planned: 4,
    done: 2,
    missed: 1,
    open: 1,
    overdue: 3,
    contacts: 6,
};
let team = {};

beforeEach(() => {
    team = {
        begin: "2026-03-09",
        end: "2026-03-16",
        today: "2026-03-10",
        reps: [
            SALLY,
            {...NOTHING, id: false, name: false, planned: 1, open: 1, contacts: 0},
        ],
        totals: {...NOTHING, planned: 5, done: 2, missed: 1},
        alerts: {representative: 2, failed: 0, nobody: 1, pool: 0},
        late: [],
        paused: [],
    };
    onRpc("smb.care.board", "smb_team", ({args}) => {
        expect.step(args[0]);
        return team;
    });
});

async function openTeam() {
    await mountWithCleanup(WebClient);
    await getService("action").doAction({
        type: "ir.actions.client",
        tag: "smb_care_team",
    });
}

test("the week opens first, other times are a press away", async () => {
    await openTeam();
    await contains("button[data-period=month]").click();
    expect.verifySteps(["week", "month"]);
    expect("button[data-period=month]").toHaveAttribute("aria-pressed", "true");
});

test("a rep's bar has a piece for each thing that happened", async () => {
    await openTeam();
    expect(".o_smb_sentence").toHaveText("2 of 5 follow-ups are done, 1 missed.");
    expect(queryAllTexts("tbody th")).toEqual(["Sally", "Nobody"]);
    expect("tbody tr:eq(0) .o_smb_bar button").toHaveCount(3);
    expect("tbody tr:eq(0) .o_smb_bar .bg-success").toHaveStyle(
        {width: "50%"},
        {inline: true}
    );
    expect.verifySteps(["week"]);
});

test("only what needs somebody is coloured", async () => {
    await openTeam();
    expect(".o_smb_alert_representative").toHaveClass("o_smb_tone_danger");
    expect(".o_smb_alert_failed").toHaveClass("o_smb_tone_none");
    expect.verifySteps(["week"]);
});

test("that something stands still cannot be overlooked", async () => {
    team.paused = ["Here"];
    team.late = [{name: "opening", since: "2026-03-01 02:00:00"}];
    await openTeam();
    expect(".o_smb_team .alert-warning").toHaveText(/Care is paused for Here/);
    expect(".o_smb_late_jobs").toHaveText(/Opening: last good run/);
    expect.verifySteps(["week"]);
});
