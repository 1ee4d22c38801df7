from odoo import fields, models
from odoo.fields import Domain

from ...rules.search_key import patterns


class CadreSearchMixin(models.AbstractModel):
    """Finds a record by name, pinyin or initials, among 100,000 as among 100.

    A model fills ``search_key`` from what it is found by, and names in
    ``_search_exactly`` the fields that an exact search compares.
    """

    _name = "cadre.search.mixin"
    _description = "Search by Name and Pinyin"
    _search_exactly: tuple[str, ...] = ()

    search_key = fields.Char(
        compute="_compute_search_key", store=True, precompute=True, index="trigram"
    )
    search_text = fields.Char(compute="_compute_search_text", search="_search_text")

    def _compute_search_key(self):
        raise NotImplementedError

    def _compute_search_text(self):
        for record in self:
            record.search_text = record[self._search_exactly[0]]

    def _search_text(self, operator, value):
        if operator in ("like", "ilike"):
            return [("search_key", "=like", pattern) for pattern in patterns(value)]
        if operator in ("=", "in"):
            values = [value] if isinstance(value, str) else list(value)
            return Domain.OR(Domain(n, "in", values) for n in self._search_exactly)
        return NotImplemented
