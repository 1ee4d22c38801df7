from . import scan_files as files
from .archive_common import ArchiveCommon
from .browser import BrowserCase

PASSWORD = "z-Password-2026"
KEY = "X-Cadre-Reading"


class ReadingCommon(ArchiveCommon):
    """陈静, a plain user, may read the first of two papers of 方艳慧's file.

    Both papers have filed scans, and so has a paper of 李强's file, which nobody asks
    for. ``kin`` is 方艳慧's daughter and an archive head.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.reader_user = cls._user("z_reader", "base.group_user")
        cls.chen.user_id = cls.reader_user
        cls.kin = cls._user("z_kin", "cadre_archive.group_cadre_archive_head")
        cls.wang.user_id = cls.kin
        cls.own = cls._user("z_own", "cadre_archive.group_cadre_archive_head")
        cls.fang.user_id = cls.own
        cls.env["cadre.relative"].create(
            {
                "employee_id": cls.fang.id,
                "relative_id": cls.wang.id,
                "kinship": "direct",
            }
        )
        cls.granted, cls.ungranted = cls.d_fang.material_ids
        cls.foreign = cls.d_li.material_ids[0]
        cls.pages = [files.image(size=(300, 420), shade=s) for s in (90, 120)]
        for sequence, data in enumerate(cls.pages, start=1):
            cls.scan = cls._file_scan(cls.granted, data, sequence)
        cls.first_scan = cls.granted.scan_ids.sorted("sequence")[0]
        cls.ungranted_scan = cls._file_scan(cls.ungranted, cls.pages[0])
        cls.foreign_scan = cls._file_scan(cls.foreign, cls.pages[0])
        cls.access = cls._readable()
        cls.reader = cls.access.reader_ids

    @classmethod
    def _file_scan(cls, material, data, sequence=1):
        scan = material.with_user(cls.clerk)._receive_scan(data, "p.jpg", sequence)
        scan._transition("filed")
        return scan

    @classmethod
    def _readable(cls, materials=None, minutes=30, employee=None, **values):
        """An approved application for scans."""
        employee = employee or cls.chen
        materials = materials or cls.granted
        access = cls._access(
            materials.dossier_id,
            readers=[{"employee_id": employee.id, "name": employee.name}],
            wants_scans=True,
            viewing_minutes=minutes,
            **values,
        )
        for line in access.line_ids:
            line.material_ids = materials.filtered(
                lambda material, line=line: material.dossier_id == line.dossier_id
            )
        access.action_submit()
        access.sudo().granted_minutes = minutes
        decider = cls.head if access.approver_role == "head" else cls.committee
        access.with_user(decider).action_approve()
        return access

    @classmethod
    def _opened(cls, access=None, minutes=30, **more):
        access = access or cls.access
        return access.with_user(cls.clerk)._open_reading(
            access.reader_ids, minutes, **more
        )

    def _started(self, session=None):
        """A session opened by its reader, as himself, and his key."""
        session = (session or self._opened()).with_user(self.reader_user)
        return session, session.start_reading(True)["token"]


class ReadingHttpCommon(ReadingCommon, BrowserCase):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.users = (
            cls.plain
            | cls.clerk
            | cls.head
            | cls.committee
            | cls.administrator
            | cls.kin
            | cls.own
            | cls.reader_user
        )
        for user in cls.users:
            user.password = PASSWORD

    def login(self, user):
        self.authenticate(user.login if user else None, PASSWORD if user else None)

    def fetch(self, session, scan, page=1, key="", **more):
        return self.url_open(
            f"/cadre/reading/{session.id}/{scan.id}/{page}",
            headers={KEY: key},
            **more,
        )
