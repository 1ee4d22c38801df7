"""Classes of records that the access matrix speaks of, as SQL.

A role cannot find by itself what it must not see, so the tests look it up in the
database. ``{user}`` stands for the id of the user who asks.

``own``     about the user himself
``line``    about somebody whose leader in charge the user is
``secret``  about somebody with a secret file, and not avoided (R-47)
``avoided`` about the user or a relative on record (R-03, R-04)
``others``  about anybody else
``any``     whatever the person finds; for models without a table of their own
``new``     not there yet

What passes (wizards) is its creator's alone: ``own`` and ``others``.
"""

OWN = "(SELECT id FROM hr_employee WHERE user_id = {user})"
AVOIDED = f"""(
    SELECT id FROM hr_employee WHERE user_id = {{user}}
    UNION
    SELECT relative_id FROM cadre_relative
     WHERE active AND relative_id IS NOT NULL AND employee_id IN {OWN}
    UNION
    SELECT employee_id FROM cadre_relative
     WHERE active AND relative_id IN {OWN}
)"""
# Files of a level that asks for the right to secret files, and whose they are.
SECRET = "(SELECT employee_id FROM cadre_dossier WHERE secrecy = 'secret')"
IS_OWN = f"employee_id IN {OWN}"
IS_LINE = f"leader_id IN {OWN} AND employee_id NOT IN {OWN}"
IS_OTHER = f"employee_id NOT IN {OWN} AND COALESCE(leader_id, 0) NOT IN {OWN}"
# the head of the department assigns too, where another one is in charge.
IS_HEADED = f"""COALESCE(department_id, 0) IN (
    SELECT id FROM hr_department WHERE manager_id IN {OWN})"""
SAME_AS = "{key} IN (SELECT id FROM {table} WHERE {where})"
# Applications with such a file on them, whole.
AVOIDED_ACCESS = (
    f"(SELECT access_id FROM cadre_access_line WHERE employee_id IN {AVOIDED})"
)
SECRET_ACCESS = (
    f"(SELECT access_id FROM cadre_access_line WHERE employee_id IN {SECRET})"
)
WAITING = "approver_role = 'committee' AND state = 'submitted'"
GIVEN = "state IN ('fed_back', 'acknowledged')"
VERIFIED = (
    "(state IN ('verified', 'handled', 'withdrawn') AND is_sensitive IS NOT TRUE)"
)
LED_RESULT = f"appraisal_id IN (SELECT id FROM cadre_appraisal WHERE {IS_LINE})"


def _of(key, table, where):
    return SAME_AS.format(key=key, table=table, where=where)


def _through(key, table, classes):
    return {name: _of(key, table, where) for name, where in classes.items()}


BY_CLAUSE = {"appraisal": "code LIKE 'A-%%'", "archive": "code NOT LIKE 'A-%%'"}
BY_FILE = {
    "others": f"employee_id NOT IN {AVOIDED} AND employee_id NOT IN {SECRET}",
    "secret": f"employee_id NOT IN {AVOIDED} AND employee_id IN {SECRET}",
    "avoided": f"employee_id IN {AVOIDED}",
}
BY_APPLICATION = {
    "others": f"id NOT IN {AVOIDED_ACCESS} AND id NOT IN {SECRET_ACCESS} "
    f"AND NOT ({WAITING}) AND approver_id IS DISTINCT FROM {{user}}",
    "secret": f"id NOT IN {AVOIDED_ACCESS} AND id IN {SECRET_ACCESS} "
    f"AND NOT ({WAITING}) AND approver_id IS DISTINCT FROM {{user}}",
    "waiting": f"id NOT IN {AVOIDED_ACCESS} AND id NOT IN {SECRET_ACCESS} "
    f"AND {WAITING}",
    "avoided": f"id IN {AVOIDED_ACCESS}",
}
# A delivery with such a paper on its list, whole.
AVOIDED_DELIVERY = (
    f"(SELECT delivery_id FROM cadre_delivery_line WHERE employee_id IN {AVOIDED})"
)
SECRET_DELIVERY = (
    f"(SELECT delivery_id FROM cadre_delivery_line WHERE employee_id IN {SECRET})"
)
BY_DELIVERY = {
    "others": f"id NOT IN {AVOIDED_DELIVERY} AND id NOT IN {SECRET_DELIVERY}",
    "secret": f"id NOT IN {AVOIDED_DELIVERY} AND id IN {SECRET_DELIVERY}",
    "avoided": f"id IN {AVOIDED_DELIVERY}",
}
BY_LINE = {"own": IS_OWN, "line": IS_LINE, "others": IS_OTHER}
IS_KIN = f"employee_id IN {AVOIDED} AND employee_id NOT IN {OWN}"
# Of relatives, what is given is seen like anybody's.
SEEN = f"({GIVEN} OR employee_id NOT IN {AVOIDED})"
BY_EVALUATION = {
    "own_hidden": f"{IS_OWN} AND NOT {GIVEN}",
    "own_given": f"{IS_OWN} AND {GIVEN}",
    "kin_hidden": f"{IS_KIN} AND NOT {GIVEN}",
    "line": f"{IS_LINE} AND {SEEN}",
    "others_draft": f"{IS_OTHER} AND {SEEN} AND state = 'draft' "
    "AND is_private IS NOT TRUE",
    "others_private": f"{IS_OTHER} AND state = 'draft' AND is_private",
    "others_scored": f"{IS_OTHER} AND {SEEN} AND state <> 'draft'",
}
# What hangs on an application, by its column; sessions also by their reader.
ITS_SECRET = f"access_id NOT IN {AVOIDED_ACCESS} AND access_id IN {SECRET_ACCESS}"
ITS_OTHERS = f"access_id NOT IN {AVOIDED_ACCESS} AND access_id NOT IN {SECRET_ACCESS}"
BY_ITS_APPLICATION = {
    "others": ITS_OTHERS,
    "secret": ITS_SECRET,
    "avoided": f"access_id IN {AVOIDED_ACCESS}",
}
BY_READER = {
    "own": f"access_id NOT IN {AVOIDED_ACCESS} AND reader_user_id = {{user}}",
    "others": f"{ITS_OTHERS} AND reader_user_id <> {{user}}",
    "secret": f"{ITS_SECRET} AND reader_user_id <> {{user}}",
    "avoided": f"access_id IN {AVOIDED_ACCESS}",
}
BY_SLIP = {
    "others": f"{BY_FILE['others']} AND NOT (approver_role = 'committee' "
    "AND state = 'registered') AND approver_id IS DISTINCT FROM {user}",
    "secret": f"{BY_FILE['secret']} AND approver_id IS DISTINCT FROM {{user}}",
    "waiting": f"{BY_FILE['others']} AND approver_role = 'committee' "
    "AND state = 'registered'",
    "avoided": BY_FILE["avoided"],
}
EVERYTHING = {"all": "true"}
PASSING = {"own": "create_uid = {user}", "others": "create_uid <> {user}"}
# Models read off other tables: which table, and the id that a row of it gets.
SOURCES = {
    "cadre.usual.file": ("cadre_appraisal", "id"),
    "cadre.appraisal.missing": ("cadre_quarterly_evaluation", "id * 2 + 1"),
}
UNFINISHED = (
    "is_excluded IS NOT TRUE AND state IN ('draft', 'scored', 'talked') AND cycle_id "
    "IN (SELECT id FROM cadre_appraisal_cycle WHERE state = 'open')"
)

BY_EVENT = {
    "own_open": f"{IS_OWN} AND NOT {VERIFIED}",
    "own_verified": f"{IS_OWN} AND {VERIFIED}",
    "line_open": f"{LED_RESULT} AND NOT {VERIFIED}",
    "line_verified": f"{LED_RESULT} AND {VERIFIED}",
    "others_open": f"NOT ({LED_RESULT}) AND employee_id NOT IN {AVOIDED} "
    f"AND NOT {VERIFIED}",
    "others_verified": f"NOT ({LED_RESULT}) AND employee_id NOT IN {AVOIDED} "
    f"AND {VERIFIED}",
}

WHERE = {
    "cadre.clause": BY_CLAUSE,
    "cadre.clause.value": _through("clause_id", "cadre_clause", BY_CLAUSE),
    "cadre.log": {
        "others": f"COALESCE(subject_id, 0) NOT IN {AVOIDED} "
        f"AND COALESCE(subject_id, 0) NOT IN {SECRET}",
        "secret": f"subject_id NOT IN {AVOIDED} AND subject_id IN {SECRET}",
        "avoided": f"subject_id IN {AVOIDED}",
    },
    "cadre.log.seal": EVERYTHING,
    "cadre.relative": {
        "own": f"employee_id IN {OWN} OR relative_id IN {OWN}",
        "others": f"employee_id NOT IN {OWN} AND COALESCE(relative_id, 0) NOT IN {OWN}",
    },
    "cadre.material.category": EVERYTHING,
    "cadre.material.type": EVERYTHING,
    "cadre.place": EVERYTHING,
    "cadre.staff": EVERYTHING,
    "cadre.role.grant": EVERYTHING,
    "cadre.dossier": BY_FILE,
    "cadre.material": _through("dossier_id", "cadre_dossier", BY_FILE),
    "cadre.custody.move": BY_FILE,
    "cadre.rejection.reason": EVERYTHING,
    "cadre.delivery": BY_DELIVERY,
    "cadre.delivery.line": _through("delivery_id", "cadre_delivery", BY_DELIVERY),
    "cadre.scan": _through("dossier_id", "cadre_dossier", BY_FILE),
    "cadre.scan.upload": EVERYTHING,
    "cadre.scan.upload.slice": EVERYTHING,
    "cadre.catalogue": BY_FILE,
    "cadre.expected.rule": EVERYTHING,
    "cadre.expected.material": BY_FILE,
    "cadre.access": BY_APPLICATION,
    "cadre.access.line": _through("access_id", "cadre_access", BY_APPLICATION),
    "cadre.access.reader": _through("access_id", "cadre_access", BY_APPLICATION),
    "cadre.access.count": _through("access_id", "cadre_access", BY_APPLICATION),
    "cadre.signature": _through("access_id", "cadre_access", BY_APPLICATION),
    "cadre.incident": BY_FILE,
    "cadre.incident.step": _through("incident_id", "cadre_incident", BY_FILE),
    "cadre.approval.level": EVERYTHING,
    "cadre.reminder.sent": EVERYTHING,
    "cadre.loan.reminder": _through(
        "access_id",
        "cadre_access",
        {name: BY_APPLICATION[name] for name in ("others", "avoided")},
    ),
    "cadre.copy.print": BY_FILE,
    "cadre.extract": BY_FILE,
    "cadre.information.slip": BY_SLIP,
    # Written while the slip waits for its answer only: on no answered one.
    "cadre.information.line": _through("dossier_id", "cadre_dossier", BY_FILE),
    "cadre.reading.session": BY_READER,
    "cadre.reading.view": BY_ITS_APPLICATION,
    "cadre.reading.beat": EVERYTHING,
    "cadre.dimension": EVERYTHING,
    "cadre.appraisal.cycle": EVERYTHING,
    "cadre.appraisal.cycle.dimension": _through(
        "cycle_id", "cadre_appraisal_cycle", {"opened": "state <> 'draft'"}
    ),
    "cadre.appraisal.cycle.value": _through(
        "cycle_id", "cadre_appraisal_cycle", {"opened": "state <> 'draft'"}
    ),
    "cadre.appraisal": {
        "own_hidden": f"{IS_OWN} AND state <> 'fed_back'",
        "own_given": f"{IS_OWN} AND state = 'fed_back'",
        "line_hidden": f"{IS_LINE} AND state <> 'fed_back'",
        "line_given": f"{IS_LINE} AND state = 'fed_back'",
        "others": IS_OTHER,
    },
    "cadre.appraisal.move": EVERYTHING,
    "cadre.task": {
        "office": "level = 'office'",
        "own": f"level IN ('person', 'month') AND {IS_OWN}",
        "line": f"level IN ('person', 'month') AND employee_id NOT IN {OWN} "
        f"AND (leader_id IN {OWN} OR {IS_HEADED})",
        "others": f"level IN ('person', 'month') AND {IS_OTHER} AND NOT ({IS_HEADED})",
    },
    "cadre.monthly.record": BY_LINE,
    "cadre.monthly.record.line": _through(
        "record_id",
        "cadre_monthly_record",
        {**BY_LINE, "handed_in": "state <> 'draft'"},
    ),
    "cadre.quarterly.evaluation": {
        **BY_EVALUATION,
        "others_draft": f"{IS_OTHER} AND {SEEN} AND state = 'draft' "
        "AND is_private IS NOT TRUE AND is_excluded IS NOT TRUE",
        "others_left_out": f"{IS_OTHER} AND {SEEN} AND state = 'draft' AND is_excluded",
    },
    "cadre.quarterly.evaluation.line": _through(
        "evaluation_id", "cadre_quarterly_evaluation", BY_EVALUATION
    ),
    "cadre.quarter.correction": {
        "own": IS_OWN,
        "others": f"employee_id NOT IN {OWN} AND "
        f"evaluation_id NOT IN (SELECT id FROM cadre_quarterly_evaluation "
        f"WHERE {IS_LINE})",
    },
    "cadre.appraisal.delegation": {
        "given": f"leader_id IN {OWN}",
        "received": f"delegate_id IN {OWN}",
        "others": f"leader_id NOT IN {OWN} AND delegate_id NOT IN {OWN}",
    },
    "cadre.consequence.kind": EVERYTHING,
    "cadre.consequence": {
        "own_hidden": f"{IS_OWN} AND date_confirmed IS NULL",
        "own_confirmed": f"{IS_OWN} AND date_confirmed IS NOT NULL",
        "kin": IS_KIN,
        "others": f"employee_id NOT IN {AVOIDED}",
    },
    "cadre.conduct.evidence": _through("event_id", "cadre_conduct_event", BY_EVENT),
    "cadre.makeup.day": EVERYTHING,
    "cadre.clock.number": {
        "own": IS_OWN,
        "others": f"employee_id NOT IN {AVOIDED}",
    },
    "cadre.attendance.run": EVERYTHING,
    "cadre.attendance.fact": {
        "own": IS_OWN,
        "line": LED_RESULT,
        "others": f"NOT COALESCE({LED_RESULT}, false) AND employee_id NOT IN {AVOIDED}",
    },
    "cadre.usual.file": BY_LINE,
    "cadre.appraisal.missing": {
        "own_hidden": f"{IS_OWN} AND {UNFINISHED}",
        "line": f"{IS_LINE} AND employee_id NOT IN {AVOIDED} AND {UNFINISHED}",
        "others": f"{IS_OTHER} AND employee_id NOT IN {AVOIDED} AND {UNFINISHED}",
    },
    "cadre.conduct.kind": EVERYTHING,
    "cadre.conduct.event": BY_EVENT,
}


def find(sql, model, records, user_id):
    """Ids of the records of a class, as seen from a user.

    :param sql: the fixture of that name
    :param str model: name of the model
    :param str records: class of records, see :data:`WHERE`
    :param int user_id: who asks
    :rtype: list[int]
    """
    if records in ("any", "new"):
        return [1]
    where = WHERE.get(model, PASSING)[records].replace("{user}", str(int(user_id)))
    table, key = SOURCES.get(model, (model.replace(".", "_"), "id"))
    rows = sql(f"SELECT {key} FROM {table} WHERE {where} ORDER BY id")
    return [row[0] for row in rows]
