import { registry } from "@web/core/registry";

// A department brings two materials: one is filed, the one without a seal goes back.
const row = (number) => `.o_field_widget[name=line_ids] .o_data_row:nth-child(${number})`;

registry.category("web_tour.tours").add("cadre_delivery", {
    url: "/odoo/cadre-deliveries",
    steps: () => [
        {
            content: "Open the list that waits",
            trigger: ".o_kanban_record:contains(Tour Department)",
            run: "click",
        },
        {
            content: "Both have signed: receive it",
            trigger: "button[name=action_receive]",
            run: "click",
        },
        {
            content: "It has its number now",
            trigger: ".o_statusbar_status button[data-value=received].o_arrow_button_current",
        },
        {
            content: "The first paper is in order",
            trigger: `${row(1)} button[name=action_all_in_order]`,
            run: "click",
        },
        {
            content: "It is answered",
            trigger: `${row(1)} td[name=form_check]:contains(Yes)`,
        },
        {
            content: "The second one too, but for its seal",
            trigger: `${row(2)} button[name=action_all_in_order]`,
            run: "click",
        },
        {
            content: "Its seal stays answered with no",
            trigger: `${row(2)} td[name=form_check]:contains(Yes)`,
        },
        {
            content: "Both are examined",
            trigger: "button[name=action_examine]:contains(Examined)",
            run: "click",
        },
        {
            content: "To decide",
            trigger: ".o_statusbar_status button[data-value=examined].o_arrow_button_current",
        },
        {
            content: "File what is fit",
            trigger: ".o_statusbar_buttons button[name=action_accept]",
            run: "click",
        },
        {
            content: "The first is filed",
            trigger: `${row(1)} td[name=state]:contains(Filed)`,
        },
        {
            content: "Return the other",
            trigger: ".o_statusbar_buttons button[name=action_return]",
            run: "click",
        },
        {
            content: "The window names the defect",
            trigger: ".modal td[name=defects]:contains(no seal)",
        },
        {
            content: "Return it",
            trigger: ".modal button[name=action_confirm]:contains(Return and Print)",
            run: "click",
        },
        {
            content: "The window is closed, the notice printed",
            trigger: "body:not(:has(.modal))",
        },
    ],
});
