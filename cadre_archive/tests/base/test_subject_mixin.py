from odoo import Command
from odoo.exceptions import AccessError
from odoo.tests import new_test_user, tagged
from odoo.tools import mute_logger

from ..common import FakeModelCommon


@tagged("post_install", "-at_install")
class TestSubjectMixin(FakeModelCommon):
    """Avoidance, secrecy and office follow from the model, not from rules on record."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Paper = cls.env["cadre.fake.paper"]
        cls.fang.user_id = cls.plain
        cls.env["cadre.relative"].create(
            {"employee_id": cls.fang.id, "relative_id": cls.li.id, "kinship": "spouse"}
        )
        cls.own, cls.kin, cls.other = cls.Paper.create(
            [
                {"name": employee.name, "employee_id": employee.id}
                for employee in (cls.fang, cls.li, cls.wang)
            ]
        )
        cls.papers = cls.own | cls.kin | cls.other

    def _seen(self, model=None, user=None):
        if model is None:
            model = self.Paper
        made = (
            self.papers if model._name == "cadre.fake.paper" else self.papers.line_ids
        )
        return model.with_user(user or self.plain).search([("id", "in", made.ids)])

    def test_own_and_relatives_are_unknown(self):
        """R-03, R-04: by search, reading, counting and every other operation."""
        self.assertEqual(self._seen(), self.other)
        self.assertEqual(self._seen(user=self.head), self.papers)
        for paper in (self.own, self.kin):
            paper = paper.with_user(self.plain)
            for attempt in (
                lambda p=paper: p.read(["name"]),
                lambda p=paper: p.write({"name": "x"}),
                lambda p=paper: p.unlink(),
            ):
                with self.assertRaisesRegex(AccessError, "R-03"):
                    attempt()
        with self.assertRaisesRegex(AccessError, "R-03"):
            self.Paper.with_user(self.plain).create({"employee_id": self.li.id})
        groups = self.Paper.with_user(self.plain)._read_group(
            [("id", "in", self.papers.ids)], [], ["__count"]
        )
        self.assertEqual(groups, [(1,)])

    def test_no_record_in_the_database_switches_it_off(self):
        self.env["ir.rule"].search([]).active = False
        self.env["ir.rule"].create(
            {
                "name": "All",
                "model_id": self.env["ir.model"]._get_id("cadre.fake.paper"),
                "domain_force": "[(1, '=', 1)]",
            }
        )
        self.assertEqual(self._seen(), self.other)

    def test_kinship_counts_at_once(self):
        self.env["cadre.relative"].create(
            {
                "employee_id": self.wang.id,
                "relative_id": self.fang.id,
                "kinship": "in_law",
            }
        )
        self.assertFalse(self._seen())

    def test_lines_have_the_walls_of_their_paper(self):
        for paper in self.papers:
            paper.line_ids = [Command.create({"text": paper.name})]
        self.assertEqual(self._seen(self.env["cadre.fake.line"]), self.other.line_ids)
        self.assertEqual(self.own.line_ids._subject_employees(), self.fang)

    def test_offices_are_apart(self):
        office = self.env["res.company"].create({"name": "Z Other"})
        self.other.company_id = office
        self.assertFalse(self._seen())
        self.assertEqual(self._seen(user=self.head), self.papers - self.other)

    def test_model_without_a_word_is_closed(self):
        """What is forgotten is closed, to everybody but the system."""
        forgotten = self.env["cadre.fake.forgotten"].create({"text": "x"})
        for user in (self.plain, self.head, self.administrator):
            model = forgotten.with_user(user)
            self.assertFalse(model.search([]))
            with self.assertRaisesRegex(AccessError, "R-03"):
                model.read(["text"])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_wizard_is_its_creators_alone(self):
        wizards = self.env["cadre.step.reason"]
        first = wizards.with_user(self.clerk).create(
            {"res_model": "cadre.scan", "target": "x", "res_ids": [1], "reason": "x"}
        )
        mate = new_test_user(
            self.env, "z_mate", "cadre_archive.group_cadre_archive_clerk"
        )
        self.assertNotIn(first, wizards.with_user(mate).search([]))
        for user in (mate, self.head, self.administrator):
            other = first.with_user(user)
            with self.assertRaises(AccessError):
                other.read(["id"])
            with self.assertRaises(AccessError):
                other.write({})
        self.assertEqual(first.with_user(self.clerk).search([]), first)

    def test_every_model_says_whom_it_is_about(self):
        """Registry: no model of ours without a word, none that forgets a person."""
        for name, model in self.env.registry.items():
            if not name.startswith("cadre.") or model._abstract or model._transient:
                continue
            if name.startswith("cadre.fake."):
                continue
            with self.subTest(model=name):
                self.assertTrue(
                    hasattr(model, "_subject_path"), "lacks cadre.subject.mixin"
                )
                self.assertTrue(
                    model._subject_parent or model._subject_path is not None
                )
                reaches_file = any(
                    field.type == "many2one"
                    and field.comodel_name
                    in ("cadre.dossier", "cadre.material", "cadre.access")
                    for field in model._fields.values()
                )
                if reaches_file:
                    self.assertTrue(model._subject_parent or model._dossier_path)

    # --- Who may know ---

    def test_who_may_know(self):
        users = self.plain | self.head
        known = self.papers._users_who_may_know(users)
        self.assertEqual(known[self.own.id], self.head)
        self.assertEqual(known[self.kin.id], self.head)
        self.assertEqual(known[self.other.id], users)
