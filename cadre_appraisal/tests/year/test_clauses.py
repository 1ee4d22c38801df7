from odoo.exceptions import AccessError
from odoo.tests import tagged

from ..common import REFUSAL, AppraisalCommon


@tagged("post_install", "-at_install")
class TestWhoSetsClauses(AppraisalCommon):
    """Security 8: each regulation is set by its own role alone (A-02, A-42)."""

    def test_each_regulation_by_its_own_role(self):
        appraisal = self.env.ref("cadre_archive.clause_value_a_70_run_days")
        archive = self.env.ref("cadre_archive.clause_value_r_17_loan_days")
        for role, own, other in (
            ("head", archive, appraisal),
            ("chair", appraisal, archive),
        ):
            user = self.users[role]
            with self.subTest(role=role):
                own.with_user(user).value = 9
                own.clause_id.with_user(user).reading = "As this office reads it."
                refused = self.assertRaisesRegex(
                    AccessError, REFUSAL % ("cannot set", "A-02") + ".*chair"
                )
                theirs = other.with_user(user)
                with refused:
                    theirs.value = 11
                with refused:
                    theirs.operator = "lt"
                with refused:
                    theirs.clause_id.reading = "Whatever"
                with refused:
                    theirs.clause_id.write(
                        {"value_ids": [(1, theirs.id, {"value": 11})]}
                    )
                with refused:
                    (own + other).with_user(user).write({"value": 10})
        for role in ("clerk", "inspector", "member", "admin", "leader"):
            with self.subTest(role=role), self.assertRaises(AccessError):
                appraisal.with_user(self.users[role]).value = 1
