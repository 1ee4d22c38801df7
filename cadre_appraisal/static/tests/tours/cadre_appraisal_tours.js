import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const column = (title) => `.o_kanban_group:has(.o_column_title:contains('${title}'))`;
const state = (label) => `.o_arrow_button_current:contains(${label})`;

/** Types into a field of the form. */
const type = (field, text, tag = "input") => ({
    content: `${field}: ${text}`,
    trigger: `.o_form_view [name=${field}] ${tag}`,
    run: `edit ${text}`,
});

/** Opens a tab of the form. */
const tab = (name) => ({
    content: `the tab ${name}`,
    trigger: `.o_notebook_headers a[name=${name}]`,
    run: "click",
});

const save = () => [
    {
        content: "save",
        trigger: ".o_form_button_save:not(:disabled)",
        run: "click",
    },
    { content: "it is saved", trigger: ".o_form_saved, .o_form_view:not(:has(.o_form_dirty))" },
];

/** Back to the view before. */
const back = () => ({
    content: "back",
    trigger: ".o_back_button, .breadcrumb-item:not(.active) a",
    run: "click",
});

tours.add("cadre_appraisal_open_year", {
    url: "/odoo/cadre-years",
    steps: () => [
        { content: "a new year", trigger: ".o_list_button_add", run: "click" },
        type("year", "2019"),
        type("name", "Tour year"),
        {
            content: "the weights come from the clause register",
            trigger: ".o_field_widget[name=weight_usual] input:value(70)",
        },
        ...save(),
        { content: "open it", trigger: "button[name=action_open]", run: "click" },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "everybody is in", trigger: state("Under way") },
        {
            content: "the cadres of the office",
            trigger: "button[name=action_view_appraisals]",
            run: "click",
        },
        {
            content: "the cadre of the tour is there",
            trigger: ".o_data_row:contains(Tour Cadre)",
        },
    ],
});

tours.add("cadre_appraisal_submit_month", {
    url: "/odoo/cadre-appraisal",
    steps: () => [
        {
            content: "what waits for me",
            trigger: ".o_cadre_desk_card:contains(My monthly records)",
            run: "click",
        },
        { content: "the oldest opens: May", trigger: "h1:contains(2019-05)" },
        {
            content: "the task of the month",
            trigger: "[name=line_ids] .o_data_row [name=qty_done]",
            run: "click",
        },
        {
            content: "what was done",
            trigger: "[name=line_ids] [name=qty_done] input",
            run: "edit 8",
        },
        {
            content: "my own grade",
            trigger: "[name=self_grade] .o_selection_badge:contains(Good)",
            run: "click",
        },
        {
            content: "try to hand it in",
            trigger: "button[name=action_submit]",
            run: "click",
        },
        {
            content: "the reason is missing, and the clause says so",
            trigger: ".modal-body:contains(A-26)",
        },
        { content: "understood", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "the reason",
            trigger: "[name=line_ids] .o_data_row [name=unfinished_reason]",
            run: "click",
        },
        {
            content: "say why",
            trigger: "[name=line_ids] [name=unfinished_reason] input",
            run: "edit Two households were away",
        },
        { content: "hand it in", trigger: "button[name=action_submit]", run: "click" },
        { content: "it is handed in", trigger: state("Submitted") },
    ],
});

tours.add("cadre_appraisal_evaluate", {
    url: "/odoo/cadre-my-line",
    steps: () => [
        {
            content: "drop a card that has no scores yet",
            trigger: `${column("To score")} .o_kanban_record:contains(Tour Cadre):contains(1st quarter)`,
            run: `drag_and_drop (${column("Scored")})`,
        },
        {
            content: "refused: the board obeys the same gate as the buttons",
            trigger: ".modal-body:contains(A-28)",
        },
        { content: "understood", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "the card is back where it was",
            trigger: `${column("To score")} .o_kanban_record:contains(1st quarter)`,
        },
        {
            content: "the second quarter of the cadre",
            trigger: `${column("To score")} .o_kanban_record:contains(Tour Cadre):contains(2nd quarter)`,
            run: "click",
        },
        {
            content: "what he did stands beside the scores",
            trigger: "[name=record_ids] .o_data_row:contains(Submitted)",
        },
        type("score_performance", "90"),
        type("score_attitude", "80"),
        type("score_dedication", "85"),
        type("score_efficiency", "88"),
        type("score_integrity", "95"),
        type("comment", "Steady work through the quarter", "textarea"),
        {
            content: "a grade is suggested",
            trigger: ".o_field_widget[name=grade_suggested]:contains(Good)",
        },
        ...save(),
        back(),
        {
            content: "drop the card on Scored",
            trigger: `${column("To score")} .o_kanban_record:contains(Tour Cadre):contains(2nd quarter)`,
            run: `drag_and_drop (${column("Scored")})`,
        },
        {
            content: "open it again",
            trigger: `${column("Scored")} .o_kanban_record:contains(Tour Cadre)`,
            run: "click",
        },
        tab("talk"),
        {
            content: "the day",
            trigger: "[name=date_talk] button, [name=date_talk] input",
            run: "click",
        },
        type("date_talk", "07/02/2019"),
        type("talk_place", "Meeting room"),
        type("talk_summary", "Agreed on a plan", "textarea"),
        { content: "held", trigger: "button[name=action_talk]", run: "click" },
        { content: "the talk is held", trigger: state("Talk held") },
        { content: "feed back", trigger: "button[name=action_feed_back]", run: "click" },
        { content: "yes", trigger: ".modal-footer .btn-primary", run: "click" },
        { content: "the cadre may see it", trigger: state("Fed back") },
    ],
});

tours.add("cadre_appraisal_acknowledge", {
    url: "/odoo/cadre-appraisal",
    steps: () => [
        {
            content: "the feedback waits",
            trigger: ".o_cadre_desk_card:contains(My evaluations)",
            run: "click",
        },
        {
            content: "the quarter",
            trigger: ".o_data_row .o_data_cell:contains(2nd quarter)",
            run: "click",
        },
        {
            content: "the comment can be read",
            trigger: "[name=comment]:contains(Steady work)",
        },
        { content: "seen", trigger: "button[name=action_acknowledge]", run: "click" },
        { content: "acknowledged", trigger: state("Acknowledged") },
    ],
});

tours.add("cadre_appraisal_compute", {
    url: "/odoo/cadre-years",
    steps: () => [
        {
            content: "the year",
            trigger: ".o_data_row .o_data_cell:contains(Tour year)",
            run: "click",
        },
        {
            content: "compute",
            trigger: "button[name=action_compute_scores]",
            run: "click",
        },
        {
            content: "it says how many",
            trigger: ".o_notification:contains(provisional)",
        },
        {
            content: "the cadres",
            trigger: "button[name=action_view_appraisals]",
            run: "click",
        },
        {
            content: "the one with a score",
            trigger: ".o_data_row:contains(88.20) .o_data_cell:contains(Tour Cadre)",
            run: "click",
        },
        {
            content: "how it came about",
            trigger: "[name=explanation]:contains(2nd quarter: 88.20)",
        },
    ],
});

tours.add("cadre_appraisal_event", {
    url: "/odoo/cadre-events",
    steps: () => [
        { content: "a new event", trigger: ".o-kanban-button-new", run: "click" },
        {
            content: "about whom",
            trigger: "[name=employee_id] input",
            run: "edit Tour Cadre",
        },
        {
            content: "him",
            trigger: ".o-autocomplete--dropdown-item:contains(Tour Cadre)",
            run: "click",
        },
        { content: "what", trigger: "[name=kind_id] input", run: "edit COMMEND" },
        {
            content: "a commendation",
            trigger: ".o-autocomplete--dropdown-item:contains(Commendation)",
            run: "click",
        },
        {
            content: "take it up",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "investigate",
            trigger: "button[name=action_investigate]",
            run: "click",
        },
        type("finding", "It is true", "textarea"),
        { content: "true", trigger: "button[name=action_verify]", run: "click" },
        { content: "verified", trigger: state("Verified") },
    ],
});
