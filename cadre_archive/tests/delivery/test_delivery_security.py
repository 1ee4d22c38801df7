from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..delivery_common import DeliveryCommon


@tagged("post_install", "-at_install", "cadre_security")
class TestDeliverySecurity(DeliveryCommon):
    """R-41: the archive only. R-03, R-04: none with one's own or a relative's paper."""

    def setUp(self):
        super().setUp()
        self.delivery = self._examined(self._line(), self._line(self.d_li))
        self.line = self.delivery.line_ids[0]

    def test_roles(self):
        """Who may do what, model by model."""
        for user, allowed in (
            (self.clerk, True),
            (self.head, True),
            (self.committee, False),
            (self.plain, False),
            (self.administrator, False),
        ):
            for record in (self.delivery, self.line):
                for operation in ("read", "write", "create"):
                    with self.subTest(
                        user=user.login, model=record._name, operation=operation
                    ):
                        self.assertEqual(
                            record.with_user(user).has_access(operation), allowed
                        )
            self.assertFalse(self.delivery.with_user(user).has_access("unlink"))

    def test_steps_of_others(self):
        for user in (self.committee, self.plain, self.administrator):
            for target in ("accepted", "returned", "rejected"):
                with (
                    self.subTest(user=user.login, target=target),
                    self.assertRaises(AccessError),
                ):
                    self.line.with_user(user).write({"state": target})
            with self.assertRaises(AccessError):
                self.delivery.with_user(user).action_accept()

    def test_reasons(self):
        """R-58: the head keeps the list of reasons."""
        reason = self.false_content
        self.assertFalse(reason.with_user(self.clerk).has_access("write"))
        self.assertTrue(reason.with_user(self.head).has_access("write"))
        self.assertFalse(reason.with_user(self.head).has_access("unlink"))
        self.assertFalse(reason.with_user(self.plain).has_access("read"))

    def _avoids(self, user):
        """As if nothing of the delivery were there."""
        self.env.invalidate_all()
        for record in (self.delivery, self.delivery.line_ids):
            own = record.with_user(user)
            self.assertFalse(own.search([("id", "in", record.ids)]))
            self.assertFalse(own.search_count([("id", "in", record.ids)]))
            self.assertFalse(
                own._read_group([("id", "in", record.ids)], ["state"], ["__count"])
            )
            with self.assertRaises(AccessError):
                own.read(["state"])
            with self.assertRaises(AccessError):
                own.write({"note" if "note" in own._fields else "remark": "x"})
        for action in ("action_accept", "action_return", "action_redeliver"):
            with self.assertRaises(AccessError):
                getattr(self.delivery.with_user(user), action)()

    def test_own_file(self):
        """R-03: for every role, the administrator of the archive included."""
        both = self._user(
            "z_both", "base.group_system,cadre_archive.group_cadre_archive_head"
        )
        for user in (self.clerk2, self.head, both):
            with self.subTest(user=user.login):
                self.fang.user_id = user
                self._avoids(user)
                self.fang.user_id = False

    def test_relative(self):
        """R-04: recorded now, counted now."""
        self.wang.user_id = self.clerk2
        self.delivery.with_user(self.clerk2).read(["state"])
        self.env["cadre.relative"].create(
            {
                "employee_id": self.li.id,
                "relative_id": self.wang.id,
                "kinship": "spouse",
            }
        )
        self._avoids(self.clerk2)

    def test_no_line_for_an_own_file(self):
        """R-03: one cannot list a paper for a file that one may not see."""
        self.fang.user_id = self.clerk2
        with self.assertRaises(AccessError):
            self._draft(user=self.clerk2)
        other = self._draft(self._line(self.d_li), user=self.clerk2)
        with self.assertRaises(AccessError):
            other.line_ids.write({"dossier_id": self.d_fang.id})
        with self.assertRaises(AccessError):
            other.write({"line_ids": [(0, 0, self._line())]})

    def test_line_on_a_hidden_delivery(self):
        """A child of a record that one may not read is refused."""
        draft = self._draft()
        self.fang.user_id = self.clerk2
        lines = self.env["cadre.delivery.line"].with_user(self.clerk2)
        with self.assertRaises(AccessError):
            lines.create(self._line(self.d_li, delivery_id=draft.id))

    def test_names_do_not_travel(self):
        """display_name is the number."""
        for record in (self.delivery, self.line):
            self.assertNotIn("方艳慧", record.display_name)
            self.assertNotIn("appraisal", record.display_name)

    def test_other_company(self):
        other = self.env["res.company"].create({"name": "Other office"})
        user = self._user("z_other", "cadre_archive.group_cadre_archive_clerk")
        user.write({"company_ids": [(6, 0, other.ids)], "company_id": other.id})
        for record in (self.delivery, self.line):
            self.assertFalse(record.with_user(user).search([("id", "=", record.id)]))

    def test_reports(self):
        """Odoo does not ask a report's groups: the forms do."""
        self.fang.user_id = self.clerk2
        for name in ("report_delivery_hand_over", "report_delivery_return"):
            report = self.env[f"report.cadre_archive.{name}"]
            for user in (self.plain, self.administrator, self.committee, self.clerk2):
                with self.subTest(name=name, user=user.login):
                    with self.assertRaises(AccessError):
                        report.with_user(user)._get_report_values(self.delivery.ids)
        register = self.env["report.cadre_archive.report_delivery_register"]
        with self.assertRaises(AccessError):
            register.with_user(self.plain)._get_report_values([], {"year": 2026})
        with self.assertRaises(AccessError):
            register.with_user(self.clerk2)._get_report_values(self.line.ids)
        rows = register.with_user(self.clerk2)._get_report_values(
            [], {"year": self.today.year}
        )["rows"]
        self.assertFalse([row for row in rows if row["cadre"] == "方艳慧"])
