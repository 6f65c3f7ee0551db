import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Say that follow-ups were left out, where they are now, and offer to undo it. */
function skipNotice(env, action) {
    const {ids, message} = action.params;
    const close = env.services.notification.add(message, {
        type: "success",
        autocloseDelay: 12000,
        buttons: [
            {
                name: _t("Undo"),
                primary: true,
                onClick: async () => {
                    close();
                    await env.services.orm.call("smb.follow.up", "action_unskip", [
                        ids,
                    ]);
                    await env.services.action.doAction("soft_reload");
                },
            },
        ],
    });
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("smb_crm.skip_notice", skipNotice);
