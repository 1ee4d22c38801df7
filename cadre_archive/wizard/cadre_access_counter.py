from odoo import Command, api, fields, models


class CadreAccessCounter(models.TransientModel):
    """The counter: pages are counted and signatures seen, then files go out or in."""

    _name = "cadre.access.counter"
    _description = "Counter"

    access_id = fields.Many2one("cadre.access", required=True, readonly=True)
    direction = fields.Selection(
        [("out", "Hand out"), ("in", "Take back")], required=True, readonly=True
    )
    kind = fields.Selection(related="access_id.kind", related_sudo=False)
    reader_names = fields.Char(related="access_id.reader_names", related_sudo=False)
    loan_days = fields.Integer(related="access_id.loan_days", related_sudo=False)
    is_declared = fields.Boolean(
        string="Every reader has signed the declaration",
        help="Q-2: that no relative's file is asked for.",
    )
    is_iou_signed = fields.Boolean(
        string="The borrower has signed the IOU", help="R-15"
    )
    is_signed = fields.Boolean(
        string="Every reader has signed the register", help="R-08"
    )
    line_ids = fields.One2many("cadre.access.counter.line", "counter_id")

    @api.model
    def default_get(self, fields):
        values = super().default_get(fields)
        access = self.env["cadre.access"].browse(values.get("access_id"))
        if not access or "line_ids" not in fields:
            return values
        access.check_access("write")
        lines = access.line_ids
        if values.get("direction") == "in":
            lines = lines.filtered(
                lambda line: line.date_out and not line.date_returned
            )
        values["line_ids"] = [
            Command.create(
                {
                    "access_line_id": line.id,
                    "dossier_number": line.dossier_id.number,
                    "cadre_name": line.dossier_id.cadre_name,
                    "expected": line.pages_out or line.dossier_id.page_count,
                }
            )
            for line in lines
        ]
        values["is_declared"] = all(access.reader_ids.mapped("is_declared"))
        return values

    def action_confirm(self):
        self.ensure_one()
        access = self.access_id
        pages = {line.access_line_id: line.pages for line in self.line_ids}
        if self.direction == "out":
            if self.is_declared:
                access.reader_ids.is_declared = True
            access._hand_out(pages, is_iou_signed=self.is_iou_signed)
        else:
            access._take_back(pages)
            if self.is_signed:
                access.reader_ids.is_signed = True
        return {"type": "ir.actions.act_window_close"}


class CadreAccessCounterLine(models.TransientModel):
    _name = "cadre.access.counter.line"
    _description = "File at the Counter"

    counter_id = fields.Many2one(
        "cadre.access.counter", required=True, index=True, ondelete="cascade"
    )
    access_line_id = fields.Many2one("cadre.access.line", required=True)
    dossier_number = fields.Char(string="File", readonly=True)
    cadre_name = fields.Char(string="Cadre", readonly=True)
    expected = fields.Integer(
        string="On Record",
        readonly=True,
        help="By the catalogue at the hand-out, as counted out at the return.",
    )
    pages = fields.Integer(string="Pages Counted")
