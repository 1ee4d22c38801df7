# ruff: noqa: E501 (one line for each column of a template)
"""Writes the import templates of cadre_archive: static/xls/*.xlsx.

    .odoo/venv/bin/python tools/sample/templates_archive.py

The first sheet is the one to fill in: technical names as titles, since they map in
every language. The second explains each column, in Chinese and English.
"""

import io
from pathlib import Path

import workbook
import xlsxwriter

FOLDER = Path(__file__).resolve().parents[2] / "cadre_archive" / "static" / "xls"

# Template -> columns: (field, needed, Chinese, English)
# fmt: off
TEMPLATES = {
    "cadre_place.xlsx": [
        ("code", True, "位置编号，单位内唯一，印在条码上", "Code, once in the office"),
        ("name", True, "名称，如 3号铁皮柜", "Name, e.g. Cabinet 3"),
        ("kind", True, "room 库房 / cabinet 柜 / shelf 层 / slot 格", "Kind of place"),
        (
            "parent_id",
            False,
            "上级位置的编号（须排在前面的行）",
            "Code of the place around it, from a row above",
        ),
        (
            "capacity",
            False,
            "可容纳卷数，0 为不限",
            "How many files fit in, 0: not counted",
        ),
        ("is_iron", False, "铁质箱柜：True / False（R-45）", "Iron cabinet (R-45)"),
    ],
    "cadre_dossier.xlsx": [
        ("number", True, "档案编号，单位内唯一", "File number, once in the office"),
        (
            "employee_id",
            True,
            "干部编号或姓名（干部须已建档）",
            "Number or name of the cadre",
        ),
        (
            "place_id",
            True,
            "存放位置的编号，即接收入库位置",
            "Code of the place where it is taken over",
        ),
        ("kind", False, "original 正本 / duplicate 副本", "Original or duplicate"),
        ("volume_count", False, "卷数，至少 1", "Volumes, at least 1"),
        ("secrecy", False, "normal / confidential / secret", "Secrecy"),
        (
            "managing_unit_id",
            False,
            "主管单位名称",
            "Unit with the management authority",
        ),
        ("assisting_unit_id", False, "协管单位名称", "Assisting unit"),
        (
            "keeper_id",
            False,
            "保管人（用户登录名），不得为本人或亲属（R-44）",
            "Keeper's user, never the cadre or a relative",
        ),
        ("note", False, "备注", "Remark"),
    ],
    "cadre_material.xlsx": [
        ("dossier_id", True, "档案编号", "Number of the file"),
        ("category_id", True, "类别号，如 1、4-1、9-2", "Class, e.g. 1, 4-1, 9-2"),
        (
            "sequence",
            False,
            "类内顺序号；填写后可重复导入",
            "Number within the class; needed to load the file again",
        ),
        ("name", True, "材料名称", "Name of the material"),
        (
            "date_formed",
            False,
            "材料形成时间，如 2025-12-31，不得晚于今天",
            "Formed on, not in the future",
        ),
        ("page_count", True, "页数，至少 1", "Pages, at least 1"),
        ("type_id", False, "材料种类", "Type of material"),
        (
            "medium",
            False,
            "书写材料：print / blue_black_ink / black_ink / ink_stick / ballpoint / pencil / red_ink / blue_ink / carbon",
            "What it is written in",
        ),
        ("source_unit", False, "形成单位", "Unit that formed it"),
        ("remark", False, "备注，如 复印件", "Remark, e.g. copy"),
    ],
    "hr_employee_cadre.xlsx": [
        (
            "cadre_number",
            True,
            "干部编号，单位内唯一",
            "Number of the cadre, once in the office",
        ),
        ("name", True, "姓名", "Name"),
        ("department_id", False, "部门名称", "Department"),
        ("job_title", False, "职务", "Post"),
        (
            "parent_id",
            False,
            "分管领导的干部编号（可在同一文件中）",
            "Number of the leader in charge",
        ),
        ("user_id", False, "登录名", "Login of the user"),
        (
            "identification_id",
            False,
            "身份证号（文本格式）",
            "Identity number, as text",
        ),
        (
            "cadre_category",
            False,
            "civil_servant / institution / treatment / out_of_scope（A-06）",
            "Category (A-06)",
        ),
        (
            "political_status",
            False,
            "cpc_member / cpc_probationary / league_member / democratic_party / none",
            "Political status (R-01)",
        ),
        ("political_status_date", False, "加入时间，如 1994-09-02", "Since"),
        (
            "management_level",
            False,
            "city 市管 / district 区管 / office 单位管（R-07）",
            "Who manages the cadre (R-07)",
        ),
    ],
    "cadre_relative.xlsx": [
        ("employee_id", True, "干部编号", "Number of the cadre"),
        (
            "kinship",
            True,
            "spouse 配偶 / direct 直系血亲 / collateral 三代以内旁系血亲 / in_law 近姻亲",
            "Kinship (Q-2)",
        ),
        ("relation", False, "称谓，如 表哥", "In words"),
        (
            "relative_id",
            False,
            "亲属在本单位：其干部编号",
            "A relative in the office: number",
        ),
        ("relative_name", False, "亲属不在本单位：姓名", "A relative outside: name"),
        (
            "relative_identification",
            False,
            "亲属身份证号（文本格式）",
            "Identity number, as text",
        ),
    ],
}
# fmt: on


def template_bytes(columns):
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": workbook.MADE})
    needed = book.add_format({"bold": True, "bg_color": "#FCE4D6", "border": 1})
    other = book.add_format({"bold": True, "bg_color": "#E7E6E6", "border": 1})
    text = book.add_format({"num_format": "@"})
    sheet = book.add_worksheet("Data")
    notes = book.add_worksheet("说明 Notes")
    for index, title in enumerate(("列 Column", "必填 Needed", "说明", "Meaning")):
        notes.write_string(0, index, title, other)
    for index, (name, is_needed, chinese, english) in enumerate(columns):
        sheet.write_string(0, index, name, needed if is_needed else other)
        is_text = name.endswith(("identification", "identification_id", "_number"))
        sheet.set_column(index, index, 22, text if is_text else None)
        row = (name, "是 yes" if is_needed else "", chinese, english)
        for column, value in enumerate(row):
            notes.write_string(index + 1, column, value)
    sheet.freeze_panes(1, 0)
    notes.set_column(0, 0, 24)
    notes.set_column(1, 1, 14)
    notes.set_column(2, 3, 60)
    book.close()
    return content.getvalue()


def main():
    book = workbook.Book(FOLDER)
    for name, columns in TEMPLATES.items():
        book.raw(name, template_bytes(columns))
    print(*book.written, sep="\n")


if __name__ == "__main__":
    main()
