import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("smb_tier_policy_apply", {
    steps: () => [
        {
            content: "The tiers are as they are",
            timeout: 40000,
            trigger: ".o_smb_what_if_title:contains(Nobody would move)",
        },
        {
            content: "Tiers by share of customers",
            trigger: ".o_field_radio[name=method] label:contains(Percentiles)",
            run: "click",
        },
        {
            content: "See who would move",
            trigger: ".o_smb_what_if_title:contains(would move):not(:contains(Nobody))",
        },
        {
            content: "By name",
            trigger: ".o_smb_what_if_customers tbody tr:first button:visible",
        },
        {
            content: "Move them",
            trigger: ".o_smb_what_if_apply:enabled",
            run: "click",
        },
        {
            content: "They moved",
            trigger:
                ".o_smb_what_if:not(:has(.o_smb_what_if_apply)) .o_smb_what_if_title:contains(Nobody would move)",
        },
    ],
});

registry.category("web_tour.tours").add("smb_tier_hand", {
    steps: () => [
        {
            content: "Open the menu of actions",
            timeout: 40000,
            trigger: ".o_cp_action_menus button:has(.fa-cog)",
            run: "click",
        },
        {
            content: "Set the tier by hand",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Set Tier by Hand)",
            run: "click",
        },
        {
            content: "A",
            trigger:
                ".modal .o_field_radio[name=tier_id] .o_radio_item:contains(A) input",
            run: "click",
        },
        {
            content: "Why",
            trigger: ".modal div[name=reason] input",
            run: "edit Opens three branches",
        },
        {
            content: "Set it",
            trigger: ".modal footer button:contains(Set Tier):visible",
            run: "click",
        },
        {
            content: "Done",
            trigger: "body:not(:has(.modal)) .o_form_view",
        },
    ],
});
