import re

from odoo import api, fields, models

from ..base.cadre_guard_mixin import Open


def _who_has_it(env, diagnostics):
    """Message of the index when two clerks hand out one file at the same instant."""
    found = re.search(r"\((\d+)\)", getattr(diagnostics, "message_detail", "") or "")
    line = env["cadre.access.line"]
    if found:
        line = line.search(
            [
                ("dossier_id", "=", int(found[1])),
                ("date_out", "!=", False),
                ("date_returned", "=", False),
            ],
            limit=1,
        )
    return line._message_out() if line else env._("This file is already handed out.")


class CadreAccessLine(models.Model):
    """A file on an application, and when it went out and came back.

    ===========  ==========================================================
    read         whoever reads the application
    write        archive clerk in draft; afterwards the counter only
    create       archive clerk in draft, with a file that he may see
    unlink       archive clerk in draft
    ===========  ==========================================================
    """

    _name = "cadre.access.line"
    _description = "File on an Application"
    _inherit = ["cadre.guard.mixin"]
    _subject_parent = "access_id"
    _guard_state = "access_id.state"
    _guard_clause = "R-02"
    _unlink_open = "draft"
    _order = "access_id, id"
    _rec_name = "dossier_id"
    _check_company_auto = True

    access_id = fields.Many2one(
        "cadre.access",
        string="Application",
        required=True,
        index=True,
        ondelete="restrict",
        writable=Open(states=("draft",), once=True),
    )
    dossier_id = fields.Many2one(
        "cadre.dossier",
        string="File",
        required=True,
        index=True,
        ondelete="restrict",
        check_company=True,
        writable=Open(states=("draft",), once=True),
    )
    # Plain, set on creation: see cadre.dossier.cadre_name. The Party Committee reads
    # number and cadre here and has no access to the file itself.
    employee_id = fields.Many2one(
        "hr.employee",
        string="Cadre",
        required=True,
        readonly=True,
        index=True,
        ondelete="restrict",
    )
    company_id = fields.Many2one(
        "res.company",
        required=True,
        readonly=True,
        default=lambda self: self.env.company,
    )
    home_place_id = fields.Many2one(
        "cadre.place",
        string="Home location",
        readonly=True,
        index="btree_not_null",
        ondelete="restrict",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="Where it was before the hand-out.",
    )
    material_ids = fields.Many2many(
        "cadre.material",
        string="Materials",
        writable="draft",
        groups="cadre_archive.group_cadre_archive_clerk",
        help="R-02: the materials that are asked for; none means the whole file.",
    )
    # Plain, written with the materials: the approver reads no materials.
    wanted = fields.Char(
        string="Materials (none: whole file)",
        readonly=True,
        copy=False,
        help="R-02: numbers of the materials asked for.",
    )
    kind = fields.Selection(related="access_id.kind", related_sudo=False)
    date_out = fields.Datetime(string="Handed out", readonly=True, copy=False)
    date_due = fields.Date(string="Due", readonly=True, copy=False)
    date_returned = fields.Datetime(string="Returned", readonly=True, copy=False)
    pages_out = fields.Integer(readonly=True, copy=False, help="R-10")
    pages_in = fields.Integer(readonly=True, copy=False, help="R-10")
    count_ids = fields.One2many(
        "cadre.access.count", "line_id", string="Pages Counted", readonly=True
    )
    handed_out_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    taken_back_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    is_lost = fields.Boolean(
        string="Lost", readonly=True, copy=False, help="R-55: it did not come back."
    )
    defect = fields.Text(
        readonly=True,
        copy=False,
        help="R-09: marks, notes, alterations or folds found at the return.",
    )

    _dossier_uniq = models.Constraint(
        "UNIQUE(access_id, dossier_id)", "This file is on the application already."
    )
    _out_uniq = models.UniqueIndex(
        "(dossier_id) WHERE date_out IS NOT NULL AND date_returned IS NULL",
        _who_has_it,
    )

    # --- Compute ---

    @api.depends("dossier_id")
    def _compute_display_name(self):
        # The bare number, also for the Party Committee, which reads no files.
        for line in self.sudo():
            line.display_name = line.dossier_id.number

    # --- ORM overrides ---

    @api.model_create_multi
    def create(self, vals_list):
        lines = super().create(vals_list)
        lines.filtered("material_ids")._check_materials()
        return lines

    @api.model
    def _system_values(self, vals_list):
        """Cadre and office of the file."""
        values = super()._system_values(vals_list)
        self._referred("access_id", vals_list, "write")
        dossiers = self._referred("dossier_id", vals_list)
        for vals, more in zip(vals_list, values, strict=True):
            if dossier := dossiers.get(vals.get("dossier_id")):
                more["employee_id"] = dossier.employee_id.id
                more["company_id"] = dossier.company_id.id
        return values

    def write(self, vals):
        result = super().write(vals)
        if "material_ids" in vals:
            self._check_materials()
        return result

    def _guard_remedy(self, reason, names):
        if reason == "once":
            return self.env._("Take the file off and add the other one instead.")
        if reason == "system":
            return self.env._("Use “Hand Out” and “Take Back”.")
        # What the application says of its form.
        return self.access_id._guard_remedy("state", names)

    # --- Business ---

    def _check_materials(self):
        """R-02: named materials lie in the very file; their numbers are kept."""
        for line in self:
            # The line's own file may have become a relative's; that is asked elsewhere.
            line_sudo = line.sudo()
            for material in line_sudo.material_ids:
                if material.dossier_id != line_sudo.dossier_id:
                    raise self.env["cadre.clause"]._refusal(
                        "R-02",
                        self.env._(
                            "A material is named that is not in file %s.",
                            line_sudo.dossier_id.number,
                        ),
                        self.env._("Choose among the materials of that file."),
                    )
            # Not the caller's to write: it repeats the materials just checked.
            line_sudo.wanted = ", ".join(line_sudo.material_ids.mapped("number"))

    def _granted_materials(self):
        """The materials asked for: those named, else all of the file.

        Whether the application is approved is for the caller to ask, see
        :meth:`cadre.access._granted_materials`.
        """
        materials = self.env["cadre.material"]
        for line in self:
            of_file = line.dossier_id.material_ids
            # A material that was moved to another file since was not granted there.
            materials |= of_file & line.material_ids if line.wanted else of_file
        return materials

    def _message_out(self):
        """Who has the file: for whoever wants to hand it out again."""
        self.ensure_one()
        return self.env._(
            "File %(number)s is out: application %(access)s, %(reader)s (%(unit)s), "
            "since %(date)s.",
            number=self.dossier_id.number,
            access=self.access_id.display_name,
            reader=self.access_id.reader_names,
            unit=self.access_id.unit_id.display_name,
            date=self.company_id._cadre_time(self.date_out)[:16],
        )

    def _is_out(self):
        self.ensure_one()
        return bool(self.date_out and not self.date_returned)

    def _check_is_out(self):
        if not self._is_out():
            raise self.env["cadre.clause"]._refusal(
                "R-08",
                self.env._("File %s is not out.", self.dossier_id.number),
                self.env._("Check the number on the file's back."),
            )

    def _return_as_lost(self):
        """R-55: the file went out and does not come back; its incident says so."""
        now = fields.Datetime.now()
        # Called by the opening of an incident of loss, which checked who may.
        self.sudo().write(
            {
                "date_returned": now,
                "pages_in": 0,
                "is_lost": True,
                "taken_back_by_id": self.env.uid,
            }
        )
        for access in self.sudo().access_id:
            if all(line.date_returned for line in access.line_ids):
                access.write({"date_returned": now, "taken_back_by_id": self.env.uid})
                access._transition("returned")

    # --- Counting ---

    def _read_materials(self):
        """Read the materials of all these lines at once, not file by file."""
        self._granted_materials().fetch(["number", "name", "page_count"])

    def _tally_out(self, pages):
        """What goes out, as rows of counts.

        :param pages: pages of the whole file, or ``{material: pages}`` of each
        :return: values of cadre.access.count
        :raises UserError: R-10, unless every material was counted
        """
        if isinstance(pages, int):
            if pages < 1:
                raise self._refusal_uncounted()
            registered = sum(self._granted_materials().mapped("page_count"))
            return [self._count_row(False, self._whole_file_label(), registered, pages)]
        materials = self._granted_materials()
        if set(pages) != set(materials) or min(pages.values(), default=-1) < 0:
            raise self._refusal_uncounted()
        return [
            self._count_row(m.id, f"{m.number} {m.name}", m.page_count, pages[m])
            for m in materials
        ]

    def _tally_in(self, pages):
        """What comes back, against what went out; as :meth:`_tally_out`."""
        if isinstance(pages, int):
            if pages < 0:
                raise self._refusal_uncounted()
            row = self._count_row(False, self._whole_file_label(), 0, self.pages_out)
            return [{**row, "pages_in": pages}]
        went_out = self.count_ids.filtered(lambda count: count.step == "out")
        if (
            set(pages) != set(went_out.material_id)
            or min(pages.values(), default=-1) < 0
        ):
            raise self._refusal_uncounted()
        return [
            {
                **self._count_row(
                    c.material_id.id, c.material_name, c.pages_registered, c.pages_out
                ),
                "pages_in": pages[c.material_id],
            }
            for c in went_out
        ]

    def _whole_file_label(self):
        return self.env._("The whole file")

    def _count_row(self, material_id, name, registered, pages_out):
        return {
            "access_id": self.access_id.id,
            "line_id": self.id,
            "material_id": material_id,
            "material_name": name,
            "pages_registered": registered,
            "pages_out": pages_out,
            "user_id": self.env.uid,
        }

    def _refusal_uncounted(self):
        return self.env["cadre.clause"]._refusal(
            "R-10",
            self.env._("The pages of file %s are not counted.", self.dossier_id.number),
            self.env._("Count them together with the reader and enter them."),
        )
