from odoo import fields, models


class HrDepartment(models.Model):
    _inherit = "hr.department"

    cadre_contact_id = fields.Many2one(
        "hr.employee",
        string="Contact for Materials",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="R-37: who is asked for materials that are missing; else the manager.",
        writable=True,
        logged=True,
    )
    date_called = fields.Date(
        string="Asked last",
        compute="_compute_date_called",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="R-37: the last mail for materials that are missing.",
    )
    cadre_contact_email = fields.Char(
        string="Contact E-mail",
        compute="_compute_cadre_contact_email",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="R-37: the contact's, else the manager's. Empty: nobody is reached.",
    )

    def _compute_cadre_contact_email(self):
        for department in self:
            # An address of the office is no secret.
            department.cadre_contact_email = department.sudo()._archive_contact()[0]

    def _compute_date_called(self):
        dates = dict(
            self.env["cadre.expected.material"]._read_group(
                [("department_id", "in", self.ids)],
                ["department_id"],
                ["date_requested:max"],
            )
        )
        for department in self:
            department.date_called = dates.get(department, False)

    def write(self, vals):
        if set(vals) == {"cadre_contact_id"} and self.env.user.has_group(
            "cadre_archive.group_cadre_archive_clerk"
        ):
            # Whom the archive calls is the archive's to say; nothing else.
            self.check_access("read")
            return super(HrDepartment, self.sudo()).write(vals)
        return super().write(vals)

    def _archive_contact(self):
        """Whom the archive writes to (R-37): the contact, else the manager.

        :return: address and language, either may be empty
        """
        self.ensure_one()
        person = self.cadre_contact_id or self.manager_id
        return person.work_email, person.user_id.lang or self.env.lang
