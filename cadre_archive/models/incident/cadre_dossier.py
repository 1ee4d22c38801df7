from odoo import models


class CadreDossier(models.Model):
    _inherit = "cadre.dossier"

    def _check_not_lost(self):
        """Refuse files whose loss is still open, wherever they seem to be.

        :raises UserError: R-55, naming file and incident
        """
        # That a file is being looked for is told to whoever may hand it out.
        losses_sudo = (
            self.env["cadre.incident"]
            .sudo()
            .search(
                [
                    ("dossier_id", "in", self.ids),
                    ("kind", "=", "lost"),
                    ("material_ids", "=", False),
                    ("state", "!=", "closed"),
                    ("date_found_again", "=", False),
                ],
                limit=1,
            )
        )
        if losses_sudo:
            raise self.env["cadre.clause"]._refusal(
                "R-55",
                self.env._(
                    "File %(number)s is reported as lost: %(incident)s.",
                    number=losses_sudo.dossier_id.number,
                    incident=losses_sudo.name,
                ),
                self.env._("When it is found, use “Found Again” on the incident."),
            )
