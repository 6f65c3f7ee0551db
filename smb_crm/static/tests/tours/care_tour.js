import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("smb_care_log", {
    steps: () => [
        {
            content: "One is due today",
            timeout: 40000,
            trigger: ".o_smb_queue_today .o_smb_queue_count:contains(1)",
            run: "click",
        },
        {
            content: "The list shows that day alone; log it",
            trigger:
                "body:has(.o_smb_queue_today.active) .o_data_row:contains(Acme Trading) button[name=action_smb_log]",
            run: "click",
        },
        {
            content: "It knows what it is about",
            trigger: ".modal .o_smb_quick div[name=subject] input:value(Monthly call)",
        },
        {
            content: "Save it",
            trigger: ".modal footer button[name=action_save]:visible",
            run: "click",
        },
        {
            content: "It is gone, from the list and from the count",
            trigger:
                "body:not(:has(.modal)):not(:has(.o_data_row)) .o_smb_queue_today .o_smb_queue_count:contains(0)",
        },
    ],
});

tours.add("smb_care_skip", {
    steps: () => [
        {
            content: "Skip what a programme asks for",
            timeout: 40000,
            trigger: ".o_data_row:contains(Acme Trading) button:has(.fa-clock-o)",
            run: "click",
        },
        {
            content: "Not this time",
            trigger: ".modal div[name=act] .o_smb_badge[data-value=skip]",
            run: "click",
        },
        {
            content: "Say why",
            trigger: ".modal div[name=reason] input",
            run: "edit Closed for the holidays",
        },
        {
            content: "Do it",
            trigger: ".modal footer button[name=action_apply]:visible",
            run: "click",
        },
        {
            content: "It is gone, and can be taken back",
            trigger:
                "body:not(:has(.modal)):not(:has(.o_data_row)) .o_notification:contains(Skipped)",
        },
    ],
});

tours.add("smb_care_cadence", {
    steps: () => [
        {
            content: "Open the step",
            timeout: 40000,
            trigger:
                "div[name=step_ids] .o_data_row:contains(Monthly call) td[name=sentence]",
            run: "click",
        },
        {
            content: "Twice as often",
            trigger: ".modal div[name=interval_number] input",
            run: "edit 15",
        },
        {
            content: "The sentence follows what is typed",
            trigger: ".modal div[name=what] select, .modal div[name=what] input",
            run: "click",
        },
        {
            trigger: ".modal div[name=sentence]:contains(every 15 days)",
        },
        {
            content: "Keep it",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        {
            content: "What would it change",
            trigger: "body:not(:has(.modal)) .o_smb_care_preview",
            run: "click",
        },
        {
            content: "It says so, and saves nothing",
            trigger: ".modal:has(.o_smb_care_preview_answer) footer button",
            run: "click",
        },
        {
            content: "Save the programme",
            trigger: "body:not(:has(.modal)) .o_form_button_save",
            run: "click",
        },
        {
            content: "Saved",
            trigger: ".o_form_saved, .o_form_status_indicator_buttons.invisible",
        },
    ],
});

tours.add("smb_care_phone", {
    steps: () => [
        {
            content: "The queues are there",
            timeout: 40000,
            trigger: ".o_smb_queue_today .o_smb_queue_count:contains(1)",
        },
        {
            content: "Log from the card",
            trigger:
                ".o_kanban_record:contains(Acme Trading) button[name=action_smb_log]",
            run: "click",
        },
        {
            content: "Save it",
            trigger: ".modal footer button[name=action_save]:visible",
            run: "click",
        },
        {
            content: "It is gone",
            trigger:
                "body:not(:has(.modal)) .o_smb_queue_today .o_smb_queue_count:contains(0)",
        },
    ],
});

tours.add("smb_care_next", {
    steps: () => [
        {
            content: "See what comes next",
            timeout: 40000,
            trigger: ".o_notebook .nav-link[name=smb_care]",
            run: "click",
        },
        {
            content: "The customer's page says the day, and why then",
            trigger:
                "div[name=smb_care_sentence]:contains(Monthly call on):contains(last contact)",
        },
        {
            content: "One day lies ahead",
            trigger:
                "div[name=smb_open_follow_up_ids] .o_data_row:contains(Monthly call)",
        },
    ],
});
