import psycopg2

from odoo.tests import tagged
from odoo.tools import mute_logger

from ..keep_common import KeepCommon


@tagged("post_install", "-at_install")
class TestNumbering(KeepCommon):
    """Numbers ``class-sub-no.`` by themselves, without gaps (facts 5.1)."""

    def test_added_between_moves_the_later_ones_on(self):
        self._create(
            self._material("3", "2019", "2019-12-31"),
            self._material("3", "2021", "2021-12-31"),
        )
        self._create(self._material("3", "2020", "2020-12-31"))
        self.assertEqual(self._numbers(), {"2019": "3-1", "2020": "3-2", "2021": "3-3"})

    def test_first_and_last_and_undated(self):
        self._create(self._material("7", "middle", "2010-01-01"))
        self._create(self._material("7", "undated"))
        self._create(self._material("7", "last", "2015-01-01"))
        self._create(self._material("7", "first", "2005-01-01"))
        self.assertEqual(
            self._numbers(),
            {"first": "7-1", "middle": "7-2", "last": "7-3", "undated": "7-4"},
        )

    def test_sub_classes_are_numbered_for_themselves(self):
        self._create(
            self._material("4-1", "degree", "2001-07-01"),
            self._material("4-4", "training", "2010-07-01"),
            self._material("4-1", "school", "1997-07-01"),
        )
        self.assertEqual(
            self._numbers(), {"school": "4-1-1", "degree": "4-1-2", "training": "4-4-1"}
        )

    def test_results_first_in_5_and_8(self):
        """Reply, conclusion, own opinion, report, evidence, whatever their dates."""
        for kind, day in (
            ("evidence_in_a_political_review", "1980-01-01"),
            ("investigation_report", "1980-02-01"),
            ("own_opinion_on_a_political_review", "1980-03-01"),
            ("conclusion_of_a_political_review", "1980-04-01"),
            ("reply_on_a_political_review", "1980-05-01"),
        ):
            self._create(self._material("5", kind, day, type_id=self._type(kind)))
        self._create(
            self._material(
                "8",
                "own",
                "1990-01-01",
                type_id=self._type("own_opinion_on_a_punishment"),
            ),
            self._material(
                "8", "decision", "1990-02-01", type_id=self._type("punishment_decision")
            ),
            self._material(
                "8", "reply", "1990-03-01", type_id=self._type("reply_on_a_punishment")
            ),
        )
        self.assertEqual(
            self._numbers(),
            {
                "reply_on_a_political_review": "5-1",
                "conclusion_of_a_political_review": "5-2",
                "own_opinion_on_a_political_review": "5-3",
                "investigation_report": "5-4",
                "evidence_in_a_political_review": "5-5",
                "reply": "8-1",
                "decision": "8-2",
                "own": "8-3",
            },
        )

    def test_league_before_party_in_6(self):
        self._create(
            self._material(
                "6", "party", "1990-01-01", type_id=self._type("party_application_form")
            )
        )
        self._create(
            self._material(
                "6",
                "league",
                "1995-01-01",
                type_id=self._type("league_application_form"),
            )
        )
        self.assertEqual(self._numbers(), {"league": "6-1", "party": "6-2"})

    def test_numbers_of_the_old_catalogue_are_kept(self):
        """What stands in pencil on taken-over papers counts, in whatever order."""
        self._create(
            self._material("3", "late", "2020-12-31", sequence=1),
            self._material("3", "early", "2001-12-31", sequence=2),
        )
        self.assertEqual(self._numbers(), {"late": "3-1", "early": "3-2"})

    def test_same_number_twice_is_refused(self):
        self._create(self._material("3", "one", "2020-12-31", sequence=1))
        with (
            self.assertRaises(psycopg2.errors.UniqueViolation),
            mute_logger("odoo.sql_db"),
        ):
            self._create(self._material("3", "two", "2020-12-31", sequence=1))

    def test_put_in_order_closes_gaps(self):
        self._create(
            self._material("3", "late", "2020-12-31", sequence=4),
            self._material("3", "early", "2001-12-31", sequence=7),
        )
        action = self.file_fang.with_user(self.clerk).action_arrange()
        self.assertIn("2", action["params"]["message"])
        self.assertEqual(self._numbers(), {"early": "3-1", "late": "3-2"})

    def test_what_moved_is_logged(self):
        self._create(self._material("3", "2021", "2021-12-31"))
        self._create(self._material("3", "2019", "2019-12-31"))
        entry = self.env["cadre.log"].search(
            [("model", "=", "cadre.dossier"), ("action", "=", "renumber")], limit=1
        )
        self.assertEqual(entry.res_id, self.file_fang.id)
        self.assertEqual(entry.subject_id, self.fang)

    def test_queries_do_not_grow(self):
        """Ten times as many materials, the same number of queries."""
        counts = []
        for year, size in ((1950, 10), (1970, 100)):
            rows = [
                self._material("3", f"{year}-{i}", f"{year}-01-01") for i in range(size)
            ]
            self._create(self._material("3", f"w{year}", "2020-01-01"))
            self.env.flush_all()
            self.env.invalidate_all()
            before = self.cr.sql_log_count
            self._create(*rows)
            self.env.flush_all()
            counts.append(self.cr.sql_log_count - before)
        self.assertLessEqual(counts[1], counts[0] + 3, counts)
