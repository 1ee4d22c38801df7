from odoo import fields, models

GRANT_FIELDS = {"grants_copy", "grants_extract", "granted_minutes"}
# What may be shown of a file rests on an application in one of these states.
LIVE_STATES = ("approved", "in_use")


class CadreAccess(models.Model):
    """What the approver allows, and until when it may be used (R-02, R-11, R-13).

    ============  =============================================================
    grants_*      written by whoever may decide, while it is submitted
    expired       by the clock only, when nobody came to use the approval
    ============  =============================================================
    """

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    grants_copy = fields.Boolean(
        string="Copies Granted",
        copy=False,
        help="R-11: off unless the approver grants what was asked.",
    )
    grants_extract = fields.Boolean(
        string="Extracts Granted",
        copy=False,
        help="R-13: off unless the approver grants what was asked.",
    )
    granted_minutes = fields.Integer(
        string="Minutes Granted",
        copy=False,
        help="R-02: as asked, unless the approver sets another number.",
    )
    date_expires = fields.Date(
        string="Valid until",
        readonly=True,
        copy=False,
        index="btree_not_null",
        help="R-02: the last day on which the approval can be used.",
    )

    _granted_minutes_check = models.Constraint(
        "CHECK(granted_minutes >= 0)", "Minutes granted cannot be negative."
    )

    # --- What was granted ---

    def _is_live(self):
        """Those of the applications on which something may be shown today (R-02)."""
        return self.filtered(
            lambda access: (
                access.state in LIVE_STATES
                and not (
                    access.state == "approved"
                    and access.date_expires
                    and access.date_expires < access.company_id._cadre_date()
                )
            )
        )

    def _granted_materials(self):
        """The materials that may be shown on these applications, none on others.

        Runs with the rights of the caller: whoever serves a reader without rights on
        files asks as superuser, having checked the application and the reader.
        """
        return self._is_live().line_ids._granted_materials()
