from odoo import Command, fields
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..archive_common import SEALED_FORM
from ..browser import BrowserCase


@tagged("post_install", "-at_install")
class TestAccessBoardTour(BrowserCase):
    """The approver's board and list in a browser."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(context=dict(cls.env.context, no_reset_password=True))
        users = {
            role: new_test_user(
                cls.env,
                login=f"board_{role}",
                name=f"board_{role}",
                groups=f"cadre_archive.group_cadre_archive_{role}",
            )
            for role in ("clerk", "head")
        }
        unit = cls.env["res.partner"].create({"name": "Board Unit", "is_company": True})
        place = cls.env["cadre.place"].create({"name": "Board", "code": "BOARD"})
        employees = cls.env["hr.employee"].create(
            [
                {"name": name, "cadre_number": f"B-{name}"}
                for name in ("陶一", "陶三", "陶四")
            ]
        )
        dossiers = cls.env["cadre.dossier"].create(
            [
                {"number": f"BOARD{n}", "employee_id": e.id, "place_id": place.id}
                for n, e in enumerate(employees, start=1)
            ]
        )
        cls.accesses = (
            cls.env["cadre.access"]
            .with_user(users["clerk"])
            .create(
                [
                    {
                        "unit_id": unit.id,
                        "unit_head": "周刚",
                        "date_signed": fields.Date.today(),
                        "is_sealed": True,
                        "sealed_form": SEALED_FORM,
                        "purpose": "personnel",
                        "reason": "Check the years of service",
                        "wants_copy": True,
                        "reader_ids": [
                            Command.create(
                                {"name": "孙丽", "political_status": "cpc_member"}
                            )
                        ],
                        "line_ids": [Command.create({"dossier_id": dossier.id})],
                    }
                    for dossier in dossiers
                ]
            )
        )
        cls.accesses.action_submit()

    @mute_logger("odoo.http")  # the refusal on the way
    def test_board(self):
        """R-07, R-11: one by drag that fails, one with a grant, two from the list."""
        self.start_tour(
            "/odoo/cadre-applications", "cadre_access_board", login="board_head"
        )
        self.env.invalidate_all()
        self.assertEqual(set(self.accesses.mapped("state")), {"approved"})
        self.assertEqual(
            self.accesses.sudo().mapped("grants_copy"), [True, False, False]
        )
