import {
    Component,
    onWillUnmount,
    useEffect,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {standardWidgetProps} from "@web/views/widgets/standard_widget_props";

const TEXTS = ["name", "phone", "email", "vat", "website", "street", "zip", "city"];
const PAUSE = 350;

/**
 * Shows, while a new contact is typed, the existing customers it may already be.
 *
 * The server judges and decides what this user may see; the panel only asks when
 * something worth asking changed and keeps still while an answer is under way.
 */
export class CollisionPanel extends Component {
    static template = "smb_crm.CollisionPanel";
    static props = {...standardWidgetProps};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.notification = useService("notification");
        this.state = useState({
            matches: [],
            blocked: false,
            dismissed: "",
            asked: {},
            unfolded: false,
            underway: {},
        });
        this.root = useRef("root");
        this.lookUp = useDebounced(() => this.load(), PAUSE);
        this.latest = 0;
        useExternalListener(window, "input", (ev) => this.onInput(ev));
        useExternalListener(window, "change", () => (this.state.underway = {}));
        useEffect(
            () => this.onTyped(),
            () => [this.typedKey]
        );
        onWillUnmount(() => (this.latest = -1));
    }

    /** What is typed so far, in the words of the server. */
    get typed() {
        const {data} = this.props.record;
        const vals = {};
        for (const name of TEXTS) {
            if (data[name]) {
                vals[name] = data[name];
            }
        }
        Object.assign(vals, this.state.underway);
        vals.is_company = data.is_company || data.company_type === "company";
        vals.country_id = data.country_id ? data.country_id.id : false;
        vals.parent_id = data.parent_id ? data.parent_id.id : false;
        return vals;
    }

    get typedKey() {
        return this.props.record.isNew ? JSON.stringify(this.typed) : "";
    }

    get isWorthAsking() {
        const {name = "", phone = "", email = "", vat = "", website = ""} = this.typed;
        const long = /[^\u0000-\u2e7f]/.test(name) ? 2 : 3;
        return (
            name.trim().length >= long ||
            phone.length >= 8 ||
            email.includes("@") ||
            vat.length >= 6 ||
            website.includes(".")
        );
    }

    get isShown() {
        const names = this.state.matches.map((match) => match.match).join();
        return names && (this.state.blocked || names !== this.state.dismissed);
    }

    get shown() {
        return this.state.unfolded
            ? this.state.matches
            : this.state.matches.slice(0, 2);
    }

    get title() {
        if (this.state.blocked) {
            return _t("This customer exists already; saving will be refused");
        }
        return _t("Is this one of your existing customers?");
    }

    percent(match) {
        return Math.round(match.score * 100);
    }

    lastContact(match) {
        const days = match.last_contact_days;
        if (days === false) {
            return _t("never contacted");
        }
        if (days === 0) {
            return _t("contacted today");
        }
        return days === 1
            ? _t("contacted yesterday")
            : _t("contacted %s days ago", days);
    }

    /** Fields reach the record when they are left; the guard listens before that. */
    onInput({target}) {
        const name = target.closest?.(".o_field_widget")?.getAttribute("name");
        const form = this.root.el?.closest(".o_form_renderer");
        const isOurs = form && form === target.closest(".o_form_renderer");
        if (isOurs && TEXTS.includes(name)) {
            this.state.underway = {...this.state.underway, [name]: target.value};
        }
    }

    onTyped() {
        if (this.typedKey && this.isWorthAsking) {
            this.lookUp();
        } else {
            this.latest++;
            this.lookUp.cancel?.();
            Object.assign(this.state, {matches: [], blocked: false});
        }
    }

    async load() {
        const number = ++this.latest;
        const vals = this.typed;
        let found = null;
        try {
            found = await this.orm.silent.call("res.partner", "smb_guard_check", [
                vals,
            ]);
        } catch {
            // Offline or logged out: the server judges at the latest when saving
            return;
        }
        if (number === this.latest) {
            this.found = vals;
            Object.assign(this.state, {matches: found.matches, blocked: found.blocked});
        }
    }

    async open(match) {
        await this.orm.call("res.partner", "smb_guard_opened", [
            this.found,
            match.match,
        ]);
        await this.props.record.discard();
        await this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "res.partner",
            res_id: match.id,
            views: [[false, "form"]],
            target: "current",
        });
    }

    async ask(match) {
        const owner = await this.orm.call("res.partner", "smb_ask_owner", [
            this.found,
            match.match,
        ]);
        this.state.asked[match.match] = true;
        this.notification.add(
            _t("%s was asked and will find it among the activities.", owner),
            {
                type: "success",
            }
        );
    }

    dismiss() {
        this.state.dismissed = this.state.matches.map((match) => match.match).join();
    }
}

export const collisionPanel = {
    component: CollisionPanel,
    fieldDependencies: [
        {name: "name", type: "char"},
        {name: "is_company", type: "boolean"},
    ],
};

registry.category("view_widgets").add("collision_panel", collisionPanel);
