import { registry } from "@web/core/registry";

import {
    choose,
    press,
    reached,
    select,
    tick,
    type,
    typeDay,
} from "@cadre_archive/../tests/tours/typing";

// From an empty form, with what a person types, as the role that makes it.
const tours = registry.category("web_tour.tours");
const open = (trigger) => [{ content: "an empty form", trigger, run: "click" }];
const BOARD = ".o-kanban-button-new";
const LIST = ".o_list_button_add";
const LINES = "[name=line_ids]";
const ROW = `${LINES} .o_selected_row`;

tours.add("cadre_nothing_delivery", {
    steps: () => [
        ...open(BOARD),
        ...choose("department_id", "Party Off"),
        ...choose("deliverer_id", "王"),
        ...tick("is_deliverer_signed"),
        ...tick("is_receiver_signed"),
        {
            content: "a paper",
            trigger: `${LINES} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        ...choose("dossier_id", "方艳", ROW, "ZD1"),
        ...choose("type_id", "Annual appraisal", ROW),
        ...type("formed", "2026-01", ROW),
        ...type("page_to", "4", ROW),
        ...select("medium", "Printed", ROW),
        {
            content: "save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        ...press("action_receive"),
        ...reached("To examine"),
        {
            content: "all in order",
            trigger: `${LINES} button[name=action_all_in_order]`,
            run: "click",
        },
        {
            content: "it is answered",
            trigger: `${LINES} td[name=form_check]:contains(Yes)`,
        },
        ...press("action_examine"),
        ...reached("To decide"),
        {
            content: "file what is fit",
            trigger: ".o_statusbar_buttons button[name=action_accept]",
            run: "click",
        },
        ...reached("Done"),
    ],
});

tours.add("cadre_nothing_incident", {
    steps: () => [
        ...open(BOARD),
        ...select("kind", "Damaged"),
        ...choose("dossier_id", "方艳", "", "ZD1"),
        ...choose("material_ids", "ZD1", "", "3-1"),
        ...type("description", "The corner of the cover is torn"),

        {
            content: "save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it has its number",
            trigger: ".o_form_view .oe_title [name=name] span:contains(/./)",
        },
        ...type("reported_to", "Director Zhou, by note 12"),
        ...press("action_report"),
        ...reached("Reported"),
    ],
});

tours.add("cadre_nothing_slip", {
    steps: () => [
        ...open(LIST),
        ...choose("department_id", "Party Off"),
        ...type("asked_by", "孙丽"),
        ...select("purpose", "Daily management"),
        ...type("reason", "Years of service"),
        ...type("basis", "Letter 3 of 2026-01-05"),
        ...choose("dossier_id", "李", "", "ZD2"),
        ...type("question", "Since when does he work here"),
        ...press("action_register"),
        ...reached("To approve"),
    ],
});

tours.add("cadre_nothing_extract", {
    steps: () => [
        ...press("action_new_extract"),
        ...choose("material_id", "3-1"),
        ...type("pages", "1-2"),
        ...type("text", "Annual level: competent"),
        {
            content: "save it",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it has its number",
            trigger: ".o_form_view .oe_title [name=name] span:contains(/./)",
        },
    ],
});

tours.add("cadre_nothing_session", {
    steps: () => [
        ...press("action_open_reading"),
        {
            content: "the minutes that are left stand there",
            trigger: ".modal [name=minutes] input",
            run: "edit 20",
        },
        ...press("action_open", ".modal"),
        {
            content: "the session waits for its reader",
            trigger: ".o_arrow_button_current[data-value=ready]",
        },
    ],
});

tours.add("cadre_nothing_hold", {
    steps: () => [
        {
            content: "the file",
            trigger: ".o_data_row:contains(ZD1) .o_list_record_selector input",
            run: "click",
        },
        {
            content: "what can be done with it",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "hold it",
            trigger: ".o-dropdown-item:contains(/^Hold$/)",
            run: "click",
        },
        ...type("reason", "Case 2026-14", ".modal"),
        ...press("action_confirm", ".modal"),
        { content: "it is held", trigger: "body:not(:has(.modal))" },
    ],
});

// The reader has a phone in hand.
tours.add("cadre_nothing_read_on_phone", {
    steps: () => [
        {
            content: "my session",
            trigger: ".o_kanban_record button[name=action_read]",
            run: "click",
        },
        { trigger: ".o_cadre_reading_agree", content: "the duties", run: "click" },
        { trigger: ".o_cadre_reading_start:enabled", content: "open", run: "click" },
        {
            content: "the page is drawn within the screen",
            trigger: ".o_cadre_reading_page[data-page='1'][aria-busy='false']",
            run() {
                if (document.documentElement.scrollWidth > window.innerWidth) {
                    throw new Error("wider than the phone");
                }
            },
        },
    ],
});
