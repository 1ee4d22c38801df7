from odoo.tests import TransactionCase, freeze_time, new_test_user

# The window of June is open, July has not begun: months 1 to 6, quarters 1 and 2.
TODAY = "2026-06-28 02:00:00"
YEAR = 2026
SCORES = {
    "score_performance": 90,
    "score_attitude": 80,
    "score_dedication": 85,
    "score_efficiency": 88,
    "score_integrity": 95,
}
# 0.4 × 90 + 0.15 × (80 + 85 + 88 + 95)
QUARTER_SCORE = 88.2
SELF = {
    "self_grade": "good",
    "self_performance": "good",
    "self_attitude": "good",
    "self_dedication": "excellent",
    "self_efficiency": "good",
    "self_integrity": "excellent",
}
COMMENT = "Steady work through the whole quarter."
TALK = {
    "date_talk": "2026-06-27",
    "talk_place": "Meeting room",
    "talk_summary": "Agreed on a plan.",
}


@freeze_time(TODAY)
class AppraisalCommon(TransactionCase):
    """An office of two sections: users of each role, a year that can be opened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context=dict(cls.env.context, tracking_disable=True, no_reset_password=True)
        )
        # Whoever else is in the database stays outside of the year.
        cls.env["hr.employee"].search([("cadre_category", "!=", False)]).write(
            {"cadre_category": False}
        )
        cls.section, cls.counter = cls.env["hr.department"].create(
            [{"name": "Z Public Service"}, {"name": "Z Service Counter"}]
        )
        cls.users = {}
        for role, groups in (
            ("clerk", "cadre_appraisal.group_cadre_appraisal_clerk"),
            ("leader", "base.group_user"),
            ("cadre", "base.group_user"),
            ("mate", "base.group_user"),
            ("chief", "base.group_user"),
            ("other", "base.group_user"),
            ("inspector", "cadre_appraisal.group_cadre_discipline_inspector"),
            ("member", "cadre_appraisal.group_cadre_leading_group_member"),
            ("chair", "cadre_appraisal.group_cadre_leading_group_chair"),
            ("head", "cadre_archive.group_cadre_archive_head"),
            ("admin", "base.group_system"),
        ):
            cls.users[role] = new_test_user(
                cls.env,
                login=f"zz_{role}",
                password=f"zz_{role}_pw",
                groups=groups,
                name=f"Z {role}",
            )
        cls.leader = cls._employee("leader", cls.section)
        cls.chief = cls._employee("chief", cls.counter)
        cls.section.manager_id = cls.leader
        cls.counter.manager_id = cls.chief
        cls.cadre = cls._employee("cadre", cls.section)
        cls.mate = cls._employee("mate", cls.section)
        cls.other = cls._employee("other", cls.counter)
        cls.office = cls._employee("clerk", cls.counter)
        cls.guard = cls._employee("inspector", cls.counter)
        cls.env["cadre.appraisal.cycle"].search(
            [("year", "=", YEAR), ("company_id", "=", cls.env.company.id)]
        ).write({"year": 2099})
        cls.cycle = cls.env["cadre.appraisal.cycle"].create(
            {"year": YEAR, "name": "Z year"}
        )

    @classmethod
    def _employee(cls, role, department, **values):
        return cls.env["hr.employee"].create(
            {
                "name": f"Z {role}",
                "cadre_number": f"ZZ-{role}",
                "user_id": cls.users[role].id if role in cls.users else False,
                "department_id": department.id,
                "cadre_category": "civil_servant",
                **values,
            }
        )

    @classmethod
    def _as(cls, role, model=None):
        """The environment, or a model in it, of a role."""
        env = cls.env(user=cls.users[role])
        return env[model] if model else env

    @classmethod
    def _open(cls):
        cls.cycle.with_user(cls.users["clerk"]).action_open()

    def _task(self, role="leader", **values):
        return self._as(role, "cadre.task").create(
            {
                "name": "Visit households",
                "cycle_id": self.cycle.id,
                "employee_id": self.cadre.id,
                "month": "2026-05-01",
                "date_deadline": "2026-05-20",
                "qty_planned": 10,
                "uom_text": "households",
                "quality_standard": "complete notes",
                **values,
            }
        )

    def _year_value(self, code, key):
        """A value of the register as the year keeps it; here another year's."""
        return self.cycle.value_ids.filtered(lambda v: (v.code, v.key) == (code, key))

    def _record(self, month="2026-05-01", employee=None, role="cadre"):
        return self._as(role, "cadre.monthly.record").search(
            [
                ("cycle_id", "=", self.cycle.id),
                ("employee_id", "=", (employee or self.cadre).id),
                ("month", "=", month),
            ]
        )

    def _evaluation(self, quarter="1", employee=None, role="leader"):
        """An evaluation as a role would open it by its id, readable or not."""
        found = self.env["cadre.quarterly.evaluation"].search(
            [
                ("cycle_id", "=", self.cycle.id),
                ("employee_id", "=", (employee or self.cadre).id),
                ("quarter", "=", quarter),
            ]
        )
        return found.with_user(self.users[role])

    def _evaluate(self, evaluation, until="fed_back", **values):
        """Take an evaluation through its states as its leader."""
        evaluation.write({**SCORES, "comment": COMMENT, **TALK, **values})
        for state in ("scored", "talked", "fed_back"):
            evaluation.write({"state": state})
            if state == until:
                break
        return evaluation

    def _result(self, employee=None):
        return self.env["cadre.appraisal"].search(
            [
                ("cycle_id", "=", self.cycle.id),
                ("employee_id", "=", (employee or self.cadre).id),
            ]
        )


class OpenYearCommon(AppraisalCommon):
    """The same office with the year opened."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls._open()


# What a refusal must contain: the clause and what to do.
REFUSAL = r"(?s)%s.*%s:.*What to do:"
