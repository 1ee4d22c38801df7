from odoo import api, models
from odoo.exceptions import UserError

# More than anybody scans in one go; keeps a mistaken call from moving the store.
MAX_SCANS = 500


class CadreScanner(models.AbstractModel):
    """Move by scanner: scan a place, scan files, done. What the screen calls.

    ===========  ==========================================================
    scan, move   whoever may write files: the archive clerk
    ===========  ==========================================================
    """

    _name = "cadre.scanner"
    _description = "Moving Files by Scanner"

    @api.model
    @api.readonly
    def scan_code(self, code, place_id=False, numbers=()):
        """What a scanned code means here and now.

        :param str code: what the scanner read, or what was typed
        :param int place_id: the place scanned before, if any
        :param list numbers: ids of the files scanned for it so far
        :return: dict with ``kind`` (``place``, ``file``, ``refused`` or ``unknown``),
            ``message`` and what the screen shows
        """
        dossiers = self.env["cadre.dossier"]
        dossiers.check_access("write")
        code = (code or "").strip()
        place = self._scanned_place(code)
        if place:
            return self._scan_place(place)
        dossier = dossiers.search(
            [("number", "=", code), ("company_id", "=", self.env.company.id)]
        )
        if not dossier:
            return {
                "kind": "unknown",
                "code": code,
                "message": self.env._("%s is neither a place nor a file here.", code),
            }
        return self._scan_file(
            dossier, self.env["cadre.place"].browse(place_id), list(numbers)
        )

    @api.model
    def scan_done(self, place_id, dossier_ids, unknown=()):
        """Move everything that was scanned, in one batch.

        :param int place_id: the place
        :param list dossier_ids: ids of the files
        :param list unknown: codes that nobody knew; kept in the log
        :raises UserError: R-69, when one of them cannot go there any more
        """
        place = self.env["cadre.place"].browse(place_id).exists()
        dossiers = self.env["cadre.dossier"].browse(dict.fromkeys(dossier_ids)).exists()
        if not place or not dossiers or len(dossier_ids) > MAX_SCANS:
            raise UserError(
                self.env._("Scan a place and between 1 and %s files.", MAX_SCANS)
            )
        place.check_access("read")
        dossiers._relocate(place, self.env._("Scanned"))
        if unknown:
            self.env["cadre.log"]._record(
                [
                    {
                        "model": "cadre.place",
                        "res_id": place.id,
                        "action": "scan_unknown",
                        "payload": {"codes": [str(c)[:64] for c in unknown[:100]]},
                    }
                ]
            )
        return {
            "message": self.env._(
                "%(count)s files are at “%(place)s” now.",
                count=len(dossiers),
                place=place.display_name,
            )
        }

    @api.model
    def _scanned_place(self, code):
        return self.env["cadre.place"].search(
            [("code", "=", code), ("company_id", "=", self.env.company.id)]
        )

    @api.model
    def _scan_place(self, place):
        if problem := self._problem(self.env["cadre.dossier"], place):
            return {"kind": "refused", "code": place.code, "message": problem}
        return {
            "kind": "place",
            "code": place.code,
            "id": place.id,
            "name": place.display_name,
            "capacity": place.capacity,
            "count": place.dossier_count,
            "message": self.env._("Now scan the files for “%s”.", place.display_name),
        }

    @api.model
    def _scan_file(self, dossier, place, scanned):
        answer = {
            "kind": "refused",
            "code": dossier.number,
            "id": dossier.id,
            "from": dossier.place_id.display_name,
        }
        if not place:
            problem = self.env._("Scan a place first, then file %s.", dossier.number)
        elif dossier.id in scanned:
            problem = self.env._("File %s was scanned already.", dossier.number)
        else:
            problem = self._problem(dossier, place)
        if problem:
            return {**answer, "message": problem}
        return {
            **answer,
            "kind": "file",
            "message": self.env._(
                "from “%(origin)s” to “%(place)s”",
                origin=dossier.place_id.display_name,
                place=place.display_name,
            ),
            "warning": self._capacity_warning(place, len(scanned) + 1),
        }

    @api.model
    def _capacity_warning(self, place, coming):
        """A line when a place is fuller than it holds (R-45); it is not forbidden."""
        present = place.dossier_count
        if not place.capacity or present + coming <= place.capacity:
            return ""
        return self.env._(
            "“%(place)s” holds %(capacity)s files: %(present)s stand there and "
            "%(coming)s come.",
            place=place.display_name,
            capacity=place.capacity,
            present=present,
            coming=coming,
        )

    @api.model
    def _problem(self, dossiers, place):
        """Why these files cannot go to a place by hand, or an empty text."""
        try:
            dossiers._check_relocation(place)
            for dossier in dossiers:
                self.env["cadre.custody.move"]._check_step(dossier, place)
        except UserError as refusal:
            return str(refusal.args[0])
        return ""
