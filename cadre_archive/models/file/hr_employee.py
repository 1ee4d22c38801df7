from odoo import api, fields, models


class HrEmployee(models.Model):
    _inherit = "hr.employee"

    # For record rules alone, which ask as superuser.
    cadre_dossier_ids = fields.One2many(
        "cadre.dossier", "employee_id", groups=fields.NO_ACCESS
    )

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {"name", "cadre_number"}:
            self._rename_dossiers()
        if set(vals) & {"user_id", "active"}:
            self.env["cadre.keeper"]._recheck()
        return result

    @api.model
    def get_import_templates(self):
        return [
            *super().get_import_templates(),
            {
                "label": self.env._("Import Template for Cadres"),
                "template": "/cadre_archive/static/xls/hr_employee_cadre.xlsx",
            },
        ]

    def _rename_dossiers(self):
        """Keep the name on the file in step with the person's."""
        # Whoever may rename the employee need not see the files; nothing comes back.
        dossiers_sudo = (
            self.env["cadre.dossier"]
            .sudo()
            .with_context(active_test=False)
            .search([("employee_id", "in", self.ids)])
        )
        dossiers_sudo._copy_names()
