import base64

from odoo.exceptions import AccessError, UserError
from odoo.http import Request
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger

from odoo.addons.cadre_archive.tests import scan_files as files

from ..common import REFUSAL, OpenYearCommon

PICTURE = files.image("PNG")


class EventCommon(OpenYearCommon):
    @classmethod
    def _event(cls, employee=None, role="inspector", kind="complaint", **values):
        return cls._as(role, "cadre.conduct.event").create(
            {
                "employee_id": (employee or cls.cadre).id,
                "kind_id": cls.env.ref(f"cadre_appraisal.kind_{kind}").id,
                "date": "2026-06-26",
                "source": "masses",
                "description": "Kept people waiting.",
                **values,
            }
        )

    @classmethod
    def _verify(cls, event, **values):
        event.action_investigate()
        event.write({"finding": "It is true.", **values})
        event.action_verify()
        return event

    @classmethod
    def _evidence(cls, event, data=PICTURE, role="inspector", **values):
        return cls._as(role, "cadre.conduct.evidence").create(
            {
                "event_id": event.id,
                "file_name": "photo.png",
                "upload": base64.b64encode(data).decode(),
                **values,
            }
        )


@tagged("post_install", "-at_install")
class TestConductKinds(EventCommon):
    """A-60..A-81: each kind asks for what its clause needs, before it is verified."""

    def _refused(self, clause, what, event, **values):
        event.action_investigate()
        event.finding = "It is true."
        with self.assertRaisesRegex(UserError, REFUSAL % (what, clause)):
            event.action_verify()
        event.write(values)
        event.action_verify()
        self.assertEqual(event.state, "verified")

    def test_accident_needs_its_loss(self):
        self._refused("A-63", "Loss", self._event(kind="accident"), amount=0.01)

    def test_complaint_needs_a_complainer(self):
        event = self._event(source="attendance")
        self._refused("A-66", "Source", event, source="efficiency")

    def test_circular_needs_category_and_document(self):
        event = self._event(kind="circular")
        event.document = "No. 5"
        self._refused("A-75", "For what", event, category="gambling")

    def test_sanction_needs_its_document(self):
        event = self._event(kind="party_warning")
        self._refused("A-68", "Document", event, document="No. 1")

    def test_a_confirmed_impact_is_told(self):
        event = self._event(kind="mistake", has_impact=True)
        self._refused("A-64", "impact", event, impact="Ten families waited a month.")

    def test_both_schemes_of_sanctions(self):
        """A-68, A-77: the policy is stricter than the rules of 2020."""
        for kind, severity, local, new in (
            ("sanction_warning", "1", "basically_competent", "not_excellent"),
            ("sanction_demerit", "2", "incompetent", "comment_only"),
            ("sanction_dismissal", "5", "incompetent", "no_grade_two_years"),
            ("party_serious_warning", "2", "incompetent", "comment_only"),
            ("party_probation", "4", "incompetent", "incompetent"),
        ):
            with self.subTest(kind=kind):
                record = self.env.ref(f"cadre_appraisal.kind_{kind}")
                self.assertEqual(
                    (record.severity, record.effect_local, record.effect_2020),
                    (severity, local, new),
                )

    def test_sensitive_kinds_stay_with_leading_group_and_discipline(self):
        """A-74, A-79: neither cadre nor leader nor clerk, verified or not."""
        event = self._event(kind="political")
        evidence = self._evidence(event)
        self._verify(event)
        for record in (event, evidence):
            readers = {
                role
                for role, user in self.users.items()
                if record.with_user(user).has_access("read")
            }
            self.assertEqual(readers, {"inspector", "member", "chair"})
        with self.assertRaises(AccessError):
            event.with_user(self.users["chair"])._transition("withdrawn", "x")
        # What the kind becomes later does not open old events.
        event.kind_id.sudo().is_sensitive = False
        self.assertTrue(event.is_sensitive)


@tagged("post_install", "-at_install")
class TestConductCorrection(EventCommon):
    """A-35: what was verified and wrong is withdrawn, seen so, and recorded anew."""

    def test_withdrawn_by_the_chair_with_a_reason(self):
        event = self._verify(self._event())
        for role in ("member", "clerk", "leader", "cadre", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                event.with_user(self.users[role])._transition("withdrawn", "x")
        with self.assertRaisesRegex(UserError, "written reason"):
            event.with_user(self.users["chair"]).state = "withdrawn"
        with self.assertRaisesRegex(
            AccessError, REFUSAL % ("Measure", "A-33") + ".*inspector"
        ):
            event.with_user(self.users["chair"]).measure = "x"
        action = event.with_user(self.users["chair"]).action_withdraw()
        self._as("chair", action["res_model"]).with_context(**action["context"]).create(
            {"reason": "It was a namesake."}
        ).action_confirm()
        self.assertEqual(event.withdrawn_reason, "It was a namesake.")
        for role in ("cadre", "leader", "clerk", "member"):
            self.assertTrue(event.with_user(self.users[role]).has_access("read"))
        with self.assertRaisesRegex(
            UserError, REFUSAL % ("Measure", "A-34") + ".*closed"
        ):
            event.measure = "x"

    def test_not_before_it_was_verified(self):
        event = self._event()
        for role in ("chair", "inspector"):
            with self.assertRaisesRegex(UserError, "cannot be changed"):
                event.with_user(self.users[role])._transition("withdrawn", "x")

    def test_recorded_anew(self):
        wrong = self._verify(self._event())
        values = {"corrects_id": wrong.id}
        with self.assertRaisesRegex(UserError, REFUSAL % ("withdrawn", "A-35")):
            self._event(**values)
        wrong._transition("withdrawn", "The date was wrong.")
        with self.assertRaisesRegex(UserError, REFUSAL % ("same cadre", "A-35")):
            self._event(self.mate, **values)
        context = wrong.action_correct()["context"]
        new = self._as("inspector", "cadre.conduct.event").with_context(**context)
        self.assertEqual(new.create({}).corrects_id, wrong)

    def test_reminded_once(self):
        """A-34: due on the 10th of July; said on the 11th, and never again."""
        event = self._event()
        event.action_investigate()
        cron = self.env["cadre.conduct.event"]
        for moment, count in (
            ("2026-07-10 02:00:00", 0),
            ("2026-07-11 02:00:00", 1),
            ("2026-07-12 02:00:00", 1),
        ):
            with freeze_time(moment):
                cron._remind_all()
            activities = self.env["mail.activity"].search(
                [("res_model", "=", event._name), ("res_id", "=", event.id)]
            )
            self.assertEqual(len(activities), count)
        self.assertEqual(activities.user_id, self.users["inspector"])
        event._transition("unfounded", "A mix-up.")
        self.assertFalse(activities.exists())

    def test_what_sets_itself(self):
        with self.assertRaisesRegex(
            UserError, REFUSAL % ("cannot set Is Sensitive", "A-34")
        ):
            self._event().write({"is_sensitive": True})


@tagged("post_install", "-at_install", "cadre_security")
class TestConductEvidence(EventCommon):
    """A-34, A-35: examined like a scan, sealed, seen by whoever sees the event."""

    def _readers(self, record):
        return {
            role
            for role, user in self.users.items()
            if record.with_user(user).has_access("read")
        }

    def test_readers_by_state(self):
        event = self._event()
        evidence = self._evidence(event)
        early = {"inspector", "member", "chair"}
        self.assertEqual(self._readers(evidence), early)
        event.action_investigate()
        self.assertEqual(self._readers(evidence), early)
        event.write({"finding": "True.", "state": "verified"})
        self.assertEqual(self._readers(evidence), early | {"cadre", "leader", "clerk"})
        self.assertEqual(
            evidence.with_user(self.users["cadre"])._bytes(), (PICTURE, "image/png")
        )
        entry = self.env["cadre.log"].search(
            [("model", "=", evidence._name), ("action", "=", "evidence_view")], limit=1
        )
        self.assertEqual(entry.user_id, self.users["cadre"])
        self._result().leader_id = self.chief
        self.assertFalse(evidence.with_user(self.users["leader"]).has_access("read"))

    def test_unverified_by_no_road(self):
        """The subject guesses ids: event, evidence and attachment."""
        event = self._event()
        evidence = self._evidence(event)
        for role in ("cadre", "leader", "clerk", "admin"):
            events = self._as(role, "cadre.conduct.event")
            files_ = self._as(role, "cadre.conduct.evidence")
            with self.subTest(role=role):
                self.assertFalse(events.search([("id", "=", event.id)]))
                self.assertFalse(events.name_search(event.name))
                self.assertFalse(files_.search([("file_name", "=", "photo.png")]))
                self.assertFalse(
                    events.formatted_read_group(
                        [("employee_id", "=", self.cadre.id)], ["kind_id"], ["__count"]
                    )
                )
                with self.assertRaises(UserError):
                    events.browse(event.id).export_data(["description"])
                with self.assertRaises(AccessError):
                    files_.browse(evidence.id).read(["sha256"])
                with self.assertRaises(AccessError):
                    files_.browse(evidence.id)._bytes()
                with self.assertRaises(AccessError):
                    files_.browse(evidence.id).action_view()
                self.assertFalse(
                    self._as(role, "ir.attachment").search(
                        [("res_model", "=", evidence._name)]
                    )
                )

    def test_no_attachment_leads_there(self):
        """Not even for those who may see it: the bytes have one gate."""
        evidence = self._evidence(self._event())
        attachment = (
            self.env["ir.attachment"]
            .search([("res_field", "=", "content"), ("res_id", "=", evidence.id)])
            .filtered(lambda a: a.res_model == evidence._name)
        )
        self.assertEqual(len(attachment), 1)
        for role in ("inspector", "member", "admin", "cadre"):
            mine = attachment.with_user(self.users[role])
            with self.subTest(role=role):
                with self.assertRaises(AccessError):
                    mine.read(["datas"])
                with self.assertRaises(AccessError):
                    mine.generate_access_token()
                with self.assertRaises(AccessError):
                    mine.copy()
                with self.assertRaises(AccessError):
                    mine.write({"res_model": "res.partner", "res_id": 1})
                with self.assertRaises(AccessError):
                    evidence.with_user(self.users[role]).read(["content"])
        with self.assertRaises(AccessError):
            self._as("inspector", "ir.attachment").create(
                {
                    "name": "x",
                    "res_model": evidence._name,
                    "res_id": evidence.id,
                    "raw": b"x",
                }
            )

    def test_only_papers_and_pictures_by_content(self):
        event = self._event()
        for data, name in (
            (b"", "empty.pdf"),
            (b"<html><script>alert(1)</script></html>", "page.png"),
            (b"MZ\x90\x00 program", "photo.png"),
            (files.pdf_with_script(), "paper.pdf"),
            (files.archive(), "paper.pdf"),
            (PICTURE[:40], "torn.png"),
        ):
            with self.subTest(name=name), self.assertRaisesRegex(UserError, "R-35"):
                self._evidence(event, data, file_name=name)
        self.assertFalse(event.evidence_ids)
        for data in (PICTURE, files.pdf(), files.tiff()):
            self._evidence(event, data)
        self.assertEqual(event.evidence_ids.mapped("page_count"), [1, 2, 3])

    def test_who_adds_and_until_when(self):
        event = self._event()
        for role in ("clerk", "leader", "cadre", "member", "chair", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self._evidence(event, role=role)
        self._verify(event)
        evidence = self._evidence(event)
        for change in (
            lambda: evidence.write({"note": "x"}),
            lambda: evidence.unlink(),
            lambda: evidence.copy(),
        ):
            with self.assertRaises(AccessError):
                change()
        event.write({"measure": "Apologised.", "state": "handled"})
        with self.assertRaisesRegex(UserError, REFUSAL % ("closed", "A-34")):
            self._evidence(event, files.pdf())

    def test_nobody_proves_a_case_of_himself_or_kin(self):
        event = self.env["cadre.conduct.event"].create(
            {
                "employee_id": self.guard.id,
                "kind_id": self.env.ref("cadre_appraisal.kind_complaint").id,
                "date": "2026-06-26",
            }
        )
        with self.assertRaises(AccessError):
            self._evidence(event)
        mine = event.with_user(self.users["inspector"])
        self.assertFalse(mine.has_access("read"))


@tagged("post_install", "-at_install", "cadre_security")
class TestConductEvidenceHttp(EventCommon, HttpCase):
    """The one gate of evidence, and those of Odoo, over the wire."""

    def _post(self, path):
        return self.url_open(path, data={"csrf_token": Request.csrf_token(self)})

    @mute_logger("odoo.http", "odoo.addons.base.models.ir_binary")
    def test_doors(self):
        event = self._event()
        evidence = self._evidence(event)
        attachment = (
            self.env["ir.attachment"]
            .search([("res_field", "=", "content"), ("res_id", "=", evidence.id)])
            .filtered(lambda a: a.res_model == evidence._name)
        )
        gate = f"/cadre/evidence/{evidence.id}"
        others = (
            f"/web/content/{attachment.id}",
            f"/web/image/{attachment.id}",
            f"/web/content/cadre.conduct.evidence/{evidence.id}/content",
            f"/web/content/cadre.conduct.evidence/{evidence.id}/upload",
        )
        for verified in (False, True):
            if verified:
                self._verify(event)
            for role in ("inspector", "member", "cadre", "leader", "mate", "admin"):
                self.authenticate(f"zz_{role}", f"zz_{role}_pw")
                may = role in ("inspector", "member") or (
                    verified and role in ("cadre", "leader")
                )
                with self.subTest(role=role, verified=verified):
                    self.assertEqual(self.url_open(gate).status_code, 405)
                    answer = self._post(gate)
                    self.assertEqual(answer.status_code, 200 if may else 404)
                    self.assertEqual(answer.content == PICTURE, may)
                    for path in others:
                        self.assertNotIn(PICTURE[:64], self.url_open(path).content)
        self.assertIn("no-store", self._post(gate).headers["Cache-Control"])
