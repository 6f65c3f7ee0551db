import {registry} from "@web/core/registry";

function choose(field, name) {
    return [
        {
            content: `type who it is: ${field}`,
            trigger: `.o_field_widget[name=${field}] input`,
            run: `edit ${name}`,
        },
        {
            content: "take the one found",
            trigger: `.o_field_widget[name=${field}] .dropdown-item:contains(${name})`,
            run: "click",
        },
    ];
}

registry.category("web_tour.tours").add("smb_handover", {
    steps: () => [
        ...choose("from_user_id", "Sally"),
        ...choose("to_user_id", "Sam"),
        {
            content: "see what would move",
            trigger: "button[name=action_preview]:contains(Preview)",
            run: "click",
        },
        {
            content: "the customer is in the list",
            trigger: ".o_field_widget[name=line_ids] :contains(Acme Trading)",
        },
        {
            content: "hand over",
            trigger: "button[name=action_apply]:contains(Hand Over)",
            run: "click",
        },
        {
            content: "it is applied and can be undone",
            trigger: ".o_statusbar_status .o_arrow_button_current:contains(Applied)",
        },
        {
            content: "the record says that it moved",
            trigger: ".o_field_widget[name=line_ids] .badge:contains(Moved)",
        },
    ],
});

registry.category("web_tour.tours").add("smb_pool_claim", {
    steps: () => [
        {
            content: "claim the customer nobody looks after",
            trigger: ".o_data_row:contains(Acme Trading) button[name=action_smb_claim]",
            run: "click",
        },
        {
            content: "it is no longer in the pool",
            trigger: ".o_list_view:not(:has(.o_data_row:contains(Acme Trading)))",
        },
    ],
});
