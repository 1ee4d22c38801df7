from unittest.mock import patch

from psycopg2.errors import SerializationFailure

from odoo.exceptions import AccessError
from odoo.service.model import call_kw
from odoo.tests import tagged
from odoo.tools import SQL, mute_logger

from ...models.base.cadre_log import COVERED
from ...rules import hash_chain
from ..common import GroundCommon

LOGGER = "odoo.addons.cadre_archive.models.base.cadre_log"


@tagged("post_install", "-at_install")
class TestLog(GroundCommon):
    """R-40: what was done stays on record, and a change of the record shows."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.Log = cls.env["cadre.log"]
        while cls.Log._seal_batch():
            pass

    def setUp(self):
        super().setUp()
        # Numbers that were given and taken back before are not of these tests.
        self.Log._witness()
        self.Log._seal_batch()

    def _write_entries(self, count=5):
        entries = self.Log._record(
            [
                {
                    "model": "res.partner",
                    "res_id": number,
                    "action": "state",
                    "state_from": "draft",
                    "state_to": "open",
                    "reason": "因工作需要",
                    "clause": "R-02",
                    "subject_id": self.fang.id,
                    "payload": {"n": number},
                }
                for number in range(1, count + 1)
            ]
        )
        self.Log._seal_batch()
        return entries

    def _sql(self, query, *args):
        self.env.cr.execute(query, args)
        self.env.invalidate_all()

    def test_chain_holds(self):
        self._write_entries()
        verdict = self.Log._verify()
        self.assertIsNone(verdict.broken)
        self.assertEqual(verdict.count, self.Log.search_count([]))

    def test_sealing_twice_changes_nothing(self):
        entries = self._write_entries()
        digests = entries.mapped("chain_digest")
        self.assertEqual(self.Log._seal_batch(), 0)
        self.assertEqual(entries.mapped("chain_digest"), digests)

    def test_change_of_each_covered_column_is_found(self):
        entry = self._write_entries()[2]
        other = {
            "date": "2020-01-01 00:00:00",
            "user_id": self.plain.id,
            "subject_id": self.li.id,
            "res_id": 99,
            "payload": '{"n":99}',
        }
        for column in COVERED:
            if column == "id":
                continue
            with self.subTest(column=column), self.env.cr.savepoint() as savepoint:
                self.env.cr.execute(
                    SQL(
                        "UPDATE cadre_log SET %s = %s WHERE id = %s",
                        SQL.identifier(column),
                        other.get(column, "changed"),
                        entry.id,
                    )
                )
                broken = self.Log._verify().broken
                self.assertEqual(
                    (broken.number, broken.reason), (entry.chain_number, "altered")
                )
                savepoint.rollback()

    def test_deleted_entry_is_found(self):
        entry = self._write_entries()[2]
        number = entry.chain_number
        self._sql("DELETE FROM cadre_log WHERE id = %s", entry.id)
        broken = self.Log._verify().broken
        self.assertEqual((broken.number, broken.reason), (number, "gap"))

    def test_cut_tail_is_found(self):
        """A plain chain cannot see it; the seals know how many there were."""
        entry = self._write_entries()[-1]
        self._sql("DELETE FROM cadre_log WHERE id = %s", entry.id)
        self.assertEqual(self.Log._verify().broken.reason, "cut")

    def test_cut_tail_and_new_entries(self):
        """Nothing is put on top of an end that is not the last seal's."""
        entry = self._write_entries()[-1]
        self._sql("DELETE FROM cadre_log WHERE id = %s", entry.id)
        self.Log._record([{"model": "res.partner", "res_id": 1, "action": "view"}])
        with mute_logger(LOGGER):
            self.assertEqual(self.Log._seal_batch(), 0)
        self.assertEqual(self.Log._verify().broken.reason, "cut")

    def test_cut_tail_and_last_seal_and_new_entries(self):
        """Security 4: what the nightly check noted speaks of it."""
        entries = self._write_entries()
        self.Log._witness()
        self.Log._seal_batch()
        gone = [entries[-1].id]
        self._sql("DELETE FROM cadre_log WHERE id = ANY(%s)", gone)
        self._sql("UPDATE cadre_log SET chain_number = 0 WHERE id >= %s", gone[0])
        self._sql(
            "DELETE FROM cadre_log_seal WHERE number > (SELECT max(number) - 2 "
            "FROM cadre_log_seal)"
        )
        with mute_logger(LOGGER):
            self.Log._seal_batch()
        self.assertTrue(self.Log._verify().broken)

    def test_chain_reset_and_sealed_again(self):
        """Security 4: an edit, then the application seals all of it anew."""
        self._write_entries()
        self.Log._witness()
        self.Log._seal_batch()
        self._sql(
            "UPDATE cadre_log SET reason = 'forged' WHERE id = "
            "(SELECT min(id) FROM cadre_log)"
        )
        self._sql("UPDATE cadre_log SET chain_number = 0, chain_digest = NULL")
        with self.env.cr.savepoint() as point, mute_logger(LOGGER):
            self.assertEqual(self.Log._seal_batch(), 0, "the seals are still there")
            self.assertTrue(self.Log._verify().broken)
            point.rollback()
        self._sql("DELETE FROM mail_message WHERE model = 'cadre.log.seal'")
        self._sql("DELETE FROM cadre_log_seal")
        while self.Log._seal_batch():
            pass
        self.assertEqual(self.Log._verify().broken.reason, "altered")

    def test_deleted_seals(self):
        """Security 4: in the middle, at the end, all of them; and a changed one."""
        for _time in range(3):
            self._write_entries(1)
        self.Log._witness()
        self.Log._seal_batch()
        last = "(SELECT max(number) FROM cadre_log_seal)"
        for where, reasons in (
            (f"number = {last} - 1", {"seal_gap"}),
            (f"number = {last}", {"unsealed"}),
            ("true", {"unsealed"}),
        ):
            with self.subTest(where=where), self.env.cr.savepoint() as point:
                self._sql(f"DELETE FROM cadre_log_seal WHERE {where}")
                self.assertIn(self.Log._verify().broken.reason, reasons)
                point.rollback()
            self.env.invalidate_all()
        self._sql(f"UPDATE cadre_log_seal SET digest = 'x' WHERE number = {last} - 1")
        self.assertEqual(self.Log._verify().broken.reason, "seal_altered")

    def test_older_seals_are_verified(self):
        """Security 4: every seal, not the newest only."""
        self._write_entries(1)
        self._write_entries(1)
        self._sql(
            "UPDATE cadre_log_seal SET head = 'x' WHERE number = "
            "(SELECT max(number) - 1 FROM cadre_log_seal)"
        )
        self.assertEqual(self.Log._verify().broken.reason, "altered")

    def test_entry_deleted_before_it_was_sealed(self):
        """Security 4: its number was given and is nowhere."""
        entries = self.Log._record(
            [{"model": "res.partner", "res_id": n, "action": "view"} for n in range(3)]
        )
        self.env.flush_all()
        self.assertFalse(self.Log._verify().broken)
        gone = entries[1].id
        self._sql("DELETE FROM cadre_log WHERE id = %s", gone)
        broken = self.Log._verify().broken
        self.assertEqual((broken.number, broken.reason), (gone, "missing"))
        with mute_logger(LOGGER):
            self.Log._alarm_if_broken()
        self.Log._record(
            [{"model": "cadre.log", "action": "void", "payload": {"ids": [gone]}}]
        )
        self.assertFalse(self.Log._verify().broken, "taken back by its own step")

    def test_head_leaves_the_house(self):
        """Security 4: once a month, to archive heads and the Party Committee."""
        committee = self._user("z_cm", "cadre_archive.group_cadre_party_committee")
        (committee | self.head).write({"email": "a@b.example"})
        self._write_entries()
        mails = self.env["mail.mail"]
        before = mails.search([])
        self.Log._mail_head(self.Log._verify())
        made = mails.search([]) - before
        self.assertGreaterEqual(len(made), 2)
        self.assertIn(self.Log._tail()[1], made[0].body_html)
        self.Log._mail_head(self.Log._verify())
        self.assertEqual(mails.search([]) - before, made)
        self.assertIn(self.Log._tail()[1], self.Log._head_line())

    def test_verify_from_list_and_form(self):
        """Security 5: as the browser calls a button, with or without records."""
        entries = self._write_entries()
        for ids in ([], entries.ids[:1], entries.ids):
            action = call_kw(self.Log.with_user(self.head), "action_verify", [ids], {})
            self.assertEqual(action["params"]["type"], "success")

    def test_recomputed_chain_is_found_by_the_seal(self):
        entries = self._write_entries()
        last = entries[-1]
        previous = self.Log.search([("chain_number", "=", last.chain_number - 1)])
        self._sql("UPDATE cadre_log SET reason = 'forged' WHERE id = %s", last.id)
        [(_n, _d, *row)] = self.env.execute_query(
            self.Log._select_content(SQL("id = %s", last.id), SQL("id"))
        )
        forged = hash_chain.digest(previous.chain_digest, self.Log._content(row))
        self._sql(
            "UPDATE cadre_log SET chain_digest = %s WHERE id = %s", forged, last.id
        )
        self.assertTrue(self.Log._verify().broken)

    def test_nobody_changes_or_deletes_an_entry(self):
        entry = self._write_entries()[0]
        for action in (lambda: entry.write({"reason": "x"}), entry.unlink):
            with self.assertRaises(AccessError):
                action()

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nobody_creates_an_entry_directly(self):
        values = {"model": "res.partner", "action": "forged"}
        for user in (self.plain, self.clerk, self.head, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Log.with_user(user).create(values)

    def test_actor_comes_from_the_session(self):
        """An entry names who is logged in, whatever the caller claims."""
        entry = self.Log.with_user(self.clerk)._record(
            [
                {
                    "model": "res.partner",
                    "res_id": 1,
                    "action": "view",
                    "user_id": self.head.id,
                    "login": "somebody",
                }
            ]
        )
        self.assertEqual(entry.user_id, self.clerk)
        self.assertEqual(entry.login, "z_clerk")

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_heads_read(self):
        self._write_entries()
        self.assertTrue(self.Log.with_user(self.head).search_count([]))
        for user in (self.plain, self.clerk, self.administrator):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.Log.with_user(user).search([])

    def test_head_never_reads_about_himself_or_relatives(self):
        """R-03, R-04: not even in the log."""
        self._write_entries()
        domain = [("subject_id", "=", self.fang.id), ("model", "=", "res.partner")]
        log = self.Log.with_user(self.head)
        self.assertEqual(log.search_count(domain), 5)
        self.li.user_id = self.head
        kin = self.env["cadre.relative"].create(
            {
                "employee_id": self.fang.id,
                "relative_id": self.li.id,
                "kinship": "collateral",
            }
        )
        self.assertEqual(log.search_count(domain), 0)
        kin.active = False
        self.assertEqual(log.search_count(domain), 5)
        self.li.user_id = False
        self.env.flush_all()
        self.fang.user_id = self.head
        self.assertEqual(log.search_count(domain), 0)

    def test_one_insert_a_batch(self):
        self._write_entries()
        counts = []
        for size in (10, 90):  # the ORM inserts by the hundred
            self.env.flush_all()
            start = self.env.cr.sql_log_count
            self.Log._record(
                [
                    {"model": "res.partner", "res_id": n, "action": "view"}
                    for n in range(size)
                ]
            )
            self.env.flush_all()
            counts.append(self.env.cr.sql_log_count - start)
        self.assertEqual(counts[0], counts[1])

    def test_verify_button_tells(self):
        self._write_entries()
        action = self.Log.with_user(self.head).action_verify()
        self.assertEqual(action["params"]["type"], "success")
        self._sql("UPDATE cadre_log SET reason = 'forged' WHERE chain_number = 1")
        action = self.Log.with_user(self.head).action_verify()
        self.assertEqual(action["params"]["type"], "danger")
        self.assertIn("number 1", action["params"]["message"])

    @mute_logger("odoo.addons.cadre_archive.models.base.cadre_log")
    def test_nightly_check_alarms_the_heads(self):
        self._write_entries()
        self._sql("UPDATE cadre_log SET reason = 'forged' WHERE chain_number = 2")
        verdict = self.Log._alarm_if_broken()
        self.assertEqual(verdict.broken.number, 2)
        activity = self.env["mail.activity"].search(
            [("res_model", "=", "cadre.log.seal"), ("user_id", "=", self.head.id)]
        )
        self.assertIn("number 2", activity.note)

    def test_another_process_seals_at_this_moment(self):
        """Two servers at once: the slower one leaves it to the other, without error."""
        with (
            patch.object(
                type(self.Log), "_seal_batch", side_effect=SerializationFailure
            ),
            patch.object(self.env.cr, "rollback") as rollback,
        ):
            self.Log._cron_seal()
        rollback.assert_called_once()
