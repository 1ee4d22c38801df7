from odoo.tests import tagged

from ..browser import BrowserCase
from ..delivery_common import YES, DeliveryCommon


@tagged("post_install", "-at_install", "cadre_tour")
class TestDeliveryTour(DeliveryCommon, BrowserCase):
    """A clerk receives two materials, files one and returns the other."""

    def test_deliver_examine_accept_return(self):
        department = self.env["hr.department"].create({"name": "Tour Department"})
        self.wang.department_id = department
        blank = dict.fromkeys(YES, False)
        delivery = self._draft(
            self._line(**blank),
            self._line(self.d_li, **blank | {"seal_check": "no"}),
            department_id=department.id,
        )
        self.start_tour("/odoo/cadre-deliveries", "cadre_delivery", login="z_clerk")
        self.env.invalidate_all()
        self.assertEqual(delivery.line_ids.mapped("state"), ["accepted", "returned"])
        self.assertEqual(delivery.state, "returned")
        self.assertTrue(delivery.line_ids[0].material_id)
        self.assertTrue(delivery.line_ids[1].return_number)
