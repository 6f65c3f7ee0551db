import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("smb_collision_guard", {
    steps: () => [
        {
            content: "Type a customer that is there already, a little differently",
            timeout: 40000,
            trigger: ".o_form_view div[name=name] :is(input, textarea):visible",
            run: "edit ACME Tradng Ltd.",
        },
        {
            content: "It shows, and who cares for it",
            trigger: ".o_smb_collision_match:contains(Acme Trading):contains(Sally)",
        },
        {
            content: "Open the one that is there",
            trigger:
                ".o_smb_collision_match:contains(Acme Trading) .o_smb_collision_open",
            run: "click",
        },
        {
            content: "It is the customer that was meant",
            trigger:
                ".o_form_view .o_field_widget[name=phone] input:value(+32 2 111 11 11)",
        },
    ],
});
