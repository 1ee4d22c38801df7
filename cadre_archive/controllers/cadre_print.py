from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from .cadre_reading import TEXT
from .cadre_scan import HEADERS


class CadrePrintController(http.Controller):
    """Numbered prints: each leaves once, to whoever printed it (R-11, R-13)."""

    @http.route(
        "/cadre/print/<string:numbers>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def fetch(self, numbers):
        """The sheets of some prints, as one PDF."""
        if not all(part.isdecimal() for part in numbers.split(",")):
            return request.make_response("", HEADERS, status=404)
        ids = [int(part) for part in numbers.split(",")]
        prints = request.env["cadre.copy.print"].browse(dict.fromkeys(ids))
        try:
            with request.env.cr.savepoint():
                data, name = prints._fetch()
        except (AccessError, MissingError):
            # The same answer whether it is not there or not theirs.
            return request.make_response("", HEADERS, status=404)
        except UserError as error:
            return request.make_response(str(error), [*HEADERS, TEXT], status=409)
        headers = [
            *HEADERS,
            ("Content-Type", "application/pdf"),
            ("Content-Length", len(data)),
            ("Content-Disposition", content_disposition(name)),
        ]
        return request.make_response(data, headers)
