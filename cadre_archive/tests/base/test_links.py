from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import GroundCommon

NUMBER = "990101199501010035"


@tagged("post_install", "-at_install", "cadre_security")
class TestLinks(GroundCommon):
    """Links that lead to a person, on whichever model they are written (R-03, R-04)."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.officer = cls._user("z_hr", "hr.group_hr_manager")
        cls.own = cls.env["hr.employee"].create(
            {"name": "Own", "cadre_number": "Z-009", "user_id": cls.officer.id}
        )

    def _kin(self, **values):
        return self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_name": "新来者三",
                "relative_identification": "990101 19950101 0035",
                "kinship": "collateral",
                **values,
            }
        )

    def _entries(self, records, **values):
        return self.env["cadre.log"].search(
            [("model", "=", records._name), ("res_id", "in", records.ids)]
            + [(name, "=", value) for name, value in values.items()]
        )

    # --- Kin by number (R-04) ---

    def test_number_of_kin_in_any_writing(self):
        """R-04: width, blanks, dashes and the X do not matter."""
        self.li.identification_id = "11010119700101114X"
        for number in (
            "110101 19700101 114X",
            "110101-19700101-114x",
            "１１０１０１１９７００１０１１１４Ｘ",
            "11010119700101114×",
        ):
            with self.subTest(number=number):
                kin = self._kin(relative_identification=number)
                self.assertEqual(kin.relative_id, self.li)
                kin.active = False

    def test_kin_by_number_who_come_later(self):
        """R-04: linked by whichever road the person or the number comes."""
        employees = self.env["hr.employee"].with_user(self.officer)

        def created():
            return employees.create({"name": "N", "identification_id": NUMBER})

        def written():
            employee = employees.create({"name": "N"})
            employee.identification_id = f" {NUMBER}"
            return employee

        def versioned():
            employee = employees.create({"name": "N"})
            employee.version_id.write({"identification_id": NUMBER})
            return employee

        def dated():
            employee = employees.create({"name": "N"})
            employee.create_version(
                {"identification_id": NUMBER, "date_version": "2030-01-01"}
            )
            return employee

        def imported():
            result = employees.with_context(import_file=True).load(
                ["cadre_number", "name", "identification_id"],
                [["ZK03", "新来者三", NUMBER]],
            )
            self.assertFalse(result["messages"])
            return employees.browse(result["ids"])

        for road in (created, written, versioned, dated, imported):
            with self.subTest(road=road.__name__), self.env.cr.savepoint() as point:
                kin = self._kin()
                self.assertFalse(kin.relative_id)
                employee = road()
                self.assertEqual(kin.relative_id.id, employee.id)
                self.assertTrue(self._entries(kin, action="edit"), "logged")
                point.rollback()
                self.env.invalidate_all()

    def test_no_number_links_nobody(self):
        """What is no identity number counts as missing."""
        for text in ("无", "1", "-", "99010119950101003"):
            self.li.identification_id = text
            with self.subTest(text=text):
                self.assertFalse(self._kin(relative_identification=text).relative_id)

    def test_kinship_on_record_already(self):
        """The number of a pair that is linked stops nobody's entry."""
        self._kin(relative_id=self.li.id, relative_identification=False)
        kin = self._kin()
        self.li.identification_id = NUMBER
        self.assertFalse(kin.relative_id)
        self.assertTrue(self.fang._is_avoided(self.li))

    def test_own_kinship_by_number_or_name(self):
        """R-04: nobody records or changes what is about themselves, linked or not."""
        clerk_self = self.env["hr.employee"].create(
            {"name": "金婉婷", "user_id": self.clerk.id}
        )
        by_name = self._kin(relative_name="金 婉婷", relative_identification=False)
        with self.assertRaisesRegex(AccessError, "R-04"):
            by_name.with_user(self.clerk).active = False
        clerk_self.identification_id = "990101199002090508"
        by_number = self._kin(relative_identification="990101 19900209 0508")
        self.assertEqual(by_number.relative_id, clerk_self)
        with self.assertRaisesRegex(AccessError, "R-04"):
            by_number.with_user(self.clerk).relative_identification = NUMBER

    def test_old_values_of_kinship_are_logged(self):
        kin = self._kin()
        kin.relative_identification = False
        [entry] = self._entries(kin, action="edit")
        self.assertIn("990101 19950101 0035", entry.payload)

    # --- The login behind a person (R-03) ---

    def test_own_link_on_every_model(self):
        """R-03: nobody takes their own login off their own person."""
        resource = self.own.resource_id
        other = self.li.resource_id
        for model, values in (
            (self.own, {"user_id": False}),
            (self.own, {"user_id": self.clerk.id}),
            (self.li, {"user_id": self.officer.id}),
            (self.own, {"resource_id": other.id}),
            (self.li, {"resource_id": resource.id}),
            (resource, {"user_id": False}),
            (other, {"user_id": self.officer.id}),
        ):
            with (
                self.subTest(model=model, values=values),
                self.assertRaisesRegex(AccessError, "R-03"),
            ):
                model.with_user(self.officer).write(values)
        self.assertEqual(self.own.user_id, self.officer)
        with self.assertRaisesRegex(AccessError, "R-03"):
            resource.with_user(self.officer).sudo().user_id = False

    def test_link_is_logged_where_it_is_kept(self):
        """Security 6: old and new value, about the person concerned."""
        for write in (
            lambda: self.li.write({"user_id": self.clerk.id}),
            lambda: self.li.resource_id.write({"user_id": False}),
        ):
            before = self._entries(self.li.resource_id)
            write()
            [entry] = self._entries(self.li.resource_id) - before
            self.assertEqual(entry.subject_id, self.li)
            self.assertIn("z_clerk", entry.payload)
        made = self.env["hr.employee"].create({"name": "New", "user_id": self.head.id})
        self.assertIn("z_head", self._entries(made.resource_id).payload)

    def test_own_facts(self):
        """R-03: nobody changes what decides on their own access, by any road."""
        own = self.own.with_user(self.officer)
        for values in (
            {"political_status": "cpc_member"},
            {"political_status_date": "2020-01-01"},
            {"management_level": "city"},
            {"department_id": self.department.id},
            {"parent_id": self.li.id},
            {"identification_id": NUMBER},
        ):
            for record in (own, own.sudo()):
                with (
                    self.subTest(values=values, su=record.env.su),
                    self.assertRaisesRegex(AccessError, "R-03"),
                ):
                    record.write(values)
        for values in (
            {"department_id": self.department.id},
            {"identification_id": NUMBER},
        ):
            with self.assertRaisesRegex(AccessError, "R-03"):
                own.version_id.write(values)
        self.li.with_user(self.officer).write(
            {"parent_id": self.fang.id, "department_id": self.department.id}
        )
        self.assertTrue(self._entries(self.li, action="edit"), "the superior")
        self.assertTrue(self._entries(self.li.version_id, action="edit"))
