import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

tours.add("cadre_plan_cascade", {
    url: "/odoo/cadre-tasks",
    steps: () => [
        {
            content: "the target of the section",
            trigger: ".o_data_row .o_data_cell:contains(Visits of the year)",
            run: "click",
        },
        {
            content: "nothing of it is cascaded yet",
            trigger: ".alert:contains(12 households)",
        },
        {
            content: "cascade it to the team",
            trigger: ".o_form_statusbar button:contains(Cascade to the Team)",
            run: "click",
        },
        {
            content: "the own team is there, with its share",
            trigger: ".modal .o_data_row:contains(Tour Cadre):contains(12.00)",
        },
        {
            content: "make the targets",
            trigger: ".modal button[name=action_cascade]",
            run: "click",
        },
        {
            content: "one new target of a person",
            trigger: ".o_list_view .o_data_row:contains(Tour Cadre):contains(Visits of the year)",
        },
    ],
});

tours.add("cadre_plan_copy", {
    url: "/odoo/cadre-tasks",
    steps: () => [
        {
            content: "carry last month on",
            trigger: "button[name=action_copy_last_month]",
            run: "click",
        },
        {
            content: "look at it, then carry it forward",
            trigger: ".modal button[name=action_carry]",
            run: "click",
        },
        {
            content: "one task for one cadre",
            trigger: ".o_notification:contains(1 tasks of 1 cadres)",
        },
        {
            content: "a second time there is nothing left",
            trigger: "button[name=action_copy_last_month]",
            run: "click",
        },
        {
            content: "no doubles",
            trigger: ".modal p:contains(Nothing to carry forward)",
        },
    ],
});

tours.add("cadre_plan_late_joiner", {
    url: "/odoo/cadre-years",
    steps: () => [
        {
            content: "the year",
            trigger: ".o_data_row .o_data_cell:contains(Tour year)",
            run: "click",
        },
        {
            content: "add whoever came since",
            trigger: "button[name=action_add_late_joiners]",
            run: "click",
        },
        {
            content: "he is in",
            trigger: "button[name=action_view_appraisals]:contains(3)",
        },
    ],
});
