from odoo import http
from odoo.exceptions import AccessError, MissingError, UserError
from odoo.http import content_disposition, request

from odoo.addons.cadre_archive.controllers.cadre_scan import HEADERS

SHOWN = ("image/jpeg", "image/png")


class CadreConductEvidenceController(http.Controller):
    """The one gate of evidence: out, to those to whom the event is open (A-34)."""

    @http.route(
        "/cadre/evidence/<int:evidence_id>",
        type="http",
        auth="user",
        methods=["POST"],
    )
    def evidence(self, evidence_id):
        """The file; pictures are shown, papers are saved. The view is logged."""
        evidence = request.env["cadre.conduct.evidence"].browse(evidence_id)
        try:
            data, mimetype = evidence._bytes()
            name = evidence.file_name
        except (AccessError, MissingError):
            # The same answer whether it is not there or not theirs.
            return request.make_response("", HEADERS, status=404)
        except UserError as error:
            headers = [*HEADERS, ("Content-Type", "text/plain; charset=utf-8")]
            return request.make_response(str(error), headers, status=409)
        kind = "inline" if mimetype in SHOWN else "attachment"
        headers = [
            *HEADERS,
            ("Content-Type", mimetype),
            ("Content-Length", len(data)),
            ("Content-Disposition", content_disposition(name, kind)),
        ]
        return request.make_response(data, headers)
