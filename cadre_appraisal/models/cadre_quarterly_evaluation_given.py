from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain


class CadreQuarterlyEvaluation(models.Model):
    """What comes after the scores: hand-over to the office, objection, answer."""

    _inherit = "cadre.quarterly.evaluation"

    objection = fields.Text(
        readonly=True,
        copy=False,
        help="A-32: in the cadre's own words; it stays on record. He may acknowledge "
        "the evaluation all the same.",
    )
    date_objected = fields.Date(string="Objected on", readonly=True, copy=False)
    has_objection = fields.Boolean(
        compute="_compute_has_objection", search="_search_has_objection"
    )
    objection_reply = fields.Text(
        string="Answer to the objection", help="A-32: of the leader or the office."
    )
    can_object = fields.Boolean(compute="_compute_can_object")
    is_mine_to_judge = fields.Boolean(
        compute="_compute_is_mine_to_judge",
        search="_search_is_mine_to_judge",
        help="A-28: of the user's line, or of a line he stands in for today.",
    )
    can_hand_over = fields.Boolean(compute="_compute_can_hand_over")
    can_judge = fields.Boolean(
        compute="_compute_can_hand_over",
        help="A-28: leader in charge, his delegate, or the clerk from paper.",
    )

    @api.depends("objection")
    def _compute_has_objection(self):
        for evaluation in self:
            evaluation.has_objection = bool(evaluation.objection)

    def _search_has_objection(self, operator, value):
        if operator != "in":
            return NotImplemented
        return [("objection", "!=" if True in value else "=", False)]

    @api.depends("state", "objection", "employee_id")
    @api.depends_context("uid")
    def _compute_can_object(self):
        mine = self if self._is_clerk() else self._own()
        for evaluation in self:
            evaluation.can_object = (
                evaluation in mine
                and evaluation.state == "fed_back"
                and not evaluation.objection
            )

    @api.depends("state", "is_private", "leader_id")
    @api.depends_context("uid")
    def _compute_can_hand_over(self):
        led = self._led()
        judged = led | (self - self._avoided()) if self._is_clerk() else led
        for evaluation in self:
            evaluation.can_judge = evaluation in judged
            evaluation.can_hand_over = (
                evaluation in led
                and evaluation.state == "draft"
                and evaluation.is_private
            )

    @api.depends("leader_id", "employee_id")
    @api.depends_context("uid")
    def _compute_is_mine_to_judge(self):
        led = self._led()
        for evaluation in self:
            evaluation.is_mine_to_judge = evaluation in led

    def _search_is_mine_to_judge(self, operator, value):
        if operator != "in" or True not in value:
            return NotImplemented
        own = self.env["hr.employee"]._of_user()
        # The lines that he stands in for today; his rights were given by them.
        running = self.env["cadre.appraisal.delegation"]._running_of(self.env.user.ids)
        mine = Domain("leader_id", "in", own.ids) | running._covered()
        return mine & Domain("employee_id", "not in", own.ids)

    # --- Business ---

    def _object(self, text):
        """Put the cadre's objection on record; the evaluation stays as it is.

        :param str text: in his own words
        :raises AccessError: unless the cadre himself, or the clerk from paper
        :raises UserError: nothing to object to, or objected already
        """
        clause = self.env["cadre.clause"]
        self.check_access("read")
        text = (text or "").strip()
        if not self._is_clerk() and self._own() != self:
            raise clause._refusal(
                "A-32",
                self.env._("Only the cadre himself objects to his evaluation."),
                self.env._("On paper, it is typed in by the appraisal clerk."),
                exception=AccessError,
            )
        (self - self._own())._check_avoidance()
        for evaluation in self:
            name = evaluation.display_name
            if evaluation.state != "fed_back":
                raise clause._refusal(
                    "A-32",
                    self.env._("%s cannot be objected to now.", name),
                    self.env._(
                        "Object between feedback and acknowledgement; later, apply "
                        "for a review of the annual result."
                    ),
                )
            if evaluation.objection:
                raise clause._refusal(
                    "A-32",
                    self.env._("%s has an objection on record; it stays.", name),
                    self.env._("Talk with the leader in charge about it."),
                )
        if not text:
            raise clause._refusal(
                "A-32",
                self.env._("An objection needs words."),
                self.env._("Write what you object to."),
            )
        # Who objects, and that it is the first time, was checked just now.
        self.sudo().write(
            {"objection": text, "date_objected": fields.Date.context_today(self)}
        )
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": evaluation.id,
                    "action": "object",
                    "clause": "A-32",
                    "subject_id": evaluation.employee_id.id,
                }
                for evaluation in self
            ]
        )

    # --- Actions ---

    def action_hand_over(self):
        """Button of the leader: the office may read the draft and type in the paper."""
        self.check_access("write")
        self._check_avoidance()
        if self._led() != self:
            raise self.env["cadre.clause"]._refusal(
                "A-28",
                self.env._("Only the leader in charge hands over his draft."),
                self.env._("Ask the clerk who the leader in charge is."),
                exception=AccessError,
            )
        if any(evaluation.state != "draft" for evaluation in self):
            raise UserError(self.env._("Only a draft is handed to the office."))
        # That it is his own draft was checked just now.
        self.sudo().write({"is_private": False})
        self.env["cadre.log"]._record(
            [
                {
                    "model": self._name,
                    "res_id": evaluation.id,
                    "action": "hand_over",
                    "clause": "A-28",
                    "subject_id": evaluation.employee_id.id,
                }
                for evaluation in self
            ]
        )

    def action_object(self):
        """Button of the cadre: asks for his words."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "name": self.env._("Object to the Evaluation"),
            "res_model": "cadre.quarterly.evaluation.objection",
            "view_mode": "form",
            "views": [(False, "form")],
            "target": "new",
            "context": {
                "dialog_size": "medium",
                "default_evaluation_id": self.id,
            },
        }
