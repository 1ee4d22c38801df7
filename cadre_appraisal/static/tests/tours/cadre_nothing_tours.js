import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** Types into an empty field, as a person does. */
const type = (field, text, tag = "input") => ({
    content: `${field}: ${text}`,
    trigger: `.o_form_view [name=${field}] ${tag}`,
    run: `edit ${text}`,
});

/** Types the beginning of a name and takes the one that is offered. */
const pick = (field, text) => [
    type(field, text),
    {
        content: `${field}: take ${text}`,
        trigger: `.o-autocomplete--dropdown-item:contains(${text})`,
        run: "click",
    },
];

/** A date is a button until somebody goes there. */
const day = (field, text) => [
    {
        content: `${field}: go there`,
        trigger: `.o_form_view [name=${field}] button, .o_form_view [name=${field}] input`,
        run: "click",
    },
    { ...type(field, text), run: `edit ${text} && press Enter` },
];

const save = () => [
    { content: "save", trigger: ".o_form_button_save:not(:disabled)", run: "click" },
    {
        content: "it is saved",
        trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_dirty))",
    },
];

tours.add("cadre_nothing_task", {
    steps: () => [
        type("name", "Count the lamps"),
        ...pick("cycle_id", "Quarter year"),
        ...pick("employee_id", "Quarter Ann"),
        ...day("month", "05/01/2019"),
        ...day("date_deadline", "05/20/2019"),
        type("qty_planned", "12"),
        type("uom_text", "lamps"),
        type("quality_standard", "each with its street"),
        ...save(),
        { content: "it has its number", trigger: ".breadcrumb-item.active:contains(T2019-), .o_last_breadcrumb_item:contains(T2019-)" },
    ],
});

tours.add("cadre_nothing_delegation", {
    steps: () => [
        ...pick("delegate_id", "Quarter Ann"),
        ...pick("employee_ids", "Quarter Bob"),
        ...day("date_from", "01/01/2099"),
        ...day("date_to", "01/31/2099"),
        type("reason", "Away on duty", "textarea"),
        {
            content: "nobody may edit it afterwards, so there is a button to save it",
            trigger: "button[name=action_give]",
            run: "click",
        },
        { content: "it can be withdrawn", trigger: "button[name=action_withdraw]" },
    ],
});

tours.add("cadre_nothing_quarter", {
    steps: () => [
        type("score_performance", "90"),
        type("score_attitude", "80"),
        type("score_dedication", "85"),
        type("score_efficiency", "88"),
        type("score_integrity", "95"),
        type("comment", "Steady work through the quarter", "textarea"),
        {
            content: "the grade is suggested",
            trigger: "[name=grade] input[data-value=good]:checked",
        },
        {
            content: "the steps, on a phone",
            isActive: ["mobile"],
            trigger: ".o_statusbar_buttons .dropdown-toggle, .o_statusbar_buttons_dropdown, button[name=action_score]",
            run: "click",
        },
        {
            content: "scored",
            isActive: ["desktop"],
            trigger: "button[name=action_score]",
            run: "click",
        },
        {
            content: "scored, on a phone",
            isActive: ["mobile"],
            trigger: ".dropdown-item button[name=action_score], button[name=action_score], .o_arrow_button_current:contains(Scored)",
            run: "click",
        },
        {
            content: "it is",
            trigger: ".o_form_view [name=score_performance]:not(:has(input))",
        },
    ],
});
