import { registry } from "@web/core/registry";

const PAGE = ".o_cadre_reading_page";
let before = "";

function shown(number) {
    return `${PAGE}[data-page='${number}'][aria-busy='false']`;
}

function pixels() {
    return document.querySelector(PAGE).toDataURL();
}

/** Press keys as a reader would, on the page itself. */
function press(key, more = {}) {
    return () => {
        const event = new KeyboardEvent("keydown", {
            key,
            bubbles: true,
            cancelable: true,
            ...more,
        });
        document.querySelector(PAGE).dispatchEvent(event);
        if (more.ctrlKey && !event.defaultPrevented) {
            throw new Error(`Ctrl+${key} was let through`);
        }
    };
}

registry.category("web_tour.tours").add("cadre_reading", {
    steps: () => [
        {
            content: "The reader finds his session",
            trigger: ".o_kanban_record button[name=action_read]",
            run: "click",
        },
        {
            content: "The duties come first",
            trigger: ".o_cadre_reading_card:contains(R-12)",
        },
        {
            trigger: ".o_cadre_reading_start:disabled",
        },
        {
            trigger: ".o_cadre_reading_agree",
            run: "click",
        },
        {
            trigger: ".o_cadre_reading_start:enabled",
            run: "click",
        },
        {
            content: "The rule and the time left stand over the page",
            trigger: ".o_cadre_reading_rule:contains(R-12)",
        },
        {
            trigger: ".o_cadre_reading_clock:contains(:)",
        },
        {
            content: "The first page is drawn",
            trigger: shown(1),
            run() {
                before = pixels();
                if (document.querySelector(PAGE).width < 100) {
                    throw new Error("nothing is drawn");
                }
            },
        },
        {
            content: "No printing, no saving, no context menu",
            trigger: PAGE,
            run: press("p", { ctrlKey: true }),
        },
        {
            trigger: ".o_notification:contains(R-11)",
            run: press("s", { ctrlKey: true }),
        },
        {
            trigger: PAGE,
            run() {
                const menu = new MouseEvent("contextmenu", { bubbles: true, cancelable: true });
                document.querySelector(PAGE).dispatchEvent(menu);
                if (!menu.defaultPrevented) {
                    throw new Error("the context menu opens");
                }
            },
        },
        {
            content: "The key turns the page",
            trigger: PAGE,
            run: press("ArrowRight"),
        },
        {
            trigger: shown(2),
            run() {
                if (pixels() === before) {
                    throw new Error("page 2 is page 1");
                }
            },
        },
        {
            trigger: ".o_cadre_reading_next:disabled",
        },
        {
            content: "Larger and smaller",
            trigger: PAGE,
            run: press("+"),
        },
        {
            trigger: `${PAGE}[style*='150%']`,
            run: press("-"),
        },
        {
            trigger: ".o_cadre_reading_previous",
            run: "click",
        },
        {
            content: "The same page again bears another time",
            trigger: shown(1),
            run() {
                if (pixels() === before) {
                    throw new Error("the watermark did not change");
                }
            },
        },
        {
            trigger: ".o_cadre_reading_end",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Nothing is open any more",
            trigger: ".o_kanban_view",
        },
        {
            trigger: ".o_view_nocontent",
        },
    ],
});

registry.category("web_tour.tours").add("cadre_reading_time_up", {
    steps: () => [
        {
            trigger: `.o_cadre_reading_open ${shown(1)}, .o_cadre_reading_closed`,
        },
        {
            content: "The next page is refused, with the rule",
            trigger: ".o_cadre_reading_next:enabled, .o_cadre_reading_closed",
            run() {
                document.querySelector(".o_cadre_reading_next")?.click();
            },
        },
        {
            trigger: ".o_cadre_reading_closed:contains(R-11)",
        },
        {
            content: "The page is gone from the screen",
            trigger: ".o_cadre_reading:not(.o_cadre_reading_open)",
            run() {
                const canvas = document.querySelector(PAGE);
                if (canvas && canvas.width) {
                    throw new Error("a page is still on the screen");
                }
            },
        },
        {
            trigger: ".o_cadre_reading_card .btn-primary",
            run: "click",
        },
        {
            trigger: ".o_kanban_view",
        },
    ],
});
