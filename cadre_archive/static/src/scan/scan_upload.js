import { Component, onWillUnmount, useRef, useState } from "@odoo/owl";
import { browser } from "@web/core/browser/browser";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

const RETRIES = 3;
const PAUSE = 1500;

/** Sends the chosen files one after the other, in slices, and shows how far it is. */
export class CadreScanUpload extends Component {
    static template = "cadre_archive.ScanUpload";
    static props = { ...standardWidgetProps };

    setup() {
        this.orm = useService("orm");
        this.input = useRef("input");
        this.state = useState({ files: [], running: false, over: false });
        this.alive = true;
        this.onLeave = (ev) => this.state.running && ev.preventDefault();
        browser.addEventListener("beforeunload", this.onLeave);
        onWillUnmount(() => {
            this.alive = false;
            browser.removeEventListener("beforeunload", this.onLeave);
        });
    }

    // --- What is shown ---

    get done() {
        return this.state.files.filter((file) => file.state === "done").length;
    }

    get failed() {
        return this.state.files.filter((file) => file.state === "failed");
    }

    get refused() {
        return this.state.files.filter((file) => file.state === "refused");
    }

    get percent() {
        const total = this.state.files.reduce((sum, file) => sum + file.size, 0);
        const sent = this.state.files.reduce(
            (sum, file) => sum + (file.state === "refused" ? file.size : file.sent),
            0
        );
        return total ? Math.floor((100 * sent) / total) : 0;
    }

    get summary() {
        const numbers = { done: this.done, total: this.state.files.length };
        return this.state.running
            ? _t("Sending: %(done)s of %(total)s files", numbers)
            : _t("Sent: %(done)s of %(total)s files", numbers);
    }

    // --- Choosing ---

    choose() {
        this.input.el.click();
    }

    onChoose(ev) {
        const files = [...ev.target.files];
        ev.target.value = "";
        return this.add(files);
    }

    onDrop(ev) {
        this.state.over = false;
        return this.add([...ev.dataTransfer.files]);
    }

    async add(chosen) {
        if (!chosen.length || this.state.running) {
            return;
        }
        if (await this.props.record.isDirty()) {
            if (!(await this.props.record.save())) {
                return;
            }
        }
        // Pages follow their names: 2 before 10, as scanners count.
        chosen.sort((one, other) =>
            one.name.localeCompare(other.name, undefined, { numeric: true })
        );
        const limits = await this.orm.call("cadre.material", "get_scan_upload", [
            this.props.record.resId,
        ]);
        this.limits = limits;
        this.blobs = new Map();
        this.state.files = chosen.map((blob, index) => {
            const key = this.newKey();
            this.blobs.set(key, blob);
            return {
                key,
                name: blob.name,
                size: blob.size,
                sequence: limits.next + index,
                sent: 0,
                state: "waiting",
                message: "",
            };
        });
        return this.send();
    }

    newKey() {
        const bytes = crypto.getRandomValues(new Uint8Array(16));
        return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    // --- Sending ---

    async send() {
        this.state.running = true;
        for (const file of this.state.files) {
            if (this.alive && file.state === "waiting") {
                await this.sendFile(file);
            }
        }
        this.state.running = false;
        if (this.alive) {
            await this.props.record.load();
        }
    }

    retry() {
        for (const file of this.failed) {
            file.state = "waiting";
            file.message = "";
        }
        return this.send();
    }

    async sendFile(file) {
        file.state = "sending";
        if (file.size > this.limits.max) {
            file.state = "refused";
            file.message = _t(
                "The file is too large: at most %s MB. Split it.",
                Math.floor(this.limits.max / 1024 / 1024)
            );
            return;
        }
        let tries = 0;
        while (this.alive) {
            try {
                const answer = await this.sendSlice(file);
                tries = 0;
                if (answer.refused) {
                    file.state = "refused";
                    file.message = answer.refused.replaceAll("\n\n", "\n");
                    return;
                }
                file.sent = answer.received;
                if (answer.scan) {
                    file.state = "done";
                    return;
                }
            } catch (error) {
                tries += 1;
                if (error.final || tries > RETRIES) {
                    file.state = "failed";
                    file.message = error.message;
                    return;
                }
                await new Promise((resolve) => browser.setTimeout(resolve, PAUSE * tries));
            }
        }
    }

    async sendSlice(file) {
        const body = new FormData();
        const slice = this.blobs.get(file.key).slice(file.sent, file.sent + this.limits.slice);
        for (const [name, value] of Object.entries({
            csrf_token: odoo.csrf_token,
            material_id: this.props.record.resId,
            key: file.key,
            name: file.name,
            sequence: file.sequence,
            total: file.size,
            position: file.sent,
        })) {
            body.append(name, value);
        }
        body.append("slice", slice, "slice");
        let response;
        try {
            response = await browser.fetch("/cadre/scan/upload", { method: "POST", body });
        } catch {
            throw new Error(_t("The connection was lost."));
        }
        const json = response.headers.get("Content-Type")?.includes("json");
        if (!response.ok || !json || response.redirected) {
            const error = new Error(
                response.status === 404
                    ? _t("The material is not open to you any more.")
                    : _t("The server did not take it (%s).", response.status)
            );
            error.final = response.status >= 400 && response.status < 500;
            throw error;
        }
        return response.json();
    }
}

registry.category("view_widgets").add("cadre_scan_upload", {
    component: CadreScanUpload,
});
