from odoo import models

from .cadre_register import Column


class CadreViewRegister(models.AbstractModel):
    """Register of the pages of scans that were seen (R-08)."""

    _name = "report.cadre_archive.view_register"
    _description = "Register of Pages Seen"
    _inherit = "cadre.register"

    def _title(self):
        return self.env._("Register of pages seen")

    def _get_lines(self, data, objs):
        year = self._year_domain(data, "date")
        views = self.env["cadre.page.view"]
        domain = [("id", "in", objs.ids)] if year is None else year
        return views.search(domain, order="date, id")

    def _columns(self):
        return [
            (self.env._("Date"), 17, lambda view: view.date),
            # A colleague's name is no secret; users are not read by clerks.
            (self.env._("Seen by"), 14, lambda view: view.user_id.sudo().name),
            (self.env._("File"), 12, lambda view: view.dossier_id.number),
            (self.env._("Full name"), 12, lambda view: self._cadre(view, "name")),
            (self.env._("Material No."), 12, lambda view: view.material_id.number),
            (self.env._("Material name"), 34, lambda view: view.material_id.name),
            (self.env._("Page"), 8, lambda view: view.page or ""),
            (self.env._("Seconds"), 9, lambda view: view.seconds or ""),
            (
                self.env._("Application"),
                14,
                lambda view: view.document or self.env._("own work"),
            ),
        ]


class CadreTrailRegister(models.AbstractModel):
    """Who saw which file, person by person (R-08)."""

    _name = "report.cadre_archive.trail_register"
    _description = "Access Log (Register)"
    _inherit = "cadre.register"

    def _title(self):
        return self.env._("Who saw which file")

    def _get_lines(self, data, objs):
        year = self._year_domain(data, "date")
        trail = self.env["cadre.access.trail"]
        domain = [("id", "in", objs.ids)] if year is None else year
        return trail.search(domain, order="dossier_id, date, id")

    def _columns(self):
        return [
            (self.env._("File"), 12, lambda row: row.dossier_id.number),
            (self.env._("Full name"), 12, lambda row: self._cadre(row, "name")),
            (self.env._("Person"), 14, lambda row: row.person),
            (self.env._("Unit"), 24, lambda row: row.unit),
            (self.env._("Kind"), 14, lambda row: self._label(row, "kind")),
            (self.env._("From"), 17, lambda row: row.date),
            (self.env._("Until"), 17, lambda row: row.date_end),
            (self.env._("Pages"), 8, lambda row: row.page_count or ""),
            (self.env._("Application"), 14, lambda row: row.document),
            Column(self.env._("Out now"), 8, lambda row: row.is_out, False),
        ]
