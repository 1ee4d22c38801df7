from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError

from .roles import CLERK

# What moves in bulk is logged once a batch, not tracked row by row.
NO_TRACKING = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_notrack": True,
    "mail_activity_automation_skip": True,
}
# What a record of a year is about and under whom: given with the year.
GIVEN = {
    "appraisal_id",
    "cycle_id",
    "employee_id",
    "company_id",
    "department_id",
    "leader_id",
    "month",
    "quarter",
}


class CadrePersonalMixin(models.AbstractModel):
    """What is about one cadre in one year, and stands under one leader.

    People and places are copied when the year is opened and never follow the
    personnel record by themselves (A-06); only the leader in charge may change, and
    then the former leader loses sight.
    """

    _name = "cadre.personal.mixin"
    _description = "Personal Mixin"

    employee_id = fields.Many2one(
        "hr.employee", string="Cadre", required=True, index=True, ondelete="restrict"
    )
    department_id = fields.Many2one("hr.department", ondelete="restrict")
    leader_id = fields.Many2one(
        "hr.employee",
        string="Leader in charge",
        index="btree_not_null",
        ondelete="restrict",
        help="A-28: who evaluates. Never the cadre.",
    )
    company_id = fields.Many2one("res.company", required=True, ondelete="restrict")

    # --- Who is asking ---

    def _own_records(self):
        """Those of the records that are about the current user."""
        own = set(self.env["hr.employee"]._of_user().ids)
        return self.filtered(lambda record: record.employee_id.id in own)

    def _supervised_by_user(self):
        """Those of the records whose leader in charge is the current user."""
        own = set(self.env["hr.employee"]._of_user().ids)
        return self.filtered(
            lambda record: (
                record.leader_id.id in own and record.employee_id.id not in own
            )
        )

    @api.model
    def _is_clerk(self):
        """Whether the current user acts as the office (or is the system)."""
        return self.env.su or self.env.user.has_group(CLERK)

    def _check_not_own(self, clause):
        """Refuse to act on one's own appraisal.

        :param str clause: the clause that forbids it
        :raises AccessError:
        """
        if not self.env.su and (own := self._own_records()):
            raise self.env["cadre.clause"]._refusal(
                clause,
                self.env._(
                    "You cannot do this for yourself (%(record)s).",
                    record=own[0].display_name,
                ),
                self.env._("Ask a colleague with the same role to do it."),
                exception=AccessError,
            )

    # --- What has to be right before a step ---

    def _check_filled(self, clause, names, remedy, exception=UserError):
        """Refuse a step while something is not filled in.

        :param str clause: the clause that asks for it
        :param names: function of a record, the fields that it needs
        :param str remedy: what to do, translated
        :raises UserError: naming the record and every field that is lacking
        """
        for record in self:
            lacking = [
                self._fields[name]._description_string(self.env)
                for name in names(record)
                if not record[name]
            ]
            if lacking:
                raise self.env["cadre.clause"]._refusal(
                    clause,
                    self.env._(
                        "%(record)s lacks: %(fields)s.",
                        record=record.display_name,
                        fields=", ".join(lacking),
                    ),
                    remedy,
                    exception=exception,
                )

    # --- What comes with the year only ---

    def _check_made_by_year(self, what, check):
        """Rows of a year are made by its opening, never by hand or import (A-06).

        :param str what: what does not exist, translated
        :param str check: what to look at first, translated
        :raises UserError: unless the system asks
        """
        if not self.env.su:
            raise self.env["cadre.clause"]._refusal("A-06", what, check)

    def _create_rows(self, vals_list):
        """Create rows of a year whose defaults are the same, asked once for all.

        Odoo asks them anew for each row, by every field of the model. As superuser;
        for models without defaults on lists of records.
        """
        defaults = self.default_get(list(self._fields))
        return self.with_context(cadre_complete=True).create(
            [{**defaults, **vals} for vals in vals_list]
        )

    @api.model
    def _add_missing_default_values(self, values):
        if self.env.su and self.env.context.get("cadre_complete"):
            return dict(values)
        return super()._add_missing_default_values(values)

    # --- What stays as it was given ---

    def _guard_remedy(self, reason, names):
        if reason in ("system", "once") and GIVEN.issuperset(names):
            return self.env._(
                "It was fixed when the year was opened. Ask the appraisal clerk."
            )
        return super()._guard_remedy(reason, names)

    # --- Where it belongs ---

    def _place(self, places):
        """Write leader and department where they differ, one query a place.

        :param dict places: ``{(leader id, department id): ids}``
        """
        for (leader, department), ids in places.items():
            values = {"leader_id": leader, "department_id": department}
            self.browse(ids).filtered(
                lambda row, values=values: any(
                    row[name].id != value for name, value in values.items()
                )
            ).write(values)
