from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ..rules import reading
from .cadre_access import CLERK

# What was granted may be made until the application is closed.
GRANT_STATES = ("approved", "in_use", "returned")
# More than anybody copies in one go; drawing one takes a quarter of a second.
MAX_SHEETS = 100


class CadreAccess(models.Model):
    """Applications: copies and extracts, where they were granted (R-11, R-13)."""

    _inherit = "cadre.access"

    copy_print_ids = fields.One2many(
        "cadre.copy.print", "access_id", string="Prints and Copies", groups=CLERK
    )
    extract_ids = fields.One2many(
        "cadre.extract", "access_id", string="Extracts", groups=CLERK
    )
    copy_print_count = fields.Integer(compute="_compute_copy_counts", groups=CLERK)
    extract_count = fields.Integer(compute="_compute_copy_counts", groups=CLERK)
    can_copy = fields.Boolean(compute="_compute_can_copy", groups=CLERK)
    can_extract = fields.Boolean(compute="_compute_can_copy", groups=CLERK)

    @api.depends("copy_print_ids", "extract_ids")
    def _compute_copy_counts(self):
        for access in self:
            access.copy_print_count = len(access.copy_print_ids)
            access.extract_count = len(access.extract_ids)

    @api.depends("state", "grants_copy", "grants_extract")
    def _compute_can_copy(self):
        for access in self:
            lasts = access.state in GRANT_STATES
            access.can_copy = lasts and access.grants_copy
            access.can_extract = lasts and access.grants_extract

    # --- Actions ---

    def action_copy(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Print or Copy"),
            "res_model": "cadre.copy.make",
            "view_mode": "form",
            "target": "new",
            "context": {"default_access_id": self.id, "dialog_size": "medium"},
        }

    def action_new_extract(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("New Extract"),
            "res_model": "cadre.extract",
            "views": [[False, "form"]],
            "context": {"default_access_id": self.id},
        }

    def action_copy_prints(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Prints and Copies"),
            "res_model": "cadre.copy.print",
            "views": [[False, "list"]],
            "domain": [("access_id", "=", self.id)],
        }

    def action_extracts(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Extracts"),
            "res_model": "cadre.extract",
            "view_mode": "list,form",
            "domain": [("access_id", "=", self.id)],
        }

    # --- Business ---

    def _materials_on(self):
        """The materials asked for, while what was granted may still be made."""
        lasting = self.filtered(lambda access: access.state in GRANT_STATES)
        expired = lasting.filtered(lambda a: a.state == "approved") - lasting._is_live()
        return (lasting - expired).line_ids._granted_materials()

    def _check_may_copy(self):
        """R-11: the approver granted copies on this very application, and it lasts."""
        self._check_grant("R-11", "grants_copy", self.env._("copies"))

    def _check_may_extract(self):
        """R-13: the approver granted extracts on this very application."""
        self._check_grant("R-13", "grants_extract", self.env._("extracts"))

    def _check_grant(self, clause, name, what):
        self.ensure_one()
        self.check_access("write")
        if not self.env.user.has_group(CLERK):
            raise AccessError(
                self.env._("Only the archive makes copies and extracts (R-11).")
            )
        if not self[name] or not self._materials_on():
            raise self._refusal_for(
                self,
                clause,
                self.env._("On this application no %s are granted.", what),
                self.env._(
                    "Ask for them on an application; the approver grants or refuses."
                ),
            )

    def _copy(self, material, kind, pages="", copies=1):
        """Number prints of scan pages, or copies made from the paper.

        :param material: one of the granted materials
        :param str kind: ``scan`` or ``paper``
        :param str pages: as people write them, e.g. ``1-3, 5``; empty for all
        :param int copies: how many sets, each with a number of its own
        :return: the rows
        :raises UserError: R-11 when it was not granted
        """
        self._check_may_copy()
        if kind not in ("scan", "paper"):
            raise UserError(self.env._("Choose what is copied: scan or paper."))
        if len(material) != 1 or material not in self._materials_on():
            raise self._refusal_for(
                self,
                "R-11",
                self.env._("This material is not on the application."),
                self.env._("Choose one of the materials that were asked for."),
            )
        there = material.page_count
        if kind == "scan":
            there = sum(material._filed_scans().mapped("page_count"))
        try:
            numbers = reading.pages_named(pages or "", there)
        except ValueError:
            numbers = []
        if not numbers:
            raise UserError(
                self.env._(
                    "Pages “%(pages)s”: there are pages 1 to %(there)s. Write them "
                    "like 1-3, 5.",
                    pages=pages or "",
                    there=there,
                )
            )
        if copies < 1 or copies * len(numbers) > MAX_SHEETS:
            raise UserError(
                self.env._(
                    "Print between 1 and %s sheets in one go.",
                    MAX_SHEETS,
                )
            )
        return self.env["cadre.copy.print"]._number_prints(
            self,
            [
                {
                    "kind": kind,
                    "dossier_id": material.dossier_id.id,
                    "employee_id": material.dossier_id.employee_id.id,
                    "material_id": material.id,
                    "pages": pages or f"1-{there}",
                    "page_count": len(numbers),
                }
            ]
            * copies,
        )
