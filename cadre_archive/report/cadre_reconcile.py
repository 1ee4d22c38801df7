from odoo import api, fields, models
from odoo.tools import SQL

from ..models.base.roles import CLERK

KINDS = [
    ("no_file", "Cadre without a file"),
    ("file_gone", "Cadre here, file gone"),
    ("person_gone", "Person gone, file here"),
    ("no_cadre", "File without a cadre on the register"),
    ("custody", "Kept by another unit than manages"),
]


class CadreReconcile(models.Model):
    """People and files compared in both directions (R-57, R-30, R-42).

    Reads as the person who looks: files that he may not see, and his own name, are
    left out by the global rule.
    """

    _name = "cadre.reconcile"
    _description = "Separation of Person and File"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _auto = False
    _order = "kind, cadre_name, id"
    _rec_name = "cadre_number"

    kind = fields.Selection(KINDS, readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Cadre", readonly=True)
    dossier_id = fields.Many2one("cadre.dossier", string="File", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    department_id = fields.Many2one("hr.department", readonly=True)
    cadre_name = fields.Char(string="Name", readonly=True)
    cadre_number = fields.Char(readonly=True)
    date_left = fields.Date(string="Left on", readonly=True)
    managing_unit_id = fields.Many2one("res.partner", readonly=True)
    custody_unit_id = fields.Many2one(
        "res.partner", string="Unit in Custody", readonly=True
    )
    clause = fields.Char(readonly=True)
    reason = fields.Char(compute="_compute_reason")

    @property
    def _table_query(self):
        """One row for each exception; ids stay the same while it lasts.

        Each part is one pass over people and files: whoever has a file that is kept is
        left out by a join, and only the rest is looked at one by one.
        """
        return SQL(
            """
        WITH cadre AS NOT MATERIALIZED (
            SELECT e.id, e.name, e.cadre_number, e.company_id, v.department_id,
                   v.departure_date,
                   e.active AND (v.departure_date IS NULL
                                 OR v.departure_date > %(today)s) AS is_here,
                   e.cadre_number IS NOT NULL
                   AND e.cadre_category IS DISTINCT FROM 'out_of_scope' AS is_cadre
              FROM hr_employee e
              LEFT JOIN hr_version v ON v.id = e.current_version_id
        ), kept AS NOT MATERIALIZED (
            SELECT * FROM cadre_dossier
             WHERE custody_state NOT IN ('transferred_out', 'destroyed')
        )
        SELECT c.id * 3 AS id,
               CASE WHEN f.id IS NULL THEN 'no_file' ELSE 'file_gone' END AS kind,
               CASE WHEN f.id IS NULL THEN 'R-57' ELSE 'R-30' END AS clause,
               c.id AS employee_id, f.id AS dossier_id, c.company_id, c.department_id,
               c.name AS cadre_name, c.cadre_number, NULL::date AS date_left,
               f.managing_unit_id, f.custody_unit_id
          FROM cadre c
          LEFT JOIN LATERAL (
                SELECT d.* FROM cadre_dossier d WHERE d.employee_id = c.id
                 ORDER BY d.kind DESC, d.id LIMIT 1) f ON true
         WHERE c.is_here AND c.is_cadre
           AND NOT EXISTS (SELECT 1 FROM kept WHERE kept.employee_id = c.id)
        UNION ALL
        SELECT f.id * 3 + 1,
               CASE WHEN c.is_here THEN 'no_cadre' ELSE 'person_gone' END,
               CASE WHEN c.is_here THEN 'R-57' ELSE 'R-30' END,
               c.id, f.id, f.company_id, f.department_id, f.cadre_name,
               f.cadre_number, c.departure_date, f.managing_unit_id, f.custody_unit_id
          FROM kept f
          JOIN cadre c ON c.id = f.employee_id
         WHERE (NOT c.is_here OR NOT c.is_cadre OR c.company_id <> f.company_id)
        UNION ALL
        SELECT f.id * 3 + 2, 'custody', 'R-42', f.employee_id, f.id, f.company_id,
               f.department_id, f.cadre_name, f.cadre_number, NULL::date,
               f.managing_unit_id, f.custody_unit_id
          FROM kept f
         WHERE f.managing_unit_id <> f.custody_unit_id
            """,
            today=fields.Date.to_string(self.env.company._cadre_date()),
        )

    @api.depends("kind", "date_left")
    @api.depends_context("lang")
    def _compute_reason(self):
        texts = {
            "no_file": self.env._(
                "No file is registered: collect it, or ask who keeps it."
            ),
            "file_gone": self.env._(
                "The file left, the cadre did not: ask for it back."
            ),
            "person_gone": self.env._(
                "The cadre left: transfer the file to the new unit."
            ),
            "no_cadre": self.env._(
                "The person is not on the register of cadres: give a number, or "
                "transfer the file."
            ),
            "custody": self.env._(
                "Managed by one unit and kept by another: agree on it, or transfer."
            ),
        }
        for row in self:
            row.reason = texts[row.kind]

    def action_open_dossier(self):
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cadre.dossier",
            "res_id": self.dossier_id.id,
            "views": [[False, "form"]],
        }

    def action_register(self):
        """A new file for a cadre who has none."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "cadre.dossier",
            "views": [[False, "form"]],
            "context": {"default_employee_id": self.employee_id.id},
        }

    # --- Landing page ---

    @api.model
    def _desk_cards(self, app):
        if app != "archive" or not self.env.user.has_group(CLERK):
            return []
        card = self.env["cadre.desk"]._desk_card
        return [
            card(
                self.env._("Person and file apart"),
                "cadre.reconcile",
                [("kind", "!=", "custody")],
                hint=self.env._("Register, transfer or ask for the file"),
                clause="R-30",
                tone="warning",
                views="list",
                sequence=60,
            )
        ]
