from datetime import datetime, timedelta

from odoo import Command
from odoo.exceptions import UserError
from odoo.tests import freeze_time, tagged

from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install")
class TestAccessRules(ArchiveCommon):
    """Each clause of the application, with its boundary."""

    def _refused(self, access, clause):
        with self.assertRaisesRegex(UserError, f"{clause}:"):
            access.action_submit()
        self.assertEqual(access.state, "draft")
        self.assertFalse(access.name)

    # --- Readers (R-01) ---

    def test_reader_is_a_party_member(self):
        """R-01: only full members; the second reader counts as well."""
        for status in ("cpc_probationary", "league_member", "none", False):
            readers = [
                self._reader(),
                self._reader(name="钱七", political_status=status),
            ]
            with self.subTest(status=status):
                self._refused(self._access(self.d_fang, readers=readers), "R-01")

    def test_register_counts_for_a_reader_who_works_here(self):
        """R-01: what the form says does not help against the register."""
        self.chen.political_status = "none"
        readers = [{"employee_id": self.chen.id, "political_status": "cpc_member"}]
        self._refused(self._access(self.d_fang, readers=readers), "R-01")

    def test_number_of_readers(self):
        """R-01, Q-1: at least one; an office may want two."""
        access = self._access(self.d_fang)
        access.reader_ids.unlink()
        self._refused(access, "R-01")
        value = self.env.ref("cadre_archive.clause_value_r_01_min_readers")
        value.value = 2
        one = self._access(self.d_fang)
        self._refused(one, "R-01")
        one.write(
            {
                "reader_ids": [
                    Command.create(
                        self._reader(name="吴八", identification="110101199203032220")
                    )
                ]
            }
        )
        one.action_submit()
        self.assertEqual(one.state, "submitted")

    def test_reader_who_left_the_party_before_approval(self):
        """R-01 is asked again at the approval and at the hand-out."""
        self.chen.political_status = "cpc_member"
        access = self._access(self.d_fang, readers=[{"employee_id": self.chen.id}])
        access.action_submit()
        self.chen.political_status = "none"
        with self.assertRaisesRegex(UserError, "R-01"):
            access.with_user(self.head).action_approve()

    # --- Form and seal (R-02, R-05, R-06) ---

    def test_form_is_complete(self):
        """R-02, R-05, R-06: what is missing is named with its clause."""
        for clause, values in (
            ("R-05", {"unit_id": False}),
            ("R-06", {"unit_head": False}),
            ("R-06", {"date_signed": False}),
            ("R-06", {"is_sealed": False}),
            ("R-06", {"sealed_form": False}),
            ("R-02", {"purpose": False}),
            ("Q-16", {"purpose": "other"}),
            ("R-02", {"wants_scans": True}),
            ("R-02", {"wants_scans": True, "viewing_minutes": 241}),
            ("R-02", {"reason": False}),
        ):
            with self.subTest(values=values):
                self._refused(self._access(self.d_fang, **values), clause)
        self._refused(self._access(self.env["cadre.dossier"]), "R-02")

    def test_date_of_the_signature(self):
        """R-06: today is fine, tomorrow is not. In the office's time zone."""
        with freeze_time("2025-03-31 17:00:00"):  # 1 April in Shanghai
            self._access(self.d_fang, date_signed="2025-04-01").action_submit()
            self._refused(self._access(self.d_li, date_signed="2025-04-02"), "R-06")

    def test_nothing_is_handed_out_without_approval(self):
        """R-02: neither from a draft nor while it waits."""
        access = self._access(self.d_fang)
        for step in (lambda: None, access.action_submit):
            step()
            with self.assertRaises(UserError):
                self._hand_out(access, {access.line_ids: 8})
        self.assertFalse(access.line_ids.date_out)
        self.assertEqual(self.d_fang.custody_state, "shelf")

    def test_state_alone_hands_nothing_out(self):
        """R-10: a kanban drag or RPC without the counted pages is refused."""
        access = self._approved(self.d_fang)
        with self.assertRaisesRegex(UserError, "R-10"):
            access.write({"state": "in_use"})
        access = self._handed_out(self.d_li)
        with self.assertRaisesRegex(UserError, "R-10"):
            access.write({"state": "returned"})

    # --- Letters (R-18) ---

    def test_letter_is_refused_and_the_refusal_kept(self):
        """R-18: by the button and by a bare write of the state alike."""
        for basis in ("letter_introduction", "letter_proof"):
            for submit in (
                lambda a: a.action_submit(),
                lambda a: a.write({"state": "submitted"}),
            ):
                access = self._access(self.d_fang, basis=basis)
                submit(access)
                self.assertEqual(access.state, "refused")
                self.assertIn("R-18", access.refusal_reason)
                self.assertTrue(access.name)
                self.assertFalse(access.approver_id)

    def test_letter_beside_a_good_one(self):
        """R-18: of two submitted together only the letter is refused."""
        both = self._access(self.d_fang) | self._access(
            self.d_li, basis="letter_introduction"
        )
        both.action_submit()
        self.assertEqual(both.mapped("state"), ["submitted", "refused"])

    def test_good_form_is_not_refused_by_the_clerk(self):
        """R-18: that path is for letters only."""
        with self.assertRaisesRegex(UserError, "R-18"):
            self._access(self.d_fang).write({"state": "refused"})

    # --- Loans (R-14, R-15, R-16, R-17) ---

    def test_loan_needs_a_special_need(self):
        """R-14."""
        access = self._access(self.d_fang, kind="loan", special_need=False)
        self._refused(access, "R-14")

    def test_loan_needs_a_place_of_use(self):
        """R-50."""
        access = self._access(self.d_fang, kind="loan", place_of_use=False)
        self._refused(access, "R-50")

    def test_length_of_a_loan(self):
        """R-17: 0, 1, 14, 15, 16 days; 15 is the last that is accepted."""
        for days, good in ((0, False), (1, True), (14, True), (15, True), (16, False)):
            access = self._access(self.d_fang, kind="loan", loan_days=days)
            with self.subTest(days=days):
                if good:
                    access.action_submit()
                    self.assertEqual(access.state, "submitted")
                else:
                    self._refused(access, "R-17")

    def test_limit_lowered_between_approval_and_hand_out(self):
        """R-17: the number of the clause register counts at each step."""
        access = self._approved(self.d_fang, kind="loan")
        self._sign(access, "declaration")
        self._sign(access, "iou")
        self.env.ref("cadre_archive.clause_value_r_17_loan_days").value = 10
        with self.assertRaisesRegex(UserError, "R-17"):
            self._hand_out(access, {access.line_ids: 8})

    def test_due_date_counts_from_the_hand_out(self):
        """R-17, Q-3: out on the 1st means due on the 16th, overdue from the 17th."""
        with freeze_time("2025-05-25 01:00:00"):
            access = self._approved(self.d_fang, kind="loan")
        with freeze_time("2025-05-31 17:00:00"):  # 1 June in Shanghai
            self._sign(access, "declaration")
            self._sign(access, "iou")
            self._hand_out(access, {access.line_ids: 8})
        self.assertEqual(str(access.date_due), "2025-06-16")
        self.assertEqual(str(access.line_ids.date_due), "2025-06-16")
        overdue = [("id", "=", access.id), ("is_overdue", "=", True)]
        for moment, late in (
            ("2025-06-15 12:00:00", 0),
            ("2025-06-16 15:59:00", 0),
            ("2025-06-16 16:01:00", 1),
            ("2025-06-19 12:00:00", 3),
        ):
            with self.subTest(moment=moment), freeze_time(moment):
                self.env.invalidate_all()
                self.assertEqual(access.overdue_days, late)
                self.assertEqual(access.is_overdue, bool(late))
                self.assertEqual(access.search_count(overdue), bool(late))

    def test_loan_needs_a_signed_iou_and_gets_its_number(self):
        """R-15: numbered by year, when it is signed."""
        access = self._approved(self.d_fang, kind="loan")
        self._sign(access, "declaration")
        with self.assertRaisesRegex(UserError, "R-15"):
            self._hand_out(access, {access.line_ids: 8})
        self.assertFalse(access.iou_number)
        self._sign(access, "iou")
        self._hand_out(access, {access.line_ids: 8})
        self.assertRegex(access.iou_number, r"^IOU/\d{4}/\d{4}$")
        self.assertTrue(access.is_iou_signed)
        self.assertEqual(self.d_fang.custody_state, "loan")

    def test_numbers_begin_anew_each_year(self):
        """R-15: the first IOU of a year is number 1."""
        with freeze_time("2031-12-31 08:00:00"):
            old = self._handed_out(self.d_fang, kind="loan")
        with freeze_time("2032-01-01 08:00:00"):
            new = self._handed_out(self.d_li, kind="loan")
        self.assertEqual(old.iou_number, "IOU/2031/0001")
        self.assertEqual(new.iou_number, "IOU/2032/0001")
        self.assertEqual(new.name, "A/2032/0001")

    def test_file_that_is_out_is_not_handed_out_again(self):
        """R-16: whoever tries reads who has it."""
        first = self._handed_out(self.d_fang)
        second = self._approved(self.d_fang + self.d_li)
        self._sign(second, "declaration")
        with self.assertRaisesRegex(
            UserError, f"ZD1 is out: application {first.name}, 孙丽"
        ):
            self._hand_out(second, {line: 8 for line in second.line_ids})
        self.assertEqual(self.d_li.custody_state, "shelf")
        self._take_back(first, {first.line_ids: 8})
        self._hand_out(second, {line: 8 for line in second.line_ids})
        self.assertEqual(second.state, "in_use")

    def test_nothing_but_the_return_ends_a_loan(self):
        """R-16, R-17: no withdrawal and no move by hand while it is out."""
        access = self._handed_out(self.d_fang, kind="loan")
        with self.assertRaises(UserError):
            access._transition("withdrawn", reason="because")
        with self.assertRaisesRegex(UserError, "R-69"):
            self.d_fang.with_user(self.clerk)._relocate(self.slot2)

    # --- Pages and signatures (R-08, R-10) ---

    def test_pages_out_and_back(self):
        """R-10: one page less or more and it is not taken back."""
        access = self._handed_out(self.d_fang)
        for count in (7, 9, 0):
            with self.subTest(count=count):
                with self.assertRaisesRegex(UserError, "R-10"):
                    self._take_back(access, {access.line_ids: count})
                self.assertEqual(access.state, "in_use")
                self.assertFalse(access.line_ids.date_returned)
        with self.assertRaisesRegex(UserError, r"8 pages and came back with 7 \(-1\)"):
            self._take_back(access, {access.line_ids: 7})
        self._take_back(access, {access.line_ids: 8})
        self.assertEqual(access.state, "returned")

    def test_only_what_is_counted_goes_out(self):
        """R-10: nothing without its count."""
        access = self._approved(self.d_fang + self.d_li)
        self._sign(access, "declaration")
        with self.assertRaisesRegex(UserError, "R-10"):
            self._hand_out(access, {})
        self._hand_out(access, {access.line_ids[0]: 8})
        self.assertEqual(self.d_fang.custody_state, "reading_room")
        self.assertEqual(self.d_li.custody_state, "shelf")

    def test_declaration_before_the_hand_out(self):
        """Q-2: every reader declares, each time."""
        readers = [
            self._reader(),
            self._reader(name="钱七", identification="110101199203032220"),
        ]
        access = self._approved(self.d_fang, readers=readers)
        first = access.reader_ids[0]
        self._counter(
            access,
            "sign",
            "declaration",
            first.id,
            first._declaration_text("declaration"),
            self._drawing(),
        )
        with self.assertRaisesRegex(UserError, "钱七 has not declared"):
            self._hand_out(access, {access.line_ids: 8})

    def test_signatures_to_close(self):
        """R-08: it closes only with every reader's signature."""
        access = self._returned(self.d_fang)
        with self.assertRaisesRegex(UserError, "R-08"):
            access.action_close()
        self._sign(access, "register")
        access.action_close()
        self.assertEqual(access.state, "closed")

    def test_a_signature_is_never_only_claimed(self):
        """R-04, R-08: what says that a reader signed is the signature, whoever asks."""
        access = self._access(self.d_fang)
        claims = (("is_declared", "R-04"), ("is_signed", "R-08"))
        for claim, clause in claims:
            for user in (self.clerk, self.head, self.env.user):
                with (
                    self.subTest(claim=claim, user=user.login),
                    self.assertRaisesRegex(UserError, clause),
                ):
                    access.with_user(user).reader_ids.write({claim: True})
            with self.assertRaisesRegex(UserError, clause):
                self._access(self.d_li, readers=[self._reader(**{claim: True})])
        access.action_submit()
        access.with_user(self.head).action_approve()
        self.assertFalse(access.reader_ids.is_declared)
        self._sign(access, "declaration")
        reader = access.reader_ids
        self.assertTrue(reader.is_declared)
        self.assertFalse(reader.is_signed)
        self.assertEqual(access.signature_ids.user_id, self.clerk)
        with self.assertRaises(UserError):
            reader.write({"signature_ids": [Command.delete(access.signature_ids.id)]})

    def test_page_count_defaults_to_the_catalogue(self):
        self.assertEqual(self.d_fang.page_count, 8)
        self.assertEqual(self.d_fang.material_count, 2)

    def test_date_out_is_now(self):
        access = self._handed_out(self.d_fang)
        self.assertLess(datetime.now() - access.date_out, timedelta(minutes=1))
        self.assertEqual(access.handed_out_by_id, self.clerk)
