"""The reading room: scans, sessions, extracts, copies and information slips."""

import datetime
import io

from PIL import Image, ImageDraw, ImageFont

from odoo import Command

from . import clock
from .archive import Application

FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
FILE = "GD0037"
# Numbers of the materials in the file: what is scanned, and may be read.
MATERIALS = ("3-1", "3-2", "4-1-1")
READER = "inspector"
# state to reach | days ago | kind | unit | head of the unit | purpose | reason |
# reader | files | special need | what is asked: copies, extracts, minutes
APPLICATION = "approved|{}|consult|临澄区纪委监委|杜衡|discipline|{}|赖文博|{}||C,E,90m"
EXTRACTS = (
    ("released", "2", "2022年度考核结果：称职。"),
    ("stamped", "1", "2022年度考核登记表：出勤情况，全勤。"),
    ("checked", "1", "现任职务：综合行政执法队副队长。"),
    ("draft", "2", "主管领导评语：工作认真，群众基础好。"),
)
# state to reach | file | asked by | question | basis | answer (field, what)
SLIPS = (
    (
        "closed",
        FILE,
        "郭一鸣",
        "参加工作时间和入党时间",
        "党建办来函〔2026〕3号",
        (("参加工作时间", "2012-08-27"), ("入党时间", "2008-11-23")),
    ),
    (
        "answered",
        "GD0034",
        "郭一鸣",
        "最高学历",
        "党建办来函〔2026〕4号",
        (("学历", "大学本科"),),
    ),
    ("approved", "GD0049", "郭一鸣", "培训经历", "党建办来函〔2026〕5号", ()),
    ("registered", "GD0034", "郭一鸣", "家庭主要成员", "党建办来函〔2026〕6号", ()),
    ("refused", "GD0049", "郭一鸣", "个人总体情况", "口头询问", ()),
)


def load(loader):
    if "cadre.reading.session" not in loader.env:
        return
    with loader.step("reading room") as step:
        if step.todo:
            step.note = Room(loader).fill()


def page_picture(title, name, page, pages):
    """A page as a scanner would give it: invented, legible, small."""
    image = Image.new("L", (992, 1403), 247)
    pen = ImageDraw.Draw(image)
    head = ImageFont.truetype(FONT, 40, index=2)
    body = ImageFont.truetype(FONT, 22, index=2)
    pen.text((496, 120), title, fill=20, font=head, anchor="mm")
    pen.rectangle((90, 190, 902, 1290), outline=40, width=2)
    for row in range(1, 11):
        y = 190 + 100 * row
        pen.line((90, y, 902, y), fill=60, width=1)
    pen.line((290, 190, 290, 1290), fill=60, width=1)
    labels = ("姓名", "单位及职务", "政治面貌", "学习情况", "工作情况", "出勤情况")
    values = (name, "云汀街道办事处", "中共党员", "按要求参加学习", "完成", "全勤")
    for row, (label, value) in enumerate(zip(labels, values, strict=True)):
        pen.text((110, 225 + 100 * row), label, fill=30, font=body)
        pen.text((310, 225 + 100 * row), value, fill=30, font=body)
    pen.text(
        (496, 1350), f"第 {page} 页 共 {pages} 页", fill=60, font=body, anchor="mm"
    )
    output = io.BytesIO()
    image.save(output, "JPEG", quality=70, dpi=(120, 120))
    return output.getvalue()


class Readable(Application):
    """An application for scans, copies and extracts, read by a user of the office."""

    def _register(self):
        super()._register()
        env = self.access.env
        # Which employee the reader is, the clerk finds by his name.
        user = self.loader.env["res.users"].search([("login", "=", READER)])
        person = self.loader.env["hr.employee"].search([("user_id", "=", user.id)])
        self.access.reader_ids.write(
            {
                "employee_id": person.id,
                "name": person.name,
                "identification": person.identification_id,
            }
        )
        materials = env["cadre.material"].search(
            [("dossier_id.number", "=", FILE), ("number", "in", MATERIALS)]
        )
        self.access.line_ids.material_ids = [Command.set(materials.ids)]


class Room:
    def __init__(self, loader):
        self.loader = loader

    def env(self, login):
        return self.loader.as_user(login)

    def fill(self):
        pages = self._scan()
        access = self._read()
        self._extract(access)
        for slip in SLIPS:
            self._slip(*slip)
        return (
            f"{pages} pages, 2 sessions, {len(EXTRACTS)} extracts, {len(SLIPS)} slips"
        )

    def _scan(self):
        materials = self.env("archive")["cadre.material"].search(
            [("dossier_id.number", "=", FILE), ("number", "in", MATERIALS)]
        )
        count = 0
        for material in materials.filtered(lambda material: not material.scan_ids):
            # The clerk does not read employees; the paper bears the name.
            name = material.dossier_id.sudo().employee_id.name
            for page in range(1, material.page_count + 1):
                data = page_picture(material.name, name, page, material.page_count)
                material._receive_scan(data, f"{material.number}-{page}.jpg", page)
                count += 1
            material.action_file_scans()
        return count

    def _application(self, days, reason):
        application = Readable(
            self.loader, APPLICATION.format(days, reason, FILE), "archive"
        )
        application.run()
        return application

    def _read(self):
        """A session that was read to its end, and one that is open now."""
        past = self._application(3, "案件核查（一）")
        with clock.at(past.day + datetime.timedelta(hours=1)):
            session = past.access._open_reading(past.access.reader_ids, 30)
            mine = session.with_env(self.env(READER))
            token = mine.start_reading(True)["token"]
            pages = mine._pages()
        for number, page in enumerate(pages):
            shown = past.day + datetime.timedelta(hours=1, minutes=3 * number)
            with clock.at(shown):
                mine._picture(token, page["scan"], page["page"])
            with clock.at(shown + datetime.timedelta(seconds=40 + 15 * number)):
                mine.beat_reading(token, page["scan"], page["page"], 300)
        with clock.at(past.day + datetime.timedelta(hours=1, minutes=20)):
            mine.action_close()
        now = self._application(1, "案件核查（二）")
        now.access._open_reading(now.access.reader_ids, 60)
        return now.access

    def _extract(self, access):
        head = self.env("head")
        material = access.line_ids.material_ids[0]
        for state, pages, text in EXTRACTS:
            extract = access.env["cadre.extract"].create(
                {
                    "access_id": access.id,
                    "material_id": material.id,
                    "pages": pages,
                    "text": text,
                }
            )
            by_head = extract.with_env(head)
            if state != "draft":
                by_head.action_check()
            if state in ("stamped", "released"):
                by_head.write({"is_signed": True, "is_sealed": True})
                by_head.action_stamp()
            if state == "released":
                by_head.action_release()
                extract.action_print()
        access._copy(material, "paper", "1-2", 2)

    def _slip(self, state, file, asked_by, question, basis, answer):
        env = self.env("archive")
        department = env["hr.department"].search(
            [("name", "=", "党建工作办公室")], limit=1
        )
        slip = env["cadre.information.slip"].create(
            {
                "department_id": department.id,
                "asked_by": asked_by,
                "dossier_id": env["cadre.dossier"].search([("number", "=", file)]).id,
                "question": question,
                "purpose": "daily_management",
                "basis": basis,
            }
        )
        slip.action_register()
        if state == "registered":
            return
        role = "head" if slip.approver_role == "head" else "committee"
        decided = slip.with_env(self.env(role))
        if state == "refused":
            decided._transition("refused", reason="没有书面依据，请补来函")
            return
        decided.action_approve()
        if state == "approved":
            return
        slip.write(
            {
                "line_ids": [
                    Command.create({"label": label, "answer": text})
                    for label, text in answer
                ]
            }
        )
        slip.action_answer()
        if state == "closed":
            slip.action_close()
