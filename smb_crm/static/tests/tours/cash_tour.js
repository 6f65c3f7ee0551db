import {registry} from "@web/core/registry";

registry.category("web_tour.tours").add("smb_cash", {
    steps: () => [
        {
            content: "What comes stands beside what goes, with the balance",
            timeout: 40000,
            trigger: ".o_smb_cash_forecast canvas",
        },
        {
            content: "Open what comes this week",
            trigger: ".o_smb_cash_step .o_smb_cash_in",
            run: "click",
        },
        {
            content: "The invoice is behind it",
            trigger: ".o_smb_cash_items:contains(Acme):contains(4,000)",
        },
        {
            content: "By month",
            trigger: "button:contains(12 Months)",
            run: "click",
        },
        {
            content: "Twelve of them",
            trigger: ".o_smb_cash_forecast tbody:has(.o_smb_cash_step:nth-child(13))",
        },
        {
            content: "Without habits",
            trigger: "input[name=habits]",
            run: "click",
        },
        {
            content: "It is still there; go to what was spent",
            trigger: ".o_smb_cash_step .o_smb_cash_out",
        },
        {
            content: "Open the menu",
            trigger: "button[data-menu-xmlid='smb_crm.smb_menu_money']",
            run: "click",
        },
        {
            content: "Expenses",
            trigger: ".dropdown-item[data-menu-xmlid='smb_crm.smb_menu_expense']",
            run: "click",
        },
        {
            content: "The category is there",
            trigger: ".o_smb_expense_row:contains(Travel)",
        },
        {
            content: "Where the money was",
            trigger: ".o_smb_expense_row:contains(Travel) .o_smb_expense_name",
            run: "click",
        },
        {
            content: "The bill",
            trigger: ".o_data_row:contains(Mill)",
        },
        {
            content: "Open the menu again",
            trigger: "button[data-menu-xmlid='smb_crm.smb_menu_money']",
            run: "click",
        },
        {
            content: "Money in and out",
            trigger: ".dropdown-item[data-menu-xmlid='smb_crm.smb_menu_cash_move']",
            run: "click",
        },
        {
            content: "As a chart",
            trigger: ".o_graph_renderer canvas",
        },
        {
            content: "As a list",
            trigger: ".o_switch_view.o_list",
            run: "click",
        },
        {
            content: "The payment is there, once",
            trigger: ".o_data_row:contains(Acme):contains(900)",
        },
    ],
});
