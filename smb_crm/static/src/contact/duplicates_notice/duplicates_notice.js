import {_t} from "@web/core/l10n/translation";
import {registry} from "@web/core/registry";

/** The list of likely duplicates, narrowed to the pairs of one import. */
async function showPairs(action, pairs) {
    const list = await action.loadAction("smb_crm.smb_duplicate_action");
    const name = _t("Likely Duplicates of This Import");
    return action.doAction({...list, name, domain: [["id", "in", pairs]]});
}

/** Tells who imported a file that some of its rows look like existing customers. */
export const duplicatesNotice = {
    dependencies: ["bus_service", "notification", "action"],
    start(env, {bus_service, notification, action}) {
        bus_service.subscribe("smb_crm/duplicates", ({count, pairs}) => {
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
                                return showPairs(action, pairs);
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
