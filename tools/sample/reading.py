"""The reading room: scans, sessions, extracts, copies and information slips."""

import datetime

from odoo import Command

from . import clock, drawing
from .archive import Application, rows_of

FILE = "GD0037"
# Numbers of the materials in the file: what is scanned, and may be read.
MATERIALS = [
    ("dossier_id.number", "=", FILE),
    ("number", "in", ("3-1", "3-2", "4-1-1")),
]
READER = "inspector"


def load(loader):
    loader.step("reading room", _fill)


def _fill(loader):
    pages = _scan(loader)
    past, now = (Readable(loader, row) for row in rows_of(loader, "reading"))
    _read_to_the_end(loader, past)
    now.run()
    now.access._open_reading(now.access.reader_ids, 60)
    extracts = loader.read("archive/extracts.csv")
    _extract(loader, now.access, extracts)
    slips = loader.read("archive/slips.csv")
    for row in slips:
        _slip(loader, row)
    return f"{pages} pages, 2 sessions, {len(extracts)} extracts, {len(slips)} slips"


class Readable(Application):
    """An application for scans, copies and extracts, read by a user of the office."""

    def _register(self):
        super()._register()
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
        materials = self.access.env["cadre.material"].search(MATERIALS)
        self.access.line_ids.material_ids = [Command.set(materials.ids)]


def _scan(loader):
    materials = loader.as_user("archive")["cadre.material"].search(MATERIALS)
    count = 0
    for material in materials.filtered(lambda material: not material.scan_ids):
        # The clerk does not read employees; the paper bears the name.
        name = material.dossier_id.sudo().employee_id.name
        of = material.page_count
        for page in range(1, of + 1):
            data = drawing.legible_page(material.name, name, page, of)
            material._receive_scan(data, f"{material.number}-{page}.jpg", page)
            count += 1
        material.action_file_scans()
    return count


def _read_to_the_end(loader, past):
    past.run()
    begin = past.day + datetime.timedelta(hours=1)
    with clock.at(begin):
        session = past.access._open_reading(past.access.reader_ids, 30)
        mine = session.with_env(loader.as_user(READER))
        token = mine.start_reading(True)["token"]
        pages = mine._pages()
    for number, page in enumerate(pages):
        shown = begin + datetime.timedelta(minutes=3 * number)
        with clock.at(shown):
            mine._picture(token, page["scan"], page["page"])
        with clock.at(shown + datetime.timedelta(seconds=40 + 15 * number)):
            mine.beat_reading(token, page["scan"], page["page"], 300)
    with clock.at(begin + datetime.timedelta(minutes=20)):
        mine.action_close()


def _extract(loader, access, extracts):
    head = loader.as_user("head")
    material = access.line_ids.material_ids[0]
    for row in extracts:
        extract = access.env["cadre.extract"].create(
            {
                "access_id": access.id,
                "material_id": material.id,
                "pages": row["pages"],
                "text": row["text"],
            }
        )
        by_head = extract.with_env(head)
        if row["state"] != "draft":
            by_head.action_check()
        if row["state"] in ("stamped", "released"):
            # Printed to be signed; the sheet itself is not drawn here.
            extract.action_print()
            extract.print_ids.sudo().write({"is_fetched": True})
            by_head.write({"is_signed": True, "is_sealed": True})
            by_head.action_stamp()
        if row["state"] == "released":
            by_head.action_release()
            extract.action_print()
    access._copy(material, "paper", "1-2", 2)


def _slip(loader, row):
    env = loader.as_user("archive")
    department = env["hr.department"].search([("name", "=", "党建工作办公室")], limit=1)
    dossier = env["cadre.dossier"].search([("number", "=", row["file"])])
    slip = env["cadre.information.slip"].create(
        {
            "department_id": department.id,
            "asked_by": row["asked_by"],
            "dossier_id": dossier.id,
            "question": row["question"],
            "purpose": "daily_management",
            "basis": row["basis"],
        }
    )
    slip.action_register()
    if row["state"] == "registered":
        return
    role = "head" if slip.approver_role == "head" else "committee"
    decided = slip.with_env(loader.as_user(role))
    if row["state"] == "refused":
        decided._transition("refused", reason="没有书面依据，请补来函")
        return
    decided.action_approve()
    if row["state"] == "approved":
        return
    answers = [answer.split("：") for answer in row["answers"].split("；")]
    slip.write(
        {
            "line_ids": [
                Command.create({"label": label, "answer": text})
                for label, text in answers
            ]
        }
    )
    slip.action_answer()
    if row["state"] == "closed":
        slip.action_close()
