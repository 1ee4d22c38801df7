from odoo import api, fields, models


class CadreIncident(models.Model):
    _inherit = "cadre.incident"
    _subject_path = ("employee_id", "access_id.line_ids.employee_id")

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        index="btree_not_null",
        ondelete="restrict",
        help="On which the file was out. Found by itself while it is out.",
    )
    count_ids = fields.One2many(
        "cadre.access.count", "incident_id", string="Pages Counted", readonly=True
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su:
            self.env["cadre.access"].browse(
                [vals["access_id"] for vals in vals_list if vals.get("access_id")]
            ).check_access("read")
        return super().create(vals_list)

    @api.model
    def _facts(self):
        return super()._facts() | {"access_id"}

    @api.model
    def _users_who_had_it(self, vals_list, dossiers):
        """The readers, while the file is out on an application."""
        lines = dossiers._lines_out()
        had_it = super()._users_who_had_it(vals_list, dossiers)
        for index, vals in enumerate(vals_list):
            if line := lines.get(vals.get("dossier_id")):
                vals["access_id"] = vals.get("access_id") or line.access_id.id
                # Which account a reader has, is asked and kept; nothing of HR is shown.
                readers_sudo = line.sudo().access_id.reader_ids
                had_it[index] = set(readers_sudo.employee_id.user_id.ids)
            elif vals.get("access_id"):
                had_it[index] = set()
        return had_it
