from odoo import api, fields, models
from odoo.tools import SQL


class CadreAccessTrail(models.Model):
    """Who ever saw which file, on paper or on the screen, person by person (R-08).

    ===========  ==========================================================
    read         archive clerk; never of one's own or a relative's file (R-03, R-04)
    write        nobody: the rows are read off applications, sessions and log
    ===========  ==========================================================
    """

    _name = "cadre.access.trail"
    _description = "Access Log"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "person"

    date = fields.Datetime(string="From", readonly=True)
    date_end = fields.Datetime(string="Until", readonly=True, help="Empty: still out.")
    kind = fields.Selection(
        [
            ("consult", "Consultation"),
            ("loan", "Loan"),
            ("print", "Copy or extract"),
            ("slip", "Information slip"),
            ("work", "The archive's own work"),
        ],
        readonly=True,
    )
    person = fields.Char(readonly=True)
    unit = fields.Char(readonly=True)
    dossier_id = fields.Many2one("cadre.dossier", string="File", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Cadre", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    document = fields.Char(string="Application", readonly=True)
    page_count = fields.Integer(string="Pages", readonly=True, aggregator="sum")
    is_out = fields.Boolean(string="Out now", readonly=True)

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._sources())

    @api.model
    def _sources(self):
        """One SELECT for each kind; ids are kept apart by their remainder."""
        return [
            self._source_counter(),
            self._source_work(),
            self._source_print(),
            self._source_slip(),
        ]

    @api.model
    def _source_counter(self):
        """Files handed out, one row for each reader."""
        return SQL(
            """
            SELECT (line.id::bigint * 65536 + reader.id %% 65536) * 8 AS id,
                   line.date_out AS date,
                   line.date_returned AS date_end,
                   access.kind,
                   reader.name AS person,
                   COALESCE(unit.name, reader.unit) AS unit,
                   line.dossier_id,
                   line.employee_id,
                   line.company_id,
                   access.name AS document,
                   line.pages_out AS page_count,
                   line.date_returned IS NULL AS is_out
              FROM cadre_access_line line
              JOIN cadre_access access ON access.id = line.access_id
              JOIN cadre_access_reader reader ON reader.access_id = access.id
              LEFT JOIN res_partner unit ON unit.id = access.unit_id
             WHERE line.date_out IS NOT NULL
            """
        )

    @api.model
    def _source_work(self):
        """Scans seen by the archive itself: one row for each person, file and day."""
        return SQL(
            """
            SELECT min(log.id)::bigint * 8 + 1 AS id,
                   min(log.date) AS date,
                   max(log.date) AS date_end,
                   'work' AS kind,
                   partner.name AS person,
                   NULL::varchar AS unit,
                   scan.dossier_id,
                   dossier.employee_id,
                   scan.company_id,
                   NULL::varchar AS document,
                   count(*)::int AS page_count,
                   FALSE AS is_out
              FROM cadre_log log
              JOIN cadre_scan scan ON scan.id = log.res_id
              JOIN cadre_dossier dossier ON dossier.id = scan.dossier_id
              JOIN res_users users ON users.id = log.user_id
              JOIN res_partner partner ON partner.id = users.partner_id
              JOIN res_company company ON company.id = scan.company_id
              LEFT JOIN resource_calendar calendar
                ON calendar.id = company.resource_calendar_id
             WHERE log.model = 'cadre.scan' AND log.action = 'view'
             GROUP BY scan.dossier_id, dossier.employee_id, scan.company_id,
                      log.user_id, partner.name,
                      (log.date AT TIME ZONE 'UTC'
                       AT TIME ZONE COALESCE(calendar.tz, 'Asia/Shanghai'))::date
            """
        )

    @api.model
    def _source_print(self):
        """Numbered copies and extracts: whoever holds the paper has seen it."""
        return SQL(
            """
            SELECT sheet.id::bigint * 8 + 3 AS id,
                   sheet.date,
                   NULL::timestamp AS date_end,
                   'print' AS kind,
                   sheet.reader_names AS person,
                   unit.name AS unit,
                   sheet.dossier_id,
                   sheet.employee_id,
                   sheet.company_id,
                   sheet.name AS document,
                   sheet.page_count,
                   FALSE AS is_out
              FROM cadre_copy_print sheet
              JOIN cadre_access access ON access.id = sheet.access_id
              LEFT JOIN res_partner unit ON unit.id = access.unit_id
            """
        )

    @api.model
    def _source_slip(self):
        """Facts told to a department (R-70): no page was shown."""
        return SQL(
            """
            SELECT slip.id::bigint * 8 + 4 AS id,
                   slip.date_answered AS date,
                   slip.date_closed AS date_end,
                   'slip' AS kind,
                   COALESCE(slip.asked_by, employee.name) AS person,
                   COALESCE(unit.name, department.name ->> %s,
                            department.name ->> 'en_US') AS unit,
                   slip.dossier_id,
                   slip.employee_id,
                   slip.company_id,
                   slip.name AS document,
                   NULL::int AS page_count,
                   FALSE AS is_out
              FROM cadre_information_slip slip
              LEFT JOIN res_partner unit ON unit.id = slip.unit_id
              LEFT JOIN hr_employee employee ON employee.id = slip.asked_by_id
              LEFT JOIN hr_department department ON department.id = slip.department_id
             WHERE slip.date_answered IS NOT NULL
            """,
            self.env.lang or "en_US",
        )
