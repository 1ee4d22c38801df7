from odoo.exceptions import AccessError, UserError
from odoo.tests import tagged

from ..delivery_common import DeliveryCommon


@tagged("post_install", "-at_install")
class TestDeliveryHandOver(DeliveryCommon):
    """R-65, R-66, Q-12: who brings it, and the signed list."""

    def _refused(self, clause, delivery, **kwargs):
        with self.assertRaisesRegex(UserError, clause):
            delivery.action_receive()
        self.assertEqual(delivery.state, "draft")
        self.assertFalse(delivery.name)
        self.assertEqual(set(delivery.line_ids.mapped("state")), {"listed"})

    def test_receive_numbers_and_dates(self):
        delivery = self._received()
        self.assertTrue(delivery.name.startswith(f"DL/{self.today.year}/"))
        self.assertEqual(delivery.receiver_id, self.clerk)
        self.assertEqual(delivery.date_received, self.today)
        self.assertRecordValues(
            delivery.line_ids,
            [
                {
                    "state": "received",
                    "date_received": self.today,
                    "department_id": self.department.id,
                    "employee_id": self.fang.id,
                    "sequence": 1,
                }
            ],
        )

    def test_numbers_have_no_gap(self):
        """R-66: a refused hand-over uses up no number."""
        first = self._received()
        self._refused("R-66", self._draft(is_deliverer_signed=False))
        second = self._received()
        number = int(first.name.rsplit("/", 1)[1])
        self.assertEqual(int(second.name.rsplit("/", 1)[1]), number + 1)

    def test_both_signatures(self):
        """R-66"""
        self._refused("R-66", self._draft(is_deliverer_signed=False))
        self._refused("R-66", self._draft(is_receiver_signed=False))

    def test_empty_list(self):
        """R-66"""
        delivery = self._draft()
        delivery.line_ids.unlink()
        with self.assertRaisesRegex(UserError, "R-66"):
            delivery.action_receive()
        self.assertEqual(delivery.state, "draft")

    def test_deliverer_of_another_department(self):
        """R-65"""
        self.wang.department_id = self.env["hr.department"].create({"name": "Other"})
        self._refused("R-65", self._draft())

    def test_deliverer_of_a_part_of_the_department(self):
        """R-65: a section belongs to its department."""
        self.wang.department_id = self.env["hr.department"].create(
            {"name": "Section", "parent_id": self.department.id}
        )
        self.assertEqual(self._received().state, "received")

    def test_no_deliverer(self):
        """R-65"""
        self._refused("R-65", self._draft(deliverer_id=False))

    def test_the_cadre_brings_his_own(self):
        """R-65"""
        self.fang.department_id = self.department
        self._refused("R-65", self._draft(deliverer_id=self.fang.id))

    def test_one_of_many_is_his_own(self):
        """R-65: the second paper on the list counts like the first."""
        self.fang.department_id = self.department
        delivery = self._draft(
            self._line(self.d_li), self._line(), deliverer_id=self.fang.id
        )
        self._refused("R-65", delivery)

    def test_a_relative_brings_it(self):
        """R-65: kinship counts from either side of the row."""
        kin = self.env["cadre.relative"].create(
            {
                "employee_id": self.wang.id,
                "relative_id": self.fang.id,
                "kinship": "in_law",
            }
        )
        delivery = self._draft()
        self._refused("R-65", delivery)
        kin.active = False
        delivery.action_receive()
        self.assertEqual(delivery.state, "received")

    def _draft_of_unit(self, **values):
        return self._draft(
            **{
                "source_kind": "unit",
                "department_id": False,
                "deliverer_id": False,
                "unit_id": self.unit.id,
                "deliverer_name": "孙丽",
                "is_of_unit": True,
                **values,
            }
        )

    def test_another_unit_delivers(self):
        delivery = self._draft_of_unit()
        delivery.action_receive()
        self.assertEqual(delivery.line_ids.unit_id, self.unit)

    def test_another_unit_incomplete(self):
        """R-65"""
        self._refused("R-65", self._draft_of_unit(is_of_unit=False))
        self._refused("R-65", self._draft_of_unit(deliverer_name=False))
        self._refused("R-65", self._draft_of_unit(unit_id=False))

    def test_the_cadre_comes_from_another_unit(self):
        """R-65: told by the identity number, asked for when only the name agrees."""
        self.fang.identification_id = "110101198001011232"
        self._refused(
            "R-65",
            self._draft_of_unit(
                deliverer_name="方 艳慧", deliverer_identification="110101198001011232"
            ),
        )
        self._refused("R-65", self._draft_of_unit(deliverer_name="方艳慧"))
        delivery = self._draft_of_unit(
            deliverer_name="方艳慧", deliverer_identification="330101196001012229"
        )
        self._refused("R-65", delivery)
        delivery.deliverer_other_person = "Work card of the district, another face"
        delivery.action_receive()
        self.assertEqual(delivery.state, "received")

    def test_a_relative_from_another_unit(self):
        """R-65: a relative who is no employee, by identity number."""
        self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_name": "方大海",
                "relative_identification": "110101195001011116",
                "kinship": "direct",
            }
        )
        self._refused(
            "R-65",
            self._draft_of_unit(
                deliverer_name="方大海", deliverer_identification="110101195001011116"
            ),
        )

    def test_signed_list_stays(self):
        """R-66: nothing is added, changed or taken off once both have signed."""
        delivery = self._received()
        line = delivery.line_ids
        for values in (
            {"deliverer_id": self.li.id},
            {"department_id": False},
            {"is_deliverer_signed": False},
            {"line_ids": [(0, 0, self._line(self.d_li))]},
            {"line_ids": [(2, line.id)]},
            {"line_ids": [(1, line.id, {"name": "Another"})]},
            {"line_ids": [(1, line.id, {"dossier_id": self.d_li.id})]},
        ):
            with self.subTest(values=values), self.assertRaisesRegex(UserError, "R-66"):
                delivery.write(values)
        self.assertEqual(delivery.line_ids, line)
        self.assertEqual(line.name, "Annual appraisal form 2025")

    def test_system_fields(self):
        """Number, day and receiver follow from the hand-over alone."""
        delivery = self._draft()
        for name, value in (
            ("name", "DL/1"),
            ("date_received", "2020-01-01"),
            ("receiver_id", self.clerk2.id),
        ):
            with self.subTest(name=name), self.assertRaises(AccessError):
                delivery.write({name: value})
            with self.subTest(name=name), self.assertRaises(AccessError):
                self._draft(**{name: value})
            default = delivery.with_context(**{f"default_{name}": value})
            self.assertFalse(default.create({})[name])

    def test_nothing_is_deleted(self):
        """R-66: not even by the superuser; a draft is withdrawn."""
        delivery = self._draft()
        with self.assertRaises(UserError):
            delivery.sudo().unlink()
        delivery.action_withdraw()
        self.assertEqual(delivery.state, "withdrawn")

    def test_states_follow_from_the_papers(self):
        """Nobody sets the state of a delivery by hand."""
        delivery = self._received()
        for state in ("examined", "returned", "done"):
            with self.subTest(state=state), self.assertRaises(UserError):
                delivery.write({"state": state})
        self.assertEqual(delivery.state, "received")
        with self.assertRaises(UserError):
            self.env["cadre.delivery"].with_user(self.clerk).create({"state": "done"})

    def test_a_paper_is_not_received_alone(self):
        """R-66"""
        delivery = self._draft()
        with self.assertRaisesRegex(UserError, "R-66"):
            delivery.line_ids.write({"state": "received"})

    def test_log(self):
        """R-40: every step is in the log, with the cadre concerned."""
        delivery = self._received()
        entry = self.env["cadre.log"].search(
            [
                ("model", "=", "cadre.delivery.line"),
                ("res_id", "=", delivery.line_ids.id),
            ]
        )
        self.assertEqual(
            (entry.state_from, entry.state_to, entry.subject_id),
            ("listed", "received", self.fang),
        )
