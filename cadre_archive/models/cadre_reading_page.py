from odoo import fields, models

from ..rules import reading, scan_guard
from ..rules.scans import ScanRefused


class CadreReadingSession(models.Model):
    """The pages of a session: which, how they leave, how long they were shown."""

    # A file of its own keeps each below 400 lines.
    # pylint: disable-next=consider-merging-classes-inherited
    _inherit = "cadre.reading.session"

    def _scans(self):
        """The granted scans, as superuser, in the order of the file.

        Filed ones only: what was never compared with the paper is no paper (R-40).
        """
        # The caller checked the session; a reader has no rights on files.
        return self.sudo().access_id._granted_materials()._filed_scans()

    def _pages(self):
        """For the viewer. The caller checked that the session is this person's."""
        return [
            {
                "scan": scan.id,
                "page": page,
                "title": scan.material_id.name,
                "number": scan.material_id.display_name,
            }
            for scan in self._scans()
            for page in range(1, scan.page_count + 1)
        ]

    def _picture(self, token, scan_id, page):
        """One page as a picture with the watermark; the view is logged.

        :param str token: the key that :meth:`start_reading` gave
        :return: JPEG, or None when the session is closed (now)
        :raises AccessError: to anybody but the reader with his key
        :raises UserError: no such page among the granted ones, R-40
        """
        self.ensure_one()
        self._check_is_reader()
        if not self._close_what_is_over():
            return None
        self._check_key(token)
        scan_sudo = self._scans().filtered(lambda scan: scan.id == scan_id)
        if not scan_sudo or not 1 <= page <= scan_sudo.page_count:
            raise self._refuse_page()
        data = scan_sudo._intact_bytes()
        # Checked above: his, open, granted. Nobody may create views.
        self.env["cadre.reading.view"].sudo().create(
            {
                "session_id": self.id,
                "access_id": self.sudo().access_id.id,
                "employee_id": scan_sudo.dossier_id.employee_id.id,
                "material_id": scan_sudo.material_id.id,
                "scan_id": scan_sudo.id,
                "page": page,
                "user_id": self.env.uid,
                "company_id": scan_sudo.company_id.id,
            }
        )
        self.env["cadre.log"]._record(
            [scan_sudo._log_entry("read", {"page": page, "session": self.sudo().name})]
        )
        try:
            return scan_guard.picture_of(data, page, self._watermark())
        except ScanRefused as refused:
            raise self.env["cadre.scan"]._refusal_of(refused) from refused

    def _watermark(self):
        """Reader, number of the form and time: drawn over the page (R-11, R-16)."""
        session_sudo = self.sudo()  # the reader's own, as checked by the caller
        return [
            f"{session_sudo.reader_id.name}  {session_sudo.access_id.name}",
            f"{session_sudo.company_id._cadre_time()}  {session_sudo.name}",
        ]

    def beat_reading(self, token, scan_id, page, seconds):
        """The viewer tells how long a page has been in sight since the last time.

        :return: ``seconds_left``, or ``closed`` with the reason
        :rtype: dict
        """
        self.ensure_one()
        self._check_is_reader()
        if not self._close_what_is_over():
            return self._closed_answer()
        if not self._has_key(token):
            return {"closed": self.env._("The session was opened in another window.")}
        session_sudo = self.sudo()  # his, with his key, and open: checked above
        now = fields.Datetime.now()
        if isinstance(seconds, int | float) and 0 <= seconds < 86400:
            self._count_seconds(session_sudo, scan_id, page, seconds, now)
        return {"seconds_left": reading.seconds_left(session_sudo.date_end, now)}

    def _count_seconds(self, session_sudo, scan_id, page, seconds, now):
        counted = reading.seconds_counted(
            seconds, session_sudo.date_beat, now, session_sudo.date_end
        )
        view_sudo = session_sudo.view_ids.search(
            [
                ("session_id", "=", session_sudo.id),
                ("scan_id", "=", scan_id),
                ("page", "=", page),
            ],
            order="id desc",
            limit=1,
        )
        # Written whether it counts or not: two beats at the same instant then meet at
        # this row, and the second one is asked again by Odoo.
        session_sudo.date_beat = now
        if view_sudo and counted:
            self.env["cadre.reading.beat"].sudo().create(
                {
                    "view_id": view_sudo.id,
                    "session_id": session_sudo.id,
                    "seconds": counted,
                }
            )


class CadreMaterial(models.Model):
    _inherit = "cadre.material"

    def _filed_scans(self):
        """The scans that stand for the paper, in the order of file and paper."""
        place = {id_: at for at, id_ in enumerate(self.ids)}
        return (
            self.env["cadre.scan"]
            .search([("material_id", "in", self.ids), ("state", "=", "filed")])
            .sorted(lambda scan: (place[scan.material_id.id], scan.sequence, scan.id))
        )
