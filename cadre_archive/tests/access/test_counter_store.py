from odoo.exceptions import UserError
from odoo.tests import tagged

from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install")
class TestCounterStore(ArchiveCommon):
    """What leaves the store: counted, there, not lost, one by one."""

    def _at_counter(self, dossiers, **values):
        access = self._approved(dossiers, **values).with_user(self.clerk)
        self._sign(access, "declaration")
        if access.kind == "loan":
            self._sign(access, "iou")
        return access

    def _incidents(self, dossier):
        return self.env["cadre.incident"].search([("dossier_id", "=", dossier.id)])

    def _to(self, usage, dossier):
        place = self.env["cadre.place"]._virtual(self.company, usage)
        self.env["cadre.custody.move"]._move(dossier, place)

    # --- The count is compared with the catalogue (R-10) ---

    def test_another_count_than_the_catalogue(self):
        """R-10: neither 0 nor 99 pages go out without a reason."""
        access = self._at_counter(self.d_fang)
        counts = self._listed(access)
        for pages in (0, 3, 5, 99):
            wrong = [[*counts[0][:2], pages], *counts[1:]]
            for reasons in ([], [[access.line_ids.id, "  "]]):
                with self.assertRaisesRegex(
                    UserError, f"(?s)catalogue 4 pages, counted {pages}.*R-10"
                ):
                    self._counter(access, "hand_out", wrong, reasons)
        self.assertEqual(self.d_fang.custody_state, "shelf")
        self.assertFalse(self._incidents(self.d_fang))
        wrong = [[*counts[0][:2], 3], *counts[1:]]
        self._counter(
            access, "hand_out", wrong, [[access.line_ids.id, "Page 4 is missing"]]
        )
        incident = self._incidents(self.d_fang)
        self.assertEqual((incident.kind, incident.state), ("pages_missing", "found"))
        self.assertIn("Page 4 is missing", incident.description)
        self.assertEqual(incident.material_ids, self.d_fang.material_ids[0])
        self.assertEqual(access.count_ids.incident_id, incident)
        self.assertEqual(access.state, "in_use")

    def test_the_whole_file_too(self):
        """R-10: a file counted as a whole against the sum of its catalogue."""
        access = self._at_counter(self.d_fang)
        with self.assertRaisesRegex(
            UserError, "(?s)catalogue 8 pages, counted 7.*R-10"
        ):
            self._hand_out(access, {access.line_ids: 7})
        self._hand_out(access, {access.line_ids: 8})

    # --- Where the file is (R-69) ---

    def test_in_transit_or_being_digitised(self):
        """R-69: it is not here; after the use it would return there."""
        access = self._at_counter(self.d_fang)
        for usage in ("transit", "digitising"):
            self._to(usage, self.d_fang)
            with self.assertRaisesRegex(UserError, "(?s)not in the store.*R-69"):
                self._counter(access, "hand_out", self._listed(access))
        self.env["cadre.custody.move"]._move(self.d_fang, self.slot)
        self._counter(access, "hand_out", self._listed(access))
        self.assertEqual(access.line_ids.home_place_id, self.slot)

    # --- One by one (R-02) ---

    def test_files_go_out_one_by_one(self):
        """R-16: the one that is out stops itself only, and follows when it is back."""
        other = self._at_counter(self.d_fang)
        self._counter(other, "hand_out", self._listed(other))
        access = self._at_counter(self.d_fang + self.d_li)
        out, free = access.line_ids
        with self.assertRaisesRegex(UserError, "R-16"):
            self._counter(access, "hand_out", self._listed(access))
        self._counter(access, "hand_out", self._listed(access, free))
        self.assertEqual(access.state, "in_use")
        self.assertFalse(out.date_out)
        self._counter(other, "take_back", self._listed(other))
        self._counter(access, "hand_out", self._listed(access, out))
        self.assertTrue(out.date_out)
        self._counter(access, "take_back", self._listed(access, free))
        self.assertEqual(access.state, "in_use")
        self._counter(access, "take_back", self._listed(access, out))
        self.assertEqual(access.state, "returned")

    def test_the_rest_is_not_needed(self):
        """R-10: over when what went out is back; before, not."""
        access = self._at_counter(self.d_fang + self.d_li)
        first = access.line_ids[0]
        self._counter(access, "hand_out", self._listed(access, first))
        with self.assertRaisesRegex(UserError, "R-10"):
            self._counter(access, "finish")
        self._counter(access, "take_back", self._listed(access, first))
        self.assertEqual(access.state, "in_use")
        self._counter(access, "finish")
        self.assertEqual(access.state, "returned")
        self.assertEqual(self.d_li.custody_state, "shelf")

    def test_what_follows_is_due_with_the_first(self):
        """R-17: the 15 days are those of the loan, not of each file."""
        access = self._at_counter(self.d_fang + self.d_li, kind="loan")
        first, second = access.line_ids
        self._counter(access, "hand_out", self._listed(access, first))
        due = access.date_due
        self._counter(access, "hand_out", self._listed(access, second))
        self.assertEqual((access.date_due, second.date_due), (due, due))

    # --- Lost (R-55) ---

    def test_a_file_that_does_not_come_back(self):
        """R-55: returned as lost, at “Lost”, never handed out; found again."""
        access = self._at_counter(self.d_fang + self.d_li)
        self._counter(access, "hand_out", self._listed(access))
        line, back = access.line_ids
        with self.assertRaisesRegex(UserError, "R-55"):
            self._counter(access, "lose", line.id, " ")
        answer = self._counter(access, "lose", line.id, "Left in a taxi")
        self.assertIn("Reported", answer["message"])
        self.assertTrue(line.is_lost and line.date_returned)
        self.assertEqual(self.d_fang.custody_state, "lost")
        incident = self._incidents(self.d_fang)
        self.assertEqual((incident.kind, incident.access_id), ("lost", access))
        self.assertIn("孙丽", incident.holder)
        self.assertEqual(access.state, "in_use")
        self._counter(access, "take_back", self._listed(access, back))
        self.assertEqual(access.state, "returned")
        again = self._at_counter(self.d_fang)
        with self.assertRaisesRegex(UserError, f"(?s){incident.name}.*R-55"):
            self._counter(again, "hand_out", self._listed(again))
        with self.assertRaisesRegex(UserError, "R-69"):
            self.d_fang.with_user(self.clerk)._relocate(self.slot2)
        # Closed without having been found, it still is nowhere to be handed out.
        incident.write({"reported_to": "Office director"})
        incident.action_report()
        as_head = incident.with_user(self.head)
        as_head.measure = "Searched for a month"
        as_head.action_measure()
        as_head.outcome = "Not found"
        as_head.action_close()
        self.assertEqual(self.d_fang.custody_state, "lost")
        with self.assertRaisesRegex(UserError, "(?s)Lost.*R-69"):
            self._counter(again, "hand_out", self._listed(again))
        incident.with_user(self.clerk).action_found_again()
        self.assertEqual(self.d_fang.place_id, self.slot)
        self.assertTrue(incident.date_found_again)
        self._counter(again, "hand_out", self._listed(again))
        self.assertEqual(again.state, "in_use")

    def test_missing_from_its_place(self):
        """R-55: found missing in the store, it is at “Lost” until it is found."""
        incident = (
            self.env["cadre.incident"]
            .with_user(self.clerk)
            .create(
                {
                    "kind": "lost",
                    "dossier_id": self.d_fang.id,
                    "description": "Not on its shelf",
                }
            )
        )
        self.assertEqual(self.d_fang.custody_state, "lost")
        self.assertEqual(self.d_fang._custody_equation()["lost"], 1)
        incident.action_found_again()
        self.assertEqual(self.d_fang.place_id, self.slot)
        with self.assertRaisesRegex(UserError, "R-55"):
            incident.action_found_again()

    def test_a_loss_on_loan_is_a_loss_of_the_application(self):
        """R-55: an incident typed by hand ends the loan of the file as well."""
        access = self._at_counter(self.d_fang, kind="loan")
        self._counter(access, "hand_out", self._listed(access))
        self.env["cadre.incident"].with_user(self.clerk).create(
            {
                "kind": "lost",
                "dossier_id": self.d_fang.id,
                "description": "The borrower says that it is gone",
            }
        )
        self.assertEqual(access.state, "returned")
        self.assertTrue(access.line_ids.is_lost)

    def test_single_materials_lost(self):
        """R-55: the file itself is still there."""
        self.env["cadre.incident"]._open(
            "lost",
            self.d_fang,
            "One form is missing",
            material_ids=self.d_fang.material_ids[0].ids,
        )
        self.assertEqual(self.d_fang.custody_state, "shelf")
