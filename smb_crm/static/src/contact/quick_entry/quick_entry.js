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

/**
 * Open the quick entry for the record on screen, or for the customer in `context`.
 *
 * @param {Object} actionService
 * @param {{ context?: Object, onClose?: Function }} [options]
 */
export function openQuickEntry(actionService, {context, onClose} = {}) {
    return actionService.doAction(QUICK_ENTRY, {
        additionalContext: context || recordOnScreen(actionService),
        onClose,
    });
}
