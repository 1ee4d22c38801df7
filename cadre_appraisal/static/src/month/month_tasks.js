import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";
import { ListRenderer } from "@web/views/list/list_renderer";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";

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

/**
 * One tap: all that was planned is done. It fills the row like a hand would, so there is
 * no waiting for the server, and it is saved with the rest of the form.
 */
export class MonthDoneButton extends Component {
    static template = "cadre_appraisal.MonthDoneButton";
    static props = { ...standardWidgetProps };

    get isShown() {
        const { data, evalContext } = this.props.record;
        return data.progress < 100 && evalContext.parent.can_edit;
    }

    onClick() {
        return this.props.record.update({
            qty_done: this.props.record.data.qty_planned,
            progress: 100,
            unfinished_reason: false,
        });
    }
}

registry.category("view_widgets").add("cadre_month_done", {
    component: MonthDoneButton,
    fieldDependencies: [
        { name: "qty_planned", type: "float" },
        { name: "qty_done", type: "float" },
        { name: "progress", type: "float" },
        { name: "unfinished_reason", type: "char" },
    ],
});
