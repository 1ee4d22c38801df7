from odoo import api, fields, models
from odoo.exceptions import ValidationError

from ..base.cadre_guard_mixin import Open
from ..base.roles import HEAD

MEMBER = "cpc_member"


class CadreStaff(models.Model):
    """Who keeps the archive, appointed on which paper (R-43, R-45).

    ===========  ==========================================================
    read         archive clerk
    write        archive head; an appointment ends, it is not deleted
    create       archive head
    unlink       nobody
    ===========  ==========================================================
    """

    _name = "cadre.staff"
    _description = "Archive Staff"
    _inherit = ["cadre.import.mixin", "cadre.guard.mixin"]
    _subject_path = "employee_id"
    _avoids = ()
    _guard_clause = "R-43"
    _undeletable = "R-43"
    _order = "date_ended DESC NULLS FIRST, date_appointed, id"
    _rec_name = "employee_id"
    _check_company_auto = True
    _import_key = ("employee_id", "date_appointed")

    employee_id = fields.Many2one(
        "hr.employee",
        string="Person",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        help="R-43: a Party member.",
        writable=Open(once=True),
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        index=True,
        default=lambda self: self.env.company,
        writable=True,
    )
    duty = fields.Selection(
        [("full_time", "Full-time"), ("part_time", "Part-time")],
        required=True,
        default="full_time",
        help="R-45: the archive is kept by full-time or part-time staff.",
        writable=True,
    )
    task = fields.Char(
        help="For instance: keeps the files, head, digitising.", writable=True
    )
    document = fields.Char(
        string="Appointed on",
        required=True,
        help="R-43: number and title of the paper of the appointment.",
        writable=True,
    )
    date_appointed = fields.Date(string="Appointed from", required=True, writable=True)
    date_ended = fields.Date(string="Appointed until", writable=True)
    room_ids = fields.Many2many(
        "cadre.place",
        string="Rooms in Care",
        check_company=True,
        domain="[('kind', '=', 'room')]",
        help="R-45: the special rooms that this person answers for.",
        writable=True,
    )
    note = fields.Text(string="Remark", writable=True, logged=True)
    is_serving = fields.Boolean(
        string="Serving", compute="_compute_is_serving", search="_search_is_serving"
    )
    is_wrong = fields.Boolean(
        string="No longer fit",
        compute="_compute_is_wrong",
        search="_search_is_wrong",
        help="R-43: is serving, but no Party member any more, or has left the office.",
    )

    _serving_uniq = models.UniqueIndex(
        "(company_id, employee_id) WHERE date_ended IS NULL",
        "This person is on the roster already: end the earlier appointment first.",
    )
    _dates_check = models.Constraint(
        "CHECK(date_ended IS NULL OR date_ended >= date_appointed)",
        "An appointment cannot end before it begins.",
    )

    # --- Compute ---

    @api.depends("date_appointed", "date_ended")
    def _compute_is_serving(self):
        for staff in self:
            today = staff.company_id._cadre_date()
            staff.is_serving = (
                bool(staff.date_appointed)
                and staff.date_appointed <= today
                and (not staff.date_ended or staff.date_ended >= today)
            )

    def _search_is_serving(self, operator, value):
        if operator != "in":
            return NotImplemented
        today = self.env.company._cadre_date()
        return [
            ("date_appointed", "<=", today),
            "|",
            ("date_ended", "=", False),
            ("date_ended", ">=", today),
        ]

    @api.depends("is_serving")
    def _compute_is_wrong(self):
        for staff in self:
            # Nothing but the answer comes back.
            employee_sudo = staff.employee_id.sudo()
            staff.is_wrong = staff.is_serving and (
                not employee_sudo.active or employee_sudo.political_status != MEMBER
            )

    def _search_is_wrong(self, operator, value):
        if operator != "in":
            return NotImplemented
        # The roster is short, the rights on it are those of the person who looks.
        serving = self.search([("is_serving", "=", True)])
        return [("id", "in", serving.filtered("is_wrong").ids)]

    # --- Constraints ---

    @api.constrains("employee_id", "date_ended")
    def _check_party_member(self):
        for staff in self:
            if staff.date_ended:
                continue
            # The head who keeps the roster may know it.
            if staff.employee_id.sudo().political_status != MEMBER:
                raise self.env["cadre.clause"]._refusal(
                    "R-43",
                    self.env._(
                        "%s is not on record as a Party member.",
                        staff.employee_id.sudo().name,
                    ),
                    self.env._(
                        "Appoint somebody else, or have the personnel office correct "
                        "the political status."
                    ),
                    exception=ValidationError,
                )

    @api.constrains("room_ids")
    def _check_room_ids(self):
        for staff in self:
            if other := staff.room_ids.filtered(lambda place: place.kind != "room"):
                raise ValidationError(
                    self.env._("“%s” is not a room.", other[0].display_name)
                )

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        roster = super().create(vals_list)
        self.env["cadre.log"]._record(
            roster._log_entries(
                "appoint",
                subject_id=False,
                payload=lambda staff: {"document": staff.document, "duty": staff.duty},
            )
        )
        return roster

    def _guard_remedy(self, reason, names):
        return {
            "unlink": self.env._("Enter the day on which the appointment ended."),
            "once": self.env._("End this appointment, and enter the person anew."),
        }.get(reason)

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(HEAD):
            return []
        return [
            self.env["cadre.desk"]._desk_card(
                self.env._("Archive staff no longer fit"),
                "cadre.staff",
                [("is_wrong", "=", True)],
                hint=self.env._("Party members alone keep the archive"),
                clause="R-43",
                tone="danger",
                sequence=64,
            )
        ]
