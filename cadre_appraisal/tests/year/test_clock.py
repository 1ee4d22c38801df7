from odoo.exceptions import AccessError
from odoo.tests import freeze_time, tagged

from ..common import SCORES, OpenYearCommon

# 1 July, one o'clock in the office; the last day of June in Greenwich.
NIGHT = "2026-06-30 17:00:00"


@tagged("post_install", "-at_install")
class TestClock(OpenYearCommon):
    """Today is the office's: not the client's, not the server's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.resource_calendar_id.tz = "Asia/Shanghai"
        cls.delegation = cls._as("leader", "cadre.appraisal.delegation").create(
            {
                "leader_id": cls.leader.id,
                "delegate_id": cls.chief.id,
                "date_from": "2026-06-01",
                "date_to": "2026-06-30",
                "reason": "Away on duty.",
            }
        )

    def test_the_office_has_the_day(self):
        company = self.env.company
        with freeze_time(NIGHT):
            self.assertEqual(str(company._cadre_date()), "2026-07-01")
            self.assertEqual(
                str(company.with_context(tz="America/New_York")._cadre_date()),
                "2026-07-01",
            )
            self.assertIn(
                company, company._cadre_days()[company._cadre_date()].sudo(False)
            )
        company.resource_calendar_id.tz = "Europe/London"
        with freeze_time(NIGHT):
            self.assertEqual(str(company._cadre_date()), "2026-06-30")

    def test_a_term_that_ended_is_not_brought_back_by_a_time_zone(self):
        """A-28: the delegate sends the zone in which it is still yesterday."""
        with freeze_time("2026-06-30 15:59:00"):
            self.env.invalidate_all()
            self.assertTrue(self._evaluation(role="chief").has_access("write"))
        with freeze_time(NIGHT):
            for zone in ("Asia/Shanghai", "America/New_York", "Pacific/Pago_Pago"):
                self.env.invalidate_all()
                evaluation = self._evaluation(role="chief").with_context(tz=zone)
                with self.subTest(zone=zone):
                    self.assertFalse(evaluation.has_access("read"))
                    self.assertFalse(
                        evaluation.search_count([("id", "=", evaluation.id)])
                    )
                    with self.assertRaises(AccessError):
                        evaluation.write(SCORES)
                    self.assertEqual(
                        self.delegation.with_context(tz=zone).phase, "ended"
                    )
                    self.delegation.invalidate_recordset(["phase"])

    def test_offices_in_other_zones_have_their_own_day(self):
        calendar = self.env["resource.calendar"].create({"tz": "America/New_York"})
        abroad = self.env["res.company"].create(
            {"name": "Z Abroad", "resource_calendar_id": calendar.id}
        )
        with freeze_time(NIGHT):
            today = self.env["res.company"]._cadre_today(lambda d: [("date", "=", d)])
            cases = ((self.env.company, "2026-07-01"), (abroad, "2026-06-30"))
            for company, day in cases:
                move = self.env["cadre.appraisal.move"].new(
                    {"company_id": company.id, "date": day}
                )
                with self.subTest(company=company.name):
                    self.assertTrue(move.filtered_domain(today))
                    move.date = "2026-07-02"
                    self.assertFalse(move.filtered_domain(today))

    def test_a_nightly_run_works_with_the_day_of_the_office(self):
        """A-28: a move of 1 July is taken over at one o'clock on 1 July."""
        version = self.cadre.create_version({"date_version": "2026-07-01"})
        with freeze_time("2026-06-29 17:00:00"):
            version.department_id = self.counter
            self.env["cadre.appraisal.cycle"]._cron_follow()
            self.assertEqual(self._result().leader_id, self.leader)
        with freeze_time(NIGHT):
            self.env["cadre.appraisal.cycle"]._cron_follow()
            self.assertEqual(self._result().leader_id, self.chief)
            self.assertEqual(str(self._result().sudo().move_ids.date), "2026-07-01")

    def test_numbers_of_the_year(self):
        """One o'clock on New Year's Day in the office."""
        with freeze_time("2026-12-31 17:00:00"):
            event = self._as("inspector", "cadre.conduct.event").create(
                {
                    "employee_id": self.cadre.id,
                    "kind_id": self.env.ref("cadre_appraisal.kind_lateness").id,
                }
            )
            self.assertEqual(str(event.date), "2027-01-01")
            self.assertIn("2027", event.name)
