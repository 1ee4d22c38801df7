"""The workbook of a legacy import: empty with its lists, or rows to correct."""

import io
from collections.abc import Mapping, Sequence

import xlsxwriter

from . import takeover
from .cells import TEXT_STAYS_TEXT
from .tables import letter_of


def write(
    sheets: Mapping[str, Sequence[tuple[Mapping, str]]],
    values: Mapping[tuple[str, str], Sequence[str]],
    *,
    reason_title: str,
    values_title: str,
    is_chinese: bool,
    is_template: bool = False,
    last_line: int = 60_000,
) -> bytes:
    """Rows with their reasons, in the shape that is loaded.

    :param sheets: ``{sheet: [(row, reason)]}``
    :param values: what may stand in a column with a list: ``{(sheet, column): texts}``
    :param is_template: with an example row, which is not loaded
    """
    output = io.BytesIO()
    book = xlsxwriter.Workbook(output, TEXT_STAYS_TEXT)
    head = book.add_format({"bold": True, "bg_color": "#E7E6E6"})
    red = book.add_format({"font_color": "#C00000", "text_wrap": True})
    grey = book.add_format({"font_color": "#7F7F7F", "italic": True})
    # What is typed stays as it is typed: 0012 and 1991.10.
    as_text = book.add_format({"num_format": "@"})
    lists = {}
    for sheet, rows in sheets.items():
        title = takeover.title_of(takeover.SHEETS[sheet], is_chinese)
        worksheet = book.add_worksheet(title)
        columns = [
            name
            for name in takeover.COLUMNS[sheet]
            if name not in takeover.ONLY_READ
            or any(row.get(name) is not None for row, _reason in rows)
        ]
        worksheet.set_column(0, len(columns) - 1, 18, as_text)
        for index, name in enumerate(columns):
            names = takeover.COLUMNS[sheet][name]
            title = takeover.title_of(names, is_chinese)
            worksheet.write_string(0, index, title, head)
            if (sheet, name) in values:
                lists[sheet, name] = (worksheet, index)
        if is_template:
            for index, text in enumerate(takeover.EXAMPLES[sheet][is_chinese]):
                worksheet.write_string(1, index, text, grey)
        if rows:
            worksheet.write_string(0, len(columns), reason_title, head)
            worksheet.set_column(len(columns), len(columns), 60)
        for number, (row, reason) in enumerate(rows, start=1):
            for index, name in enumerate(columns):
                worksheet.write_string(number, index, takeover.text_of(row.get(name)))
            worksheet.write_string(number, len(columns), reason, red)
        worksheet.freeze_panes(1, 0)
    _write_lists(book, lists, values, values_title, last_line)
    book.close()
    return output.getvalue()


def _write_lists(book, lists, values, title, last_line):
    """Let cells choose from the allowed values, which stand on a sheet of their own."""
    if not lists:
        return
    worksheet = book.add_worksheet(title)
    for column, (key, (sheet, index)) in enumerate(lists.items()):
        worksheet.write_column(0, column, values[key])
        letter = letter_of(column)
        sheet.data_validation(
            1,
            index,
            last_line,
            index,
            {
                "validate": "list",
                "source": f"='{title}'!${letter}$1:${letter}${len(values[key])}",
                # Old words are read as well: the list helps, it does not bar.
                "error_type": "information",
            },
        )
