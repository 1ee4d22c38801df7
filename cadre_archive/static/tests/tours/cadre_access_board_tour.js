import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");
const column = (name) => `.o_kanban_group:has(.o_column_title:contains(${name}))`;
const card = (text) => `.o_kanban_record:contains(${text})`;

tours.add("cadre_access_board", {
    url: "/odoo/cadre-applications",
    steps: () => [
        {
            trigger: `${column("To approve")} ${card("陶一")}:contains(Copying):contains(Waiting since)`,
            content: "the card tells what is asked; drag it where it may not go",
            run: `drag_and_drop (${column("Handed out")})`,
        },
        {
            trigger: ".modal-body:contains(cannot be changed from)",
            content: "the failed drop explains itself",
        },
        { trigger: ".modal-footer .btn-primary", content: "understood", run: "click" },
        {
            trigger: `${column("To approve")} ${card("陶一")}`,
            content: "the card is back; open it",
            run: "click",
        },
        {
            trigger: "[name=grants_copy] input",
            content: "grant the copies",
            run: "click",
        },
        { trigger: "button[name=action_approve]", content: "approve", run: "click" },
        {
            trigger: ".o_arrow_button_current:contains(Approved)",
            content: "it is approved",
        },
        { trigger: ".breadcrumb-item a", content: "back to the board", run: "click" },
        {
            trigger: `${column("Approved")} ${card("陶一")} .text-bg-success:contains(Copying)`,
            content: "the card tells what was granted",
        },
        { trigger: ".o_switch_view.o_list", content: "the list", run: "click" },
        {
            trigger: ".o_data_row:contains(陶三) .o_list_record_selector input",
            content: "choose one",
            run: "click",
        },
        {
            trigger: ".o_data_row:contains(陶四) .o_list_record_selector input",
            content: "and another",
            run: "click",
        },
        {
            trigger: ".o_control_panel button[name=action_approve]",
            content: "approve both",
            run: "click",
        },
        {
            trigger: ".o_notification:contains(without copies)",
            content: "it says that copies were not granted",
        },
        {
            trigger: ".o_data_row:contains(陶四) .badge:contains(Approved)",
            content: "approved",
        },
    ],
});
