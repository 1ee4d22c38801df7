"""Deliveries of materials, scans of some of them, printed catalogues.

The clerk ticks, files and returns by the buttons of the screens; the scans go through
the same gate as an upload from the browser.
"""

import datetime
import hashlib
import itertools

from odoo import Command

from . import clock, drawing
from .archive import days_ago

TYPE = "cadre_archive.cadre_material_type_"
CHECKS = ("review", "content", "procedures", "form", "audit", "seal", "signature")
CATALOGUES = {"archive": ("GD0033", "GD0043"), "head": ("GD0005", "GD0041")}


def load(loader):
    papers = loader.read("archive/deliveries.csv")
    loader.step("deliveries", _deliveries, papers)
    loader.step("scans", _scans, papers)
    loader.step("expected materials and catalogues", _expected)


def _deliveries(loader, papers):
    lists = [
        Delivery(loader, list(group))
        for _number, group in itertools.groupby(papers, lambda paper: paper["list"])
    ]
    for delivery in lists:
        delivery.run()
    return f"{len(lists)} deliveries"


def _scans(loader, papers):
    scanned = [paper for paper in papers if paper["scan"]]
    # Those of the clerk first, then the head's.
    scanned.sort(key=lambda paper: paper["login"])
    return f"{sum(_scan(loader, paper) for paper in scanned)} pages"


def _expected(loader):
    loader.env["cadre.expected.material"]._cron_generate()
    for login, numbers in CATALOGUES.items():
        dossiers = loader.as_user(login)["cadre.dossier"].search(
            [("number", "in", numbers)]
        )
        dossiers.action_print_catalogue()


class Delivery:
    """One hand-over list, taken to its state by those who would do it.

    :param list papers: rows of ``deliveries.csv``
    """

    def __init__(self, loader, papers):
        self.papers = papers
        self.head = papers[0]
        self.target = self.head["state"]
        self.root = loader.env
        self.env = loader.as_user(self.head["login"])
        self.day = days_ago(self.env.user, self.head["days_ago"])
        self.delivery = None

    def run(self):
        with clock.at(self.day):
            self._list()
            if self.target != "draft":
                self.delivery.action_receive()
        if self.target not in ("draft", "received"):
            with clock.at(self.day + datetime.timedelta(hours=1)):
                self._decide()
        self.env.flush_all()

    def _list(self):
        # Archive clerks do not read employees; the form offers names only.
        department = self.root["hr.department"].search(
            [("name", "=", self.head["department"])], limit=1
        )
        deliverer = self.root["hr.employee"].search(
            [("name", "=", self.head["deliverer"])]
        )
        deliverer.ensure_one()
        self.delivery = self.env["cadre.delivery"].create(
            {
                "department_id": department.id,
                "deliverer_id": deliverer.id,
                "is_deliverer_signed": self.target != "draft",
                "is_receiver_signed": self.target != "draft",
                "line_ids": [Command.create(self._paper(row)) for row in self.papers],
            }
        )

    def _paper(self, row):
        dossier = self.env["cadre.dossier"].search([("number", "=", row["file"])])
        dossier.ensure_one()
        flaw = row["flaw"]
        formed = self.day.date() - datetime.timedelta(days=int(row["days_before"]))
        answers = dict.fromkeys(CHECKS, "no" if flaw == "false" else "yes")
        if flaw in CHECKS:
            answers[flaw] = "no"
        known = {
            "date_formed": formed,
            "source_unit": row["department"],
            "page_to": int(row["pages"]),
            "medium": "ballpoint" if flaw == "ballpoint" else "print",
            **{f"{check}_check": answer for check, answer in answers.items()},
        }
        return {
            "dossier_id": dossier.id,
            "name": row["name"],
            "type_id": self.env.ref(TYPE + row["type"]).id,
            "date_formed": formed,
            **(known if flaw != "open" else {}),
        }

    def _decide(self):
        self.delivery.action_examine()
        if self.target == "examined":
            return
        self.delivery.action_accept()
        bad = self.delivery.line_ids.filtered(lambda line: line.state == "examined")
        if not bad:
            return
        target = "rejected" if self.target == "rejected" else "returned"
        decision = (
            self.env["cadre.delivery.decision"]
            .with_context(default_line_ids=bad.ids)
            .create({"line_ids": [Command.set(bad.ids)], "target": target})
        )
        if target == "rejected":
            decision.reason_id = self.env.ref(
                "cadre_archive.cadre_rejection_reason_false"
            )
            decision.note = "经核实，所述内容与事实不符"
        decision.action_confirm()


def _scan(loader, paper):
    """The pages of a material, through the gate of the uploads.

    One set lacks a page, one is not filed yet.

    :return: how many pages were sent
    """
    file, name = paper["file"], paper["name"]
    material = loader.as_user(paper["login"])["cadre.material"].search(
        [("dossier_id.number", "=", file), ("name", "=", name)]
    )
    material.ensure_one()
    pages = material.page_count - (paper["scan"] == "page_missing")
    for number in range(1, pages + 1):
        data = drawing.form(f"{file}  {name}", number, material.page_count)
        key = hashlib.sha256(data).hexdigest()[:32]
        material._receive_slice(key, f"第{number}页.jpg", number, len(data), 0, data)
    if paper["scan"] != "draft":
        material.action_file_scans()
    return pages
