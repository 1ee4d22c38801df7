from odoo import Command

from .common import GroundCommon

YES = dict.fromkeys(
    (
        "review_check",
        "content_check",
        "procedures_check",
        "form_check",
        "audit_check",
        "seal_check",
        "signature_check",
    ),
    "yes",
)


class DeliveryCommon(GroundCommon):
    """Files of 方艳慧 and 李强; 王芳 of the Party Office delivers."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.clerk2 = cls._user("z_clerk2", "cadre_archive.group_cadre_archive_clerk")
        cls.committee = cls._user(
            "z_committee", "cadre_archive.group_cadre_party_committee"
        )
        cls.wang.department_id = cls.department
        cls.slot = cls.env["cadre.place"].create({"name": "Slot 1", "code": "ZS1"})
        cls.d_fang, cls.d_li = cls.env["cadre.dossier"].create(
            [
                {"number": f"ZD{n}", "employee_id": e.id, "place_id": cls.slot.id}
                for n, e in enumerate((cls.fang, cls.li), start=1)
            ]
        )
        cls.type = cls.env.ref(
            "cadre_archive.cadre_material_type_annual_appraisal_form"
        )
        cls.plain_type = cls.env.ref(
            "cadre_archive.cadre_material_type_other_material_for_reference"
        )
        cls.category = cls.env.ref("cadre_archive.cadre_material_category_3")
        cls.unit = cls.env["res.partner"].create(
            {"name": "District Organisation Department", "is_company": True}
        )
        cls.false_content = cls.env.ref("cadre_archive.cadre_rejection_reason_false")
        cls.today = cls.company._cadre_date()

    @classmethod
    def _line(cls, dossier=None, **values):
        """Values of a paper without any defect."""
        return {
            "dossier_id": (dossier or cls.d_fang).id,
            "type_id": cls.type.id,
            "name": "Annual appraisal form 2025",
            "date_formed": cls.today,
            "source_unit": "Party Office",
            "page_from": 1,
            "page_to": 4,
            "medium": "print",
            **YES,
            **values,
        }

    @classmethod
    def _draft(cls, *lines, user=None, **values):
        """A list that both have signed, not yet received."""
        return (
            cls.env["cadre.delivery"]
            .with_user(user or cls.clerk)
            .create(
                {
                    "department_id": cls.department.id,
                    "deliverer_id": cls.wang.id,
                    "is_deliverer_signed": True,
                    "is_receiver_signed": True,
                    "line_ids": [
                        Command.create(line) for line in lines or [cls._line()]
                    ],
                    **values,
                }
            )
        )

    @classmethod
    def _received(cls, *lines, **values):
        delivery = cls._draft(*lines, **values)
        delivery.action_receive()
        return delivery

    @classmethod
    def _examined(cls, *lines, **values):
        delivery = cls._received(*lines, **values)
        delivery.line_ids.action_examine()
        return delivery

    @classmethod
    def _returned(cls, *lines, **values):
        delivery = cls._examined(*lines or [cls._line(seal_check="no")], **values)
        delivery.line_ids.write({"state": "returned"})
        return delivery
