from odoo import api, models
from odoo.fields import Domain

OWN_TYPE = "cadre_appraisal.mail_act_cadre_own"
LINE_TYPE = "cadre_appraisal.mail_act_cadre_line"


class CadreReminder(models.AbstractModel):
    """To-dos of the appraisal: one batch, nothing twice.

    A to-do belongs to its user alone: it hangs on no record, so nobody becomes a
    follower and nobody reads it who may not read what it is about.
    """

    _name = "cadre.reminder"
    _description = "To-dos of the Appraisal"

    @api.model
    def _remind(self, entries):
        """Make to-dos, unless the same one still waits for the same person.

        :param entries: list of dicts ``user_id, type, summary, note, date_deadline``;
            whoever calls has found the users by their part in the matter
        :return: how many were made
        """
        # Users do not assign work to others; the caller found whom it concerns.
        activities_sudo = self.env["mail.activity"].sudo()
        types = {name: self.env.ref(name).id for name in (OWN_TYPE, LINE_TYPE)}
        waiting = {
            (user.id, kind.id, summary)
            for user, kind, summary in activities_sudo._read_group(
                [
                    ("activity_type_id", "in", list(types.values())),
                    ("user_id", "in", [entry["user_id"] for entry in entries]),
                ],
                ["user_id", "activity_type_id", "summary"],
            )
        }
        rows = []
        for entry in entries:
            kind = types[entry["type"]]
            key = (entry["user_id"], kind, entry["summary"])
            if key in waiting:
                continue
            waiting.add(key)
            rows.append(
                {
                    "activity_type_id": kind,
                    "user_id": entry["user_id"],
                    "summary": entry["summary"],
                    "note": entry["note"],
                    "date_deadline": entry["date_deadline"],
                    "automated": True,
                }
            )
        activities_sudo.with_context(mail_activity_quick_update=True).create(rows)
        return len(rows)

    @api.model
    def _forget(self, settled):
        """Take back to-dos whose matter is settled.

        :param settled: ``{summary: ids of the users}``
        """
        if settled:
            # To-dos of our own type alone: the system made them.
            self.env["mail.activity"].sudo().search(
                Domain("activity_type_id", "=", self.env.ref(OWN_TYPE).id)
                & Domain.OR(
                    Domain("summary", "=", summary) & Domain("user_id", "in", users)
                    for summary, users in settled.items()
                )
            ).unlink()
