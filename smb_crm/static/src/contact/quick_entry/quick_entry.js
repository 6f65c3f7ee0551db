import {browser} from "@web/core/browser/browser";

const QUICK_ENTRY = "smb_crm.smb_contact_quick_action";

/** The saved record whose form is open, as action context; empty on other screens. */
export function recordOnScreen(actionService) {
    const controller = actionService.currentController;
    const resId = controller?.currentState?.resId;
    if (controller?.view?.type !== "form" || typeof resId !== "number") {
        return {};
    }
    return {
        active_model: controller.action.res_model,
        active_id: resId,
        active_ids: [resId],
    };
}

/** What shows contacts and plans, and is stale once one was logged over it. */
const SHOW_CONTACTS = [
    "mail.activity",
    "res.partner",
    "smb.contact.log",
    "smb.contact.report",
];

/** Load the list on screen again; forms are left alone, for somebody may type there. */
export async function refreshScreen(actionService) {
    const {action, jsId, view} = actionService.currentController || {};
    if (view?.multiRecord && SHOW_CONTACTS.includes(action.res_model)) {
        await actionService.restore(jsId);
    }
}

/**
 * Open the quick entry for the record on screen, or for the customer in `context`.
 *
 * @param {Object} actionService
 * @param {{ context?: Object, onClose?: Function }} [options]
 */
export function openQuickEntry(actionService, {context, onClose} = {}) {
    return actionService.doAction(QUICK_ENTRY, {
        additionalContext: context || recordOnScreen(actionService),
        onClose: () => {
            onClose?.();
            // the dialog goes once this has returned, the screen behind it comes next
            browser.setTimeout(() => refreshScreen(actionService));
        },
    });
}
