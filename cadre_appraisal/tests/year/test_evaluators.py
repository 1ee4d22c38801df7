from datetime import date

from odoo import Command
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import freeze_time, new_test_user, tagged

from ..common import REFUSAL, TODAY, OpenYearCommon

OWN = REFUSAL % ("You would become the evaluator of", "A-28")
SELF = REFUSAL % ("who evaluates you yourself", "A-28")
WHY = "Work was shared out anew."


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestWhoEvaluates(OpenYearCommon):
    """A-28: nobody makes themselves an evaluator, or chooses their own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users["officer"] = new_test_user(
            cls.env,
            login="zz_officer",
            password="zz_officer_pw",
            groups="hr.group_hr_manager",
            name="Z officer",
        )
        cls.officer = cls._employee("officer", cls.counter)
        cls.aside = cls.env["hr.department"].create({"name": "Z Aside"})

    def _hr(self, record):
        return record.with_user(self.users["officer"])

    def test_the_clerk_is_nobodys_leader_by_their_own_hand(self):
        result = self._result().with_user(self.users["clerk"])
        with self.assertRaisesRegex(
            AccessError, REFUSAL % ("yourself the leader in charge", "A-28")
        ):
            result.write({"leader_id": self.office.id, "leader_reason": WHY})

    def test_another_leader_needs_a_reason(self):
        result = self._result().with_user(self.users["clerk"])
        for reason in (False, "  "):
            with self.assertRaisesRegex(
                ValidationError, REFUSAL % ("needs a reason", "A-28")
            ):
                result.write({"leader_id": self.chief.id, "leader_reason": reason})
        result.write({"leader_id": self.chief.id, "leader_reason": WHY})
        payload = self.env["cadre.log"].search(
            [("model", "=", "cadre.appraisal"), ("res_id", "=", result.id)],
            order="id desc",
            limit=1,
        )
        self.assertIn(WHY, payload.payload)
        result.write({"leader_id": self.chief.id})  # the same again is no change

    def test_a_leader_who_cannot_evaluate(self):
        """A-28: without a login, archived or gone is not accepted without a word."""
        result = self._result().with_user(self.users["clerk"])
        login = self.other.user_id
        self.other.user_id = False
        left = self._employee("left", self.section, user_id=login.id)
        left.version_id.departure_date = "2026-06-27"
        retired = self._employee("retired", self.section)
        retired.active = False
        for leader, what in (
            (self.other, "no login"),
            (left, "left the office"),
            (retired, "left the office"),
        ):
            with (
                self.subTest(leader=leader.name),
                self.assertRaisesRegex(ValidationError, REFUSAL % (what, "A-28")),
            ):
                result.write({"leader_id": leader.id, "leader_reason": WHY})

    def test_an_officer_makes_nobody_their_own(self):
        """By whichever model: superior, head, section, login, a new person."""
        for words, change in (
            (
                "superior",
                lambda: self._hr(self.cadre).write({"parent_id": self.officer.id}),
            ),
            (
                "head",
                lambda: self._hr(self.section).write({"manager_id": self.officer.id}),
            ),
            (
                "head above",
                lambda: self._hr(self.aside).write(
                    {
                        "manager_id": self.officer.id,
                        "child_ids": [Command.link(self.counter.id)],
                    }
                ),
            ),
            (
                "login",
                lambda: self._hr(self.leader).write(
                    {"user_id": self.users["officer"].id}
                ),
            ),
            (
                "new person",
                lambda: self._hr(self.env["hr.employee"]).create(
                    {
                        "name": "Z new",
                        "cadre_category": "civil_servant",
                        "parent_id": self.officer.id,
                    }
                ),
            ),
        ):
            with self.subTest(change=words), self.assertRaises(AccessError) as raised:
                if words == "head above":
                    self.cadre.department_id = self.aside
                    self.cadre.parent_id = False
                change()
            if words != "login":
                self.assertRegex(str(raised.exception), OWN)

    def test_by_the_section_of_another(self):
        """Moving somebody into a section that one heads."""
        self.aside.manager_id = self.officer
        self.cadre.parent_id = False
        self.env.flush_all()
        for change in (
            lambda: self._hr(self.cadre).write(
                {"department_id": self.aside.id, "parent_id": False}
            ),
            lambda: self._hr(self.cadre.version_id).write(
                {"department_id": self.aside.id}
            ),
            lambda: self._hr(self.cadre).create_version(
                {"date_version": date(2026, 7, 9), "department_id": self.aside.id}
            ),
        ):
            with self.assertRaisesRegex(AccessError, OWN), self.cr.savepoint():
                change()
            self.assertEqual(self.cadre.department_id, self.section)

    def test_by_the_leaving_of_another(self):
        """The officer is the head above; the leader is archived by the officer."""
        self.aside.manager_id = self.officer
        self.section.parent_id = self.aside
        for person in self.section.member_ids - self.leader:
            person.parent_id = False
        with self.assertRaisesRegex(AccessError, OWN), self.cr.savepoint():
            self._hr(self.leader).with_context(no_wizard=True).action_archive()

    def test_nobody_chooses_their_own_evaluator(self):
        """Their own record is closed to them anyway (R-03)."""
        for change in (
            lambda: self._hr(self.officer).write({"parent_id": self.leader.id}),
            lambda: self._hr(self.officer).write({"department_id": self.section.id}),
            lambda: self._hr(self.officer.version_id).write(
                {"department_id": self.section.id}
            ),
            lambda: self._hr(self.officer).create_version(
                {"date_version": date(2026, 7, 9), "department_id": self.section.id}
            ),
        ):
            with (
                self.assertRaisesRegex(AccessError, "(?s)(A-28|R-03):.*What to do:"),
                self.cr.savepoint(),
            ):
                change()
        with self.assertRaisesRegex(AccessError, SELF), self.cr.savepoint():
            self._hr(self.counter).write({"manager_id": self.leader.id})
        self.counter.manager_id = False
        self.officer.parent_id = False
        with self.assertRaisesRegex(AccessError, SELF), self.cr.savepoint():
            self._hr(self.counter).write({"parent_id": self.section.id})

    def test_what_concerns_others_goes_through(self):
        """Another person does it."""
        self._hr(self.mate).write({"parent_id": self.chief.id})
        self._hr(self.cadre).write({"department_id": self.aside.id})
        self._hr(self.officer).write({"job_title": "Officer"})
        self._hr(self.section).write({"manager_id": self.other.id})


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestAfterMoves(OpenYearCommon):
    """A-28: whoever leads at the time, whatever the record forgot."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.version"].search(
            [("employee_id", "in", cls.cycle.appraisal_ids.employee_id.ids)]
        ).write({"date_version": "2020-01-01"})
        cls.third = cls.env["hr.department"].create({"name": "Z Third"})
        cls.head = cls._employee("head", cls.third)
        cls.third.manager_id = cls.head
        cls.cadre.parent_id = cls.leader

    def _move(self, day, department):
        self.cadre.create_version({"date_version": day, "department_id": department.id})
        self.env.flush_all()

    def _stands(self):
        result = self._result()
        return [
            (
                str(move.date),
                move.department_from_id,
                move.department_to_id,
                move.leader_from_id,
                move.leader_to_id,
            )
            for move in result.move_ids.sorted("date")
        ]

    def test_the_next_year_asks_the_present_head(self):
        """The record still names the head of the section that was left."""
        self._move("2026-05-10", self.counter)
        self.cadre.parent_id = self.leader
        following = self.env["cadre.appraisal.cycle"].create(
            {"year": 2027, "name": "Z next"}
        )
        following.with_user(self.users["clerk"]).action_open()
        result = following.appraisal_ids.filtered(lambda a: a.employee_id == self.cadre)
        self.assertEqual(result.leader_id, self.chief)

    def test_two_moves(self):
        """The third head leads, not the first whom the record still names."""
        self._move("2026-04-10", self.counter)
        self._move("2026-05-10", self.third)
        self.assertEqual(self._result().leader_id, self.head)

    def test_out_of_order(self):
        """May was entered before April: right at once, and in the right order."""
        self._move("2026-05-10", self.third)
        self._move("2026-04-10", self.counter)
        self.assertEqual(
            self._stands(),
            [
                ("2026-04-10", self.section, self.counter, self.leader, self.chief),
                ("2026-05-10", self.counter, self.third, self.chief, self.head),
            ],
        )
        records = self.env["cadre.monthly.record"].search(
            [("appraisal_id", "=", self._result().id)], order="month"
        )
        by_month = {str(r.month)[5:7]: r.department_id for r in records}
        self.assertEqual(by_month["03"], self.section)
        self.assertEqual(by_month["12"], self.third)
        # The night finds nothing to do.
        before = self._stands()
        self.env["cadre.appraisal.cycle"]._cron_follow()
        self.assertEqual(self._stands(), before)

    def test_a_leader_who_left_by_the_wizard(self):
        """Odoo's departure wizard archives nobody by itself."""
        self.leader.departure_date = "2026-06-27"
        self.env.flush_all()
        self.assertFalse(self._result().leader_id)
        self.section.manager_id = self.chief
        self.env["cadre.appraisal.cycle"]._cron_follow()
        following = self.env["cadre.appraisal.cycle"].create(
            {"year": 2027, "name": "Z next"}
        )
        following.with_user(self.users["clerk"]).action_open()
        self.assertNotIn(self.leader, following.appraisal_ids.leader_id)

    def test_a_departure_that_comes_in_the_night(self):
        self.leader.departure_date = "2026-06-28"
        self.assertEqual(self._result().leader_id, self.leader)
        with freeze_time("2026-06-29 02:00:00"):
            self.env["cadre.appraisal.cycle"]._cron_follow()
        self.assertFalse(self._result().leader_id)

    def _leaderless(self):
        cards = self._as("clerk", "cadre.appraisal")._desk_cards("appraisal")
        card = next(
            c
            for c in cards
            if c and c["action"]["domain"] and "leader_id" in str(c["action"]["domain"])
        )
        return self.env["cadre.appraisal"].search(card["action"]["domain"])

    def test_a_vacancy_shows_on_the_card(self):
        self.assertNotIn(self._result(), self._leaderless())
        self.leader.with_context(no_wizard=True).action_archive()
        self.assertIn(self._result(), self._leaderless())

    def test_a_quarter_without_evaluator_shows_on_the_card(self):
        self._evaluation("2").sudo().leader_id = False
        self.assertIn(self._result(), self._leaderless())

    def test_a_leader_without_login_shows_on_the_card(self):
        self.leader.user_id = False
        self.assertIn(self._result(), self._leaderless())

    def test_a_post_vacant_most_of_a_quarter(self):
        """Whoever led at all evaluates."""
        self.section.manager_id = False
        self.cadre.parent_id = False
        with freeze_time("2026-09-20 02:00:00"):
            self.section.manager_id = self.chief
            self.env["cadre.appraisal.cycle"]._cron_follow()
            self.assertEqual(self._evaluation("3").leader_id, self.chief)
