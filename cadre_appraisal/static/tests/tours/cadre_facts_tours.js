import { registry } from "@web/core/registry";

import { saved, watchSaving } from "@cadre_archive/../tests/tours/saving";

const tours = registry.category("web_tour.tours");

const state = (label) => `.o_arrow_button_current:contains(${label})`;
const type = (field, text, tag = "input") => ({
    content: `${field}: ${text}`,
    trigger: `[name=${field}] ${tag}`,
    run: `edit ${text}`,
});
const press = (name) => ({
    content: name,
    trigger: `button[name=${name}]`,
    run: "click",
});

/** Puts a picture of one pixel into the file field of the line. */
function choosePicture() {
    const bytes = Uint8Array.from(
        atob(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
        ),
        (character) => character.charCodeAt(0)
    );
    const files = new DataTransfer();
    files.items.add(new File([bytes], "photo.png", { type: "image/png" }));
    const input = document.querySelector("[name=upload] input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

/** Puts the file of a punch clock into the wizard. */
function choosePunches(row) {
    const head = "\u5de5\u53f7,\u65e5\u671f,\u4e0a\u73ed,\u4e0b\u73ed";
    const files = new DataTransfer();
    files.items.add(
        new File([`${head}\n${row}\n`], "punches.csv", { type: "text/csv" })
    );
    const input = document.querySelector(".modal [name=file] input[type=file]");
    input.files = files.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
}

const openPunchFile = () => [
    {
        content: "attendance",
        trigger:
            "[data-menu-xmlid='cadre_appraisal.cadre_appraisal_menu_attendance']",
        run: "click",
    },
    {
        content: "the file of the clock",
        trigger:
            "[data-menu-xmlid='cadre_appraisal.cadre_appraisal_menu_punch_file']",
        run: "click",
    },
];

tours.add("cadre_facts_punches", {
    url: "/odoo/cadre-attendance",
    steps: () => [
        ...openPunchFile(),
        {
            content: "a file with a time that is none",
            trigger: ".modal [name=file] .o_select_file_button",
            run: () => choosePunches("tour_cadre,2026-03-02,25:10,12:00"),
        },
        press("action_preview"),
        {
            content: "its row is named, and nothing can be read in",
            trigger:
                ".modal:not(:has(button[name=action_import])) [name=problems]:contains(Line 2):contains(25:10)",
        },
        {
            content: "leave it",
            trigger: ".modal button[special=cancel]",
            run: "click",
        },
        { content: "closed", trigger: "body:not(:has(.modal))" },
        ...openPunchFile(),
        {
            content: "the file put right",
            trigger: ".modal [name=file] .o_select_file_button",
            run: () => choosePunches("tour_cadre,2026-03-02,08:20,12:10"),
        },
        press("action_preview"),
        {
            content: "what it would make",
            trigger: ".modal [name=preview]:contains(1 new rows of 1 people)",
        },
        press("action_import"),
        { content: "read in", trigger: ".o_notification:contains(1 rows)" },
    ],
});

tours.add("cadre_facts_event", {
    url: "/odoo/cadre-events",
    steps: () => [
        {
            content: "the event that was reported",
            trigger: ".o_kanban_record:contains(Tour Cadre)",
            run: "click",
        },
        {
            content: "a line of evidence",
            trigger: "[name=evidence_ids] .o_field_x2many_list_row_add a",
            run: "click",
        },
        {
            content: "the picture",
            trigger: ".modal [name=upload] .o_select_file_button",
            run: choosePicture,
        },
        {
            content: "it has its name",
            trigger: ".modal [name=file_name] input:value(photo.png)",
        },
        {
            content: "keep it",
            trigger: ".modal .o_form_button_save",
            run: "click",
        },
        { content: "save", trigger: ".o_form_button_save", run: "click" },
        ...watchSaving(),
        {
            content: "it can be looked at",
            trigger: "[name=evidence_ids] button[name=action_view]",
            run: "click",
        },
        ...saved("image/png"),
        press("action_investigate"),
        type("finding", "It is true", "textarea"),
        press("action_verify"),
        { content: "verified", trigger: state("Verified") },
        type("measure", "Apologised", "textarea"),
        press("action_handle"),
        { content: "handled", trigger: state("Handled") },
    ],
});

tours.add("cadre_facts_compute", {
    url: "/odoo/cadre-attendance-periods",
    steps: () => [
        { content: "a period", trigger: ".o_list_button_add", run: "click" },
        press("action_compute"),
        { content: "computed", trigger: state("Computed") },
        press("action_view_facts"),
        {
            content: "the late day of the cadre",
            trigger: ".o_data_row:contains(Tour Cadre):contains(Late)",
        },
    ],
});

tours.add("cadre_facts_explain", {
    url: "/odoo/cadre-my-attendance",
    steps: () => [
        {
            content: "explain the late day",
            trigger: ".o_data_row:contains(Late) button[name=action_explain]",
            run: "click",
        },
        {
            content: "what kept me",
            trigger: ".modal [name=explanation] textarea",
            run: "edit The bus broke down",
        },
        {
            content: "confirm",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "the words stand",
            trigger: ".o_data_row:contains(The bus broke down)",
        },
    ],
});

tours.add("cadre_facts_explain_on_phone", {
    steps: () => [
        {
            content: "the menu, on a phone",
            trigger: ".o_menu_toggle",
            run: "click",
        },
        {
            content: "my attendance",
            trigger:
                ".o_app_menu_sidebar [data-menu-xmlid='cadre_appraisal.cadre_appraisal_menu_my_attendance']",
            run: "click",
        },
        {
            content: "explain the late day",
            trigger: ".o_kanban_record:contains(Late) button[name=action_explain]",
            run: "click",
        },
        {
            content: "what kept me",
            trigger: ".modal [name=explanation] textarea",
            run: "edit The bus broke down",
        },
        {
            content: "confirm",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "the words stand, and nothing is wider than the screen",
            trigger: "body:not(:has(.modal)) .o_kanban_record:contains(The bus broke down)",
            run() {
                const { scrollWidth, clientWidth } = document.documentElement;
                if (scrollWidth > clientWidth) {
                    throw new Error(`${scrollWidth} px on a screen of ${clientWidth}`);
                }
            },
        },
    ],
});

tours.add("cadre_facts_excuse", {
    url: "/odoo/cadre-line-attendance",
    steps: () => [
        {
            content: "the cadre",
            trigger: ".o_group_header:contains(Tour Cadre)",
            run: "click",
        },
        {
            content: "excuse",
            trigger: ".o_data_row:contains(The bus broke down) button[name=action_excuse]",
            run: "click",
        },
        {
            content: "why",
            trigger: ".modal [name=reason] textarea",
            run: "edit Proved by the bus company",
        },
        {
            content: "confirm",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "it is decided",
            trigger: "body:not(:has(.o_data_row:contains(The bus broke down)))",
        },
    ],
});
