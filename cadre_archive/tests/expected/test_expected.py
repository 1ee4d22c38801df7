import io
from datetime import date, timedelta
from unittest.mock import patch

import openpyxl
from freezegun import freeze_time
from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import BaseCase, tagged

from ...rules.expected import Expected, Paper, assign, gap_map, status, year_of
from ..keep_common import KeepCommon


@tagged("post_install", "-at_install")
class TestRulesExpected(BaseCase):
    """Which paper answers which expectation (R-38)."""

    def test_year_of_an_annual_paper(self):
        for name, day, year in (
            ("2021年度考核登记表", date(2022, 1, 5), 2021),
            ("Annual appraisal", date(2022, 6, 30), 2021),
            ("Annual appraisal", date(2022, 7, 1), 2022),
            ("Annual appraisal", None, None),
        ):
            with self.subTest(name=name, day=day):
                self.assertEqual(year_of(Paper(1, name, day)), year)

    def test_event_window(self):
        event = date(2020, 5, 1)
        want = [Expected(1, False, 2020, event)]
        for day, found in (
            (event - timedelta(32), False),
            (event - timedelta(31), True),
            (event + timedelta(366), True),
            (event + timedelta(367), False),
        ):
            with self.subTest(day=day):
                answers = assign(want, [Paper(7, "x", day)])
                self.assertEqual(bool(answers), found)

    @settings(deadline=None)
    @given(
        st.lists(st.tuples(st.booleans(), st.integers(2000, 2010)), max_size=8),
        st.lists(st.dates(date(1999, 1, 1), date(2012, 1, 1)), max_size=8),
    )
    def test_each_paper_answers_once(self, wants, days):
        expected = [
            Expected(i, annual, year, date(year, 12, 31))
            for i, (annual, year) in enumerate(wants)
        ]
        answers = assign(expected, [Paper(i, "x", d) for i, d in enumerate(days)])
        self.assertEqual(len(set(answers.values())), len(answers))

    def test_status_around_the_due_day(self):
        due = date(2026, 1, 31)
        for today, kind in (
            (due - timedelta(1), "expected"),
            (due, "expected"),
            (due + timedelta(1), "missing"),
        ):
            self.assertEqual(status("expected", due, today), kind)
        self.assertEqual(status("requested", due, due + timedelta(9)), "requested")

    @given(
        st.lists(st.tuples(st.integers(1, 10), st.none() | st.integers(1990, 2030))),
        st.lists(
            st.tuples(
                st.integers(1, 10),
                st.integers(1990, 2030),
                st.sampled_from(["missing", "requested", "expected"]),
            )
        ),
    )
    def test_gap_map_counts_everything_once(self, papers, gaps):
        found = gap_map(papers, gaps)
        counted = sum(found.undated.values())
        counted += sum(sum(cell.values()) for cell in found.cells.values())
        self.assertEqual(counted, len(papers) + len(gaps))
        busy = {year for _class, year in found.cells}
        self.assertLessEqual(busy, set(found.years))
        self.assertEqual(found.years, sorted(found.years))
        self.assertLessEqual(len(set(found.years) - busy), 9)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10")
class TestExpected(KeepCommon):
    """R-37, R-38: expected from types and events, asked for without names."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.department.write({"name": "Personnel", "manager_id": cls.wang.id})
        cls.wang.work_email = "forming@example.org"
        (cls.file_fang | cls.file_li).department_id = cls.department
        cls.file_fang.service_year = 2023
        cls.Expected = cls.env["cadre.expected.material"]

    def _mail_server(self, state="sent"):
        """Mails are sent, or are refused by the server, in this very moment."""

        def send(mails, **_more):
            mails.write({"state": state})
            mails._postprocess_sent_message(success_pids=[], success_emails=[])

        return patch.object(type(self.env["mail.mail"]), "send", send)

    def _of(self, dossier):
        return self.Expected.search([("dossier_id", "=", dossier.id)], order="year, id")

    def _annual(self, day, **values):
        return self._material(
            "3",
            "Annual appraisal form",
            day,
            type_id=self._type("annual_appraisal_form"),
            **values,
        )

    def test_generated_once_for_each_year_in_service(self):
        self.Expected._generate()
        self.assertEqual(self._of(self.file_fang).mapped("year"), [2023, 2024, 2025])
        self.assertEqual(self._of(self.file_li)[0].year, 2015, "the rule's start year")
        before = self.Expected.search_count([])
        self.assertEqual(self.Expected._generate(), 0)
        self.assertEqual(self.Expected.search_count([]), before)

    def test_due_one_month_after_formation(self):
        """R-67: 31 December and one month."""
        self.Expected._generate()
        last = self._of(self.file_fang)[-1]
        self.assertEqual(last.date_due, date(2026, 1, 31))
        self.assertTrue(last.is_overdue)
        self.assertIn(last, self.Expected.search([("is_overdue", "=", True)]))
        with freeze_time("2026-01-31"):
            last.invalidate_recordset()
            self.assertFalse(last.is_overdue)

    def test_a_filed_paper_answers_by_itself(self):
        self.Expected._generate()
        self._create(self._annual("2025-01-15"))
        states = {e.year: e.state for e in self._of(self.file_fang)}
        self.assertEqual(states, {2023: "expected", 2024: "present", 2025: "expected"})
        present = self._of(self.file_fang).filtered(lambda e: e.state == "present")
        self.assertTrue(present.material_id)

    def test_papers_that_are_there_already(self):
        self._create(self._annual("2024-12-31"), self._annual("2023-12-31"))
        self.Expected._cron_generate()
        self.assertEqual(
            self._of(self.file_fang).mapped("state"), ["present", "present", "expected"]
        )

    def test_an_announced_event_is_expected_once(self):
        event = {
            "event": "award",
            "employee_id": self.fang.id,
            "date": "2026-02-01",
            "reference": "A-1",
        }
        self.assertEqual(self.Expected._announce([event, dict(event)]), 1)
        self.assertEqual(self.Expected._announce([event]), 0)
        self.assertEqual(self.Expected._announce([{**event, "reference": "A-2"}]), 1)
        award = self._of(self.file_fang)[0]
        self.assertEqual(award.date_due, date(2026, 3, 1))
        self.assertEqual(award.type_id.id, self._type("award_approval_form"))

    def test_request_names_nobody(self):
        self.Expected._generate()
        wanted = self._of(self.file_fang) | self._of(self.file_li)
        with self._mail_server():
            wanted.with_user(self.clerk).action_request()
        mail = self.env["mail.mail"].search([("email_to", "=", "forming@example.org")])
        self.assertEqual(len(mail), 1, "one mail for the department")
        for name in (self.fang.name, self.li.name, "ZD1", "Z-001"):
            self.assertNotIn(name, f"{mail.subject} {mail.body_html}")
        self.assertIn("2025", mail.body_html)
        self.assertEqual(set(wanted.mapped("state")), {"requested"})
        self.assertEqual(wanted[0].date_requested, date(2026, 3, 10))

    def test_requested_only_when_the_mail_went_out(self):
        """R-37: what the server did not send, asked nobody."""
        self.Expected._generate()
        wanted = self._of(self.file_fang)
        with self._mail_server("exception"):
            action = wanted.with_user(self.clerk).action_request()
        self.assertEqual(set(wanted.mapped("state")), {"expected"})
        self.assertFalse(wanted[0].date_requested)
        self.assertEqual(action["params"]["type"], "warning")
        self.assertIn("could not be sent", action["params"]["message"])
        failed = self.Expected.with_user(self.clerk).search(
            [("is_request_failed", "=", True)]
        )
        self.assertEqual(failed, wanted)
        with self._mail_server():
            wanted.with_user(self.clerk).action_request()
        self.assertEqual(set(wanted.mapped("state")), {"requested"})
        self.assertFalse(wanted[0].is_request_failed)

    def test_nobody_is_asked_before_the_office_says_so(self):
        """R-37: the first round starts on a click, from the year that is named."""
        self.Expected._generate()
        wanted = self._of(self.file_fang)
        mails = self.env["mail.mail"]
        about = [("email_to", "=", "forming@example.org")]
        self.Expected._remind_all()
        self.assertFalse(mails.search(about))
        company = self.env.company
        with self.assertRaisesRegex(AccessError, "R-37"):
            company.with_user(self.clerk)._start_chasing(2025)
        for year in (0, 1948, 2027):
            with self.assertRaisesRegex(ValidationError, "R-37"):
                company.with_user(self.head)._start_chasing(year)
        late = [("year", ">=", 2025), ("is_overdue", "=", True)]
        wizard = self.env["cadre.expected.chase"].with_user(self.head).create({})
        self.assertEqual(wizard.year, 2025)
        self.assertEqual(wizard.wanted_count, len(self.Expected.search(late)))
        wizard.action_confirm()
        with self._mail_server():
            mails.search(about).send()
        self.assertEqual(
            {(one.year, one.state) for one in wanted},
            {(2023, "expected"), (2024, "expected"), (2025, "requested")},
        )

    def test_reminded_every_three_months(self):
        """R-37: not before the interval is over, and then again."""
        self.env.company.cadre_chase_year = 2020
        self.Expected._generate()
        mails = [("email_to", "=", "forming@example.org")]
        for day, count in (
            ("2026-03-10", 1),
            ("2026-03-11", 1),
            ("2026-06-09", 1),
            ("2026-06-10", 2),
            ("2026-06-10", 2),
        ):
            with freeze_time(day), self.subTest(day=day):
                self.Expected._remind_all()
                queued = self.env["mail.mail"].search(mails)
                with self._mail_server():
                    queued.filtered(lambda mail: mail.state == "outgoing").send()
                self.assertEqual(self.env["mail.mail"].search_count(mails), count)

    def test_no_contact_is_said(self):
        self.wang.work_email = False
        self.Expected._generate()
        action = self._of(self.file_fang).with_user(self.clerk).action_request()
        self.assertIn("Personnel", action["params"]["message"])
        self.assertEqual(self._of(self.file_fang)[0].state, "expected")

    def test_gap_map_says_it_in_words(self):
        self._create(self._annual("2024-12-31"), self._material("1", "cv"))
        self.Expected._cron_generate()
        with self._mail_server():
            self._of(self.file_fang)[0].with_user(self.clerk).action_request()
        values = self.file_fang.with_user(self.clerk)._gap_map_values()
        self.assertEqual(values["years"], [2023, 2024, 2025])
        row = next(r for r in values["rows"] if r["name"].startswith("3 "))
        self.assertEqual(
            [cell["kind"] for cell in row["cells"]], ["requested", "present", "missing"]
        )
        self.assertEqual(len(values["rows"]), 10)
        html = str(self.file_fang.with_user(self.clerk).gap_map)
        for word in ("requested", "missing", "table-danger", "Undated"):
            self.assertIn(word, html)

    def test_waived_by_the_head_with_a_reason(self):
        self.Expected._generate()
        one = self._of(self.file_fang)[0]
        with self.assertRaises(AccessError):
            one.with_user(self.clerk)._transition("waived", reason="x")
        with self.assertRaises(UserError):
            one.with_user(self.head)._transition("waived")
        one.with_user(self.head)._transition("waived", reason="Seconded")
        self.assertEqual(one.state, "waived")
        with self.assertRaises(UserError):
            one.with_user(self.clerk).write({"state": "present"})

    def test_rights(self):
        self.Expected._generate()
        one = self._of(self.file_fang)[0]
        for user in (self.plain, self.administrator):
            with self.assertRaises(AccessError):
                one.with_user(user).read(["state"])
        with self.assertRaises(UserError):
            one.with_user(self.clerk).write({"year": 1999})
        with self.assertRaises(AccessError):
            self.Expected.with_user(self.head).create({"employee_id": self.li.id})
        self._as_cadre(self.clerk, self.fang)
        found = self.Expected.with_user(self.clerk).search([])
        self.assertNotIn(self.fang.id, found.sudo().employee_id.ids)

    def test_missing_register(self):
        self._create(self._annual("2024-12-31"))
        self.Expected._cron_generate()
        wanted = self._of(self.file_fang).with_user(self.clerk)
        report = self.env["ir.actions.report"].with_user(self.clerk)
        html, _kind = report._render_qweb_html(
            "cadre_archive.cadre_missing_report_pdf", wanted.ids
        )
        self.assertIn("Annual appraisal form 2025", html.decode())
        self.assertNotIn("Annual appraisal form 2024", html.decode())
        content, _kind = report._render_xlsx(
            "cadre_archive.missing_xlsx", wanted.ids, {}
        )
        rows = list(openpyxl.load_workbook(io.BytesIO(content)).active.values)
        self.assertEqual(
            rows[0][:6], ("Class", "Type", "Material name", "Date", "Copies", "File")
        )
        self.assertEqual(len(rows), 3)
        for user in (self.plain, self.administrator):
            with self.assertRaises(AccessError):
                report.with_user(user)._render_qweb_html(
                    "cadre_archive.cadre_missing_report_pdf", wanted.ids
                )

    def test_queries_do_not_grow(self):
        people = self.env["hr.employee"].create(
            [{"name": f"Cadre {i}", "cadre_number": f"ZX{i}"} for i in range(22)]
        )
        dossiers = self.env["cadre.dossier"].create(
            [
                {"number": f"ZX{i}", "employee_id": p.id, "place_id": self.room.id}
                for i, p in enumerate(people)
            ]
        )
        counts = []
        for some in (dossiers[:2], dossiers[2:]):
            self._create(*(self._annual("2024-12-31", dossier=d) for d in some))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self.Expected._announce(
                [
                    {
                        "event": "training",
                        "employee_id": d.employee_id.id,
                        "date": "2026-01-01",
                    }
                    for d in some
                ]
            )
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 2, counts)
