from odoo.exceptions import ValidationError
from odoo.tests import TransactionCase, new_test_user, tagged


@tagged("post_install", "-at_install", "cadre_security")
class TestRulesEverywhere(TransactionCase):
    """R-03, R-04, R-47: whatever is about a file is kept from those concerned.

    A model that refers to a file and forgets the rules would be the leak, so the
    models are asked rather than listed.
    """

    def _models(self, comodel):
        """Models with rows of their own that refer to a record of ``comodel``."""
        return [
            name
            for name, model in self.env.registry.items()
            if not (model._abstract or model._transient)
            and name.startswith("cadre.")
            and any(
                field.type in ("many2one", "many2many")
                and field.comodel_name == comodel
                and (field.store or not model._auto)
                for field in model._fields.values()
            )
        ]

    def _readable(self, name):
        """Whether any group may read the model at all."""
        return bool(
            self.env["ir.model.access"]
            .sudo()
            .search([("model_id.model", "=", name), ("perm_read", "=", True)], limit=1)
        )

    def test_what_refers_to_a_file_has_avoidance_and_secrecy(self):
        models = {
            name
            for comodel in ("cadre.dossier", "cadre.material", "cadre.access")
            for name in self._models(comodel)
            if self._readable(name)
        }
        self.assertGreater(len(models), 10)
        for name in sorted(models):
            model = self.env[name]
            while model._subject_parent:
                model = self.env[model._fields[model._subject_parent].comodel_name]
            with self.subTest(model=name):
                self.assertTrue(model._subject_path, f"{name}: R-03, R-04")
                self.assertEqual(model._avoids, ("own", "kin"), f"{name}: R-03, R-04")
                self.assertTrue(model._dossier_path, f"{name}: R-47")

    def test_every_model_has_rights_written_down(self):
        """Each model says in its docstring who may do what, or is nobody's."""
        for name in self._models("cadre.dossier"):
            with self.subTest(model=name):
                self.assertTrue(
                    self._readable(name) or not self.env[name]._auto,
                    f"{name} has no access rows",
                )

    def test_what_checks_the_office_has_one_in_an_empty_form(self):
        """A browser looks for files of the office of the record: it needs one.

        What depends on the office is found only within it, and an empty form has only
        what the defaults say.
        """
        for name in sorted(self.env.registry):
            model = self.env[name]
            office = model._fields.get("company_id")
            if not name.startswith("cadre.") or model._abstract or not office:
                continue
            typed = [
                field.name
                for field in model._fields.values()
                if getattr(field, "check_company", False)
                and getattr(field, "writable", None)
            ]
            with self.subTest(model=name):
                self.assertTrue(
                    not typed
                    or office.default
                    or office.related
                    or office.compute
                    or not office.required,
                    f"{name}: {typed} cannot be chosen in an empty form",
                )

    def test_what_stands_for_paper_cannot_be_hidden(self):
        """R-69, R-63: nothing of ours has a switch that hides it, but for settings and
        entries made in error, which say why (``cadre.in.use.mixin``)."""
        expected = {
            "cadre.clock.number",
            "cadre.conduct.kind",
            "cadre.expected.rule",
            "cadre.makeup.day",
            "cadre.material.type",
            "cadre.place",
            "cadre.rejection.reason",
            "cadre.relative",
        }
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith("cadre.") or model._abstract:
                continue
            switch = model._fields.get("active")
            if switch is None:
                continue
            with self.subTest(model=name):
                self.assertIn(name, expected, f"{name} can be hidden")
                self.assertIn("cadre.in.use.mixin", self._parents(model))
                self.assertTrue(switch.logged)

    @staticmethod
    def _parents(model):
        return {base._name for base in type(model).__mro__ if hasattr(base, "_name")}

    def test_nothing_of_ours_is_called_archived(self):
        """To an archivist the word means that a paper was filed."""
        views = self.env["ir.ui.view"].search([("model", "=like", "cadre.%")])
        for view in views:
            with self.subTest(view=view.name):
                self.assertNotIn('"Archived"', view.arch_db)

    def test_out_of_use_only_with_a_reason(self):
        """R-69: an empty place is taken out of use with a reason, which is logged."""
        clerk = new_test_user(
            self.env,
            login="z_in_use",
            groups="cadre_archive.group_cadre_archive_clerk",
        )
        place = self.env["cadre.place"].create({"name": "Old", "code": "ZOLD"})
        mine = place.with_user(clerk)
        with self.assertRaisesRegex(ValidationError, "R-69"):
            mine.active = False
        mine.write({"active": False, "unused_reason": "The shelf was taken away"})
        self.assertFalse(place.active)
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.place"), ("res_id", "=", place.id)], limit=1
        )
        self.assertIn("The shelf was taken away", str(entry.payload))

    def test_numbers_have_bounds(self):
        """R-39: no number can be typed that nobody can mean.

        Left out: what only puts rows in order, and values with a rule of their own.
        """
        ruled = {
            "cadre.clause.value": "its clause says what is possible",
            "cadre.appraisal": "A-06: points",
            "cadre.appraisal.cycle": "A-06: weights and bands",
            "cadre.appraisal.cycle.dimension": "A-27: weights",
            "cadre.monthly.record.line": "A-20: percent",
        }
        for name in sorted(self.env.registry):
            model = self.env[name]
            if not name.startswith("cadre.") or model._abstract or model._transient:
                continue
            for field in model._fields.values():
                if (
                    field.type in ("integer", "float")
                    and field.store
                    and getattr(field, "writable", None)
                    and field.name != "sequence"
                    and name not in ruled
                ):
                    with self.subTest(model=name, field=field.name):
                        self.assertTrue(hasattr(field, "bounds"), "no bounds")
