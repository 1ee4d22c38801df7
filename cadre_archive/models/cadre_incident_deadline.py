from datetime import timedelta

from odoo import models

from .cadre_access import HEAD


class CadreIncident(models.Model):
    """Deadlines of an incident, and the to-dos that follow from them (R-46, R-55)."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.incident"

    def _set_deadline(self):
        clause = self.env["cadre.clause"]
        report = timedelta(days=clause._number("R-46", "report_days"))
        close = timedelta(days=clause._number("R-46", "close_days"))
        chase = timedelta(days=clause._number("R-55", "chase_days"))
        for incident in self:
            if incident.state == "closed":
                incident.date_deadline = False
            elif incident.kind == "lost":
                # Chased again and again until the file is found.
                incident.date_deadline = incident.company_id._cadre_date() + chase
            elif incident.state == "found":
                incident.date_deadline = incident.date_found + report
            else:
                incident.date_deadline = incident.date_found + close

    def _update_activities(self):
        """To-dos of the heads, derived from the state; may run any number of times.

        Neither those who had the file nor the cadre's kin are told.
        """
        kind = self.env.ref("cadre_archive.mail_act_cadre_incident")
        # The clerk who meets an incident assigns work to the heads.
        incidents_sudo = self.sudo()
        known = incidents_sudo.activity_ids.filtered(
            lambda a: a.activity_type_id == kind
        )
        known.filtered(lambda a: a.res_id in self._closed_ids()).unlink()
        known = known.exists()
        told = {}
        for activity in known:
            told.setdefault(activity.res_id, set()).add(activity.user_id.id)
        for incident in incidents_sudo:
            known.filtered(
                lambda a, i=incident: (
                    a.res_id == i.id and a.date_deadline != i.date_deadline
                )
            ).date_deadline = incident.date_deadline
        heads = incidents_sudo._heads_to_tell()
        self.env["mail.activity"].sudo().with_context(
            mail_activity_quick_update=True
        ).create(
            [
                {
                    "res_model_id": self.env["ir.model"]._get_id(self._name),
                    "res_id": incident.id,
                    "user_id": head.id,
                    "activity_type_id": kind.id,
                    "summary": kind.summary,
                    "date_deadline": incident.date_deadline,
                }
                for incident in incidents_sudo
                for head in heads[incident]
                if head.id not in told.get(incident.id, ())
            ]
        )

    def _closed_ids(self):
        return {incident.id for incident in self if incident.state == "closed"}

    def _heads_to_tell(self):
        """The heads for each open incident (as superuser)."""
        heads = self.env.ref(HEAD).sudo().all_user_ids.filtered("active")
        employees = self.env["hr.employee"].with_context(active_test=False)
        own = employees.search([("user_id", "in", heads.ids)])
        avoided = own._avoided_employees()
        hidden = {head: head._hidden_levels() for head in heads}
        return {
            incident: heads.filtered(
                lambda head, i=incident: (
                    i.state != "closed"
                    and i.company_id in head.company_ids
                    and i.dossier_id.secrecy not in hidden[head]
                    and head not in i.holder_ids
                    and not any(
                        i.employee_id.id in avoided[person.id]
                        for person in own.filtered(lambda p: p.user_id == head)
                    )
                )
            )
            for incident in self
        }
