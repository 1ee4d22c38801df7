import { registry } from "@web/core/registry";

import { saved, watchSaving } from "./saving";
import { choose, press } from "./typing";

const tours = registry.category("web_tour.tours");

tours.add("cadre_copy_print", {
    steps: () => [
        ...watchSaving(".o_form_view"),
        ...press("action_copy"),
        ...choose("material_id", "3-1", ".modal"),
        ...press("action_make", ".modal"),
        ...saved("application/pdf"),
        {
            content: "the question is closed, and the form counts the print",
            trigger:
                "body:not(:has(.modal)) button[name=action_copy_prints] [name=copy_print_count]:contains(1)",
        },
    ],
});

tours.add("cadre_copy_extract", {
    steps: () => [
        ...watchSaving(".o_form_view"),
        ...press("action_print"),
        ...saved("application/pdf"),
        {
            content: "the form shows the new print",
            trigger: "[name=print_ids] .o_data_row:nth-child(2) td[name=name]:contains(/./)",
        },
    ],
});
