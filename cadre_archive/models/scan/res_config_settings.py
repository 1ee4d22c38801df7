from odoo import fields, models
from odoo.exceptions import ValidationError

# Setting, its parameter, the least and the most that make sense.
LIMITS = {
    "cadre_scan_max_mb": ("cadre_archive.scan_max_mb", 1, 2000),
    "cadre_scan_reserve_mb": ("cadre_archive.scan_reserve_mb", 1, 1_000_000),
    "cadre_scan_check_days": ("cadre_archive.scan_check_days", 1, 365),
}


class ResConfigSettings(models.TransientModel):
    """Settings of the archive's technique: for system administrators alone.

    What the policy says is in the clause register, for the archive head.
    """

    _inherit = "res.config.settings"

    cadre_scan_max_mb = fields.Integer(
        string="Largest Scan (MB)",
        config_parameter="cadre_archive.scan_max_mb",
        help="A larger file is refused before it is stored.",
    )
    cadre_scan_reserve_mb = fields.Integer(
        string="Reserve on the Disk (MB)",
        config_parameter="cadre_archive.scan_reserve_mb",
        help="With less free on the disk of the server, no scan is taken in.",
    )
    cadre_scan_check_days = fields.Integer(
        string="Check of the Scans (days)",
        config_parameter="cadre_archive.scan_check_days",
        help="R-40: every scan is compared with its digest at least this often.",
    )

    # --- ORM overrides ---

    def set_values(self):
        """Refuse what makes no sense; log what changes."""
        entries = []
        for name, (parameter, least, most) in LIMITS.items():
            value = self[name]
            if not least <= value <= most:
                raise ValidationError(
                    self.env._(
                        "“%(setting)s” is between %(least)s and %(most)s.",
                        setting=self._fields[name]._description_string(self.env),
                        least=least,
                        most=most,
                    )
                )
            before = self.env["ir.config_parameter"].get_param(parameter)
            if before != str(value):
                entries.append(
                    {
                        "model": "ir.config_parameter",
                        "res_id": 0,
                        "action": "setting",
                        "clause": "R-40",
                        "payload": {parameter: [before or "", str(value)]},
                    }
                )
        result = super().set_values()
        self.env["cadre.log"]._record(entries)
        return result

    # --- Actions ---

    def action_cadre_sequences(self):
        """The numbers of files, applications, deliveries: prefix and length."""
        action = self.env["ir.actions.actions"]._for_xml_id("base.ir_sequence_form")
        return {
            **action,
            "name": self.env._("Numbering"),
            "domain": [("code", "=like", "cadre.%")],
            "context": {},
        }
