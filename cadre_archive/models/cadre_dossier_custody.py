from odoo import api, models
from odoo.exceptions import ValidationError
from odoo.fields import Domain

from .cadre_dossier import CUSTODY_STATES


class CadreDossier(models.Model):
    """Where a file is: taken over, moved by hand, counted (R-69)."""

    _inherit = "cadre.dossier"

    # --- Actions ---

    def action_move(self):
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Move Files"),
            "res_model": "cadre.dossier.move",
            "view_mode": "form",
            "target": "new",
            "context": {"default_dossier_ids": self.ids, "dialog_size": "medium"},
        }

    # --- Business ---

    @api.model
    def _check_take_over_places(self, vals_list):
        places = self.env["cadre.place"].browse(
            {vals["place_id"] for vals in vals_list if vals.get("place_id")}
        )
        if places.filtered("usage"):
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._("A file is taken over at a real place, not a virtual one."),
                self.env._("Choose the room, cabinet, shelf or slot where it stands."),
                exception=ValidationError,
            )

    def _relocate(self, place, document=""):
        """Move files by hand: within the store, to digitising or to transit.

        Everything else follows from an application, a transfer or a destruction.

        :raises UserError: R-02 or R-69
        """
        self._check_relocation(place)
        return self.env["cadre.custody.move"]._move(self, place, document=document)

    def _check_relocation(self, place):
        """Refuse places and files that nobody moves by hand."""
        usages = ("reading_room", "loan", "transferred_out", "destroyed")
        if place.usage in usages:
            raise self.env["cadre.clause"]._refusal(
                "R-02",
                self.env._("Nobody moves a file to “%s” by hand.", place.display_name),
                self.env._("Use the application that the file goes out on."),
            )
        if out := self.filtered(lambda d: d.custody_state in usages):
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._(
                    "File %(number)s is at “%(place)s”.",
                    number=out[0].number,
                    place=out[0].place_id.display_name,
                ),
                self.env._("Take it back on the application that it went out on."),
            )

    def _set_places(self, targets, holder, date):
        """Where the files are now: for the custody ledger only.

        :param dict targets: ``{dossier: place}``
        :param str holder: who has them, empty in the store
        :param datetime date: since when
        """
        by_place = {}
        for dossier, place in targets.items():
            by_place.setdefault(place, self.browse())
            by_place[place] |= dossier
        for place, dossiers in by_place.items():
            dossiers._write_behind(
                {"place_id": place.id, "holder": holder or False, "date_moved": date}
            )

    @api.model
    def _custody_equation(self):
        """How many files are where; their sum is the register.

        Counted with the rights of the person who looks.

        :rtype: dict[str, int]
        """
        counts = dict(
            self.with_context(active_test=False)._read_group(
                Domain.TRUE, ["custody_state"], ["__count"]
            )
        )
        return {state: counts.get(state, 0) for state, _label in CUSTODY_STATES}
