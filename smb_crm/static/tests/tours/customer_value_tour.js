import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("smb_customer_value", {
    steps: () => [
        {
            content: "The tiers are there, with their customers",
            timeout: 40000,
            trigger: ".o_smb_tier_row[data-tier=A]:contains(2 customers)",
        },
        {
            content: "So is the Pareto chart",
            trigger: ".o_smb_pareto canvas",
        },
        {
            content: "Open those who bought just now and often",
            trigger: ".o_smb_heat[data-recency='5'][data-frequency='4']",
            run: "click",
        },
        {
            content: "One customer is behind that cell",
            trigger: ".o_list_view .o_data_row:contains(Acme Trading)",
        },
        {
            content: "And nobody else",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Globex)))",
        },
        {
            content: "The way back is a press away",
            trigger: ".breadcrumb-item:contains(Customer Value), .o_back_button",
            run: "click",
        },
        {
            content: "The picture is back",
            trigger: ".o_smb_rfm",
        },
    ],
});
