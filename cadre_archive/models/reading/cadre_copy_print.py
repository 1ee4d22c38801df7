import io

import pypdf

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from ...rules import reading, scan_guard
from ...rules.scans import ScanRefused
from ..base.roles import CLERK

EXTRACT_REPORT = "cadre_archive.report_extract"
# Opens the report of extracts inside the method that counts the print. An object cannot
# be sent over RPC, so that no address prints without a number.
FETCH_KEY = "cadre_print_fetch"
FETCH = object()


class CadreCopyPrint(models.Model):
    """A print or copy that left the archive: each sheet set has a number of its own.

    ===========  ==========================================================
    read         archive clerk; never of one's own or a relative's file (R-03, R-04)
    create       by printing only: :meth:`cadre.access._copy` and
                 :meth:`cadre.extract.action_print`, as granted (R-11, R-13)
    fetch        who printed it, once: a second print is a new number
    write        nobody
    unlink       nobody (R-08)
    ===========  ==========================================================
    """

    _name = "cadre.copy.print"
    _description = "Numbered Print"
    _inherit = ["cadre.guard.mixin"]
    _append_only = "R-11"
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _order = "id desc"

    name = fields.Char(string="Print No.", required=True, readonly=True)
    kind = fields.Selection(
        [
            ("scan", "Pages of a scan"),
            ("paper", "Copy made from the paper"),
            ("extract", "Extract"),
        ],
        required=True,
        readonly=True,
    )
    company_id = fields.Many2one(
        "res.company", required=True, readonly=True, index=True
    )
    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    material_id = fields.Many2one(
        "cadre.material",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    extract_id = fields.Many2one(
        "cadre.extract", readonly=True, index="btree_not_null", ondelete="restrict"
    )
    pages = fields.Char(readonly=True, help="Pages of the material.")
    page_count = fields.Integer(
        string="Number of Pages", readonly=True, aggregator="sum"
    )
    reader_names = fields.Char(string="For", readonly=True)
    user_id = fields.Many2one(
        "res.users",
        string="Printed by",
        required=True,
        readonly=True,
        ondelete="restrict",
    )
    date = fields.Datetime(
        string="Printed on",
        required=True,
        readonly=True,
        default=lambda self: fields.Datetime.now(),
    )
    is_fetched = fields.Boolean(
        string="Sheet made", readonly=True, help="R-11: one number, one set of sheets."
    )

    _name_uniq = models.Constraint(
        "UNIQUE(company_id, name)", "This number is already given."
    )
    _page_count_check = models.Constraint(
        "CHECK(page_count > 0)", "A print has one page or more."
    )

    # --- ORM overrides ---

    def write(self, vals):
        # The one mark that comes later: that its sheets were made.
        if self.env.su and set(vals) == {"is_fetched"}:
            return models.Model.write(self, vals)
        return super().write(vals)

    def _guard_remedy(self, reason, names):
        return self.env._("Print from the application or from the extract.")

    # --- Printing ---

    @api.model
    def _number_prints(self, access, vals_list):
        """Number and keep what is about to be printed, without gaps.

        :param access: the application; the caller checked what it grants
        :param list vals_list: ``kind``, ``material``, ``pages``, ``page_count``
        """
        rows = [
            {
                **vals,
                "name": access.company_id._cadre_number("cadre.copy.print"),
                "company_id": access.company_id.id,
                "access_id": access.id,
                "reader_names": access.reader_names,
                "user_id": self.env.uid,
            }
            for vals in vals_list
        ]
        # Nobody may create rows; the right to print was checked by the caller.
        prints = self.browse(self.sudo().create(rows).ids)
        self.env["cadre.log"]._record(
            prints.sudo()._log_entries(
                "print",
                clause=lambda one: "R-13" if one.kind == "extract" else "R-11",
                payload=lambda one: {
                    "number": one.name,
                    "kind": one.kind,
                    "material": one.material_id.display_name,
                    "pages": one.pages,
                },
            )
        )
        return prints

    def _fetch_action(self):
        """Saves the sheets; whatever asked for them then closes or shows them."""
        return {
            "type": "ir.actions.client",
            "tag": "cadre_save",
            "params": {
                "url": "/cadre/print/" + ",".join(str(id_) for id_ in self.ids),
                "name": f"{self[0].name.replace('/', '-')}.pdf",
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def _fetch(self):
        """The sheets as a PDF; of each number once.

        :return: bytes and a file name
        :raises AccessError: to anybody but the clerk who printed them
        :raises UserError: R-11, R-13, when they were fetched or may not be printed
        """
        self._check_may_fetch()
        if len(set(self.mapped("kind"))) != 1 or self[:1].kind == "paper":
            raise UserError(self.env._("There is no sheet for a copy from the paper."))
        if self[:1].kind == "extract":
            self.extract_id._check_may_print()
            data = self._sheets_of_extracts()
        else:
            for access in self.access_id:
                access._check_may_copy()
            data = self._sheets_of_scans()
        # Checked above: his own, for the first time.
        self.sudo().write({"is_fetched": True})
        name = self[:1].name.replace("/", "-")
        return data, f"{name}.pdf"

    def _check_may_fetch(self):
        self.check_access("read")
        if (
            not self
            or not self.env.user.has_group(CLERK)
            or self.user_id != self.env.user
        ):
            raise AccessError(self.env._("A print is fetched by whoever printed it."))
        if done := self.filtered("is_fetched"):
            raise self.env["cadre.clause"]._refusal(
                "R-11",
                self.env._("Print %s was made already.", done[0].name),
                self.env._("Print anew: the new sheets get a number of their own."),
            )

    def _watermark(self):
        """Reader, number of the form and of the print: drawn over each sheet (R-11)."""
        self.ensure_one()
        return [
            f"{self.reader_names}  {self.access_id.name}",
            f"{self.name}  {self.company_id._cadre_time(self.date)}",
        ]

    def _sheets_of_extracts(self):
        report = self.env["ir.actions.report"].with_context(**{FETCH_KEY: FETCH})
        return report._render_qweb_pdf(EXTRACT_REPORT, self.ids)[0]

    def _sheets_of_scans(self):
        """All prints in one PDF, one after the other, each with its own number."""
        prints = self.sorted("id")
        marks = [one._watermark() for one in prints]
        # Granted and asked just before; the rows say which pages.
        scans_sudo = prints.material_id.sudo()._filed_scans()
        limit = sum(scans_sudo.mapped("page_count"))
        wanted = [reading.pages_named(one.pages or "", limit) for one in prints]
        found = []
        before = 0
        for scan in scans_sudo:
            here = [
                (copy, page)
                for copy, pages in enumerate(wanted)
                for page in pages
                if before < page <= before + scan.page_count
            ]
            if here:
                sheets = [[page - before, marks[copy]] for copy, page in here]
                found += zip(here, self._draw(scan, sheets), strict=True)
            before += scan.page_count
        writer = pypdf.PdfWriter()
        for _place, sheet in sorted(found, key=lambda one: one[0]):
            writer.add_page(sheet)
        output = io.BytesIO()
        writer.write(output)
        return output.getvalue()

    @api.model
    def _draw(self, scan_sudo, sheets):
        try:
            data = scan_guard.document_of(scan_sudo._intact_bytes(), sheets)
        except ScanRefused as refused:
            raise self.env["cadre.scan"]._refusal_of(refused) from refused
        return pypdf.PdfReader(io.BytesIO(data)).pages
