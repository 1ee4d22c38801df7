from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install")
class TestCustody(ArchiveCommon):
    """R-69: every file is at exactly one place, and one gate moves it."""

    def _move(self, dossiers, place, user=None, **values):
        moves = self.env["cadre.custody.move"].with_user(user or self.clerk)
        return moves._move(dossiers.with_user(user or self.clerk), place, **values)

    def test_take_over_is_the_first_entry(self):
        move = self.d_fang.move_ids
        self.assertEqual(len(move), 1)
        self.assertFalse(move.from_place_id)
        self.assertEqual(move.to_place_id, self.slot)
        self.assertEqual(move.employee_id, self.fang)

    def test_move(self):
        transit = self.env["cadre.place"]._virtual(self.company, "transit")
        moves = self._move(
            self.d_fang + self.d_li, transit, holder="赵", document="T-1"
        )
        self.assertEqual(self.d_fang.place_id, transit)
        self.assertEqual(self.d_fang.custody_state, "transit")
        self.assertEqual(self.d_fang.holder, "赵")
        self.assertEqual(moves.from_place_id, self.slot)
        self.assertEqual(set(moves.mapped("document")), {"T-1"})
        self.assertEqual(moves.user_id, self.clerk)
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.dossier"), ("action", "=", "move")], limit=1
        )
        self.assertIn("V-TRANSIT", entry.payload)

    def test_to_where_it_is_already(self):
        with self.assertRaisesRegex(UserError, "ZD1 is at"):
            self._move(self.d_fang, self.slot)

    def test_one_bad_file_moves_none(self):
        self._move(self.d_fang, self.slot2)
        with self.assertRaises(UserError):
            self._move(self.d_fang + self.d_li, self.slot2)
        self.assertEqual(self.d_li.place_id, self.slot)
        self.assertEqual(len(self.d_li.move_ids), 1)

    def test_destroyed_file_moves_no_more(self):
        self._move(
            self.d_fang, self.env["cadre.place"]._virtual(self.company, "destroyed")
        )
        with self.assertRaisesRegex(UserError, "R-63"):
            self._move(self.d_fang, self.slot)

    def test_place_is_not_written_by_hand(self):
        """Neither by a clerk nor as superuser; the same place is no change."""
        for dossier in (self.d_fang.with_user(self.clerk), self.d_fang):
            with self.assertRaisesRegex(UserError, "R-69"):
                dossier.write({"place_id": self.slot2.id})
            dossier.write({"place_id": self.slot.id, "note": "Same place"})
        self.assertEqual(len(self.d_fang.move_ids), 1)

    def test_ledger_is_append_only(self):
        """Nobody writes, deletes or inserts, superuser included."""
        for moves in (self.d_fang.move_ids, self.d_fang.move_ids.with_user(self.head)):
            with self.assertRaises(AccessError):
                moves.write({"holder": "Nobody"})
            with self.assertRaises(AccessError):
                moves.unlink()
        with self.assertRaises(AccessError):
            self.env["cadre.custody.move"].with_user(self.head).create(
                {"dossier_id": self.d_fang.id, "to_place_id": self.slot2.id}
            )

    def test_who_may_move(self):
        for user in (self.plain, self.administrator, self.committee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._move(self.d_fang, self.slot2, user=user)

    def test_by_hand_only_within_the_house(self):
        """R-02: no file goes to the reading room or on loan without an application."""
        place = self.env["cadre.place"]
        dossier = self.d_fang.with_user(self.clerk)
        for usage in ("reading_room", "loan", "transferred_out", "destroyed"):
            with self.subTest(usage=usage), self.assertRaisesRegex(UserError, "R-02"):
                dossier._relocate(place._virtual(self.company, usage))
        wizard = (
            self.env["cadre.dossier.move"]
            .with_user(self.clerk)
            .with_context(**dossier.action_move()["context"])
            .create({"place_id": self.slot2.id, "document": "Note 1"})
        )
        wizard.action_confirm()
        self.assertEqual(dossier.place_id, self.slot2)

    def test_equation(self):
        """The register is the sum over the places."""
        before = self.env["cadre.dossier"].with_user(self.clerk)._custody_equation()
        access = self._handed_out(self.d_fang + self.d_li)
        loan = self._handed_out(self.d_wang, kind="loan")
        equation = self.env["cadre.dossier"].with_user(self.clerk)._custody_equation()
        self.assertEqual(equation["reading_room"], before["reading_room"] + 2)
        self.assertEqual(equation["loan"], before["loan"] + 1)
        self.assertEqual(equation["shelf"], before["shelf"] - 3)
        self.assertEqual(sum(equation.values()), sum(before.values()))
        cards = self.env["cadre.desk"].with_user(self.clerk).get_desk("archive")
        register, *parts = cards["overview"]
        self.assertEqual(register["count"], sum(equation.values()))
        self.assertEqual(register["count"], sum(card["count"] for card in parts))
        for card in cards["overview"]:
            found = (
                self.env[card["action"]["res_model"]]
                .with_user(self.clerk)
                .search_count(card["action"]["domain"])
            )
            self.assertEqual(found, card["count"])
        self.assertTrue(access and loan)

    def test_other_office(self):
        """Places and files of two offices do not mix."""
        other = self.env["res.company"].create({"name": "Other Office"})
        places = self.env["cadre.place"].search([("company_id", "=", other.id)])
        self.assertEqual(len(places), 7)
        mine = self.env["cadre.place"].create(
            {"name": "X", "code": "ZX", "company_id": other.id}
        )
        with self.assertRaises(UserError):
            self._move(self.d_fang, mine)
        self.assertFalse(
            self.env["cadre.place"].with_user(self.clerk).search([("id", "=", mine.id)])
        )

    # --- Places ---

    def test_places(self):
        self.assertEqual(self.slot.complete_name, "Room 1 / Slot 1")
        self.assertEqual(self.room.with_user(self.clerk).dossier_count, 4)
        found = self.env["cadre.place"].with_user(self.clerk).name_search("ZS2")
        self.assertEqual(found[0][0], self.slot2.id)
        with self.assertRaises(UserError):
            self.room.parent_id = self.slot
        with self.assertRaisesRegex(UserError, "R-69"):
            self.room.active = False
        with self.assertRaises(UserError):
            self.slot2.unlink()
        self.slot2.active = False
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.env["cadre.place"].create({"name": "Twice", "code": "ZS1"})
        self.assertIn("code_uniq", str(caught.exception))

    def test_virtual_places_stay(self):
        loan = self.env["cadre.place"]._virtual(self.company, "loan")
        with self.assertRaises(ValidationError):
            loan.with_user(self.clerk).write({"code": "X"})
        with self.assertRaises(UserError):
            self.slot2.parent_id = loan
        self.env["cadre.place"]._ensure_virtual_places()
        self.assertEqual(
            self.env["cadre.place"].search_count(
                [("company_id", "=", self.company.id), ("usage", "=", "loan")]
            ),
            1,
        )


@tagged("post_install", "-at_install")
class TestDossier(ArchiveCommon):
    """The file and its materials."""

    def test_values_follow_from_the_cadre(self):
        self.assertEqual(self.d_zhao.management_level, "district")
        self.assertEqual(self.d_fang.cadre_name, "方艳慧")
        self.fang.name = "方艳惠"
        self.assertEqual(self.d_fang.cadre_name, "方艳惠")

    def test_number_is_given_when_none_is(self):
        dossier = self.env["cadre.dossier"].create(
            {"employee_id": self.chen.id, "place_id": self.slot.id}
        )
        self.assertRegex(dossier.number, r"^D\d{5}$")

    def test_one_original(self):
        values = {
            "number": "ZD8",
            "employee_id": self.fang.id,
            "place_id": self.slot.id,
        }
        with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
            self.env["cadre.dossier"].create(dict(values))
        self.assertIn("original_uniq", str(caught.exception))
        self.env["cadre.dossier"].create({**values, "kind": "duplicate"})

    def test_nobody_deletes_a_file_or_a_material(self):
        """R-63, superuser included."""
        for record in (self.d_fang, self.d_fang.material_ids):
            for user in (self.clerk, self.head, self.administrator):
                with self.assertRaises(UserError):
                    record.with_user(user).unlink()
            with self.assertRaisesRegex(UserError, "R-63"):
                record.sudo().unlink()

    def test_whose_file_it_is_stays(self):
        with self.assertRaises(ValidationError):
            self.d_fang.employee_id = self.chen

    def test_management_level_is_the_heads(self):
        """R-07: whoever routes approvals does not ask for them."""
        with self.assertRaisesRegex(AccessError, "R-07"):
            self.d_zhao.with_user(self.clerk).management_level = "office"
        with self.assertRaisesRegex(AccessError, "R-07"):
            self.env["cadre.dossier"].with_user(self.clerk).create(
                {
                    "number": "ZD7",
                    "employee_id": self.zhao.id,
                    "kind": "duplicate",
                    "place_id": self.slot.id,
                    "management_level": "office",
                }
            )
        self.d_zhao.with_user(self.head).management_level = "office"

    def test_keeper_is_no_relative(self):
        """R-44: neither the cadre nor a relative keeps the file."""
        self.li.user_id = self.clerk
        with self.assertRaisesRegex(ValidationError, "R-44"):
            self.d_li.keeper_id = self.clerk
        self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_id": self.li.id,
                "kinship": "spouse",
            }
        )
        with self.assertRaisesRegex(ValidationError, "R-44"):
            self.d_fang.keeper_id = self.clerk
        self.d_wang.keeper_id = self.clerk

    def test_take_over_at_a_real_place(self):
        loan = self.env["cadre.place"]._virtual(self.company, "loan")
        with self.assertRaisesRegex(ValidationError, "R-69"):
            self.env["cadre.dossier"].create(
                {"employee_id": self.chen.id, "place_id": loan.id}
            )

    # --- Materials ---

    def _material(self, **values):
        return self.env["cadre.material"].create(
            {
                "dossier_id": self.d_fang.id,
                "type_id": self.type.id,
                "name": "M",
                **values,
            }
        )

    def test_numbers_continue(self):
        self.assertEqual(self.d_fang.material_ids.mapped("number"), ["3-1", "3-2"])
        self.assertEqual(self._material().number, "3-3")
        degree = self.env.ref("cadre_archive.cadre_material_category_4_1")
        self.assertEqual(
            self._material(category_id=degree.id, type_id=False).number, "4-1-1"
        )

    def test_class_with_sub_classes_holds_nothing(self):
        four = self.env.ref("cadre_archive.cadre_material_category_4")
        with self.assertRaises(ValidationError):
            self._material(category_id=four.id, type_id=False)

    def test_type_decides_the_class(self):
        one = self.env.ref("cadre_archive.cadre_material_category_1")
        with self.assertRaisesRegex(ValidationError, "belongs into class 3"):
            self._material(category_id=one.id)

    def test_bad_values(self):
        today = self.company._cadre_date()
        with self.assertRaises(ValidationError):
            self._material(date_formed=today.replace(year=today.year + 1))
        self._material(date_formed=today)
        for values, constraint in (
            ({"page_count": 0}, "page_count_check"),
            ({"page_count": -1}, "page_count_check"),
            ({"sequence": 1}, "number_uniq"),
        ):
            with self.subTest(values=values):
                with mute_logger("odoo.sql_db"), self.assertRaises(Exception) as caught:
                    self._material(**values)
                self.assertIn(constraint, str(caught.exception))

    def test_entrance(self):
        """R-39: nobody calls a material delivered that no delivery brought."""
        with self.assertRaisesRegex(AccessError, "R-39"):
            self.env["cadre.material"].with_user(self.clerk).create(
                {
                    "dossier_id": self.d_fang.id,
                    "type_id": self.type.id,
                    "name": "M",
                    "origin": "delivery",
                }
            )
        material = self.d_fang.material_ids[0].with_user(self.clerk)
        with self.assertRaises(AccessError):
            material.origin = "delivery"
        with self.assertRaisesRegex(UserError, "R-40"):
            material.dossier_id = self.d_li

    def test_categories_of_the_policy(self):
        """Facts 5.1: ten classes, 4 and 9 with four sub-classes each."""
        codes = self.env["cadre.material.category"].search([]).mapped("code")
        subs = [f"{c}-{n}" for c in (4, 9) for n in (1, 2, 3, 4)]
        self.assertEqual(set(codes), {str(n) for n in range(1, 11)} | set(subs))
        types = self.env["cadre.material.type"].search([])
        self.assertTrue(all(t.category_id.is_leaf for t in types))
        self.assertEqual(self.type.category_id.code, "3")
        cv = self.env.ref("cadre_archive.cadre_material_type_short_cv")
        self.assertEqual(cv.category_id.code, "1")
