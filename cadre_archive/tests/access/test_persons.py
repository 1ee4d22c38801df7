from datetime import timedelta

from odoo import Command, fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..archive_common import ArchiveCommon

NUMBER = "330101196001012229"
OTHER = "110101199203032220"


@tagged("post_install", "-at_install", "cadre_security")
class TestPersons(ArchiveCommon):
    """Who is typed by name passes no wall (R-01, R-03, R-04, R-05)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.chen.identification_id = False
        cls.env["cadre.relative"].create(
            {
                "employee_id": cls.fang.id,
                "relative_id": cls.chen.id,
                "kinship": "collateral",
            }
        )

    def _refused(self, clause, text="", dossiers=None, **reader):
        access = self._access(dossiers or self.d_fang, readers=[self._reader(**reader)])
        with self.assertRaisesRegex(UserError, f"{text}[\\s\\S]*{clause}:"):
            access.action_submit()
        self.assertEqual(access.state, "draft")
        return access

    # --- R-03, R-04 ---

    def test_relative_typed_by_name_only(self):
        """R-04: kin who are linked compare by name; forms of writing do not matter."""
        for name in ("陈静", "陈 静", "陈·静", "陈静（女）", "陈​静", "陳靜"):
            for number in (False, "1", "无", "110101199203032221"):
                with self.subTest(name=name, number=number):
                    self._refused(
                        "R-04", "bears the name", name=name, identification=number
                    )

    def test_name_of_an_employee_is_linked_or_another(self):
        """R-04: whoever has an employee's name is the employee, or said not to be."""
        access = self._refused(
            "R-04", "name of an employee", dossiers=self.d_li, name="王芳"
        )
        access.reader_ids.other_person = "   "
        with self.assertRaisesRegex(UserError, "R-04"):
            access.action_submit()
        access.reader_ids.write({"other_person": "Of the district, work card seen"})
        access.action_submit()
        self.assertEqual(access.state, "submitted")

    def test_another_person_needs_a_number(self):
        self._refused(
            "R-04",
            "valid identity number",
            dossiers=self.d_li,
            name="王芳",
            identification="1",
            other_person="Of the district",
        )

    def test_name_differs_from_the_linked_employee(self):
        """R-04: checks and declaration speak of one person."""
        self._refused(
            "R-04",
            "not the name of the employee",
            dossiers=self.d_li,
            employee_id=self.chen.id,
            identification=False,
            name="孙丽",
        )

    def test_number_of_an_employee_under_another_name(self):
        self.chen.identification_id = OTHER
        self._refused(
            "R-04",
            "identity number of an employee",
            dossiers=self.d_li,
            identification=OTHER,
        )

    def test_same_reader_twice(self):
        """R-01: two are two."""
        self.env.ref("cadre_archive.clause_value_r_01_min_readers").value = 2
        for twin in (
            self._reader(),
            self._reader(name="孙 丽", identification=False),
            self._reader(name="孙莉"),
        ):
            with self.subTest(twin=twin["name"]):
                access = self._access(self.d_li, readers=[self._reader(), twin])
                with self.assertRaisesRegex(UserError, "R-01"):
                    access.action_submit()

    # --- R-01 ---

    def test_member_is_what_the_personnel_record_says(self):
        """R-01: typed “member” does not help an employee without that status."""
        for status in (False, "none", "cpc_probationary"):
            self.chen.political_status = status
            with self.subTest(status=status):
                self._refused(
                    "R-01",
                    dossiers=self.d_li,
                    employee_id=self.chen.id,
                    name="陈静",
                    identification=False,
                )

    # --- R-05 ---

    def test_head_does_not_approve_a_reading_of_their_own(self):
        """R-05: by the user's name as well, when nobody is linked."""
        for name in (self.head.name, "李强"):
            self.li.user_id = self.head
            self.li.political_status = "cpc_member"
            readers = [self._reader(name=name, identification=False)]
            if name == "李强":
                readers[0]["employee_id"] = self.li.id
            access = self._access(self.d_wang, readers=readers)
            access.action_submit()
            with self.subTest(name=name):
                self.assertNotIn(
                    self.head, access.sudo()._approvers()[access.id], "not asked"
                )
                with self.assertRaisesRegex(AccessError, "R-05"):
                    access.with_user(self.head).action_approve()

    def test_consulting_unit_is_an_organisation(self):
        person = self.env["res.partner"].create({"name": "A Person"})
        access = self._access(self.d_li, unit_id=person.id)
        with self.assertRaisesRegex(UserError, "R-05"):
            access.action_submit()

    def test_form_of_long_ago(self):
        """R-06: a form counts for the days of the clause's value."""
        today = fields.Date.today()
        for days, is_good in ((89, True), (91, False), (3650, False)):
            access = self._access(self.d_li, date_signed=today - timedelta(days=days))
            with self.subTest(days=days):
                if is_good:
                    access.action_submit()
                else:
                    with self.assertRaisesRegex(UserError, "R-06"):
                        access.action_submit()

    def test_blanks_are_no_answer(self):
        """Spaces of whatever width, and what cannot be seen."""
        for blank in ("  ", "　", "​", " \n"):
            for values, clause in (
                ({"reason": blank}, "R-02"),
                ({"unit_head": blank}, "R-06"),
                ({"kind": "loan", "special_need": blank}, "R-14"),
            ):
                loan = {"place_of_use": "unit_office", "loan_days": 3}
                values = {**loan, **values} if "kind" in values else values
                with self.subTest(values=values):
                    access = self._access(self.d_li, **values)
                    with self.assertRaisesRegex(UserError, clause):
                        access.action_submit()
            with self.assertRaisesRegex(UserError, "R-06"):
                self._access(self.d_li, readers=[self._reader(name=blank)])
        access = self._access(self.d_li)
        access.action_submit()
        with self.assertRaisesRegex(UserError, "reason"):
            access.with_user(self.head)._transition("refused", reason=" ")

    # --- Kinship that comes to light (R-04) ---

    def _incidents(self, access):
        return self.env["cadre.incident"].search([("access_id", "=", access.id)])

    def test_kinship_by_name_only_after_the_approval(self):
        """R-04: opens a doubt; what the refusal asks for can be done."""
        access = self._approved(self.d_li, readers=[self._reader(identification=False)])
        self._sign(access, "declaration")
        kin = self.env["cadre.relative"].create(
            {
                "employee_id": self.li.id,
                "relative_name": "孙丽",
                "kinship": "in_law",
            }
        )
        self.assertEqual(self._incidents(access).kind, "kinship")
        with self.assertRaisesRegex(UserError, "R-04"):
            self._hand_out(access, {access.line_ids: 8})
        access.write(
            {
                "reader_ids": [
                    Command.update(
                        access.reader_ids.id,
                        {"identification": OTHER, "other_person": "Of another town"},
                    )
                ]
            }
        )
        self._hand_out(access, {access.line_ids: 8})
        self.assertEqual(access.state, "in_use")
        self.assertTrue(kin.active)
        with self.assertRaisesRegex(UserError, "R-06"):
            access.reader_ids.identification = NUMBER

    def test_kinship_by_name_while_in_use(self):
        access = self._handed_out(self.d_li)
        self.env["cadre.relative"].create(
            {"employee_id": self.li.id, "relative_name": "孙丽", "kinship": "spouse"}
        )
        self.assertEqual(self._incidents(access).kind, "kinship")

    def test_own_row_of_the_reader_names_the_cadre(self):
        """R-04: from the other side of the row."""
        self.chen.political_status = "cpc_member"
        access = self._approved(
            self.d_li,
            readers=[self._reader(employee_id=self.chen.id, name="陈静")],
        )
        self.env["cadre.relative"].create(
            {"employee_id": self.chen.id, "relative_name": "李强", "kinship": "spouse"}
        )
        self.assertEqual(self._incidents(access).kind, "kinship")

    # --- Information slips (R-70) ---

    def _slip(self, **values):
        return (
            self.env["cadre.information.slip"]
            .with_user(self.clerk)
            .create(
                {
                    "department_id": self.department.id,
                    "asked_by": "周刚",
                    "dossier_id": self.d_li.id,
                    "question": "Since when in the Party?",
                    "purpose": "personnel",
                    "basis": "Letter 12",
                    **values,
                }
            )
        )

    def test_asker_is_said_as_well(self):
        """R-04: who asks in the name of an employee is linked, or another."""
        for values, is_good in (
            ({"asked_by": "王 芳"}, False),
            ({"asked_by": "王芳", "asked_identification": OTHER}, False),
            ({"asked_by": "王芳", "asked_other_person": "Another"}, False),
            ({"asked_by": "孙丽", "asked_by_id": self.wang.id}, False),
            ({"asked_by": "王芳", "asked_by_id": self.wang.id}, True),
            ({"asked_by": False, "asked_by_id": self.wang.id}, True),
            (
                {
                    "asked_by": "王芳",
                    "asked_identification": OTHER,
                    "asked_other_person": "Of the district",
                },
                True,
            ),
        ):
            slip = self._slip(**values)
            with self.subTest(values=values):
                if is_good:
                    slip.action_register()
                    self.assertEqual(slip.state, "registered")
                else:
                    with self.assertRaisesRegex(UserError, "R-04:"):
                        slip.action_register()

    def test_asking_unit_is_an_organisation(self):
        person = self.env["res.partner"].create({"name": "A Person"})
        slip = self._slip(department_id=False, unit_id=person.id)
        with self.assertRaisesRegex(UserError, "R-70:"):
            slip.action_register()
