import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch
from uuid import uuid4

from psycopg2 import errors

from odoo import SUPERUSER_ID, api
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.tests import BaseCase, tagged
from odoo.tests.common import DummyRLock, get_db_name
from odoo.tools import mute_logger

YEAR = 2077
ROWS = ("cadre_monthly_record", "cadre_quarterly_evaluation", "cadre_appraisal")


@tagged("-standard", "-at_install", "post_install", "cadre_concurrency")
class TestCycleConcurrency(BaseCase):
    """Two clerks at once, with real cursors: one year, its rows once."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds this lock while tests run, as TransactionCase knows.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        cls.addClassCleanup(cls._clean)
        with cls._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            cls.company = (
                env["res.company"].create({"name": f"Z two clerks {uuid4()}"}).id
            )
            cls.employees = [
                env["hr.employee"]
                .create(
                    {
                        "name": f"Z {number}",
                        "company_id": cls.company,
                        "cadre_category": "civil_servant",
                    }
                )
                .id
                for number in range(3)
            ]

    @classmethod
    def _cursor(cls):
        return cls.registry.cursor()

    @classmethod
    def _clean(cls):
        with cls._cursor() as cr:
            env = api.Environment(cr, SUPERUSER_ID, {})
            years = (
                env["cadre.appraisal.cycle"]
                .search([("company_id", "=", cls.company)])
                .ids
            )
            for table in (*ROWS, "cadre_appraisal_cycle_dimension"):
                cr.execute(f"DELETE FROM {table} WHERE cycle_id = ANY(%s)", (years,))
            cr.execute("DELETE FROM cadre_appraisal_cycle WHERE id = ANY(%s)", (years,))
            env.invalidate_all()
            env["hr.employee"].browse(cls.employees).unlink()
            env["res.company"].browse(cls.company).active = False

    def _both(self, work):
        """Run ``work(env)`` in two transactions that have both begun.

        :return: what the two returned or raised
        """
        barrier = threading.Barrier(2)

        def run():
            with self._cursor() as cr:
                env = api.Environment(
                    cr, SUPERUSER_ID, {"allowed_company_ids": [self.company]}
                )
                cr.execute("SELECT count(*) FROM cadre_appraisal_cycle")
                barrier.wait(timeout=10)
                try:
                    return work(env)
                except (UserError, errors.UniqueViolation) as error:
                    cr.rollback()
                    return error
                except errors.SerializationFailure:
                    # Odoo's service runs the request again.
                    cr.rollback()
                    env.invalidate_all()
                    return work(env)

        with (
            mute_logger("odoo.sql_db"),
            ThreadPoolExecutor(max_workers=2) as executor,
        ):
            futures = [executor.submit(run) for _n in range(2)]
            return [future.result(timeout=60) for future in futures]

    def _count(self, table):
        with self._cursor() as cr:
            cr.execute(
                f"SELECT count(*) FROM {table} t JOIN cadre_appraisal_cycle c "
                "ON c.id = t.cycle_id WHERE c.company_id = %s AND c.year = %s",
                (self.company, YEAR),
            )
            return cr.fetchone()[0]

    def test_two_clerks_prepare_the_same_year(self):
        def create(env):
            return (
                env["cadre.appraisal.cycle"]
                .create({"year": YEAR - 1, "company_id": self.company})
                .id
            )

        results = self._both(create)
        refused = [r for r in results if isinstance(r, errors.UniqueViolation)]
        self.assertEqual(len(refused), 1)
        with self._cursor() as cr:
            cr.execute(
                "SELECT count(*) FROM cadre_appraisal_cycle WHERE company_id = %s "
                "AND year = %s",
                (self.company, YEAR - 1),
            )
            self.assertEqual(cr.fetchone()[0], 1)

    def test_two_clerks_open_the_same_year(self):
        with self._cursor() as cr:
            env = api.Environment(
                cr, SUPERUSER_ID, {"allowed_company_ids": [self.company]}
            )
            cycle = env["cadre.appraisal.cycle"].create(
                {"year": YEAR, "company_id": self.company}
            )
            cycle_id = cycle.id

        def open_year(env):
            env["cadre.appraisal.cycle"].browse(cycle_id).action_open()
            return True

        results = self._both(open_year)
        # The second is either told to wait, or finds it open.
        self.assertIn(True, results)
        for result in results:
            if result is not True:
                self.assertIn("at this moment", str(result))
        self.assertEqual(self._count("cadre_appraisal"), 3)
        self.assertEqual(self._count("cadre_monthly_record"), 36)
        self.assertEqual(self._count("cadre_quarterly_evaluation"), 12)
