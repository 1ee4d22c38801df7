import { registry } from "@web/core/registry";

import { choose, select } from "@cadre_archive/../tests/tours/typing";

const tours = registry.category("web_tour.tours");

/** A card of the board, by a text on it. */
const card = (text) => `.o_kanban_record:contains(${text})`;

/** The scan of the sealed form: one grey page as PNG. */
const SEALED_FORM =
    "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAACgAAAA4CAAAAACqQ+UqAAAAJElEQVR4nGM8wUAcYCJS3ajCUYWjCkcVjiocVTiqcFThIFUIAAC3ATgaduPoAAAAAElFTkSuQmCC";

async function attachSealedForm() {
    const bytes = await (await fetch(SEALED_FORM)).arrayBuffer();
    const transfer = new DataTransfer();
    transfer.items.add(new File([bytes], "form.png", { type: "image/png" }));
    const input = document.querySelector("[name=sealed_form] input[type=file]");
    input.files = transfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** As the date field of the tours' user takes it; a form counts for some months. */
function yesterday() {
    return luxon.DateTime.now().minus({ days: 1 }).toFormat("MM/dd/yyyy");
}

/** The form as the unit filled it in; one file, one reader. */
function fillIn(number) {
    return [
        { trigger: ".o-kanban-button-new", content: "register it", run: "click" },
        ...choose("unit_id", "Tour Unit"),
        { trigger: "[name=unit_head] input", content: "who signed", run: "edit 周刚" },
        {
            trigger: "[name=date_signed] button, [name=date_signed] input",
            content: "when it was signed",
            run: "click",
        },
        {
            trigger: "[name=date_signed] input",
            content: "a day in the past",
            run: `edit ${yesterday()}`,
        },
        { trigger: "[name=is_sealed] input", content: "the seal", run: "click" },
        {
            trigger: "[name=sealed_form] .o_select_file_button",
            content: "the scan of the sealed form",
            run: attachSealedForm,
        },
        {
            trigger: "[name=sealed_form] .o_clear_file_button",
            content: "it is attached",
        },
        ...select("purpose", "Daily management"),
        {
            trigger: "[name=reason] textarea",
            content: "the reason",
            run: "edit Check the years of service",
        },
        {
            trigger: "[name=line_ids] .o_field_x2many_list_row_add a",
            content: "a file",
            run: "click",
        },
        ...choose("dossier_id", number, "[name=line_ids]"),
        { trigger: "a[name=readers]", content: "the readers", run: "click" },
        {
            trigger: "[name=reader_ids] .o_field_x2many_list_row_add a",
            content: "a reader",
            run: "click",
        },
        {
            trigger: "[name=reader_ids] .o_selected_row [name=name] input",
            content: "the reader's name",
            run: "edit 孙丽",
        },
        {
            trigger: "[name=reader_ids] .o_selected_row [name=identification] input",
            content: "the identity number",
            run: "edit 110101199001011114",
        },
        {
            trigger: "[name=reader_ids] .o_selected_row [name=political_status] input",
            content: "the political status",
            run: "click",
        },
        {
            trigger: ".o_select_menu_item:contains(/^CPC member$/)",
            content: "a Party member",
            run: "click",
        },
    ];
}

function submit() {
    return [
        {
            trigger: "button[name=action_submit]:enabled",
            content: "submit",
            run: "click",
        },
        {
            trigger: ".o_arrow_button_current:contains(To approve)",
            content: "it waits for the approver",
        },
    ];
}

tours.add("cadre_archive_register", {
    url: "/odoo/cadre-applications",
    steps: () => [...fillIn("TOUR1"), ...submit()],
});

tours.add("cadre_archive_register_loan", {
    url: "/odoo/cadre-applications",
    steps: () => [
        ...fillIn("TOUR2"),
        {
            trigger: "[name=kind] input[data-value=loan]",
            content: "it is a loan",
            run: "click",
        },
        {
            trigger: "[name=special_need] textarea",
            content: "the special need",
            run: "edit The case group works elsewhere",
        },
        ...select("place_of_use", "Office of the unit"),
        { trigger: "[name=loan_days] input", content: "too long", run: "edit 16" },
        { trigger: "button[name=action_submit]", content: "try", run: "click" },
        {
            trigger: ".modal-body:contains(R-17)",
            content: "16 days are refused, with the clause",
        },
        { trigger: ".modal-footer .btn-primary", content: "understood", run: "click" },
        { trigger: "body:not(:has(.modal))", content: "the message is gone" },
        { trigger: "[name=loan_days] input", content: "15 days", run: "edit 15" },
        ...submit(),
    ],
});

tours.add("cadre_archive_approve", {
    url: "/odoo/cadre-archive",
    steps: () => [
        {
            trigger: ".o_cadre_desk_card:contains(Applications to decide)",
            content: "the landing page tells what waits",
            run: "click",
        },
        {
            trigger: `${card("Tour Unit")} button[name=action_approve]`,
            content: "approve in one click",
            run: "click",
        },
        {
            trigger: `.o_kanban_view:not(:has(${card("Tour Unit")} button[name=action_approve]))`,
            content: "nothing of it waits any more",
        },
    ],
});

tours.add("cadre_archive_approve_by_drag", {
    url: "/odoo/cadre-applications",
    steps: () => [
        {
            trigger: card("Tour Unit"),
            content: "drag the card to the approved ones",
            run: "drag_and_drop (.o_kanban_group:has(.o_column_title:contains('Approved')))",
        },
        {
            trigger: `.o_kanban_group:contains(Approved) ${card("Tour Unit")}`,
            content: "it is approved",
        },
    ],
});
