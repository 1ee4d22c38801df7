"""External ids of the appraisal's groups: one place, so that a role has one name."""

CLERK = "cadre_appraisal.group_cadre_appraisal_clerk"
MEMBER = "cadre_appraisal.group_cadre_leading_group_member"
CHAIR = "cadre_appraisal.group_cadre_leading_group_chair"
INSPECTOR = "cadre_appraisal.group_cadre_discipline_inspector"

# Actors that no group names: methods of the personal mixin.
BY_LEADER = "_supervised_by_user"
BY_OWNER = "_own_records"
