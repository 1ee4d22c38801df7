from odoo.tests import TransactionCase, tagged


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
