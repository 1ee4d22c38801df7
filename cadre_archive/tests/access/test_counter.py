import base64
import hashlib
import io
from datetime import timedelta

from PIL import Image

from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged
from odoo.tools import mute_logger

from ...rules import signatures
from .. import scan_files
from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install")
class TestCounter(ArchiveCommon):
    """The screen of the counter: scan, count, sign, hand out, take back."""

    def _at_counter(self, dossiers, user=None, **values):
        access = self._approved(dossiers, **values).with_user(user or self.clerk2)
        self._sign(access, "declaration")
        if access.kind == "loan":
            self._sign(access, "iou")
        return access

    def _out(self, dossiers, **values):
        access = self._at_counter(dossiers, **values)
        self._counter(access, "hand_out", self._listed(access))
        return access

    def _scan(self, code, user=None):
        return self.env["cadre.counter"].with_user(user or self.clerk).scan(code)

    def _incidents(self, access):
        return self.env["cadre.incident"].search([("access_id", "=", access.id)])

    # --- Scanning ---

    def test_scan_of_the_form(self):
        """R-02: the code on the form is its number, and opens it with its files."""
        access = self._approved(self.d_fang + self.d_li)
        self.assertEqual(access._qr_text(), access.name)
        answer = self._scan(access.name.lower())
        self.assertEqual(answer["kind"], "application")
        self.assertEqual((answer["id"], answer["step"]), (access.id, "out"))
        self.assertEqual([f["number"] for f in answer["files"]], ["ZD1", "ZD2"])
        self.assertEqual([i["expected"] for i in answer["files"][0]["items"]], [4, 4])

    def test_scan_of_a_file_alone(self):
        """R-69: where it is and who has it; out, and its return opens."""
        waiting = self._approved(self.d_fang)
        answer = self._scan("ZD1")
        self.assertEqual(answer["place"], self.slot.display_name)
        self.assertEqual([w["number"] for w in answer["waiting"]], [waiting.name])
        self.assertFalse(answer["application"])
        access = self._out(self.d_li)
        answer = self._scan("ZD2")
        self.assertIn("孙丽", answer["holder"])
        self.assertIn(access.name, answer["message"])
        self.assertEqual(answer["application"]["id"], access.id)
        self.assertEqual(answer["application"]["step"], "in")
        self.assertEqual(answer["line_id"], access.line_ids.id)

    def test_unknown_and_hidden_codes_answer_alike(self):
        """R-03, R-04: an own or a relative's application is not there."""
        access = self._approved(self.d_fang)
        self.fang.user_id = self.clerk2
        for code in (access.name, "ZD1", "NOTHING", ""):
            answer = self._scan(code, self.clerk2)
            self.assertEqual(
                (answer["kind"], answer["message"]),
                ("unknown", f"{code} is neither an application nor a file here."),
            )
        with self.assertRaises(AccessError):
            self._counter(access.with_user(self.clerk2), "open")

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_nobody_but_archive_clerks(self):
        access = self._at_counter(self.d_zhao)
        words = access.reader_ids._declaration_text("register")
        for user in (self.plain, self.administrator, self.committee):
            record = access.with_user(user)
            for call in (
                lambda r: r.env["cadre.counter"].scan(access.name),
                lambda r: self._counter(r, "open"),
                lambda r: self._counter(
                    r, "sign", "register", access.reader_ids.id, words, self._drawing()
                ),
                lambda r: self._counter(r, "hand_out", []),
                lambda r: self._counter(r, "take_back", []),
                lambda r: self._counter(r, "close"),
            ):
                with self.assertRaises(AccessError):
                    call(record)
        self.assertEqual(access.state, "approved")

    # --- Counting ---

    def test_counts_out_and_in(self):
        """R-10: what the catalogue says, what went out and what came back."""
        access = self._at_counter(self.d_fang)
        counts = self._listed(access)
        counts[0][2] = 3  # the catalogue says 4
        reasons = [[access.line_ids.id, "Page 4 is a cover"]]
        self._counter(access, "hand_out", counts, reasons)
        rows = access.count_ids.sorted("id")
        self.assertRecordValues(
            rows,
            [
                {"step": "out", "pages_registered": 4, "pages_out": 3},
                {"step": "out", "pages_registered": 4, "pages_out": 4},
            ],
        )
        self.assertEqual(rows.material_id, self.d_fang.material_ids)
        self.assertEqual(access.line_ids.pages_out, 7)
        answer = self._counter(access, "take_back", self._listed(access))
        back = access.count_ids.filtered(lambda count: count.step == "in")
        self.assertEqual(back.mapped("pages_in"), [3, 4])
        self.assertEqual((access.state, answer["step"]), ("returned", "close"))
        self.assertEqual(len(self._incidents(access)), 1, "of the hand-out")

    def test_every_material_is_counted(self):
        """R-10: one material without its count and nothing goes out."""
        access = self._at_counter(self.d_fang + self.d_li)
        counts = self._listed(access)
        for wrong in (
            counts[1:],
            counts[:1],
            [[counts[0][0], self.d_zhao.material_ids[0].id, 4], *counts],
            [],
        ):
            with self.assertRaisesRegex(UserError, "R-10"):
                self._counter(access, "hand_out", wrong)
        for count in (-1, "4", True, None, 10**9):
            with self.assertRaisesRegex(UserError, "not understood"):
                self._counter(
                    access, "hand_out", [[*counts[0][:2], count], *counts[1:]]
                )
        self.assertEqual(access.state, "approved")
        self.assertFalse(access.count_ids)

    def test_difference_of_one_material(self):
        """R-10: pages that moved between materials show, though the sum is right."""
        access = self._out(self.d_fang)
        counts = self._listed(access)
        counts[0][2], counts[1][2] = 3, 5
        with self.assertRaisesRegex(UserError, "out 4, back 3"):
            self._counter(access, "take_back", counts)
        self.assertEqual(access.state, "in_use")
        self.assertEqual(self.d_fang.custody_state, "reading_room")

    def test_return_with_an_incident(self):
        """R-10: the real return is booked, the incident names materials and pages."""
        self.d_fang.keeper_id = self.clerk
        access = self._out(self.d_fang + self.d_li, kind="loan")
        counts = self._listed(access)
        counts[0][2] = 3
        with self.assertRaisesRegex(UserError, r"\(-1\)"):
            self._counter(access, "take_back", counts)
        self.assertEqual(access.state, "in_use")
        answer = self._counter(access, "take_back", counts, with_incident=True)
        self.assertIn(self._incidents(access).name, answer["message"])
        self.assertEqual(access.state, "returned")
        self.assertEqual(self.d_fang.place_id, self.slot)
        self.assertEqual(access.line_ids[0].pages_in, 7)
        incident = self._incidents(access)
        self.assertEqual((incident.kind, incident.state), ("pages_missing", "found"))
        self.assertEqual(incident.dossier_id, self.d_fang)
        self.assertEqual(incident.material_ids.ids, [counts[0][1]])
        self.assertIn("out 4, back 3", incident.description)
        self.assertIn("孙丽", incident.holder)
        self.assertFalse(incident.holder_ids, "not the keeper: it was out")
        self.assertEqual(incident.count_ids.mapped("pages_in"), [3, 4])
        self.assertIn(self.head, incident.activity_ids.user_id)

    def test_bad_condition(self):
        """R-09: marks and folds stop the normal return as well."""
        access = self._out(self.d_fang)
        line = access.line_ids.id
        listed = self._listed(access)
        with self.assertRaisesRegex(UserError, "R-09"):
            self._counter(access, "take_back", listed, [[line, "Page 2 underlined"]])
        self._counter(access, "take_back", listed, [[line, "Page 2 underlined"]], True)
        self.assertEqual(access.line_ids.defect, "Page 2 underlined")
        incident = self._incidents(access)
        self.assertEqual(incident.kind, "marked_up")
        self.assertIn("Page 2 underlined", incident.description)

    def test_named_materials_only(self):
        """R-10: what was asked for is counted, and nothing else goes out."""
        material = self.d_fang.material_ids[1]
        access = self._access(self.d_fang)
        access.line_ids.material_ids = material
        access.action_submit()
        access.with_user(self.head).action_approve()
        self._sign(access, "declaration")
        counts = self._listed(access)
        self.assertEqual(counts, [[access.line_ids.id, material.id, 4]])
        self._counter(access, "hand_out", counts)
        self.assertEqual(access.count_ids.material_id, material)

    def test_lapsed_approval(self):
        """R-02: an approval that is used too late is refused, before the clock ran."""
        access = self._at_counter(self.d_fang)
        yesterday = self.env.company._cadre_date() - timedelta(days=1)
        access.sudo().date_expires = yesterday
        with self.assertRaisesRegex(UserError, "R-02"):
            self._counter(access, "hand_out", self._listed(access))
        access.sudo().date_expires = yesterday + timedelta(days=1)
        self._counter(access, "hand_out", self._listed(access))
        self.assertEqual(access.state, "in_use")

    def test_a_file_that_is_out(self):
        """R-16: the loser reads who has it."""
        first = self._out(self.d_fang)
        second = self._at_counter(self.d_fang, user=self.clerk)
        with self.assertRaisesRegex(UserError, f"ZD1 is out: application {first.name}"):
            self._counter(second, "hand_out", self._listed(second))

    # --- Signing ---

    def test_loan_needs_a_signed_iou(self):
        """R-15: numbered and signed; the tick of a caller is no signature."""
        access = self._approved(self.d_fang, kind="loan").with_user(self.clerk)
        self._sign(access, "declaration")
        with self.assertRaisesRegex(UserError, "R-15"):
            self._counter(access, "hand_out", self._listed(access))
        self._sign(access, "iou")
        self.assertTrue(access.iou_number, "numbered when it is signed")
        answer = self._counter(access, "hand_out", self._listed(access))
        self.assertRegex(answer["iou_number"], r"^IOU/\d{4}/\d{4}$")
        self.assertEqual(answer["date_due"], str(access.date_due))

    def test_signature_is_kept_as_it_is(self):
        """R-08: the very bytes, their SHA-256, the words, the clerk."""
        access = self._approved(self.d_fang).with_user(self.clerk)
        self._sign(access, "declaration")
        signature = access.signature_ids
        self.env.invalidate_all()
        sent = base64.b64decode(self._drawing().partition(",")[2])
        kept = base64.b64decode(signature.image)
        self.assertEqual(kept, sent)
        self.assertEqual(signature.sha256, hashlib.sha256(sent).hexdigest())
        self.assertRecordValues(
            signature,
            [{"name": "孙丽", "role": "declaration", "user_id": self.clerk.id}],
        )
        self.assertIn("R-03, R-04", signature.text)
        self.assertNotIn("方艳慧", signature.text)
        self.assertTrue(access.reader_ids.is_declared)

    def test_signed_on_paper(self):
        access = self._approved(self.d_fang).with_user(self.clerk)
        paper = base64.b64encode(scan_files.image("JPEG")).decode()
        self._sign(access, "declaration", paper, is_paper=True)
        self.assertTrue(access.signature_ids.is_paper)
        self.assertEqual(access.signature_ids.mimetype, "image/jpeg")

    def test_forged_signatures(self):
        """R-08: no drawing, other words, another's reader, or the wrong time."""
        access = self._approved(self.d_fang).with_user(self.clerk)
        other = self._approved(self.d_li)
        reader = access.reader_ids
        words = reader._declaration_text("declaration")
        svg = base64.b64encode(b"<svg xmlns='http://www.w3.org/2000/svg'/>").decode()
        drawn = self._drawing()
        for args in (
            ("declaration", reader.id, words, "not base64!"),
            ("declaration", reader.id, words, ""),
            ("declaration", reader.id, words, svg),
            ("declaration", reader.id, words, svg, True),
            ("declaration", reader.id, "I owe nothing", drawn),
            ("declaration", other.reader_ids.id, words, drawn),
            ("iou", reader.id, reader._declaration_text("iou"), drawn),
            ("chairman", reader.id, words, drawn),
        ):
            with self.subTest(args=args[:2]), self.assertRaises(UserError):
                self._counter(access, "sign", *args)
        self.assertFalse(access.signature_ids)
        self.assertFalse(reader.is_declared)

    def test_blank_drawing(self):
        """An empty field is no signature, transparent or white; a stroke is one."""
        for mode, color in (("RGBA", (255, 255, 255, 0)), ("RGB", (255, 255, 255))):
            output = io.BytesIO()
            Image.new(mode, (300, 100), color).save(output, "PNG")
            with self.assertRaises(signatures.SignatureRefused) as caught:
                signatures.check_drawn(output.getvalue())
            self.assertEqual(caught.exception.reason, "blank")
        with self.assertRaises(signatures.SignatureRefused) as caught:
            signatures.check_drawn(scan_files.bomb_png())
        self.assertEqual(caught.exception.reason, "too_large")
        signatures.check_drawn(base64.b64decode(self._drawing().partition(",")[2]))

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_signatures_and_counts_are_append_only(self):
        """R-08, R-10: created by the counter alone, changed and deleted by nobody."""
        access = self._out(self.d_fang)
        signature, count = access.signature_ids[:1], access.count_ids[:1]
        for user in (self.clerk, self.head, self.administrator, self.env.user):
            for record in (signature.with_user(user), count.with_user(user)):
                with self.assertRaises(AccessError):
                    record.write({"create_date": "2020-01-01"})
                with self.assertRaises(AccessError):
                    record.unlink()
        for user in (self.clerk, self.head, self.administrator, self.committee):
            with self.assertRaises(AccessError):
                self.env["cadre.signature"].with_user(user).create(
                    {
                        "access_id": access.id,
                        "reader_id": access.reader_ids.id,
                        "role": "iou",
                        "name": "孙丽",
                        "text": "Mine",
                        "image": "aaaa",
                        "mimetype": "image/png",
                        "sha256": "0",
                    }
                )
            with self.assertRaises(AccessError):
                self.env["cadre.access.count"].with_user(user).create(
                    {"access_id": access.id, "line_id": access.line_ids.id}
                )

    def test_signatures_of_own_applications_are_hidden(self):
        """R-03: with the application its signatures and counts disappear."""
        access = self._out(self.d_fang)
        self.fang.user_id = self.clerk2
        for model in ("cadre.signature", "cadre.access.count"):
            records = self.env[model].with_user(self.clerk2)
            self.assertFalse(records.search([("access_id", "=", access.id)]))
            self.assertTrue(self.env[model].search([("access_id", "=", access.id)]))

    def test_register_is_signed_to_close(self):
        """R-08: from the hand-out until the form is closed."""
        access = self._out(self.d_fang)
        self._counter(access, "take_back", self._listed(access))
        with self.assertRaisesRegex(UserError, "R-08"):
            self._counter(access, "close")
        self._sign(access, "register")
        self.assertEqual(self._counter(access, "close")["state"], "closed")
        with self.assertRaisesRegex(UserError, "not the time"):
            self._sign(access, "register")

    # --- Kinship found later ---

    def test_relative_recorded_between_approval_and_hand_out(self):
        """R-04: refused at the counter, an incident opened, approver and head told."""
        self.chen.user_id = self.plain
        access = self._approved(self.d_fang, readers=[{"employee_id": self.chen.id}])
        self._sign(access, "declaration")
        self.env["cadre.relative"].with_user(self.clerk2).create(
            {
                "employee_id": self.fang.id,
                "relative_id": self.chen.id,
                "kinship": "spouse",
            }
        )
        incident = self._incidents(access)
        self.assertEqual(incident.kind, "kinship")
        self.assertEqual((incident.holder, incident.holder_ids), ("陈静", self.plain))
        told = access.sudo().activity_ids.filtered(
            lambda a: "R-04" in (a.summary or "")
        )
        self.assertIn(self.head, told.user_id)
        with self.assertRaisesRegex(UserError, "R-04"):
            self._counter(access, "hand_out", self._listed(access))
        self.assertEqual(self.d_fang.custody_state, "shelf")
        self.env["cadre.relative"].search([("relative_id", "=", self.chen.id)]).write(
            {"relation": "Wife", "active": True}
        )
        again = self._incidents(access)
        self.assertEqual(again, incident, "told once")

    def test_relative_recorded_while_in_use(self):
        """R-04: by identity number, for a reader from outside; he can return it."""
        access = self._out(self.d_fang)
        self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_name": "孙丽",
                "relative_identification": "110101199001011114",
                "kinship": "in_law",
            }
        )
        incident = self._incidents(access)
        self.assertEqual(incident.kind, "kinship")
        self._counter(access, "take_back", self._listed(access))
        self.assertEqual(access.state, "returned")
