from odoo import fields, models
from odoo.exceptions import UserError

from ..rules import deliveries as rules


class CadreDeliveryLine(models.Model):
    """The steps of a paper: received, examined, then filed, returned or rejected."""

    _inherit = "cadre.delivery.line"

    # --- Actions ---

    def action_all_in_order(self):
        """Answer every open question with yes, in one click for a good paper."""
        names = [f"{name}_check" for name in rules.QUESTIONS]
        for line in self:
            asked = names + [f"{name}_check" for name in line._needs()]
            line.write({name: "yes" for name in asked if not line[name]})
        return True

    def action_examine(self):
        return self._transition("examined")

    def action_examine_again(self):
        return self._transition("received")

    def action_accept(self):
        """File the papers; an original and its new version go in together (R-36)."""
        return self._with_partners()._transition("accepted")

    def action_return(self):
        return self._decision_action("returned", self.env._("Return"))

    def action_reject(self):
        return self._decision_action("rejected", self.env._("Reject"))

    def _decision_action(self, target, title):
        if not self:
            raise UserError(
                self.env._("No examined material has a defect: nothing to return.")
            )
        return {
            "type": "ir.actions.act_window",
            "name": title,
            "res_model": "cadre.delivery.decision",
            "view_mode": "form",
            "views": [[False, "form"]],
            "target": "new",
            "context": {
                "default_line_ids": self.ids,
                "default_target": target,
                "dialog_size": "large",
            },
        }

    # --- Conditions ---

    def _check_handed_over(self):
        """R-66: a paper is received with its signed list, not alone."""
        for line in self:
            if line.delivery_id.state != "received":
                raise self._refusal_for(
                    line,
                    "R-66",
                    self.env._("Its hand-over list is not signed."),
                    self.env._("Receive the whole delivery."),
                )

    def _check_examined(self):
        """R-35: every question of the checklist has its answer."""
        for line in self:
            if missing := line._paper_unanswered():
                raise self._refusal_for(
                    line,
                    "R-35",
                    self.env._("Not answered: %s.", ", ".join(missing)),
                    self.env._("Answer yes or no; a no is a defect, not a hindrance."),
                )

    def _check_acceptable(self):
        """Everything that a file needs: R-33 to R-36, R-60, R-61."""
        for line in self:
            found = rules.defects(line._paper())
            if found:
                raise self._refusal_for(
                    line,
                    found[0][0],
                    line.defects,
                    self.env._("Return it to the forming unit, or reject it."),
                )
            for partner in line._partners():
                if partner.state != "accepted" and partner not in self:
                    raise self._refusal_for(
                        line,
                        "R-36",
                        self.env._(
                            "The original and its new version are filed together, "
                            "%s is not decided yet.",
                            partner.display_name,
                        ),
                        self.env._("Examine that one as well, then file both."),
                    )

    def _check_returnable(self):
        """R-68: a return says what is wrong, and by when it comes again."""
        for line in self:
            if line.is_fit and not line.defect_note:
                raise self._refusal_for(
                    line,
                    "R-68",
                    self.env._("It has no defect that the notice could name."),
                    self.env._("File it, or write down the defect."),
                )
            today = line.company_id._cadre_date()
            longest = rules.redelivery_due(today, line._redelivery_days())
            if line.date_redelivery and not today < line.date_redelivery <= longest:
                raise self._refusal_for(
                    line,
                    "R-68",
                    self.env._(
                        "%(date)s is no day by which it can come again; the last one "
                        "is %(longest)s.",
                        date=line.date_redelivery,
                        longest=longest,
                    ),
                    self.env._("Choose a day until then, or leave it empty."),
                )

    def _check_rejectable(self):
        """R-58: a rejection names its reason, and the reason its clause."""
        for line in self:
            if not line.rejection_reason_id:
                raise self._refusal_for(
                    line,
                    "R-58",
                    self.env._("A rejection needs its reason from the list."),
                    self.env._("Choose the reason that cites R-59 or R-60."),
                )

    def _redelivery_days(self):
        return int(self.env["cadre.clause"]._number("R-68", "redelivery_days"))

    # --- What follows ---

    def _after_transition(self, target):
        result = super()._after_transition(target)
        if target == "received":
            self._write_step({"examiner_id": False, "date_examined": False})
        elif target == "examined":
            self._write_step(
                {"examiner_id": self.env.uid, "date_examined": fields.Datetime.now()}
            )
        else:
            self._write_step(
                {"decider_id": self.env.uid, "date_decided": fields.Datetime.now()}
            )
            if target == "accepted":
                self._file()
            elif target == "returned":
                self._notify_return()
        self.delivery_id._follow_lines()
        return result

    def _write_step(self, vals):
        # What nobody writes by hand; the transition checked person and conditions.
        self.sudo().write(vals)

    def _receive(self):
        """Take the papers of lists just signed to “received”, in one batch."""
        self._transition("received")
        for delivery, lines in self.grouped("delivery_id").items():
            lines._write_step(
                {
                    "date_received": delivery.date_received,
                    "department_id": delivery.department_id.id,
                    "unit_id": delivery.unit_id.id,
                }
            )
        previous = self.previous_line_id
        for received, lines in self.grouped("date_received").items():
            lines.previous_line_id.filtered(
                lambda line: not line.date_redelivered
            )._write_step({"date_redelivered": received})
        previous.delivery_id._follow_lines()

    def _notify_return(self):
        """Number the return notice, one for each delivery, and set the day (R-68)."""
        days = self._redelivery_days()
        for delivery, lines in self.grouped("delivery_id").items():
            today = delivery.company_id._cadre_date()
            lines._write_step(
                {
                    "return_number": self.env["ir.sequence"]
                    .with_company(delivery.company_id)
                    .next_by_code("cadre.delivery.return", sequence_date=today)
                }
            )
            lines.filtered(lambda line: not line.date_redelivery)._write_step(
                {"date_redelivery": rules.redelivery_due(today, days)}
            )

    # --- Filing ---

    def _partners(self):
        """The original of a version, the fit versions of an original that fades."""
        self.ensure_one()
        if self.original_line_id:
            return self.original_line_id
        if self.is_medium_acceptable:
            return self.browse()
        return self.version_line_ids.filtered(
            lambda version: version.state in ("examined", "accepted")
        )

    def _with_partners(self):
        """Together with the originals and versions that are examined as well."""
        partners = self.union(*(line._partners() for line in self))
        return self | partners.filtered(lambda line: line.state == "examined")

    def _file(self):
        """Let the papers into their files, in a constant number of queries (R-39)."""
        self.dossier_id.check_access("write")
        # Originals first, so that a version finds the material it is made from.
        versions = self.filtered("original_line_id")
        for lines in (self - versions, versions):
            lines._file_batch()
        self.env["cadre.log"]._record(
            [
                {
                    "model": "cadre.material",
                    "res_id": line.material_id.id,
                    "action": "file",
                    "clause": "R-39",
                    "subject_id": line.employee_id.id,
                    "payload": {
                        "delivery": line.display_name,
                        "predecessor": line.original_line_id.material_id.id,
                    },
                }
                for line in self
            ]
        )

    def _file_batch(self):
        materials = self.env["cadre.material"]._file(
            [
                {
                    "dossier_id": line.dossier_id.id,
                    "type_id": line.type_id.id,
                    "category_id": line.type_id.category_id.id,
                    "name": line.name,
                    "date_formed": line.date_formed,
                    "page_count": line.page_count,
                    "medium": line.medium,
                    "source_unit": line.source_unit,
                    "remark": line.remark,
                    "origin": "delivery",
                    "delivery_line_id": line.id,
                    "predecessor_id": line.original_line_id.material_id.id,
                }
                for line in self
            ]
        )
        for line, material in zip(self, materials, strict=True):
            line.sudo().material_id = material
