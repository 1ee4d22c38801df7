from odoo import models

# What the client says stood in the fields (static/src/save/seen.js).
SEEN_KEY = "cadre_seen"


class Base(models.AbstractModel):
    """What our client sends along when a person saves, and no model knows."""

    _inherit = "base"

    def web_save(self, vals, specification, next_id=None):
        if SEEN_KEY in vals:
            vals = dict(vals)
            seen = vals.pop(SEEN_KEY)
            if self and self._name in self.pool.descendants(
                ["cadre.guard.mixin"], "_inherit"
            ):
                self._check_seen(seen, vals)
        return super().web_save(vals, specification, next_id=next_id)
