from odoo import api, fields, models

POLICY = ("policy_text", "policy_file", "policy_filename")


class CadreAppraisalCycle(models.Model):
    """The measures by which the year is held, for everybody to read (A-01, A-02)."""

    _inherit = "cadre.appraisal.cycle"

    policy_text = fields.Html(
        string="Policy",
        copy=True,
        help="A-01: the measures of the office; open to everybody it concerns (A-02).",
    )
    policy_file = fields.Binary(
        string="Policy as a file", attachment=True, copy=True, help="A-01"
    )
    policy_filename = fields.Char()

    @api.model
    def default_get(self, fields_list):
        """A new year begins with the measures of the last one."""
        values = super().default_get(fields_list)
        wanted = [name for name in POLICY if name in fields_list and name not in values]
        if wanted and (
            last := self.search(
                [("company_id", "=", self.env.company.id)], order="year desc", limit=1
            )
        ):
            values.update({name: last[name] for name in wanted})
        return values

    def write(self, vals):
        changed = set(vals) & set(POLICY)
        for cycle in self:
            if cycle.state != "draft" and any(cycle[n] != vals[n] for n in changed):
                raise self.env["cadre.clause"]._refusal(
                    "A-02",
                    self.env._(
                        "“%s” is opened: its measures stay as they were announced.",
                        cycle.name,
                    ),
                    self.env._("Write the new measures into the next year."),
                )
        return super().write(vals)

    @api.model
    def action_policy(self):
        """Menu: the measures of the year that is under way, else of the last one.

        :return: the window action
        """
        cycles = self.search(
            [("company_id", "in", self.env.companies.ids), ("state", "!=", "draft")],
            order="year desc",
        )
        cycle = cycles.filtered(lambda c: c.state == "open")[:1] or cycles[:1]
        view = self.env.ref("cadre_appraisal.cadre_appraisal_cycle_view_form_policy")
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Policy"),
            "res_model": self._name,
            "res_id": cycle.id,
            "view_mode": "form",
            "views": [(view.id, "form")],
            "context": {"create": False, "edit": False},
        }
