import {registry} from "@web/core/registry";

const tours = registry.category("web_tour.tours");
// a completing input where partner_autocomplete is installed
const NAME = ".o_form_view div[name=name] :is(textarea, input)";

function type(name) {
    return {
        content: "Type a customer that is there already, a little differently",
        // a busy machine takes its time to show the first page
        timeout: 40000,
        trigger: NAME,
        run: `edit ${name}`,
    };
}

function match(name) {
    return `.o_smb_collision_match:contains(${name})`;
}

tours.add("smb_collision_guard_open", {
    steps: () => [
        type("ACME Trading Ltd."),
        {
            content: "It shows, and who cares for it",
            trigger: `${match("Acme Trading")}:contains(Sally)`,
        },
        {
            content: "Open the one that is there",
            trigger: `${match("Acme Trading")} .o_smb_collision_open`,
            run: "click",
        },
        {
            content: "It is the customer that was meant",
            trigger:
                "body:has(.o_form_saved):has(.o_smb_quick_button) .o_last_breadcrumb_item:contains(Acme Trading)",
        },
        {
            content: "Nothing warns about a customer that exists",
            trigger: "body:not(:has(.o_smb_collision))",
        },
    ],
});

tours.add("smb_collision_guard_create", {
    steps: () => [
        type("Globex Ltd."),
        {
            content: "Ask its owner",
            trigger: `${match("Globex")} .o_smb_collision_ask`,
            run: "click",
        },
        {
            content: "The owner will know",
            trigger: ".o_notification:contains(Sam was asked)",
        },
        {
            content: "One question is enough",
            trigger: `${match("Globex")} .o_smb_collision_ask:disabled:contains(Asked)`,
        },
        {
            content: "It is another one all the same",
            trigger: ".o_smb_collision_dismiss",
            run: "click",
        },
        {
            content: "The guard keeps still",
            trigger: "body:not(:has(.o_smb_collision))",
        },
        {
            content: "Save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {content: "It is saved", trigger: ".o_form_saved"},
    ],
});
