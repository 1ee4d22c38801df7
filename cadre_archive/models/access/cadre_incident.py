from odoo import api, fields, models

from ..base.cadre_guard_mixin import Open


class CadreIncident(models.Model):
    _inherit = "cadre.incident"
    _subject_path = ("employee_id", "access_id.line_ids.employee_id")

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        index="btree_not_null",
        ondelete="restrict",
        writable=Open(once=True),
        help="On which the file was out. Found by itself while it is out.",
    )
    count_ids = fields.One2many(
        "cadre.access.count", "incident_id", string="Pages Counted", readonly=True
    )

    @api.model
    def _system_values(self, vals_list):
        """The application on which the file is out, and its readers as who had it."""
        values = super()._system_values(vals_list)
        self._referred("access_id", vals_list)
        dossiers = self._referred("dossier_id", vals_list)
        lines = self.env["cadre.dossier"].union(*dossiers.values())._lines_out()
        for vals, more in zip(vals_list, values, strict=True):
            line = lines.get(vals.get("dossier_id"))
            access_id = vals.get("access_id") or (line and line.access_id.id)
            if access_id:
                holders = set(self._named_holders(vals))
                if line:
                    # Which account a reader has, is asked and kept; not shown.
                    readers_sudo = line.sudo().access_id.reader_ids
                    holders |= set(readers_sudo.employee_id.user_id.ids)
                more["access_id"] = access_id
                more["holder_ids"] = [fields.Command.set(sorted(holders))]
        return values

    def _lose_files(self):
        """R-55: what was out is not out any more, but lost, on its application."""
        lines = self.env["cadre.access.line"].union(
            *self.dossier_id._lines_out().values()
        )
        result = super()._lose_files()
        lines._return_as_lost()
        return result
