from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..common import REFUSAL, TODAY, OpenYearCommon


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestYearValues(OpenYearCommon):
    """A-02: a year goes on by the numbers with which it was opened."""

    def _set(self, code, key, value, operator=None):
        """Change the register while the year is under way."""
        values = self.env["cadre.clause"]._by_code(code).value_ids
        found = values.filtered(lambda v: v.key == key)
        self.assertTrue(found, (code, key))
        # As the head of the archives, or the chair, may do.
        found.with_user(self.users["chair"]).write(
            {"value": value, **({"operator": operator} if operator else {})}
        )

    def test_every_value_is_kept(self):
        """All of the appraisal's clauses, but those that are fields of the year."""
        register = self.env["cadre.clause.value"].search(
            [("clause_id.regulation", "=", "appraisal")]
        )
        kept = {(v.code, v.key): v for v in self.cycle.value_ids}
        for value in register:
            name = (value.clause_id.code, value.key)
            if name in kept:
                self._set(*name, value.minimum if value.value else value.maximum)
                year = self.cycle._threshold(*name)
                self.assertEqual(year.value, kept[name].value, name)
                self.assertNotEqual(
                    year.value, self.env["cadre.clause"]._number(*name), name
                )
            else:
                self.assertRegex(value.key, "^(weight|band|window)_")
        self.assertGreater(len(kept), 40)

    def test_opened_again_it_keeps_them(self):
        """Late joiners take the same road as the opening."""
        before = self.cycle.value_ids
        self._set("A-44", "usual_min", 80)
        self._employee("late", self.section)
        self.cycle.with_user(self.users["clerk"]).action_add_late_joiners()
        self.assertEqual(self.cycle.state, "open")
        self.assertEqual(self.cycle.value_ids, before)

    def test_reason_of_an_unfinished_task(self):
        self._task()
        self._set("A-26", "reason_below", 0)
        record = self._record()
        record.write(
            {
                name: "good"
                for name in record._fields
                if name.startswith("self_") and record._writable(name)
            }
        )
        with self.assertRaisesRegex(UserError, REFUSAL % ("percent", "A-26")):
            record.action_submit()

    def test_length_of_a_comment(self):
        self._set("A-30", "comment_length", 500)
        self._evaluate(self._evaluation("1"), until="scored")

    def test_deduction_of_a_quarter(self):
        self._set("A-54", "deduction_rate", 30)
        self._evaluate(self._evaluation("1"), grade="poor", grade_reason="Known.")
        consequence = self.env["cadre.consequence"].search(
            [("cycle_id", "=", self.cycle.id)]
        )
        self.assertEqual(consequence.rate, 100)

    def test_complaints_that_suggest_poor(self):
        self._set("A-18", "complaints", 9)
        limit = self._evaluation("1").cycle_id._threshold("A-18", "complaints")
        self.assertEqual(limit.value, 2)

    def test_tolerance_of_the_clock(self):
        self._set("A-11", "tolerance", 60)
        found = []
        clock = self.env["cadre.attendance.clock"]

        def day_facts(_spans, _presence, tolerance, *_rest, **_more):
            found.append(tolerance)
            return []

        path = "odoo.addons.cadre_appraisal.rules.attendance.day_facts"
        company = self.env.company
        day = self.env["cadre.attendance.fact"]._fields["date"].to_date("2026-05-06")
        self.patch_day_facts(path, day_facts)
        clock._found(company, clock._people(company, self.cadre.ids), day, day)
        self.assertEqual(set(found), {5})

    def patch_day_facts(self, path, function):
        from unittest.mock import patch

        patcher = patch(path, function)
        patcher.start()
        self.addCleanup(patcher.stop)

    def test_time_to_handle_an_event(self):
        self._set("A-34", "handling_days", 200)
        event = self._as("inspector", "cadre.conduct.event").create(
            {
                "employee_id": self.cadre.id,
                "kind_id": self.env["cadre.conduct.kind"].search([], limit=1).id,
                "date": "2026-05-04",
                "description": "A client waited for two hours.",
            }
        )
        self.assertLess(event.date_due.isoformat(), "2026-08-01")

    def test_the_next_year_takes_the_new_ones_and_leaves_this_one(self):
        """A next year that is opened early changes nothing of this one."""
        self.cycle.policy_text = "<p>This year</p>"
        before = self._stand()
        self._set("A-30", "comment_length", 50)
        following = self.env["cadre.appraisal.cycle"].create(
            {"year": 2027, "name": "Z next", "policy_text": "<p>Next year</p>"}
        )
        following.with_user(self.users["clerk"]).action_open()
        self.assertEqual(following.state, "open")
        self.assertEqual(following._number("A-30", "comment_length"), 50)
        self.assertEqual(self.cycle._number("A-30", "comment_length"), 10)
        self.assertEqual(self._stand(), before)
        action = self._as("cadre", "cadre.appraisal.cycle").action_policy()
        self.assertEqual(action["res_id"], self.cycle.id)

    def _stand(self):
        """Everything of this year, as read."""
        return {
            name: self.env[name]
            .search(self.env[name]._year_domain(self.cycle), order="id")
            .read(load=None)
            for name in (
                "cadre.appraisal",
                "cadre.appraisal.cycle.value",
                "cadre.monthly.record",
                "cadre.quarterly.evaluation",
            )
        }
