import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** Tells who imported a file that some of its rows look like existing customers. */
export const duplicatesNotice = {
    dependencies: ["bus_service", "notification", "action"],
    start(env, {bus_service, notification, action}) {
        bus_service.subscribe("smb_crm/duplicates", ({count}) => {
            const close = notification.add(
                _t("%s likely duplicates came in with this import.", count),
                {
                    type: "warning",
                    sticky: true,
                    buttons: [
                        {
                            name: _t("Show them"),
                            primary: true,
                            onClick: () => {
                                close();
                                action.doAction("smb_crm.smb_duplicate_action");
                            },
                        },
                    ],
                }
            );
        });
        bus_service.start();
    },
};

registry.category("services").add("smb_duplicates_notice", duplicatesNotice);
