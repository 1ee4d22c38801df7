import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";

/** Every cell knows its label, so that a row can stand as a card on a phone. */
export class MonthTasksRenderer extends ListRenderer {
    static recordRowTemplate = "cadre_appraisal.MonthTasks.RecordRow";
}

/** Tasks of a month: Odoo's editable list, with rows as cards on a phone. */
export class MonthTasksField extends X2ManyField {
    static components = { ...X2ManyField.components, ListRenderer: MonthTasksRenderer };
}

registry.category("fields").add("cadre_month_tasks", {
    ...x2ManyField,
    component: MonthTasksField,
});
