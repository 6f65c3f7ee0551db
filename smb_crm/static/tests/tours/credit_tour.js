import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("smb_credit_ask", {
    steps: () => [
        {
            content: "The quotation says why it is held; ask",
            timeout: 40000,
            trigger:
                ".alert-danger:contains(overdue) button[name=action_smb_credit_ask]:visible",
            run: "click",
        },
        {
            content: "Somebody is asked",
            trigger: ".alert-danger:contains(A release was asked for)",
        },
        {
            content: "It is not confirmed all the same",
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "And says why",
            trigger:
                ".modal:contains(Held by credit control) footer button.btn-primary",
            run: "click",
        },
        {
            content: "It is still a quotation",
            trigger: "body:not(:has(.modal)) .o_form_view:contains(Quotation)",
        },
    ],
});

tours.add("smb_credit_release", {
    steps: () => [
        {
            content: "Release it",
            timeout: 40000,
            trigger: ".alert-danger button[name=action_smb_credit_release]:visible",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal div[name=reason] input",
            run: "edit Pays on Friday",
        },
        {
            content: "Do it",
            trigger: ".modal footer button[name=action_release]",
            run: "click",
        },
        {
            content: "It says who released it; confirm",
            trigger: ".alert-success:contains(Pays on Friday)",
        },
        {
            content: "Confirm it",
            trigger: "button[name=action_confirm]:visible",
            run: "click",
        },
        {
            content: "It is an order",
            trigger:
                ".o_statusbar_status button.o_arrow_button_current:contains(Sales Order)",
        },
    ],
});
