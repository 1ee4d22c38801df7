import json

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..archive_common import ArchiveCommon

MODELS = (
    "cadre.dossier",
    "cadre.material",
    "cadre.custody.move",
    "cadre.access",
    "cadre.access.line",
    "cadre.access.reader",
)


@tagged("post_install", "-at_install", "cadre_security")
class TestAvoidance(ArchiveCommon):
    """R-03, R-04: one's own and relatives' files are out of reach by every path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The head is 方艳慧, and a relative of 李强. The administrator has every group.
        cls.fang.user_id = cls.head
        cls.super_user = cls._user(
            "z_all",
            "base.group_system,base.group_allow_export,hr.group_hr_manager,"
            "cadre_archive.group_cadre_archive_head,"
            "cadre_archive.group_cadre_party_committee",
        )
        cls.wang.user_id = cls.super_user
        cls.env["cadre.relative"].create(
            [
                {
                    "employee_id": cls.li.id,
                    "relative_id": cls.fang.id,
                    "kinship": "collateral",
                },
                {
                    "employee_id": cls.wang.id,
                    "relative_id": cls.li.id,
                    "kinship": "in_law",
                },
            ]
        )
        cls.a_own = cls._access(cls.d_fang)
        cls.a_kin = cls._access(cls.d_li)
        cls.a_mixed = cls._access(cls.d_fang + cls.d_wang + cls.d_zhao)
        cls.a_free = cls._access(cls.d_zhao)
        cls.env.flush_all()
        cls.hidden = {
            cls.head: cls.d_fang + cls.d_li,
            cls.super_user: cls.d_wang + cls.d_li,
        }

    def _hidden_of(self, user, model):
        """The records of a model that this user must not reach."""
        dossiers = self.hidden[user]
        accesses = self.env["cadre.access"].search(
            [("line_ids.dossier_id", "in", dossiers.ids)]
        )
        return {
            "cadre.dossier": dossiers,
            "cadre.material": dossiers.material_ids,
            "cadre.custody.move": dossiers.move_ids,
            "cadre.access": accesses,
            "cadre.access.line": accesses.line_ids,
            "cadre.access.reader": accesses.reader_ids,
        }[model]

    def _each(self):
        for user in self.hidden:
            for model in MODELS:
                hidden = self._hidden_of(user, model)
                self.assertTrue(hidden)
                with self.subTest(user=user.login, model=model):
                    self.env.invalidate_all()
                    yield self.env[model].with_user(user), hidden

    def test_search_and_count(self):
        for model, hidden in self._each():
            domain = [("id", "in", hidden.ids)]
            self.assertFalse(model.search(domain))
            self.assertEqual(model.search_count(domain), 0)
            self.assertFalse(model.search_fetch(domain, ["display_name"]))
            self.assertTrue(model.search([]), "the others stay visible")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_read_by_every_call(self):
        for model, hidden in self._each():
            # Odoo asks for this right before any record: it would hide the wall.
            model.env.user.sudo().group_ids += self.env.ref("base.group_allow_export")
            for record in model.browse(hidden.ids):
                for call in (
                    lambda r: r.read(["display_name"]),
                    lambda r: r.web_read({"display_name": {}}),
                    lambda r: r.export_data(["id", "display_name"]),
                    lambda r: r.copy(),
                    lambda r: (
                        r.get_metadata() if hasattr(r, "get_metadata") else r.read()
                    ),
                    lambda r: r.check_access("read"),
                ):
                    with self.assertRaisesRegex(UserError, "R-03:"):
                        call(record)
                self.assertFalse(record.has_access("read"))
                self.assertFalse(record.exists()._filtered_access("read"))

    def test_grouping(self):
        for model, hidden in self._each():
            domain = [("id", "in", hidden.ids)]
            self.assertFalse(
                model.formatted_read_group(domain, ["create_uid"], ["__count"])
            )
            self.assertFalse(
                model.web_read_group(domain, ["create_uid"], ["__count"])["groups"]
            )
            with mute_logger("py.warnings"):  # the old form can still be called
                self.assertFalse(model.read_group(domain, ["id"], ["create_uid"]))
            self.assertEqual(model._read_group(domain, [], ["__count"]), [(0,)])
            progress = model.read_progress_bar(
                domain, "create_uid", {"field": "id", "colors": {}}
            )
            self.assertFalse(progress)

    def test_name_search(self):
        dossiers = self.env["cadre.dossier"].with_user(self.head)
        for text in ("方艳慧", "艳慧", "Z-001", "ZD1", "李强", "ZD2"):
            with self.subTest(text=text):
                self.assertFalse(dossiers.name_search(text))
                self.assertFalse(dossiers.web_name_search(text, {"display_name": {}}))
        found = dossiers.name_search("王芳")
        self.assertEqual(found, [(self.d_wang.id, "ZD3 · 王芳")])
        clerk = self.env["cadre.dossier"].with_user(self.clerk)
        self.assertEqual(clerk.name_search("方艳"), [(self.d_fang.id, "ZD1 · 方艳慧")])

    def test_paths_through_other_records(self):
        """Domains that reach a hidden file over visible records find nothing."""
        place = self.slot.with_user(self.head)
        self.assertEqual(place.dossier_count, 2)
        for model, domain in (("cadre.place", [("id", "=", self.slot.id)]),):
            self.assertTrue(self.env[model].with_user(self.head).search(domain))
        materials = self.env["cadre.material"].with_user(self.head)
        self.assertFalse(materials.search([("dossier_id.cadre_name", "=", "方艳慧")]))
        self.assertFalse(materials.search([("dossier_id", "ilike", "ZD1")]))
        accesses = self.env["cadre.access"].with_user(self.head)
        self.assertFalse(
            accesses.search([("line_ids.dossier_id.cadre_name", "=", "方艳慧")])
        )
        self.assertFalse(accesses.search([("line_ids.employee_id", "=", self.fang.id)]))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_writing(self):
        for model, hidden in self._each():
            for record in model.browse(hidden.ids):
                with self.assertRaisesRegex(UserError, "[AR]-[0-9]{2}:"):
                    record.write({"create_date": "2020-01-01 00:00:00"})
                with self.assertRaisesRegex(UserError, "[AR]-[0-9]{2}:"):
                    record.unlink()

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_children_of_a_hidden_file(self):
        """Creating a child of an unreadable record is a path to its data in Odoo."""
        with self.assertRaises(AccessError):
            self.env["cadre.material"].with_user(self.head).create(
                {
                    "dossier_id": self.d_fang.id,
                    "category_id": self.category.id,
                    "name": "Mine",
                }
            )
        mine = self._access(self.d_zhao, user=self.head)
        with self.assertRaises(AccessError):
            mine.write({"line_ids": [Command.create({"dossier_id": self.d_fang.id})]})
        with self.assertRaises(AccessError):
            self._access(self.d_li, user=self.head)
        with self.assertRaisesRegex(UserError, "[AR]-[0-9]{2}:"):
            mine.line_ids.write({"dossier_id": self.d_fang.id})
        with self.assertRaises(AccessError):
            self.env["cadre.custody.move"].with_user(self.head)._move(
                self.d_fang, self.slot2
            )

    def test_own_file_is_registered_by_somebody_else(self):
        with self.assertRaisesRegex(AccessError, "R-03"):
            self.env["cadre.dossier"].with_user(self.head).create(
                {"number": "ZD9", "employee_id": self.li.id, "place_id": self.slot.id}
            )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.http")
    def test_onchange_with_a_guessed_id(self):
        """An onchange hands out what computes read: here nothing of a hidden file."""
        secrets = ("方艳慧", "Z-001", "Annual appraisal")
        cases = (
            ("cadre.access.line", {"dossier_id": self.d_fang.id}),
            ("cadre.material", {"dossier_id": self.d_fang.id, "type_id": self.type.id}),
        )
        for name, values in cases:
            model = self.env[name].with_user(self.head)
            spec = {field: {} for field in model.fields_get()}
            with self.subTest(model=name):
                self.env.invalidate_all()
                try:
                    answer = model.onchange(values, list(values), spec)
                except AccessError:
                    continue
                text = json.dumps(answer, default=str, ensure_ascii=False)
                for secret in secrets[: 2 if name == "cadre.material" else 3]:
                    self.assertNotIn(secret, text)
        access = self.env["cadre.access"].with_user(self.head)
        spec = {
            "line_ids": {
                "fields": {f: {} for f in self.env["cadre.access.line"].fields_get()}
            },
            "subject_names": {},
            "approver_role": {},
        }
        values = {"line_ids": [Command.create({"dossier_id": self.d_fang.id})]}
        self.env.invalidate_all()
        try:
            answer = access.onchange(values, ["line_ids"], spec)
        except AccessError:
            return
        text = json.dumps(answer, default=str, ensure_ascii=False)
        self.assertNotIn("方艳慧", text)

    def test_desk_counts_without_them(self):
        cards = self.env["cadre.desk"].with_user(self.head).get_desk("archive")
        register = next(c for c in cards["overview"] if c["clause"] == "R-69")
        everyone = self.env["cadre.desk"].with_user(self.clerk).get_desk("archive")
        whole = next(c for c in everyone["overview"] if c["clause"] == "R-69")
        self.assertEqual(whole["count"] - register["count"], 2)

    def test_kinship_recorded_later_hides_at_once(self):
        """Also what is already on the way: the application becomes invisible."""
        access = self._access(self.d_zhao)
        access.action_submit()
        head = access.with_user(self.clerk2)
        self.assertTrue(head.has_access("read"))
        self.env["hr.employee"].create(
            {"name": "丁一", "cadre_number": "Z-050", "user_id": self.clerk2.id}
        )
        kin = self.env["cadre.relative"].create(
            {
                "employee_id": self.clerk2.employee_id.id,
                "relative_id": self.zhao.id,
                "kinship": "spouse",
            }
        )
        self.env.invalidate_all()
        self.assertFalse(head.has_access("read"))
        self.assertFalse(head.search([("id", "=", access.id)]))
        kin.active = False
        self.assertTrue(head.has_access("read"))

    def test_archived_employee_still_hides(self):
        """R-03 holds for one's own file after one has left."""
        self.fang.active = False
        self.env.invalidate_all()
        dossiers = self.env["cadre.dossier"].with_user(self.head)
        self.assertFalse(dossiers.search([("id", "=", self.d_fang.id)]))

    def test_log_and_chatter(self):
        logs = self.env["cadre.log"].with_user(self.head)
        self.assertFalse(logs.search([("subject_id", "in", (self.fang + self.li).ids)]))
        self.assertTrue(logs.search([("subject_id", "=", self.zhao.id)]))
        messages = self.env["mail.message"].with_user(self.head)
        hidden = self._hidden_of(self.head, "cadre.access")
        self.assertFalse(
            messages.search(
                [("model", "=", "cadre.access"), ("res_id", "in", hidden.ids)]
            )
        )

    def test_no_activity_for_an_avoided_approver(self):
        self.a_own.action_submit()
        users = self.a_own.sudo().activity_ids.user_id
        self.assertNotIn(self.head, users)
        self.assertIn(self.super_user, users)


@tagged("post_install", "-at_install", "cadre_security")
class TestReaderAvoidance(ArchiveCommon):
    """R-03, R-04: no reader gets his own or a relative's file."""

    def _refused(self, readers, clause, dossiers=None, text=""):
        access = self._access(dossiers or self.d_fang, readers=readers)
        with self.assertRaisesRegex(UserError, f"{text}[\\s\\S]*{clause}:"):
            access.action_submit()
        self.assertEqual(access.state, "draft")

    def _member(self, employee):
        employee.political_status = "cpc_member"
        return {"employee_id": employee.id}

    def _relative(self, **values):
        return self.env["cadre.relative"].create(
            {"employee_id": self.fang.id, "kinship": "direct", **values}
        )

    def test_reader_is_the_subject(self):
        self._refused([self._member(self.fang)], "R-03")
        self._refused(
            [self._reader(), self._member(self.li)], "R-03", self.d_fang + self.d_li
        )

    def test_reader_is_a_relative_in_the_office(self):
        """Both directions of the register count."""
        self._relative(relative_id=self.chen.id)
        self._refused([self._member(self.chen)], "R-04")

    def test_reader_known_by_identity_number(self):
        """A reader not linked to the employee is found by the number."""
        self.fang.identification_id = "110101197001011238"
        outsider = self._reader(name="方某", identification="110101197001011238")
        self._refused([outsider], "R-03")
        self._relative(relative_id=self.chen.id)
        number = self.chen.identification_id
        self._refused([self._reader(name="陈某", identification=number)], "R-04")

    def test_reader_is_a_relative_outside_the_office(self):
        self._relative(
            relative_name="方大", relative_identification="330101196001011111"
        )
        outsider = self._reader(name="Somebody", identification="330101196001011111")
        self._refused([outsider], "R-04")
        other = self._reader(name="方大", identification="330101196001012229")
        self._access(self.d_fang, readers=[other]).action_submit()

    def test_same_name_without_a_number_has_to_be_cleared(self):
        """Doubt does not open a file: the clerk has to bring the number."""
        self._relative(relative_name="方大")
        self._refused([self._reader(name="方 大")], "R-04", text="bears the name")
        self._refused(
            [self._reader(name="方艳慧", identification=False)],
            "R-03",
            text="bears the name",
        )

    def test_cadre_named_as_relative_of_the_reader(self):
        """The reader's own row names the cadre in words only."""
        self.chen.political_status = "cpc_member"
        self.env["cadre.relative"].create(
            {
                "employee_id": self.chen.id,
                "relative_name": "方艳慧",
                "kinship": "spouse",
            }
        )
        self._refused([{"employee_id": self.chen.id}], "R-04", text="bears the name")

    def test_kinship_found_before_approval_and_before_hand_out(self):
        """R-04 at request, at approval and at hand-out."""
        member = self._member(self.chen)
        waiting = self._access(self.d_fang, readers=[member])
        waiting.action_submit()
        approved = self._approved(self.d_fang, readers=[member])
        self._sign(approved, "declaration")
        self._relative(relative_id=self.chen.id)
        with self.assertRaisesRegex(UserError, "R-04"):
            waiting.with_user(self.head).action_approve()
        with self.assertRaisesRegex(UserError, "R-04"):
            self._hand_out(approved, {approved.line_ids: 8})
        self.assertEqual(self.d_fang.custody_state, "shelf")
        waiting.with_user(self.head)._transition("refused", reason="A relative")
        self.assertEqual(waiting.state, "refused")

    def test_refusal_does_not_tell_whose_file_it_is(self):
        access = self._access(self.d_fang, readers=[self._member(self.fang)])
        access.reader_ids.name = "R"
        with self.assertRaises(UserError) as caught:
            access.action_submit()
        self.assertNotIn("方艳慧", str(caught.exception))

    def test_form_offers_only_files_within_reach(self):
        self.fang.user_id = self.clerk
        form = Form(self.env["cadre.access"].with_user(self.clerk))
        form.unit_id = self.unit
        found = self.env["cadre.dossier"].with_user(self.clerk).name_search("ZD")
        self.assertEqual(len(found), 3)
