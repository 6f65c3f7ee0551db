import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("smb_ageing", {
    steps: () => [
        {
            content: "Open what a customer owes",
            timeout: 40000,
            trigger: ".o_smb_age_row[data-name=Acme] .o_smb_age_name",
            run: "click",
        },
        {
            content: "The invoice is behind it",
            trigger: ".o_smb_age_items:contains(INV/)",
        },
        {
            content: "The month ends are there as well",
            trigger: ".o_smb_panel:contains(Month Ends) canvas",
        },
        {
            content: "A statement of account is a press away",
            trigger:
                ".o_smb_age_row[data-name=Acme] button[aria-label='Statement of Account']",
            run: "click",
        },
        {
            content: "The dialog knows the customer",
            trigger: ".modal .o_field_widget[name=partner_ids]:contains(Acme)",
        },
        {
            content: "Close it",
            trigger: ".modal button:contains(Close)",
            run: "click",
        },
        {
            content: "Suppliers are a press away, too",
            trigger: "body:not(:has(.modal)) button:contains(Payables)",
            run: "click",
        },
        {
            content: "Nothing is owed to them",
            trigger: ".o_smb_ageing .o_smb_empty:contains(Nothing is open)",
        },
    ],
});
