import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("smb_worklist_log", {
    steps: () => [
        {
            content: "Open the contacts menu",
            timeout: 40000,
            trigger: "body:has(.o_view_controller) .o_smb_systray",
            run: "click",
        },
        {
            content: "One contact is overdue",
            trigger: ".o_smb_overdue:contains(1)",
            run: "click",
        },
        {
            content: "Log the one that waits",
            trigger: ".o_data_row:contains(Acme Trading) button[name=action_smb_log]",
            run: "click",
        },
        {
            content: "It knows customer and subject",
            trigger: ".modal .o_smb_quick div[name=subject] input:value(Renewal)",
        },
        {
            content: "Save it",
            trigger: ".modal footer button[name=action_save]:visible",
            run: "click",
        },
        {
            content: "Nobody waits any more",
            trigger: "body:not(:has(.modal)):not(:has(.o_data_row))",
        },
    ],
});
