from odoo import models

from ..rules.readers import Match


class CadreDelivery(models.Model):
    """The hand-over: who may bring a list, and its entry into the register."""

    _inherit = "cadre.delivery"

    def _check_hand_over(self):
        """The list is complete, the right person brings it, both have signed."""
        for delivery in self:
            if not delivery.line_ids:
                raise delivery._refusal(
                    "R-66",
                    self.env._("The hand-over list is empty."),
                    self.env._("List every material that is handed over."),
                )
        self._check_deliverer()
        for delivery in self:
            if not (delivery.is_deliverer_signed and delivery.is_receiver_signed):
                raise delivery._refusal(
                    "R-66",
                    self.env._("The hand-over list does not bear both signatures."),
                    self.env._(
                        "Print the list, let the deliverer sign, sign yourself, tick "
                        "both."
                    ),
                )

    def _check_deliverer(self):
        """R-65: of the forming unit, neither the cadre concerned nor a relative."""
        for delivery in self:
            if delivery.source_kind == "unit":
                delivery._check_deliverer_of_unit()
            else:
                delivery._check_deliverer_of_department()
            delivery._check_deliverer_is_no_kin()

    def _check_deliverer_of_department(self):
        # Whether the deliverer works there is asked, not shown: archive clerks do not
        # read employees.
        deliverer_sudo = self.deliverer_id.sudo()
        department_sudo = self.department_id.sudo()
        if not (deliverer_sudo and department_sudo):
            raise self._refusal(
                "R-65",
                self.env._("Forming department or deliverer is missing."),
                self.env._("Enter who formed the materials and who brings them."),
            )
        path = deliverer_sudo.department_id.parent_path or ""
        belongs = path.startswith(department_sudo.parent_path)
        if not belongs and department_sudo.manager_id != deliverer_sudo:
            raise self._refusal(
                "R-65",
                self.env._(
                    "%(person)s does not belong to “%(department)s”.",
                    person=self.deliverer_label,
                    department=self.source_name,
                ),
                self.env._("Somebody of the forming department brings the materials."),
            )

    def _check_deliverer_of_unit(self):
        if not (self.unit_id and self.deliverer_name and self.is_of_unit):
            raise self._refusal(
                "R-65",
                self.env._(
                    "Forming unit and deliverer are missing, or nobody saw that the "
                    "deliverer belongs to the unit."
                ),
                self.env._("Enter both, look at the work card, tick the box."),
            )

    def _check_deliverer_is_no_kin(self):
        """Compared like a reader of files, with employees and with known relatives."""
        # Kinship and identity numbers are asked, never shown.
        subjects_sudo = self.sudo().line_ids.employee_id
        person_sudo = (
            self.env["cadre.access.reader"]
            .sudo()
            .new(
                {
                    "employee_id": self.deliverer_id.id,
                    "name": self.deliverer_label,
                    "identification": self.deliverer_identification,
                }
            )
        )
        registers = person_sudo._kin_registers(subjects_sudo)
        for subject_sudo in subjects_sudo:
            _clause, match = person_sudo._conflict(subject_sudo, registers)
            if match is Match.SAME:
                raise self._refusal(
                    "R-65",
                    self.env._(
                        "%s is the cadre concerned, or a relative, of a material on "
                        "this list.",
                        self.deliverer_label,
                    ),
                    self.env._("Another person of the forming unit brings it."),
                )
            if match is Match.MAYBE and not self.deliverer_identification:
                raise self._refusal(
                    "R-65",
                    self.env._(
                        "%s bears the name of a cadre concerned or of a relative.",
                        self.deliverer_label,
                    ),
                    self.env._("Enter the identity number of the deliverer."),
                )

    def _receive(self):
        """Enter the signed lists into the register: number, day, receiver (R-66)."""
        today = {c: c._cadre_date() for c in self.company_id}
        sequence = self.env["ir.sequence"]
        for delivery in self:
            # The steps write what nobody writes by hand; rights and conditions were
            # checked by the transition.
            delivery.sudo().write(
                {
                    "name": sequence.with_company(delivery.company_id).next_by_code(
                        "cadre.delivery", sequence_date=today[delivery.company_id]
                    ),
                    "date_received": today[delivery.company_id],
                    "receiver_id": self.env.uid,
                }
            )
        self.line_ids._receive()
