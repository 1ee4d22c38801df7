from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.tools import SQL

from ..base.roles import CLERK, HEAD


class CadreKeeper(models.AbstractModel):
    """Who may keep a file, looked at again when people change (R-44, R-47, Q-9)."""

    _name = "cadre.keeper"
    _description = "Designated Keepers"

    @api.model
    def _check_no_kin(self, dossiers):
        """R-44: nobody keeps his own file or a relative's."""
        if not dossiers:
            return
        # Whether two people are kin is asked, never shown.
        people_sudo = (
            self.env["hr.employee"]
            .sudo()
            .with_context(active_test=False)
            .search([("user_id", "in", dossiers.keeper_id.ids)])
        )
        avoided = people_sudo._avoided_employees()
        for dossier in dossiers:
            keepers = people_sudo.filtered(
                lambda person, user=dossier.keeper_id: person.user_id == user
            )
            if any(dossier.employee_id.id in avoided[person.id] for person in keepers):
                raise self.env["cadre.clause"]._refusal(
                    "R-44",
                    self.env._(
                        "%(keeper)s cannot keep file %(number)s.",
                        keeper=dossier.keeper_id.name,
                        number=dossier.number,
                    ),
                    self.env._("Name a keeper who is not related to the cadre."),
                    exception=ValidationError,
                )

    @api.model
    def _check_knows(self, dossiers):
        """R-47: who keeps a secret file has the right to know of it."""
        for dossier in dossiers:
            if dossier.secrecy in dossier.keeper_id._hidden_levels():
                raise self.env["cadre.clause"]._refusal(
                    "R-47",
                    self.env._(
                        "%(keeper)s cannot keep file %(number)s: no right to secret "
                        "files.",
                        keeper=dossier.keeper_id.name,
                        number=dossier.number,
                    ),
                    self.env._(
                        "Name a keeper who has it, or let the administrator grant "
                        "“Secret Files”."
                    ),
                    exception=ValidationError,
                )

    @api.model
    def _wrong(self, ids=None):
        """Ids of the files that need another keeper, in one query.

        Which of them a person may see is the record rules' to say.
        """
        self.env["cadre.dossier"].flush_model(["keeper_id", "employee_id"])
        self.env["hr.employee"].flush_model(["user_id"])
        self.env["cadre.relative"].flush_model(["employee_id", "relative_id", "active"])
        only = SQL("AND d.id = ANY(%s)", list(ids)) if ids is not None else SQL()
        # Who is in the archive's group is no secret; users cannot read res.groups.
        staff = self.env.ref(CLERK).sudo().all_user_ids.ids
        self.env.cr.execute(
            SQL(
                """
            WITH near AS (
                SELECT k.user_id, k.id AS employee_id
                  FROM hr_employee k WHERE k.user_id IS NOT NULL
                UNION
                SELECT k.user_id, r.relative_id
                  FROM hr_employee k
                  JOIN cadre_relative r ON r.employee_id = k.id AND r.active
                 WHERE k.user_id IS NOT NULL AND r.relative_id IS NOT NULL
                UNION
                SELECT k.user_id, r.employee_id
                  FROM hr_employee k
                  JOIN cadre_relative r ON r.relative_id = k.id AND r.active
                 WHERE k.user_id IS NOT NULL
            )
            SELECT d.id
              FROM cadre_dossier d
             WHERE d.keeper_id IS NOT NULL AND NOT d.keeper_id = ANY(%(staff)s) %(only)s
            UNION
            SELECT d.id
              FROM near n
              JOIN cadre_dossier d
                ON d.employee_id = n.employee_id AND d.keeper_id = n.user_id %(only)s
                """,
                only=only,
                staff=staff,
            )
        )
        return [row[0] for row in self.env.cr.fetchall()]

    @api.model
    def _recheck(self):
        """Tell the archive heads which files need another keeper, each once.

        Run when kinship or staff change, and every night.
        """
        # Conflicts are facts whoever caused them; an activity names file numbers only.
        dossiers_sudo = self.env["cadre.dossier"].sudo().browse(self._wrong())
        if not dossiers_sudo:
            return
        heads_sudo = self.env.ref(HEAD).sudo().all_user_ids.filtered("active")
        told = dossiers_sudo._users_who_may_know(heads_sudo)
        wanted = {
            (head.id, self.env._("File %s: name another keeper (R-44)", dossier.number))
            for dossier in dossiers_sudo
            for head in told[dossier.id]
        }
        activities_sudo = self.env["mail.activity"].sudo()
        known = {
            (activity.user_id.id, activity.summary)
            for activity in activities_sudo.search(
                [
                    ("user_id", "in", heads_sudo.ids),
                    ("res_model", "=", False),
                    ("summary", "in", [summary for _head, summary in wanted]),
                ]
            )
        }
        kind = self.env.ref("mail.mail_activity_data_todo")
        activities_sudo.with_context(mail_activity_quick_update=True).create(
            [
                {
                    "user_id": head_id,
                    "activity_type_id": kind.id,
                    "summary": summary,
                    "date_deadline": self.env.company._cadre_date(),
                }
                for head_id, summary in wanted
                if (head_id, summary) not in known
            ]
        )
