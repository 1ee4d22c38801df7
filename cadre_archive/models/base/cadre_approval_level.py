from odoo import api, fields, models

from .roles import COMMITTEE, HEAD

ROLES = [("head", "Archive head"), ("committee", "Party Committee")]
GROUPS = {"head": HEAD, "committee": COMMITTEE}


class CadreApprovalLevel(models.Model):
    """Who decides on applications for files of a management level (R-07).

    On an application with files of several levels the highest decides.

    ===========  ==========================================================
    read         archive clerk, Party Committee
    write        archive head; every change is logged
    create       nobody: the levels come with the addon
    unlink       nobody
    ===========  ==========================================================
    """

    _name = "cadre.approval.level"
    _description = "Who Decides by Management Level"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _guard_clause = "R-07"
    _undeletable = "R-07"
    _order = "rank desc"
    _rec_name = "management_level"

    management_level = fields.Selection(
        [
            ("city", "Managed by the city"),
            ("district", "Managed by the district"),
            ("office", "Managed by the office"),
        ],
        required=True,
        readonly=True,
        help="R-07: whose cadres these are.",
    )
    rank = fields.Integer(
        required=True,
        readonly=True,
        help="R-07: of files of several levels the highest rank decides.",
    )
    role = fields.Selection(
        ROLES,
        string="Decided by",
        required=True,
        writable=True,
        logged=True,
        help="R-07: who decides.",
    )
    deputy_role = fields.Selection(
        ROLES,
        string="Otherwise by",
        writable=True,
        logged=True,
        help="R-07: who decides when nobody of that role may, since each is "
        "related to a cadre of the files (R-04) or registered the application "
        "(R-05). Empty: nobody, the archive head is told.",
    )

    _management_level_uniq = models.Constraint(
        "UNIQUE(management_level)", "A management level stands in the table once."
    )
    _deputy_role_check = models.Constraint(
        "CHECK(deputy_role IS NULL OR deputy_role <> role)",
        "R-07: the second role is another one than the first, or empty.",
    )

    def _log_details(self):
        return {"level": self.management_level}

    @api.model
    def _of_dossiers(self, dossiers):
        """The rows of the files' levels, the highest first."""
        # Everybody who submits an application may read the table.
        found = list(set(dossiers.mapped("management_level")))
        return self.search([("management_level", "in", found)])
