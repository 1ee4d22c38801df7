from odoo.tests import tagged

from ..reading_common import ReadingHttpCommon


class FromNothing(ReadingHttpCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.porter = cls.env["hr.employee"].create(
            {"name": "王建国", "department_id": cls.department.id}
        )

    def _new(self, model):
        return self.env[model].search([], order="id desc", limit=1)

    def _tour(self, path, tour, user):
        self.start_tour(path, tour, login=user.login)
        self.env.invalidate_all()


@tagged("post_install", "-at_install", "cadre_tour")
class TestFromNothing(FromNothing):
    """Whatever a person can make is made from an empty form, by typing, in a browser.

    The forms of the other tours are there already when they begin.
    """

    def test_delivery(self):
        """R-39, R-66: list, receive, examine, file."""
        self._tour("/odoo/cadre-deliveries", "cadre_nothing_delivery", self.clerk)
        delivery = self._new("cadre.delivery")
        self.assertEqual(delivery.state, "done")
        material = delivery.line_ids.material_id
        self.assertEqual(material.dossier_id, self.d_fang)
        self.assertEqual(material.formed, "2026-01", "as known, as typed")
        self.assertEqual(delivery.deliverer_id, self.porter)

    def test_incident(self):
        """R-46: found and reported."""
        self._tour("/odoo/cadre-incidents", "cadre_nothing_incident", self.clerk)
        incident = self._new("cadre.incident")
        self.assertEqual(
            (incident.state, incident.kind, incident.dossier_id),
            ("reported", "damaged", self.d_fang),
        )
        self.assertEqual(incident.material_ids.number, "3-1")

    def test_information_slip(self):
        """R-70: a department's question."""
        self._tour("/odoo/cadre-information", "cadre_nothing_slip", self.clerk)
        slip = self._new("cadre.information.slip")
        self.assertEqual((slip.state, slip.dossier_id), ("registered", self.d_li))

    def test_extract(self):
        """R-13: drafted from the application on which it is granted."""
        access = self._readable(wants_extract=True)
        access.sudo().grants_extract = True
        self._tour(
            f"/odoo/cadre-applications/{access.id}", "cadre_nothing_extract", self.clerk
        )
        extract = self._new("cadre.extract")
        self.assertEqual((extract.access_id, extract.pages), (access, "1-2"))
        self.assertEqual(extract.material_id, self.granted)

    def test_reading_session(self):
        """R-02: opened for its reader."""
        self._tour(
            f"/odoo/cadre-applications/{self.access.id}",
            "cadre_nothing_session",
            self.clerk,
        )
        session = self._new("cadre.reading.session")
        self.assertEqual((session.reader_id, session.minutes), (self.reader, 20))

    def test_hold(self):
        """R-40: the head holds a file, with the case."""
        self._tour("/odoo/cadre-files?view_type=list", "cadre_nothing_hold", self.head)
        self.assertEqual(self.d_fang.hold_reason, "Case 2026-14")


@tagged("post_install", "-at_install", "cadre_tour")
class TestFromNothingPhone(FromNothing):
    browser_size = "390x844"
    touch_enabled = True

    def test_read(self):
        """R-02, R-11: the reader opens the session on a phone."""
        self._opened()
        self._tour("/odoo/my-reading", "cadre_nothing_read_on_phone", self.reader_user)
        self.assertEqual(self._new("cadre.reading.session").state, "reading")
