from odoo import api, fields, models

from ...rules.hash_chain import Seal


class CadreLogSeal(models.Model):
    """Count and head of the chain after each sealing, chained in their turn.

    Printed on registers and mailed out of the house each month.
    """

    _name = "cadre.log.seal"
    _description = "Seal of the Log"
    _inherit = ["mail.thread", "mail.activity.mixin", "cadre.guard.mixin"]
    _subject_path = ""
    _company_path = ""
    _append_only = "R-40"
    _order = "number desc"
    _rec_name = "head"

    number = fields.Integer(readonly=True)
    date = fields.Datetime(required=True, readonly=True, default=fields.Datetime.now)
    count = fields.Integer(string="Entries", required=True, readonly=True)
    head = fields.Char(required=True, readonly=True)
    digest = fields.Char(
        readonly=True, help="SHA-256 over number, entries, head and the seal before."
    )

    _number_uniq = models.UniqueIndex(
        "(number) WHERE number > 0", "A number is given once."
    )

    def init(self):
        """Seals of before the seals were chained are chained at the upgrade."""
        self.env.cr.execute(
            "SELECT id, count, head FROM cadre_log_seal "
            "WHERE digest IS NULL ORDER BY id"
        )
        last = self._last() if (rows := self.env.cr.fetchall()) else None
        for id_, count, head in rows:
            last = Seal.after(last, count, head)
            self.env.cr.execute(
                "UPDATE cadre_log_seal SET number = %s, digest = %s WHERE id = %s",
                (last.number, last.digest, id_),
            )

    @api.model
    def _chain(self):
        """All seals in their order."""
        self.flush_model()
        # Only what the chain is made of; asked by who was allowed to verify or print.
        seals_sudo = self.sudo().search([("digest", "!=", False)], order="number")
        return [seal._plain() for seal in seals_sudo]

    @api.model
    def _last(self):
        domain = [("digest", "!=", False)]
        last = self.sudo().search(domain, order="number desc", limit=1)
        return last._plain() if last else None

    def _plain(self):
        return Seal(self.number, self.count, self.head, self.digest)

    @api.model
    def _add(self, count, head):
        seal = Seal.after(self._last(), count, head)
        self.sudo().with_context(tracking_disable=True).create(
            {
                "number": seal.number,
                "count": count,
                "head": head,
                "digest": seal.digest,
            }
        )
