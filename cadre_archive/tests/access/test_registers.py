import io

import openpyxl

from odoo.exceptions import AccessError, UserError
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from ..archive_common import ArchiveCommon

CONSULTATION = "cadre_archive.consultation_register"
LOAN = "cadre_archive.loan_register"


@tagged("post_install", "-at_install")
class TestRegisters(ArchiveCommon):
    """Facts 5.4: the registers as workbooks, limited to what one may see."""

    def _sheet(self, report, user=None, records=None, **data):
        content, _kind = (
            self.env["ir.actions.report"]
            .with_user(user or self.clerk)
            ._render_xlsx(report, records.ids if records else None, data)
        )
        return openpyxl.load_workbook(io.BytesIO(content)).active

    def _rows(self, *args, **kwargs):
        head, *rows = self._sheet(*args, **kwargs).iter_rows(values_only=True)
        return [dict(zip(head, row, strict=True)) for row in rows]

    def test_consultation_register(self):
        access = self._returned(self.d_fang + self.d_li)
        rows = self._rows(CONSULTATION, records=access)
        self.assertEqual(len(rows), 2)
        row = rows[0]
        self.assertEqual(row["No."], access.name)
        self.assertEqual(row["File"], "ZD1")
        self.assertEqual(row["Full name"], "方艳慧")
        self.assertEqual(row["Readers"], "孙丽")
        self.assertEqual(row["Number of subjects"], 2)
        self.assertEqual(row["Number of readers"], 1)
        self.assertEqual(row["State"], "Returned")
        self.assertEqual((row["Pages out"], row["Pages back"]), (8, 8))

    def test_loan_register(self):
        access = self._handed_out(self.d_wang, kind="loan")
        [row] = self._rows(LOAN, records=access)
        self.assertEqual(row["IOU No."], access.iou_number)
        self.assertEqual(row["Borrower"], "孙丽")
        self.assertEqual(row["Due"].date(), access.date_due)
        self.assertEqual(row["Approver"], self.head.name)
        self.assertEqual(row["Handler"], self.clerk.name)
        self.assertFalse(row["Returned"])

    def test_loan_register_names_who_did_what(self):
        """R-15, R-16: the borrower, none of the others; 0 pages; each return's own."""
        access = self._access(
            self.d_fang + self.d_li,
            kind="loan",
            readers=[
                self._reader(phone="111"),
                self._reader(
                    name="周敏", identification="110101199101011111", phone="222"
                ),
            ],
        )
        access.borrower_id = access.reader_ids[1]
        access.action_submit()
        access.with_user(self.head).action_approve()
        for role in ("declaration", "iou"):
            self._sign(access, role)
        first, second = access.line_ids
        self._hand_out(access, {first: 8})
        self._hand_out(
            access.with_user(self.clerk2), {second.with_user(self.clerk2): 8}
        )
        self._take_back(access, {first: 8})
        self.env["cadre.counter"].with_user(self.clerk2).lose(
            access.id, second.id, "Gone"
        )
        rows = self._rows(LOAN, records=access)
        self.assertEqual({row["Borrower"] for row in rows}, {"周敏"})
        self.assertEqual({row["Phone"] for row in rows}, {"222"})
        self.assertEqual([row["Pages back"] for row in rows], [8, 0])
        self.assertEqual(
            [row["Handler"] for row in rows], [self.clerk.name, self.clerk2.name]
        )
        self.assertEqual(
            [row["Return handler"] for row in rows], [self.clerk.name, self.clerk2.name]
        )
        self.assertIn("Lost", rows[1]["Remark"])

    def test_a_refused_letter_without_a_file(self):
        """R-18: the refusal is kept, whatever the letter did not name."""
        access = self._access(self.d_fang, basis="letter_proof")
        access.line_ids.unlink()
        access.action_submit()
        self.assertEqual(access.state, "refused")
        refusals = "cadre_archive.refusal_register"
        [row] = self._rows(refusals, records=access)
        self.assertEqual((row["No."], row["File"]), (access.name, ""))
        self.assertIn("R-18", row["Refused by"])
        year = access.date_submitted.year
        numbers = [row["No."] for row in self._rows(refusals, year=year)]
        self.assertEqual(numbers.count(access.name), 1)

    def test_the_register_names_who_signed(self):
        """R-08: a signature is a name and a day, not a yes."""
        access = self._returned(self.d_fang)
        self._sign(access, "register")
        [row] = self._rows(CONSULTATION, records=access)
        self.assertRegex(row["Readers signed"], r"^孙丽 \d{4}-\d\d-\d\d$")

    def test_of_one_year(self):
        access = self._approved(self.d_fang)
        year = access.date_submitted.year
        names = {row["No."] for row in self._rows(CONSULTATION, year=year)}
        self.assertIn(access.name, names)
        self.assertFalse(self._rows(CONSULTATION, year=year - 20))
        wizard = (
            self.env["cadre.access.register"]
            .with_user(self.clerk)
            .create({"kind": "loan", "year": year})
        )
        action = wizard.action_print()
        self.assertEqual(action["report_name"], LOAN)
        self.assertEqual(action["data"], {"year": year})
        for bad in ("x", "99999", "-3"):
            with self.assertRaises(UserError):
                self._rows(CONSULTATION, year=bad)

    def test_no_formula_comes_alive(self):
        """A name that begins with = is typed like any other, and stays text."""
        access = self._access(self.d_fang)
        access.write(
            {
                "reason": "=HYPERLINK(1)",
                "unit_head": "@SUM(1)",
                "reader_ids": [(1, access.reader_ids.id, {"name": "=1+1"})],
            }
        )
        access.action_submit()
        sheet = self._sheet(CONSULTATION, records=access)
        titles = {cell.value: cell.column for cell in sheet[1]}
        for title, value in (("Readers", "=1+1"), ("Reason", "=HYPERLINK(1)")):
            cell = sheet.cell(2, titles[title])
            self.assertEqual((cell.value, cell.data_type), (value, "s"))
        wizard = (
            self.env["cadre.dossier.move"]
            .with_user(self.clerk)
            .create(
                {
                    "dossier_ids": self.d_fang.ids,
                    "place_id": self.slot2.id,
                    "document": "=1+1",
                }
            )
        )
        wizard.action_confirm()
        self.assertEqual(self.d_fang.place_id, self.slot2)

    def test_times_are_the_offices(self):
        """The year of the register is the office's, not the server's."""
        with freeze_time("2030-12-31 17:00:00"):  # 1 January in Shanghai
            access = self._approved(self.d_fang)
            self.assertFalse(self._rows(CONSULTATION, year=2030))
            [row] = self._rows(CONSULTATION, year=2031)
        self.assertEqual(row["No."], access.name)
        self.assertEqual(str(row["Date"]), "2031-01-01 01:00:00")

    def test_frozen_head_and_filter(self):
        access = self._approved(self.d_fang)
        sheet = self._sheet(CONSULTATION, records=access)
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref, "A1:V2")

    def test_own_and_relatives_are_not_in_it(self):
        """R-03, R-04: rows of a register follow the rules of the person."""
        access = self._approved(self.d_fang) | self._approved(self.d_li)
        self.fang.user_id = self.clerk2
        rows = self._rows(CONSULTATION, user=self.clerk2, records=access)
        self.assertEqual([row["File"] for row in rows], ["ZD2"])

    def test_group_is_asked_in_the_code(self):
        """Odoo does not ask a report's groups when it is called by its address."""
        access = self._approved(self.d_zhao)
        for user in (self.plain, self.committee, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._sheet(CONSULTATION, user=user, records=access)

    def test_refused_letter_is_in_the_register(self):
        """R-18: the refusal is kept, with its reason."""
        access = self._access(self.d_fang, basis="letter_proof")
        access.action_submit()
        [row] = self._rows(CONSULTATION, records=access)
        self.assertEqual(row["State"], "Refused")
        self.assertIn("R-18", row["Remark"])
        year = self.company._cadre_date().year
        names = {row["No."] for row in self._rows(CONSULTATION, year=year)}
        self.assertIn(access.name, names)


@tagged("post_install", "-at_install", "cadre_security")
class TestRegistersByAddress(HttpCase):
    """The report's address, as each kind of user."""

    def test_address(self):
        for groups, good in (
            ("cadre_archive.group_cadre_archive_clerk", True),
            ("base.group_system", False),
            ("base.group_user", False),
        ):
            login = f"z_{groups.rsplit('_', 1)[-1]}"
            self.env["res.users"].create(
                {
                    "name": login,
                    "login": login,
                    "password": login,
                    "group_ids": [(4, self.env.ref(groups).id)],
                }
            )
            self.authenticate(login, login)
            with mute_logger("odoo.http"):
                response = self.url_open(
                    f'/report/xlsx/{CONSULTATION}?options={{"year":2026}}'
                )
            with self.subTest(groups=groups):
                self.assertEqual(response.status_code == 200, good)
                self.assertEqual(response.content[:2] == b"PK", good)
