import { Component, onMounted, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/**
 * Move by scanner: scan a place, scan files, done. Works with the keyboard alone: a
 * hand scanner types the code and Enter, a person does the same.
 */
export class CadreScanner extends Component {
    static template = "cadre_archive.Scanner";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.notification = useService("notification");
        this.input = useRef("code");
        this.state = useState(this.empty());
        // Scans follow each other faster than the server answers: one after the other.
        this.queue = Promise.resolve();
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        onMounted(() => this.focus());
    }

    empty() {
        return { place: null, files: [], unknown: [], last: null, busy: false };
    }

    focus() {
        this.input.el?.focus();
    }

    onKeydown(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        const code = ev.target.value.trim();
        ev.preventDefault();
        ev.target.value = "";
        if (code) {
            this.scan(code);
        } else if (this.state.files.length) {
            this.done();
        }
    }

    scan(code) {
        this.queue = this.queue.then(() => this.ask(code)).catch((error) => {
            this.state.last = { kind: "refused", code, message: _t("Not read, scan it again.") };
            throw error;
        });
        return this.queue.catch(() => {});
    }

    async ask(code) {
        const answer = await this.orm.call("cadre.scanner", "scan_code", [
            code,
            this.state.place?.id || false,
            this.state.files.map((file) => file.id),
        ]);
        this.state.last = answer;
        if (answer.kind === "place") {
            if (this.state.files.length && this.state.place?.id !== answer.id) {
                await this.store();
            }
            this.state.place = answer;
        } else if (answer.kind === "file") {
            this.state.files.unshift(answer);
        } else if (answer.kind === "unknown") {
            this.state.unknown.unshift(answer.code);
        }
    }

    remove(file) {
        this.state.files.splice(this.state.files.indexOf(file), 1);
        this.focus();
    }

    /** Move what was scanned, through the ledger, in one batch. */
    async store() {
        this.state.busy = true;
        try {
            const result = await this.orm.call("cadre.scanner", "scan_done", [
                this.state.place.id,
                this.state.files.map((file) => file.id),
                [...this.state.unknown],
            ]);
            this.notification.add(result.message, { type: "success" });
            Object.assign(this.state, { ...this.empty(), unknown: this.state.unknown });
        } finally {
            this.state.busy = false;
            this.focus();
        }
    }

    done() {
        this.queue = this.queue.catch(() => {}).then(() => this.store());
        return this.queue;
    }

    restart() {
        Object.assign(this.state, this.empty());
        this.focus();
    }

    get tone() {
        const tones = { place: "info", file: "success", refused: "danger", unknown: "warning" };
        return this.state.last?.warning ? "warning" : tones[this.state.last?.kind] || "light";
    }
}

registry.category("actions").add("cadre_scanner", CadreScanner);
