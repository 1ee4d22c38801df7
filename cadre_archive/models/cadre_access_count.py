from odoo import api, fields, models
from odoo.exceptions import AccessError


class CadreAccessCount(models.Model):
    """Pages of one material as counted at the counter, out and in (R-10). Append-only.

    Without a material the file was counted as a whole.

    ===========  ==========================================================
    read         whoever reads the application
    create       only the hand-out and the return
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.access.count"
    _description = "Pages Counted"
    _order = "line_id, step desc, id"
    _rec_name = "step"

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    line_id = fields.Many2one(
        "cadre.access.line",
        string="File",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    material_id = fields.Many2one(
        "cadre.material", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    material_name = fields.Char(string="Counted", readonly=True)
    step = fields.Selection(
        [("out", "Hand-out"), ("in", "Return")], required=True, readonly=True
    )
    pages_registered = fields.Integer(
        string="By the Catalogue", readonly=True, help="R-10"
    )
    pages_out = fields.Integer(string="Out", readonly=True, help="R-10")
    pages_in = fields.Integer(string="Back", readonly=True, help="R-10")
    incident_id = fields.Many2one(
        "cadre.incident", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    date = fields.Datetime(
        required=True, readonly=True, default=fields.Datetime.now, string="Counted on"
    )
    user_id = fields.Many2one(
        "res.users",
        string="Counted by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )

    _once_uniq = models.UniqueIndex(
        "(line_id, step, COALESCE(material_id, 0))",
        "This material is counted already: open the application again.",
    )

    # --- ORM overrides ---

    def write(self, vals):  # pylint: disable=method-required-super
        raise AccessError(
            self.env._("Counts are append-only (R-10): a count cannot be changed.")
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise AccessError(
            self.env._("Counts are append-only (R-10): a count cannot be deleted.")
        )


class CadreAccessLine(models.Model):
    """What was counted of a file, and in what condition it came back."""

    _inherit = "cadre.access.line"  # pylint: disable=consider-merging-classes-inherited

    count_ids = fields.One2many(
        "cadre.access.count", "line_id", string="Pages Counted", readonly=True
    )
    defect = fields.Text(
        readonly=True,
        copy=False,
        help="R-09: marks, notes, alterations or folds found at the return.",
    )

    def _counted_materials(self):
        """The materials whose pages are counted: those granted, else the whole file."""
        self.ensure_one()
        return self._granted_materials()

    def _read_materials(self):
        """Read the materials of all these lines at once, not file by file."""
        self._granted_materials().fetch(["number", "name", "page_count"])

    # --- Counting ---

    def _tally_out(self, pages):
        """What goes out, as rows of counts.

        :param pages: pages of the whole file, or ``{material: pages}`` of each
        :return: values of cadre.access.count
        :raises UserError: R-10, unless every material was counted
        """
        if isinstance(pages, int):
            if pages < 1:
                raise self._refusal_uncounted()
            registered = sum(self._counted_materials().mapped("page_count"))
            return [self._count_row(False, self._whole(), registered, pages)]
        materials = self._counted_materials()
        if set(pages) != set(materials) or min(pages.values(), default=-1) < 0:
            raise self._refusal_uncounted()
        return [
            self._count_row(m.id, f"{m.number} {m.name}", m.page_count, pages[m])
            for m in materials
        ]

    def _tally_in(self, pages):
        """What comes back, against what went out; as :meth:`_tally_out`."""
        if isinstance(pages, int):
            if pages < 0:
                raise self._refusal_uncounted()
            row = self._count_row(False, self._whole(), 0, self.pages_out)
            return [{**row, "pages_in": pages}]
        went_out = self.count_ids.filtered(lambda count: count.step == "out")
        if (
            set(pages) != set(went_out.material_id)
            or min(pages.values(), default=-1) < 0
        ):
            raise self._refusal_uncounted()
        return [
            {
                **self._count_row(
                    c.material_id.id, c.material_name, c.pages_registered, c.pages_out
                ),
                "pages_in": pages[c.material_id],
            }
            for c in went_out
        ]

    def _whole(self):
        return self.env._("The whole file")

    def _count_row(self, material_id, name, registered, pages_out):
        return {
            "access_id": self.access_id.id,
            "line_id": self.id,
            "material_id": material_id,
            "material_name": name,
            "pages_registered": registered,
            "pages_out": pages_out,
            "user_id": self.env.uid,
        }

    def _refusal_uncounted(self):
        return self.env["cadre.clause"]._refusal(
            "R-10",
            self.env._("The pages of file %s are not counted.", self.dossier_id.number),
            self.env._("Count them together with the reader and enter them."),
        )
