from odoo import api, models

from ..rules.readers import Match
from .cadre_access import HEAD


class CadreAccess(models.Model):
    """Kinship that comes to light while an application is approved or in use (R-04)."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    @api.model
    def _report_kinship(self, kin):
        """Open an incident for each file whose reader turns out to be a relative.

        The hand-out is refused by its own check from now on; here approver and heads
        are told.

        :param kin: cadre.relative records, just recorded or changed
        """
        # Kinship is compared whoever recorded it; what is found is told to heads only.
        accesses_sudo = self.sudo().search(
            [
                ("state", "in", ("approved", "in_use")),
                ("line_ids.employee_id", "in", (kin.employee_id | kin.relative_id).ids),
            ]
        )
        if not accesses_sudo:
            return
        registers = accesses_sudo.reader_ids._kin_registers(
            accesses_sudo.line_ids.employee_id
        )
        incidents_sudo = self.env["cadre.incident"].sudo()
        known = {
            (incident.access_id, incident.dossier_id)
            for incident in incidents_sudo.search(
                [
                    ("kind", "=", "kinship"),
                    ("state", "!=", "closed"),
                    ("access_id", "in", accesses_sudo.ids),
                ]
            )
        }
        reports = [
            access._kinship_report(line, reader)
            for access in accesses_sudo
            for line in access.line_ids
            for reader in access.reader_ids
            if (access, line.dossier_id) not in known
            and reader._conflict(line.employee_id, registers) == ("R-04", Match.SAME)
        ]
        if not reports:
            return
        self.env["cadre.incident"]._open_each(reports)
        accesses_sudo.browse({report["access_id"] for report in reports})._tell_stop()

    def _kinship_report(self, line, reader):
        return {
            "kind": "kinship",
            "dossier_id": line.dossier_id.id,
            "access_id": self.id,
            "holder": reader.name,
            "holder_ids": reader.employee_id.user_id.ids,
            "description": self.env._(
                "%(reader)s, reader on application %(application)s, is a relative of "
                "the cadre of file %(file)s by kinship recorded after the approval. "
                "The file is not handed out to him or her; if it is out, get it back.",
                reader=reader.name,
                application=self.name,
                file=line.dossier_id.number,
            ),
        }

    def _tell_stop(self):
        """A to-do for the approver and the heads, kin of the cadres excepted."""
        kind = self.env.ref("cadre_archive.mail_act_cadre_access_stop")
        heads = self.env.ref(HEAD).all_user_ids
        employees = self.env["hr.employee"].with_context(active_test=False)
        own = employees.search(
            [("user_id", "in", (heads | self.approver_id).ids)]
        ).grouped("user_id")
        nobody = employees.browse()
        for access in self:
            subjects = access.line_ids.employee_id
            levels = access.line_ids.dossier_id.mapped("secrecy")
            for user in (heads | access.approver_id).filtered("active"):
                if (
                    access.company_id in user.company_ids
                    and (
                        user == access.approver_id
                        or not set(levels) & set(user._hidden_levels())
                    )
                    and not any(
                        person._is_avoided(subjects) for person in own.get(user, nobody)
                    )
                ):
                    access.activity_schedule(
                        "cadre_archive.mail_act_cadre_access_stop",
                        user_id=user.id,
                        summary=kind.summary,
                    )


class CadreRelative(models.Model):
    _inherit = "cadre.relative"

    @api.model_create_multi
    def create(self, vals_list):
        kin = super().create(vals_list)
        self.env["cadre.access"]._report_kinship(kin)
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
            self.env["cadre.access"]._report_kinship(self)
        return result
