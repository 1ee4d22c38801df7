from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, freeze_time, tagged

from ...rules import moves
from ..common import OpenYearCommon

JULY, SEPTEMBER = date(2026, 7, 1), date(2026, 9, 30)


def half(share):
    return share >= 50


@tagged("post_install", "-at_install")
class TestMoveRules(BaseCase):
    """A-28: whose a period is in which the leader changed."""

    def _assignments_from(self, day):
        return [moves.Assignment(date(2026, 1, 1), 1, 10), moves.Assignment(day, 2, 20)]

    def test_days_led(self):
        """The quarter has 92 days; the day of the move is the new leader's."""
        self.assertEqual(
            moves.days_led(self._assignments_from(date(2026, 8, 16)), JULY, SEPTEMBER),
            {1: 46, 2: 46},
        )

    def test_half_of_the_period(self):
        """46 of 92 days are half: the leader on the last day; 45 are not."""
        for day, leader in (
            (date(2026, 6, 30), 2),
            (date(2026, 7, 1), 2),
            (date(2026, 8, 15), 2),
            (date(2026, 8, 16), 2),
            (date(2026, 8, 17), 1),
            (date(2026, 9, 30), 1),
            (date(2026, 10, 1), 1),
        ):
            with self.subTest(day=day):
                self.assertEqual(
                    moves.leader_of_period(
                        self._assignments_from(day), JULY, SEPTEMBER, half
                    ),
                    leader,
                )

    def test_set_to_the_last_day(self):
        """A share of zero: always the leader on the last day."""
        self.assertEqual(
            moves.leader_of_period(
                self._assignments_from(date(2026, 9, 30)),
                JULY,
                SEPTEMBER,
                lambda share: share >= 0,
            ),
            2,
        )

    def test_three_leaders_the_longest(self):
        assignments = [
            moves.Assignment(date(2026, 1, 1), 1, 10),
            moves.Assignment(date(2026, 8, 1), 2, 20),
            moves.Assignment(date(2026, 9, 15), 3, 30),
        ]
        self.assertEqual(moves.leader_of_period(assignments, JULY, SEPTEMBER, half), 2)

    def test_of_two_with_as_many_days_the_later_one(self):
        """A-28: July and August have 31 days each, September's leader 30."""
        assignments = [
            moves.Assignment(date(2026, 1, 1), 1, 10),
            moves.Assignment(date(2026, 8, 1), 2, 20),
            moves.Assignment(date(2026, 9, 1), 3, 30),
        ]
        self.assertEqual(moves.leader_of_period(assignments, JULY, SEPTEMBER, half), 2)

    @given(
        st.lists(
            st.tuples(st.dates(date(2026, 1, 1), date(2026, 12, 31)), st.integers(1, 4))
        )
    )
    def test_every_day_has_one_leader(self, changes):
        assignments = [moves.Assignment(date(2026, 1, 1), 9, 0)]
        assignments += [
            moves.Assignment(day, leader, 0) for day, leader in sorted(changes)
        ]
        days = moves.days_led(assignments, JULY, SEPTEMBER)
        self.assertEqual(sum(days.values()), 92)
        self.assertIn(moves.leader_of_period(assignments, JULY, SEPTEMBER, half), days)
        self.assertIn(moves.assignment_on(assignments, SEPTEMBER).leader, days)

    def test_months_in_service(self):
        """A-45: joined on 31 July owes July; on 1 August does not."""
        year = [date(2026, month, 1) for month in range(1, 13)]
        for entered, left, owed in (
            (None, None, 12),
            (date(2026, 7, 31), None, 6),
            (date(2026, 8, 1), None, 5),
            (None, date(2026, 7, 31), 7),
            (None, date(2026, 8, 1), 8),
            (date(2026, 3, 5), date(2026, 3, 6), 1),
            (date(2027, 1, 1), None, 0),
        ):
            with self.subTest(entered=entered, left=left):
                self.assertEqual(
                    len(moves.months_in_service(year, entered, left)), owed
                )


@tagged("post_install", "-at_install")
class TestMoves(OpenYearCommon):
    """A-28: department or superior change in the middle of the year."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["hr.version"].search(
            [("employee_id", "in", cls.cycle.appraisal_ids.employee_id.ids)]
        ).write({"date_version": "2020-01-01"})

    def _move(self, day, department=None):
        self.cadre.create_version(
            {"date_version": day, "department_id": (department or self.counter).id}
        )
        self.env.flush_all()

    def _leaders(self, model, key):
        rows = self.env[model].search(
            [("appraisal_id", "=", self._result().id)], order=key
        )
        return {str(row[key])[:7]: row.leader_id for row in rows}

    def test_months_and_quarters_from_the_move_on(self):
        """Moved on 10 May (52 of 91 days left): the second quarter goes along, and
        with it its months; the first stays."""
        self._move("2026-05-10")
        quarters = self._leaders("cadre.quarterly.evaluation", "quarter")
        self.assertEqual(
            [quarters[q] for q in "1234"],
            [self.leader, self.chief, self.chief, self.chief],
        )
        records = self._leaders("cadre.monthly.record", "month")
        self.assertEqual(records["2026-03"], self.leader)
        self.assertEqual(records["2026-04"], self.chief)
        self.assertEqual(records["2026-12"], self.chief)
        result = self._result()
        self.assertEqual(result.leader_id, self.chief)
        self.assertEqual(result.department_id, self.section)  # as it was opened
        self.assertEqual(result.move_ids.leader_from_id, self.leader)
        self.assertEqual(str(result.move_ids.date), "2026-05-10")

    def test_a_late_move_leaves_the_quarter(self):
        """Moved on 1 June (30 of 91 days): the former evaluates the quarter from the
        months that he led; June is the new leader's."""
        self._move("2026-06-01")
        quarters = self._leaders("cadre.quarterly.evaluation", "quarter")
        self.assertEqual([quarters[q] for q in "23"], [self.leader, self.chief])
        records = self._leaders("cadre.monthly.record", "month")
        self.assertEqual(records["2026-05"], self.leader)
        self.assertEqual(records["2026-06"], self.chief)

    def test_the_office_may_take_the_last_day(self):
        self._year_value("A-28", "move_share").value = 0
        self._move("2026-06-28")
        quarters = self._leaders("cadre.quarterly.evaluation", "quarter")
        self.assertEqual(quarters["2"], self.chief)

    def test_the_former_leader_loses_access(self):
        """All but what he still has to finish, and that too once it is done."""
        task = self._task(month="2026-06-01", date_deadline="2026-06-20")
        first = self._evaluate(self._evaluation())
        second = self._evaluation("2")
        self._move("2026-06-01")
        leader, chief = self.users["leader"], self.users["chief"]
        june = self._record("2026-06-01", role="clerk")
        may = self._record("2026-05-01", role="clerk")
        for record, former, new in (
            (first, False, True),
            (second, True, False),
            (self._evaluation("3"), False, True),
            (may, True, False),
            (june, False, True),
            (task, False, True),
        ):
            with self.subTest(record=record.sudo().display_name):
                self.assertEqual(record.with_user(leader).has_access("read"), former)
                self.assertEqual(record.with_user(chief).has_access("read"), new)
        with self.assertRaises(AccessError):
            self._evaluation("3").write({"comment": "still mine?"})
        self._evaluate(second)
        self.env["cadre.appraisal.cycle"]._cron_follow()
        self.env.flush_all()
        for record in (second, may):
            self.assertFalse(record.with_user(leader).has_access("read"))
            self.assertTrue(record.with_user(chief).has_access("read"))
        self.assertEqual(second.sudo().evaluator_id, leader)

    def test_whoever_scored_finishes(self):
        second = self._evaluate(self._evaluation("2"), until="scored")
        self._move("2026-05-10")
        self.assertEqual(second.sudo().leader_id, self.leader)
        second.write({"state": "talked"})

    def test_another_superior(self):
        """Without a change of department, from the day on which it was entered."""
        self.cadre.parent_id = self.other
        result = self._result()
        self.assertEqual(result.leader_id, self.other)
        self.assertEqual(str(result.move_ids.date), "2026-06-28")
        quarters = self._leaders("cadre.quarterly.evaluation", "quarter")
        self.assertEqual([quarters[q] for q in "23"], [self.leader, self.other])

    def test_another_head(self):
        self.section.manager_id = self.mate
        self.assertEqual(self._result().leader_id, self.mate)
        self.assertEqual(self._result(self.leader).leader_id, self.mate)
        self.assertFalse(self._result(self.mate).leader_id)

    def test_a_move_after_the_end_of_the_year(self):
        """It concerns the next year; who led this one finishes it."""
        with freeze_time("2027-02-01 02:00:00"):
            self._move("2027-01-15")
            self.mate.parent_id = self.other
            self.env["cadre.appraisal.cycle"]._cron_follow()
        self.assertEqual(self._result().leader_id, self.leader)
        self.assertEqual(self._result(self.mate).leader_id, self.leader)
        self.assertFalse(self.cycle.appraisal_ids.move_ids)

    def test_the_clerks_choice_stays(self):
        """Whom the office named is not undone by the personnel record at night."""
        self._result().with_user(self.users["clerk"]).write(
            {"leader_id": self.other.id, "leader_reason": "Work was shared out anew."}
        )
        self.env["cadre.appraisal.cycle"]._cron_follow()
        self.assertEqual(self._result().leader_id, self.other)
        self.assertFalse(self._result().move_ids)

    def test_a_move_before_the_opening(self):
        """The year opened late: history goes to where it belongs."""
        joined = self._employee("moved", self.section)
        joined.create_version(
            {"date_version": "2026-06-29", "department_id": self.counter.id}
        )
        joined.version_ids.sorted("date_version")[0].date_version = "2020-01-01"
        joined.version_ids.sorted("date_version")[1].date_version = "2026-05-01"
        self.env.flush_all()
        self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        result = self._result(joined)
        self.assertEqual(result.leader_id, self.chief)
        quarters = {e.quarter: e.leader_id for e in result.evaluation_ids}
        self.assertEqual(
            [quarters[q] for q in "1234"],
            [self.leader, self.chief, self.chief, self.chief],
        )
        leaders = self.cycle._leaders_on(joined, date(2026, 4, 30))
        self.assertEqual(leaders, {joined.id: self.leader.id})

    def test_moves_cost_no_query_per_cadre(self):
        counts = []
        for size in (3, 30):
            people = self.env["hr.employee"].union(
                *(self._employee(f"m{size}-{n}", self.section) for n in range(size))
            )
            self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
            self.env.flush_all()
            self.env.cr.execute(
                "UPDATE hr_version SET department_id = %s WHERE employee_id IN %s",
                (self.counter.id, tuple(people.ids)),
            )
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["cadre.appraisal.move"]._follow(self.cycle)
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
            self.assertEqual(
                len(
                    self.env["cadre.appraisal"].search(
                        [
                            ("employee_id", "in", people.ids),
                            ("leader_id", "=", self.chief.id),
                        ]
                    )
                ),
                size,
            )
        self.assertLessEqual(counts[1], counts[0] + 3)


@tagged("post_install", "-at_install")
class TestService(OpenYearCommon):
    """A-45: months before entry and after departure are not owed, and not zero."""

    def _months(self, employee):
        return [
            record.month.month
            for record in self.env["cadre.monthly.record"].search(
                [("employee_id", "=", employee.id), ("cycle_id", "=", self.cycle.id)],
                order="month",
            )
        ]

    def _join(self, **values):
        joiner = self._employee("joiner", self.section, **values)
        self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        return joiner

    def test_a_late_joiner_owes_no_january(self):
        joiner = self._join(contract_date_start="2026-07-15")
        self.assertEqual(self._months(joiner), [7, 8, 9, 10, 11, 12])
        quarters = self._result(joiner).evaluation_ids.grouped("quarter")
        self.assertEqual(
            {q: e.is_excluded for q, e in quarters.items()},
            {"1": True, "2": True, "3": False, "4": False},
        )
        self.assertIn("2026-07-15", quarters["1"].exclusion_reason)

    def test_left_out_is_not_missing(self):
        joiner = self._join(contract_date_start="2026-04-01")
        evaluation = self._evaluation("2", joiner)
        self._evaluate(evaluation)
        self.cycle.with_user(self.users["clerk"]).action_compute_scores()
        result = self._result(joiner)
        self.assertEqual(result.usual_score, 88.2)
        self.assertNotIn("q1", result.missing_parts)

    def test_without_a_contract_the_record_began_after_the_opening(self):
        self.cycle.date_opened = "2026-01-02 02:00:00"
        self.assertEqual(self._months(self._join()), [6, 7, 8, 9, 10, 11, 12])

    def test_a_leaver(self):
        """Departed on 31 August: September on goes, what was written stays."""
        self._record("2026-05-01").write({"summary": "May"})
        self.cadre.write({"departure_date": "2026-03-31"})
        self.assertEqual(self._months(self.cadre), [1, 2, 3, 5])
        quarters = self._result().evaluation_ids.grouped("quarter")
        self.assertEqual(
            [quarters[q].is_excluded for q in "1234"], [False, True, True, True]
        )
        # A mistake: he stays. All is as before.
        self.cadre.write({"departure_date": False})
        self.assertEqual(self._months(self.cadre), list(range(1, 13)))
        self.assertFalse(any(e.is_excluded for e in self._result().evaluation_ids))

    def test_nobody_says_so_by_hand(self):
        for role in ("clerk", "leader"):
            with self.subTest(role=role), self.assertRaisesRegex(Exception, "A-45"):
                self._evaluation(role=role).write({"is_out_of_service": True})

    def test_the_offices_reason_stays(self):
        evaluation = self._evaluation(role="clerk")
        evaluation.write({"is_excluded": True, "exclusion_reason": "Sick leave"})
        self.cycle._follow_service()
        self.assertEqual(evaluation.exclusion_reason, "Sick leave")
