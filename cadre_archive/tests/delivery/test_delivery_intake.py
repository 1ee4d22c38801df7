from datetime import timedelta

from odoo import Command
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged

from ..delivery_common import YES, DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliveryIntake(DeliveryCommon):
    """R-33 to R-36, R-39, R-58 to R-61: what gets past the entrance."""

    def _not_filed(self, clause, **values):
        """A paper with these values is examined and refused at the file."""
        delivery = self._examined(self._line(**values))
        with self.assertRaisesRegex(UserError, clause):
            delivery.line_ids.action_accept()
        self.assertEqual(delivery.line_ids.state, "examined")
        self.assertFalse(delivery.line_ids.material_id)
        return delivery

    def test_filed(self):
        """R-39: the paper becomes a material of the file, numbered by itself."""
        delivery = self._examined()
        line = delivery.line_ids
        self.assertTrue(line.is_fit)
        delivery.action_accept()
        self.assertEqual((line.state, delivery.state), ("accepted", "done"))
        self.assertRecordValues(
            line.material_id,
            [
                {
                    "dossier_id": self.d_fang.id,
                    "category_id": self.category.id,
                    "type_id": self.type.id,
                    "name": "Annual appraisal form 2025",
                    "date_formed": self.today,
                    "page_count": 4,
                    "medium": "print",
                    "source_unit": "Party Office",
                    "origin": "delivery",
                    "delivery_line_id": line.id,
                    "number": "3-1",
                }
            ],
        )
        self.assertEqual((line.examiner_id, line.decider_id), (self.clerk, self.clerk))

    def test_checklist_is_answered(self):
        """R-35: every question, those of the type included; “no” is an answer."""
        for name in YES:
            with self.subTest(name=name):
                delivery = self._received(self._line(**{name: False}))
                line = delivery.line_ids
                with self.assertRaisesRegex(UserError, "R-35"):
                    line.action_examine()
                self.assertEqual(line.state, "received")
                line[name] = "no"
                line.action_examine()
                self.assertEqual(line.state, "examined")
                self.assertFalse(line.is_fit)

    def test_type_and_medium_are_known(self):
        for name in ("type_id", "medium"):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "R-35"):
                self._received(self._line(**{name: False})).line_ids.action_examine()

    def test_not_reviewed(self):
        """R-33"""
        self._not_filed("R-33", review_check="no")

    def test_checklist_with_a_no(self):
        """R-35"""
        for name in ("content_check", "procedures_check", "form_check"):
            with self.subTest(name=name):
                self._not_filed("R-35", **{name: "no"})

    def test_needs_of_the_type(self):
        """R-61: asked where the type needs it, and only there."""
        for name in ("audit_check", "seal_check", "signature_check"):
            with self.subTest(name=name):
                self._not_filed("R-61", **{name: "no"})
        delivery = self._examined(
            self._line(
                type_id=self.plain_type.id,
                audit_check=False,
                seal_check=False,
                signature_check=False,
            )
        )
        delivery.action_accept()
        self.assertEqual(delivery.state, "done")

    def test_source_date_and_pages(self):
        """R-60"""
        for values in (
            {"source_unit": False},
            {"date_formed": False},
            {"page_to": 0},
            {"page_from": 0},
            {"page_from": 5, "page_to": 4},
        ):
            with self.subTest(values=values):
                self._not_filed("R-60", **values)

    def test_one_page(self):
        """R-60: from page 4 to page 4 is one page."""
        delivery = self._examined(self._line(page_from=4, page_to=4))
        delivery.action_accept()
        self.assertEqual(delivery.line_ids.material_id.page_count, 1)

    def test_formed_in_the_future(self):
        """R-60: today is the last day."""
        self._draft(self._line(date_formed=self.today))
        with self.assertRaisesRegex(ValidationError, "R-60"):
            self._draft(self._line(date_formed=self.today + timedelta(days=1)))

    def test_from_an_individual(self):
        """R-34: verified by an organisation first, with its day."""
        self._not_filed("R-34", is_individual=True)
        self._not_filed("R-34", is_individual=True, verified_by="District office")
        delivery = self._examined(
            self._line(
                is_individual=True,
                verified_by="District office",
                date_verified=self.today,
            )
        )
        delivery.action_accept()
        self.assertEqual(delivery.state, "done")

    def test_media(self):
        """R-36, Q-8: nine media, five of them fade."""
        for medium in ("ballpoint", "pencil", "red_ink", "blue_ink", "carbon"):
            with self.subTest(medium=medium):
                delivery = self._not_filed("R-36", medium=medium)
                self.assertFalse(delivery.line_ids.is_medium_acceptable)
        for medium in ("print", "blue_black_ink", "black_ink", "ink_stick"):
            with self.subTest(medium=medium):
                delivery = self._examined(self._line(medium=medium))
                delivery.action_accept()
                self.assertEqual(delivery.state, "done")

    def _with_version(self, **values):
        """An original in ballpoint pen and its new version, both received."""
        delivery = self._draft(self._line(medium="ballpoint"), self._line())
        original, version = delivery.line_ids
        version.write(
            {
                "original_line_id": original.id,
                "version_kind": "copy",
                "copy_date": self.today,
                "is_copy_sealed": True,
                **values,
            }
        )
        delivery.action_receive()
        return delivery, original, version

    def test_stamped_copy_lets_the_original_in(self):
        """R-36: both are filed, the original as the predecessor of its copy."""
        delivery, original, version = self._with_version()
        delivery.line_ids.action_examine()
        original.action_accept()
        self.assertEqual(set(delivery.line_ids.mapped("state")), {"accepted"})
        self.assertEqual(version.material_id.predecessor_id, original.material_id)
        self.assertEqual(original.material_id.successor_ids, version.material_id)
        self.assertEqual(original.material_id.number, "3-1")
        self.assertEqual(version.material_id.number, "3-2")

    def test_remade_version(self):
        """R-36: what is written anew needs no date of copying."""
        delivery, _original, version = self._with_version(
            version_kind="remade", copy_date=False, is_copy_sealed=False
        )
        delivery.line_ids.action_examine()
        version.action_accept()
        self.assertEqual(delivery.state, "done")

    def test_copy_without_date_or_seal(self):
        """R-36, Q-8"""
        for values in ({"copy_date": False}, {"is_copy_sealed": False}):
            with self.subTest(values=values):
                delivery, original, version = self._with_version(**values)
                delivery.line_ids.action_examine()
                for line in (original, version):
                    with self.assertRaisesRegex(UserError, "R-36"):
                        line.action_accept()
                self.assertFalse(delivery.line_ids.material_id)

    def test_original_waits_for_its_version(self):
        """R-36: a version that nobody examined does not count yet."""
        delivery, original, version = self._with_version()
        original.action_examine()
        with self.assertRaisesRegex(UserError, "R-36"):
            original.action_accept()
        version.action_examine()
        original.action_accept()
        self.assertEqual(delivery.state, "done")

    def test_version_goes_in_with_its_original_only(self):
        """R-36: the original is kept, so the version does not come alone."""
        _delivery, original, version = self._with_version()
        version.action_examine()
        with self.assertRaisesRegex(UserError, "R-36"):
            version.action_accept()
        self.assertEqual((original.state, version.state), ("received", "examined"))

    def test_version_in_a_later_delivery(self):
        """R-36: the re-made version may come later, the original waits."""
        delivery = self._examined(self._line(medium="pencil"))
        later = self._examined(
            self._line(original_line_id=delivery.line_ids.id, version_kind="remade")
        )
        later.line_ids.action_accept()
        self.assertEqual((delivery.state, later.state), ("done", "done"))
        self.assertEqual(
            later.line_ids.material_id.predecessor_id, delivery.line_ids.material_id
        )

    def test_wrong_original(self):
        """R-36: same file, a medium that fades, no chain."""
        delivery = self._draft(
            self._line(medium="pencil"),
            self._line(),
            self._line(self.d_li, medium="pencil"),
            self._line(),
        )
        pencil, good, others, version = delivery.line_ids
        for original in (good, others, version):
            with self.subTest(original=original), self.assertRaises(ValidationError):
                version.write(
                    {"original_line_id": original.id, "version_kind": "remade"}
                )
        with self.assertRaises(ValidationError):
            version.write(
                {
                    "original_line_id": pencil.id,
                    "version_kind": "remade",
                    "medium": "red_ink",
                }
            )

    def test_rejected(self):
        """R-58, R-59, R-60: a reason from the list, which cites its clause."""
        delivery = self._examined(self._line(), self._line(self.d_li))
        one, other = delivery.line_ids
        with self.assertRaisesRegex(UserError, "R-58"):
            one.write({"state": "rejected"})
        one.write({"rejection_reason_id": self.false_content.id, "state": "rejected"})
        self.assertEqual((one.state, delivery.state), ("rejected", "examined"))
        self.assertFalse(one.material_id)
        other.action_accept()
        self.assertEqual(delivery.state, "done")

    def test_reasons_cite_r59_or_r60(self):
        """R-58"""
        reasons = self.env["cadre.rejection.reason"].search([])
        self.assertEqual(set(reasons.clause_id.mapped("code")), {"R-59", "R-60"})
        for reason in reasons:
            self.assertIn(reason.clause_id.code, reason.display_name)
            self.assertTrue(reason.clause_text)

    def test_decided_stays_decided(self):
        delivery = self._examined()
        delivery.action_accept()
        line = delivery.line_ids
        for state in ("received", "examined", "returned", "rejected"):
            with self.subTest(state=state), self.assertRaises(UserError):
                line.write({"state": state})
        for values in ({"page_to": 9}, {"defect_note": "x"}, {"form_check": "no"}):
            with self.subTest(values=values), self.assertRaises(UserError):
                line.write(values)

    def test_answers_stay_once_examined(self):
        """R-35: to correct an answer, the paper is examined again."""
        line = self._examined(self._line(form_check="no")).line_ids
        with self.assertRaisesRegex(UserError, "R-35"):
            line.form_check = "yes"
        line.action_examine_again()
        line.form_check = "yes"
        line.action_examine()
        self.assertTrue(line.is_fit)

    def test_all_in_order(self):
        """One click answers what is open, and leaves a “no” alone."""
        blank = dict.fromkeys(YES, False) | {"seal_check": "no"}
        line = self._received(self._line(**blank)).line_ids
        line.action_all_in_order()
        self.assertEqual(line.seal_check, "no")
        self.assertEqual({line[n] for n in YES if n != "seal_check"}, {"yes"})

    def test_examine_takes_what_is_ready(self):
        delivery = self._received(self._line(), self._line(form_check=False))
        ready, open_line = delivery.line_ids
        delivery.action_examine()
        self.assertEqual((ready.state, open_line.state), ("examined", "received"))
        self.assertEqual(delivery.state, "received")
        with self.assertRaisesRegex(UserError, "R-35"):
            delivery.action_examine()

    def test_system_fields_of_a_line(self):
        delivery = self._draft()
        other = self._draft()
        for name, value in (
            ("employee_id", self.li.id),
            ("material_id", 1),
            ("date_received", "2020-01-01"),
            ("days_late", 5),
            ("is_late", True),
            ("sequence", 7),
            ("return_number", "RN/1"),
            ("decider_id", self.clerk2.id),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                delivery.line_ids.write({name: value})
        with self.assertRaises(ValidationError):
            delivery.line_ids.delivery_id = other

    def test_withdrawn_list_is_closed(self):
        """R-66: its papers are neither changed nor taken off."""
        delivery = self._draft()
        delivery.action_withdraw()
        with self.assertRaisesRegex(UserError, "R-66"):
            delivery.line_ids.name = "Another"
        with self.assertRaisesRegex(UserError, "R-66"):
            delivery.line_ids.unlink()

    def test_corrected_answers_are_logged(self):
        """R-40: with old and new value, so are medium and decision."""
        line = self._received(self._line(form_check="no", medium="pencil")).line_ids
        line.write({"form_check": "yes", "medium": "print"})
        entry = self.env["cadre.log"].search(
            [("model", "=", line._name), ("action", "=", "edit")]
        )
        self.assertEqual((entry.res_id, entry.subject_id), (line.id, self.fang))
        self.assertEqual(
            entry.payload, '{"form_check":["no","yes"],"medium":["pencil","print"]}'
        )

    def test_bad_input(self):
        """Mark-up is refused; what begins like a formula is typed like any other."""
        for values in ({"name": "<b>x</b>"}, {"source_unit": "<script>"}):
            with self.subTest(values=values), self.assertRaises(ValidationError):
                self._draft(self._line(**values))
        line = self._draft(self._line(name="=cmd()")).line_ids
        self.assertEqual(line.name, "=cmd()", "the export makes it inert")

    def test_filing_is_logged(self):
        """R-40"""
        delivery = self._examined()
        delivery.action_accept()
        entry = self.env["cadre.log"].search(
            [
                ("model", "=", "cadre.material"),
                ("res_id", "=", delivery.line_ids.material_id.id),
            ]
        )
        self.assertEqual((entry.action, entry.clause), ("file", "R-39"))
        self.assertEqual(entry.user_id, self.clerk)

    def _count_filing(self, size):
        delivery = self._examined(*(self._line() for _ in range(size)))
        lines = self.env["cadre.delivery.line"].with_user(self.clerk)
        lines = lines.browse(delivery.line_ids.ids)
        self.env.flush_all()
        self.env.invalidate_all()
        before = self.cr.sql_log_count
        lines.write({"state": "accepted"})
        self.env.flush_all()
        return self.cr.sql_log_count - before

    def test_filing_in_a_batch(self):
        """The number of queries does not grow with the number of materials."""
        self._count_filing(2)  # warms the caches
        self.assertEqual(self._count_filing(10), self._count_filing(80))

    def test_number_behind_what_was_taken_over(self):
        self.env["cadre.material"].create(
            [
                {"dossier_id": self.d_fang.id, "type_id": self.type.id, "name": "Old"}
                for _ in range(3)
            ]
        )
        delivery = self._examined(self._line(), self._line())
        delivery.action_accept()
        self.assertEqual(delivery.line_ids.material_id.mapped("number"), ["3-4", "3-5"])

    def test_line_of_a_saved_list_changed_in_the_form(self):
        """The onchange of a saved delivery works on a draft of it."""
        delivery = self._draft(self._line(), self._line())
        with Form(delivery) as form:
            with form.line_ids.edit(0) as line:
                line.page_to = 7
        self.assertEqual(delivery.line_ids[0].page_to, 7)

    def test_lines_by_command(self):
        """A list typed in the form is numbered in its order."""
        delivery = self._draft(self._line(), self._line(self.d_li))
        delivery.write({"line_ids": [Command.create(self._line())]})
        self.assertEqual(delivery.line_ids.mapped("sequence"), [1, 2, 3])
