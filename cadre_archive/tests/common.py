from odoo.tests import TransactionCase, new_test_user


class GroundCommon(TransactionCase):
    """Users of each role and a few cadres; no demo data."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        cls.plain = cls._user("z_plain", "base.group_user")
        cls.clerk = cls._user("z_clerk", "cadre_archive.group_cadre_archive_clerk")
        cls.head = cls._user("z_head", "cadre_archive.group_cadre_archive_head")
        cls.administrator = cls._user("z_admin", "base.group_system")
        cls.department = cls.env["hr.department"].create({"name": "Party Office"})
        cls.fang, cls.li, cls.wang = cls.env["hr.employee"].create(
            [
                {"name": "方艳慧", "cadre_number": "Z-001"},
                {"name": "李强", "cadre_number": "Z-002"},
                {"name": "王芳", "cadre_number": "Z-003"},
            ]
        )

    @classmethod
    def _user(cls, login, groups):
        return new_test_user(cls.env, login=login, groups=groups, name=login)


class FakeModelCommon(GroundCommon):
    """Adds the models of ``fake_models.py``, made of the ground floor's mixins."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        # The way of Odoo's own test_orm: odoo-test-helper knows no Odoo 19 yet.
        from odoo.orm.model_classes import add_to_registry

        from .fake_models import FAKES

        cls.fakes = [fake._name for fake in FAKES]
        cls.addClassCleanup(cls._remove_fake_models)
        for fake in FAKES:
            # Set late, so that the class does not join the addon's own models.
            for owned in (fake, *fake._table_object_definitions):
                owned._module = "cadre_archive"
            add_to_registry(cls.registry, fake)
        cls.registry._setup_models__(cls.env.cr, cls.fakes)
        cls.registry.init_models(cls.env.cr, cls.fakes, {"module": "cadre_archive"})
        cls.env["ir.model.access"].create(
            [
                {
                    "name": name,
                    "model_id": cls.env["ir.model"]._get_id(name),
                    "group_id": cls.env.ref("base.group_user").id,
                    "perm_read": True,
                    "perm_write": True,
                    "perm_create": True,
                    "perm_unlink": True,
                }
                for name in cls.fakes
            ]
        )
        cls.Case = cls.env["cadre.fake.case"]

    @classmethod
    def _remove_fake_models(cls):
        for name in cls.fakes:
            fake = cls.registry[name]
            for parent in ("base", *fake._inherit):
                cls.registry[parent]._inherit_children.discard(name)
            del cls.registry[name]
        cls.registry._setup_models__(cls.env.cr, [])
