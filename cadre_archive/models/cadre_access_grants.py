from odoo import api, fields, models
from odoo.exceptions import AccessError

from ..rules.loans import last_day_of_use

GRANT_FIELDS = {"grants_copy", "grants_extract", "granted_minutes"}
# What may be shown of a file rests on an application in one of these states.
LIVE_STATES = ("approved", "in_use")


class CadreAccess(models.Model):
    """What the approver allows, and until when it may be used (R-02, R-11, R-13).

    ============  =============================================================
    grants_*      written by whoever may decide, while it is submitted
    expired       by the clock only, when nobody came to use the approval
    ============  =============================================================
    """

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    grants_copy = fields.Boolean(
        string="Copies Granted",
        copy=False,
        help="R-11: off unless the approver grants what was asked.",
    )
    grants_extract = fields.Boolean(
        string="Extracts Granted",
        copy=False,
        help="R-13: off unless the approver grants what was asked.",
    )
    granted_minutes = fields.Integer(
        string="Minutes Granted",
        copy=False,
        help="R-02: as asked, unless the approver sets another number.",
    )
    date_expires = fields.Date(
        string="Valid until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="R-02: the last day on which the approval can be used.",
    )

    _granted_minutes_check = models.Constraint(
        "CHECK(granted_minutes >= 0)", "Minutes granted cannot be negative."
    )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        if self.env.su:
            return super().create(vals_list)
        for vals in vals_list:
            if any(vals.get(name) for name in GRANT_FIELDS):
                raise self._grant_refusal()
        nothing = dict.fromkeys(GRANT_FIELDS, False)
        return super().create([{**vals, **nothing} for vals in vals_list])

    def write(self, vals):
        if not self.env.su and set(vals) & GRANT_FIELDS:
            self._check_grants(vals)
        return super().write(vals)

    def _grant_refusal(self):
        return self.env["cadre.clause"]._refusal(
            "R-11",
            self.env._("What may be copied or extracted is not yours to grant."),
            self.env._("Whoever decides on the application grants it, or does not."),
            exception=AccessError,
        )

    def _check_grants(self, vals):
        """R-11, R-13: granted by who may decide, while it waits, if it was asked."""
        waiting = self.filtered(lambda access: access.state == "submitted")
        if waiting._decidable() != waiting:
            raise self._grant_refusal()
        for access in self - waiting:
            raise self._refusal_for(
                access,
                "R-11",
                self.env._("Only an application that waits for a decision has grants."),
                self.env._("A further need is a new application."),
            )
        for access in self:
            if vals.get("grants_copy") and not access.wants_copy:
                raise self._not_asked(access, "R-11", self.env._("Copying"))
            if vals.get("grants_extract") and not access.wants_extract:
                raise self._not_asked(access, "R-13", self.env._("Extracting"))
            if vals.get("granted_minutes"):
                if not access.wants_scans:
                    raise self._not_asked(access, "R-02", self.env._("Scans on screen"))
                access._check_minutes(vals["granted_minutes"])

    def _not_asked(self, access, clause, what):
        return self._refusal_for(
            access,
            clause,
            self.env._("%s was not asked for on the form.", what),
            self.env._("Grant what was asked, nothing else."),
        )

    # --- What the transitions check and set ---

    def _check_viewing_minutes(self):
        if self.wants_scans:
            self._check_minutes(self.viewing_minutes)

    def _check_minutes(self, minutes):
        limit = self.env["cadre.clause"]._threshold("R-02", "viewing_minutes")
        if minutes < 1 or not limit.met(minutes):
            raise self._refusal_for(
                self,
                "R-02",
                self.env._(
                    "A reading session lasts 1 to %(limit)s minutes, not %(minutes)s.",
                    limit=f"{limit.value:g}",
                    minutes=minutes,
                ),
                self.env._("Ask for a time within that."),
            )

    def _by_clock(self):
        """Nobody takes the step by hand; the clock does, as superuser."""
        return self.browse()

    def _check_is_unused(self):
        for access in self - self._past_validity():
            raise self._refusal_for(
                access,
                "R-02",
                self.env._("The approval is still valid, or was used."),
                self.env._("Withdraw the application if it is not needed."),
            )

    def _after_transition(self, target):
        # The step was checked by the transition; the values belong to it.
        accesses_sudo = self.sudo()
        if target == "submitted":
            for minutes, accesses in accesses_sudo.grouped("viewing_minutes").items():
                accesses.filtered("wants_scans").granted_minutes = minutes
        elif target == "approved":
            days = int(self.env["cadre.clause"]._number("R-02", "unused_days"))
            for company, accesses in accesses_sudo.grouped("company_id").items():
                accesses.date_expires = last_day_of_use(company._cadre_date(), days)
        return super()._after_transition(target)

    def _transition_entries(self, transition):
        entries = super()._transition_entries(transition)
        if transition.target == "approved":
            granted = {
                access.id: {
                    "copy": access.grants_copy,
                    "extract": access.grants_extract,
                    "minutes": access.granted_minutes,
                }
                for access in self
            }
            for entry in entries:
                entry["payload"] = granted[entry["res_id"]]
        return entries

    # --- Validity ---

    def _past_validity(self):
        """Those approved whose last day of use is over."""
        return self.filtered(
            lambda access: (
                access.state == "approved"
                and access.date_expires
                and access.date_expires < access.company_id._cadre_date()
            )
        )

    def _was_used(self):
        """Hook: those approved of which use was made without a hand-out."""
        return self.browse()

    @api.model
    def _cron_expire(self):
        """R-02: an approval that nobody used in time ends, and its to-dos with it."""
        # The clock acts for nobody; the search is as wide as the office.
        approved_sudo = self.sudo().search(
            [("state", "=", "approved"), ("date_expires", "!=", False)]
        )
        over = approved_sudo._past_validity()
        unused = over - over._was_used()
        # The reason is kept as it is written: in the language of who registered it.
        for lang, accesses in unused.grouped(lambda a: a.requester_id.lang).items():
            accesses = accesses.with_context(lang=lang or self.env.lang)
            accesses._transition(
                "expired", reason=accesses.env._("R-02: not used in time.")
            )

    # --- What was granted ---

    def _is_live(self):
        """Those of the applications on which something may be shown today (R-02)."""
        live = self.filtered(lambda access: access.state in LIVE_STATES)
        return live - live._past_validity()

    def _granted_materials(self):
        """The materials that may be shown on these applications, none on others.

        Runs with the rights of the caller: whoever serves a reader without rights on
        files asks as superuser, having checked the application and the reader.
        """
        return self._is_live().line_ids._granted_materials()
