import {
    Component,
    onMounted,
    onWillStart,
    onWillUnmount,
    useExternalListener,
    useRef,
    useState,
} from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { ConfirmationDialog } from "@web/core/confirmation_dialog/confirmation_dialog";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

const MODEL = "cadre.reading.session";
const MINE = "cadre_archive.cadre_reading_session_action_mine";
const ZOOMS = [50, 75, 100, 150, 200, 300];
const BEAT = 15;
const SWIPE = 60;
// Print, save, copy, cut, select all, source.
const FORBIDDEN = ["p", "s", "c", "x", "a", "u"];

/** Shows the pages of a reading session; each comes from the server with its watermark. */
export class CadreReadingViewer extends Component {
    static template = "cadre_archive.ReadingViewer";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.dialog = useService("dialog");
        this.notification = useService("notification");
        this.canvas = useRef("canvas");
        this.pane = useRef("pane");
        this.state = useState({
            number: "",
            application: "",
            minutes: 0,
            duties: [],
            declared: false,
            agrees: false,
            pages: [],
            index: 0,
            zoom: 100,
            left: 0,
            busy: false,
            problem: "",
            closed: "",
        });
        this.sessionId = this.props.resId || this.props.action.params?.session_id;
        this.props.updateActionState?.({ resId: this.sessionId });
        this.seen = 0;
        onWillStart(() => this.start());
        onMounted(() => {
            this.timer = browser.setInterval(() => this.tick(), 1000);
            return this.show(0);
        });
        onWillUnmount(() => {
            browser.clearInterval(this.timer);
            this.beat();
            this.blankPage();
        });
        useExternalListener(window, "keydown", this.onKey, { capture: true });
        useExternalListener(document, "contextmenu", this.onForbidden, { capture: true });
        useExternalListener(document, "copy", this.onForbidden, { capture: true });
        useExternalListener(document, "dragstart", this.onForbidden, { capture: true });
        useExternalListener(window, "beforeprint", this.onForbidden);
        useExternalListener(document, "visibilitychange", () => this.beat());
    }

    // --- What is shown ---

    get page() {
        return this.state.pages[this.state.index];
    }

    get isOpen() {
        return Boolean(this.token) && !this.state.closed;
    }

    get width() {
        return `width: min(${this.state.zoom}%, ${10 * this.state.zoom}px)`;
    }

    get rule() {
        const duty = this.state.duties.find((one) => one.code === "R-12");
        return duty ? `${duty.code}: ${duty.text}` : "";
    }

    get clock() {
        const two = (number) => String(number).padStart(2, "0");
        const left = this.state.left;
        const hours = Math.floor(left / 3600);
        const rest = `${two(Math.floor(left / 60) % 60)}:${two(left % 60)}`;
        return hours ? `${hours}:${rest}` : rest;
    }

    // --- Start and end ---

    async start(declared = false) {
        if (!this.sessionId) {
            this.state.closed = _t("Open the reading session from your landing page.");
            return;
        }
        let answer;
        try {
            answer = await this.orm.call(MODEL, "start_reading", [this.sessionId, declared]);
        } catch (error) {
            this.close(error.data?.message || error.message);
            return;
        }
        const { token, seconds_left, ...shown } = answer;
        Object.assign(this.state, shown);
        if (token) {
            this.token = token;
            this.setLeft(seconds_left);
            if (!this.state.pages.length) {
                this.state.problem = _t("There are no pages to read.");
            }
        }
    }

    async declare() {
        await this.start(true);
        await this.show(0);
    }

    leave() {
        return this.action.doAction(MINE, { clearBreadcrumbs: true });
    }

    end() {
        this.dialog.add(ConfirmationDialog, {
            body: _t("Have you read everything? A closed session cannot be opened again."),
            confirmLabel: _t("Close the session"),
            confirm: async () => {
                await this.beat();
                await this.orm.call(MODEL, "action_close", [[this.sessionId]]);
                await this.leave();
            },
            cancel: () => {},
        });
    }

    close(message) {
        this.token = null;
        this.state.closed = message;
        this.blankPage();
    }

    blankPage() {
        const canvas = this.canvas.el;
        if (canvas) {
            canvas.width = canvas.height = 0;
        }
    }

    // --- Time ---

    setLeft(seconds) {
        this.deadline = performance.now() + seconds * 1000;
        this.state.left = seconds;
    }

    tick() {
        if (!this.isOpen) {
            return;
        }
        this.state.left = Math.max(0, Math.round((this.deadline - performance.now()) / 1000));
        if (!document.hidden && !this.state.busy) {
            this.seen += 1;
        }
        if (this.state.left === 0) {
            this.blankPage();
        }
        if (this.seen >= BEAT || this.state.left === 0) {
            this.beat();
        }
    }

    /** Tell the server how long this page was in sight; it answers how much time is left. */
    async beat() {
        const page = this.page;
        const seconds = this.seen;
        if (!this.isOpen || !page || this.beating) {
            return;
        }
        this.seen = 0;
        this.beating = true;
        try {
            const answer = await this.orm.silent.call(MODEL, "beat_reading", [
                this.sessionId,
                this.token,
                page.scan,
                page.page,
                seconds,
            ]);
            if (answer.closed) {
                this.close(answer.closed);
            } else {
                this.setLeft(answer.seconds_left);
            }
        } catch {
            // Without the server no time is counted, and no page comes either.
            this.seen += seconds;
        } finally {
            this.beating = false;
        }
    }

    // --- Pages ---

    async show(index) {
        const page = this.state.pages[index];
        if (!page || !this.isOpen) {
            return;
        }
        this.beat();
        this.seen = 0;
        // A page that comes late must not lie over the one asked for after it.
        const asked = (this.asked = Symbol());
        Object.assign(this.state, { index, busy: true, problem: "" });
        const picture = await this.fetchPage(page).catch((error) => {
            this.state.problem = error.message;
        });
        if (asked !== this.asked || !this.canvas.el) {
            return;
        }
        this.blankPage();
        this.state.busy = false;
        if (picture && this.isOpen) {
            const canvas = this.canvas.el;
            canvas.width = picture.width;
            canvas.height = picture.height;
            canvas.getContext("2d").drawImage(picture, 0, 0);
            picture.close();
            this.pane.el.scrollTop = 0;
        }
    }

    async fetchPage(page) {
        const response = await browser.fetch(
            `/cadre/reading/${this.sessionId}/${page.scan}/${page.page}`,
            { headers: { "X-Cadre-Reading": this.token }, cache: "no-store" }
        );
        if (response.status === 410) {
            this.close(await response.text());
            return null;
        }
        if (response.status === 409) {
            throw new Error(await response.text());
        }
        if (!response.ok) {
            throw new Error(_t("The page cannot be shown (%s).", response.status));
        }
        return createImageBitmap(await response.blob());
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

    // --- Hands ---

    onKey(ev) {
        const chord = ev.ctrlKey || ev.metaKey;
        if (ev.key === "PrintScreen" || (chord && FORBIDDEN.includes(ev.key.toLowerCase()))) {
            this.onForbidden(ev);
            return;
        }
        if (chord || ev.altKey || ev.target.closest?.("input, textarea, .modal")) {
            return;
        }
        const steps = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 };
        if (ev.key in steps) {
            ev.preventDefault();
            this.show(this.state.index + steps[ev.key]);
        } else if (["+", "=", "-"].includes(ev.key)) {
            this.zoom(ev.key === "-" ? -1 : 1);
        }
    }

    onForbidden(ev) {
        ev.preventDefault();
        ev.stopPropagation();
        const duty = this.state.duties.find((one) => one.code === "R-11");
        this.removeNotice?.();
        this.removeNotice = this.notification.add(duty ? `${duty.code}: ${duty.text}` : "R-11", {
            title: _t("Not here"),
            type: "warning",
        });
    }

    onTouchStart(ev) {
        const touch = ev.touches.length === 1 ? ev.touches[0] : null;
        this.touch = touch && { x: touch.clientX, y: touch.clientY };
    }

    onTouchEnd(ev) {
        const touch = ev.changedTouches[0];
        // A page that is larger than the screen is moved by the finger, not turned.
        if (!this.touch || this.pane.el.scrollWidth > this.pane.el.clientWidth + 1) {
            return;
        }
        const across = touch.clientX - this.touch.x;
        const down = touch.clientY - this.touch.y;
        if (Math.abs(across) > SWIPE && Math.abs(across) > 2 * Math.abs(down)) {
            this.show(this.state.index + (across < 0 ? 1 : -1));
        }
    }
}

registry.category("actions").add("cadre_reading_viewer", CadreReadingViewer);
