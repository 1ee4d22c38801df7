from odoo import api, fields, models

from ..rules import deliveries as rules
from .cadre_delivery_line import EXAM_FIELDS

ANSWERS = [("yes", "Yes"), ("no", "No")]


class CadreDeliveryLine(models.Model):
    """The intake checklist of a paper and the defects that follow (R-35, R-61)."""

    _inherit = "cadre.delivery.line"

    # Checklist
    review_check = fields.Selection(
        ANSWERS,
        string="Reviewed",
        help="R-33: sorted out or approved by the organisation.",
    )
    content_check = fields.Selection(
        ANSWERS, string="Content", help="R-35: the content is complete."
    )
    procedures_check = fields.Selection(
        ANSWERS, string="Procedures", help="R-35: the procedures are complete."
    )
    form_check = fields.Selection(
        ANSWERS, string="Form", help="R-35: the outward form is standard."
    )
    audit_check = fields.Selection(ANSWERS, string="Audit", help="R-61: audited.")
    seal_check = fields.Selection(ANSWERS, string="Seal", help="R-61: bears the seal.")
    signature_check = fields.Selection(
        ANSWERS, string="Signature", help="R-61: is signed."
    )
    needs_audit = fields.Boolean(related="type_id.needs_audit", related_sudo=False)
    needs_seal = fields.Boolean(related="type_id.needs_seal", related_sudo=False)
    needs_signature = fields.Boolean(
        related="type_id.needs_signature", related_sudo=False
    )
    defects = fields.Text(compute="_compute_defects")
    is_fit = fields.Boolean(string="Fit", compute="_compute_defects")

    # --- Compute ---

    @api.depends(
        *sorted(EXAM_FIELDS),
        "needs_audit",
        "needs_seal",
        "needs_signature",
        "version_line_ids.state",
    )
    def _compute_defects(self):
        texts = self._defect_texts()
        for line in self:
            found = rules.defects(line._paper())
            line.is_fit = not found
            line.defects = "\n".join(
                f"{clause}: {texts[name]}" for clause, name in found
            )

    # --- The paper as the rules see it ---

    def _paper(self):
        """What the clerk found, for the rules."""
        self.ensure_one()
        checks = {"yes": True, "no": False}
        names = rules.asked(self._needs())
        return rules.Paper(
            answers=tuple((name, checks.get(self[f"{name}_check"])) for name in names),
            needs=self._needs(),
            source=self.source_unit or "",
            formed=self.date_formed or None,
            page_from=self.page_from,
            page_to=self.page_to,
            medium=self.medium or "",
            has_version=any(
                version.state in ("examined", "accepted")
                for version in self.version_line_ids
            ),
            is_copy=bool(self.original_line_id) and self.version_kind != "remade",
            copy_date=self.copy_date or None,
            is_copy_sealed=self.is_copy_sealed,
            is_individual=self.is_individual,
            is_verified=bool(self.verified_by and self.date_verified),
        )

    def _needs(self):
        return frozenset(name for name in rules.FORMALITIES if self[f"needs_{name}"])

    def _paper_unanswered(self):
        """Labels of what is still open on the checklist."""
        names = [f"{name}_check" for name in rules.unanswered(self._paper())]
        names += [name for name in ("type_id", "medium") if not self[name]]
        return [self._fields[name]._description_string(self.env) for name in names]

    @api.model
    def _defect_texts(self):
        return {
            "review": self.env._("not sorted out or approved by the organisation"),
            "verification": self.env._(
                "provided by an individual, not verified by the organisation"
            ),
            "content": self.env._("the content is not complete"),
            "procedures": self.env._("the procedures are not complete"),
            "form": self.env._("the outward form is not standard"),
            "medium": self.env._(
                "written in a medium that fades: to be re-made or copied"
            ),
            "copy": self.env._("the copy bears no date or no seal"),
            "source": self.env._("the source is not known"),
            "date": self.env._("the date of formation is not known"),
            "pages": self.env._("first and last page are not clear"),
            "writing": self.env._("what it is written in is not known"),
            "audit": self.env._("not audited"),
            "seal": self.env._("no seal"),
            "signature": self.env._("not signed"),
        }
