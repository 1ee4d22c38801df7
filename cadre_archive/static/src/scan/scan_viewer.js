import { Component, onMounted, onWillStart, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { loadPDFJSAssets } from "@web/core/utils/pdfjs";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const ZOOMS = [50, 75, 100, 150, 200, 300];
const WORKER = "/web/static/lib/pdfjs/build/pdf.worker.js";
const PDF = "application/pdf";

/** Shows the scans of a material page by page; the server logs every page. */
export class CadreScanViewer extends Component {
    static template = "cadre_archive.ScanViewer";
    static components = { Layout };
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.display = { controlPanel: {} };
        this.sheet = useRef("sheet");
        this.root = useRef("root");
        this.state = useState({
            number: "",
            name: "",
            pages: [],
            index: 0,
            zoom: 100,
            turn: 0,
            busy: false,
            problem: "",
        });
        onWillStart(async () => {
            const id = this.props.action.params?.material_id;
            if (!id) {
                this.state.problem = _t("Open the scans from their material.");
                return;
            }
            Object.assign(
                this.state,
                await this.orm.call("cadre.material", "get_scan_pages", [id])
            );
            if (!this.state.pages.length) {
                this.state.problem = _t("This material has no scans yet.");
            }
        });
        this.onKey = this.onKey.bind(this);
        onMounted(() => {
            browser.addEventListener("keydown", this.onKey);
            return this.show(0);
        });
        onWillUnmount(() => {
            browser.removeEventListener("keydown", this.onKey);
            this.clear();
        });
    }

    get width() {
        return `width: min(${this.state.zoom}%, ${10 * this.state.zoom}px)`;
    }

    onKey(ev) {
        if (ev.target.closest("input, textarea, .modal") || ev.ctrlKey || ev.altKey) {
            return;
        }
        const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
        if (ev.key in steps) {
            ev.preventDefault();
            this.show(this.state.index + steps[ev.key]);
        } else if (ev.key === "+" || ev.key === "-") {
            this.zoom(ev.key === "+" ? 1 : -1);
        }
    }

    goTo(ev) {
        const index = parseInt(ev.target.value) - 1;
        if (Number.isInteger(index)) {
            this.show(Math.min(Math.max(index, 0), this.state.pages.length - 1));
        }
        ev.target.value = this.state.index + 1;
    }

    zoom(step) {
        const at = ZOOMS.indexOf(this.state.zoom) + step;
        this.state.zoom = ZOOMS[Math.min(Math.max(at, 0), ZOOMS.length - 1)];
    }

    turn() {
        this.state.turn = (this.state.turn + 90) % 360;
    }

    clear() {
        if (this.address) {
            URL.revokeObjectURL(this.address);
        }
        this.address = null;
        this.sheet.el?.replaceChildren();
    }

    async show(index) {
        const page = this.state.pages[index];
        if (!page) {
            return;
        }
        // A page that comes late must not lie over the one asked for after it.
        const asked = (this.asked = Symbol());
        Object.assign(this.state, { index, busy: true, problem: "" });
        const picture = await this.fetchPage(page, index).catch((error) => {
            this.state.problem = error.message;
        });
        if (asked !== this.asked || !this.sheet.el) {
            return;
        }
        this.clear();
        this.state.busy = false;
        if (picture) {
            this.address = picture.address;
            this.sheet.el.append(picture.element);
            this.root.el.querySelector(".o_cadre_scan_pane").scrollTop = 0;
        }
    }

    async fetchPage(page, index) {
        const response = await browser.fetch(
            `/cadre/scan/${page.scan}/page/${page.page}`,
            // A view is logged: a picture in a message cannot send this.
            { headers: { "X-Cadre-Viewer": "1" } }
        );
        if (response.status === 409) {
            throw new Error(await response.text());
        }
        if (!response.ok) {
            throw new Error(_t("The page cannot be shown (%s).", response.status));
        }
        if (page.mimetype === PDF) {
            return { element: await this.draw(await response.arrayBuffer()) };
        }
        const image = new Image();
        const address = URL.createObjectURL(await response.blob());
        image.alt = _t("Page %s", index + 1);
        image.src = address;
        await image.decode();
        return { element: image, address };
    }

    async draw(data) {
        await loadPDFJSAssets();
        const library = globalThis.pdfjsLib;
        library.GlobalWorkerOptions.workerSrc = WORKER;
        const task = library.getDocument({
            data,
            isEvalSupported: false,
            enableXfa: false,
            cMapUrl: "/web/static/lib/pdfjs/web/cmaps/",
            cMapPacked: true,
        });
        const pdf = await task.promise;
        const page = await pdf.getPage(1);
        const viewport = page.getViewport({ scale: 2.5 });
        const canvas = document.createElement("canvas");
        canvas.width = viewport.width;
        canvas.height = viewport.height;
        await page.render({ canvasContext: canvas.getContext("2d"), viewport }).promise;
        await task.destroy();
        return canvas;
    }
}

registry.category("actions").add("cadre_scan_viewer", CadreScanViewer);
