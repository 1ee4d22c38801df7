from datetime import date
from fractions import Fraction

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, Form, freeze_time, tagged

from ...rules import numbers, progress, shares
from ..common import REFUSAL, OpenYearCommon

# A slow machine is no fault of what is tested.
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
LINKS = ("parent", "carried_from")


@tagged("post_install", "-at_install")
class TestShares(BaseCase):
    """A-21: how a target is divided, and what its parts make of it."""

    def test_whole_numbers_stay_whole(self):
        self.assertEqual(shares.divided(10, 4), [3, 3, 2, 2])
        self.assertEqual(shares.divided(2, 4), [1, 1, 0, 0])
        self.assertEqual(shares.divided(0, 3), [0, 0, 0])
        self.assertEqual(shares.divided(5, 0), [])

    def test_others_to_the_cent(self):
        self.assertEqual(shares.divided(0.1, 3), [0.04, 0.03, 0.03])

    @CALM
    @given(st.integers(0, 10**7), st.integers(1, 200))
    def test_parts_add_up(self, cents, parts):
        found = shares.divided(cents / 100, parts)
        self.assertEqual(shares.remainder(cents / 100, sum(found)), 0)
        self.assertLessEqual(max(found) - min(found), 1)

    def test_spread_over_people_and_months(self):
        """12 over nine people and two months: nobody gets nothing."""
        table = shares.spread(12, 9, 2)
        self.assertEqual([sum(row) for row in table], [2, 2, 2, 1, 1, 1, 1, 1, 1])
        self.assertEqual([sum(column) for column in zip(*table, strict=True)], [6, 6])
        self.assertEqual(shares.spread(1, 2, 2), [[1, 0], [0, 0]])
        self.assertEqual(shares.spread(0.03, 2, 2), [[0.01, 0.01], [0.01, 0]])
        self.assertEqual(shares.spread(5, 0, 2), [])
        self.assertEqual(shares.spread(5, 2, 0), [[], []])

    @CALM
    @given(st.integers(0, 10**6), st.integers(1, 40), st.integers(1, 12), st.booleans())
    def test_spread_is_exact_and_even(self, units, rows, columns, is_whole):
        quantity = Fraction(units) if is_whole else Fraction(units, 100)
        table = shares.spread(quantity, rows, columns)
        table = [[numbers.exact(cell) for cell in row] for row in table]
        unit = 1 if quantity.denominator == 1 else Fraction(1, 100)
        self.assertEqual(sum(map(sum, table)), quantity)
        for sums in (
            [sum(row) for row in table],
            [sum(column) for column in zip(*table, strict=True)],
            [cell for row in table for cell in row],
        ):
            self.assertLessEqual(max(sums) - min(sums), unit)


@tagged("post_install", "-at_install")
class TestRollUp(BaseCase):
    """A-23: what targets say of themselves can be believed."""

    def _reached(self, *tasks):
        names = ("parent", "unit", "planned", "done", "progress", "carried_from")
        found = progress.roll_up(
            progress.Task(
                id=number,
                **{
                    name: value
                    if name == "unit"
                    else value and (value if name in LINKS else Fraction(value))
                    for name, value in zip(names, task, strict=False)
                },
            )
            for number, task in enumerate(tasks, 1)
        )
        return [
            (float(one.done), one.progress and float(one.progress))
            for _id, one in sorted(found.items())
        ]

    def test_by_quantity_where_the_units_agree(self):
        for done, reached in ((0, 0), (50, 50), (99, 99), (100, 100), (120, 100)):
            with self.subTest(done=done):
                # The quantity tells; percent is of the line.
                target, _part = self._reached(
                    (None, "户", 100), (1, "户 ", 100, str(done), "0")
                )
                self.assertEqual(target, (done, reached))

    def test_no_102_of_12(self):
        """Nine people plan twelve each, of a target of twelve, and do 102."""
        people = [(1, "次", 12, "12", "100")] * 8 + [(1, "次", 12, "6", "50")]
        target = self._reached((None, "次", 12), *people)[0]
        self.assertEqual(round(target[0], 2), 11.33)
        self.assertEqual(target[1], 94.44)
        # The same unit below another one is another matter.
        target, _part, _below = self._reached(
            (None, "次", 12), (1, "户", 90), (2, "次", 90, "45", "50")
        )
        self.assertEqual(target, (6, 50))

    def test_other_units_show_no_0_of_12(self):
        target = self._reached(
            (None, "件", 12), (1, "户", 100, "90", "90"), (1, "篇", 1, "0", "74")
        )[0]
        self.assertEqual(target, (9.84, 82))
        self.assertEqual(self._reached((None, "件", 12)), [(0, None)])
        self.assertEqual(
            self._reached((None, "件", 12), (1, "件", 12)), [(0, None), (0, None)]
        )

    def test_carried_on_is_one_part(self):
        """Six of ten in May, the four that were left in June: ten of ten."""
        tasks = [
            (None, "户", 20),
            (1, "户", 10, "6", "60"),
            (1, "户", 4, "4", "100", 2),
            (1, "户", 10, "0", "0"),
        ]
        self.assertEqual(self._reached(*tasks)[0], (10, 50))
        parts = [
            progress.Task(2, 1, "户", Fraction(10)),
            progress.Task(3, 1, "户", Fraction(4), 2),
            progress.Task(4, 1, "户", Fraction(10)),
            progress.Task(5, 1, "篇", Fraction(1)),
            # What it carries on is a part of another target.
            progress.Task(6, 1, "户", Fraction(1), 99),
        ]
        self.assertEqual(progress.planned_in_parts(parts, "户"), 21)
        # In other units, too, it is one of the mean: 100 and 0, not 60, 100 and 0.
        tasks[0] = (None, "件", 12)
        self.assertEqual(self._reached(*tasks)[0], (6, 50))

    @CALM
    @given(
        st.integers(1, 50),
        st.lists(
            st.tuples(st.integers(1, 50), st.integers(0, 100)), min_size=1, max_size=9
        ),
    )
    def test_a_target_is_done_when_its_parts_are(self, planned, parts):
        """Never more than planned while no part did more than planned."""
        tasks = [
            (1, "户", part, str(Fraction(part * share, 100)), str(share))
            for part, share in parts
        ]
        done, reached = self._reached((None, "户", planned), *tasks)[0]
        self.assertLessEqual(done, max(planned, 0) + 1e-9)
        self.assertLessEqual(reached or 0, 100)


class CascadeCommon(OpenYearCommon):
    def _target(self, role="leader", **values):
        return self._task(
            role,
            **{
                "name": "Visits of the year",
                "level": "department",
                "employee_id": False,
                "month": False,
                "department_id": self.section.id,
                "date_deadline": "2026-12-31",
                "qty_planned": 10,
                **values,
            },
        )

    def _wizard(self, target, role="leader", people=None, **values):
        values.setdefault("month_from", "7")
        values.setdefault("month_to", "8")
        return (
            self._as(role, "cadre.task.cascade")
            .with_context(default_target_id=target.id)
            .create(
                {
                    "into": "month",
                    "employee_ids": (people or self.cadre | self.mate).ids,
                    **values,
                }
            )
        )


@tagged("post_install", "-at_install")
class TestCascade(CascadeCommon):
    """A-21, A-22: a target for a whole team in one go."""

    def test_divided_evenly(self):
        target = self._target()
        wizard = self._wizard(target)
        self.assertEqual(
            [(line.qty_7, line.qty_8) for line in wizard.line_ids], [(3, 2), (2, 3)]
        )
        self.assertEqual((wizard.task_count, wizard.qty_remainder), (4, 0))
        action = wizard.action_cascade()
        tasks = self.env["cadre.task"].search(action["domain"])
        self.assertEqual(len(tasks), 4)
        self.assertEqual(tasks.parent_id, target)
        self.assertEqual(set(tasks.mapped("quality_standard")), {"complete notes"})
        self.assertEqual(
            set(tasks.mapped("date_deadline")), {date(2026, 7, 31), date(2026, 8, 31)}
        )
        self.assertEqual(tasks.leader_id, self.leader)
        # Each is a line of its month at once.
        self.assertEqual(len(tasks.line_ids), 4)
        target.invalidate_recordset()
        self.assertEqual((target.qty_decomposed, target.qty_remainder), (10, 0))
        self.assertFalse(target.decomposition_note)

    def test_only_what_is_left_is_offered(self):
        target = self._target()
        self._wizard(target, quantity=4).action_cascade()
        target.invalidate_recordset()
        self.assertIn("6 households", target.decomposition_note)
        again = self._wizard(target)
        self.assertEqual(again.quantity, 6)
        again.quantity = 12
        again.action_cascade()
        target.invalidate_recordset()
        self.assertEqual(target.qty_remainder, -6)
        self.assertIn("exceed the target by 6 households", target.decomposition_note)

    def test_confirmed_twice(self):
        """Neither in one window nor in two everything is made twice."""
        target = self._target()
        first, second = self._wizard(target), self._wizard(target)
        first.action_cascade()
        for wizard in (first, second):
            with self.assertRaisesRegex(
                ValidationError, REFUSAL % ("meanwhile", "A-21")
            ):
                wizard.action_cascade()
        parts = self.env["cadre.task"].search([("parent_id", "=", target.id)])
        self.assertEqual(len(parts), 4)

    def test_as_typed(self):
        target = self._target()
        with Form(
            self._as("leader", "cadre.task.cascade").with_context(
                default_target_id=target.id
            )
        ) as form:
            form.into = "month"
            form.month_from = "7"
            form.month_to = "7"
            self.assertEqual(len(form.line_ids), 2)  # his team is there already
            form.is_even = False
            with form.line_ids.edit(0) as line:
                line.qty_7 = 7
            with form.line_ids.edit(1) as line:
                line.qty_7 = 0
            self.assertEqual(form.qty_remainder, 3)
            form.month_to = "8"
        wizard = form.record
        self.assertEqual(wizard.line_ids.mapped("qty_7"), [7, 0])  # kept
        tasks = self.env["cadre.task"].search(wizard.action_cascade()["domain"])
        self.assertEqual(tasks.qty_planned, 7)

    def test_step_by_step(self):
        """Office to departments by the clerk, department to persons, person to
        months by the leader."""
        office = self._target("clerk", level="office", department_id=False)
        wizard = (
            self._as("clerk", "cadre.task.cascade")
            .with_context(default_target_id=office.id)
            .create({"department_ids": (self.section | self.counter).ids})
        )
        self.assertEqual(wizard.into, "department")
        departments = self.env["cadre.task"].search(wizard.action_cascade()["domain"])
        self.assertEqual(departments.mapped("qty_planned"), [5, 5])
        mine = departments.filtered(lambda t: t.department_id == self.section)
        wizard = (
            self._as("leader", "cadre.task.cascade")
            .with_context(default_target_id=mine.id)
            .create({})
        )
        self.assertEqual(wizard.line_ids.employee_id, self.cadre | self.mate)
        persons = self.env["cadre.task"].search(wizard.action_cascade()["domain"])
        self.assertEqual(set(persons.mapped("level")), {"person"})
        self.assertEqual(sorted(persons.mapped("qty_planned")), [2, 3])

    def test_refusals_name_row_and_clause(self):
        target = self._target()
        outside = self._employee("outside", self.section)
        for people, values, error, text, clause in (
            (self.cadre | self.leader, {}, AccessError, "Row 2: Z leader", "A-21"),
            (self.cadre | self.other, {}, AccessError, "Row 2: Z other", "A-21"),
            (self.cadre | outside, {}, ValidationError, "Row 2: Z outside", "A-06"),
            (self.cadre, {"month_from": "9"}, ValidationError, "first month", "A-21"),
            (self.cadre, {"quantity": 0}, ValidationError, "Nothing", "A-21"),
        ):
            with self.subTest(text=text, values=values):
                wizard = self._wizard(target, people=people, **values)
                with self.assertRaisesRegex(error, REFUSAL % (text, clause)):
                    wizard.action_cascade()
        wizard = self._wizard(target)
        wizard.line_ids[1].qty_8 = -1
        with self.assertRaisesRegex(
            ValidationError, REFUSAL % ("Row 2, Z mate.*less than zero", "A-22")
        ):
            wizard.action_cascade()
        self.assertFalse(target.child_ids)

    def test_all_or_nothing(self):
        """One cadre was not there yet in one of the months: no task at all."""
        target = self._target()
        joiner = self._employee(
            "joiner", self.section, contract_date_start="2026-08-01"
        )
        self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        wizard = self._wizard(target, people=self.cadre | joiner)
        with (
            self.assertRaisesRegex(ValidationError, REFUSAL % ("2026-07", "A-45")),
            self.env.cr.savepoint(),
        ):
            wizard.action_cascade()
        target.invalidate_recordset()
        self.assertFalse(target.child_ids)

    def test_who_may(self):
        target = self._target()
        for role in ("mate", "chief", "inspector", "member", "admin"):
            with self.subTest(role=role), self.assertRaises(UserError):
                self._wizard(target, role, people=self.cadre).action_cascade()
        self._wizard(target, "clerk", people=self.cadre).action_cascade()

    def test_the_delegate_of_the_day(self):
        """A-21: in the leader's place, for the cadres that he stands in for."""
        self._as("leader", "cadre.appraisal.delegation").create(
            {
                "leader_id": self.leader.id,
                "delegate_id": self.chief.id,
                "employee_ids": [Command.set(self.cadre.ids)],
                "date_from": "2026-06-28",
                "date_to": "2026-06-28",
                "reason": "Away",
            }
        )
        target = self._target()
        self._wizard(target, "chief", people=self.cadre).action_cascade()
        with self.assertRaisesRegex(AccessError, "Z mate"):
            self._wizard(target, "chief", people=self.mate, quantity=4).action_cascade()
        with freeze_time("2026-06-29 02:00:00"), self.assertRaises(AccessError):
            self._wizard(
                target, "chief", people=self.cadre, quantity=4
            ).action_cascade()

    def test_the_wizard_of_somebody_else(self):
        wizard = self._wizard(self._target())
        with self.assertRaises(AccessError):
            wizard.with_user(self.users["mate"]).action_cascade()

    def test_queries_do_not_grow(self):
        counts = []
        for size in (4, 40):
            people = self.env["hr.employee"].union(
                *(self._employee(f"t{size}-{n}", self.section) for n in range(size))
            )
            self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
            wizard = self._wizard(
                self._target(qty_planned=1000), people=people, month_to="12"
            )
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            wizard.action_cascade()
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertLessEqual(counts[1] - counts[0], 6, counts)


@tagged("post_install", "-at_install")
class TestCopyLastMonth(CascadeCommon):
    """A-21: the leader carries last month's tasks on with one click."""

    def _may(self, **values):
        return self._task(month="2026-05-01", **values)

    def _june(self):
        return self.env["cadre.task"].search(
            [("cycle_id", "=", self.cycle.id), ("month", "=", "2026-06-01")]
        )

    def _preview(self, role="leader"):
        """What the button shows: nothing is written yet."""
        action = self._as(role, "cadre.task").action_copy_last_month()
        self.assertEqual(action["res_model"], "cadre.task.carry")
        return self._as(role, "cadre.task.carry").create({})

    def _copy(self, role="leader"):
        return self._preview(role).action_carry()

    def test_unfinished_and_recurring(self):
        target = self._target()
        half = self._may(name="Half", parent_id=target.id)
        half.line_ids.sudo().qty_done = 4
        done = self._may(name="Finished", qty_planned=4)
        every = self._may(name="Recurring", is_recurring=True, qty_planned=4)
        (done | every).line_ids.sudo().write({"qty_done": 4})
        self._copy()
        june = self._june()
        self.assertEqual(
            sorted(june.mapped(lambda t: (t.name, t.qty_planned))),
            [("Half", 6), ("Recurring", 4)],
        )
        self.assertEqual(set(june.mapped("date_deadline")), {date(2026, 6, 30)})
        self.assertEqual(june.filtered(lambda t: t.name == "Half").parent_id, target)
        self.assertEqual(len(june.line_ids), 2)

    def test_looked_at_first(self):
        """What is shown is made, and only what stays ticked."""
        may = self._may(name="One") | self._may(name="Two")
        may[0].line_ids.sudo().qty_done = 4
        preview = self._preview()
        self.assertEqual(
            [(line.name, line.quantity) for line in preview.line_ids],
            [("One", 6), ("Two", 10)],
        )
        self.assertFalse(self._june())
        preview.line_ids[1].is_taken = False
        preview.action_carry()
        self.assertEqual(self._june().mapped("name"), ["One"])
        self.assertEqual(self._june().copied_from_id, may[0])
        with self.assertRaises(AccessError):
            preview.with_user(self.users["chief"]).action_carry()
        # A row of another one's line is no way in.
        preview = self._preview("chief")
        preview.sudo().line_ids = [
            Command.create({"task_id": may[1].id, "is_taken": True})
        ]
        preview.action_carry()
        self.assertEqual(len(self._june()), 1)

    def test_no_doubles(self):
        self._may()
        previews = self._preview() | self._preview()
        for preview in previews:
            preview.action_carry()
        self.assertEqual(len(self._june()), 1)
        self.assertFalse(self._preview().line_ids)
        self.assertEqual(self._copy()["params"]["type"], "info")

    def test_own_line_only(self):
        self._may()
        for role in ("chief", "mate", "cadre", "clerk"):
            with self.subTest(role=role):
                self._copy(role)
                self.assertFalse(self._june())

    def test_a_month_handed_in_takes_no_more(self):
        self._may()
        june = self._record("2026-06-01")
        june.sudo().write({"state": "draft"})
        self.env.cr.execute(
            "UPDATE cadre_monthly_record SET state = 'submitted' WHERE id = %s",
            (june.id,),
        )
        june.invalidate_recordset()
        self._copy()
        self.assertFalse(self._june())

    def test_january_goes_to_the_new_year(self):
        self._task(
            month="2026-12-01", date_deadline="2026-12-31", is_recurring=True
        ).parent_id = self._target()
        with freeze_time("2027-01-04 02:00:00"):
            with self.assertRaisesRegex(UserError, REFUSAL % ("2027", "A-21")):
                self._copy()
            year = self.env["cadre.appraisal.cycle"].create({"year": 2027})
            year.with_user(self.users["clerk"]).action_open()
            self._copy()
        task = self.env["cadre.task"].search([("cycle_id", "=", year.id)])
        self.assertEqual(str(task.month), "2027-01-01")
        self.assertFalse(task.parent_id)

    def test_nobody_says_what_it_carries_on(self):
        with self.assertRaises(AccessError):
            self._may().write({"copied_from_id": self._may().id})


@tagged("post_install", "-at_install")
class TestTree(CascadeCommon):
    """A-21: targets above, parts below, all of one year."""

    def test_order_of_levels(self):
        target = self._target()
        task = self._task()
        with (
            self.assertRaisesRegex(ValidationError, REFUSAL % ("above it", "A-21")),
            self.env.cr.savepoint(),
        ):
            target.parent_id = task
        office = self._target("clerk", level="office", department_id=False)
        with (
            self.assertRaisesRegex(ValidationError, REFUSAL % ("above it", "A-21")),
            self.env.cr.savepoint(),
        ):
            office.with_user(self.users["clerk"]).parent_id = target
        self.env.invalidate_all()
        target.parent_id = office

    def test_one_year(self):
        other = self.env["cadre.appraisal.cycle"].create({"year": 2027})
        target = self._target("clerk", cycle_id=other.id, date_deadline="2027-12-31")
        with self.assertRaisesRegex(ValidationError, REFUSAL % ("another", "A-21")):
            self._task(parent_id=target.id)

    def test_head_of_the_department(self):
        """A-21: also where another superior is in charge; never for oneself."""
        self._result().with_user(self.users["clerk"]).write(
            {"leader_id": self.other.id, "leader_reason": "Work was shared out anew."}
        )
        task = self._task("leader")
        self.assertEqual(task.leader_id, self.other)
        with self.assertRaises(AccessError):
            self._task("leader", employee_id=self.leader.id)
        own = self._task("clerk", employee_id=self.leader.id)
        with self.assertRaises(AccessError):
            own.with_user(self.users["leader"]).unlink()

    def test_stage_and_sums(self):
        target = self._target(qty_planned=20)
        one = self._task(parent_id=target.id)
        two = self._task(parent_id=target.id, uom_text="reports", qty_planned=1)
        self.assertEqual((one.stage, target.stage), ("todo", False))
        one.line_ids.sudo().qty_done = 5
        two.line_ids.sudo().progress = 80
        self.env.flush_all()
        self.env.invalidate_all()
        self.assertEqual((one.stage, two.stage), ("doing", "doing"))
        # Reports are no households: 5 of 20, not the mean of 50 and 80.
        self.assertEqual((target.qty_done, target.progress), (5, 25))
        self.assertEqual(target.qty_decomposed, 10)
        one.line_ids.sudo().qty_done = 10
        self.assertEqual(one.stage, "done")
