"""Deliveries of materials, scans of some of them, printed catalogues.

The clerk ticks, files and returns by the buttons of the screens; the scans go through
the same door as an upload from the browser.
"""

import datetime
import functools
import hashlib
import io

from PIL import Image, ImageDraw, ImageFont

from odoo import Command, fields

from . import clock

FONT = "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc"
TYPE = "cadre_archive.cadre_material_type_"
CHECKS = ("review", "content", "procedures", "form", "audit", "seal", "signature")

# target | days ago | forming department | deliverer | who receives it
# + file | type | material | formed so many days before | pages | what is wrong
DELIVERIES = """
done|70|公共服务办公室|苏泽宇|archive
+GD0033|annual_appraisal_form|2025年度考核登记表|12|2|
+GD0035|annual_appraisal_form|2025年度考核登记表|12|2|
+GD0036|training_registration_form|区委党校培训登记表|20|3|
done|58|党政综合办公室|孔令辰|head
+GD0041|training_registration_form|生态环境业务培训登记表|15|2|
done|55|党政综合办公室|孔令辰|head
+GD0005|report_of_personal_matters|个人有关事项报告表|10|4|
late|47|公共管理办公室|奚晨曦|archive
+GD0043|award_approval_form|嘉奖审批表|52|1|
+GD0044|reply_on_a_punishment|批评教育处理决定|71|2|
overdue|33|经济发展办公室|俞芷晴|archive
+GD0050|training_registration_form|招商业务培训登记表|9|2|
+GD0052|annual_appraisal_form|2025年度考核登记表|25|2|seal
returned|8|公共安全办公室|马会龙|archive
+GD0045|award_approval_form|三等功审批表|14|2|
+GD0046|annual_appraisal_form|2025年度考核登记表|20|2|signature
+GD0049|vocational_qualification_registration|消防设施操作员资格登记表|18|1|ballpoint
rejected|21|政务服务中心|费俊熙|archive
+GD0055|other_material_for_reference|工作情况说明|6|1|false
+GD0054|league_application_form|入团志愿书（补）|11|3|
examined|2|党建工作办公室|魏东阳|archive
+GD0027|annual_appraisal_form|2025年度考核登记表|9|2|
+GD0028|training_registration_form|统战干部培训登记表|16|2|seal
received|1|公共服务办公室|章慧敏|archive
+GD0034|league_application_form|入团志愿书（补）|13|3|open
+GD0037|enlistment_or_demobilisation_form|退役军人登记表|26|2|open
received|1|党政综合办公室|张雨桐|head
+GD0025|annual_appraisal_form|2025年度考核登记表|8|2|open
draft|0|公共管理办公室|奚晨曦|archive
+GD0042|annual_appraisal_form|2025年度考核登记表|27|2|open
+GD0043|pay_change_register|工资变动登记表|28|1|open
""".strip().splitlines()
# material of a delivery, by file and name, whose pages are scanned; one is not filed
# yet, one lacks a page
SCANNED = {
    ("GD0033", "2025年度考核登记表"): "filed",
    ("GD0035", "2025年度考核登记表"): "filed",
    ("GD0036", "区委党校培训登记表"): "page_missing",
    ("GD0043", "嘉奖审批表"): "filed",
    ("GD0044", "批评教育处理决定"): "draft",
    ("GD0041", "生态环境业务培训登记表"): "filed",
    ("GD0005", "个人有关事项报告表"): "filed",
}
CATALOGUES = {"archive": ("GD0033", "GD0043"), "head": ("GD0005", "GD0041")}


def load(loader):
    with loader.step("deliveries") as step:
        if step.todo:
            lists = list(_lists())
            for head, papers in lists:
                Delivery(loader, head, papers).run()
            step.note = f"{len(lists)} deliveries"
    with loader.step("scans") as step:
        if step.todo:
            step.note = f"{sum(_scan(loader, *key) for key in SCANNED)} pages"
    with loader.step("expected materials and catalogues") as step:
        if step.todo:
            loader.env["cadre.expected.material"]._cron_generate()
            for login, numbers in CATALOGUES.items():
                dossiers = loader.as_user(login)["cadre.dossier"].search(
                    [("number", "in", numbers)]
                )
                dossiers.action_print_catalogue()


def _lists():
    """Each list with its papers, as lists of cells."""
    head, papers = None, []
    for line in [*DELIVERIES, ""]:
        if line.startswith("+"):
            papers.append(line[1:].split("|"))
            continue
        if head:
            yield head, papers
        head, papers = line.split("|"), []


class Delivery:
    """One hand-over list, taken to its state by those who would do it."""

    def __init__(self, loader, head, papers):
        self.target, days, self.department, self.deliverer, login = head
        self.env = loader.as_user(login)
        self.root = loader.env
        self.papers = papers
        now = fields.Datetime.context_timestamp(self.env.user, fields.Datetime.now())
        self.day = now.replace(tzinfo=None) - datetime.timedelta(days=int(days))
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
            [("name", "=", self.department)], limit=1
        )
        deliverer = self.root["hr.employee"].search([("name", "=", self.deliverer)])
        deliverer.ensure_one()
        self.delivery = self.env["cadre.delivery"].create(
            {
                "department_id": department.id,
                "deliverer_id": deliverer.id,
                "is_deliverer_signed": self.target != "draft",
                "is_receiver_signed": self.target != "draft",
                "line_ids": [
                    Command.create(self._paper(*cells)) for cells in self.papers
                ],
            }
        )

    def _paper(self, file, kind, name, before, pages, flaw):
        dossier = self.env["cadre.dossier"].search([("number", "=", file)])
        dossier.ensure_one()
        formed = self.day.date() - datetime.timedelta(days=int(before))
        answers = dict.fromkeys(CHECKS, "no" if flaw == "false" else "yes")
        if flaw in CHECKS:
            answers[flaw] = "no"
        known = {
            "date_formed": formed,
            "source_unit": self.department,
            "page_to": int(pages),
            "medium": "ballpoint" if flaw == "ballpoint" else "print",
            **{f"{check}_check": answer for check, answer in answers.items()},
        }
        return {
            "dossier_id": dossier.id,
            "name": name,
            "type_id": self.env.ref(TYPE + kind).id,
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


def _scan(loader, file, name):
    """The pages of a material, through the door of the uploads.

    :return: how many pages were sent
    """
    state = SCANNED[file, name]
    env = loader.as_user("head" if file in ("GD0005", "GD0041") else "archive")
    material = env["cadre.material"].search(
        [("dossier_id.number", "=", file), ("name", "=", name)]
    )
    material.ensure_one()
    pages = material.page_count - (state == "page_missing")
    for number in range(1, pages + 1):
        data = page(f"{file}  {name}", number, material.page_count)
        key = hashlib.sha256(data).hexdigest()[:32]
        material._receive_slice(key, f"第{number}页.jpg", number, len(data), 0, data)
    if state != "draft":
        material.action_file_scans()
    return pages


@functools.cache
def _fonts():
    return tuple(ImageFont.truetype(FONT, size) for size in (24, 15))


def page(title, number, of):
    """A page as a scanner might give it, a form of nobody's, some 15 KB.

    :return: a JPEG
    """
    picture = Image.new("L", (620, 877), 250)
    draw = ImageDraw.Draw(picture)
    big, small = _fonts()
    draw.text((310, 60), title, font=big, fill=30, anchor="mm")
    for row in range(14):
        top = 110 + row * 50
        draw.rectangle((60, top, 560, top + 50), outline=60)
        draw.line((190, top, 190, top + 50), fill=60)
        draw.text((70, top + 14), f"第{row + 1}项", font=small, fill=60)
    draw.text((310, 845), f"— {number} / {of} —", font=small, fill=60, anchor="mm")
    output = io.BytesIO()
    picture.save(output, "JPEG", quality=55, dpi=(75, 75))
    return output.getvalue()
