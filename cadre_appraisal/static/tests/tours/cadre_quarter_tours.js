import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const column = (title) => `.o_kanban_group:has(.o_column_title:contains('${title}'))`;
const row = (name) => `.o_data_row:contains(${name})`;
const POINTS = {
    score_performance: "90",
    score_attitude: "80",
    score_dedication: "85",
    score_efficiency: "88",
    score_integrity: "95",
};

/** One line of the grid: five scores and a comment, from the first cell on. */
const line = (name) => [
    {
        content: `${name}: the first score`,
        trigger: `${row(name)} [name=score_performance]`,
        run: "click",
    },
    ...Object.entries(POINTS).map(([field, points]) => ({
        content: `${name}: ${field}`,
        trigger: `.o_selected_row:contains(${name}) [name=${field}] input`,
        run: `edit ${points}`,
    })),
    {
        content: `${name}: the comment`,
        trigger: `.o_selected_row:contains(${name}) [name=comment] textarea`,
        run: "edit Steady work through the quarter",
    },
];

tours.add("cadre_quarter_team", {
    url: "/odoo/cadre-my-team",
    steps: () => [
        {
            content: "the first quarter",
            trigger: ".o_group_header:contains(1st quarter)",
            run: "click",
        },
        ...line("Quarter Ann"),
        ...line("Quarter Bob"),
        {
            content: "the line before was saved when it was left",
            trigger: `${row("Quarter Ann")} [name=score]:contains(88.20)`,
        },
        {
            content: "leave the second",
            trigger: ".o_control_panel_breadcrumbs",
            run: "click",
        },
        {
            content: "it is saved as well",
            trigger: `${row("Quarter Bob")} [name=score]:contains(88.20)`,
        },
        {
            content: "the whole group",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "all of them",
            trigger: "button[name=action_score_team]",
            run: "click",
        },
        {
            content: "the third has no scores: nothing is done, and it is named",
            trigger: ".modal-body:contains(Quarter Cid):contains(A-28)",
        },
        { content: "understood", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "not the third",
            trigger: `${row("Quarter Cid")} .o_list_record_selector input`,
            run: "click",
        },
        {
            content: "the other two",
            trigger: "button[name=action_score_team]",
            run: "click",
        },
        {
            content: "both are scored",
            trigger: ".o_notification:contains(2 evaluations scored)",
        },
    ],
});

tours.add("cadre_quarter_drag", {
    url: "/odoo/cadre-my-line",
    steps: () => [
        {
            content: "the talk is not recorded",
            trigger: `${column("Scored")} .o_kanban_record:contains(Quarter Ann)`,
            run: `drag_and_drop (${column("Talk held")})`,
        },
        {
            content: "the board says why not",
            trigger: ".modal-body:contains(A-31)",
        },
        { content: "understood", trigger: ".modal-footer .btn-primary", run: "click" },
        {
            content: "the card is back; open it",
            trigger: `${column("Scored")} .o_kanban_record:contains(Quarter Ann)`,
            run: "click",
        },
        {
            content: "the rubric stands beside the score",
            trigger: "[name=rubric_attitude]:contains(cordial)",
        },
        {
            content: "the next one of the team",
            trigger: ".o_pager_next:not(:disabled)",
            run: "click",
        },
        {
            content: "it is the second",
            trigger: ".o_pager_value:contains(2)",
        },
    ],
});

tours.add("cadre_quarter_object", {
    url: "/odoo/cadre-my-quarters",
    steps: () => [
        {
            content: "the quarter",
            trigger: ".o_kanban_record:contains(1st quarter)",
            run: "click",
        },
        {
            content: "the comment can be read",
            trigger: "[name=comment]:contains(Steady work)",
        },
        {
            content: "object",
            trigger: "button[name=action_object]",
            run: "click",
        },
        {
            content: "in words",
            trigger: ".modal [name=objection] textarea",
            run: "edit The flood in May was not my doing",
        },
        {
            content: "and acknowledge",
            trigger: ".modal button[name=action_confirm]",
            run: "click",
        },
        {
            content: "acknowledged",
            trigger: "[name=date_acknowledged]:contains(20), .o_arrow_button_current:contains(Acknowledged), .o_statusbar_status:contains(Acknowledged)",
        },
    ],
});
