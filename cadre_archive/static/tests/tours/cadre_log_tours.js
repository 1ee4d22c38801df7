import { registry } from "@web/core/registry";

import { saved, watchSaving } from "./saving";

const tours = registry.category("web_tour.tours");

const verify = (view) => [
    {
        content: `verify, in the ${view}`,
        trigger: `.o_${view}_view button[name=action_verify]`,
        run: "click",
    },
    {
        content: "it holds",
        trigger: ".o_notification:has(.bg-success):contains(The log is intact)",
    },
    {
        content: "close the message",
        trigger: ".o_notification_close",
        run: "click",
    },
    { content: "it is gone", trigger: "body:not(:has(.o_notification))" },
];

tours.add("cadre_log_verify", {
    steps: () => [
        ...verify("list"),
        {
            content: "an entry is ticked",
            trigger: ".o_data_row:first .o_list_record_selector input",
            run: "click",
        },
        { content: "ticked", trigger: ".o_data_row_selected" },
        ...verify("list"),
        {
            content: "ticked no more",
            trigger: ".o_data_row_selected .o_list_record_selector input",
            run: "click",
        },
        {
            content: "an entry",
            trigger: ".o_list_view:not(:has(.o_data_row_selected)) .o_data_row:first [name=action]",
            run: "click",
        },
        ...verify("form"),
    ],
});

tours.add("cadre_log_forged", {
    steps: () => [
        {
            content: "verify",
            trigger: ".o_list_view button[name=action_verify]",
            run: "click",
        },
        {
            content: "it says what, where and what to do",
            trigger: ".o_notification:contains(R-40):contains(number 1.):contains(Party Committee)",
        },
    ],
});

tours.add("cadre_log_heads", {
    steps: () => [
        ...watchSaving(".o_list_view"),
        {
            content: "all seals",
            trigger: "thead .o_list_record_selector input",
            run: "click",
        },
        {
            content: "what can be done with them",
            trigger: ".o_cp_action_menus .dropdown-toggle:contains(Actions)",
            run: "click",
        },
        {
            content: "export",
            trigger: ".o-dropdown-item:contains(Export)",
            run: "click",
        },
        {
            content: "the heads are among the columns",
            trigger: ".modal .o_export_field:contains(Head)",
        },
        {
            content: "into a file",
            trigger: ".modal .o_select_button",
            run: "click",
        },
        ...saved("application/vnd.openxmlformats"),
    ],
});
