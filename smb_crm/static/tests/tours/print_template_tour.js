import {registry} from "@web/core/registry";

const blocks = ".o_field_widget[name=block_ids]";

registry.category("web_tour.tours").add("smb_print_template", {
    steps: () => [
        {
            content: "Start from a paper there is",
            trigger: ".o_cp_action_menus button.dropdown-toggle",
            run: "click",
        },
        {
            content: "Duplicate it",
            trigger: ".o-dropdown--menu .o_menu_item:contains(Duplicate)",
            run: "click",
        },
        {
            content: "The copy shows itself at once",
            trigger: ".o_breadcrumb:contains('(copy)')",
        },
        {
            content: "Give it a name",
            trigger: ".o_field_widget[name=name] :is(input, textarea)",
            run: "edit Paper of Max",
        },
        {
            content: "Open the lines",
            trigger: `${blocks} .o_data_row td:contains(Lines)`,
            run: "click",
        },
        {
            content: "Add a column",
            trigger:
                ".modal .o_field_widget[name=column_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "Name a field",
            trigger: ".modal .o_selected_row [name=field_id] input",
            run: "edit Unit",
        },
        {
            content: "Take it",
            trigger: ".o-autocomplete--dropdown-item:first:contains(Unit)",
            run: "click",
        },
        {
            content: "In words of one's own",
            trigger: ".modal .o_selected_row [name=name] input",
            run: "edit Measure",
        },
        {
            content: "Done with the lines",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        {
            content: "The preview has the column",
            trigger: ".o_smb_paper iframe[srcdoc*=Measure]",
        },
        {
            content: "Add a block",
            trigger: `${blocks} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        {
            content: "Of text with a placeholder",
            trigger: ".modal .o_field_widget[name=body] .odoo-editor-editable",
            run: "editor Thank you for {{ client_order_ref }}",
        },
        {
            content: "Done with the text",
            trigger: ".modal footer .o_form_button_save",
            run: "click",
        },
        {
            content: "The preview has filled it in",
            trigger: ".o_smb_paper iframe[srcdoc*='Thank you for PO 4711']",
        },
        {
            content: "Move it to the top",
            trigger: `${blocks} .o_data_row:has(td:contains(/^Text$/)) .o_row_handle`,
            run: `drag_and_drop ${blocks} .o_data_row:first-child`,
        },
        {
            content: "It stands there",
            trigger: `${blocks} .o_data_row:first-child td:contains(/^Text$/)`,
        },
        {
            content: "One down, without dragging",
            trigger: `${blocks} .o_data_row:first-child .o_smb_move button:last-child`,
            run: "click",
        },
        {
            content: "The button moved with it and can be pressed again",
            trigger: `${blocks} .o_data_row:nth-child(2):has(td:contains(/^Text$/)) .o_smb_move button:last-child:focus`,
        },
        {
            content: "And up again",
            trigger: `${blocks} .o_data_row:nth-child(2) .o_smb_move button:first-child`,
            run: "click",
        },
        {
            content: "It is the first, which goes no further up",
            trigger: `${blocks} .o_data_row:first-child:has(td:contains(/^Text$/)) .o_smb_move button:disabled`,
        },
        {
            content: "Save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "Saved",
            trigger: ".o_form_saved",
        },
        {
            content: "A block goes by mistake",
            trigger: `${blocks} .o_data_row:contains(Lines) .o_list_record_remove`,
            run: "click",
        },
        {
            content: "It is gone",
            trigger: `${blocks}:not(:has(.o_data_row td:contains(Lines)))`,
        },
        {
            content: "Take it back",
            trigger: ".o_form_button_cancel",
            run: "click",
        },
        {
            content: "It is there again",
            trigger: `${blocks} .o_data_row td:contains(Lines)`,
        },
    ],
});
