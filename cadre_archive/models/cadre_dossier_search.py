from odoo import api, fields, models

from ..rules.search_key import patterns, search_key, spaced_key


class CadreDossier(models.Model):
    """Finds a file by name, pinyin, initials or number, among 100,000 as among 100."""

    _inherit = "cadre.dossier"
    _rec_names_search = ["search_text"]

    # The list is opened in this order.
    _number_idx = models.Index("(number, id)")

    search_key = fields.Char(
        compute="_compute_search_key", store=True, precompute=True, index="trigram"
    )
    search_text = fields.Char(
        string="File or cadre", compute="_compute_search_text", search="_search_text"
    )

    @api.depends("number", "cadre_name", "cadre_number")
    def _compute_search_key(self):
        for dossier in self:
            dossier.search_key = search_key(
                dossier.cadre_name or "", dossier.number, dossier.cadre_number
            )

    def _compute_search_text(self):
        for dossier in self:
            dossier.search_text = dossier.number

    def _search_text(self, operator, value):
        if operator in ("like", "ilike"):
            return [("search_key", "=like", pattern) for pattern in patterns(value)]
        if operator in ("=", "in"):
            values = [value] if isinstance(value, str) else list(value)
            return [
                "|",
                "|",
                ("number", "in", values),
                ("cadre_number", "in", values),
                ("cadre_name", "in", values),
            ]
        return NotImplemented


class CadreMaterial(models.Model):
    _inherit = "cadre.material"
    # By the columns of an index, without sorting a million rows by the numbers of
    # their files.
    _order = "dossier_id.id, category_id.id, sequence, id"
    _rec_names_search = ["number", "search_text"]

    name = fields.Char(index="trigram")
    # Two characters of a name are no work for a trigram index; with spaces they are.
    search_key = fields.Char(
        compute="_compute_search_key", store=True, precompute=True, index="trigram"
    )
    search_text = fields.Char(
        string="Name of the Material",
        compute="_compute_search_text",
        search="_search_text",
    )

    @api.depends("name")
    def _compute_search_key(self):
        for material in self:
            material.search_key = spaced_key(material.name or "")

    def _compute_search_text(self):
        for material in self:
            material.search_text = material.name

    def _search_text(self, operator, value):
        if operator in ("like", "ilike"):
            return [("search_key", "=like", pattern) for pattern in patterns(value)]
        if operator in ("=", "in"):
            values = [value] if isinstance(value, str) else list(value)
            return [("name", "in", values)]
        return NotImplemented
