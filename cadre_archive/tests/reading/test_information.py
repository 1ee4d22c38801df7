from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..archive_common import ArchiveCommon

REPORT = "cadre_archive.report_information_slip"


@tagged("post_install", "-at_install", "cadre_copy", "cadre_security")
class TestInformation(ArchiveCommon):
    """R-70: a department's question is answered in words, approved and on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.kin = cls._user("z_kin", "cadre_archive.group_cadre_archive_head")
        cls.wang.user_id = cls.kin
        cls.own = cls._user("z_own", "cadre_archive.group_cadre_archive_head")
        cls.fang.user_id = cls.own
        cls.env["cadre.relative"].create(
            {
                "employee_id": cls.fang.id,
                "relative_id": cls.wang.id,
                "kinship": "direct",
            }
        )

    @classmethod
    def _slip(cls, dossier=None, user=None, **values):
        return (
            cls.env["cadre.information.slip"]
            .with_user(user or cls.clerk)
            .create(
                {
                    "department_id": cls.department.id,
                    "asked_by": "周刚",
                    "dossier_id": (dossier or cls.d_fang).id,
                    "question": "Since when in the Party?",
                    "purpose": "personnel",
                    "basis": "Letter 12 of 2026-03-02",
                    **values,
                }
            )
        )

    @classmethod
    def _approved_slip(cls, dossier=None):
        slip = cls._slip(dossier)
        slip.action_register()
        decider = cls.head if slip.approver_role == "head" else cls.committee
        slip.with_user(decider).action_approve()
        return slip

    def _answer(self, slip, **values):
        slip.write(
            {
                "line_ids": [
                    Command.create(
                        {"label": "Joined the Party", "answer": "1999-07-01", **values}
                    )
                ]
            }
        )

    def _refused(self, clause, call, *args, **kwargs):
        with self.assertRaises(UserError) as raised:
            call(*args, **kwargs)
        self.assertIn(f"{clause}:", str(raised.exception))

    def test_way(self):
        """Registered, approved by another, answered, handed over; each step logged."""
        slip = self._approved_slip()
        self._answer(slip, material_id=self.d_fang.material_ids[0].id)
        slip.action_answer()
        slip.with_user(self.clerk2).action_close()
        self.assertRecordValues(
            slip,
            [
                {
                    "state": "closed",
                    "employee_id": self.fang.id,
                    "approver_role": "head",
                    "registrar_id": self.clerk.id,
                    "approver_id": self.head.id,
                    "answerer_id": self.clerk.id,
                }
            ],
        )
        self.assertRegex(slip.name, r"^I/\d{4}/\d{4}$")
        steps = self.env["cadre.log"].search(
            [("model", "=", slip._name), ("action", "=", "state")], order="id"
        )
        self.assertEqual(
            steps.mapped("state_to"), ["registered", "approved", "answered", "closed"]
        )
        self.assertEqual(steps.subject_id, self.fang)

    def test_question_is_complete(self):
        for name in ("department_id", "asked_by", "purpose", "basis"):
            slip = self._slip(**{name: False})
            with self.subTest(missing=name):
                self._refused("R-70", slip.action_register)
                self.assertEqual(slip.state, "draft")
        self.assertFalse(slip.name)

    def test_decided_by_level_and_by_another(self):
        """R-05, R-07: office: head, district: Party Committee, never the registrar."""
        slip = self._slip(self.d_li, user=self.head)
        slip.action_register()
        self.assertEqual(slip.approver_role, "head")
        self._refused("R-05", slip.action_approve)
        for user in self.clerk | self.committee | self.administrator:
            with self.assertRaisesRegex(UserError, "R-0[357]:"):
                slip.with_user(user).action_approve()
        district = self._slip(self.d_zhao)
        district.action_register()
        self.assertEqual(district.approver_role, "committee")
        with self.assertRaises(AccessError):
            district.with_user(self.head).action_approve()
        district.with_user(self.committee).action_approve()
        self.assertEqual(district.approver_id, self.committee)

    def test_deputy_when_nobody_of_the_role_may(self):
        """R-07: the table's second role decides when the first has nobody who may."""
        level = self.env["cadre.approval.level"].search(
            [("management_level", "=", self.d_li.management_level)]
        )
        level.write({"role": "head", "deputy_role": "committee"})
        slip = self._slip(self.d_li)
        slip.action_register()
        self.assertEqual(slip.approver_role, "head")
        heads = self.env.ref("cadre_archive.group_cadre_archive_head").all_user_ids
        (heads - self.head).active = False
        # The only head registers it himself.
        alone = self._slip(self.d_li, user=self.head)
        alone.action_register()
        self.assertEqual(alone.approver_role, "committee")
        alone.with_user(self.committee).action_approve()

    def test_secret_file_waits_at_nobody_who_cannot_see_it(self):
        """R-47: not at a head without the right; told when nobody can decide."""
        self.d_li.secrecy = "secret"
        secret = "cadre_archive.group_cadre_archive_secret"
        clerk = self._user(
            "z_cleared", f"cadre_archive.group_cadre_archive_clerk,{secret}"
        )
        heads = self.env.ref("cadre_archive.group_cadre_archive_head").all_user_ids
        for head in heads - self.head - self.kin - self.own:
            head.active = False
        slip = self._slip(self.d_li, user=clerk)
        self.assertIs(slip.action_register(), True)
        self.assertEqual(slip.approver_role, "committee")
        told = slip.sudo().activity_ids.user_id
        self.assertIn(self.committee, told)
        self.assertFalse(told & heads)
        slip.with_user(self.committee).action_approve()
        self.assertFalse(slip.sudo().activity_ids)

        cleared = self._user(
            "z_cleared_head", f"cadre_archive.group_cadre_archive_head,{secret}"
        )
        slip = self._slip(self.d_li, user=clerk)
        slip.action_register()
        self.assertEqual(slip.approver_role, "head")
        self.assertEqual(slip.sudo().activity_ids.user_id, cleared)

        self.env.ref("cadre_archive.cadre_approval_level_office").deputy_role = False
        slip = self._slip(self.d_li, user=cleared)
        self.assertEqual(slip.action_register()["params"]["type"], "warning")
        self.assertTrue(slip.is_undecidable)
        self.assertEqual(slip.sudo().activity_ids.user_id, cleared)

    def test_who_asks_does_not_decide(self):
        """R-05: a head who asks for his department leaves the decision to another."""
        self.chen.user_id = self.head
        slip = self._slip(self.d_li, asked_by_id=self.chen.id, asked_by="陈静")
        slip.action_register()
        with self.assertRaises(AccessError):
            slip.with_user(self.head).action_approve()

    def test_refused_with_a_reason(self):
        slip = self._slip()
        slip.action_register()
        head = slip.with_user(self.head)
        with self.assertRaisesRegex(UserError, r"needs a written reason\.\s+R-07:"):
            head._transition("refused")
        action = head.action_refuse()
        self.env["cadre.step.reason"].with_user(self.head).with_context(
            **action["context"]
        ).create({"reason": "The basis is not enough"}).action_confirm()
        self.assertEqual((slip.state, slip.approver_id), ("refused", self.head))
        self.assertIn("basis", slip.refusal_reason)

    def test_question_and_answer_stay(self):
        slip = self._slip()
        with self.assertRaisesRegex(UserError, "R-70:"):
            self._answer(slip)
        slip.action_register()
        self._refused("R-70", slip.write, {"question": "x"})
        slip.with_user(self.head).action_approve()
        self._refused("R-70", slip.action_answer)
        self._answer(slip)
        foreign = self.d_li.material_ids[0]
        self._refused("R-70", slip.line_ids.write, {"material_id": foreign.id})
        slip.action_answer()
        self._refused("R-70", slip.line_ids.write, {"answer": "x"})
        self._refused("R-70", slip.line_ids.unlink)
        self._refused("R-70", self._answer, slip)

    def test_steps_are_nobodys_to_write(self):
        slip = self._slip()
        for user in self.clerk | self.head:
            for values in (
                {"approver_id": user.id},
                {"approver_role": "head"},
                {"employee_id": self.li.id},
                {"name": "I/1"},
            ):
                with self.assertRaises(AccessError):
                    slip.with_user(user).write(values)
            with self.assertRaisesRegex(UserError, "R-[0-9]{2}:|changed from"):
                slip.with_user(user).write({"state": "answered"})
        with self.assertRaises(AccessError):
            self._slip(approver_id=self.head.id)
        with self.assertRaisesRegex(UserError, "R-70:"):
            slip.unlink()
        wizard = self.env["cadre.step.reason"].with_user(self.clerk)
        with self.assertRaisesRegex(UserError, "asks for no reason"):
            wizard.create(
                {
                    "res_model": "res.users",
                    "res_ids": self.clerk.ids,
                    "target": "x",
                    "reason": "x",
                }
            ).action_confirm()

    def test_never_about_kin(self):
        """R-03, R-04: to nobody concerned, and asked by nobody concerned."""
        slip = self._approved_slip()
        self._answer(slip)
        for user in self.kin | self.own:
            for record in (slip, slip.line_ids):
                self.assertFalse(
                    record.with_user(user).search([("id", "in", record.ids)])
                )
                with self.assertRaises(AccessError):
                    record.with_user(user).read(["id"])
            with self.assertRaises(AccessError):
                self._slip(user=user)
        for asker, clause in ((self.fang, "R-03"), (self.wang, "R-04")):
            asked = self._slip(asked_by_id=asker.id, asked_by=asker.name)
            self._refused(clause, asked.action_register)
        named = self._slip(asked_by="方艳慧")
        self._refused("R-03", named.action_register)
        # Kinship that comes to light between question and decision.
        later = self._slip(asked_by_id=self.chen.id, asked_by="陈静")
        later.action_register()
        self.env["cadre.relative"].create(
            {
                "employee_id": self.chen.id,
                "relative_id": self.fang.id,
                "kinship": "in_law",
            }
        )
        self._refused("R-04", later.with_user(self.head).action_approve)

    def test_others_see_nothing(self):
        """Committee members see what waits for them, without the answer."""
        office = self._approved_slip()
        self._answer(office)
        district = self._slip(self.d_zhao)
        district.action_register()
        Slip = self.env["cadre.information.slip"]
        for user in self.plain | self.administrator:
            with self.assertRaises(AccessError):
                Slip.with_user(user).search([])
        seen = Slip.with_user(self.committee).search([])
        self.assertEqual(seen, district)
        with self.assertRaises(AccessError):
            seen.read(["line_ids"])
        with self.assertRaises(AccessError):
            self.env["cadre.information.line"].with_user(self.committee).search([])

    @mute_logger("odoo.addons.base.models.ir_actions_report")
    def test_printed_slip(self):
        """Only when answered, only by the archive; with number, code and answer."""
        slip = self._approved_slip()
        self._answer(slip, material_id=self.d_fang.material_ids[0].id)
        report = self.env["ir.actions.report"]
        with self.assertRaisesRegex(UserError, "R-70:"):
            report.with_user(self.clerk)._render_qweb_html(REPORT, slip.ids)
        slip.action_answer()
        for user in (
            self.plain | self.committee | self.administrator | self.kin | self.own
        ):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                report.with_user(user)._render_qweb_html(REPORT, slip.ids)
        html = report.with_user(self.clerk)._render_qweb_html(REPORT, slip.ids)[0]
        for text in (slip.name, "1999-07-01", "方艳慧", "周刚", "R-70", "svg+xml"):
            self.assertIn(text, html.decode())

    def test_queries_do_not_grow(self):
        def queries(count):
            slips = self.env["cadre.information.slip"].union(
                *(self._slip(self.d_li) for _time in range(count))
            )
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.env.cr.sql_log_count
            slips._check_question()
            return self.env.cr.sql_log_count - before

        queries(1)
        self.assertLessEqual(queries(12), queries(2))
