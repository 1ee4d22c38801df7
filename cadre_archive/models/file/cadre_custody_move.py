from odoo import api, fields, models

from .cadre_dossier import WAYS_OUT


class CadreCustodyMove(models.Model):
    """The custody ledger: which file went from where to where, append-only.

    A file is at exactly one place, and the register is the sum over the places (R-69).

    ===========  ==========================================================
    read         archive clerk; never one's own or a relative's (R-03, R-04)
    create       only :meth:`_move` and the legacy import of a new file
    write        nobody, superuser included
    unlink       nobody, superuser included
    ===========  ==========================================================
    """

    _name = "cadre.custody.move"
    _description = "Movement of a File"
    _inherit = ["cadre.import.mixin", "cadre.guard.mixin"]
    _subject_path = "employee_id"
    _dossier_path = "dossier_id"
    _append_only = "R-69"
    _order = "date desc, id desc"
    _rec_name = "document"
    _check_company_auto = True

    dossier_id = fields.Many2one(
        "cadre.dossier", string="File", required=True, index=True, ondelete="restrict"
    )
    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    company_id = fields.Many2one("res.company", required=True, index=True)
    date = fields.Datetime(required=True, index=True, default=fields.Datetime.now)
    from_place_id = fields.Many2one(
        "cadre.place",
        string="From",
        index="btree_not_null",
        ondelete="restrict",
        help="Empty when the file came by the legacy import.",
    )
    to_place_id = fields.Many2one(
        "cadre.place", string="To", required=True, index=True, ondelete="restrict"
    )
    holder = fields.Char(help="Who has it at that place.")
    document = fields.Char(help="Number of the paper it moved on.")
    document_model = fields.Char()
    document_id = fields.Many2oneReference(
        string="Record", model_field="document_model"
    )
    user_id = fields.Many2one(
        "res.users", string="Done by", required=True, ondelete="restrict"
    )

    _step_check = models.Constraint(
        "CHECK(from_place_id IS NULL OR from_place_id <> to_place_id)",
        "A movement goes from one place to another.",
    )
    _document_idx = models.Index("(document_model, document_id)")

    def _guard_remedy(self, reason, names):
        return self.env._("Correct a wrong movement by moving the file again.")

    # --- The one gate ---

    @api.model
    def _move(self, dossiers, to_place, holder="", document=None):
        """Move files to a place, in a constant number of queries.

        :param dossiers: cadre.dossier records
        :param to_place: one cadre.place of the same office
        :param str holder: who has them there, when they leave the store
        :param document: the record or the number of the paper it is done on
        :return: the new movements
        :raises UserError: R-69, when a file is there already or was destroyed
        """
        return self._move_each({d: to_place for d in dossiers}, holder, document)

    @api.model
    def _move_each(self, targets, holder="", document=None):
        """As :meth:`_move`, each file to a place of its own.

        :param dict targets: ``{dossier: place}``
        :param document: as for :meth:`_move`, or ``{dossier: record}``
        """
        dossiers = self.env["cadre.dossier"].union(*targets)
        dossiers.check_access("write")
        for dossier, place in targets.items():
            self._check_step(dossier, place)
        if not isinstance(document, dict):
            document = dict.fromkeys(targets, document)
        date = fields.Datetime.now()
        origins = {dossier: dossier.place_id for dossier in dossiers}
        # The user may write each of these files, that was checked; the ledger and the
        # place are written by this method alone, so nobody has rights of his own.
        moves = self.sudo().create(
            [
                {
                    **self._document_values(document[dossier]),
                    "dossier_id": dossier.id,
                    "employee_id": dossier.employee_id.id,
                    "company_id": dossier.company_id.id,
                    "date": date,
                    "from_place_id": origins[dossier].id,
                    "to_place_id": place.id,
                    "holder": holder or False,
                    "user_id": self.env.uid,
                }
                for dossier, place in targets.items()
            ]
        )
        dossiers.sudo()._set_places(targets, holder, date)
        moves._log()
        return moves.sudo(self.env.su)

    @api.model
    def _record_take_over(self, dossiers):
        """The first entry of each new file: where it was taken over."""
        date = fields.Datetime.now()
        # Called by the creation of files only, which checked the user's rights.
        moves = self.sudo().create(
            [
                {
                    "dossier_id": dossier.id,
                    "employee_id": dossier.employee_id.id,
                    "company_id": dossier.company_id.id,
                    "date": date,
                    "to_place_id": dossier.place_id.id,
                    "document": self.env._("Legacy Import"),
                    "user_id": self.env.uid,
                }
                for dossier in dossiers
            ]
        )
        moves._log()

    @api.model
    def _check_step(self, dossier, place):
        if place.usage in WAYS_OUT:
            dossier._check_not_held()
        if dossier.place_id == place:
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._(
                    "File %(number)s is at “%(place)s” already.",
                    number=dossier.number,
                    place=place.display_name,
                ),
                self.env._("Take it off the list and go on with the others."),
            )
        if dossier.place_id.usage == "destroyed":
            raise self.env["cadre.clause"]._refusal(
                "R-63",
                self.env._("File %s was destroyed.", dossier.number),
                self.env._("Check the number on the file's back."),
            )
        if place.company_id != dossier.company_id:
            raise self.env["cadre.clause"]._refusal(
                "R-69",
                self.env._(
                    "“%(place)s” belongs to another office than file %(number)s.",
                    place=place.display_name,
                    number=dossier.number,
                ),
                self.env._("Choose a place of the office that keeps the file."),
            )

    @api.model
    def _document_values(self, document):
        if isinstance(document, models.BaseModel):
            return {
                "document": document.display_name,
                "document_model": document._name,
                "document_id": document.id,
            }
        return {"document": document or False}

    def _log(self):
        self.env["cadre.log"]._record(
            [
                entry
                for move in self
                for entry in move.dossier_id._log_entries(
                    "move",
                    clause="R-69",
                    payload={
                        "from": move.from_place_id.code or "",
                        "to": move.to_place_id.code,
                        "holder": move.holder or "",
                        "document": move.document or "",
                    },
                )
            ]
        )
