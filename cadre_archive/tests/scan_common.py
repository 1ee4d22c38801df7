import hashlib
import os

from odoo.tools import config

from . import scan_files as files
from .common import GroundCommon


class ScanCommon(GroundCommon):
    """A file of 方艳慧 with a material, and a clerk who is 李强's user."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.room = cls.env["cadre.place"].create(
            {"name": "Room", "code": "Z-ROOM", "kind": "room"}
        )
        cls.category = cls.env["cadre.material.category"].search(
            [("is_leaf", "=", True)], limit=1
        )
        cls.dossier, cls.own_dossier = cls.env["cadre.dossier"].create(
            [
                {"employee_id": employee.id, "place_id": cls.room.id, "number": number}
                for employee, number in ((cls.fang, "Z-D1"), (cls.li, "Z-D2"))
            ]
        )
        cls.material, cls.own_material = cls.env["cadre.material"].create(
            [
                {
                    "dossier_id": dossier.id,
                    "category_id": cls.category.id,
                    "name": "Form",
                    "page_count": 3,
                }
                for dossier in (cls.dossier, cls.own_dossier)
            ]
        )
        cls.kin = cls._user("z_kin", "cadre_archive.group_cadre_archive_head")
        cls.li.user_id = cls.kin
        cls.bytes = files.image(shade=90)
        cls.scan = cls.material.with_user(cls.clerk)._receive_scan(
            cls.bytes, "page.jpg", 1
        )
        # The scan of the file of the head `kin` himself.
        cls.own_scan = cls.own_material.with_user(cls.clerk)._receive_scan(
            cls.bytes, "page.jpg", 1
        )

    @classmethod
    def attachment_of(cls, scan):
        return (
            cls.env["ir.attachment"]
            .sudo()
            .search(
                [
                    ("res_model", "=", "cadre.scan"),
                    ("res_id", "=", scan.id),
                    ("res_field", "=", "content"),
                ]
            )
        )

    def path_of(self, scan):
        return os.path.join(
            config.filestore(self.env.cr.dbname), self.attachment_of(scan).store_fname
        )

    def stored(self, scan):
        """What is really on the disk."""
        with open(self.path_of(scan), "rb") as file:
            return file.read()

    def send(self, data, name="page.jpg", sequence=10, user=None, key=None, **more):
        """As the browser sends a file, in one slice."""
        key = key or hashlib.md5(data + name.encode()).hexdigest()
        return self.material.with_user(user or self.clerk)._receive_slice(
            key, name, sequence, len(data), 0, data, **more
        )
