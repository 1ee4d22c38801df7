from odoo.tests import freeze_time, tagged

from ..delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestTwins(DeliveryCommon):
    """The same paper twice is told; a paper that is late is late once."""

    def test_hint(self):
        filed = self._examined().line_ids
        filed.action_accept()
        again = self._draft(
            self._line(),
            self._line(name="annual  appraisal Form 2025"),
            self._line(name="Another form"),
            self._line(date_formed="2020-01-01"),
            self._line(self.d_li),
        ).line_ids
        number = filed.material_id.display_name
        notes = again.mapped("twin_note")
        self.assertIn(number, notes[0])
        self.assertIn(again[1].display_name, notes[0])
        self.assertIn(number, notes[1])
        self.assertEqual(notes[2:], ["", "", ""])
        self.assertFalse(filed.twin_note, "decided")
        again.delivery_id.action_withdraw()

    def test_what_comes_again_is_no_twin(self):
        first = self._returned().line_ids
        again = self._draft(self._line(previous_line_id=first.id)).line_ids
        self.assertFalse(again.twin_note)

    def test_late_once(self):
        """R-67: in the count of late papers it stands once."""
        with freeze_time("2026-03-10 04:00:00"):
            first = self._returned(
                self._line(date_formed="2026-01-31", seal_check="no")
            ).line_ids
        with freeze_time("2026-04-20 04:00:00"):
            again = self._received(
                self._line(date_formed="2026-01-31", previous_line_id=first.id)
            ).line_ids
        self.assertEqual((first.is_late, first.days_late), (True, 10))
        self.assertEqual((again.is_late, again.days_late), (False, 0))
