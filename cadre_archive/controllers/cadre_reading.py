from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from .cadre_scan import HEADERS

TEXT = ("Content-Type", "text/plain; charset=utf-8")


class CadreReadingController(http.Controller):
    """The one gate through which a reader sees a page: as a picture, with his name."""

    @http.route(
        "/cadre/reading/<int:session_id>/<int:scan_id>/<int:page>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def picture(self, session_id, scan_id, page):
        """A page of a running session, for its reader with the key he got last.

        The key comes in a header: no address leads to a page, and none is in a log.
        """
        session = request.env["cadre.reading.session"].browse(session_id)
        key = request.httprequest.headers.get("X-Cadre-Reading", "")
        try:
            data = session._picture(key, scan_id, page)
        except (AccessError, MissingError):
            # The same answer whether it is not there or not theirs.
            return request.make_response("", HEADERS, status=404)
        except UserError as error:
            return request.make_response(str(error), [*HEADERS, TEXT], status=409)
        if data is None:
            # Answered, not raised: that it is closed has to be kept.
            closed = session._closed_answer()["closed"]
            return request.make_response(closed, [*HEADERS, TEXT], status=410)
        headers = [
            *HEADERS,
            ("Content-Type", "image/jpeg"),
            ("Content-Length", len(data)),
            ("Content-Disposition", "inline"),
        ]
        return request.make_response(data, headers)
