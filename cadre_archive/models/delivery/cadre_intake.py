import unicodedata

from odoo import api, models
from odoo.exceptions import ValidationError

from ...rules import deliveries as rules


class CadreIntake(models.AbstractModel):
    """The entrance: what a paper is asked for before it is filed, returned or rejected.

    The questions and defects are arithmetic (``rules/deliveries.py``); here they meet
    the papers of a delivery and get their words (R-33 to R-36, R-58, R-60, R-61, R-68).
    """

    _name = "cadre.intake"
    _description = "Intake of Materials"

    # --- The checklist ---

    @api.model
    def _paper(self, line):
        """What the clerk found, for the rules."""
        checks = {"yes": True, "no": False}
        names = rules.asked(self._needs(line))
        return rules.Paper(
            answers=tuple((name, checks.get(line[f"{name}_check"])) for name in names),
            needs=self._needs(line),
            source=line.source_unit or "",
            formed=line.date_formed or None,
            page_from=line.page_from,
            page_to=line.page_to,
            medium=line.medium or "",
            has_version=any(
                version.state in ("examined", "accepted")
                for version in line.version_line_ids
            ),
            is_copy=bool(line.original_line_id) and line.version_kind != "remade",
            copy_date=line.copy_date or None,
            is_copy_sealed=line.is_copy_sealed,
            is_individual=line.is_individual,
            is_verified=bool(line.verified_by and line.date_verified),
        )

    @api.model
    def _needs(self, line):
        return frozenset(name for name in rules.FORMALITIES if line[f"needs_{name}"])

    @api.model
    def _unanswered(self, line):
        """Labels of what is still open on the checklist."""
        names = [f"{name}_check" for name in rules.unanswered(self._paper(line))]
        names += [name for name in ("type_id", "medium") if not line[name]]
        return [line._fields[name]._description_string(self.env) for name in names]

    @api.model
    def _defects(self, lines):
        """What is wrong with each paper, in words: ``{line id: [text]}``."""
        texts = self._defect_texts()
        return {
            line.id: [
                f"{clause}: {texts[name]}"
                for clause, name in rules.defects(self._paper(line))
            ]
            for line in lines
        }

    @api.model
    def _defect_texts(self):
        return {
            "review": self.env._("not sorted out or approved by the organisation"),
            "verification": self.env._(
                "provided by an individual, not verified by the organisation"
            ),
            "content": self.env._("the content is not complete"),
            "procedures": self.env._("the procedures are not complete"),
            "form": self.env._("the outward form is not standard"),
            "medium": self.env._(
                "written in a medium that fades: to be re-made or copied"
            ),
            "copy": self.env._("the copy bears no date or no seal"),
            "source": self.env._("the source is not known"),
            "date": self.env._("the date of formation is not known"),
            "pages": self.env._("first and last page are not clear"),
            "writing": self.env._("what it is written in is not known"),
            "audit": self.env._("not audited"),
            "seal": self.env._("no seal"),
            "signature": self.env._("not signed"),
        }

    # --- Conditions of the steps ---

    @api.model
    def _check_handed_over(self, lines):
        """R-66: a paper is received with its signed list, not alone."""
        for line in lines:
            if line.delivery_id.state != "received":
                raise line._refusal(
                    "R-66",
                    self.env._("Its hand-over list is not signed."),
                    self.env._("Receive the whole delivery."),
                )

    @api.model
    def _check_examined(self, lines):
        """R-35: every question of the checklist has its answer."""
        for line in lines:
            if missing := self._unanswered(line):
                raise line._refusal(
                    "R-35",
                    self.env._("Not answered: %s.", ", ".join(missing)),
                    self.env._("Answer yes or no; a no is a defect, not a hindrance."),
                )

    @api.model
    def _check_acceptable(self, lines):
        """Everything that a file needs: R-33 to R-36, R-60, R-61."""
        for line in lines:
            found = rules.defects(self._paper(line))
            if found:
                raise line._refusal(
                    found[0][0],
                    line.defects,
                    self.env._("Return it to the forming unit, or reject it."),
                )
            for partner in self._partners(line):
                if partner.state != "accepted" and partner not in lines:
                    raise line._refusal(
                        "R-36",
                        self.env._(
                            "The original and its new version are filed together, "
                            "%s is not decided yet.",
                            partner.display_name,
                        ),
                        self.env._("Examine that one as well, then file both."),
                    )

    @api.model
    def _check_returnable(self, lines):
        """R-68: a return says what is wrong, and by when it comes again."""
        for line in lines:
            if line.is_fit and not line.defect_note:
                raise line._refusal(
                    "R-68",
                    self.env._("It has no defect that the notice could name."),
                    self.env._("File it, or write down the defect."),
                )
            today = line.company_id._cadre_date()
            longest = rules.redelivery_due(today, self._redelivery_days())
            if line.date_redelivery and not today < line.date_redelivery <= longest:
                raise line._refusal(
                    "R-68",
                    self.env._(
                        "It cannot be resubmitted by %(date)s; the last day is "
                        "%(longest)s.",
                        date=line.date_redelivery,
                        longest=longest,
                    ),
                    self.env._("Choose a day until then, or leave it empty."),
                )

    @api.model
    def _check_rejectable(self, lines):
        """R-58: a rejection names its reason, and the reason its clause."""
        for line in lines:
            if not line.rejection_reason_id:
                raise line._refusal(
                    "R-58",
                    self.env._("A rejection needs its reason from the list."),
                    self.env._("Choose the reason that cites R-59 or R-60."),
                )

    @api.model
    def _check_versions(self, lines):
        """R-36: a version replaces an original that fades, in the same file."""
        for line in lines:
            original = line.original_line_id
            if not original:
                continue
            if (
                original == line
                or original.dossier_id != line.dossier_id
                or original.medium in rules.GOOD_MEDIA
                or original.original_line_id
            ):
                raise line._refusal(
                    "R-36",
                    self.env._(
                        "“%s” is not the original of this version.",
                        original.display_name,
                    ),
                    self.env._(
                        "Choose the paper of the same cadre that is written in a "
                        "medium that fades."
                    ),
                    exception=ValidationError,
                )
            if line.medium in rules.BAD_MEDIA:
                raise line._refusal(
                    "R-36",
                    self.env._(
                        "The new version is written in a medium that fades too."
                    ),
                    self.env._(
                        "Have it printed, or written in black or blue-black ink."
                    ),
                    exception=ValidationError,
                )

    @api.model
    def _check_dates(self, lines):
        """R-60: nothing on a paper is of the future."""
        for line in lines:
            today = line.company_id._cadre_date()
            for name in ("date_formed", "copy_date", "date_verified"):
                if line[name] and line[name] > today:
                    raise self.env["cadre.clause"]._refusal(
                        "R-60",
                        self.env._(
                            "%(material)s: “%(field)s” %(date)s lies in the future.",
                            material=line.name,
                            field=line._fields[name]._description_string(self.env),
                            date=line[name],
                        ),
                        self.env._("Enter the date that stands on the paper."),
                        exception=ValidationError,
                    )

    @api.model
    def _check_redelivered(self, lines):
        """R-68: what comes again was returned, and is of the same file."""
        for line in lines:
            previous = line.previous_line_id
            if previous and (
                not previous._awaits_redelivery()
                or previous.dossier_id != line.dossier_id
            ):
                raise line._refusal(
                    "R-68",
                    self.env._(
                        "“%s” is not waiting to be resubmitted.", previous.display_name
                    ),
                    self.env._("Choose the returned paper of the same cadre."),
                    exception=ValidationError,
                )

    @api.model
    def _redelivery_days(self):
        return int(self.env["cadre.clause"]._number("R-68", "redelivery_days"))

    # --- The same paper twice ---

    @api.model
    def _twins(self, lines):
        """Numbers of papers that may be the same: same file, name and date.

        A hint, no more: two forms of one year may be two papers. What comes again after
        a return, and versions of an original, are no twins.

        :rtype: dict[models.BaseModel, list[str]]
        """
        asked = lines.filtered(
            lambda line: line.state not in ("accepted", "returned", "rejected")
        )
        dossiers = [("dossier_id", "in", asked.dossier_id.ids)]
        found = {}
        for material in self.env["cadre.material"].search(dossiers):
            found.setdefault(self._likeness(material), []).append(material)
        others = [("state", "in", ("listed", "received", "examined"))]
        for line in lines.search(
            [*dossiers, *others, ("delivery_id.state", "!=", "withdrawn")]
        ):
            found.setdefault(self._likeness(line), []).append(line)
        result = {}
        for line in lines:
            alike = found.get(self._likeness(line), []) if line in asked else []
            own = line._origin | line.original_line_id | line.version_line_ids
            own |= line.previous_line_id
            result[line] = [
                twin.display_name
                for twin in alike
                if twin not in (own.material_id if twin._name != own._name else own)
            ]
        return result

    @api.model
    def _likeness(self, paper):
        """What tells whether two papers may be the same one."""
        name = unicodedata.normalize("NFKC", paper.name or "")
        return (
            paper.dossier_id.id,
            "".join(name.split()).lower(),
            paper.date_formed,
            paper.date_precision,
        )

    # --- Originals and versions ---

    @api.model
    def _partners(self, line):
        """The original of a version, the fit versions of an original that fades."""
        if line.original_line_id:
            return line.original_line_id
        if line.is_medium_acceptable:
            return line.browse()
        return line.version_line_ids.filtered(
            lambda version: version.state in ("examined", "accepted")
        )

    @api.model
    def _together(self, lines):
        """With the originals and versions that are examined as well (R-36)."""
        partners = lines.union(*(self._partners(line) for line in lines))
        return lines | partners.filtered(lambda line: line.state == "examined")

    # --- Filing ---

    @api.model
    def _material_values(self, lines):
        """The papers as materials of their files."""
        return [
            {
                "dossier_id": line.dossier_id.id,
                "type_id": line.type_id.id,
                "category_id": line.type_id.category_id.id,
                "name": line.name,
                "date_formed": line.date_formed,
                "date_precision": line.date_precision,
                "page_count": line.page_count,
                "medium": line.medium,
                "source_unit": line.source_unit,
                "remark": line.remark,
                "origin": "delivery",
                "delivery_line_id": line.id,
                "predecessor_id": line.original_line_id.material_id.id,
            }
            for line in lines
        ]
