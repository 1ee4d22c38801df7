import { Component, onMounted, onWillStart, useRef, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { RPCError } from "@web/core/network/rpc";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { CadreSignDialog } from "./sign_dialog";

const WHOLE = /^\d{1,5}$/;
// A file that is scanned while a number is being typed: "8GD0012".
const NUMBER_THEN_CODE = /^(\d*)(\D.*)$/;

/**
 * The counter: scan the form, scan each file, count its pages, sign, done. Works with
 * the keyboard alone; a hand scanner types the code and Enter, a person does the same.
 */
export class CadreCounter extends Component {
    static template = "cadre_archive.Counter";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.dialog = useService("dialog");
        this.action = useService("action");
        this.input = useRef("code");
        this.root = useRef("root");
        this.state = useState(this.empty());
        // Scans follow each other faster than the server answers: one after the other.
        this.queue = Promise.resolve();
        const barcode = useService("barcode");
        useBus(barcode.bus, "barcode_scanned", (ev) => this.scan(ev.detail.barcode));
        onWillStart(async () => {
            const id = this.props.action.params?.access_id;
            if (id) {
                await this.call("open", [id]);
            }
        });
        onMounted(() => this.focus());
    }

    empty() {
        return {
            app: null,
            file: null,
            ticked: {},
            counts: {},
            defects: {},
            reasons: {},
            losses: {},
            answer: null,
            differs: false,
            busy: false,
        };
    }

    focus() {
        this.input.el?.focus();
    }

    // --- Talking to the server ---

    /** Calls the counter; a refusal is shown where the clerk looks, not in a window. */
    async call(method, args) {
        this.state.busy = true;
        try {
            const app = await this.orm.call("cadre.counter", method, args);
            this.show(app);
            return true;
        } catch (error) {
            if (!(error instanceof RPCError)) {
                throw error;
            }
            this.say("danger", error.data?.message || error.message);
            return false;
        } finally {
            this.state.busy = false;
        }
    }

    show(app) {
        const isOther = this.state.app?.id !== app.id;
        if (isOther || app.step !== this.state.app.step) {
            Object.assign(this.state, this.empty());
        }
        for (const file of app.files) {
            if (!this.isWanted(file, app)) {
                delete this.state.ticked[file.id];
            }
        }
        this.state.app = app;
        if (app.message) {
            this.say("success", app.message);
        }
    }

    say(tone, message, code = "") {
        this.state.answer = { tone, message, code };
        this.root.el?.scrollTo({ top: 0 });
    }

    // --- Scanning ---

    onKeydown(ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        const code = ev.target.value.trim();
        ev.target.value = "";
        if (code) {
            this.scan(code);
        }
    }

    scan(code) {
        this.queue = this.queue.catch(() => {}).then(() => this.read(code));
        return this.queue;
    }

    async read(code) {
        const file = this.state.app?.files.find(
            (f) => f.number.toUpperCase() === code.toUpperCase()
        );
        if (file) {
            return this.tick(file);
        }
        if (this.countTicked) {
            return this.say(
                "warning",
                _t("It is not on this application. Finish it or leave it first."),
                code
            );
        }
        let answer;
        try {
            answer = await this.orm.call("cadre.counter", "scan", [code]);
        } catch (error) {
            this.say("danger", error.data?.message || _t("Not read, scan it again."), code);
            throw error;
        }
        if (answer.kind === "unknown") {
            return this.say("warning", answer.message, code);
        }
        if (answer.kind === "application") {
            this.state.answer = null;
            return this.show(answer);
        }
        if (answer.application) {
            this.show(answer.application);
            this.tick(answer.application.files.find((f) => f.id === answer.line_id));
            return this.say("info", answer.message, code);
        }
        Object.assign(this.state, { ...this.empty(), file: answer });
    }

    isWanted(file, app = this.state.app) {
        // What was not in the store at the first hand-out may follow while others are out.
        return app.step === "out" ? !file.is_out : app.step === "in" && !file.is_back;
    }

    tick(file) {
        if (!this.isWanted(file)) {
            return this.say(
                "warning",
                file.is_back
                    ? _t("This file is back already.")
                    : _t("Nothing to be done with this file now."),
                file.number
            );
        }
        this.state.ticked[file.id] = true;
        this.state.answer = null;
        // After the row has opened.
        setTimeout(() => {
            const card = this.root.el?.querySelector(`[data-line="${file.id}"]`);
            card?.scrollIntoView({ block: "nearest" });
            card?.querySelector("input")?.focus();
        });
    }

    leave() {
        Object.assign(this.state, this.empty());
        this.focus();
    }

    // --- Counting ---

    key(file, item) {
        return `${file.id}:${item.id || ""}`;
    }

    count(file, item) {
        return this.state.counts[this.key(file, item)];
    }

    onCount(file, item, ev) {
        const text = ev.target.value.trim();
        if (WHOLE.test(text)) {
            this.state.counts[this.key(file, item)] = parseInt(text);
        } else if (!text) {
            delete this.state.counts[this.key(file, item)];
        }
        this.state.differs = false;
    }

    onCountKeydown(file, item, ev) {
        if (ev.key !== "Enter") {
            return;
        }
        ev.preventDefault();
        const scanned = ev.target.value.trim().match(NUMBER_THEN_CODE);
        if (scanned) {
            ev.target.value = scanned[1];
            this.onCount(file, item, ev);
            this.scan(scanned[2]);
            return;
        }
        const fields = [...this.root.el.querySelectorAll(".o_cadre_counter_count")];
        const next = fields[fields.indexOf(ev.target) + 1];
        (next || this.input.el).focus();
    }

    onFocus(ev) {
        ev.target.select();
    }

    /** The clerk counted, and it is as listed. */
    asListed(file) {
        for (const item of file.items) {
            this.state.counts[this.key(file, item)] = item.expected;
        }
        this.state.differs = false;
        this.focus();
    }

    isCounted(file) {
        return file.items.every((item) => this.count(file, item) !== undefined);
    }

    hasDifference(file) {
        return file.items.some((item) => this.itemTone(file, item) === "danger");
    }

    itemTone(file, item) {
        const count = this.count(file, item);
        if (count === undefined) {
            return "";
        }
        return count === item.expected || !item.expected ? "success" : "danger";
    }

    sum(file) {
        return file.items.reduce((total, item) => total + item.expected, 0);
    }

    get wanted() {
        return this.state.app.files.filter((file) => this.isWanted(file));
    }

    get tickedFiles() {
        return this.state.app.files.filter((file) => this.state.ticked[file.id]);
    }

    /** Ticked files that go out now; none: what is ticked comes back. */
    get goingOut() {
        return this.tickedFiles.filter((file) => !file.is_out);
    }

    get comingBack() {
        return this.tickedFiles.filter((file) => file.is_out);
    }

    get isOut() {
        return this.state.app.step === "out" || this.goingOut.length > 0;
    }

    /** Nothing is out any more, and what never went out is not needed. */
    get canFinish() {
        const { step, files } = this.state.app;
        return step === "in" && !this.countTicked && !files.some((file) => file.is_out);
    }

    get countTicked() {
        return this.state.app ? this.tickedFiles.length : 0;
    }

    // --- Signing ---

    /** What still has to be signed before the next step. */
    unsigned(roles) {
        return this.state.app.readers.flatMap((reader) =>
            reader.roles
                .filter((role) => roles.includes(role.role) && !role.is_signed)
                .map((role) => ({ reader, role }))
        );
    }

    sign(reader, role) {
        this.dialog.add(CadreSignDialog, {
            title: role.label,
            words: role.text,
            name: reader.name,
            sign: (picture) => this.storeSignature(reader, role, picture, false),
        });
    }

    async signOnPaper(reader, role, ev) {
        const file = ev.target.files[0];
        ev.target.value = "";
        if (file) {
            const data = await getDataURLFromFile(file);
            await this.storeSignature(reader, role, data, true);
        }
    }

    storeSignature(reader, role, data, isPaper) {
        this.state.answer = null;
        return this.call("sign", [
            this.state.app.id,
            role.role,
            reader.id,
            role.text,
            data,
            isPaper,
        ]);
    }

    // --- Steps ---

    get missing() {
        const { app } = this.state;
        const missing = [];
        if (app.step === "out" || this.isOut) {
            for (const { reader, role } of this.unsigned(["declaration"])) {
                missing.push(_t("%(who)s signs: %(what)s", { who: reader.name, what: role.label }));
            }
            const ious = this.unsigned(["iou"]);
            if (ious.length && ious.length === app.readers.length) {
                missing.push(
                    _t("%(who)s signs: %(what)s", { who: _t("The borrower"), what: ious[0].role.label })
                );
            }
        } else if (app.step === "close") {
            for (const { reader, role } of this.unsigned(["declaration", "register"])) {
                missing.push(_t("%(who)s signs: %(what)s", { who: reader.name, what: role.label }));
            }
        }
        const files = this.isOut ? this.goingOut : this.comingBack;
        const uncounted = files.filter((file) => !this.isCounted(file));
        if (uncounted.length) {
            missing.push(_t("Count: %s", uncounted.map((file) => file.number).join(", ")));
        }
        const unexplained = files.filter((file) => this.isUnexplained(file));
        if (unexplained.length) {
            missing.push(
                _t("Say why the count differs: %s", unexplained.map((f) => f.number).join(", "))
            );
        }
        if (app.step === "out" && !files.length) {
            missing.push(_t("Scan the files that go out"));
        }
        if (app.step === "in" && !files.length) {
            missing.push(_t("Scan the files that came back"));
        }
        return missing;
    }

    countsOf(files) {
        return files.flatMap((file) =>
            file.items.map((item) => [file.id, item.id, this.count(file, item)])
        );
    }

    /** It goes out with another number of pages than the catalogue has. */
    isUnexplained(file) {
        return !file.is_out && this.hasDifference(file) && !this.state.reasons[file.id]?.trim();
    }

    get defects() {
        return this.comingBack
            .filter((file) => this.state.defects[file.id])
            .map((file) => [file.id, this.state.defects[file.id]]);
    }

    async handOut() {
        const files = this.goingOut;
        const reasons = files.map((file) => [file.id, this.state.reasons[file.id] || ""]);
        if (await this.call("hand_out", [this.state.app.id, this.countsOf(files), reasons])) {
            this.forget(files);
        }
    }

    /** What went out is counted anew when it comes back. */
    forget(files) {
        for (const file of files) {
            delete this.state.ticked[file.id];
            for (const item of file.items) {
                delete this.state.counts[this.key(file, item)];
            }
        }
    }

    lose(file) {
        return this.call("lose", [this.state.app.id, file.id, this.state.losses[file.id]]);
    }

    finish() {
        return this.call("finish", [this.state.app.id]);
    }

    async takeBack(withIncident = false) {
        const done = await this.call("take_back", [
            this.state.app.id,
            this.countsOf(this.comingBack),
            this.defects,
            withIncident,
        ]);
        this.state.differs =
            !done &&
            (this.defects.length > 0 || this.comingBack.some((file) => this.hasDifference(file)));
    }

    close() {
        return this.call("close", [this.state.app.id]);
    }

    openForm() {
        this.action.doAction({
            type: "ir.actions.act_window",
            res_model: "cadre.access",
            res_id: this.state.app.id,
            views: [[false, "form"]],
        });
    }
}

registry.category("actions").add("cadre_counter", CadreCounter);
