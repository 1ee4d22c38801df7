from odoo import fields, models

from ..rules.readers import Match
from .cadre_access import LETTERS


class CadreAccess(models.Model):
    """What must hold before an application takes a step, each with its clause."""

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    def _refusal_for(self, access, clause, what, remedy):
        """A refusal whose text names the application by its number."""
        return self.env["cadre.clause"]._refusal(
            clause, f"{access.display_name}: {what}", remedy
        )

    # --- The form (R-01, R-02, R-05, R-06, R-14, R-17, R-18) ---

    def _check_submission(self):
        for access in self:
            access._check_basis()
            access._check_form()
            access._check_viewing_minutes()
            if access.kind == "loan":
                access._check_loan()
        self._check_readers()
        self._check_avoidance()

    def _check_approval(self):
        # Between submission and approval a reader may have left the Party, and kinship
        # may have come to light.
        self._check_readers()
        self._check_avoidance()

    def _check_is_letter(self):
        for access in self:
            if access.basis not in LETTERS:
                raise self._refusal_for(
                    access,
                    "R-18",
                    self.env._(
                        "It comes with the approval form: it is for the approver to "
                        "refuse."
                    ),
                    self.env._("Submit it, or withdraw it."),
                )

    def _check_basis(self):
        if self.basis in LETTERS:
            raise self._refusal_for(
                self,
                "R-18",
                self.env._("A letter is no basis for consulting files."),
                self.env._("Ask the unit for the Examination and Approval Form."),
            )

    def _check_form(self):
        missing = []
        if not self.unit_id:
            missing.append(("R-05", self.env._("the consulting unit")))
        if not self.unit_head:
            missing.append(("R-06", self.env._("who signed for the unit")))
        if not self.date_signed:
            missing.append(("R-06", self.env._("the date of the signature")))
        if not self.is_sealed:
            missing.append(("R-06", self.env._("the unit's official seal")))
        if not self.sealed_form_sha256:
            missing.append(("R-06", self.env._("the scan of the sealed form")))
        if not self.purpose:
            missing.append(("R-02", self.env._("the purpose")))
        if self.purpose == "other" and not self.purpose_text:
            missing.append(("Q-16", self.env._("the purpose in words")))
        if not self.reason:
            missing.append(("R-02", self.env._("the reason")))
        if not self.line_ids:
            missing.append(("R-02", self.env._("at least one file")))
        if missing:
            raise self._refusal_for(
                self,
                missing[0][0],
                self.env._(
                    "The form is not complete. Missing: %s.",
                    ", ".join(what for _code, what in missing),
                ),
                self.env._("Complete the application, then submit it."),
            )
        if self.date_signed > self.company_id._cadre_date():
            raise self._refusal_for(
                self,
                "R-06",
                self.env._("The form cannot have been signed in the future."),
                self.env._("Correct the date of the signature."),
            )

    def _check_loan(self):
        if not self.special_need:
            raise self._refusal_for(
                self,
                "R-14",
                self.env._("A loan needs a special need, in words."),
                self.env._("State it, or apply for a consultation on the spot."),
            )
        if not self.place_of_use:
            raise self._refusal_for(
                self,
                "R-50",
                self.env._("Where the files will be used is missing."),
                self.env._("Choose the place of use."),
            )
        limit = self.env["cadre.clause"]._threshold("R-17", "loan_days")
        if self.loan_days < 1 or not limit.met(self.loan_days):
            raise self._refusal_for(
                self,
                "R-17",
                self.env._(
                    "A loan lasts 1 to %(limit)s days; asked for: %(days)s.",
                    limit=f"{limit.value:g}",
                    days=self.loan_days,
                ),
                self.env._(
                    "Ask for fewer days. A further need means return and a new "
                    "application."
                ),
            )

    # --- Readers and avoidance (R-03, R-04) ---

    def _check_readers(self):
        wanted = self.env["cadre.clause"]._threshold("R-01", "min_readers")
        for access in self:
            if not wanted.met(len(access.reader_ids)):
                raise self._refusal_for(
                    access,
                    "R-01",
                    self.env._(
                        "Readers named: %(count)s, needed: at least %(wanted)s.",
                        count=len(access.reader_ids),
                        wanted=f"{wanted.value:g}",
                    ),
                    self.env._("Add the readers with their political status."),
                )
            for reader in access.reader_ids:
                if reader._registered_status() != "cpc_member":
                    raise self._refusal_for(
                        access,
                        "R-01",
                        self.env._("Reader %s is not a Party member.", reader.name),
                        self.env._("Name a reader who is."),
                    )

    def _check_avoidance(self):
        """R-03, R-04: no reader is the subject of a file or a relative of his.

        Asks the registers as superuser: whoever takes the step must get the right
        answer without seeing other people's kinship and identity numbers.
        """
        accesses_sudo = self.sudo()
        registers = accesses_sudo.reader_ids._kin_registers(
            accesses_sudo.line_ids.employee_id
        )
        for access in accesses_sudo:
            for line in access.line_ids:
                for reader in access.reader_ids:
                    clause, match = reader._conflict(line.employee_id, registers)
                    if match is Match.NO:
                        continue
                    raise self._avoidance_refusal(reader, line, clause, match)

    def _avoidance_refusal(self, reader, line, clause, match):
        number = line.dossier_id.number
        if match is Match.SAME:
            return self.env["cadre.clause"]._refusal(
                clause,
                self.env._(
                    "%(reader)s may not read file %(number)s: it is his or her own or "
                    "a relative's.",
                    reader=reader.name,
                    number=number,
                ),
                self.env._("Name another reader, or take the file off."),
            )
        return self.env["cadre.clause"]._refusal(
            clause,
            self.env._(
                "%(reader)s bears the name of the cadre of file %(number)s or of a "
                "relative, and an identity number is missing to tell them apart.",
                reader=reader.name,
                number=number,
            ),
            self.env._(
                "Enter the identity numbers of the reader and of the person on record."
            ),
        )

    # --- What follows from a step ---

    def _after_transition(self, target):
        result = super()._after_transition(target)
        reason = self.env.context.get("cadre_reason") or False
        now = fields.Datetime.now()
        # The step was permitted and checked by the transition; these values belong to
        # it and to nobody's own write.
        accesses_sudo = self.sudo()
        if target in ("submitted", "refused"):
            # A refused letter was never submitted, but it stands in the register.
            accesses_sudo._give_numbers()
            accesses_sudo.filtered(lambda a: not a.date_submitted).date_submitted = now
        if target == "submitted":
            accesses_sudo._assign_roles()
        elif target in ("approved", "refused"):
            accesses_sudo.write({"date_approved": now, "refusal_reason": reason})
            # A mere letter is refused by the rule, not by a person.
            accesses_sudo.filtered("approver_role").approver_id = self.env.uid
        elif target in ("withdrawn", "expired") and reason:
            accesses_sudo.refusal_reason = reason
        label = self._state_label(target)
        accesses_sudo._message_log_batch(dict.fromkeys(self.ids, label))
        self._update_activities()
        return result

    def _give_numbers(self):
        for company, accesses in self.grouped("company_id").items():
            sequence = self.env["ir.sequence"].with_company(company)
            for access in accesses.filtered(lambda a: not a.name):
                access.name = sequence.next_by_code("cadre.access")

    def _transition_entries(self, transition):
        """One entry for each cadre concerned: the log hides them one by one."""
        entries = super()._transition_entries(transition)
        subjects = {access.id: access.line_ids.employee_id.ids for access in self}
        return [
            {**entry, "subject_id": subject}
            for entry in entries
            for subject in subjects[entry["res_id"]] or [False]
        ]
