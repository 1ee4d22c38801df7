from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..base.roles import HEAD

# Key to the entrance of the old catalogues. It travels in the context of our own calls;
# an object cannot be sent over the wire, so no caller from outside holds one.
TAKE_OVER = object()
# What the head may put right. File, class and number follow from the paper itself.
CORRECTABLE = (
    "name",
    "date_formed",
    "date_precision",
    "page_count",
    "medium",
    "source_unit",
)


class CadreMaterial(models.Model):
    """The entrance (R-39): a material is delivered, or imported with the old files.

    ===========  ==========================================================
    create       by an accepted delivery; or by the import of an old
                 catalogue, as taken over, until the office closes the legacy import
    write        what the paper is: that import only, of materials that were
                 taken over, until then
    correct      archive head, with a reason; the old values stay in the log
    ===========  ==========================================================
    """

    _inherit = "cadre.material"

    delivery_line_id = fields.Many2one(
        "cadre.delivery.line",
        string="Delivered as",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-39: how it passed the entrance.",
    )
    predecessor_id = fields.Many2one(
        "cadre.material",
        string="Made from",
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-36: the original, in a medium that fades, that this version is of.",
    )
    successor_ids = fields.One2many(
        "cadre.material", "predecessor_id", string="Re-made or copied as"
    )

    _delivery_line_uniq = models.UniqueIndex(
        "(delivery_line_id) WHERE delivery_line_id IS NOT NULL",
        "This paper was filed already.",
    )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        if not (self._guard_is_off() or self._is_taking_over()):
            raise self._refuse_entrance()
        return super().create(vals_list)

    @api.model
    def load(self, fields, data):
        """Take over an old catalogue: the one import of materials."""
        company = self.env.company
        if not self.env.su and company.cadre_takeover_closed_on:
            refusal = self._refuse_closed(company)
            messages = [{"type": "error", "message": str(refusal)}]
            return {"ids": False, "messages": messages, "nextrow": 0}
        taken_over = self.with_context(cadre_door=TAKE_OVER)
        return super(CadreMaterial, taken_over).load(fields, data)

    # --- The entrance ---

    @api.model
    def _file(self, lines):
        """File the papers of a delivery, in a constant number of queries (R-39).

        Called by their acceptance only: it checked the person and the papers.
        """
        lines.dossier_id.check_access("write")
        # Originals first, so that a version finds the material it is made from.
        versions = lines.filtered("original_line_id")
        for batch in filter(None, (lines - versions, versions)):
            materials = self._as_system().create(
                self.env["cadre.intake"]._material_values(batch)
            )
            for line, material in zip(batch.sudo(), materials, strict=True):
                line.material_id = material
        self.env["cadre.log"]._record(
            [
                entry
                for line in lines
                for entry in line.material_id._log_entries(
                    "file",
                    payload={
                        "delivery": line.display_name,
                        "predecessor": line.original_line_id.material_id.id,
                    },
                )
            ]
        )

    # --- Corrections ---

    def action_correct(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Correct %s", self.display_name),
            "res_model": "cadre.material.correct",
            "view_mode": "form",
            "target": "new",
            "context": {"default_material_id": self.id, "dialog_size": "medium"},
        }

    def _correct(self, values, reason):
        """Put right what passed the entrance wrongly (R-39, R-40).

        :param dict values: what is right, as typed
        :param str reason: why it was wrong
        :raises AccessError, UserError: R-39
        """
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(HEAD):
            raise self._refusal_correction(
                self.env._("Only the archive head corrects a filed material."),
                self.env._("Tell the head what is wrong, and on which paper."),
                AccessError,
            )
        if not (reason or "").strip():
            raise self._refusal_correction(
                self.env._("A correction needs its reason."),
                self.env._("Write down what was wrong and how it was found."),
            )
        before = self._log_values(CORRECTABLE)
        self._as_system()._unlogged().write(values)
        after = self._log_values(CORRECTABLE)
        changed = {
            name: [before[name] or "", after[name] or ""]
            for name in CORRECTABLE
            if before[name] != after[name]
        }
        if not changed:
            raise self._refusal_correction(
                self.env._("Nothing was changed."),
                self.env._("Enter what is right, or leave it."),
            )
        self.env["cadre.log"]._record(
            self._log_entries(
                "correct", clause="R-39", reason=reason.strip(), payload=changed
            )
        )

    def _refusal_correction(self, what, remedy, exception=UserError):
        return self.env["cadre.clause"]._refusal(
            "R-39", what, remedy, exception=exception, records=self
        )

    @api.model
    def _is_taking_over(self):
        return self.env.su or self.env.context.get("cadre_door") is TAKE_OVER

    def _open_to_catalogue(self):
        """In the import alone: what was taken over, until the office closes it."""
        opened = super()._open_to_catalogue()
        if not self._is_taking_over():
            return self.browse()
        return opened.filtered(
            lambda material: (
                material.origin == "takeover"
                and not material.company_id.cadre_takeover_closed_on
            )
        )

    def _guard_remedy(self, reason, names):
        if any(material.origin == "delivery" for material in self):
            fallback = self.env._(
                "It stays as it was let in: write what is to be said into its remark. "
                "A better version is delivered, and names this one as its original."
            )
        else:
            fallback = self._entrance_remedy()
        return super()._guard_remedy(reason, names) or fallback

    @api.model
    def _entrance_remedy(self):
        return self.env._(
            "Register a delivery and examine the paper. Catalogues of the old "
            "files are imported, as long as the legacy import is open."
        )

    @api.model
    def _refuse_entrance(self):
        return self.env["cadre.clause"]._refusal(
            "R-39",
            self.env._("A filed material is not entered or changed directly."),
            self._entrance_remedy(),
            exception=AccessError,
        )

    @api.model
    def _refuse_closed(self, company):
        return self.env["cadre.clause"]._refusal(
            "R-39",
            self.env._(
                "The legacy import was closed on %s.",
                company._cadre_date(company.cadre_takeover_closed_on),
            ),
            self.env._("Register a delivery and examine the paper."),
            exception=UserError,
        )
