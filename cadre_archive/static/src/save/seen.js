import { patch } from "@web/core/utils/patch";
import { RelationalModel } from "@web/model/relational_model/relational_model";

const PLAIN = ["char", "text", "selection", "float", "integer", "boolean"];

/**
 * Sends along what stood in a field when the person began to change it. The server
 * compares (cadre.guard.mixin): whoever saves second is told what changed meanwhile.
 */
patch(RelationalModel.prototype, {
    setup() {
        super.setup(...arguments);
        const before = this.hooks.onWillSaveRecord;
        this.hooks.onWillSaveRecord = async (record, changes) => {
            const result = await before(record, changes);
            if (record.resId && record.resModel.startsWith("cadre.") && changes) {
                const seen = {};
                for (const name of Object.keys(changes)) {
                    if (PLAIN.includes(record.fields[name]?.type)) {
                        seen[name] = record._values[name] ?? false;
                    }
                }
                if (Object.keys(seen).length) {
                    changes.cadre_seen = seen;
                }
            }
            return result;
        };
    },
});
