from odoo import api, models

from ...rules.readers import Match
from ..base.roles import HEAD

STOP = "cadre_archive.mail_act_cadre_access_stop"


class CadreRelative(models.Model):
    """Kinship that comes to light while an application is approved or in use (R-04)."""

    _inherit = "cadre.relative"

    @api.model_create_multi
    def create(self, vals_list):
        kin = super().create(vals_list)
        kin._report_readers()
        return kin

    def write(self, vals):
        result = super().write(vals)
        if set(vals) & {
            "employee_id",
            "relative_id",
            "relative_name",
            "relative_identification",
            "active",
        }:
            self._report_readers()
        return result

    def _report_readers(self):
        """Open an incident for each file whose reader turns out to be a relative.

        The hand-out is refused by its own check from now on; here approver and heads
        are told.
        """
        # Kinship is compared whoever recorded it; what is found is told to heads only.
        people = self.sudo().employee_id | self.sudo().relative_id
        accesses_sudo = (
            self.env["cadre.access"]
            .sudo()
            .search(
                [
                    ("state", "in", ("approved", "in_use")),
                    "|",
                    ("line_ids.employee_id", "in", people.ids),
                    ("reader_ids.employee_id", "in", people.ids),
                ]
            )
        )
        conflicts = [
            (reader, line, sure)
            for reader, line, clause, sure in accesses_sudo.reader_ids._conflicts()
            if clause == "R-04"
        ]
        if not conflicts:
            return
        Incident = self.env["cadre.incident"]
        known = {
            (incident.access_id, incident.dossier_id)
            for incident in Incident.sudo().search(
                [
                    ("kind", "=", "kinship"),
                    ("state", "!=", "closed"),
                    ("access_id", "in", accesses_sudo.ids),
                ]
            )
        }
        reports = [
            self._report_of(reader, line, sure)
            for reader, line, sure in conflicts
            if (line.access_id, line.dossier_id) not in known
        ]
        if reports:
            Incident._open_each(reports)
            ids = {report["access_id"] for report in reports}
            self._notify_stop(accesses_sudo.browse(ids))

    @api.model
    def _report_of(self, reader, line, sure):
        facts = {
            "reader": reader.name,
            "application": line.access_id.name,
            "file": line.dossier_id.number,
        }
        if sure is Match.SAME:
            description = self.env._(
                "%(reader)s, reader on application %(application)s, is a relative "
                "of the cadre of file %(file)s by kinship recorded after the "
                "approval. The file is not handed out to them; if it is out, get "
                "it back.",
                **facts,
            )
        else:
            description = self.env._(
                "%(reader)s, reader on application %(application)s, bears the name "
                "of a relative of the cadre of file %(file)s by kinship recorded "
                "after the approval. The file is not handed out before it is cleared "
                "who it is: enter the identity numbers on the application and in the "
                "kinship register. If it is out, get it back.",
                **facts,
            )
        return {
            "kind": "kinship",
            "dossier_id": line.dossier_id.id,
            "access_id": line.access_id.id,
            "holder": reader.name,
            "holder_ids": reader.employee_id.user_id.ids,
            "description": description,
        }

    @api.model
    def _notify_stop(self, accesses_sudo):
        """A to-do for the approver and the heads, as far as they may know of it."""
        heads = accesses_sudo._members(HEAD)
        known = accesses_sudo._users_who_may_know(heads | accesses_sudo.approver_id)
        accesses_sudo._schedule_for(
            STOP,
            {
                access.id: known[access.id] & (heads | access.approver_id)
                for access in accesses_sudo
            },
        )
