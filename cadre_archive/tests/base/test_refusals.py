from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..archive_common import ArchiveCommon

REMEDY = r"[AR]-\d\d: [\s\S]*What to do: "


@tagged("post_install", "-at_install", "cadre_security")
class TestRefusals(ArchiveCommon):
    """Security 1 and 11: what is closed says why, and what passes is its creator's."""

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_closed_models_answer_with_clause_and_remedy(self):
        """Security 11: no general text of Odoo, on any operation of any model."""
        for name, model in self.registry.items():
            if not name.startswith("cadre.") or model._abstract:
                continue
            for mode in ("read", "write", "create", "unlink"):
                records = self.env[name].with_user(self.plain)
                if (
                    self.env["ir.model.access"]
                    .with_user(self.plain)
                    .check(name, mode, False)
                ):
                    continue
                with (
                    self.subTest(model=name, mode=mode),
                    self.assertRaisesRegex(AccessError, REMEDY),
                ):
                    records.check_access(mode)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_own_file_answers_with_clause_and_remedy(self):
        """Security 11: R-03, not a joke; a refused create as well."""
        self.fang.user_id = self.head
        dossier = self.d_fang.with_user(self.head)
        for call in (
            lambda: dossier.read(["number"]),
            lambda: dossier.web_read({"number": {}}),
            lambda: dossier.write({"number": "X"}),
            lambda: (
                self.env["cadre.material"]
                .with_user(self.head)
                .create(
                    {
                        "dossier_id": self.d_fang.id,
                        "category_id": self.category.id,
                        "name": "Mine",
                    }
                )
            ),
        ):
            with self.assertRaisesRegex(UserError, REMEDY):
                call()
        with self.assertRaisesRegex(AccessError, "R-03:"):
            dossier.check_access("read")

    def test_wizards_are_their_creators(self):
        """Security 1: every transient model of ours, in every operation."""
        Rules = self.env["ir.rule"].with_user(self.clerk)
        found = [
            name
            for name, model in self.registry.items()
            if model._transient
            and (name.startswith("cadre.") or name == "base_import.import")
        ]
        self.assertGreater(len(found), 10)
        for name in found:
            for mode in ("read", "write", "create", "unlink"):
                domain = Rules._compute_domain(name, mode)
                with self.subTest(model=name, mode=mode):
                    self.assertIn(("create_uid", "in", [self.clerk.id]), list(domain))

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_open_wizard_of_a_colleague(self):
        """Security 1: neither read nor re-pointed by anybody else."""
        access = self._access(self.d_li)
        access.action_submit()
        action = access.with_user(self.head).action_refuse()
        wizard = (
            self.env["cadre.step.reason"]
            .with_user(self.head)
            .with_context(**action["context"])
            .create({"reason": "Incomplete"})
        )
        for user in (self.plain, self.clerk, self.committee, self.administrator):
            theirs = wizard.with_user(user)
            for call in (
                lambda w: w.read(["reason"]),
                lambda w: w.write({"res_ids": [1]}),
                lambda w: w.unlink(),
            ):
                with self.subTest(user=user.login), self.assertRaises(AccessError):
                    call(theirs)
            if theirs.has_access("read"):
                self.assertFalse(theirs.search([("id", "=", wizard.id)]))

    def test_edits_of_notes_are_logged(self):
        """Security 6: a text that stands beside a fact is a fact."""
        wanted = {"note", "remark", "relation"}
        for name, model in self.registry.items():
            if not name.startswith("cadre.") or model._abstract or model._transient:
                continue
            for field in map(model._fields.get, wanted & set(model._fields)):
                writable = getattr(field, "writable", None)
                if field.store and writable and not getattr(writable, "once", False):
                    with self.subTest(model=name, field=field.name):
                        self.assertTrue(getattr(field, "logged", False))
        self.d_li.note = "one"
        self.d_li.note = "other"
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.dossier"), ("res_id", "=", self.d_li.id)], limit=1
        )
        self.assertIn('["one","other"]', entry.payload)
