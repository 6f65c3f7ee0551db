import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const DIALOG = ".modal .o_smb_quick";
// a busy machine takes its time to show the first page
const FIRST_PAGE = 40000;

const openFromButton = {
    content: "Log a contact with the customer on screen",
    timeout: FIRST_PAGE,
    trigger: ".o_smb_quick_button",
    run: "click",
};

function about(text) {
    return {
        content: "Say what it was about",
        trigger: `${DIALOG} div[name=subject] input`,
        run: `edit ${text}`,
    };
}

const ordered = {
    content: "It ended with an order",
    trigger: `${DIALOG} div[name=outcome_id] button:contains(Order)`,
    run: "click",
};

const save = [
    {
        content: "Save it",
        trigger: ".modal footer button[name=action_save]:visible",
        run: "click",
    },
    {content: "It is saved", trigger: "body:not(:has(.modal))"},
];

const openSystray = {
    content: "Open the contacts menu",
    timeout: FIRST_PAGE,
    trigger: "body:has(.o_view_controller) .o_smb_systray",
    run: "click",
};

const chooseLog = {
    content: "Log a contact",
    trigger: ".o_smb_log",
    run: "click",
};

const chooseAcme = [
    {
        content: "Name the customer",
        trigger: `${DIALOG} div[name=partner_id] input`,
        run: "edit Acme Trading",
    },
    {
        content: "Choose the customer",
        trigger: ".o-autocomplete--dropdown-item:contains(/^Acme Trading$/) a",
        run: "click",
    },
];

tours.add("smb_quick_entry_customer", {
    steps: () => [
        openFromButton,
        about("Prices for spring"),
        ordered,
        {
            content: "Agree on the next contact",
            trigger: `${DIALOG} [data-chip=week]`,
            run: "click",
        },
        ...save,
    ],
});

tours.add("smb_quick_entry_order", {
    steps: () => [openFromButton, about("Delivery date"), ordered, ...save],
});

tours.add("smb_quick_entry_systray", {
    steps: () => [
        openSystray,
        chooseLog,
        ...chooseAcme,
        {
            content: "What was planned is offered",
            trigger: `${DIALOG} div[name=subject] input:value(Renewal)`,
        },
        ordered,
        ...save,
    ],
});

tours.add("smb_quick_entry_behind", {
    steps: () => [
        {
            content: "The plan stands on the worklist",
            timeout: FIRST_PAGE,
            trigger: ".o_list_view .o_data_row:contains(Renewal)",
        },
        openSystray,
        chooseLog,
        ...chooseAcme,
        ordered,
        ...save,
        {
            content: "The worklist behind the dialog has followed",
            trigger: ".o_list_view:not(:has(.o_data_row))",
        },
    ],
});

tours.add("smb_quick_entry_phone", {
    steps: () => [
        {
            content: "Wait for the customer",
            timeout: FIRST_PAGE,
            trigger: ".o_form_view",
        },
        openSystray,
        chooseLog,
        {
            content: "The customer on screen is taken over",
            trigger: `${DIALOG} div[name=last_contact]`,
        },
        about("On the way"),
        ordered,
        ...save,
    ],
});

tours.add("smb_quick_entry_plan", {
    steps: () => [
        openFromButton,
        about("Visit in spring"),
        {
            content: "Put it into the future",
            trigger: `${DIALOG} div[name=date] button, ${DIALOG} div[name=date] input`,
            run: "click",
        },
        {
            content: "A day that has not come yet",
            trigger: `${DIALOG} div[name=date] input`,
            run: "edit +5d && press Enter",
        },
        {
            content: "The form says that it will be planned",
            trigger: `${DIALOG} .alert:contains(planned as an activity)`,
        },
        {
            content: "Plan it",
            trigger: ".modal footer button:contains(Plan)",
            run: "click",
        },
        {content: "The plan is told", trigger: ".o_notification:contains(Planned for)"},
    ],
});

tours.add("smb_palette_customer", {
    steps: () => [
        {
            content: "Open the command palette",
            timeout: FIRST_PAGE,
            trigger: "body:has(.o_view_controller) .o_smb_systray",
            run: "press control+k",
        },
        {
            content: "Search among customers",
            trigger: ".o_command_palette_search input",
            run: "edit #acme trad",
        },
        {
            content: "Log a contact with the customer",
            trigger: ".o_command:contains(Acme Trading)",
            run: "click",
        },
        about("Called from the palette"),
        ordered,
        ...save,
    ],
});

tours.add("smb_quick_entry_absent", {
    steps: () => [
        {
            content: "The top of the screen is complete, without contacts",
            trigger: ".o_menu_systray:has(.o_user_menu):not(:has(.o_smb_systray))",
        },
    ],
});
