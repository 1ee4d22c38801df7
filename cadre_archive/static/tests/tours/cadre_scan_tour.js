import { registry } from "@web/core/registry";

/** Give files to the hidden input, as the browser's chooser would. */
function choose(files) {
    return async () => {
        const transfer = new DataTransfer();
        for (const [name, type, address] of files) {
            const bytes = address ? await (await fetch(address)).arrayBuffer() : "";
            transfer.items.add(new File([bytes], name, { type }));
        }
        const input = document.querySelector(".o_cadre_scan_input");
        input.files = transfer.files;
        input.dispatchEvent(new Event("change", { bubbles: true }));
    };
}

const ICON = "/cadre_archive/static/description/icon.png";
const LOGO = "/web/static/img/logo.png";

registry.category("web_tour.tours").add("cadre_scan_upload", {
    steps: () => [
        {
            content: "Send two pages, one empty file and a script that calls itself a PDF",
            trigger: ".o_cadre_scan_choose",
            run: choose([
                ["page10.png", "image/png", LOGO],
                ["page2.png", "image/png", ICON],
                ["page11.pdf", "application/pdf", "/web/static/src/module_loader.js"],
                ["page12.jpg", "image/jpeg", ""],
            ]),
        },
        {
            content: "Two of the four have arrived",
            trigger: ".o_cadre_scan_summary:contains(Sent: 2 of 4 files)",
        },
        {
            content: "The refusals say what is wrong and what to do",
            trigger: ".o_cadre_scan_refused:contains(0 bytes):contains(What to do)",
        },
        {
            content: "Page 2 comes before page 10",
            trigger: ".o_field_widget[name=scan_ids] tr.o_data_row:first:contains(page2.png)",
        },
        {
            content: "The paper has three pages, two are scanned",
            trigger: ".alert:contains(3 pages on paper, 2 scanned)",
        },
        {
            content: "Open the viewer",
            trigger: "button[name=action_open_scans]",
            run: "click",
        },
        {
            trigger: ".o_cadre_scan_sheet img",
        },
        {
            trigger: ".o_cadre_scan_next",
            run: "click",
        },
        {
            content: "The second page is shown",
            trigger: ".o_cadre_scan_next:disabled",
        },
        {
            trigger: ".o_cadre_scan_sheet[aria-busy=false] img[alt='Page 2'], .o_cadre_scan_sheet:not([aria-busy]) img[alt='Page 2']",
        },
        {
            content: "Back to the material",
            trigger: ".o_back_button a, .breadcrumb-item a:last",
            run: "click",
        },
        {
            trigger: "button[name=action_file_scans]",
            run: "click",
        },
        {
            trigger: ".modal .btn-primary",
            run: "click",
        },
        {
            content: "Filed",
            trigger: ".o_field_widget[name=scan_ids] .badge:contains(Filed)",
        },
    ],
});
