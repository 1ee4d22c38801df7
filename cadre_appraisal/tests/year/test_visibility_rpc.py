from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from ..common import COMMENT, SCORES
from ..conduct.test_conduct_evidence import EventCommon


@tagged("post_install", "-at_install", "cadre_security")
class TestSightOverRpc(EventCommon, HttpCase):
    """A-25, A-28, A-32, A-33: who sees what over the wire, by ids that he guesses."""

    def _call(self, record, method, *arguments):
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{record._name}/{method}",
            {
                "model": record._name,
                "method": method,
                "args": list(arguments),
                "kwargs": {},
            },
        )

    def _assert_visible(self, role, record, seen):
        """By searching, counting and reading alike."""
        self.authenticate(f"zz_{role}", f"zz_{role}_pw")
        domain = [["id", "in", record.ids]]
        with self.subTest(role=role, model=record._name, seen=seen):
            count = self._call(record, "search_count", domain)
            self.assertEqual(count, len(record) if seen else 0)
            found = self._call(record, "search_read", domain, ["display_name"])
            self.assertEqual([row["id"] for row in found], record.ids if seen else [])
            for method, what in (
                ("read", ["display_name"]),
                ("web_read", {"display_name": {}}),
            ):
                if seen:
                    self.assertTrue(self._call(record, method, record.ids, what))
                else:
                    with self.assertRaisesRegex(JsonRpcException, "AccessError"):
                        self._call(record, method, record.ids, what)

    def _assert_no_change(self, role, record, values):
        self.authenticate(f"zz_{role}", f"zz_{role}_pw")
        for method in ("write", "web_save"):
            more = [{}] if method == "web_save" else []
            with (
                self.subTest(role=role, method=method),
                self.assertRaisesRegex(JsonRpcException, "AccessError"),
            ):
                self._call(record, method, record.ids, values, *more)

    @mute_logger("odoo.http")
    def test_a_colleague(self):
        """A-25: the month of another cadre; the leader of another line too."""
        record = self._record()
        for role, seen in (
            ("cadre", True),
            ("leader", True),
            ("mate", False),
            ("chief", False),
            ("admin", False),
        ):
            self._assert_visible(role, record, seen)
        for role in ("mate", "chief", "admin"):
            self._assert_no_change(role, record, {"summary": "Not mine."})

    @mute_logger("odoo.http")
    def test_the_draft_of_the_leader(self):
        """A-32: to the cadre, the office and the administrator it is not there."""
        draft = self._evaluation()
        draft.write({**SCORES, "comment": COMMENT})
        self.assertTrue(draft.is_private)
        for role, seen in (
            ("leader", True),
            ("cadre", False),
            ("mate", False),
            ("clerk", False),
            ("member", False),
            ("admin", False),
        ):
            self._assert_visible(role, draft, seen)
        self._assert_no_change("cadre", draft, {"score_attitude": 100})

    @mute_logger("odoo.http")
    def test_the_former_leader(self):
        """A-28: at the move he loses his line; the new leader finds it."""
        versions = self.env["hr.version"].search(
            [("employee_id", "in", self.cycle.appraisal_ids.employee_id.ids)]
        )
        versions.write({"date_version": "2020-01-01"})
        june = self._record("2026-06-01", role="leader")
        third = self._evaluation("3")
        for record in (june, third):
            self._assert_visible("leader", record, True)
            self._assert_visible("chief", record, False)
        self.cadre.create_version(
            {"date_version": "2026-06-01", "department_id": self.counter.id}
        )
        self.env.flush_all()
        for record in (june, third):
            self._assert_visible("leader", record, False)
            self._assert_visible("chief", record, True)
        self._assert_no_change("leader", third, {"comment": "Still mine?"})

    @mute_logger("odoo.http")
    def test_the_delegate_on_his_days(self):
        """A-28: the day before, the first, the last, the day after."""
        self._as("leader", "cadre.appraisal.delegation").create(
            {
                "leader_id": self.leader.id,
                "delegate_id": self.other.id,
                "date_from": "2026-06-29",
                "date_to": "2026-06-30",
                "reason": "Training in the capital.",
            }
        )
        evaluation = self._evaluation()
        booklet = self.env["cadre.usual.file"].search(
            [("employee_id", "=", self.cadre.id)]
        )
        for day, seen in (
            ("2026-06-28", False),
            ("2026-06-29", True),
            ("2026-06-30", True),
            ("2026-07-01", False),
        ):
            with freeze_time(f"{day} 02:00:00"):
                self.env.invalidate_all()
                for record in (evaluation, self._record(), booklet):
                    self._assert_visible("other", record, seen)
                if not seen:
                    self._assert_no_change("other", evaluation, {"comment": "Mine?"})

    @mute_logger("odoo.http")
    def test_an_event_about_himself(self):
        """A-33, A-35: event and evidence, before it is verified and after."""
        event = self._event()
        evidence = self._evidence(event)
        for verified in (False, True):
            if verified:
                self._verify(event)
            for record in (event, evidence):
                self._assert_visible("inspector", record, True)
                self._assert_visible("mate", record, False)
                for role in ("cadre", "leader"):
                    self._assert_visible(role, record, verified)
            self._assert_no_change("cadre", event, {"description": "It was not me."})
