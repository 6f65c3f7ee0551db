import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {session} from "@web/session";
import {openQuickEntry} from "../quick_entry/quick_entry";

const NAMESPACE = "#";
const TYPING_PAUSE = 250;
const CUSTOMERS_MAX = 6;

function customerCommands(env, customer) {
    const {id, name, hint} = customer;
    const label = hint ? `${name} · ${hint}` : name;
    const href = `/odoo/res.partner/${id}`;
    return [
        {
            category: "smb_log",
            name: label,
            href,
            action: () =>
                openQuickEntry(env.services.action, {
                    context: {
                        active_model: "res.partner",
                        active_id: id,
                        active_ids: [id],
                    },
                }),
        },
        {
            category: "smb_open",
            name: label,
            href,
            action: () =>
                env.services.action.doAction({
                    type: "ir.actions.act_window",
                    res_model: "res.partner",
                    res_id: id,
                    views: [[false, "form"]],
                }),
        },
    ];
}

/** Customers by name, phone number or e-mail: log a contact with them, or open them. */
export async function provideCustomers(env, {searchValue}) {
    const term = searchValue.trim();
    if (term.length < 2) {
        return [];
    }
    const customers = await env.services.orm.silent.call(
        "res.partner",
        "smb_quick_search",
        [term, CUSTOMERS_MAX]
    );
    return customers.flatMap((customer) => customerCommands(env, customer));
}

export const contactPaletteService = {
    dependencies: ["orm", "action"],
    start() {
        if (!session.smb_may_log) {
            return;
        }
        registry
            .category("command_categories")
            .add(
                "smb_log",
                {namespace: NAMESPACE, name: _t("Log a contact with")},
                {sequence: 10}
            )
            .add("smb_open", {namespace: NAMESPACE, name: _t("Open")}, {sequence: 20});
        registry.category("command_setup").add(NAMESPACE, {
            debounceDelay: TYPING_PAUSE,
            emptyMessage: _t("Type a name, phone number or e-mail address"),
            name: _t("customers"),
            placeholder: _t("Search for a customer..."),
        });
        registry.category("command_provider").add("smb_crm.customers", {
            namespace: NAMESPACE,
            provide: provideCustomers,
        });
    },
};

registry.category("services").add("smb_contact_palette", contactPaletteService);
