import {Component, onMounted, onWillUnmount, useState} from "@odoo/owl";
import {browser} from "@web/core/browser/browser";
import {useCommand} from "@web/core/commands/command_hook";
import {Dropdown} from "@web/core/dropdown/dropdown";
import {useDropdownState} from "@web/core/dropdown/dropdown_hooks";
import {DropdownItem} from "@web/core/dropdown/dropdown_item";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {useService} from "@web/core/utils/hooks";
import {useDebounced} from "@web/core/utils/timing";
import {session} from "@web/session";
import {openQuickEntry} from "../quick_entry/quick_entry";

const FIRST_COUNT_AFTER = 1500;
const RECOUNT_AFTER = 1000;
const ACTIVITIES_CHANGED = "mail.activity/updated";

/** The contacts due, and the ways to log one, at the top of every screen. */
export class ContactSystray extends Component {
    static template = "smb_crm.ContactSystray";
    static components = {Dropdown, DropdownItem};
    static props = [];

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dropdown = useDropdownState();
        this.state = useState({overdue: 0, today: 0, tomorrow: 0});
        this.recount = useDebounced(() => this.count(), RECOUNT_AFTER);
        this.listen();
        this.addCommands();
    }

    listen() {
        const bus = useService("bus_service");
        const onChanged = () => this.recount();
        bus.subscribe(ACTIVITIES_CHANGED, onChanged);
        let timer;
        onMounted(() => {
            timer = browser.setTimeout(() => this.count(), FIRST_COUNT_AFTER);
        });
        onWillUnmount(() => {
            browser.clearTimeout(timer);
            bus.unsubscribe(ACTIVITIES_CHANGED, onChanged);
        });
    }

    addCommands() {
        useCommand(_t("Log a contact"), () => this.logContact(), {
            category: "activity",
            hotkey: "alt+shift+l",
            global: true,
            hotkeyOptions: {bypassEditableProtection: true},
        });
        useCommand(_t("My worklist"), () => this.openWorklist(), {
            category: "activity",
        });
        useCommand(_t("New business card"), () => this.newCard(), {
            category: "activity",
        });
    }

    get due() {
        return this.state.overdue + this.state.today;
    }

    get lines() {
        return [
            {key: "overdue", label: _t("Overdue"), count: this.state.overdue},
            {key: "today", label: _t("Today"), count: this.state.today},
            {key: "tomorrow", label: _t("Tomorrow"), count: this.state.tomorrow},
        ];
    }

    async count() {
        const counts = await this.orm.silent.call(
            "mail.activity",
            "smb_worklist_counts",
            []
        );
        Object.assign(this.state, counts);
    }

    logContact() {
        // the dialog waits for what onClose returns, and a debounced call may never end
        const onClose = () => void this.recount();
        return openQuickEntry(this.action, {onClose});
    }

    openWorklist(filter) {
        const oneDay = {[`search_default_${filter}`]: 1};
        return this.action.doAction("smb_crm.smb_worklist_action", {
            clearBreadcrumbs: true,
            additionalContext: filter ? oneDay : {},
        });
    }

    newCard() {
        return this.action.doAction("smb_crm.smb_card_entry_action");
    }
}

registry
    .category("systray")
    .add(
        "smb_crm.contacts",
        {Component: ContactSystray, isDisplayed: () => Boolean(session.smb_may_log)},
        {sequence: 21}
    );
