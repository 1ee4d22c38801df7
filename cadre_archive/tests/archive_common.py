import base64
import io
from datetime import timedelta

from PIL import Image, ImageDraw

from odoo import Command, fields

from . import scan_files
from .common import GroundCommon

SEALED_FORM = base64.b64encode(scan_files.image("PNG")).decode()


class ArchiveCommon(GroundCommon):
    """A store with three files of the office, one of the district, and their users.

    方艳慧, 李强 and 王芳 are managed by the office, 赵敏 by the district. 陈静 is a
    Party member who may read.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.committee = cls._user(
            "z_committee", "cadre_archive.group_cadre_party_committee"
        )
        cls.clerk2 = cls._user("z_clerk2", "cadre_archive.group_cadre_archive_clerk")
        cls.company = cls.env.company
        cls.calendar_tz = cls.company.resource_calendar_id
        cls.calendar_tz.tz = "Asia/Shanghai"
        employees = cls.env["hr.employee"]
        cls.zhao = employees.create(
            {"name": "赵敏", "cadre_number": "Z-004", "management_level": "district"}
        )
        cls.chen = employees.create(
            {
                "name": "陈静",
                "cadre_number": "Z-005",
                "political_status": "cpc_member",
                "identification_id": "110101198001011232",
            }
        )
        cls.unit = cls.env["res.partner"].create(
            {"name": "District Organisation Department", "is_company": True}
        )
        places = cls.env["cadre.place"]
        cls.room = places.create({"name": "Room 1", "code": "ZR1", "kind": "room"})
        cls.slot, cls.slot2 = places.create(
            [
                {"name": "Slot 1", "code": "ZS1", "parent_id": cls.room.id},
                {"name": "Slot 2", "code": "ZS2", "parent_id": cls.room.id},
            ]
        )
        cls.d_fang, cls.d_li, cls.d_wang, cls.d_zhao = cls.env["cadre.dossier"].create(
            [
                {"number": f"ZD{n}", "employee_id": e.id, "place_id": cls.slot.id}
                for n, e in enumerate((cls.fang, cls.li, cls.wang, cls.zhao), start=1)
            ]
        )
        cls.category = cls.env.ref("cadre_archive.cadre_material_category_3")
        cls.type = cls.env.ref(
            "cadre_archive.cadre_material_type_annual_appraisal_form"
        )
        cls.env["cadre.material"].create(
            [
                {
                    "dossier_id": dossier.id,
                    "type_id": cls.type.id,
                    "name": f"Annual appraisal form {year}",
                    "date_formed": f"{year}-12-31",
                    "page_count": 4,
                }
                for dossier in (cls.d_fang, cls.d_li, cls.d_wang, cls.d_zhao)
                for year in (2023, 2024)
            ]
        )

    @classmethod
    def _reader(cls, **values):
        return {
            "name": "孙丽",
            "unit": "Organisation Department",
            "political_status": "cpc_member",
            "identification": "110101199001011114",
            **values,
        }

    @classmethod
    def _access(cls, dossiers, user=None, readers=None, **values):
        """A complete draft, registered by the clerk."""
        access = cls.env["cadre.access"].with_user(user or cls.clerk)
        loan = values.get("kind") == "loan"
        return access.create(
            {
                "unit_id": cls.unit.id,
                "unit_head": "周刚",
                "date_signed": fields.Date.today() - timedelta(days=1),
                "is_sealed": True,
                "sealed_form": SEALED_FORM,
                "purpose": "personnel",
                "reason": "Check the years of service",
                "special_need": "The case group works elsewhere" if loan else False,
                "place_of_use": "unit_office" if loan else False,
                "loan_days": 15 if loan else 0,
                "reader_ids": [
                    Command.create(values) for values in readers or [cls._reader()]
                ],
                "line_ids": [
                    Command.create({"dossier_id": dossier.id}) for dossier in dossiers
                ],
                **values,
            }
        )

    @classmethod
    def _approved(cls, dossiers, **values):
        access = cls._access(dossiers, **values)
        access.action_submit()
        decider = cls.head if access.approver_role == "head" else cls.committee
        access.with_user(decider).action_approve()
        return access

    @classmethod
    def _handed_out(cls, dossiers, pages=8, **values):
        access = cls._approved(dossiers, **values)
        cls._sign(access, "declaration")
        if access.kind == "loan":
            cls._sign(access, "iou")
        cls._hand_out(access, {line: pages for line in access.line_ids})
        return access

    @classmethod
    def _returned(cls, dossiers, pages=8, **values):
        access = cls._handed_out(dossiers, pages=pages, **values)
        cls._take_back(access, {line: pages for line in access.line_ids})
        return access

    # --- The counter ---

    @classmethod
    def _hand_out(cls, access, pages):
        access.env["cadre.counter"]._hand_out(access, pages)

    @classmethod
    def _take_back(cls, access, pages):
        access.env["cadre.counter"]._take_back(access, pages)

    @classmethod
    def _counter(cls, access, method, *args, **kwargs):
        """What the screen asks about an application."""
        return getattr(access.env["cadre.counter"], method)(access.id, *args, **kwargs)

    @classmethod
    def _drawing(cls):
        """A signature as the screen sends it."""
        picture = Image.new("RGBA", (300, 100), (255, 255, 255, 0))
        ImageDraw.Draw(picture).line((20, 80, 150, 20, 280, 70), "black", 3)
        output = io.BytesIO()
        picture.save(output, "PNG")
        return "data:image/png;base64," + base64.b64encode(output.getvalue()).decode()

    @classmethod
    def _sign(cls, access, role, data=None, is_paper=False):
        """Every reader signs, as the clerk's screen has it done."""
        for reader in access.reader_ids:
            cls._counter(
                access,
                "sign",
                role,
                reader.id,
                reader._declaration_text(role),
                data or cls._drawing(),
                is_paper,
            )

    @classmethod
    def _listed(cls, access, lines=None):
        """Counts as the screen sends them when all is as listed."""
        return [
            [file["id"], item["id"], item["expected"]]
            for file in cls._counter(access, "open")["files"]
            if lines is None or file["id"] in lines.ids
            for item in file["items"]
        ]
