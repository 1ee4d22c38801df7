from lxml import etree

from odoo import Command
from odoo.exceptions import AccessError, UserError
from odoo.tests import TransactionCase, tagged

from ...models.base.cadre_guard_mixin import OURS, Open
from ..common import FakeModelCommon, GroundCommon


@tagged("post_install", "-at_install")
class TestGuardMixin(FakeModelCommon):
    """What a field does not open to a user is closed, on every path."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Paper = cls.env["cadre.fake.paper"]
        cls.paper = cls.Paper.create({"name": "Paper", "employee_id": cls.fang.id})
        cls.own = cls.paper.with_user(cls.plain)

    def _entries(self, record, action):
        return self.env["cadre.log"].search(
            [
                ("model", "=", record._name),
                ("res_id", "in", record.ids),
                ("action", "=", action),
            ]
        )

    # --- Closed by default ---

    def test_forgotten_field_is_the_systems(self):
        """A field that says nothing is refused with what, clause and remedy."""
        with self.assertRaisesRegex(
            AccessError, r"(?s)You cannot set Amount of .*R-02: .*use its buttons"
        ):
            self.own.amount = 5
        self.assertEqual(self.paper.amount, 0)

    def test_forgotten_field_is_closed_at_creation(self):
        for vals in ({"amount": 5}, {"number": "X"}):
            with self.subTest(vals=vals):
                with self.assertRaisesRegex(AccessError, "R-02"):
                    self.Paper.with_user(self.plain).create(vals)

    def test_default_of_the_context_is_no_way_in(self):
        paper = (
            self.Paper.with_user(self.plain)
            .with_context(default_amount=5, default_name="By default")
            .create({})
        )
        self.assertEqual((paper.amount, paper.name), (0, "By default"))

    def test_system_gives_its_values(self):
        paper = self.Paper.with_user(self.plain).create({"name": "One"})
        self.assertEqual(paper.number, "N-1")
        paper.give_amount(7)
        self.assertEqual(paper.amount, 7)

    def test_empty_value_of_a_closed_field_is_dropped(self):
        paper = self.Paper.with_user(self.plain).create({"amount": 0, "number": False})
        self.assertEqual(paper.number, "N-1")

    def test_unchanged_value_is_no_change(self):
        """An import repeats what is on record."""
        self.paper.amount = 12.35
        self.own.write({"amount": 12.351, "employee_id": self.fang.id, "name": "New"})
        self.assertEqual(self.paper.name, "New")
        self.assertEqual(self.paper.amount, 12.35)

    def test_write_of_nothing_is_checked_as_any_other(self):
        self.env["ir.model.access"].search(
            [("model_id.model", "=", "cadre.fake.paper")]
        ).perm_write = False
        for vals in ({}, {"name": "Paper"}):
            with self.assertRaises(AccessError):
                self.own.write(vals)

    # --- States, roles, persons ---

    def test_state_closes(self):
        self.own.reason = "Draft"
        self.paper.state = "open"
        with self.assertRaisesRegex(UserError, r"(?s)Reason .*R-02.*Draft"):
            self.own.reason = "Later"
        self.assertEqual(self.paper.reason, "Draft")

    def test_step_and_values_in_one_write(self):
        """The values are asked about in the state before the step."""
        self.own.write({"state": "open", "reason": "With the step"})
        self.assertRecordValues(
            self.paper, [{"state": "open", "reason": "With the step"}]
        )

    def test_role_opens(self):
        self.paper.state = "open"
        with self.assertRaisesRegex(AccessError, "(?s)Grants.*R-07"):
            self.own.grants = True
        self.paper.with_user(self.head).grants = True
        self.assertTrue(self.paper.grants)

    def test_role_opens_in_its_state_only(self):
        with self.assertRaisesRegex(UserError, "(?s)Grants.*R-07"):
            self.paper.with_user(self.head).grants = True
        with self.assertRaisesRegex(UserError, "(?s)Grants.*R-07"):
            self.Paper.with_user(self.head).create({"grants": True})

    def test_person_opens(self):
        with self.assertRaises(AccessError):
            self.own.opinion = "Not mine"
        self.paper.owner_id = self.plain
        self.own.opinion = "Mine"
        self.assertEqual(self.paper.opinion, "Mine")

    def test_person_is_asked_after_creation(self):
        papers = self.Paper.with_user(self.plain)
        papers.create({"owner_id": self.plain.id, "opinion": "Mine"})
        with self.assertRaisesRegex(AccessError, "R-02"):
            papers.create({"owner_id": self.head.id, "opinion": "Not mine"})

    def test_given_once(self):
        with self.assertRaisesRegex(UserError, "(?s)Employee.*R-02"):
            self.own.employee_id = self.li
        self.assertEqual(self.paper.employee_id, self.fang)

    # --- Children ---

    def test_lines_follow_the_state_of_their_paper(self):
        self.own.line_ids = [Command.create({"text": "One"})]
        line = self.paper.line_ids.with_user(self.plain)
        line.text = "Changed"
        self.paper.state = "open"
        with self.assertRaisesRegex(UserError, "R-02"):
            line.text = "Later"
        with self.assertRaisesRegex(UserError, "R-02"):
            line.write({})
        with self.assertRaisesRegex(UserError, "R-02"):
            self.own.line_ids = [Command.create({"text": "Two"})]
        with self.assertRaisesRegex(UserError, "R-02"):
            line.create({"paper_id": self.paper.id, "text": "Two"})
        with self.assertRaisesRegex(UserError, "R-02"):
            line.unlink()
        self.assertEqual(self.paper.line_ids.text, "Changed")

    def test_lines_are_deleted_in_a_draft(self):
        self.own.line_ids = [Command.create({"text": "One"})]
        self.paper.line_ids.with_user(self.plain).unlink()
        self.assertFalse(self.paper.line_ids)

    # --- Append-only ---

    def test_entries_stay(self):
        entry = self.env["cadre.fake.entry"].create({"text": "One"})
        for records in (entry, entry.with_user(self.plain)):
            with self.assertRaisesRegex(AccessError, "R-40"):
                records.text = "Two"
            with self.assertRaisesRegex(AccessError, "R-40"):
                records.unlink()
        self.assertEqual(entry.text, "One")

    # --- Log ---

    def test_change_is_logged_with_old_and_new(self):
        self.own.reason = "First"
        self.own.reason = "First"
        self.own.reason = "Second"
        entries = self._entries(self.paper, "edit").sorted("id")
        self.assertEqual(
            entries.mapped("payload"),
            ['{"reason":["","First"]}', '{"reason":["First","Second"]}'],
        )
        self.assertEqual(entries.subject_id, self.fang)
        self.assertEqual(entries.user_id, self.plain)

    def test_refused_attempt_is_logged_although_all_is_taken_back(self):
        """In a transaction of its own, once, after the refusal took back the rest."""
        cr = self.env.cr
        cr.postrollback.clear()
        cr.postcommit.clear()
        for _attempt in range(2):
            with self.assertRaises(AccessError):
                self.own.amount = 5
        self.assertEqual(len(cr.postrollback._funcs), 1)
        self.assertEqual(len(cr.postcommit._funcs), 1)
        cr.postcommit.clear()
        with self.enter_registry_test_mode():
            cr.postrollback.run()
        entry = self._entries(self.paper, "refused")
        self.assertEqual(len(entry), 1)
        self.assertEqual(entry.user_id, self.plain)
        self.assertEqual((entry.clause, entry.subject_id), ("R-02", self.fang))
        self.assertIn("Amount", entry.reason)

    # --- Screens ---

    def test_form_shows_what_is_closed(self):
        described = self.Paper.with_user(self.plain).fields_get(attributes=["readonly"])
        closed = {name for name in described if described[name]["readonly"]}
        self.assertGreater(closed, {"amount", "number", "grants"})
        self.assertFalse(closed & {"name", "reason", "employee_id", "opinion"})
        described = self.Paper.with_user(self.head).fields_get(attributes=["readonly"])
        self.assertFalse(described["grants"]["readonly"])

    def test_views_follow(self):
        arch = etree.fromstring(
            """<form><field name="name"/><field name="reason"/>
            <field name="employee_id"/><field name="grants" readonly="1"/>
            <field name="line_ids"><list><field name="text"/></list></field></form>"""
        )
        self.Paper._guard_arch(arch)
        found = {n.get("name"): n.get("readonly") for n in arch.iter("field")}
        self.assertEqual(
            found,
            {
                "name": None,
                "reason": "state not in ('draft',)",
                "employee_id": "id",
                "grants": "1",
                "line_ids": "state not in ('draft',)",
                "text": "parent.state not in ('draft',)",
            },
        )

    def test_batches(self):
        """Guarding asks as many queries for twenty records as for two."""
        counts = []
        for number in (2, 20):
            papers = self.Paper.create([{"name": str(n)} for n in range(number)])
            self.env.flush_all()
            self.env.invalidate_all()
            papers.with_user(self.plain).fetch(["name", "reason", "state"])
            before = self.env.cr.sql_log_count
            papers.with_user(self.plain).write({"reason": "Same", "amount": 0})
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0])


@tagged("post_install", "-at_install")
class TestGuardOnOdoosModels(GroundCommon):
    """Our own fields on people, departments and offices; Odoo's stay Odoo's."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("z_officer", "hr.group_hr_user")

    def test_personnel_officers_write_what_they_write(self):
        """What routes an approval, or makes a reader, is logged with old and new."""
        own = self.fang.with_user(self.officer)
        own.write({"management_level": "city", "cadre_category": "institution"})
        entry = self.env["cadre.log"].search(
            [("model", "=", "hr.employee"), ("res_id", "=", self.fang.id)]
        )
        self.assertEqual((entry.subject_id, entry.user_id), (self.fang, self.officer))
        self.assertEqual(
            entry.payload,
            '{"cadre_category":["","institution"],'
            '"management_level":["office","city"]}',
        )

    def test_kinship_is_recorded_on_its_own_side(self):
        own = self.fang.with_user(self.officer)
        with self.assertRaisesRegex(AccessError, "R-04"):
            own.cadre_relative_of_ids = [Command.create({"employee_id": self.li.id})]

    def test_what_is_odoos_is_left_alone(self):
        person = self.env["hr.employee"].with_user(self.officer).create({"name": "X"})
        person.write({"name": "Y", "work_phone": "1"})
        person.unlink()
        department = self.env["hr.department"].with_user(self.officer)
        department.create({"name": "Z"}).unlink()


@tagged("post_install", "-at_install")
class TestGuardEverywhere(TransactionCase):
    """Registry: every stored field of ours is the system's or says who writes it."""

    # Persistent models that do not stand under the guard. None, and none to come.
    UNGUARDED = set()

    def _ours(self):
        """Persistent models with stored fields of ours, views of the database on
        models of Odoo left out: nobody writes them."""
        for name, model in sorted(self.env.registry.items()):
            if model._abstract or model._transient or name.startswith("cadre.fake."):
                continue
            if name.startswith("cadre.") or (
                model._auto
                and any(
                    (field.store or field.inverse)
                    and field._modules
                    and set(field._modules) <= set(OURS)
                    for field in model._fields.values()
                )
            ):
                yield name, self.env[name]

    def test_every_model_is_guarded(self):
        guard = self.env.registry["cadre.guard.mixin"]
        unguarded = {
            name for name, model in self._ours() if not isinstance(model, guard)
        }
        self.assertEqual(unguarded, self.UNGUARDED)
        self.assertGreater(len(list(self._ours())), 55)

    def test_what_opens_a_field_exists(self):
        """A state that is misspelt would close it, a group or person open nobody."""
        clauses = set(self.env["cadre.clause"].search([]).mapped("code"))
        for name, model in self._ours():
            has_state = model._guard_state.split(".")[0] in model._fields
            states = dict(model._guard_state_labels() if has_state else ())
            rules = {
                field.name: Open.of(model._writable(field.name))
                for field in model._fields.values()
            }
            rules["unlink"] = Open.of(model._unlink_open)
            named = {model._guard_clause, model._append_only, model._undeletable}
            for field, rule in rules.items():
                if rule is None:
                    continue
                named.add(rule.clause)
                with self.subTest(model=name, field=field):
                    self.assertLessEqual(set(rule.states), set(states))
                    for group in rule.groups:
                        self.assertTrue(self.env.ref(group, raise_if_not_found=False))
                    if rule.actors:
                        self.assertTrue(callable(getattr(model, rule.actors, None)))
            with self.subTest(model=name):
                self.assertLessEqual(named - {""}, clauses)

    def test_what_is_open_is_not_read_only(self):
        for name, model in self._ours():
            for field in model._fields.values():
                if field.store and model._writable(field.name):
                    with self.subTest(model=name, field=field.name):
                        self.assertFalse(field.readonly)
