import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** The hand scanner types a code and Enter. */
function scan(code) {
    return [
        {
            content: `scan ${code}`,
            trigger: ".o_cadre_counter_code",
            run: `edit ${code} && press Enter`,
        },
    ];
}

function count(pages, name = "whole file") {
    return [
        {
            content: `count ${pages} pages`,
            trigger: `.o_cadre_counter_count[aria-label*='${name}']`,
            run: `edit ${pages}`,
        },
    ];
}

/** Draws a line with the pen. */
function draw({ anchor }) {
    const box = anchor.getBoundingClientRect();
    const fire = (type, x, y) =>
        anchor.dispatchEvent(
            new PointerEvent(type, {
                bubbles: true,
                cancelable: true,
                isPrimary: true,
                pointerId: 1,
                pointerType: "pen",
                pressure: 0.5,
                buttons: type === "pointerup" ? 0 : 1,
                clientX: box.left + x * box.width,
                clientY: box.top + y * box.height,
            })
        );
    fire("pointerdown", 0.2, 0.7);
    for (let step = 1; step <= 10; step++) {
        fire("pointermove", 0.2 + step * 0.06, 0.7 - step * 0.04);
    }
    fire("pointerup", 0.8, 0.3);
}

function sign(role) {
    return [
        {
            content: `the reader signs the ${role}`,
            trigger: `[data-role=${role}] .o_cadre_counter_sign`,
            run: "click",
        },
        {
            content: "the words are shown",
            trigger: ".modal .o_cadre_counter_words:contains(孙丽)",
        },
        {
            content: "nothing is signed yet",
            trigger: ".modal .o_cadre_counter_sign_done:disabled",
        },
        {
            content: "draw",
            trigger: ".modal canvas.o_web_sign_signature",
            run: draw,
        },
        {
            content: "I sign this",
            trigger: ".modal .o_cadre_counter_sign_done:enabled",
            run: "click",
        },
        {
            content: "it is signed",
            trigger: `body:not(:has(.modal)) [data-role=${role}]:contains(on the screen)`,
        },
    ];
}

function press(what) {
    return [
        { content: what, trigger: `.o_cadre_counter_${what}:enabled`, run: "click" },
    ];
}

tours.add("cadre_archive_counter", {
    url: "/odoo/cadre-counter",
    steps: () => [
        ...scan("NOTHING"),
        {
            content: "nobody knows it",
            trigger: ".o_cadre_counter_answer:contains(neither an application nor a file)",
        },
        ...scan("TOUR1"),
        {
            content: "the file says what waits for it",
            trigger: ".o_cadre_counter_file button:contains(A/)",
            run: "click",
        },
        {
            content: "all must be scanned and signed first",
            trigger: ".o_cadre_counter_out:disabled",
        },
        ...scan("TOUR1"),
        ...count(7),
        ...sign("declaration"),
        ...press("out"),
        {
            content: "out it goes",
            trigger: ".o_cadre_counter_answer:contains(Handed out: 1)",
        },
        { content: "leave", trigger: ".o_cadre_counter_leave", run: "click" },
        ...scan("TOUR1"),
        {
            content: "who has it",
            trigger: ".o_cadre_counter_answer:contains(TOUR1 is out)",
        },
        ...count(6),
        ...press("in"),
        {
            content: "a page is missing: it is not taken back",
            trigger: ".o_cadre_counter_answer:contains(R-10)",
        },
        {
            content: "an incident is offered",
            trigger: ".o_cadre_counter_incident",
        },
        ...count(7),
        ...press("in"),
        {
            content: "all pages are there",
            trigger: ".o_cadre_counter_answer:contains(All files are back)",
        },
        {
            content: "not closed before the register is signed",
            trigger: ".o_cadre_counter_close:disabled",
        },
        ...sign("register"),
        ...press("close"),
        {
            content: "closed",
            trigger: ".o_cadre_counter_state:contains(Closed)",
        },
    ],
});

tours.add("cadre_archive_counter_loan", {
    url: "/odoo/cadre-applications",
    steps: () => [
        {
            content: "from the board to the counter",
            trigger:
                ".o_kanban_record:contains(Tour Unit) button[name=action_counter]",
            run: "click",
        },
        ...scan("TOUR2"),
        ...count(9),
        ...sign("declaration"),
        {
            content: "not without the IOU",
            trigger: ".o_cadre_counter_out:disabled",
        },
        ...sign("iou"),
        ...press("out"),
        {
            content: "lent, with its due date",
            trigger: ".o_cadre_counter_answer:contains(Lent until)",
        },
    ],
});

tours.add("cadre_archive_counter_incident", {
    url: "/odoo/cadre-counter",
    steps: () => [
        ...scan("TOUR2"),
        ...count(8),
        ...press("in"),
        {
            content: "take it back as it is",
            trigger: ".o_cadre_counter_incident",
            run: "click",
        },
        {
            content: "it is back",
            trigger: ".o_cadre_counter_answer:contains(All files are back)",
        },
    ],
});
