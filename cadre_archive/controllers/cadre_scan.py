import logging

from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import request

from ..models.scan.cadre_material import SLICE

_logger = logging.getLogger(__name__)

# Nothing of a scan stays in the browser's cache, runs, or is shown in another page.
HEADERS = [
    ("Cache-Control", "no-store, private, max-age=0"),
    ("X-Content-Type-Options", "nosniff"),
    ("Content-Security-Policy", "default-src 'none'; sandbox"),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Referrer-Policy", "no-referrer"),
]


# Sent by our viewer alone; an address in a message or on another site sends none.
VIEWER = "X-Cadre-Viewer"


class CadreScanController(http.Controller):
    """The two gates of scans: in by slices, out by pages."""

    @http.route(
        "/cadre/scan/<int:scan_id>/page/<int:number>",
        type="http",
        auth="user",
        methods=["GET"],
        readonly=False,
    )
    def page(self, scan_id, number):
        """One page, to those to whom the material is open; the view is logged.

        The viewer's own header is asked for: no picture in a message opens a page.
        """
        if VIEWER not in request.httprequest.headers:
            return request.make_response("", HEADERS, status=404)
        scan = request.env["cadre.scan"].browse(scan_id)
        try:
            data, mimetype = scan._page(number)
        except (AccessError, MissingError):
            # The same answer whether it is not there or not theirs.
            return request.make_response("", HEADERS, status=404)
        except UserError as error:
            headers = [*HEADERS, ("Content-Type", "text/plain; charset=utf-8")]
            return request.make_response(str(error), headers, status=409)
        headers = [
            *HEADERS,
            ("Content-Type", mimetype),
            ("Content-Length", len(data)),
            ("Content-Disposition", "inline"),
        ]
        return request.make_response(data, headers)

    @http.route("/cadre/scan/upload", type="http", auth="user", methods=["POST"])
    def upload(self, material_id, key, name, sequence, total, position, **post):
        """A slice of a file. Answers in JSON, refusals as well."""
        piece = post.get("slice")
        try:
            numbers = [int(n) for n in (material_id, sequence, total, position)]
            data = piece.read(SLICE + 1)
        except (AttributeError, ValueError):
            return request.make_json_response({"error": "bad request"}, status=400)
        if len(data) > SLICE:
            return request.make_json_response({"error": "bad request"}, status=400)
        material_id, sequence, total, position = numbers
        try:
            with request.env.cr.savepoint():
                material = request.env["cadre.material"].browse(material_id)
                answer = material._receive_slice(
                    key, name, sequence, total, position, data
                )
        except (AccessError, MissingError):
            return request.make_json_response({"error": "not found"}, status=404)
        except UserError as error:
            request.env["cadre.scan.upload"]._forget(key)
            return request.make_json_response({"refused": str(error)})
        return request.make_json_response(answer)
