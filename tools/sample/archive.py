"""Places, dossiers, materials, kinship, applications, incidents."""

import datetime

from odoo import Command, fields

from . import clock, drawing

# When the office took its files into the system: before anything was lent.
TAKEN_OVER = datetime.date(2026, 1, 5)
# Days ago on which the reminders of loans ran, for the loan that is overdue.
REMINDED = (6, 3, 2, 0)


def load(loader):
    loader.import_file("archive/kinship.xlsx", "cadre.relative", "archive")
    loader.import_file("archive/kinship_by_head.xlsx", "cadre.relative", "head")
    loader.import_file("archive/units.xlsx", "res.partner", "archive")
    loader.import_file("archive/places.xlsx", "cadre.place", "archive")
    loader.import_file("archive/staff.xlsx", "cadre.staff", "head")
    with clock.at(TAKEN_OVER):
        for dossiers, materials, login in (
            ("dossiers", "materials", "archive"),
            ("dossiers_by_head", "materials_by_head", "head"),
        ):
            loader.import_file(f"archive/{dossiers}.xlsx", "cadre.dossier", login)
            loader.import_file(f"archive/{materials}.xlsx", "cadre.material", login)
    loader.step("applications", _applications)


def load_incidents(loader):
    loader.step("incidents", _incidents)


def _applications(loader):
    applications = [Application(loader, row) for row in rows_of(loader, "counter")]
    for application in applications:
        application.run()
    # What the clock did since: reminders of loans, approvals that nobody used. These
    # are the crons of the office, which run as superuser.
    accesses = loader.env["cadre.access"]
    today = fields.Date.today()
    for days in REMINDED:
        with clock.at(today - datetime.timedelta(days=days)):
            accesses._remind_all()
    accesses._cron_expire()
    return f"{len(applications)} applications"


def rows_of(loader, step):
    """The applications that belong to a step of the load."""
    rows = loader.read("archive/applications.csv")
    return [row for row in rows if row["step"] == step]


def days_ago(user, days):
    """That moment of the office's day, without a zone."""
    now = fields.Datetime.context_timestamp(user, fields.Datetime.now())
    return now.replace(tzinfo=None) - datetime.timedelta(days=int(days))


class Application:
    """One application, taken to its state by the people who would do it.

    :param dict row: of ``applications.csv``. The remark is the special need of a loan,
        else the reason of a refusal
    """

    def __init__(self, loader, row):
        self.loader = loader
        self.row = row
        self.target = row["state"]
        self.is_loan = row["kind"] == "loan"
        self.day = days_ago(loader.as_user("archive").user, row["days_ago"])
        self.access = None

    def run(self):
        with clock.at(self.day):
            self._register()
            if self.target != "draft":
                self.access.action_submit()
            if self.target in ("approved", "expired", "loan", "returned", "closed"):
                access = self._by(self.access.approver_role)
                if self.row["wants_copy"]:
                    access.grants_copy = True
                if self.row["wants_extract"]:
                    access.grants_extract = True
                access.action_approve()
            if self.target == "refused":
                role = self.access.approver_role
                self._by(role)._transition("refused", reason=self.row["remark"])
            if self.target in ("loan", "returned", "closed"):
                self._sign("declaration", *(["iou"] if self.is_loan else []))
                self._counter("hand_out", self._listed())
        if self.target in ("returned", "closed"):
            with clock.at(self.day + datetime.timedelta(hours=2)):
                self._take_back()
        self.loader.env.flush_all()

    def _by(self, login):
        return self.access.with_env(self.loader.as_user(login))

    def _sealed(self):
        """What shows the seal, on a form that was brought along."""
        if self.target in ("draft", "letter"):
            return {"is_sealed": self.target == "letter"}
        row = self.row
        form = drawing.sealed_form(row["unit"], row["unit_head"], row["reason"])
        return {
            "is_sealed": True,
            "sealed_form": form,
            "sealed_form_name": "审批表.png",
        }

    def _materials(self, dossier):
        """The named materials, where not the whole file is asked for."""
        return dossier.material_ids[: int(self.row["materials"] or 0)]

    def _register(self):
        row = self.row
        env = self.loader.as_user(row["login"])
        unit = env["res.partner"].search([("name", "=", row["unit"])], limit=1)
        dossier = env["cadre.dossier"].search([("number", "=", row["file"])])
        dossier.ensure_one()
        is_letter = self.target == "letter"
        minutes = int(row["viewing_minutes"] or 0)
        self.access = env["cadre.access"].create(
            {
                "kind": row["kind"],
                "unit_id": unit.id,
                "unit_head": row["unit_head"],
                "date_signed": self.day.date() - datetime.timedelta(days=1),
                **self._sealed(),
                "basis": "letter_introduction" if is_letter else "approval_form",
                "purpose": row["purpose"],
                "reason": row["reason"],
                "special_need": row["remark"] if self.is_loan else False,
                "place_of_use": "unit_office" if self.is_loan else "reading_room",
                "loan_days": (3 if self.target == "submitted" else 15) * self.is_loan,
                "wants_copy": bool(row["wants_copy"]),
                "wants_extract": bool(row["wants_extract"]),
                "wants_scans": bool(minutes),
                "viewing_minutes": minutes,
                "reader_ids": [
                    Command.create(
                        {
                            "name": row["reader"],
                            "unit": row["unit"],
                            "political_status": "cpc_member",
                            "identification": row["reader_identification"],
                        }
                    )
                ],
                "line_ids": [
                    Command.create(
                        {
                            "dossier_id": dossier.id,
                            "material_ids": self._materials(dossier).ids,
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
                words = reader._declaration_text(role)
                picture = drawing.signature(reader.name)
                self._counter("sign", role, reader.id, words, picture)

    def _listed(self):
        """Counts of the pages as the clerk enters them, all as listed."""
        return [
            [file["id"], item["id"], item["expected"]]
            for file in self._counter("open")["files"]
            for item in file["items"]
        ]

    def _take_back(self):
        self._counter("take_back", self._listed())
        if self.target == "closed":
            self._sign("register")
            self.access.action_close()


# --- Incidents ---


class WithDifference(Application):
    """A consultation from which a page did not come back (R-10)."""

    def _take_back(self):
        counts = self._listed()
        counts[0][2] -= 1
        self._counter("take_back", counts, (), True)


def _incidents(loader):
    by_hand = loader.read("archive/incidents.csv")
    for row in by_hand:
        _incident(loader, row)
    at_counter = rows_of(loader, "incident")
    for row in at_counter:
        WithDifference(loader, row).run()
    return f"{len(by_hand) + len(at_counter)} incidents"


def _incident(loader, row):
    clerk, head = loader.as_user("archive"), loader.as_user("head")
    today = clerk.company._cadre_date()
    day = today - datetime.timedelta(days=int(row["days_ago"]))
    dossier = clerk["cadre.dossier"].search([("number", "=", row["file"])])
    with clock.at(day):
        incident = clerk["cadre.incident"].create(
            {
                "kind": row["kind"],
                "dossier_id": dossier.id,
                "description": row["found"],
                "date_found": day,
            }
        )
        if row["state"] == "found":
            return
        incident.reported_to = row["reported_to"]
        incident.action_report()
        by_head = incident.with_env(head)
        if row["state"] in ("measure", "closed"):
            by_head.measure = row["measure"]
            by_head.action_measure()
        if row["state"] == "closed":
            by_head.outcome = row["outcome"]
            by_head.action_close()
    loader.env.flush_all()
