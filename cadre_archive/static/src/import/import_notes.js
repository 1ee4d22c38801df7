import { BaseImportModel } from "@base_import/import_model";
import { patch } from "@web/core/utils/patch";

// What was read and what of the file is not used stands above the columns, at the
// preview and again with the result of a test.
patch(BaseImportModel.prototype, {
    _onLoadSuccess(res) {
        super._onLoadSuccess(res);
        this.cadreNotes = res.cadre_notes || [];
        this._addCadreNotes();
    },

    async executeImport(isTest = false, ...others) {
        const result = await super.executeImport(isTest, ...others);
        if (isTest) {
            this._addCadreNotes();
        }
        return result;
    },

    _addCadreNotes() {
        if (this.cadreNotes?.length) {
            this._addMessage("info", this.cadreNotes);
        }
    },
});
