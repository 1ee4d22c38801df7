from datetime import date, timedelta

from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliveryTime(DeliveryCommon):
    """R-67: one month to deliver. R-68: what is returned comes again in time."""

    def _line_on(self, day, formed):
        with freeze_time(f"{day} 04:00:00"):  # noon in Shanghai
            return self._received(self._line(date_formed=formed)).line_ids

    def test_one_month(self):
        """R-67: in time on the last day, late on the next; February ends January."""
        for formed, received, late in (
            ("2026-01-31", "2026-02-27", 0),
            ("2026-01-31", "2026-02-28", 0),
            ("2026-01-31", "2026-03-01", 1),
            ("2024-01-31", "2024-02-29", 0),
            ("2024-01-31", "2024-03-01", 1),
            ("2026-03-15", "2026-04-15", 0),
            ("2026-03-15", "2026-04-16", 1),
        ):
            with self.subTest(formed=formed, received=received):
                line = self._line_on(received, formed)
                self.assertEqual((line.days_late, line.is_late), (late, bool(late)))

    def test_day_of_the_office(self):
        """R-67: 17:00 UTC is tomorrow in Shanghai."""
        with freeze_time("2026-02-28 17:00:00"):
            line = self._received(self._line(date_formed="2026-01-31")).line_ids
        self.assertEqual(line.date_received, date(2026, 3, 1))
        self.assertTrue(line.is_late)

    def test_the_register_sets_the_month(self):
        """R-67: an office may set two months."""
        self.env.ref("cadre_archive.clause_value_r_67_delivery_months").value = 2
        line = self._line_on("2026-03-01", "2026-01-31")
        self.assertEqual(line.date_due, date(2026, 3, 31))
        self.assertFalse(line.is_late)

    def test_date_changed_after_receipt_is_logged(self):
        """R-67: the day that the month counts from is not moved unseen."""
        line = self._line_on("2026-03-05", "2026-01-31")
        line.date_formed = "2026-02-20"
        self.assertFalse(line.is_late)
        entry = self.env["cadre.log"].search(
            [
                ("model", "=", "cadre.delivery.line"),
                ("res_id", "=", line.id),
                ("action", "=", "edit"),
            ]
        )
        self.assertIn("2026-01-31", entry.payload)

    def test_departments_by_lateness(self):
        """R-64, R-67: shares and sums by department."""
        self._line_on("2026-03-05", "2026-01-31")
        self._line_on("2026-02-05", "2026-01-31")
        lines = self.env["cadre.delivery.line"].with_user(self.clerk)
        rows = lines._read_group(
            [("department_id", "=", self.department.id)],
            ["department_id"],
            ["__count", "days_late:sum", "late_percent:avg", "days_taken:avg"],
        )
        self.assertEqual(rows, [(self.department, 2, 5, 50.0, 19.0)])

    def test_returned(self):
        """R-68: number, defects and the day by which it comes again."""
        delivery = self._returned()
        line = delivery.line_ids
        self.assertEqual((line.state, delivery.state), ("returned", "returned"))
        self.assertTrue(line.return_number.startswith(f"RN/{self.today.year}/"))
        self.assertEqual(line.date_redelivery, self.today + timedelta(days=15))
        self.assertIn("R-61", line.defects)

    def test_day_of_redelivery(self):
        """R-68: from tomorrow to the 15th day."""
        for days, allowed in ((-1, 0), (0, 0), (1, 1), (14, 1), (15, 1), (16, 0)):
            with self.subTest(days=days):
                line = self._examined(self._line(seal_check="no")).line_ids
                values = {
                    "date_redelivery": self.today + timedelta(days=days),
                    "state": "returned",
                }
                if allowed:
                    line.write(values)
                    self.assertEqual(line.date_redelivery, values["date_redelivery"])
                else:
                    with self.assertRaisesRegex(UserError, "R-68"):
                        line.write(values)

    def test_a_good_paper_is_not_returned(self):
        """R-68: unless the clerk writes down what is wrong."""
        line = self._examined().line_ids
        with self.assertRaisesRegex(UserError, "R-68"):
            line.write({"state": "returned"})
        line.write({"defect_note": "Page 2 is torn", "state": "returned"})
        self.assertEqual(line.state, "returned")

    def test_one_notice_for_a_delivery(self):
        delivery = self._returned(
            self._line(seal_check="no"), self._line(self.d_li, form_check="no")
        )
        self.assertEqual(len(set(delivery.line_ids.mapped("return_number"))), 1)

    def test_comes_again(self):
        """R-68: a new signed list; the loop goes on until it is filed."""
        delivery = self._returned()
        line = delivery.line_ids
        action = delivery.action_redeliver()
        again = (
            self.env["cadre.delivery"].with_user(self.clerk).browse(action["res_id"])
        )
        self.assertEqual(delivery.action_redeliver()["res_id"], again.id)
        self.assertEqual(again.line_ids.previous_line_id, line)
        self.assertEqual(delivery.state, "returned")
        with self.assertRaisesRegex(UserError, "R-6[56]"):
            again.action_receive()
        again.write(
            {
                "deliverer_id": self.wang.id,
                "is_deliverer_signed": True,
                "is_receiver_signed": True,
            }
        )
        again.action_receive()
        self.assertEqual(line.date_redelivered, self.today)
        self.assertEqual(delivery.state, "done")
        again.line_ids.write({"page_to": 4, "medium": "print"})
        again.line_ids.action_all_in_order()
        again.action_examine()
        again.action_accept()
        self.assertEqual(again.state, "done")
        with self.assertRaises(UserError):
            delivery.action_redeliver()

    def test_lateness_counts_from_the_first_delivery(self):
        """R-67: what was in time and returned is not late when it comes again."""
        with freeze_time("2026-02-20 04:00:00"):
            first = self._returned(
                self._line(date_formed="2026-01-31", seal_check="no")
            )
        with freeze_time("2026-03-05 04:00:00"):
            again = self._received(
                self._line(date_formed="2026-01-31", previous_line_id=first.line_ids.id)
            )
        self.assertFalse(again.line_ids.is_late)
        self.assertEqual(again.line_ids.days_taken, 20)

    def test_only_a_returned_paper_comes_again(self):
        """R-68"""
        line = self._examined().line_ids
        with self.assertRaisesRegex(UserError, "R-68"):
            self._draft(self._line(previous_line_id=line.id))

    def test_overdue(self):
        """R-68: on the day itself not yet, on the next."""
        with freeze_time("2026-03-01 04:00:00"):
            delivery = self._returned(
                self._line(date_formed="2026-02-20", seal_check="no")
            )
        line = delivery.line_ids
        deliveries = self.env["cadre.delivery"].with_user(self.clerk)
        for day, late in (("2026-03-16", False), ("2026-03-17", True)):
            with self.subTest(day=day), freeze_time(f"{day} 04:00:00"):
                self.env.invalidate_all()
                self.assertEqual(line.is_overdue, late)
                self.assertEqual(delivery.is_overdue, late)
                found = deliveries.search([("is_overdue", "=", True)])
                self.assertEqual(delivery in found, late)
                lines = line.search([("is_overdue", "=", False)])
                self.assertEqual(line in lines, not late)

    def test_to_remind(self):
        """R-67, R-68: from a week before the day, announced or returned."""
        with freeze_time("2026-03-01 04:00:00"):
            returned = self._returned(
                self._line(date_formed="2026-02-20", seal_check="no")
            )
            announced = self._draft(self._line(date_formed="2026-02-16"))
        lines = returned.line_ids | announced.line_ids
        for day, expected in (("2026-03-08", 0), ("2026-03-09", 2), ("2026-05-01", 2)):
            with self.subTest(day=day), freeze_time(f"{day} 04:00:00"):
                found = lines.search(
                    [("id", "in", lines.ids), *lines._reminder_domain()]
                )
                self.assertEqual(len(found), expected)

    def test_comes_again_once(self):
        """R-68: what came again does not come a third time as the same."""
        line = self._returned().line_ids
        self._received(self._line(previous_line_id=line.id))
        with self.assertRaisesRegex(UserError, "R-68"):
            self._draft(self._line(previous_line_id=line.id))

    def test_desk(self):
        """Cards of the landing page, with the rights of the person."""
        with freeze_time("2026-03-01 04:00:00"):
            self._returned(self._line(date_formed="2026-01-15", seal_check="no"))
            self._received(self._line(date_formed="2026-03-01"))
        with freeze_time("2026-04-01 04:00:00"):
            cards = self._cards(self.clerk)
        self.assertEqual(cards["Deliveries to examine"], 1)
        self.assertEqual(cards["Returned and overdue"], 1)
        self.assertEqual(cards["Delivered late this year"], 1)
        self.assertNotIn("Deliveries to examine", self._cards(self.plain))

    def _cards(self, user):
        desk = self.env["cadre.desk"].with_user(user).get_desk("archive")
        return {
            card["title"]: card["count"] for card in desk["todo"] + desk["overview"]
        }
