from odoo import api, fields, models

from ...rules.identity import written_key


class HrVersion(models.Model):
    """Identity numbers as compared; who is kin by number is linked when it comes."""

    _name = "hr.version"
    _inherit = ["cadre.guard.mixin", "hr.version"]
    _subject_path = "employee_id"
    _guard_clause = "R-03"

    department_id = fields.Many2one(logged=True)
    identification_id = fields.Char(logged=True)
    # Compared as superuser, never shown.
    cadre_identity_key = fields.Char(
        compute="_compute_cadre_identity_key",
        store=True,
        index="btree_not_null",
        groups=fields.NO_ACCESS,
    )

    @api.depends("identification_id")
    def _compute_cadre_identity_key(self):
        for version in self:
            number = version.identification_id or ""
            version.cadre_identity_key = written_key(number) or False

    @api.model_create_multi
    def create(self, vals_list):
        versions = super().create(vals_list)
        versions._link_kin()
        return versions

    def write(self, vals):
        self.env["hr.employee"]._check_own_facts_of(self, vals)
        result = super().write(vals)
        # An employee is made after its first version, which is given to it then.
        if not {"identification_id", "employee_id"}.isdisjoint(vals):
            self._link_kin()
        return result

    def _link_kin(self):
        """R-04: link the kin who were recorded by a number that is now known."""
        # Links only: whoever keeps personnel records sees no kinship.
        keys = set(self.sudo().mapped("cadre_identity_key")) - {False}
        if keys:
            self.env["cadre.relative"].sudo().search(
                [("relative_id", "=", False), ("identity_key", "in", list(keys))]
            )._link_known_people()
