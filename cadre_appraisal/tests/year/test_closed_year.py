import base64

from odoo.exceptions import AccessError, UserError
from odoo.fields import Command
from odoo.tests import freeze_time, tagged

from odoo.addons.cadre_archive.tests import scan_files as files

from ..common import REFUSAL, TODAY, OpenYearCommon

CLOSED = REFUSAL % ("closed", "A-48")
CYCLE = "cadre.appraisal.cycle"
# Models that lead to a year and stay open when it is closed, with the reason.
STAY_OPEN = {
    "cadre.appraisal.cycle": "the year itself: its fields are closed by its state",
}


@tagged("post_install", "-at_install")
@freeze_time(TODAY)
class TestClosedYear(OpenYearCommon):
    """A-48: nothing in a closed year changes until the chair opens it again."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.task = cls._task(cls)
        cls._record(cls).write({"self_grade": "good"})
        cls.given = cls._evaluation(cls, "1")
        poor = {"grade": "poor", "grade_reason": "Known to all."}
        cls._evaluate(cls, cls.given, **poor)
        # Put right once, so that there is a correction.
        cls.given._transition("draft", "An objection was upheld.")
        cls._evaluate(cls, cls.given, **poor)
        cls.event = cls._as("inspector", "cadre.conduct.event").create(
            {
                "employee_id": cls.cadre.id,
                "kind_id": cls.env["cadre.conduct.kind"].search([], limit=1).id,
                "date": "2026-05-04",
                "description": "A client waited for two hours.",
            }
        )
        cls.fact = cls._as("clerk", "cadre.attendance.fact").create(
            {
                "employee_id": cls.cadre.id,
                "date": "2026-05-05",
                "kind": "late",
                "minutes": 12,
                "reason": "From the paper list.",
            }
        )
        cls._as("inspector", "cadre.conduct.evidence").create(
            {
                "event_id": cls.event.id,
                "file_name": "photo.png",
                "upload": base64.b64encode(files.image("PNG")).decode(),
            }
        )
        cls.mate.department_id = cls.counter
        cls._close(cls)

    def _close(self):
        self.cycle.with_user(self.users["clerk"])._transition("closed", "Year is over.")

    def _records(self):
        """One record at least of every model that hangs on the year."""
        found = {}
        for name in self.registry.descendants(["cadre.closed.mixin"], "_inherit"):
            model = self.env[name]
            if not model._abstract:
                found[name] = model.search(model._year_domain(self.cycle), limit=1)
        return found

    def test_every_path_to_a_year_is_closed(self):
        """Whatever leads to a year, over however many steps, has the mixin."""
        leading, size = {CYCLE}, 0
        while size != len(leading):
            size = len(leading)
            leading |= {
                name
                for name, model in self.env.items()
                if name.startswith("cadre.")
                and not (model._abstract or model._transient)
                and model._auto
                and any(
                    field.type == "many2one"
                    and field.store
                    and field.comodel_name in leading
                    for field in model._fields.values()
                )
            }
        closed = self.registry.descendants(["cadre.closed.mixin"], "_inherit")
        lacking = leading - set(closed) - set(STAY_OPEN)
        self.assertFalse(lacking, "give them cadre.closed.mixin")
        self.assertGreater(len(leading), 12)

    def test_nothing_is_written_by_anybody(self):
        """Each role, each field that anybody may write, each step."""
        tried = 0
        for records in self._records().values():
            for record in records:
                fields_ = [n for n in record._fields if record._writable(n)]
                for role in self.users:
                    mine = record.with_user(self.users[role])
                    for field in fields_:
                        tried += 1
                        self._assert_refused(mine, {field: self._other(record, field)})
                    for transition in getattr(record, "_transitions", ()):
                        if transition.source == record.state:
                            self._assert_refused(mine, {"state": transition.target})
                    with self.assertRaises(UserError):
                        mine.unlink()
                    self.env.invalidate_all()
        self.assertGreater(tried, 500)

    def _other(self, record, name):
        field, value = record._fields[name], record.sudo()[name]
        if field.type == "selection":
            keys = [key for key, _label in field._description_selection(self.env)]
            return next(key for key in keys if key != value)
        return {
            "char": "Otherwise",
            "text": "Otherwise",
            "html": "Otherwise",
            "integer": (value or 0) + 1 if field.type == "integer" else 0,
            "float": (value or 0) + 1 if field.type == "float" else 0,
            "boolean": not value,
            "date": "2026-05-11",
            "datetime": "2026-05-11 08:00:00",
            "many2one": self.mate.id,
            "one2many": [Command.create({})],
            "many2many": [Command.set([])],
            "binary": "QUJD",
        }[field.type]

    def _assert_refused(self, record, vals):
        with (
            self.subTest(record=record, user=self.env.user.login, vals=vals),
            self.assertRaises(UserError),
        ):
            record.with_context(cadre_reason="Because.").write(vals)

    def test_the_system_is_refused_as_well(self):
        """What a step does as superuser is no way in."""
        for name, records in self._records().items():
            with self.subTest(model=name):
                self.assertTrue(records, "the test makes one of each")
                model = records._fields
                field = next(
                    n
                    for n in (
                        "leader_id",
                        "score",
                        "value",
                        "weight",
                        "date",
                        "note",
                        "qty_done",
                    )
                    if n in model
                )
                value = self._other(records[0], field)
                with self.assertRaisesRegex(UserError, CLOSED):
                    records[0].sudo().write({field: value})
                with self.assertRaises(UserError):
                    records[0].sudo().unlink()

    def test_nothing_is_made(self):
        day = {"employee_id": self.cadre.id, "date": "2026-06-01"}
        for role, model, vals in (
            (
                "clerk",
                "cadre.attendance.fact",
                {**day, "kind": "late", "minutes": 9, "reason": "From the list."},
            ),
            (
                "inspector",
                "cadre.conduct.event",
                {
                    **day,
                    "kind_id": self.event.kind_id.id,
                    "description": "Waited again.",
                },
            ),
            (
                "inspector",
                "cadre.conduct.evidence",
                {"event_id": self.event.id, "file_name": "a.pdf"},
            ),
        ):
            with self.subTest(model=model), self.assertRaises(UserError):
                self._as(role, model).create(vals)
        with self.assertRaisesRegex(UserError, CLOSED):
            self._task(date_deadline="2026-06-20", month="2026-06-01")

    def test_steps_of_services_are_refused(self):
        """Buttons that write as superuser: objection, explanation, scores."""
        own = self.given.with_user(self.users["cadre"])
        with self.assertRaisesRegex(UserError, CLOSED):
            own._object("I do not agree.")
        with self.assertRaisesRegex(UserError, CLOSED):
            own.action_acknowledge()
        with self.assertRaisesRegex(UserError, CLOSED):
            self.fact.with_user(self.users["cadre"])._explain("The bus broke down.")
        with self.assertRaises(UserError):
            self.cycle.with_user(self.users["clerk"]).action_compute_scores()

    def test_the_clock_adds_nothing(self):
        facts = self.env["cadre.attendance.fact"]
        facts.flush_model()
        before = facts.search_count([])
        facts.sudo()._compute_period(
            self.env.company,
            facts._fields["date"].to_date("2026-05-01"),
            facts._fields["date"].to_date("2026-05-31"),
            self.cadre.ids,
        )
        self.assertEqual(facts.search_count([]), before)

    def test_moves_leave_it_alone(self):
        before = self._result().read(["leader_id", "department_id"])
        self.cadre.write({"department_id": self.counter.id, "parent_id": False})
        self.cycle.sudo()._cron_follow()
        self.assertEqual(self._result().read(["leader_id", "department_id"]), before)
        self.assertFalse(self._result().move_ids)

    def test_nothing_is_moved_into_it(self):
        other = self.env[CYCLE].create({"year": 2025, "name": "Z before"})
        with freeze_time("2025-06-28"):
            other.with_user(self.users["clerk"]).action_open()
        task = self._task(
            cycle_id=other.id, month="2025-05-01", date_deadline="2025-05-20"
        )
        with self.assertRaisesRegex(UserError, CLOSED):
            task.sudo().cycle_id = self.cycle


@tagged("post_install", "-at_install")
class TestClosing(OpenYearCommon):
    """A-48: closing asks what is still open; the chair opens again with a reason."""

    def test_what_is_open_is_listed(self):
        clerk = self.cycle.with_user(self.users["clerk"])
        with self.assertRaisesRegex(UserError, REFUSAL % ("not handed in", "A-48")):
            clerk.write({"state": "closed"})
        question = self._question(clerk.action_close(), "clerk")
        self.assertIn("Monthly records not handed in: 84", question.note)
        self.assertIn("Quarterly evaluations not fed back: 28", question.note)
        self.assertEqual(self.cycle.state, "open")
        question.reason = "The office is dissolved."
        question.action_confirm()
        self.assertEqual(self.cycle.state, "closed")
        entry = self._logged()
        self.assertEqual(entry.reason, "The office is dissolved.")

    def _question(self, action, role):
        self.assertEqual(action["res_model"], "cadre.appraisal.reason")
        model = self._as(role, "cadre.appraisal.reason")
        return model.with_context(**action["context"]).create({"reason": "?"})

    def _logged(self):
        return self.env["cadre.log"].search(
            [("model", "=", CYCLE), ("res_id", "=", self.cycle.id)],
            order="id desc",
            limit=1,
        )

    def test_a_settled_year_closes_at_once(self):
        self.env["cadre.monthly.record"].search(
            [("cycle_id", "=", self.cycle.id)]
        ).unlink()
        self.env.cr.execute(
            "UPDATE cadre_quarterly_evaluation SET state = 'acknowledged'"
            " WHERE cycle_id = %(id)s;"
            "UPDATE cadre_appraisal SET state = 'fed_back' WHERE cycle_id = %(id)s",
            {"id": self.cycle.id},
        )
        self.env.invalidate_all()
        self.assertFalse(self.cycle.with_user(self.users["clerk"]).action_close())
        self.assertEqual(self.cycle.state, "closed")

    def test_only_the_chair_opens_again_with_a_reason(self):
        self.cycle.with_user(self.users["chair"])._transition("closed", "Over.")
        for role in ("clerk", "member", "inspector", "leader", "cadre", "admin"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                self.cycle.with_user(self.users[role])._transition("open", "Please.")
        chair = self.cycle.with_user(self.users["chair"])
        with self.assertRaisesRegex(UserError, REFUSAL % ("reason", "A-48")):
            chair.write({"state": "open"})
        question = self._question(chair.action_reopen(), "chair")
        question.reason = "A review was upheld."
        question.action_confirm()
        self.assertEqual(self.cycle.state, "open")
        self.assertEqual(self._logged().reason, "A review was upheld.")
        self.assertEqual(self._logged().user_id, self.users["chair"])
        self._evaluate(self._evaluation("1"))

    def test_the_chair_writes_nothing_else(self):
        chair = self.cycle.with_user(self.users["chair"])
        for vals in (
            {"name": "Mine"},
            {"state": "closed", "name": "Mine"},
            {"weight_usual": 90},
        ):
            with self.subTest(vals=vals), self.assertRaises(UserError):
                chair.with_context(cadre_reason="Because.").write(vals)

    def test_a_closed_year_keeps_its_name(self):
        self.cycle.with_user(self.users["clerk"])._transition("closed", "Over.")
        with self.assertRaises(UserError):
            self.cycle.with_user(self.users["clerk"]).name = "Another"
