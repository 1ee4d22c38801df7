from odoo.tests import tagged

from ..archive_common import ArchiveCommon


@tagged("post_install", "-at_install", "cadre_perf")
class TestArchivePerf(ArchiveCommon):
    """Batches: the number of queries does not grow with the number of files."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.people = cls.env["hr.employee"].create(
            [{"name": f"员工{n}", "cadre_number": f"P-{n:03}"} for n in range(80)]
        )
        cls.files = cls.env["cadre.dossier"].create(
            [
                {"number": f"P{n:03}", "employee_id": e.id, "place_id": cls.slot.id}
                for n, e in enumerate(cls.people[:50])
            ]
        )

    def _count(self, act):
        self.env.flush_all()
        self.env.invalidate_all()
        start = self.env.cr.sql_log_count
        act()
        self.env.flush_all()
        return self.env.cr.sql_log_count - start

    def _same(self, act):
        """Measure 5 and 40 files, each lot with the same history."""
        act(self.files[:5])  # warms the caches up
        small = self._count(lambda: act(self.files[5:10]))
        large = self._count(lambda: act(self.files[10:50]))
        self.assertEqual(small, large)

    def test_move(self):
        def act(files):
            self.env["cadre.custody.move"].with_user(self.clerk)._move(
                files.with_user(self.clerk), self.slot2
            )

        self._same(act)

    def test_hand_out(self):
        waiting = {
            lot[0]: self._approved(lot)
            for lot in (self.files[:5], self.files[5:10], self.files[10:50])
        }

        def act(files):
            access = waiting[files[0]].with_user(self.clerk)
            self._sign(access, "declaration")
            self._hand_out(access, {line: 9 for line in access.line_ids})

        self._same(act)

    def test_take_back(self):
        out = {
            lot[0]: self._handed_out(lot)
            for lot in (self.files[:5], self.files[5:10], self.files[10:50])
        }

        def act(files):
            access = out[files[0]].with_user(self.clerk)
            self._take_back(access, {line: 8 for line in access.line_ids})

        self._same(act)

    def test_submission_and_approval(self):
        self._same(self._approved)

    def test_import_of_files(self):
        rest = [f"P-{n:03}" for n in range(50, 80)]
        given = iter(range(1000))

        def act(size):
            rows = [[f"Q{next(given):04}", rest.pop(), "ZS1"] for _n in range(size)]
            result = (
                self.env["cadre.dossier"]
                .with_user(self.clerk)
                .with_context(import_file=True)
                .load(["number", "employee_id", "place_id"], rows)
            )
            self.assertFalse(result["messages"])

        act(2)
        first, second = (self._count(lambda n=n: act(n)) for n in (4, 20))
        # The importer looks each person up by the number, in two queries; nothing
        # else grows.
        self.assertLessEqual(second - first, 2 * 16)

    def test_lists(self):
        """A page of each list costs the same with 5 and with 50 rows."""
        for model, fields in (
            (
                "cadre.dossier",
                ["number", "cadre_name", "material_count", "place_id", "custody_state"],
            ),
            (
                "cadre.access",
                ["name", "subject_names", "reader_names", "allowed_states"],
            ),
        ):
            for dossier in self.files[:50] if model == "cadre.access" else ():
                self._access(dossier)
            records = self.env[model].with_user(self.clerk)
            spec = {field: {} for field in fields}

            def act(size, records=records, spec=spec):
                records.web_search_read([], spec, limit=size)

            with self.subTest(model=model):
                self._count(lambda act=act: act(50))
                self.assertEqual(
                    self._count(lambda act=act: act(5)),
                    self._count(lambda act=act: act(50)),
                )

    def _with_materials(self):
        """5, 5 and 20 files with two materials each, on applications to hand out."""
        lots = (self.files[:5], self.files[5:10], self.files[10:30])
        self.env["cadre.material"].create(
            [
                {
                    "dossier_id": dossier.id,
                    "type_id": self.type.id,
                    "name": f"Annual appraisal form {year}",
                    "page_count": 4,
                }
                for dossier in self.files[:30]
                for year in (2023, 2024)
            ]
        )
        accesses = [self._approved(lot).with_user(self.clerk) for lot in lots]
        for access in accesses:
            self._sign(access, "declaration")
        return accesses

    def test_counter_twenty_files(self):
        """R-08, R-10: one application in one go, each material counted, out and in."""
        accesses = self._with_materials()
        for method in ("hand_out", "take_back"):
            counts = [self._listed(access) for access in accesses]
            # The first warms the caches up.
            _warm, small, large = (
                self._count(lambda a=access, c=count, m=method: self._counter(a, m, c))
                for access, count in zip(accesses, counts, strict=True)
            )
            self.assertEqual(small, large, method)
