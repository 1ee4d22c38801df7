from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.exceptions import AccessError
from odoo.tests import BaseCase, tagged

from ...rules.search_key import patterns, search_key, spaced_key
from ..keep_common import KeepCommon


@tagged("post_install", "-at_install")
class TestRulesSearchKey(BaseCase):
    """Keys and patterns of names."""

    def test_key(self):
        self.assertEqual(
            search_key("方艳慧", "D1", "Z-001"),
            " 方 艳 慧 fangyanhui yanhui hui fyh d1 z-001 ",
        )
        self.assertIn(" zengguofan ", search_key("曾国藩"), "as a surname")
        self.assertTrue(search_key("王芳芳").startswith(" 王 芳 芳 "))
        self.assertEqual(patterns("艳慧"), ["% 艳 慧 %"])
        self.assertEqual(patterns("方yan 100%"), ["% 方 %", "% yan%", r"%100\%%"])

    def test_key_of_a_title(self):
        self.assertEqual(spaced_key("年度表（2021）Form"), " 年 度 表 （2021）form ")
        self.assertEqual(spaced_key(""), " ")

    @settings(deadline=None)
    @given(st.text(st.sampled_from("方艳慧李强王芳张伟欧阳"), min_size=2, max_size=4))
    def test_every_part_of_a_name_finds_it(self, name):
        key = search_key(name)
        for start in range(len(name)):
            for end in range(start + 1, len(name) + 1):
                part = patterns(name[start:end])[0].strip("%")
                self.assertIn(part, key)


@tagged("post_install", "-at_install")
class TestSearchKey(KeepCommon):
    """Files and materials by name, pinyin, initials and number."""

    def _found(self, text):
        return (
            self.env["cadre.dossier"]
            .with_user(self.clerk)
            .search([("search_text", "ilike", text)])
        )

    def test_finds_by_all_of_them(self):
        for text in ("艳慧", "方艳", "方", "fangyan", "yanhui", "FYH", "ZD1", "Z-001"):
            with self.subTest(text=text):
                self.assertIn(self.file_fang, self._found(text))
        for text in ("方慧", "angyan", "fh", "%", "李强"):
            with self.subTest(text=text):
                self.assertNotIn(self.file_fang, self._found(text))

    def test_proposals_and_materials(self):
        Dossier = self.env["cadre.dossier"].with_user(self.clerk)
        self.assertEqual(Dossier.name_search("fyh zd1")[0][0], self.file_fang.id)
        self.assertEqual(
            Dossier.name_search("ZD1", operator="=")[0][0], self.file_fang.id
        )
        material = self._create(self._material("1", "履历表"))
        Material = self.env["cadre.material"].with_user(self.clerk)
        self.assertIn(material, Material.search([("dossier_id", "ilike", "艳慧")]))

    def test_materials_by_their_name(self):
        material = self._create(self._material("1", "干部履历表（2021年更新）"))
        Material = self.env["cadre.material"].with_user(self.clerk)
        for text, found in (
            ("履历", True),
            ("历", True),
            ("2021", True),
            ("干部 更新", True),
            ("历履", False),
            ("%", False),
        ):
            with self.subTest(text=text):
                hits = Material.search([("search_text", "ilike", text)])
                self.assertEqual(material in hits, found)
        self.assertIn(material.id, [i for i, _n in Material.name_search("履历")])
        material.name = "自传"
        self.assertNotIn(material, Material.search([("search_text", "ilike", "履历")]))

    def test_follows_the_name(self):
        self.fang.name = "方小慧"
        self.assertIn(self.file_fang, self._found("小慧"))
        self.assertNotIn(self.file_fang, self._found("艳慧"))

    def test_own_file_is_not_found(self):
        """R-03 by every word."""
        self._as_cadre(self.clerk, self.fang)
        for text in ("艳慧", "fyh", "ZD1"):
            self.assertNotIn(self.file_fang, self._found(text))


@tagged("post_install", "-at_install")
class TestAvoidanceByIndex(KeepCommon):
    """R-03, R-04: the fast form of the rule asks the tables at each query."""

    def _sees(self):
        """How many of file and material the clerk finds, without any cache cleared."""
        self.env.flush_all()
        env = self.env(user=self.clerk)
        domain = [("dossier_id", "=", self.file_fang.id)]
        return (
            env["cadre.dossier"].search_count([("id", "=", self.file_fang.id)]),
            env["cadre.material"].search_count(domain),
        )

    def test_kinship_counts_from_the_next_query_on(self):
        me = self.env["hr.employee"].create({"name": "Clerk", "user_id": self.clerk.id})
        self._create(self._material("1", "cv"))
        self.assertEqual(self._sees(), (1, 1))
        pairs = (
            {"employee_id": me.id, "relative_id": self.fang.id},
            {"employee_id": self.fang.id, "relative_id": me.id},
        )
        for pair in pairs:
            kin = self.env["cadre.relative"].create({**pair, "kinship": "in_law"})
            self.assertEqual(self._sees(), (0, 0))
            dossier = self.file_fang.with_user(self.clerk)
            self.assertFalse(dossier.has_access("read"))
            self.assertFalse(dossier.has_access("write"))
            kin.active = False
            self.assertEqual(self._sees(), (1, 1))
        me.user_id = False
        self.env.flush_all()
        self.fang.user_id = self.clerk
        self.assertEqual(self._sees(), (0, 0))

    def test_who_is_avoided_is_nobodys_to_read(self):
        officer = self._user("z_officer", "hr.group_hr_manager")
        for user in (self.clerk, self.head, self.administrator, officer):
            employees = self.env["hr.employee"].with_user(user)
            self.assertNotIn("cadre_avoided_by_ids", employees.fields_get())
        for ask in (
            lambda: employees.search([("cadre_avoided_by_ids", "in", [officer.id])]),
            lambda: employees.browse(self.fang.id).read(["cadre_avoided_by_ids"]),
        ):
            with self.assertRaises(AccessError):
                ask()
