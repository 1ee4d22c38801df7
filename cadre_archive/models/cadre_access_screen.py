from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .cadre_access import CLERK

MAX_PAGES = 100_000
# Before the hand-out, or while the files are read and until the form is closed.
WHEN_SIGNED = {
    "declaration": ("approved",),
    "iou": ("approved",),
    "register": ("approved", "in_use", "returned"),
}


class CadreAccess(models.Model):
    """What the screen of the counter asks; each step checks its rights by itself.

    ===========  ==========================================================
    all of it    archive clerk, on applications that he may see and write
    ===========  ==========================================================
    """

    # A file of its own keeps each below 500 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.access"

    # --- Scanning ---

    @api.model
    @api.readonly
    def counter_scan(self, code):
        """What a scanned code is: an application, a file, or nothing known.

        :param str code: number of an application or of a file
        :return: dict with ``kind`` (``application``, ``file`` or ``unknown``)
        """
        self._check_clerk()
        code = str(code or "").strip()[:64]
        numbers = list(dict.fromkeys((code, code.upper())))
        here = [("company_id", "=", self.env.company.id)]
        if access := self.search([("name", "in", numbers), *here], limit=1):
            return {"kind": "application", **access.counter_open()}
        dossier = self.env["cadre.dossier"].search(
            [("number", "in", numbers), *here], limit=1
        )
        if not dossier:
            return {
                "kind": "unknown",
                "code": code,
                "message": self.env._("%s is no application and no file here.", code),
            }
        return self._counter_file(dossier)

    @api.model
    def _counter_file(self, dossier):
        """Where a file is and who has it; the application that it is out on."""
        line = dossier._lines_out().get(dossier.id)
        waiting = self.search(
            [("state", "=", "approved"), ("line_ids.dossier_id", "=", dossier.id)]
        )
        states = dict(dossier._fields["custody_state"]._description_selection(self.env))
        return {
            "kind": "file",
            "code": dossier.number,
            "cadre": dossier.cadre_name,
            "place": dossier.place_id.display_name,
            "custody": states.get(dossier.custody_state, ""),
            "holder": dossier.holder or "",
            "since": self._counter_time(dossier.date_moved),
            "message": line._message_out() if line else "",
            "line_id": line.id if line else False,
            "application": line.access_id.counter_open() if line else False,
            "waiting": [
                {"number": access.name, "readers": access.reader_names}
                for access in waiting
            ],
        }

    @api.readonly
    def counter_open(self):
        """Everything that the screen shows of one application."""
        self._check_clerk()
        self.ensure_one()
        self.check_access("write")
        self.line_ids._read_materials()
        states = dict(self._fields["state"]._description_selection(self.env))
        return {
            "id": self.id,
            "number": self.display_name,
            "state": self.state,
            "state_label": states[self.state],
            "step": {"approved": "out", "in_use": "in", "returned": "close"}.get(
                self.state, ""
            ),
            "is_loan": self.kind == "loan",
            "unit": self.unit_id.display_name,
            "date_due": fields.Date.to_string(self.date_due) or "",
            "is_overdue": self.is_overdue,
            "iou_number": self.iou_number or "",
            "readers": [self._counter_reader(reader) for reader in self.reader_ids],
            "files": [self._counter_line(line) for line in self.line_ids],
        }

    def _counter_reader(self, reader):
        signed = {
            signature.role: signature
            for signature in self.env["cadre.signature"].search(
                [("access_id", "=", self.id)]
            )
            if signature.reader_id == reader
        }
        roles = ["declaration", "register"] + ["iou"] * (self.kind == "loan")
        return {
            "id": reader.id,
            "name": reader.name,
            "unit": reader.unit or "",
            "roles": [
                {
                    "role": role,
                    "label": dict(
                        self.env["cadre.signature"]
                        ._fields["role"]
                        ._description_selection(self.env)
                    )[role],
                    "text": self._words(role, reader),
                    "is_open": self.state in WHEN_SIGNED[role],
                    "is_signed": role in signed,
                    "how": self._counter_how(signed.get(role)),
                }
                for role in roles
            ],
        }

    def _counter_how(self, signature):
        if not signature:
            return ""
        when = self._counter_time(signature.date)
        if signature.is_paper:
            return self.env._("on paper, %s", when)
        return self.env._("on the screen, %s", when)

    def _counter_line(self, line):
        went_out = line.count_ids.filtered(lambda count: count.step == "out")
        if line.date_out:
            items = [
                {
                    "id": count.material_id.id,
                    "name": count.material_name,
                    "expected": count.pages_out,
                }
                for count in went_out
            ]
        else:
            items = [
                {
                    "id": material.id,
                    "name": f"{material.number} {material.name}",
                    "expected": material.page_count,
                }
                for material in line._counted_materials()
            ]
        if not items:
            items = [{"id": False, "name": line._whole(), "expected": line.pages_out}]
        return {
            "id": line.id,
            "number": line.dossier_id.number,
            "cadre": line.employee_id.name,
            "place": line.dossier_id.place_id.display_name,
            "is_out": bool(line.date_out and not line.date_returned),
            "is_back": bool(line.date_returned),
            "items": items,
        }

    def _counter_time(self, moment):
        if not moment:
            return ""
        # The office's clock, as on the forms.
        return self.env.company._cadre_time(moment)[:16]

    # --- Signing ---

    def _words(self, role, reader):
        """The words that a person signs; numbers of files, never names of cadres."""
        facts = {
            "reader": reader.name,
            "unit": reader.unit or self.unit_id.display_name,
            "application": self.name,
            "files": ", ".join(self.line_ids.dossier_id.mapped("number")),
            "days": self.loan_days,
        }
        if role == "declaration":
            return self.env._(
                "I, %(reader)s (%(unit)s), declare: on application %(application)s I "
                "read neither my own file nor a relative's; I am neither spouse, nor "
                "direct or collateral blood relative within three generations, nor "
                "near in-law of any of the cadres (R-03, R-04). I neither mark, "
                "annotate, fold nor alter the materials (R-09), take none out or "
                "exchange it (R-10), and copy nothing without consent (R-11, R-12).",
                **facts,
            )
        if role == "iou":
            return self.env._(
                "I, %(reader)s (%(unit)s), borrow on application %(application)s the "
                "files %(files)s and return them complete within %(days)s days of "
                "today (R-15, R-17). Nobody else reads or copies them (R-16), and they "
                "are not taken to public places or places of entertainment (R-50).",
                **facts,
            )
        return self.env._(
            "I, %(reader)s (%(unit)s), received on application %(application)s the "
            "files %(files)s, the pages counted before me (R-08, R-10).",
            **facts,
        )

    def counter_sign(self, role, reader_id, text, data, is_paper=False):
        """Keep a signature given at the counter.

        :param str role: ``declaration``, ``register`` or ``iou``
        :param int reader_id: who signs
        :param str text: the words as they were shown
        :param str data: base64: the drawing as PNG, or the scan of the signed paper
        :param bool is_paper: signed on paper
        :return: as :meth:`counter_open`
        :raises UserError: R-08, when it is no signature or signed at the wrong time
        """
        self._check_clerk()
        self.ensure_one()
        self.check_access("write")
        reader = self.reader_ids.filtered(lambda r: r.id == reader_id)
        if not reader or role not in WHEN_SIGNED:
            raise UserError(self.env._("Nobody of that name signs this application."))
        if self.state not in WHEN_SIGNED[role] or (
            role == "iou" and self.kind != "loan"
        ):
            raise self._refusal_for(
                self,
                "R-08",
                self.env._("This is not the time to sign that."),
                self.env._("Look at the state of the application."),
            )
        if text != self._words(role, reader):
            raise self._refusal_for(
                self,
                "R-08",
                self.env._("The words on the screen are not the words to be signed."),
                self.env._("Open the application again, read, and sign."),
            )
        if role == "iou":
            self._give_iou_number()
        signatures = self.env["cadre.signature"]
        signatures._sign(reader, role, text, signatures._decoded(data), bool(is_paper))
        return self.counter_open()

    # --- Steps ---

    def counter_hand_out(self, counts):
        """Hand out all files of the application in one go.

        :param list counts: ``[file's line, material or False, pages]`` of each material
        :return: as :meth:`counter_open`, with a ``message``
        """
        self._check_clerk()
        self.ensure_one()
        self.check_access("write")
        if missing := self.line_ids.filtered(
            lambda line: line.id not in {count[0] for count in counts}
        ):
            raise missing[0]._refusal_uncounted()
        self._hand_out(self._counter_pages(counts))
        message = self.env._("Handed out: %s files.", len(self.line_ids))
        if self.date_due:
            message = self.env._(
                "Lent until %(date)s: %(count)s files.",
                count=len(self.line_ids),
                date=self.date_due,
            )
        return {**self.counter_open(), "message": message}

    def counter_take_back(self, counts, defects=(), with_incident=False):
        """Take back the files that were scanned and counted.

        :param list counts: as for :meth:`counter_hand_out`
        :param list defects: ``[line, text]`` of what came back in bad condition
        :param bool with_incident: take it back though something differs, and report it
        :return: as :meth:`counter_open`, with a ``message``
        """
        self._check_clerk()
        self.ensure_one()
        self.check_access("write")
        lines = {line.id: line for line in self.line_ids}
        self._take_back(
            self._counter_pages(counts),
            {lines[line]: str(text or "") for line, text in defects if line in lines},
            with_incident=bool(with_incident),
        )
        pending = self.line_ids.filtered(lambda line: not line.date_returned)
        message = (
            self.env._("Taken back. Files still out: %s", len(pending))
            if pending
            else self.env._("All files are back.")
        )
        incidents = self.line_ids.filtered(
            lambda line: line.id in {count[0] for count in counts}
        ).count_ids.incident_id
        if incidents:
            numbers = ", ".join(incidents.mapped("name"))
            message += " " + self.env._("Reported to the head: %s.", numbers)
        return {**self.counter_open(), "message": message}

    def counter_close(self):
        """Close the application when everybody has signed (R-08)."""
        self._check_clerk()
        self.ensure_one()
        self.action_close()
        return {**self.counter_open(), "message": self.env._("Closed.")}

    def _is_iou_given(self):
        """Whether the borrower signed the IOU of a loan at the counter (R-15, R-16)."""
        return bool(
            self.env["cadre.signature"].search_count(
                [
                    ("access_id", "=", self.id),
                    ("role", "=", "iou"),
                    ("reader_id", "=", self.borrower_id.id),
                ],
                limit=1,
            )
        )

    def _counter_pages(self, counts):
        """Pages as the counter's methods take them, from what the screen sends."""
        lines = {line.id: line for line in self.line_ids}
        materials = self.env["cadre.material"]
        pages = {}
        for line_id, material_id, count in counts:
            line = lines.get(line_id)
            if (
                line is None
                or type(count) is not int
                or not 0 <= count <= MAX_PAGES
                or not (material_id is False or type(material_id) is int)
            ):
                raise self._refusal_for(
                    self,
                    "R-10",
                    self.env._("A count is not understood."),
                    self.env._("Count the pages and enter whole numbers."),
                )
            if material_id is False:
                pages[line] = count
            else:
                counted = pages.setdefault(line, {})
                if isinstance(counted, int):
                    raise line._refusal_uncounted()
                counted[materials.browse(material_id)] = count
        return pages

    @api.model
    def _check_clerk(self):
        if not self.env.user.has_group(CLERK):
            raise AccessError(self.env._("The counter is the archive clerk's."))
