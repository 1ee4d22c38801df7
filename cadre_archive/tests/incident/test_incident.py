from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install")
class TestIncident(ArchiveCommon):
    """Found, reported upward, a measure, closed by somebody else (R-46, R-55)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.head2 = cls._user("z_head2", "cadre_archive.group_cadre_archive_head")

    def _incident(self, kind="damaged", dossier=None, user=None, **values):
        return (
            self.env["cadre.incident"]
            .with_user(user or self.clerk)
            .create(
                {
                    "kind": kind,
                    "dossier_id": (dossier or self.d_fang).id,
                    "description": "The cover is torn",
                    **values,
                }
            )
        )

    def _to_measure(self, incident):
        incident.reported_to = "Deputy director, paper 7"
        incident.action_report()
        as_head = incident.with_user(self.head)
        as_head.measure = "Cover repaired"
        as_head.action_measure()
        return as_head

    def test_from_found_to_closed(self):
        incident = self._incident()
        self.assertRegex(incident.name, r"^INC/\d{4}/\d{4}$")
        today = self.env.company._cadre_date()
        self.assertEqual((incident.date_deadline - today).days, 1)
        self.assertEqual(incident.activity_ids.user_id, self.head | self.head2)
        with self.assertRaisesRegex(UserError, "R-46"):
            incident.action_report()
        as_head = self._to_measure(incident)
        self.assertEqual((incident.date_deadline - today).days, 30)
        with self.assertRaisesRegex(UserError, "is empty"):
            as_head.action_close()
        as_head.outcome = "Repaired and back in its slot"
        as_head.action_close()
        self.assertRecordValues(
            incident,
            [
                {
                    "state": "closed",
                    "closed_by_id": self.head.id,
                    "date_closed": today,
                    "date_deadline": False,
                }
            ],
        )
        self.assertFalse(incident.activity_ids)
        self.assertEqual(
            incident.step_ids.mapped("state"),
            ["found", "reported", "measure", "closed"],
        )
        log = self.env["cadre.log"].search(
            [("model", "=", "cadre.incident"), ("res_id", "=", incident.id)]
        )
        self.assertEqual(log.subject_id, self.fang)
        # What is written for each step is logged before it is taken.
        self.assertEqual(
            log.sorted("id").mapped("action"),
            ["incident", "edit", "state", "edit", "state", "edit", "state"],
        )
        self.assertEqual(
            log.sorted("id")[3].payload, '{"measure":["","Cover repaired"]}'
        )

    def test_steps_by_role(self):
        """R-46: the clerk reports; measure and end are the head's."""
        incident = self._incident()
        incident.reported_to = "Director"
        for state in ("measure", "closed"):
            with self.assertRaises(UserError):
                incident.write({"state": state})
        incident.action_report()
        incident.measure = "Search"
        with self.assertRaises(AccessError):
            incident.action_measure()
        incident.with_user(self.head).action_measure()
        incident.outcome = "Found"
        with self.assertRaises(AccessError):
            incident.action_close()
        for user in (self.plain, self.administrator, self.committee):
            with self.assertRaises(AccessError):
                incident.with_user(user).action_close()
        with self.assertRaises(UserError):
            self._incident(state="closed")

    def test_who_had_it_does_not_close(self):
        """A head who had the file himself leaves it to another."""
        incident = self._incident(holder_ids=[Command.set(self.head.ids)])
        self.assertEqual(incident.activity_ids.user_id, self.head2)
        as_head = self._to_measure(incident)
        as_head.outcome = "Nothing happened"
        self.assertNotIn(",closed,", as_head.allowed_states)
        with self.assertRaisesRegex(AccessError, "had the file yourself"):
            as_head.action_close()
        with self.assertRaisesRegex(UserError, "R-46"):
            as_head.holder_ids = False
        incident.with_user(self.head2).action_close()
        self.assertEqual(incident.closed_by_id, self.head2)

    def test_keeper_is_who_had_it(self):
        """R-69: in the store it is with its designated keeper."""
        self.d_fang.keeper_id = self.head2
        incident = self._incident(kind="lost")
        self.assertEqual(incident.holder_ids, self.head2)
        self.assertEqual(incident.holder, self.head2.name)

    def test_found_while_it_is_out(self):
        """The application and its readers are found by themselves."""
        access = self._handed_out(self.d_fang)
        incident = self._incident(kind="lost")
        self.assertEqual(incident.access_id, access)
        self.assertIn("孙丽", incident.holder)
        self.assertTrue(access.line_ids.is_lost, "returned as lost (R-55)")
        self.assertEqual(access.state, "returned")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_the_cadre_and_the_kin_know_nothing(self):
        """R-03, R-04: neither record, history, activity, log nor desk tell of it."""
        incident = self._incident()
        other = self._incident(dossier=self.d_wang)
        self.li.user_id = self.head
        self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_id": self.li.id,
                "kinship": "collateral",
            }
        )
        own = self.env["cadre.incident"].with_user(self.head)
        self.assertEqual(own.search([]), other)
        self.assertEqual(
            self.env["cadre.incident.step"].with_user(self.head).search([]).incident_id,
            other,
        )
        with self.assertRaises(AccessError):
            incident.with_user(self.head).read(["name"])
        with self.assertRaises(AccessError):
            incident.with_user(self.head).action_measure()
        with self.assertRaises(AccessError):
            self._incident(user=self.head)
        with self.assertRaises(AccessError):
            self.env["cadre.incident.step"].with_user(self.head).create(
                {"incident_id": incident.id, "text": "x"}
            )
        later = self._incident()
        self.assertEqual(later.activity_ids.user_id, self.head2)
        self.assertNotIn("方艳慧", later.activity_ids.summary + later.display_name)
        desk = self.env["cadre.desk"].with_user(self.head).get_desk("archive")
        [card] = [c for c in desk["todo"] if c["clause"] == "R-46"]
        self.assertEqual(card["count"], 1)

    def test_of_an_application_with_a_relatives_file(self):
        """R-04: an incident is hidden with the application that it is on."""
        self._handed_out(self.d_fang + self.d_wang)
        incident = self._incident(dossier=self.d_wang)
        self.fang.user_id = self.head
        found = self.env["cadre.incident"].with_user(self.head)
        self.assertNotIn(incident, found.search([]))

    def test_facts_stay_as_they_were_said(self):
        incident = self._incident()
        for values in (
            {"description": "Nothing"},
            {"kind": "other"},
            {"dossier_id": self.d_li.id},
        ):
            with self.subTest(values=values):
                with self.assertRaisesRegex(UserError, "(?s)R-46.*remark"):
                    incident.write(values)
        for values in (
            {"name": "INC/1"},
            {"employee_id": self.li.id},
            {"found_by_id": self.head.id},
            {"date_deadline": "2030-01-01"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                incident.write(values)
        with self.assertRaises(UserError):
            incident.write({"outcome": "Too early"})
        for user in (self.clerk, self.head, self.administrator, self.env.user):
            with self.assertRaises(UserError):
                incident.with_user(user).unlink()
        with self.assertRaises(AccessError):
            self._incident(found_by_id=self.head.id)

    def test_history_is_append_only(self):
        incident = self._incident()
        incident.write({"step_ids": [Command.create({"text": "Called the unit"})]})
        step = incident.step_ids[-1]
        self.assertEqual((step.user_id, step.state), (self.clerk, False))
        for forged in ({"user_id": self.head.id}, {"state": "closed"}):
            with self.assertRaisesRegex(AccessError, "R-46"):
                self.env["cadre.incident.step"].with_user(self.clerk).create(
                    {"incident_id": incident.id, "text": "x", **forged}
                )
        for user in (self.clerk, self.head, self.env.user):
            with self.assertRaises(AccessError):
                step.with_user(user).write({"text": "y"})
            with self.assertRaises(AccessError):
                step.with_user(user).unlink()
        as_head = self._to_measure(incident)
        as_head.outcome = "Done"
        as_head.action_close()
        with self.assertRaisesRegex(UserError, "is closed"):
            incident.write({"step_ids": [Command.create({"text": "More"})]})

    def test_materials_and_day(self):
        with self.assertRaises(UserError):
            self._incident(material_ids=[Command.set(self.d_li.material_ids.ids)])
        with self.assertRaises(UserError):
            self._incident(date_found="2999-01-01")
        # Typed like any other; the export makes it inert.
        self.assertEqual(self._incident(reported_to="=1+1").reported_to, "=1+1")

    def test_tampering_holds_the_file(self):
        """R-40: while the case is open the file does not leave; then it is free."""
        incident = self._incident(kind="tampering")
        self.assertTrue(self.d_fang.is_held)
        self.assertEqual(self.d_fang.hold_reason, incident.name)
        loan = self._approved(self.d_fang, kind="loan")
        self._sign(loan, "declaration")
        self._sign(loan, "iou")
        with self.assertRaisesRegex(UserError, "on hold"):
            self._hand_out(loan, {loan.line_ids: 8})
        as_head = self._to_measure(incident)
        as_head.outcome = "Genuine"
        as_head.action_close()
        self.assertFalse(self.d_fang.is_held)

    def test_a_hold_of_the_head_outlives_the_incident(self):
        self.d_fang.with_user(self.head)._hold("Case 14")
        as_head = self._to_measure(self._incident(kind="tampering"))
        as_head.outcome = "Genuine"
        as_head.action_close()
        self.assertTrue(self.d_fang.is_held)

    def test_lost_file_is_chased_daily(self):
        """R-55: a chase a day, until it is found."""
        incident = self._incident(kind="lost")
        today = self.env.company._cadre_date()
        incident.sudo().date_deadline = "2025-01-01"
        self.assertTrue(incident.is_overdue)
        found = self.env["cadre.incident"].search([("is_overdue", "=", True)])
        self.assertIn(incident, found)
        incident.write({"step_ids": [Command.create({"text": "Searched room 2"})]})
        self.assertEqual((incident.date_deadline - today).days, 1)
        self.assertEqual(
            set(incident.activity_ids.mapped("date_deadline")),
            {incident.date_deadline},
        )

    def test_many_in_a_constant_number_of_queries(self):
        people = self.env["hr.employee"].create(
            [{"name": f"员工{n}", "cadre_number": f"I-{n:03}"} for n in range(60)]
        )
        files = self.env["cadre.dossier"].create(
            [
                {"number": f"I{n:03}", "employee_id": e.id, "place_id": self.slot.id}
                for n, e in enumerate(people)
            ]
        )

        def count(lot):
            self.env.flush_all()
            self.env.invalidate_all()
            start = self.env.cr.sql_log_count
            self.env["cadre.incident"].with_user(self.clerk)._open("lost", lot, "Gone")
            self.env.flush_all()
            return self.env.cr.sql_log_count - start

        count(files[:5])
        small, large = count(files[5:10]), count(files[10:50])
        # Each takes its number from the sequence; nothing else grows.
        self.assertLessEqual(large - small, 35 * 3)
