import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";

/** Landing page of an app: the person's own to-do, each item with its clause. */
export class CadreDesk extends Component {
    static template = "cadre_archive.Desk";
    static props = { ...standardActionServiceProps };

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({ name: "", todo: [], overview: [] });
        onWillStart(async () => {
            const app = this.props.action.params.app;
            Object.assign(this.state, await this.orm.call("cadre.desk", "get_desk", [app]));
        });
    }

    get waiting() {
        return this.state.todo.filter((card) => card.count);
    }

    get done() {
        return this.state.todo.filter((card) => !card.count);
    }

    get greeting() {
        return _t("%(name)s, you have %(count)s kinds of tasks", {
            name: this.state.name,
            count: this.waiting.length,
        });
    }

    open(card) {
        return this.action.doAction(card.action);
    }
}

registry.category("actions").add("cadre_desk", CadreDesk);
