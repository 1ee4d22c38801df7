"""Places, dossiers, materials, kinship, applications."""

import datetime

from odoo import Command, fields

from . import clock, sealed_form, signing

# When the office took its files into the system: before anything was lent.
TAKEN_OVER = datetime.date(2026, 1, 5)
READERS = {
    "何建军": "990101198003126133",
    "林秋实": "990101198511046244",
    "赖文博": "990101197907216356",
    "尹若曦": "990101199002286447",
}

# Days ago on which the reminders of loans ran, for the loan that is overdue.
REMINDED = (6, 3, 2, 0)

# state to reach | days ago | kind | unit | head of the unit | purpose | reason |
# reader | files | special need or reason of a refusal | asked beside the reading: C a
# copy, E an extract, 60m minutes at the screen; and 2n a number of named materials
APPLICATIONS = """
closed|46|consult|中共临澄区委组织部|范德贤|personnel|核对任职经历|何建军|GD0012||
expired|24|consult|临澄区人力资源和社会保障局|方一鸣|daily_management|核对教龄|尹若曦|GD0034||
refused|33|consult|石桥镇人民政府|石敬之|daily_management|了解一般情况|林秋实|GD0015|事由过于笼统，请写明具体用途后重新申请|
letter|27|consult|临澄区人民法院|梁正|discipline|持介绍信要求查阅|赖文博|GD0016||
loan|18|loan|临澄区纪委监委|杜衡|discipline|案件核查|赖文博|GD0046|案情复杂，需与原始凭证逐页比对|
loan|12|loan|中共临澄区委组织部|范德贤|personnel|任免档案专项审核|何建军|GD0013|专项审核组集中办公，现场无法核对|
returned|4|consult|临澄区委党校|方知远|personnel|培训班学员资格审核|尹若曦|GD0034||
approved|2|consult|临澄区公安局|卫国安|political_review|政治审查|尹若曦|GD0049||C,E,60m
submitted|1|consult|中共临澄区委组织部|范德贤|personnel|晋升职级资格审核|何建军|GD0014||C,2n
submitted|1|consult|中共临澄区委组织部|范德贤|personnel|区管干部考察|何建军|GD0006||
submitted|0|loan|临澄区审计局|阮明|discipline|经济责任审计|林秋实|GD0016|驻点办公，需借出三天|2n
draft|0|consult|临澄区民政局|邵华|daily_management|核对退役经历|林秋实|GD0037||
""".strip().splitlines()
# Registered by the head: for the archive clerk's husband's file and the secret one.
APPLICATIONS_OF_HEAD = """
submitted|1|consult|中共临澄区委组织部|范德贤|personnel|晋升职级资格审核|何建军|GD0041||
submitted|2|consult|临澄区纪委监委|杜衡|discipline|任前廉政审核|赖文博|GD0005||
refused|9|consult|临澄区民政局|邵华|daily_management|了解情况|林秋实|GD0005|涉密档案，事由不足|
closed|38|consult|中共临澄区委组织部|范德贤|personnel|核对任职经历|何建军|GD0041||
loan|18|loan|临澄区纪委监委|杜衡|discipline|案件核查|赖文博|GD0041|需与原始凭证逐页比对|
""".strip().splitlines()


def load(loader):
    loader.import_file("archive/kinship.xlsx", "cadre.relative", "archive")
    loader.import_file("archive/kinship_by_head.xlsx", "cadre.relative", "head")
    if "cadre.dossier" not in loader.env:
        return
    loader.import_file("archive/units.xlsx", "res.partner", "archive")
    loader.import_file("archive/places.xlsx", "cadre.place", "archive")
    loader.import_file("archive/staff.xlsx", "cadre.staff", "head")
    with clock.at(TAKEN_OVER):
        for ending, login in (("", "archive"), ("_by_head", "head")):
            dossiers = f"archive/dossiers{ending}.xlsx"
            loader.import_file(dossiers, "cadre.dossier", login)
            materials = f"archive/materials{ending}.xlsx"
            loader.import_file(materials, "cadre.material", login)
    with loader.step("applications") as step:
        if step.todo:
            applications = [
                Application(loader, line, login)
                for login, lines in (
                    ("archive", APPLICATIONS),
                    ("head", APPLICATIONS_OF_HEAD),
                )
                for line in lines
            ]
            for application in applications:
                application.run()
            run_clock(loader)
            step.note = f"{len(applications)} applications"


def run_clock(loader):
    """What the clock did since: reminders of loans, approvals that nobody used."""
    # The crons of the office, which run as superuser.
    accesses = loader.env["cadre.access"]
    today = fields.Date.today()
    for days in REMINDED:
        with clock.at(today - datetime.timedelta(days=days)):
            accesses._remind_all()
    accesses._cron_expire()


class Application:
    """One application, taken to its state by the people who would do it."""

    def __init__(self, loader, line, login="archive"):
        self.loader = loader
        self.login = login
        (
            self.target,
            days,
            self.kind,
            self.unit,
            self.unit_head,
            self.purpose,
            self.reason,
            self.reader,
            self.file,
            self.special,
            asked,
        ) = line.split("|")
        self.asked = asked.split(",")
        now = fields.Datetime.context_timestamp(
            loader.as_user("archive").user, fields.Datetime.now()
        ).replace(tzinfo=None)
        self.day = now - datetime.timedelta(days=int(days))
        self.access = None

    def run(self):
        with clock.at(self.day):
            self._register()
            if self.target != "draft":
                self.access.action_submit()
            if self.target in ("approved", "expired", "loan", "returned", "closed"):
                self._approve()
            if self.target == "refused":
                role = self.access.approver_role
                self._by(role)._transition("refused", reason=self.special)
            if self.target in ("loan", "returned", "closed"):
                self._hand_out()
        if self.target in ("returned", "closed"):
            with clock.at(self.day + datetime.timedelta(hours=2)):
                self._take_back()
        self.loader.env.flush_all()

    def _by(self, login):
        return self.access.with_env(self.loader.as_user(login))

    def _approve(self):
        access = self._by(self.access.approver_role)
        if "C" in self.asked:
            access.grants_copy = True
        if "E" in self.asked:
            access.grants_extract = True
        access.action_approve()

    def _number_of(self, what):
        """The number before a letter among what was asked, or 0."""
        return next((int(a[:-1]) for a in self.asked if a.endswith(what)), 0)

    def _sealed(self):
        """What shows the seal, on a form that was brought along."""
        if self.target in ("draft", "letter"):
            return {"is_sealed": self.target == "letter"}
        return {
            "is_sealed": True,
            "sealed_form": sealed_form.image(self.unit, self.unit_head, self.reason),
            "sealed_form_name": "审批表.png",
        }

    def _register(self):
        env = self.loader.as_user(self.login)
        unit = env["res.partner"].search([("name", "=", self.unit)], limit=1)
        dossier = env["cadre.dossier"].search([("number", "=", self.file)])
        dossier.ensure_one()
        is_loan = self.kind == "loan"
        basis = "letter_introduction" if self.target == "letter" else "approval_form"
        self.access = env["cadre.access"].create(
            {
                "kind": self.kind,
                "unit_id": unit.id,
                "unit_head": self.unit_head,
                "date_signed": self.day.date() - datetime.timedelta(days=1),
                **self._sealed(),
                "basis": basis,
                "purpose": self.purpose,
                "reason": self.reason,
                "special_need": self.special if is_loan else False,
                "place_of_use": "unit_office" if is_loan else "reading_room",
                "loan_days": (3 if self.target == "submitted" else 15) * is_loan,
                "wants_copy": "C" in self.asked,
                "wants_extract": "E" in self.asked,
                "wants_scans": bool(self._number_of("m")),
                "viewing_minutes": self._number_of("m"),
                "reader_ids": [
                    Command.create(
                        {
                            "name": self.reader,
                            "unit": self.unit,
                            "political_status": "cpc_member",
                            "identification": READERS[self.reader],
                        }
                    )
                ],
                "line_ids": [
                    Command.create(
                        {
                            "dossier_id": dossier.id,
                            "material_ids": dossier.material_ids[
                                : self._number_of("n")
                            ].ids,
                        }
                    )
                ],
            }
        )

    def _counter(self, method, *args):
        return getattr(self.access.env["cadre.counter"], method)(self.access.id, *args)

    def _sign(self, *roles):
        for reader in self.access.reader_ids:
            for role in roles:
                words = reader._words(role)
                picture = signing.drawing(reader.name)
                self._counter("sign", role, reader.id, words, picture)

    def _listed(self):
        """Counts of the pages as the clerk enters them, all as listed."""
        return [
            [file["id"], item["id"], item["expected"]]
            for file in self._counter("open")["files"]
            for item in file["items"]
        ]

    def _hand_out(self):
        self._sign("declaration", *(["iou"] if self.kind == "loan" else []))
        self._counter("hand_out", self._listed())

    def _take_back(self):
        self._counter("take_back", self._listed())
        if self.target == "closed":
            self._sign("register")
            self.access.action_close()
