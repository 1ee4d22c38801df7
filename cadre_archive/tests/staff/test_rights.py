from odoo.exceptions import AccessError
from odoo.fields import Command
from odoo.tests import tagged

from ...models.base.roles import CLERK, COMMITTEE, HEAD
from ..common import GroundCommon


@tagged("post_install", "-at_install", "cadre_security")
class TestRights(GroundCommon):
    """Security 7: what administrators change is confirmed, logged, told, compared."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.committee = cls._user("z_committee", COMMITTEE)
        cls.new = cls._user("z_new", "base.group_user")
        cls.env["hr.employee"].create(
            [
                {
                    "name": user.name,
                    "user_id": user.id,
                    "political_status": "cpc_member",
                }
                for user in (cls.new, cls.administrator)
            ]
        )
        cls.role = cls.env.ref(CLERK)
        cls.Grant = cls.env["cadre.role.grant"]

    def _log(self, action, **values):
        return self.env["cadre.log"].search(
            [("action", "=", action)]
            + [(name, "=", value) for name, value in values.items()],
        )

    def _grant(self, user=None, group=None):
        user, group = user or self.new, group or self.role
        user.with_user(self.administrator).group_ids = [Command.link(group.id)]
        return self.Grant.search(
            [("user_id", "=", user.id), ("state", "=", "pending")], limit=1
        )

    def test_role_takes_effect_when_another_confirms_it(self):
        alarms = self._log("alarm")
        grant = self._grant()
        self.assertFalse(self.new.has_group(CLERK))
        self.assertEqual(
            (grant.group_id, grant.granter_id), (self.role, self.administrator)
        )
        self.assertTrue(self._log("grant", res_id=self.new.id), "logged")
        told = self._log("alarm") - alarms
        self.assertIn("z_new", told.reason)
        notified = self.env["mail.notification"].search(
            [("mail_message_id.subject", "=", "Alarm of the archive")]
        )
        self.assertLessEqual(
            self.head.partner_id | self.committee.partner_id, notified.res_partner_id
        )
        for user in (self.administrator, self.plain, self.new):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                grant.with_user(user).action_confirm()
        grant.with_user(self.committee).action_confirm()
        self.assertTrue(self.new.has_group(CLERK))
        with self.assertRaisesRegex(AccessError, "R-43"):
            grant.with_user(self.head).action_confirm()

    def test_administrator_gives_himself_roles(self):
        """Security 7: six of eight at once, and confirms them as one of them."""
        for group in (CLERK, HEAD, COMMITTEE):
            self._grant(self.administrator, self.env.ref(group))
            self.assertFalse(self.administrator.has_group(group))
        waiting = self.Grant.search([("user_id", "=", self.administrator.id)])
        self.assertEqual(len(waiting), 3)
        with self.assertRaisesRegex(AccessError, "R-43"):
            waiting.with_user(self.administrator).action_confirm()
        waiting[0].with_user(self.head).action_refuse()
        self.assertEqual(waiting[0].state, "refused")

    def test_by_the_form_of_the_group_and_a_new_user(self):
        self.role.with_user(self.administrator).user_ids = [Command.link(self.new.id)]
        self.assertFalse(self.new.has_group(CLERK))
        self.assertTrue(self.Grant.search([("user_id", "=", self.new.id)]))

    def test_role_comes_by_no_other_group(self):
        other = self.env["res.groups"].create({"name": "Other"})
        self.new.group_ids += other
        with (
            self.assertRaisesRegex(AccessError, "R-43"),
            self.env.cr.savepoint(),
        ):
            other.with_user(self.administrator).implied_ids = [
                Command.link(self.role.id)
            ]
        # What a request does when it is taken back.
        self.env.registry.clear_all_caches()
        self.env.invalidate_all()
        self.assertFalse(self.new.has_group(CLERK))

    def test_pending_grant_is_nobodys_to_write(self):
        grant = self._grant()
        for user in (self.administrator, self.head, self.committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                grant.with_user(user).write({"state": "confirmed"})

    # --- Rules, rights, actions ---

    def test_changes_are_logged_and_told(self):
        rule = self.env.ref("cadre_archive.cadre_access_rule_clerk", False) or (
            self.env["ir.rule"].search(
                [("model_id.model", "=", "cadre.access")], limit=1
            )
        )
        model = self.env["ir.model"]._get("cadre.access")
        access = self.env["ir.model.access"].search(
            [("model_id", "=", model.id)], limit=1
        )
        admin = self.administrator
        for change in (
            lambda: rule.with_user(admin).write({"active": False}),
            lambda: rule.with_user(admin).write({"domain_force": "[(0, '=', 1)]"}),
            lambda: access.with_user(admin).write({"perm_unlink": True}),
            lambda: (
                self.env["ir.model.access"]
                .with_user(admin)
                .create({"name": "more", "model_id": model.id, "perm_read": True})
            ),
            lambda: (
                self.env["ir.actions.server"]
                .with_user(admin)
                .create(
                    {
                        "name": "act",
                        "model_id": model.id,
                        "state": "code",
                        "code": "pass",
                    }
                )
            ),
            lambda: rule.with_user(admin).unlink(),
        ):
            before = self._log("alarm")
            change()
            self.env.flush_all()
            told = self._log("alarm") - before
            self.assertEqual(len(told), 1)
            self.assertEqual(told.user_id, admin)

    def test_others_rules_are_not_told(self):
        before = self._log("alarm")
        model = self.env["ir.model"]._get("res.partner")
        self.env["ir.rule"].with_user(self.administrator).create(
            {"name": "x", "model_id": model.id, "domain_force": "[]"}
        )
        self.assertEqual(self._log("alarm"), before)

    def test_as_installed(self):
        """Each night: the installation has no difference, each change is one."""
        Rights = self.env["cadre.rights"]
        self.assertEqual(Rights._differences(), [])
        rule = self.env["ir.rule"].search(
            [("model_id.model", "=", "cadre.access")], limit=1
        )
        model = self.env["ir.model"]._get("cadre.access")
        access = self.env["ir.model.access"].search(
            [("model_id", "=", model.id)], limit=1
        )
        for change in (
            lambda: rule.write({"active": False}),
            lambda: rule.write({"groups": [Command.clear()]}),
            lambda: rule.write({"domain_force": "[(1, '=', 1)]"}),
            lambda: rule.unlink(),
            lambda: access.write({"perm_create": not access.perm_create}),
            lambda: access.unlink(),
            lambda: self.env["ir.model.access"].create(
                {"name": "more", "model_id": model.id, "perm_read": True}
            ),
            lambda: self.env["ir.rule"].create(
                {"name": "x", "model_id": model.id, "domain_force": "[]"}
            ),
        ):
            with self.env.cr.savepoint() as point:
                change()
                self.env.flush_all()
                self.assertEqual(len(Rights._differences()), 1)
                before = self._log("alarm")
                Rights._cron_check()
                self.assertEqual(len(self._log("alarm") - before), 1)
                point.rollback()
            self.env.invalidate_all()

    def test_walls_hold_without_any_rule(self):
        """R-03: the wall is code; with all rules off one's own file stays closed."""
        own = self.env["hr.employee"].search([("user_id", "=", self.new.id)])
        self.new.group_ids += self.role
        place = self.env["cadre.place"].create(
            {"name": "Room", "code": "ZRR", "kind": "room"}
        )
        dossier = self.env["cadre.dossier"].create(
            {"number": "ZOWN", "employee_id": own.id, "place_id": place.id}
        )
        self.env["ir.rule"].search([("model_id.model", "=like", "cadre.%")]).write(
            {"active": False}
        )
        found = self.env["cadre.dossier"].with_user(self.new)
        self.assertNotIn(dossier, found.search([]))
        with self.assertRaisesRegex(AccessError, "R-03"):
            dossier.with_user(self.new).read(["number"])
