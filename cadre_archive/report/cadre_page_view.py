from odoo import api, fields, models
from odoo.tools import SQL


class CadrePageView(models.Model):
    """Every page of a scan that somebody saw: by the archive's viewer or a session.

    ===========  ==========================================================
    read         archive clerk; never of one's own or a relative's file (R-03, R-04)
    write        nobody: the rows are read off what was logged
    ===========  ==========================================================
    """

    _name = "cadre.page.view"
    _description = "Page Seen"
    _inherit = ["cadre.guard.mixin"]
    _subject_path = "dossier_id.employee_id"
    _dossier_path = "dossier_id"
    _auto = False
    _order = "date desc, id desc"
    _rec_name = "dossier_id"

    date = fields.Datetime(readonly=True)
    user_id = fields.Many2one("res.users", string="Seen by", readonly=True)
    dossier_id = fields.Many2one("cadre.dossier", string="File", readonly=True)
    material_id = fields.Many2one("cadre.material", readonly=True)
    employee_id = fields.Many2one("hr.employee", string="Cadre", readonly=True)
    company_id = fields.Many2one("res.company", readonly=True)
    page = fields.Integer(readonly=True, aggregator=None)
    seconds = fields.Integer(
        readonly=True, help="How long it stood open, where that is measured."
    )
    document = fields.Char(
        string="Application", readonly=True, help="Empty: the archive's own work."
    )

    @property
    def _table_query(self):
        return SQL(" UNION ALL ").join(self._sources())

    @api.model
    def _sources(self):
        """One SELECT for each kind of view; ids are kept apart by their remainder."""
        return [
            SQL(
                """
                SELECT log.id::bigint * 2 AS id,
                       log.date,
                       log.user_id,
                       scan.dossier_id,
                       scan.material_id,
                       log.subject_id AS employee_id,
                       scan.company_id,
                       (log.payload::jsonb ->> 'page')::int AS page,
                       NULL::int AS seconds,
                       NULL::varchar AS document
                  FROM cadre_log log
                  JOIN cadre_scan scan ON scan.id = log.res_id
                 WHERE log.model = 'cadre.scan' AND log.action = 'view'
                """
            )
        ]
