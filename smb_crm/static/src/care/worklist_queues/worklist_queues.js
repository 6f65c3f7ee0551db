import {
    Component,
    onWillStart,
    onWillUpdateProps,
    useEffect,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {useBus, useService} from "@web/core/utils/hooks";
import {formatInteger} from "@web/views/fields/formatters";
import {LateJobs} from "../late_jobs/late_jobs";

const WORKLIST = "smb_crm.smb_worklist_action";
const DAYS = ["overdue", "today", "tomorrow"];

/** Queues in the order of a rep's day; those of customers have a screen of their own. */
const queues = () => [
    {
        key: "overdue",
        label: _t("Overdue"),
        icon: "fa-exclamation-circle",
        tone: "danger",
    },
    {key: "today", label: _t("Today"), icon: "fa-sun-o", tone: "warning"},
    {key: "tomorrow", label: _t("Tomorrow"), icon: "fa-arrow-right", tone: "info"},
    {
        key: "quiet",
        label: _t("Gone Quiet"),
        icon: "fa-bell-slash-o",
        tone: "quiet",
        action: "smb_crm.smb_queue_quiet_action",
    },
    {
        key: "never",
        label: _t("Never Contacted"),
        icon: "fa-user-o",
        tone: "quiet",
        action: "smb_crm.smb_queue_never_action",
    },
    {
        key: "new",
        label: _t("New, Nobody's"),
        icon: "fa-user-plus",
        tone: "quiet",
        action: "smb_crm.smb_queue_new_action",
    },
    {
        key: "pool",
        label: _t("To Take Over"),
        icon: "fa-life-ring",
        tone: "quiet",
        action: "smb_crm.smb_queue_pool_action",
    },
];

/**
 * The queues of the day with their counts, on top of the worklist and of the lists of
 * customers that belong to it. A press on a day filters the worklist, a second one
 * shows all days again; a press on another queue opens it with the same row on top.
 */
export class WorklistQueues extends Component {
    static template = "smb_crm.WorklistQueues";
    static components = {LateJobs};
    static props = {list: {type: Object, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({counts: {}, late: []});
        useBus(this.env.searchModel, "update", () => this.render());
        onWillStart(() => this.load());
        // the list below was loaded again: something was logged, moved or taken
        onWillUpdateProps(() => void this.load());
        this.row = useRef("row");
        useEffect(
            () => this.showActive(),
            () => [this.active]
        );
    }

    /** On a phone the row is wider than the screen: the chosen one is in sight. */
    showActive() {
        const card = this.row.el?.querySelector(".active");
        if (card) {
            // not scrollIntoView, which would move the page as well
            this.row.el.scrollLeft =
                card.offsetLeft - (this.row.el.clientWidth - card.offsetWidth) / 2;
        }
    }

    async load() {
        Object.assign(
            this.state,
            await this.orm.silent.call("smb.worklist", "smb_queues", [])
        );
    }

    get isWorklist() {
        return this.env.searchModel.resModel === "mail.activity";
    }

    get active() {
        if (!this.isWorklist) {
            return this.env.searchModel.globalContext.smb_queue;
        }
        const chosen = this.dayFilters.filter((item) => item.isActive);
        return chosen.length === 1 ? chosen[0].name : null;
    }

    get dayFilters() {
        return this.env.searchModel.getSearchItems((item) => DAYS.includes(item.name));
    }

    get cards() {
        const {active} = this;
        return queues().map((queue) => {
            const count = this.state.counts[queue.key] || 0;
            return {
                ...queue,
                count: formatInteger(count),
                isActive: queue.key === active,
                tone: count ? queue.tone : "none",
            };
        });
    }

    onPress(queue) {
        if (this.isWorklist && !queue.action) {
            return this.filter(queue);
        }
        return this.open(queue);
    }

    filter(queue) {
        const model = this.env.searchModel;
        const wanted = {
            ...Object.fromEntries(DAYS.map((day) => [day, false])),
            [queue.key]: !queue.isActive,
            // what is counted is one's own
            mine: true,
        };
        const toggled = model.getSearchItems(
            (item) =>
                item.name in wanted && Boolean(item.isActive) !== wanted[item.name]
        );
        // the list is loaded once, after the last one
        model.blockNotification = true;
        toggled.slice(1).forEach((item) => model.toggleSearchItem(item.id));
        model.blockNotification = false;
        model.toggleSearchItem(toggled[0].id);
    }

    open(queue) {
        const oneDay = {[`search_default_${queue.key}`]: 1};
        return this.action.doAction(queue.action || WORKLIST, {
            clearBreadcrumbs: true,
            additionalContext: queue.action ? {} : oneDay,
        });
    }
}
