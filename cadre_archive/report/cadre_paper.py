from odoo import api, models

from odoo.addons.base.models.ir_actions_report import _wkhtml

from ..rules import paper

# Debian's wkhtmltopdf prints everything at 76.88 % and cannot be told otherwise.
UNPATCHED = 1 / 0.7688


class CadrePaper(models.AbstractModel):
    """What all printed tables share: the size of letters, and rows dealt to sheets."""

    _name = "cadre.paper"
    _description = "Printed Table"

    @api.model
    def _scale(self):
        """By what sizes in a template are multiplied, to print as they say."""
        return 1.0 if _wkhtml().is_patched_qt else UNPATCHED

    @api.model
    def _sheet_of(self, number, count):
        """Which sheet it is, in words; nothing where there is one."""
        if count == 1:
            return ""
        return self.env._("sheet %(number)s of %(count)s", number=number, count=count)

    @api.model
    def _deal(self, table, heads, rows, room, heading, repeated=30.0, closing=0.0):
        """The rows of each sheet, so that none is cut and each sheet has its heads.

        :param table: :class:`~.rules.paper.Table`
        :param heads: titles of the columns
        :param rows: ``(cells as text, row)``
        :param float room: height of a sheet
        :param float heading: what stands above the table on the first sheet
        :param float repeated: what does on the others
        :param float closing: what stands below the last row
        :return: a list of rows for each sheet
        """
        head = table.height(heads)
        sheets = paper.deal(
            [table.height(cells) for cells, _row in rows],
            room - heading - head,
            room - repeated - head,
            closing,
        )
        return [[rows[number][1] for number in sheet] for sheet in sheets]
