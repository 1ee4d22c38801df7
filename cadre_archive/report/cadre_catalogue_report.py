from odoo import api, models
from odoo.exceptions import AccessError
from odoo.tools import groupby

from ..models.base.roles import CLERK
from ..rules.catalogue import chinese_number, sheet_title
from ..rules.paper import PORTRAIT, Table


class CadreCatalogueSheet(models.AbstractModel):
    """The archive catalogue (facts 5.2): what both the PDF and the workbook print."""

    _name = "cadre.catalogue.sheet"
    _description = "Sheet of the Archive Catalogue"
    _inherit = ["cadre.paper"]

    @api.model
    def _check_clerk(self, catalogues):
        # Odoo does not ask the report's groups when it is called by its address.
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("Catalogues are printed by the archive."))
        catalogues.check_access("read")

    @api.model
    def _sheets(self, catalogues):
        """What stands on the sheets; reads no record that its reader may not read."""
        categories = self.env["cadre.material.category"].search([("code", "!=", False)])
        by_code = {category.code: category for category in categories}
        return [self._sheet(catalogue, by_code) for catalogue in catalogues]

    @api.model
    def _sheet(self, catalogue, categories):
        marks = catalogue._marks()
        lines = catalogue.lines or []
        rows = []
        for top, of_class in groupby(lines, lambda row: row["number"].split("-")[0]):
            rows.append(self._heading(categories, top, chinese_number(int(top))))
            subs = groupby(of_class, lambda row: row["number"].rpartition("-")[0])
            for code, of_sub in subs:
                if code != top:
                    rows.append(self._heading(categories, code, code.split("-")[-1]))
                rows += [self._row(line, marks.get(line["id"], "")) for line in of_sub]
                category = categories.get(code)
                rows += [
                    {"kind": "blank"}
                    for _i in range(category.blank_lines if category else 0)
                ]
        known = {line["id"] for line in lines}
        gone = [
            line
            for line in catalogue.previous_id.lines or []
            if line["id"] not in known
        ]
        return {
            "dossier": catalogue.dossier_id.number,
            "cadre": catalogue.dossier_id.cadre_name,
            "office": catalogue.company_id.name,
            "printed": catalogue.date,
            "previous": catalogue.previous_id.date,
            "is_marked": bool(marks),
            "rows": rows,
            "parts": self._pages(rows),
            "gone": ", ".join(f"{line['number']} {line['name']}" for line in gone),
            "count": len(lines),
            "pages": sum(line["pages"] for line in lines),
        }

    @api.model
    def _pages(self, rows):
        """The rows of each sheet; a heading of a class does not end one."""
        width, room = PORTRAIT
        table = Table(width, (9, 41, 8, 7, 7, 8, 20), 11.0, padding=6.0, lowest=21.0)
        cells = [
            (
                [row.get("no", ""), "※ " * bool(row.get("mark")) + row.get("name", "")]
                + [""] * 4
                + [f"{row.get('mark', '')} {row.get('remark', '')}".strip()],
                row,
            )
            for row in rows
        ]
        pages = self._deal(
            table, [""] * 7, cells, room - 26, 72, repeated=75, closing=60
        )
        for page, following in zip(pages, pages[1:], strict=False):
            while len(page) > 1 and page[-1]["kind"] in ("class", "sub"):
                following.insert(0, page.pop())
        return pages

    @api.model
    def _heading(self, categories, code, number):
        category = categories.get(code)
        return {
            "kind": "class" if "-" not in code else "sub",
            "no": number,
            "name": category.name if category else code,
        }

    @api.model
    def _row(self, line, mark):
        year, month, day = (line["formed"].split("-") + ["", "", ""])[:3]
        return {
            "kind": "row",
            "no": int(line["number"].rpartition("-")[2]),
            "number": line["number"],
            "name": line["name"],
            "year": year,
            "month": month.lstrip("0"),
            "day": day.lstrip("0"),
            "pages": line["pages"],
            "remark": line["remark"],
            "mark": self._mark(mark),
        }

    @api.model
    def _mark(self, mark):
        if mark.startswith("moved:"):
            return self.env._("was %s", mark.partition(":")[2])
        labels = {"new": self.env._("new"), "changed": self.env._("corrected")}
        return labels.get(mark, "")


class CadreCatalogueReport(models.AbstractModel):
    """The archive catalogue as PDF: sets are one article with page breaks."""

    _name = "report.cadre_archive.report_catalogue"
    _description = "Archive Catalogue"
    _inherit = "cadre.catalogue.sheet"

    @api.model
    def _get_report_values(self, docids, data=None):
        catalogues = self.env["cadre.catalogue"].browse(docids or [])
        self._check_clerk(catalogues)
        return {
            "doc_ids": catalogues.ids,
            "doc_model": "cadre.catalogue",
            "scale": self._scale(),
            "sheet_of": self._sheet_of,
            "sheets": self._sheets(catalogues),
        }


class CadreCatalogueXlsx(models.AbstractModel):
    """The archive catalogue as workbook: a sheet for each file."""

    _name = "report.cadre_archive.catalogue_xlsx"
    _description = "Archive Catalogue as Workbook"
    _inherit = ["report.report_xlsx.abstract", "cadre.catalogue.sheet"]

    def generate_xlsx_report(self, workbook, data, objs):
        self._check_clerk(objs)
        styles = self._styles(workbook)
        for sheet in self._sheets(objs):
            title = sheet_title(sheet["dossier"], workbook.sheetnames)
            self._write_sheet(workbook.add_worksheet(title), sheet, styles)

    def _styles(self, workbook):
        line = {"border": 1, "valign": "vcenter"}
        return {
            "title": workbook.add_format(
                {"bold": True, "font_size": 18, "align": "center"}
            ),
            "head": workbook.add_format({**line, "bold": True, "align": "center"}),
            "class": workbook.add_format({**line, "bold": True}),
            "text": workbook.add_format({**line, "text_wrap": True}),
            "number": workbook.add_format({**line, "align": "center"}),
            "plain": workbook.add_format({}),
        }

    def _write_sheet(self, worksheet, sheet, styles):
        worksheet.merge_range(
            0, 0, 0, 6, self.env._("Archive Catalogue"), styles["title"]
        )
        worksheet.write_string(
            1, 0, f"{sheet['dossier']}  {sheet['cadre']}", styles["plain"]
        )
        worksheet.merge_range(2, 0, 3, 0, self.env._("Serial No."), styles["head"])
        worksheet.merge_range(2, 1, 3, 1, self.env._("Material name"), styles["head"])
        worksheet.merge_range(2, 2, 2, 4, self.env._("Formed"), styles["head"])
        for column, title in (
            (2, self.env._("year")),
            (3, self.env._("month")),
            (4, self.env._("day")),
        ):
            worksheet.write_string(3, column, title, styles["head"])
        worksheet.merge_range(2, 5, 3, 5, self.env._("Pages"), styles["head"])
        worksheet.merge_range(2, 6, 3, 6, self.env._("Remark"), styles["head"])
        for column, width in enumerate((7, 46, 7, 7, 7, 7, 22)):
            worksheet.set_column(column, column, width)
        for index, row in enumerate(sheet["rows"], start=4):
            self._write_row(worksheet, index, row, styles)
        worksheet.set_paper(9)  # A4
        worksheet.fit_to_pages(1, 0)
        worksheet.repeat_rows(2, 3)

    def _write_row(self, worksheet, index, row, styles):
        if row["kind"] in ("class", "sub"):
            worksheet.write_string(index, 0, row["no"], styles["head"])
            worksheet.write_string(index, 1, row["name"], styles["class"])
            values = [""] * 5
        elif row["kind"] == "blank":
            values = [""] * 7
        else:
            worksheet.write_number(index, 0, row["no"], styles["number"])
            worksheet.write_string(index, 1, row["name"], styles["text"])
            remark = " · ".join(filter(None, (row["mark"], row["remark"])))
            date = [int(row[part]) if row[part] else "" for part in DATE_PARTS]
            values = [*date, row["pages"], remark]
        for column, value in enumerate(values, start=7 - len(values)):
            if isinstance(value, int):
                worksheet.write_number(index, column, value, styles["number"])
            else:
                worksheet.write_string(index, column, value, styles["text"])


DATE_PARTS = ("year", "month", "day")
