from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .cadre_access import HEAD

# A held file may be moved within the office; these are the ways out of it.
WAYS_OUT = ("loan", "transit", "transferred_out", "destroyed")
HOLD_FIELDS = {"is_held", "hold_reason", "hold_since", "hold_user_id"}


class CadreDossier(models.Model):
    """Hold: a file that a case is about stays in the office until it is released.

    ===========  =========================
    hold         archive head, with a reason
    release      archive head, with a reason
    ===========  =========================
    """

    _inherit = "cadre.dossier"

    is_held = fields.Boolean(string="On hold", readonly=True, copy=False, index=True)
    hold_reason = fields.Char(readonly=True, copy=False)
    hold_since = fields.Date(readonly=True, copy=False)
    hold_user_id = fields.Many2one(
        "res.users", string="Held by", readonly=True, copy=False
    )

    @api.model_create_multi
    def create(self, vals_list):
        if not self.env.su and any(set(vals) & HOLD_FIELDS for vals in vals_list):
            raise self._refuse_hold()
        return super().create(vals_list)

    def write(self, vals):
        if not self.env.su and set(vals) & HOLD_FIELDS:
            raise self._refuse_hold()
        return super().write(vals)

    def _hold(self, reason):
        """Freeze these files while a case is open.

        :param str reason: the case, as a number
        """
        self._set_hold(True, reason)

    def _release(self, reason):
        self._set_hold(False, reason)

    def _set_hold(self, is_held, reason):
        if not self.env.user.has_group(HEAD):
            raise self._refuse_hold()
        if not (reason or "").strip():
            raise UserError(self.env._("State the reason."))
        self.check_access("write")
        self._write_hold(is_held, reason)

    def _write_hold(self, is_held, reason):
        """Hold or release, by a step that checked who may: the head, or an incident."""
        changing = self.filtered(lambda d: d.is_held != is_held)
        # The caller checked the right; nobody writes these fields by himself.
        changing.sudo().write(
            {
                "is_held": is_held,
                "hold_reason": reason if is_held else False,
                "hold_since": is_held and self.env.company._cadre_date(),
                "hold_user_id": is_held and self.env.uid,
            }
        )
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": dossier.id,
                    "action": "hold" if is_held else "release",
                    "reason": reason,
                    "clause": "R-40",
                    "subject_id": dossier.employee_id.id,
                }
                for dossier in changing
            ]
        )

    def _check_not_held(self):
        """Refuse what would take a held file away.

        :raises UserError: R-40
        """
        if held := self.filtered("is_held"):
            raise self.env["cadre.clause"]._refusal(
                "R-40",
                self.env._("File %s is on hold: it does not leave.", held[0].number),
                self.env._("The archive head releases it when the case is closed."),
            )

    @api.model
    def _refuse_hold(self):
        return self.env["cadre.clause"]._refusal(
            "R-40",
            self.env._("Only the archive head holds a file or releases it."),
            self.env._("Ask the head, and name the case."),
            exception=AccessError,
        )


class CadreCustodyMove(models.Model):
    _inherit = "cadre.custody.move"

    @api.model
    def _check_step(self, dossier, place):
        if place.usage in WAYS_OUT:
            dossier._check_not_held()
        return super()._check_step(dossier, place)
