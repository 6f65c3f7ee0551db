import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";
import {FormController} from "@web/views/form/form_controller";
import {formView} from "@web/views/form/form_view";

/**
 * Saving this form moves customers, so it never happens by itself: who leaves with
 * changes is asked, and a hidden or closed tab saves nothing.
 */
export class TierPolicyFormController extends FormController {
    async beforeLeave({forceLeave} = {}) {
        if (forceLeave || !(await this.model.root.isDirty())) {
            return true;
        }
        return new Promise((resolve) => {
            this.dialogService.add(
                ConfirmationDialog,
                {
                    title: _t("The changed rules are not applied yet"),
                    body: _t("Apply them now? Customers move to their new tiers."),
                    confirmLabel: _t("Apply"),
                    confirm: async () => resolve(await this.save({reload: false})),
                    cancelLabel: _t("Discard"),
                    cancel: async () => {
                        await this.model.root.discard();
                        resolve(true);
                    },
                },
                {onClose: () => resolve(false)}
            );
        });
    }

    beforeVisibilityChange() {
        return undefined;
    }

    async beforeUnload(ev) {
        if (await this.model.root.isDirty()) {
            ev.preventDefault();
            ev.returnValue = "Unsaved changes";
        }
    }
}

registry.category("views").add("smb_tier_policy_form", {
    ...formView,
    Controller: TierPolicyFormController,
});
