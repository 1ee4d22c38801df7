"""Classes of records that the access matrix speaks of, as SQL.

A role cannot find by itself what it must not see, so the tests look it up in the
database. Each query gets the user's id as ``%s``, once or more (``{user}``).
"""

# Cadres whom a user must avoid: himself and his relatives on record.
OWN = "SELECT id FROM hr_employee WHERE user_id = {user}"
KIN = f"""
    SELECT relative_id FROM cadre_relative
     WHERE active AND relative_id IS NOT NULL AND employee_id IN ({OWN})
    UNION
    SELECT employee_id FROM cadre_relative
     WHERE active AND relative_id IN ({OWN})
"""
