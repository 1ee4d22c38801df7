import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

const row = (task) => `[name=line_ids] .o_data_row:contains(${task})`;
const MOST = 10;

/** What the cadre does on the screen of his month, act by act. */
const acts = () => [
    ...["one", "two", "three", "four"].map((task) => ({
        content: `${task} is done`,
        trigger: `${row(`Task ${task}`)} button.o_cadre_done`,
        run: "click",
    })),
    {
        content: "the fifth is not",
        trigger: `[name=line_ids]:not(:has(.o_data_row:contains(Task four) button.o_cadre_done)) .o_data_row:contains(Task five) [name=qty_done]`,
        run: "click",
    },
    {
        content: "so much of it",
        trigger: `${row("Task five")} [name=qty_done] input`,
        run: "edit 8",
    },
    {
        content: "there is a reason",
        trigger: `${row("Task five")} [name=unfinished_reason]`,
        run: "click",
    },
    {
        content: "this one",
        trigger: `${row("Task five")} [name=unfinished_reason] input`,
        run: "edit Two households were away",
    },
    {
        content: "one tap for the self-evaluation",
        trigger: ".o_field_widget[name=self_grade] .o_selection_badge:contains(Good)",
        run: "click",
    },
    {
        content: "hand it in",
        trigger:
            "body:has(.o_field_widget[name=self_integrity] .o_selection_badge.active:contains(Good)) button[name=action_submit]",
        run: "click",
    },
];

tours.add("cadre_month_in_ten", {
    url: "/odoo/cadre-appraisal",
    steps: () => {
        const mine = acts();
        if (mine.length > MOST) {
            throw new Error(`${mine.length} clicks and typings, ${MOST} are allowed`);
        }
        return [
            {
                content: "from the desk straight into the month",
                trigger: ".o_cadre_desk_card:contains(My monthly records)",
                run: "click",
            },
            ...mine,
            {
                content: "handed in: nothing can be changed any more",
                trigger: ".o_form_view:not(:has(button[name=action_submit])):not(:has(.o_selection_badge))",
            },
        ];
    },
});

tours.add("cadre_month_autosave", {
    url: "/odoo/cadre-appraisal",
    steps: () => [
        {
            content: "into the month",
            trigger: ".o_cadre_desk_card:contains(My monthly records)",
            run: "click",
        },
        {
            content: "a few words",
            trigger: "[name=summary] textarea",
            run: "edit Typed and left at once",
        },
        {
            content: "leave without saving",
            trigger: ".o_back_button, .breadcrumb-item:not(.active) a",
            run: "click",
        },
        { content: "on the desk again", trigger: ".o_cadre_desk_card" },
    ],
});
