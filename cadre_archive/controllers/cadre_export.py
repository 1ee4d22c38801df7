import itertools
import json

from odoo import http

from odoo.addons.web.controllers.export import (
    CSVExport,
    ExcelExport,
    ExportXlsxWriter,
    GroupExportXlsxWriter,
)
from odoo.addons.web.controllers.pivot import TableExporter

from ..rules.cells import TEXT_STAYS_TEXT, inert


class TextWriter(ExportXlsxWriter):
    """Odoo's writer of lists, in which a text never becomes a formula or a link."""

    def __init__(self, fields, columns_headers, row_count):
        super().__init__(fields, columns_headers, row_count)
        for option, value in TEXT_STAYS_TEXT.items():
            setattr(self.worksheet, option, value)


class GroupTextWriter(GroupExportXlsxWriter, TextWriter):
    """The same for grouped lists."""


class CadreExcelExport(ExcelExport):
    # As Odoo's, which name their writers.

    def from_data(self, fields, columns_headers, rows):
        with TextWriter(fields, columns_headers, len(rows)) as writer:
            for row, cells in enumerate(rows, start=1):
                for column, cell in enumerate(cells):
                    writer.write_cell(row, column, cell)
        return writer.value

    def from_group_data(self, fields, columns_headers, groups):
        with GroupTextWriter(fields, columns_headers, groups.count) as writer:
            place = 1, 0
            for name, group in groups.children.items():
                place = writer.write_group(*place, name, group)
        return writer.value


class CadreCSVExport(CSVExport):
    def from_data(self, fields, columns_headers, rows):
        # Odoo's own does so for some signs only.
        heads, *rows = [list(map(inert, row)) for row in [columns_headers, *rows]]
        return super().from_data(fields, heads, rows)


class CadreTableExporter(TableExporter):
    @http.route()
    def export_xlsx(self, data, **kw):
        """A pivot table, whose heads are names of records."""
        table = json.load(data) if hasattr(data, "read") else json.loads(data)
        if table:
            for head in itertools.chain(
                *table["col_group_headers"], table["measure_headers"], table["rows"]
            ):
                head["title"] = inert(head["title"])
        return super().export_xlsx(json.dumps(table), **kw)
