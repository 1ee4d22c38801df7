from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..common import FakeModelCommon


@tagged("post_install", "-at_install")
class TestTransitionMixin(FakeModelCommon):
    """Every road to a state leads through one checked and logged gate."""

    def _case(self, user=None, **vals):
        case = self.Case.create({"name": "Case", **vals})
        return case.with_user(user) if user else case

    def _open_case(self, user=None, **vals):
        case = self._case(**vals)
        case.state = "open"
        return case.with_user(user) if user else case

    def _entries(self, case):
        return self.env["cadre.log"].search(
            [("model", "=", "cadre.fake.case"), ("res_id", "in", case.ids)], order="id"
        )

    def test_allowed_step_is_logged(self):
        """A step by a permitted person is stored and logged with its clause."""
        case = self._case(self.plain)
        case.state = "open"
        entry = self._entries(case)
        self.assertRecordValues(
            entry,
            [
                {
                    "action": "state",
                    "state_from": "draft",
                    "state_to": "open",
                    "clause": "R-02",
                    "user_id": self.plain.id,
                    "login": "z_plain",
                }
            ],
        )

    def test_no_path_is_refused_and_names_the_open_ones(self):
        case = self._case()
        with self.assertRaisesRegex(
            UserError, "cannot be changed from “Draft” to “Done”.*Next: .*Open"
        ):
            case.state = "done"
        self.assertEqual(case.state, "draft")
        self.assertFalse(self._entries(case))

    def test_nobody_skips_the_road_not_even_superuser(self):
        case = self._case()
        with self.assertRaises(UserError):
            case.sudo().write({"state": "refused"})

    def test_group_may_and_others_may_not(self):
        """R-07: the group's members may, others read whom to ask."""
        self._open_case(self.head).state = "done"
        case = self._open_case(self.plain)
        with self.assertRaisesRegex(AccessError, "R-07.*(?s:.*)Archive Head"):
            case.state = "done"
        self.assertEqual(case.state, "open")

    def test_administrator_is_no_head(self):
        """Technical administrators get no business right by being administrators."""
        with self.assertRaises(AccessError):
            self._open_case(self.administrator).state = "done"

    def test_actor_may(self):
        self._open_case(self.plain, owner_id=self.plain.id).state = "done"

    def test_batch_with_one_foreign_record_is_refused_whole(self):
        mine = self._open_case(owner_id=self.plain.id)
        foreign = self._open_case(owner_id=self.clerk.id)
        both = (mine | foreign).with_user(self.plain)
        with self.assertRaises(AccessError):
            both.write({"state": "done"})
        self.assertEqual(both.mapped("state"), ["open", "open"])

    def test_condition_is_checked_after_the_other_values(self):
        """R-02: what the same write brings counts for the condition."""
        case = self._case(self.plain, name=False)
        with self.assertRaisesRegex(UserError, "R-02"):
            case.state = "open"
        case.write({"state": "open", "name": "Named"})
        self.assertEqual(case.state, "open")

    def test_reason_is_required_and_logged(self):
        case = self._open_case(self.plain)
        with self.assertRaisesRegex(UserError, "written reason"):
            case.state = "refused"
        case._transition("refused", reason="Papers missing")
        self.assertEqual(self._entries(case)[-1].reason, "Papers missing")

    def test_creation_in_another_state_is_refused(self):
        """Import and RPC cannot begin a record in the middle of its life."""
        with self.assertRaisesRegex(UserError, "begins as “Draft”"):
            self.Case.create({"name": "Done already", "state": "done"})
        result = self.Case.load(["name", "state"], [["Imported", "Done"]])
        self.assertFalse(result["ids"])

    def test_copy_begins_anew(self):
        self.assertEqual(self._open_case().copy().state, "draft")

    def test_same_state_again_is_no_step(self):
        case = self._open_case()
        before = len(self._entries(case))
        case.state = "open"
        self.assertEqual(len(self._entries(case)), before)

    def test_allowed_states_follow_the_user(self):
        case = self._open_case(owner_id=self.plain.id)
        self.assertEqual(case.with_user(self.plain).allowed_states, ",done,refused,")
        self.assertEqual(case.with_user(self.clerk).allowed_states, ",refused,")
        self.assertEqual(self._case().allowed_states, ",open,")

    def test_queries_do_not_grow_with_the_number_of_records(self):
        few = self.Case.create([{"name": f"F{i}"} for i in range(5)])
        many = self.Case.create([{"name": f"M{i}"} for i in range(50)])
        few[0].state = "open"  # warm the caches
        self.env.flush_all()
        counts = []
        for cases in (few[1:], many):
            start = self.env.cr.sql_log_count
            cases.write({"state": "open"})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])
