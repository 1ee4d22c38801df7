from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

# Keys to the entrance. They travel in the context of our own calls; an object cannot
# be sent over the wire, so no caller from outside holds one.
FILING = object()
TAKE_OVER = object()
# What a paper is. Once filed it stays as it was let in (in its file anyway: R-40).
SUBSTANCE = {
    "category_id",
    "sequence",
    "type_id",
    "name",
    "date_formed",
    "page_count",
    "medium",
    "source_unit",
    "origin",
    "delivery_line_id",
    "predecessor_id",
}


class CadreMaterial(models.Model):
    """The entrance (R-39): a material is delivered, or imported with the old files.

    ===========  ==========================================================
    create       by an accepted delivery; or by the import of an old
                 catalogue, as taken over, until the office closes the take-over
    write        the remark; what the paper is: the import of the old
                 catalogue only, of materials that were taken over, until then
    ===========  ==========================================================
    """

    _inherit = "cadre.material"

    delivery_line_id = fields.Many2one(
        "cadre.delivery.line",
        string="Delivered as",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-39: how it passed the entrance.",
    )
    predecessor_id = fields.Many2one(
        "cadre.material",
        string="Made from",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="restrict",
        help="R-36: the original, in a medium that fades, that this version is of.",
    )
    successor_ids = fields.One2many(
        "cadre.material",
        "predecessor_id",
        string="Re-made or copied as",
        readonly=True,
    )

    _delivery_line_uniq = models.UniqueIndex(
        "(delivery_line_id) WHERE delivery_line_id IS NOT NULL",
        "This paper was filed already.",
    )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        door = self.env.context.get("cadre_door")
        if door is not FILING:
            if not self.env.su and door is not TAKE_OVER:
                raise self._refuse_entrance()
            for vals in vals_list:
                if vals.get("origin", "takeover") != "takeover" or vals.get(
                    "delivery_line_id"
                ):
                    raise self._refuse_entrance()
                # Explicit, since a default could come with the caller's context.
                vals.update(origin="takeover", delivery_line_id=False)
                if not self.env.su:
                    vals["predecessor_id"] = False
            if not self.env.su:
                self.env["cadre.dossier"].browse(
                    [v["dossier_id"] for v in vals_list if v.get("dossier_id")]
                )._check_takeover_open()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and set(vals) & SUBSTANCE:
            changed = self.filtered(lambda material: material._differs(vals))
            if changed:
                changed._check_changeable()
        return super().write(vals)

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
            # Clerks have no right of their own to file.
            filing_sudo = self.sudo().with_context(cadre_door=FILING)
            materials_sudo = filing_sudo.create(batch._material_values())
            for line, material in zip(batch.sudo(), materials_sudo, strict=True):
                line.material_id = material
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": line.material_id.id,
                    "action": "file",
                    "clause": "R-39",
                    "subject_id": line.employee_id.id,
                    "payload": {
                        "delivery": line.display_name,
                        "predecessor": line.original_line_id.material_id.id,
                    },
                }
                for line in lines
            ]
        )

    def _differs(self, vals):
        """Whether these values would change what the paper is."""
        return any(
            self._fields[name].convert_to_write(self[name], self)
            != self._fields[name].convert_to_write(
                self._fields[name].convert_to_record(
                    self._fields[name].convert_to_cache(vals[name], self), self
                ),
                self,
            )
            for name in set(vals) & SUBSTANCE
        )

    def _check_changeable(self):
        """Only the import changes what was taken over, and only while it is open."""
        if delivered := self.filtered(lambda m: m.origin == "delivery"):
            raise self.env["cadre.clause"]._refusal(
                "R-39",
                self.env._(
                    "Material %s passed the entrance: it stays as it was let in.",
                    delivered[0].display_name,
                ),
                self.env._(
                    "Write what is to be said into its remark. A better version is "
                    "delivered, and names this one as its original."
                ),
                exception=AccessError,
            )
        if self.env.context.get("cadre_door") is not TAKE_OVER:
            raise self._refuse_entrance()
        self.dossier_id._check_takeover_open()

    @api.model
    def _refuse_entrance(self):
        return self.env["cadre.clause"]._refusal(
            "R-39",
            self.env._("A filed material is not entered or changed directly."),
            self.env._(
                "Register a delivery and examine the paper. Catalogues of the old "
                "files are imported, as long as the take-over is open."
            ),
            exception=AccessError,
        )

    @api.model
    def _refuse_closed(self, company):
        closed_on = fields.Datetime.context_timestamp(
            self, company.cadre_takeover_closed_on
        )
        return self.env["cadre.clause"]._refusal(
            "R-39",
            self.env._(
                "The take-over of the old files was closed on %s.",
                closed_on.strftime("%Y-%m-%d"),
            ),
            self.env._("Register a delivery and examine the paper."),
            exception=UserError,
        )
