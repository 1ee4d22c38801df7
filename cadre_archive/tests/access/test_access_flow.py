from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged

from ...models.access.cadre_access import STATES
from ..archive_common import SEALED_FORM, ArchiveCommon


@tagged("post_install", "-at_install")
class TestAccessFlow(ArchiveCommon):
    """From the form to the closed register, and who may take which step."""

    def test_consultation_from_form_to_closed(self):
        """R-02: registered, approved, handed out, taken back, signed, closed."""
        access = self._access(self.d_fang + self.d_li)
        self.assertFalse(access.name)
        access.action_submit()
        self.assertEqual(access.state, "submitted")
        self.assertRegex(access.name, r"^A/\d{4}/\d{4}$")
        self.assertEqual(access.approver_role, "head")
        access.with_user(self.head).action_approve()
        self.assertEqual(access.approver_id, self.head)

        action = access.with_user(self.clerk2).action_counter()
        self.assertEqual(action["params"], {"access_id": access.id})
        counter = access.with_user(self.clerk2)
        self._sign(counter, "declaration")
        self._counter(counter, "hand_out", self._listed(counter))
        self.assertEqual(access.state, "in_use")
        self.assertEqual(self.d_fang.custody_state, "reading_room")
        self.assertIn("孙丽", self.d_fang.holder)
        self.assertFalse(access.iou_number)
        self.assertFalse(access.date_due)

        self._counter(access, "take_back", self._listed(access))
        self.assertEqual(access.state, "returned")
        self.assertEqual(self.d_fang.place_id, self.slot)
        self.assertFalse(self.d_fang.holder)
        self._sign(access, "register")
        access.action_close()
        self.assertEqual(access.state, "closed")
        places = [move.to_place_id.usage for move in self.d_fang.move_ids.sorted("id")]
        self.assertEqual(places, [False, "reading_room", False])

    def test_part_of_the_files_come_back(self):
        """R-08: the application stays out until its last file is in."""
        access = self._handed_out(self.d_fang + self.d_li)
        first, second = access.line_ids
        self._take_back(access, {first: 8})
        self.assertEqual(access.state, "in_use")
        self.assertEqual(self.d_fang.custody_state, "shelf")
        self.assertEqual(self.d_li.custody_state, "reading_room")
        with self.assertRaisesRegex(UserError, "R-08"):
            self._take_back(access, {first: 8})
        self._take_back(access, {second: 8})
        self.assertEqual(access.state, "returned")

    def test_steps_by_role(self):
        """Each step is taken by its role only, by the button and by a bare write."""
        clerk_steps = {"submitted", "withdrawn"}
        cases = {
            # state: {user: targets that this user may choose}
            "draft": {
                self.clerk: clerk_steps | {"refused"},
                self.head: clerk_steps | {"refused"},
            },
            "submitted": {
                self.clerk: {"withdrawn"},
                self.head: {"withdrawn", "approved", "refused"},
            },
            "approved": {self.clerk: {"withdrawn", "in_use"}},
            "in_use": {self.clerk: {"returned"}},
            "returned": {self.clerk: {"closed"}},
        }
        makers = {
            "draft": self._access,
            "submitted": self._submitted,
            "approved": self._approved,
            "in_use": self._handed_out,
            "returned": self._returned,
        }
        for state, by_user in cases.items():
            access = makers[state](self.d_wang)
            self.assertEqual(access.state, state)
            for user, targets in by_user.items():
                with self.subTest(state=state, user=user.login):
                    record = access.with_user(user)
                    found = set(record.allowed_states.strip(",").split(","))
                    self.assertEqual(found, targets)
            for target, _label in STATES:
                if target in by_user[self.clerk] or target == state:
                    continue
                with self.subTest(state=state, target=target):
                    with self.assertRaises(UserError):
                        access.with_user(self.clerk).write({"state": target})
                    self.assertEqual(access.state, state)
            for user in (self.plain, self.administrator, self.committee):
                for target, _label in STATES:
                    with self.subTest(state=state, user=user.login, target=target):
                        with self.assertRaises(AccessError):
                            access.with_user(user).write({"state": target})
            if state == "in_use":
                self._take_back(access, {line: 8 for line in access.line_ids})

    def _submitted(self, dossiers, **values):
        access = self._access(dossiers, **values)
        access.action_submit()
        return access

    def test_whoever_registered_it_does_not_decide(self):
        """R-05: requester and approver are two people, also for the head."""
        access = self._access(self.d_fang, user=self.head)
        access.action_submit()
        for target in ("approved", "refused"):
            with self.assertRaisesRegex(UserError, "R-05"):
                access._transition(target, reason="because")
        self.assertNotIn("approved", access.allowed_states)
        self.assertEqual(access.state, "submitted")

    def test_management_level_decides_who_approves(self):
        """R-07: the office's cadres by the head, the district's by the committee."""
        access = self._submitted(self.d_zhao)
        self.assertEqual(access.approver_role, "committee")
        with self.assertRaisesRegex(AccessError, "R-07"):
            access.with_user(self.head).action_approve()
        access.with_user(self.committee).action_approve()
        self.assertEqual(access.approver_id, self.committee)

        mixed = self._submitted(self.d_fang + self.d_zhao)
        self.assertEqual(mixed.approver_role, "committee")

    def test_committee_sees_what_waits_for_it_and_nothing_else(self):
        """R-07: applications waiting, with number and cadre of the files."""
        office = self._submitted(self.d_fang)
        district = self._submitted(self.d_zhao)
        draft = self._access(self.d_zhao)
        accesses = self.env["cadre.access"].with_user(self.committee)
        found = accesses.search([("id", "in", (office + district + draft).ids)])
        self.assertEqual(found.ids, district.ids)
        line = found.line_ids.read(["display_name", "dossier_id", "employee_id"])[0]
        self.assertEqual(line["display_name"], "ZD4")
        self.assertEqual(line["dossier_id"][1], "ZD4")
        self.assertEqual(line["employee_id"][1], "赵敏")
        for model in ("cadre.dossier", "cadre.material", "cadre.custody.move"):
            with self.assertRaises(AccessError):
                self.env[model].with_user(self.committee).search([])
        found.action_approve()
        self.assertEqual(
            accesses.search([("id", "in", district.ids)]).state, "approved"
        )
        self.assertFalse(
            accesses.with_user(
                self._user("z_c2", "cadre_archive.group_cadre_party_committee")
            ).search([("id", "in", district.ids)])
        )

    def test_committee_changes_nothing_but_the_state(self):
        access = self._submitted(self.d_zhao).with_user(self.committee)
        for values in ({"reason": "Other"}, {"approver_id": self.committee.id}):
            with self.assertRaises(UserError):
                access.write(values)
        with self.assertRaises(UserError):
            access.reader_ids.write({"name": "Other"})
        with self.assertRaises(AccessError):
            access.create({"reason": "Mine"})

    def test_refusal_needs_a_reason(self):
        """R-07: refused with a reason that stays."""
        access = self._submitted(self.d_fang).with_user(self.head)
        with self.assertRaisesRegex(UserError, "reason"):
            access.write({"state": "refused"})
        action = access.action_refuse()
        wizard = (
            self.env[action["res_model"]]
            .with_user(self.head)
            .with_context(**action["context"])
            .create({"reason": "Ask the unit again"})
        )
        wizard.action_confirm()
        self.assertEqual(access.state, "refused")
        self.assertEqual(access.refusal_reason, "Ask the unit again")

    def test_withdrawal(self):
        draft = self._access(self.d_fang)
        draft.action_withdraw()
        self.assertEqual(draft.state, "withdrawn")
        access = self._submitted(self.d_fang)
        self.assertEqual(access.action_withdraw()["res_model"], "cadre.step.reason")
        with self.assertRaisesRegex(UserError, "reason"):
            access.write({"state": "withdrawn"})

    def test_form_stays_as_signed(self):
        """R-06: past the draft the form, its readers and files do not change."""
        access = self._submitted(self.d_fang)
        with self.assertRaisesRegex(UserError, "stays as it was signed"):
            access.write({"reason": "Something else"})
        with self.assertRaisesRegex(UserError, "stays as it was signed"):
            access.write({"line_ids": [(0, 0, {"dossier_id": self.d_li.id})]})
        with self.assertRaisesRegex(UserError, "stays as it was signed"):
            access.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "stays as it was signed"):
            access.reader_ids.write({"name": "Other"})

    def test_nothing_of_the_steps_can_be_written(self):
        """Mass assignment by RPC: numbers, dates and people follow from the steps."""
        access = self._access(self.d_fang)
        for values in (
            {"name": "A/1"},
            {"iou_number": "1"},
            {"requester_id": self.head.id},
            {"approver_role": "head"},
            {"approver_id": self.head.id},
            {"date_due": "2030-01-01"},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                access.write(values)
            with self.subTest(values=values), self.assertRaises(AccessError):
                self.env["cadre.access"].with_user(self.clerk).create(values)
        for values in (
            {"date_out": "2025-01-01 00:00:00"},
            {"employee_id": self.li.id},
        ):
            with self.subTest(values=values), self.assertRaises(AccessError):
                access.line_ids.write(values)
        sneaky = (
            self.env["cadre.access"]
            .with_user(self.clerk)
            .with_context(default_requester_id=self.head.id, default_name="A/1")
            .create({})
        )
        self.assertEqual(sneaky.requester_id, self.clerk)
        self.assertFalse(sneaky.name)

    def test_nobody_deletes_an_application(self):
        """R-08: it belongs to the register, also as superuser."""
        access = self._access(self.d_fang)
        for record in (access, access.with_user(self.head), access.sudo()):
            with self.assertRaises(UserError):
                record.unlink()

    def test_activity_for_the_approver_follows_the_state(self):
        """One to-do for each approver while it waits; none before and none after."""
        access = self._submitted(self.d_fang)
        activities = access.sudo().activity_ids
        self.assertIn(self.head, activities.user_id)
        self.assertNotIn(self.clerk, activities.user_id)
        access.sudo()._update_activities()
        self.assertEqual(len(access.sudo().activity_ids), len(activities))
        for activity in activities:
            for text in (activity.res_name, activity.summary, str(activity.note)):
                self.assertNotIn("方艳慧", text)
        access.with_user(self.head).action_approve()
        self.assertFalse(access.sudo().activity_ids)

    def test_no_name_in_messages_and_display_names(self):
        """Mails and names of records carry the number only."""
        access = self._returned(self.d_fang)
        self.assertEqual(access.display_name, access.name)
        self.assertEqual(self.d_fang.display_name, "ZD1")
        self.assertNotIn("方艳慧", self.d_fang.material_ids[0].display_name)
        for message in access.message_ids:
            self.assertNotIn("方艳慧", str(message.body))
            self.assertNotIn("方艳慧", message.record_name or "")

    def test_step_is_logged_for_each_cadre(self):
        access = self._submitted(self.d_fang + self.d_li)
        entries = self.env["cadre.log"].search(
            [("model", "=", "cadre.access"), ("res_id", "=", access.id)]
        )
        self.assertEqual(entries.subject_id, self.fang + self.li)
        self.assertEqual(set(entries.mapped("state_to")), {"submitted"})

    def test_copy_brings_no_files_and_no_steps(self):
        access = self._submitted(self.d_fang)
        twin = access.copy()
        self.assertEqual(twin.state, "draft")
        self.assertFalse(twin.name or twin.line_ids or twin.is_sealed)
        self.assertEqual(twin.reader_ids.mapped("name"), ["孙丽"])

    def test_form_view_as_clerk(self):
        with Form(self.env["cadre.access"].with_user(self.clerk)) as form:
            form.unit_id = self.unit
            form.unit_head = "周刚"
            form.date_signed = fields.Date.today()
            form.is_sealed = True
            form.sealed_form = SEALED_FORM
            form.purpose = "personnel"
            form.reason = "Check"
            with form.line_ids.new() as line:
                line.dossier_id = self.d_fang
            with form.reader_ids.new() as reader:
                reader.employee_id = self.chen
        access = form.record
        self.assertEqual(access.line_ids.employee_id, self.fang)
        self.assertEqual(access.reader_ids.political_status, "cpc_member")
        access.action_submit()
        self.assertEqual(access.state, "submitted")

    def test_kanban_shows_the_open_columns(self):
        groups = (
            self.env["cadre.access"]
            .with_user(self.clerk)
            .formatted_read_group([("id", "=", 0)], ["state"], ["__count"])
        )
        self.assertFalse(groups)
        data = (
            self.env["cadre.access"]
            .with_user(self.clerk)
            .with_context(read_group_expand=True)
            .web_read_group([("id", "=", 0)], ["state"], ["__count"])
        )
        self.assertEqual(
            [group["state"] for group in data["groups"]],
            ["draft", "submitted", "approved", "in_use", "returned"],
        )

    def test_clerk_reads_names_without_access_to_employees(self):
        """Names come along with nothing that only personnel officers may read."""
        self.env.invalidate_all()
        access = self._access(self.d_fang)
        self.env.invalidate_all()
        self.assertEqual(access.with_user(self.clerk).subject_names, "方艳慧")
        self.assertEqual(
            access.with_user(self.clerk).line_ids.employee_id.name, "方艳慧"
        )
