import {Component, onWillStart, useState} from "@odoo/owl";
import {deserializeDate, serializeDateTime} from "@web/core/l10n/dates";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {Layout} from "@web/search/layout";
import {formatInteger} from "@web/views/fields/formatters";
import {standardActionServiceProps} from "@web/webclient/actions/action_service";
import {LateJobs} from "../late_jobs/late_jobs";

const OPEN = ["state", "in", ["planned", "due"]];

/** What the team had to do, by rep: planned, done, missed; and what needs a manager. */
export class CareTeam extends Component {
    static template = "smb_crm.CareTeam";
    static components = {LateJobs, Layout};
    static props = {...standardActionServiceProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({period: "week", data: null});
        onWillStart(() => this.load(this.state.period));
    }

    async load(period) {
        const data = await this.orm.call("smb.care.board", "smb_team", [period]);
        Object.assign(this.state, {period, data});
    }

    get data() {
        return this.state.data;
    }

    get periods() {
        return [
            {key: "today", label: _t("Today")},
            {key: "week", label: _t("This Week")},
            {key: "month", label: _t("This Month")},
        ];
    }

    get alerts() {
        const {alerts} = this.data;
        return [
            {
                key: "representative",
                label: _t("Best Customers Without a Service Representative"),
                tone: "danger",
            },
            {key: "failed", label: _t("Follow-ups That Failed"), tone: "danger"},
            {key: "nobody", label: _t("Due, but Nobody's"), tone: "warning"},
            {key: "pool", label: _t("To Take Over"), tone: "warning"},
        ].map((alert) => {
            const count = alerts[alert.key];
            return {
                ...alert,
                count: formatInteger(count),
                tone: count ? alert.tone : "none",
            };
        });
    }

    /** What became of the planned ones, in the order of a bar's pieces. */
    get fates() {
        return [
            {key: "done", label: _t("Done"), color: "bg-success"},
            {key: "skipped", label: _t("Skipped"), color: "bg-info"},
            {key: "missed", label: _t("Missed"), color: "bg-danger"},
            {key: "open", label: _t("Still to Do"), color: "bg-400"},
        ];
    }

    get reps() {
        const most = Math.max(1, ...this.data.reps.map((rep) => rep.planned));
        return this.data.reps.map((rep) => ({
            ...rep,
            label: rep.name || _t("Nobody"),
            pieces: this.fates
                .filter((fate) => rep[fate.key])
                .map((fate) => ({
                    ...fate,
                    count: rep[fate.key],
                    width: (100 * rep[fate.key]) / most,
                })),
        }));
    }

    get sentence() {
        const {planned, done, missed} = this.data.totals;
        if (!planned) {
            return _t("No follow-up falls into this time.");
        }
        return _t("%(done)s of %(planned)s follow-ups are done, %(missed)s missed.", {
            done: formatInteger(done),
            planned: formatInteger(planned),
            missed: formatInteger(missed),
        });
    }

    get days() {
        const begin = deserializeDate(this.data.begin);
        const last = deserializeDate(this.data.end).minus({days: 1});
        return begin.hasSame(last, "day")
            ? begin.toLocaleString()
            : `${begin.toLocaleString()} – ${last.toLocaleString()}`;
    }

    number(value) {
        return formatInteger(value);
    }

    // where a press leads

    async open(xmlid, name, domain) {
        const action = await this.action.loadAction(xmlid);
        return this.action.doAction({
            ...action,
            name,
            display_name: name,
            domain,
            context: {},
        });
    }

    openAlert({key, label}) {
        if (key === "representative") {
            return this.open("smb_crm.smb_customer_action", label, [
                ["smb_misses_representative", "=", true],
            ]);
        }
        const domains = {
            failed: [OPEN, ["error", "!=", false]],
            nobody: [
                ["state", "=", "due"],
                ["user_id", "in", this.data.nobody],
            ],
            pool: [
                ["state", "=", "due"],
                ["escalation", "=", "pool"],
            ],
        };
        return this.open("smb_crm.smb_follow_up_action", label, domains[key]);
    }

    openFate(rep, fate) {
        const {begin, end, today} = this.data;
        const late = [OPEN, ["date", "<", today]];
        const within = [
            ["user_id", "=", rep.id],
            ["date", ">=", begin],
            ["date", "<", end],
        ];
        const fates = {
            planned: [["state", "!=", "cancelled"]],
            done: [["state", "=", "done"]],
            skipped: [["state", "=", "skipped"]],
            missed: ["|", ["state", "=", "missed"], "&", ...late],
            open: [OPEN, ["date", ">=", today]],
        };
        const label = rep.name || _t("Nobody");
        if (fate === "overdue") {
            const domain = [["user_id", "=", rep.id], ...late];
            return this.open("smb_crm.smb_follow_up_action", label, domain);
        }
        return this.open("smb_crm.smb_follow_up_action", label, [
            ...within,
            ...fates[fate],
        ]);
    }

    openContacts(rep) {
        // days begin and end at midnight of the reader, as they were counted
        const midnight = (day) => serializeDateTime(deserializeDate(day));
        return this.open("smb_crm.smb_contact_log_action", rep.name || _t("Nobody"), [
            ["user_id", "=", rep.id],
            ["date", ">=", midnight(this.data.begin)],
            ["date", "<", midnight(this.data.end)],
            ["automatic", "=", false],
        ]);
    }
}

registry.category("actions").add("smb_care_team", CareTeam);
