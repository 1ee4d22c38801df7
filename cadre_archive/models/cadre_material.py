from odoo import api, fields, models
from odoo.exceptions import AccessError, ValidationError

from ..rules.numbering import continue_numbers, material_number

MEDIA = [
    ("print", "Printed"),
    ("blue_black_ink", "Blue-black ink"),
    ("black_ink", "Black ink"),
    ("ink_stick", "Ink stick"),
    ("ballpoint", "Ballpoint pen"),
    ("pencil", "Pencil"),
    ("red_ink", "Red ink"),
    ("blue_ink", "Pure-blue ink"),
    ("carbon", "Carbon paper"),
]


class CadreMaterial(models.Model):
    """A paper in a cadre's file.

    ===========  ==========================================================
    read         archive clerk; never in one's own or a relative's file (R-03, R-04)
    write        archive clerk
    create       archive clerk, as taken over from the old file
    unlink       nobody, superuser included (R-63)
    ===========  ==========================================================
    """

    _name = "cadre.material"
    _description = "Material of a File"
    _inherit = ["cadre.import.mixin"]
    _order = "dossier_id, category_id, sequence, id"
    _rec_name = "number"
    _rec_names_search = ["number", "name"]
    _check_company_auto = True
    _import_key = ("dossier_id", "category_id", "sequence")

    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        index=True,
        default=lambda self: self.env.company,
    )
    category_id = fields.Many2one(
        "cadre.material.category",
        required=True,
        index=True,
        ondelete="restrict",
        domain="[('is_leaf', '=', True)]",
    )
    sequence = fields.Integer(
        string="No. within",
        copy=False,
        help="Place within the category; left empty, the next one.",
    )
    number = fields.Char(
        compute="_compute_number", store=True, help="Class and number: 3-2 or 4-1-5."
    )
    type_id = fields.Many2one(
        "cadre.material.type",
        index="btree_not_null",
        ondelete="restrict",
        domain="[('category_id', '=?', category_id)]",
    )
    name = fields.Char(string="Material", required=True)
    date_formed = fields.Date(
        string="Formed on", index=True, help="The latest date on the paper."
    )
    page_count = fields.Integer(string="Pages", required=True, default=1)
    medium = fields.Selection(
        MEDIA, default="print", help="R-36: what it is written in."
    )
    source_unit = fields.Char(help="R-60: the unit that formed it.")
    remark = fields.Char(help="For instance: copy, annexes.")
    origin = fields.Selection(
        [("takeover", "Taken over"), ("delivery", "Delivered")],
        required=True,
        readonly=True,
        default="takeover",
        help="Taken over with the old file, or let in by a delivery.",
    )

    _number_uniq = models.Constraint(
        "UNIQUE(dossier_id, category_id, sequence)",
        "This file has a material with that number already: leave the number empty.",
    )
    _sequence_check = models.Constraint(
        "CHECK(sequence > 0)", "Materials are numbered from 1."
    )
    _page_count_check = models.Constraint(
        "CHECK(page_count > 0)", "A material has at least one page: count again."
    )

    # --- Compute ---

    @api.depends("category_id.code", "sequence")
    def _compute_number(self):
        for material in self:
            material.number = material_number(
                material.category_id.code or "", material.sequence
            )

    @api.depends("number", "dossier_id.number")
    def _compute_display_name(self):
        for material in self:
            material.display_name = f"{material.dossier_id.number}/{material.number}"

    # --- Constraints ---

    @api.constrains("date_formed")
    def _check_date_formed(self):
        for material in self:
            today = material.company_id._cadre_date()
            if material.date_formed and material.date_formed > today:
                raise ValidationError(
                    self.env._(
                        "Material %(number)s: %(date)s lies in the future. Enter the "
                        "latest date on the paper.",
                        number=material.display_name,
                        date=material.date_formed,
                    )
                )

    @api.constrains("category_id", "type_id")
    def _check_category_id(self):
        for material in self:
            if not material.category_id.is_leaf:
                raise ValidationError(
                    self.env._(
                        "Class %s has sub-classes: file the material in one of them.",
                        material.category_id.code,
                    )
                )
            if (
                material.type_id
                and material.type_id.category_id != material.category_id
            ):
                raise ValidationError(
                    self.env._(
                        "“%(type)s” belongs into class %(right)s, not %(wrong)s.",
                        type=material.type_id.name,
                        right=material.type_id.category_id.code,
                        wrong=material.category_id.code,
                    )
                )

    # --- Onchange ---

    @api.onchange("type_id")
    def _onchange_type_id(self):
        if self.type_id:
            self.category_id = self.type_id.category_id
            self.name = self.name or self.type_id.name

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        dossiers = self.env["cadre.dossier"].browse(
            [vals["dossier_id"] for vals in vals_list if vals.get("dossier_id")]
        )
        # Odoo lets one create a child of a record that one may not read.
        dossiers.check_access("read")
        if not self.env.su and any(
            vals.get("origin", "takeover") != "takeover" for vals in vals_list
        ):
            raise self.env["cadre.clause"]._refusal(
                "R-39",
                self.env._("Only a delivery brings a delivered material into a file."),
                self.env._("Leave the origin empty, or register a delivery."),
                exception=AccessError,
            )
        companies = {dossier.id: dossier.company_id.id for dossier in dossiers}
        for vals in vals_list:
            if vals.get("dossier_id"):
                vals["company_id"] = companies[vals["dossier_id"]]
            if vals.get("type_id") and not vals.get("category_id"):
                types = self.env["cadre.material.type"].browse(vals["type_id"])
                vals["category_id"] = types.category_id.id
        self._set_sequences(vals_list)
        return super().create(vals_list)

    def write(self, vals):
        vals = dict(vals)
        if "dossier_id" in vals:
            if any(material.dossier_id.id != vals["dossier_id"] for material in self):
                raise self.env["cadre.clause"]._refusal(
                    "R-40",
                    self.env._("A material does not change over to another file."),
                    self.env._("Register it in the other file, with a remark here."),
                )
            del vals["dossier_id"]
        if "company_id" in vals or ("origin" in vals and not self.env.su):
            raise AccessError(
                self.env._("Office and origin of a material cannot be changed.")
            )
        return super().write(vals)

    @api.ondelete(at_uninstall=False)
    def _unlink_except_never(self):
        raise self.env["cadre.clause"]._refusal(
            "R-63",
            self.env._("A registered material is not deleted."),
            self.env._("Correct its data, or take the road of destruction."),
        )

    @api.model
    def get_import_templates(self):
        return [
            {
                "label": self.env._("Import Template for Materials"),
                "template": "/cadre_archive/static/xls/cadre_material.xlsx",
            }
        ]

    # --- Business ---

    @api.model
    def _set_sequences(self, vals_list):
        """Number new materials behind those on record, in one query a batch."""
        groups = [
            (
                (vals.get("dossier_id"), vals.get("category_id")),
                vals.get("sequence") or 0,
            )
            for vals in vals_list
        ]
        if all(given for _group, given in groups):
            return
        # Every number counts, also one that a rule hides.
        highest = {
            (dossier.id, category.id): last
            for dossier, category, last in self.sudo()._read_group(
                [("dossier_id", "in", [group[0] for group, _given in groups])],
                ["dossier_id", "category_id"],
                ["sequence:max"],
            )
        }
        numbers = continue_numbers(groups, highest)
        for vals, number in zip(vals_list, numbers, strict=True):
            vals["sequence"] = number
