import threading
from concurrent.futures import ThreadPoolExecutor
from unittest.mock import patch

from odoo import Command, api, fields
from odoo.exceptions import UserError
from odoo.modules.registry import Registry
from odoo.service.model import retrying
from odoo.tests import BaseCase, new_test_user, tagged
from odoo.tests.common import DummyRLock, get_db_name
from odoo.tools import mute_logger

from ..archive_common import SEALED_FORM, ArchiveCommon


@tagged("-standard", "-at_install", "post_install", "cadre_concurrency")
class TestHandOutConcurrency(BaseCase):
    """R-16: two clerks hand out one file at the same instant; one of them wins.

    Real transactions in threads, retried and translated as Odoo does for a request.
    What the test makes cannot be deleted by anybody (R-63), so it removes its rows
    in SQL at the end.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.registry = Registry(get_db_name())
        # The server holds this lock while tests run, as TransactionCase knows.
        cls.startClassPatcher(patch.object(Registry, "_lock", DummyRLock()))
        cls.addClassCleanup(cls._remove)
        with cls.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {"no_reset_password": True})
            cls._make(env)

    @classmethod
    def _make(cls, env):
        clerk, head = (
            new_test_user(env, login=login, groups=f"cadre_archive.{group}")
            for login, group in (
                ("zc_clerk", "group_cadre_archive_clerk"),
                ("zc_head", "group_cadre_archive_head"),
            )
        )
        cls.clerk_id = clerk.id
        cls.user_ids = (clerk + head).ids
        employee = env["hr.employee"].create({"name": "竞争", "cadre_number": "ZC-1"})
        cls.employee_id = employee.id
        place = env["cadre.place"].create({"name": "ZC", "code": "ZC1"})
        cls.place_id = place.id
        unit = env["res.partner"].create({"name": "ZC unit", "is_company": True})
        cls.unit_id = unit.id
        dossier = env["cadre.dossier"].create(
            {"number": "ZC1", "employee_id": employee.id, "place_id": place.id}
        )
        cls.dossier_id = dossier.id
        accesses = (
            env["cadre.access"]
            .with_user(clerk)
            .create(
                [
                    {
                        "unit_id": unit.id,
                        "unit_head": "H",
                        "date_signed": fields.Date.today(),
                        "is_sealed": True,
                        "sealed_form": SEALED_FORM,
                        "purpose": "personnel",
                        "reason": "R",
                        "reader_ids": [
                            Command.create(
                                {
                                    "name": f"Reader {number}",
                                    "political_status": "cpc_member",
                                    "identification": False,
                                }
                            )
                        ],
                        "line_ids": [Command.create({"dossier_id": dossier.id})],
                    }
                    for number in (1, 2)
                ]
            )
        )
        accesses.action_submit()
        accesses.with_user(head).action_approve()
        for access in accesses:
            ArchiveCommon._sign(access, "declaration")
        cls.access_ids = accesses.ids

    @classmethod
    def _remove(cls):
        with cls.registry.cursor() as cr:
            ids = tuple(cls.access_ids)
            for query, params in (
                ("DELETE FROM cadre_access_count WHERE access_id IN %s", [ids]),
                ("DELETE FROM cadre_access_line WHERE access_id IN %s", [ids]),
                ("DELETE FROM cadre_signature WHERE access_id IN %s", [ids]),
                ("DELETE FROM cadre_access_reader WHERE access_id IN %s", [ids]),
                (
                    "DELETE FROM mail_activity WHERE res_model = 'cadre.access' "
                    "AND res_id IN %s",
                    [ids],
                ),
                (
                    "DELETE FROM mail_followers WHERE res_model = 'cadre.access' "
                    "AND res_id IN %s",
                    [ids],
                ),
                (
                    "DELETE FROM mail_message WHERE model = 'cadre.access' "
                    "AND res_id IN %s",
                    [ids],
                ),
                ("DELETE FROM cadre_access WHERE id IN %s", [ids]),
                (
                    "DELETE FROM cadre_custody_move WHERE dossier_id = %s",
                    [cls.dossier_id],
                ),
                ("DELETE FROM cadre_log WHERE subject_id = %s", [cls.employee_id]),
                ("DELETE FROM cadre_dossier WHERE id = %s", [cls.dossier_id]),
                ("DELETE FROM cadre_place WHERE id = %s", [cls.place_id]),
            ):
                cr.execute(query, params)
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            env["hr.employee"].browse(cls.employee_id).unlink()
            env["res.partner"].browse(cls.unit_id).unlink()
            env["res.users"].browse(cls.user_ids).active = False
            cr.execute(
                "UPDATE res_users SET login = login || '_' || id WHERE id IN %s",
                [tuple(cls.user_ids)],
            )

    def _race(self, access_id, barrier):
        """Hand out as one request would: the file is free when both look.

        :return: what the clerk reads, or None when it worked
        """
        with self.registry.cursor() as cr:
            env = api.Environment(cr, self.clerk_id, {})
            met = []

            def attempt():
                access = env["cadre.access"].browse(access_id)
                counter = access.env["cadre.counter"]
                self.assertTrue(met or not counter._check_none_out(access.line_ids))
                if not met:
                    met.append(True)
                    barrier.wait(timeout=10)
                counter._hand_out(access, {line: 5 for line in access.line_ids})

            try:
                retrying(attempt, env)
            except UserError as error:
                return str(error)
        return None

    def test_one_wins_and_the_other_reads_who_has_it(self):
        barrier = threading.Barrier(2)
        with (
            mute_logger("odoo.sql_db", "odoo.service.model"),
            ThreadPoolExecutor(max_workers=2) as executor,
        ):
            futures = [
                executor.submit(self._race, access_id, barrier)
                for access_id in self.access_ids
            ]
            answers = [future.result(timeout=60) for future in futures]
        self.assertEqual(answers.count(None), 1, answers)
        winner = answers.index(None)
        [refusal] = [answer for answer in answers if answer]
        self.assertIn("ZC1 is out", refusal)
        self.assertIn(f"Reader {winner + 1}", refusal)
        with self.registry.cursor() as cr:
            env = api.Environment(cr, api.SUPERUSER_ID, {})
            states = env["cadre.access"].browse(self.access_ids).mapped("state")
            self.assertEqual(sorted(states), ["approved", "in_use"])
            dossier = env["cadre.dossier"].browse(self.dossier_id)
            self.assertEqual(dossier.custody_state, "reading_room")
            self.assertEqual(len(dossier.move_ids), 2)
