import { registry } from "@web/core/registry";

const tours = registry.category("web_tour.tours");

/** A step of our tours waits as long as a busy machine needs, and no longer. */
const STEP = 60000;

function lengthen(name, tour) {
    if (name.startsWith("cadre_")) {
        tour.timeout ??= STEP;
    }
}

for (const [name, tour] of tours.getEntries()) {
    lengthen(name, tour);
}
tours.addEventListener("UPDATE", ({ detail }) => lengthen(detail.key, detail.value));
