from odoo import api, fields, models

from ...rules.expected import gap_map, status

# In the order of their urgency: a cell shows the first that it has.
STATUSES = ("missing", "requested", "expected", "present")


class CadreDossier(models.Model):
    """The gap map of a file: ten classes by years (R-38)."""

    _inherit = "cadre.dossier"

    service_year = fields.Integer(
        string="In service since",
        aggregator=None,
        writable=True,
        bounds=(None, 2200),
        help="The year from which annual materials are expected; left empty, that of "
        "the contract, else the rule's.",
    )
    expected_ids = fields.One2many("cadre.expected.material", "dossier_id")
    missing_count = fields.Integer(string="Missing", compute="_compute_missing_count")
    gap_map = fields.Html(compute="_compute_gap_map", sanitize=False)

    _service_year_check = models.Constraint(
        "CHECK(service_year IS NULL OR service_year = 0 "
        "OR service_year BETWEEN 1930 AND 2200)",
        "Enter a year such as 2015.",
    )

    @api.depends("expected_ids.state", "expected_ids.date_due")
    def _compute_missing_count(self):
        counts = dict(
            self.env["cadre.expected.material"]._read_group(
                [("dossier_id", "in", self.ids), ("is_overdue", "=", True)],
                ["dossier_id"],
                ["__count"],
            )
        )
        for dossier in self:
            dossier.missing_count = counts.get(dossier, 0)

    @api.depends("expected_ids.state", "material_ids")
    def _compute_gap_map(self):
        for dossier in self:
            dossier.gap_map = self.env["ir.qweb"]._render(
                "cadre_archive.gap_map", dossier._gap_map_values()
            )

    def _gap_map_values(self):
        """Rows are the classes, columns the years; each cell says it in words too.

        :rtype: dict
        """
        self.ensure_one()
        classes = self.env["cadre.material.category"].search(
            [("parent_id", "=", False)]
        )
        materials = self.env["cadre.material"].search_fetch(
            [("dossier_id", "=", self.id)], ["category_id", "date_formed"]
        )
        answered = {e.material_id.id: e.year for e in self.expected_ids}
        today = self.company_id._cadre_date()

        def top(record):
            return (record.category_id.parent_id or record.category_id).id

        def year_in(paper):
            return paper.date_formed and paper.date_formed.year

        papers = [
            (top(paper), answered.get(paper.id) or year_in(paper))
            for paper in materials
        ]
        kinds = [(e, status(e.state, e.date_due, today)) for e in self.expected_ids]
        gaps = gap_map(
            papers,
            [(top(e), e.year, k) for e, k in kinds if k not in ("present", "waived")],
        )
        return {
            "years": gaps.years,
            "has_undated": bool(gaps.undated),
            "rows": [
                {
                    "name": category.display_name,
                    "undated": gaps.undated[category.id],
                    "cells": [
                        self._gap_cell(gaps.cells.get((category.id, year), {}))
                        for year in gaps.years
                    ],
                }
                for category in classes
            ],
        }

    @api.model
    def _gap_cell(self, counts):
        words = {
            "missing": self.env._("missing"),
            "requested": self.env._("requested"),
            "expected": self.env._("expected"),
            "present": self.env._("in the file"),
        }
        kinds = [kind for kind in STATUSES if kind in counts]
        return {
            "kind": kinds[0] if kinds else "",
            "count": counts.get("present", ""),
            "text": words[kinds[0]] if kinds and kinds[0] != "present" else "",
            "title": ", ".join(f"{counts[kind]} {words[kind]}" for kind in kinds),
        }

    def action_open_expected(self):
        return self._open("cadre_expected_material_action")
