import { patch } from "@web/core/utils/patch";
import { FormController } from "@web/views/form/form_controller";
import { KanbanController } from "@web/views/kanban/kanban_controller";
import { ListController } from "@web/views/list/list_controller";

// "Archive" hides a record in Odoo; to an archivist it means to file. None of our models
// has it: what is no longer used says so in a field of its own, with the reason.
const isOurs = (resModel) => resModel.startsWith("cadre.");

for (const controller of [ListController, KanbanController]) {
    patch(controller.prototype, {
        setup() {
            super.setup();
            if (isOurs(this.props.resModel)) {
                this.archiveEnabled = false;
            }
        },
    });
}

patch(FormController.prototype, {
    get archiveEnabled() {
        return !isOurs(this.props.resModel) && super.archiveEnabled;
    },
});
