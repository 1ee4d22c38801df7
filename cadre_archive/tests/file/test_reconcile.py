from odoo.exceptions import AccessError
from odoo.tests import tagged
from odoo.tools import SQL

from ..keep_common import KeepCommon


@tagged("post_install", "-at_install")
class TestReconcile(KeepCommon):
    """R-57, R-30, R-42: people and files in both directions."""

    def _kinds(self, cadre, user=None):
        rows = self.env["cadre.reconcile"].with_user(user or self.clerk)
        return rows.search([("employee_id", "=", cadre.id)]).mapped("kind")

    def _move(self, dossier, usage):
        place = self.env["cadre.place"]._virtual(self.env.company, usage)
        self.env["cadre.custody.move"]._move(dossier, place)
        self.env.flush_all()

    def test_all_well(self):
        self.assertEqual(self._kinds(self.fang), [])

    def test_cadre_without_file(self):
        new = self.env["hr.employee"].create({"name": "赵", "cadre_number": "Z-9"})
        self.env.flush_all()
        self.assertEqual(self._kinds(new), ["no_file"])
        action = (
            self.env["cadre.reconcile"]
            .with_user(self.clerk)
            .search([("employee_id", "=", new.id)])
            .action_register()
        )
        self.assertEqual(action["context"], {"default_employee_id": new.id})
        new.cadre_category = "out_of_scope"
        self.env.flush_all()
        self.assertEqual(self._kinds(new), [])

    def test_file_gone_person_here(self):
        """A duplicate that is still here is a file; without it the file is gone."""
        self._move(self.file_fang, "transferred_out")
        self.assertEqual(self._kinds(self.fang), ["file_gone"])
        self.env["cadre.dossier"].create(
            {
                "number": "ZD1-2",
                "kind": "duplicate",
                "employee_id": self.fang.id,
                "place_id": self.room.id,
            }
        )
        self.env.flush_all()
        self.assertEqual(self._kinds(self.fang), [])

    def test_person_gone_file_here(self):
        self.fang.active = False
        self.env.flush_all()
        self.assertEqual(self._kinds(self.fang), ["person_gone"])
        self._move(self.file_fang, "transferred_out")
        self.assertEqual(self._kinds(self.fang), [])

    def test_departure_counts_from_its_day(self):
        today = self.env.company._cadre_date()
        for shift, kinds in ((1, []), (0, ["person_gone"]), (-1, ["person_gone"])):
            self.li.version_id.departure_date = today.replace() and (
                today.fromordinal(today.toordinal() + shift)
            )
            self.env.flush_all()
            self.env.invalidate_all()
            with self.subTest(shift=shift):
                self.assertEqual(self._kinds(self.li), kinds)

    def test_file_without_cadre_on_the_register(self):
        self.fang.cadre_number = False
        self.env.flush_all()
        self.assertEqual(self._kinds(self.fang), ["no_cadre"])

    def test_managed_by_another_unit(self):
        units = self.env["res.partner"].create([{"name": "A"}, {"name": "B"}])
        self.file_fang.write(
            {"managing_unit_id": units[0].id, "custody_unit_id": units[1].id}
        )
        self.env.flush_all()
        self.assertEqual(self._kinds(self.fang), ["custody"])
        self.file_fang.custody_unit_id = units[0]
        self.env.flush_all()
        self.assertEqual(self._kinds(self.fang), [])

    def test_rights(self):
        self.fang.cadre_number = False
        self.env.flush_all()
        for user in (self.plain, self.administrator):
            with self.assertRaises(AccessError):
                self._kinds(self.fang, user)
        self._as_cadre(self.clerk, self.fang)
        self.env.flush_all()
        self.assertEqual(self._kinds(self.fang), [], "R-03: not about oneself")

    def test_card_on_the_desk(self):
        self.fang.cadre_number = False
        self.env.flush_all()
        desk = self.env["cadre.desk"].with_user(self.clerk).get_desk("archive")
        card = next(c for c in desk["todo"] if c["clause"] == "R-30")
        self.assertGreaterEqual(card["count"], 1)

    def test_files_are_looked_up_by_their_cadre(self):
        """At 100,000 files the comparison is one pass, not one for each cadre."""
        self.env.cr.execute(SQL("EXPLAIN %s", self.env["cadre.reconcile"]._table_query))
        plan = "\n".join(line for (line,) in self.env.cr.fetchall())
        # A list of all files, made aside, would be walked for each cadre.
        self.assertNotIn("CTE Scan", plan)
        self.assertIn("Anti Join", plan)
