from odoo import api, fields, models
from odoo.tools import SQL


class CadrePageView(models.Model):
    """Pages that readers saw in reading sessions, with the seconds in sight."""

    _inherit = "cadre.page.view"

    @api.model
    def _sources(self):
        return [
            *super()._sources(),
            SQL(
                """
                SELECT view.id::bigint * 2 + 1 AS id,
                       view.date,
                       view.user_id,
                       material.dossier_id,
                       view.material_id,
                       view.employee_id,
                       view.company_id,
                       view.page,
                       (SELECT COALESCE(sum(beat.seconds), 0)::int
                          FROM cadre_reading_beat beat
                         WHERE beat.view_id = view.id) AS seconds,
                       access.name AS document
                  FROM cadre_reading_view view
                  JOIN cadre_material material ON material.id = view.material_id
                  JOIN cadre_access access ON access.id = view.access_id
                """
            ),
        ]


class CadreAccessTrail(models.Model):
    """Reading sessions: one row for each session and file of which a page was shown."""

    _inherit = "cadre.access.trail"

    kind = fields.Selection(selection_add=[("reading", "On screen")])

    @api.model
    def _sources(self):
        return [*super()._sources(), self._source_reading()]

    @api.model
    def _source_reading(self):
        return SQL(
            """
            SELECT min(view.id)::bigint * 8 + 2 AS id,
                   min(view.date) AS date,
                   COALESCE(session.date_closed, session.date_end) AS date_end,
                   'reading' AS kind,
                   reader.name AS person,
                   COALESCE(unit.name, reader.unit) AS unit,
                   material.dossier_id,
                   view.employee_id,
                   view.company_id,
                   access.name AS document,
                   count(*)::int AS page_count,
                   FALSE AS is_out
              FROM cadre_reading_view view
              JOIN cadre_reading_session session ON session.id = view.session_id
              JOIN cadre_access access ON access.id = view.access_id
              JOIN cadre_access_reader reader ON reader.id = session.reader_id
              JOIN cadre_material material ON material.id = view.material_id
              LEFT JOIN res_partner unit ON unit.id = access.unit_id
             GROUP BY session.id, reader.id, unit.id, access.id,
                      material.dossier_id, view.employee_id, view.company_id
            """
        )
