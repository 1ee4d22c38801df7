from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from odoo.tests import BaseCase, tagged

from ...rules.loans import days_overdue, is_due_soon, loan_due
from ...rules.numbering import continue_numbers, material_number, number_key
from ...rules.readers import Match, Person, Registers, match

DATES = st.dates(date(2000, 1, 1), date(2100, 12, 31))
ONE, TWO, THREE, FOUR = (
    "110101198001011232",
    "11010119700101114X",
    "110101199203032220",
    "330101196001012229",
)
NUMBERS = st.text("0123456789xX ", max_size=20) | st.sampled_from((ONE, TWO, THREE))
NAMES = st.text("方艳慧李强 ", max_size=6)
PEOPLE = st.builds(Person, NAMES, NUMBERS)


@tagged("post_install", "-at_install")
class TestRulesArchive(BaseCase):
    """Policy arithmetic of the archive, without a database."""

    # --- Loans (R-17, Q-3) ---

    def test_fifteen_days_from_the_first_end_on_the_sixteenth(self):
        self.assertEqual(loan_due(date(2025, 6, 1), 15, 15), date(2025, 6, 16))
        self.assertEqual(loan_due(date(2024, 2, 20), 15, 15), date(2024, 3, 6))

    def test_no_day_and_the_day_past_the_limit(self):
        for days in (-1, 0, 16, 150):
            with self.subTest(days=days), self.assertRaises(ValueError):
                loan_due(date(2025, 6, 1), days, 15)

    @settings(deadline=None)
    @given(DATES, st.integers(1, 15))
    def test_due_date_is_within_the_limit(self, day, days):
        due = loan_due(day, days, 15)
        self.assertEqual((due - day).days, days)
        self.assertLessEqual(due, day + timedelta(days=15))

    @settings(deadline=None)
    @given(DATES, st.integers(-40, 40))
    def test_overdue_from_the_day_after(self, due, shift):
        today = due + timedelta(days=shift)
        self.assertEqual(days_overdue(due, today), max(0, shift))
        self.assertFalse(is_due_soon(due, today, 3) and days_overdue(due, today))

    def test_due_soon_from_day_twelve(self):
        due = date(2025, 6, 16)
        for day, soon in ((12, False), (13, True), (16, True), (17, False)):
            with self.subTest(day=day):
                self.assertEqual(is_due_soon(due, date(2025, 6, day), 3), soon)

    # --- Numbers of materials (facts 5.1) ---

    def test_numbers_as_pencilled(self):
        self.assertEqual(material_number("3", 2), "3-2")
        self.assertEqual(material_number("4-1", 5), "4-1-5")

    def test_numbers_sort_by_value(self):
        numbers = ["10-1", "4-1-10", "4-1-9", "9-4-1", "4-2-1", "1-1"]
        self.assertEqual(
            sorted(numbers, key=number_key),
            ["1-1", "4-1-9", "4-1-10", "4-2-1", "9-4-1", "10-1"],
        )

    @settings(deadline=None)
    @given(
        st.lists(st.sampled_from("abc"), max_size=30),
        st.dictionaries(st.sampled_from("abc"), st.integers(1, 50)),
    )
    def test_new_materials_continue_without_gaps(self, groups, highest):
        numbers = continue_numbers([(group, 0) for group in groups], highest)
        for group in set(groups):
            own = [n for g, n in zip(groups, numbers, strict=True) if g == group]
            first = highest.get(group, 0) + 1
            self.assertEqual(own, list(range(first, first + len(own))))

    @settings(deadline=None)
    @given(
        st.lists(st.tuples(st.sampled_from("ab"), st.integers(0, 5)), max_size=20),
    )
    def test_given_numbers_are_kept_and_never_given_again(self, rows):
        numbers = continue_numbers(rows, {})
        for (_group, given_number), number in zip(rows, numbers, strict=True):
            self.assertTrue(number)
            if given_number:
                self.assertEqual(number, given_number)
        for group in "ab":
            kept = {n for g, n in rows if g == group and n}
            made = [
                number
                for (g, n), number in zip(rows, numbers, strict=True)
                if g == group and not n
            ]
            self.assertFalse(kept & set(made))
            self.assertEqual(len(made), len(set(made)))

    # --- Who a reader is (R-03, R-04) ---

    @settings(deadline=None)
    @given(PEOPLE, PEOPLE)
    def test_match_is_symmetric(self, one, other):
        self.assertIs(match(one, other), match(other, one))

    @settings(deadline=None)
    @given(PEOPLE)
    def test_a_person_matches_himself(self, person):
        expected = (
            Match.SAME
            if person.written
            else Match.MAYBE
            if person.plain_name
            else Match.NO
        )
        self.assertIs(match(person, person), expected)

    @settings(deadline=None)
    @given(NAMES, NAMES, NUMBERS, NUMBERS)
    def test_two_numbers_decide_whatever_the_names(self, name, other, one, two):
        first, second = Person(name, one), Person(other, two)
        if first.key and second.key:
            same = first.key == second.key
            self.assertIs(match(first, second), Match.SAME if same else Match.NO)

    def test_spaces_and_the_final_x_do_not_matter(self):
        one = Person("方艳慧", "11010119700101114x")
        self.assertIs(match(one, Person("", "110101 19700101 114Ｘ")), Match.SAME)
        self.assertIs(match(Person("方 艳慧"), Person("方艳 慧")), Match.MAYBE)

    def test_who_is_kept_from_a_file(self):
        """R-03, R-04: by record, by number, else by name; the surest answer counts."""
        cadre = Person("方艳慧", ONE, record=7)
        registers = Registers(
            by_number={ONE: 7, TWO: 8},
            avoided={7: {7, 8}, 8: {8, 7}, 9: {9}},
            kin={
                7: [Person("孙丽", THREE), Person("周刚"), Person("李强", record=8)],
                9: [Person("方艳慧")],
            },
        )
        for one, clause, sure in (
            (Person("方艳慧", ONE, record=7), "R-03", Match.SAME),
            (Person("any name", ONE), "R-03", Match.SAME),
            (Person("any name", f" {TWO}"), "R-04", Match.SAME),
            (Person(record=8), "R-04", Match.SAME),
            (Person("方艳慧"), "R-03", Match.MAYBE),
            (Person("any name", THREE), "R-04", Match.SAME),
            (Person("孙丽"), "R-04", Match.MAYBE),
            (Person("孙丽", "无"), "R-04", Match.MAYBE),
            (Person("孫麗"), "R-04", Match.MAYBE),
            (Person("孙丽", FOUR), "R-04", Match.NO),
            (Person("周刚", FOUR), "R-04", Match.MAYBE),
            (Person("周刚", FOUR, declared="from another town"), "R-04", Match.NO),
            (Person("周刚", "1", declared="from another town"), "R-04", Match.MAYBE),
            (Person("周刚", FOUR, declared=" "), "R-04", Match.MAYBE),
            (Person("李 强"), "R-04", Match.MAYBE),
            (Person("陈静", record=9), "R-04", Match.MAYBE),
            (Person("陈静", FOUR), "R-04", Match.NO),
        ):
            with self.subTest(one=one):
                self.assertEqual(registers.conflict(one, cadre), (clause, sure))
