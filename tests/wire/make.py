"""Makes the records that the sample office lacks: every kind of every model, per role.

    python -m tests.wire.make        with CADRE_DB and PG*, before the office is served

A record is copied with other values, past the application: the tests ask who reaches
it, not how it came to be. Whatever is there already is left alone.
"""

import os

import psycopg2
from psycopg2 import sql as q

from . import matrix, records
from .conftest import ROLES

# Tables of what is computed, and of what from.
KEPT = [
    f"cadre\\_{name}"
    for name in (
        "appraisal",
        "appraisal\\_cycle%",
        "quarterly\\_evaluation%",
        "monthly\\_record%",
        "task",
        "attendance\\_fact",
        "delivery\\_line",
    )
]
GENESIS = "0" * 64  # as in cadre_archive/rules/hash_chain.py
# Kept unique by their tables; a copy gets a new one.
NUMBERS = {"name", "number", "code", "iou_number", "sha256", "upload_key"}


class Office:
    """The database, its people and what may be made in it."""

    def __init__(self, cursor):
        self.cursor = cursor
        self.count = 0
        self.users = {
            role: self.sql("SELECT id FROM res_users WHERE login = %s", login)[0][0]
            for role, login in ROLES.items()
        }
        self.employees = {
            role: self.sql("SELECT id FROM hr_employee WHERE user_id = %s", user)[0][0]
            for role, user in self.users.items()
        }
        # Somebody with a login and in none of the roles.
        [(self.stranger,)] = self.sql(
            "SELECT min(user_id) FROM hr_employee WHERE NOT user_id = ANY(%s)",
            list(self.users.values()),
        )

    def sql(self, query, *args):
        self.cursor.execute(query, args or None)
        return self.cursor.fetchall() if self.cursor.description else []

    def find(self, model, kind, role):
        return records.find(self.sql, model, kind, self.users[role])

    def lacking(self, model, kind):
        """Roles that find no such record, one after the other."""
        return (role for role in ROLES if not self.find(model, kind, role))

    def copy(self, model, of="true", **values):
        """Copy the first record that fits.

        :param str model: its name
        :param str of: SQL condition
        :param values: what the copy has instead
        :return: the id of the copy
        """
        table = model.replace(".", "_")
        self.count += 1
        columns, shown = [], []
        for name, kind in self.sql(
            "SELECT column_name, data_type FROM information_schema.columns "
            "WHERE table_schema = 'public' AND table_name = %s "
            "AND column_name <> 'id'",
            table,
        ):
            columns.append(q.Identifier(name))
            if name in values:
                shown.append(q.Literal(values.pop(name)))
            elif name in NUMBERS and kind == "character varying":
                shown.append(
                    q.SQL("{} || {}").format(columns[-1], q.Literal(f"-W{self.count}"))
                )
            else:
                shown.append(columns[-1])
        assert not values, f"{model} has no {values}"
        statement = q.SQL(
            "INSERT INTO {0} ({1}) SELECT {2} FROM {0} WHERE {3} ORDER BY id LIMIT 1 "
            "RETURNING id"
        ).format(
            q.Identifier(table),
            q.SQL(", ").join(columns),
            q.SQL(", ").join(shown),
            q.SQL(of),
        )
        self.cursor.execute(statement)
        row = self.cursor.fetchone()
        assert row, f"no {model} to copy: {of}"
        return row[0]

    def insert(self, model, **values):
        statement = q.SQL("INSERT INTO {} ({}) VALUES ({}) RETURNING id").format(
            q.Identifier(model.replace(".", "_")),
            q.SQL(", ").join(map(q.Identifier, values)),
            q.SQL(", ").join(map(q.Literal, values.values())),
        )
        self.cursor.execute(statement)
        return self.cursor.fetchone()[0]

    def set(self, model, where, **values):
        """Change records, in silence."""
        statement = q.SQL("UPDATE {} SET {} WHERE {}").format(
            q.Identifier(model.replace(".", "_")),
            q.SQL(", ").join(
                q.SQL("{} = {}").format(q.Identifier(name), q.Literal(value))
                for name, value in values.items()
            ),
            q.SQL(where),
        )
        self.cursor.execute(statement)

    def need(self, model, kind, of="true", **values):
        """Copy a record for each role that finds none of the kind.

        :param values: the same for all, or a function of the role
        :return: the last copy, None where nobody lacked one
        """
        made = None
        for role in self.lacking(model, kind):
            given = {k: v(role) if callable(v) else v for k, v in values.items()}
            made = self.copy(model, of, **given)
        return made


def make(office):
    """Everything that a row of the matrix speaks of.

    :raises AssertionError: with what is lacking still
    """
    export(office)
    kin(office)
    archive(office)
    appraisal(office)
    events(office)
    clock_numbers(office)
    passing(office)
    lacking = [
        f"{role}: {row}"
        for row in matrix.rows(ROLES)
        for role in office.lacking(row.model, row.records)
    ]
    assert not lacking, "\n".join(lacking)


def keep(office):
    """A copy of every row as the sample left it, in a schema of its own.

    What the office computed is compared with these: rows made here are no result of
    anything.
    """
    office.sql("CREATE SCHEMA sample")
    for (table,) in office.sql(
        "SELECT tablename FROM pg_tables "
        "WHERE schemaname = 'public' AND tablename LIKE ANY (%s)",
        KEPT,
    ):
        office.sql(f'CREATE TABLE sample."{table}" AS TABLE public."{table}"')


def export(office):
    """Every role may export, and ask /json: what is refused is the record."""
    [(group,)] = office.sql(
        "SELECT res_id FROM ir_model_data "
        "WHERE module = 'base' AND name = 'group_allow_export'"
    )
    office.sql(
        "INSERT INTO res_groups_users_rel (gid, uid) "
        "SELECT %s, unnest(%s) ON CONFLICT DO NOTHING",
        group,
        list(office.users.values()),
    )
    office.insert("ir.config_parameter", key="web.json.enabled", value="1")
    # Odoo looks there whether it is a demo, with the rights of whoever asks.
    [(modules,)] = office.sql(
        "SELECT id FROM ir_model WHERE model = 'ir.module.module'"
    )
    office.insert(
        "ir.model.access", name="json", model_id=modules, active=True, perm_read=True
    )


def kin(office):
    """Somebody with a file and an ordinary year becomes a relative of every role."""
    [(office.kin,)] = office.sql(
        """
        SELECT d.employee_id
          FROM cadre_dossier d JOIN hr_employee e ON e.id = d.employee_id
         WHERE d.secrecy = 'normal' AND NOT e.id = ANY(%s)
           AND EXISTS (SELECT FROM cadre_material WHERE dossier_id = d.id)
           AND EXISTS (SELECT FROM cadre_log WHERE subject_id = e.id)
           AND EXISTS (SELECT FROM cadre_expected_material WHERE employee_id = e.id)
           AND EXISTS (SELECT FROM cadre_appraisal
                        WHERE employee_id = e.id AND state = 'fed_back')
           AND EXISTS (SELECT FROM cadre_quarterly_evaluation
                        WHERE employee_id = e.id AND state = 'draft')
           AND NOT EXISTS (SELECT FROM cadre_access_line WHERE employee_id = e.id)
           AND NOT EXISTS (SELECT FROM cadre_relative
                            WHERE e.id IN (employee_id, relative_id))
           AND NOT EXISTS (SELECT FROM cadre_appraisal WHERE leader_id = e.id)
         ORDER BY e.id LIMIT 1
        """,
        list(office.employees.values()),
    )
    for employee in office.employees.values():
        office.copy(
            "cadre.relative",
            "active AND relative_id IS NOT NULL",
            employee_id=employee,
            relative_id=office.kin,
        )


# --- The archive ---


def archive(office):
    [(secret,)] = office.sql(
        "SELECT employee_id FROM cadre_dossier WHERE secrecy = 'secret' "
        "AND id IN (SELECT dossier_id FROM cadre_material) ORDER BY id LIMIT 1"
    )
    for kind, person in (("avoided", office.kin), ("secret", secret)):
        [(dossier, material)] = office.sql(
            "SELECT d.id, min(m.id) FROM cadre_dossier d JOIN cadre_material m "
            "ON m.dossier_id = d.id WHERE d.employee_id = %s GROUP BY d.id",
            person,
        )
        about = {"employee_id": person, "dossier_id": dossier}
        _deliver(office, kind, about)
        scan = _scan(office, kind, dossier, material)
        office.need("cadre.catalogue", kind, **about, previous_id=None)
        incident = office.need("cadre.incident", kind, **about, access_id=None)
        office.need("cadre.incident.step", kind, incident_id=incident)
        access = _apply(office, about)
        _ask(office, kind, about)
        paper = {**about, "access_id": access, "material_id": material}
        office.need("cadre.copy.print", kind, **paper, extract_id=None)
        office.need("cadre.extract", kind, **paper)
        seen = {"access_id": access, "material_id": material, "scan_id": scan}
        _read(office, kind, {**seen, "employee_id": person})
    _wait(office)
    office.need(
        "cadre.reading.session",
        "own",
        "state = 'closed'",
        access_id=lambda role: office.find("cadre.access", "others", role)[0],
        reader_user_id=office.users.get,
    )
    office.need(
        "cadre.reading.session",
        "others",
        "state = 'closed'",
        reader_user_id=office.stranger,
    )
    # Of nothing yet, with the head that an empty chain has.
    office.insert("cadre.log.seal", count=0, head=GENESIS, date="now")
    [(group,)] = office.sql("SELECT min(id) FROM res_groups")
    office.insert(
        "cadre.role.grant",
        user_id=office.stranger,
        group_id=group,
        role="W",
        granter_id=office.users["admin"],
        state="refused",
        date_granted="now",
    )
    [(material,)] = office.sql("SELECT min(id) FROM cadre_material")
    upload = office.insert(
        "cadre.scan.upload", material_id=material, total=1, upload_key="W"
    )
    office.insert("cadre.scan.upload.slice", upload_id=upload, position=0, data=b"W")


def _deliver(office, kind, about):
    for _role in office.lacking("cadre.delivery", kind):
        delivery = office.copy("cadre.delivery")
        office.copy(
            "cadre.delivery.line", **about, delivery_id=delivery, material_id=None
        )


def _scan(office, kind, dossier, material):
    for _role in office.lacking("cadre.scan", kind):
        scan = office.copy("cadre.scan", dossier_id=dossier, material_id=material)
        office.copy("ir.attachment", "res_model = 'cadre.scan'", res_id=scan)
    return office.sql("SELECT min(id) FROM cadre_scan WHERE dossier_id = %s", dossier)[
        0
    ][0]


def _apply(office, about):
    """A loan with all that hangs on it."""
    [(old,)] = office.sql("SELECT min(access_id) FROM cadre_loan_reminder")
    of = f"access_id = {old}"
    access = office.copy(
        "cadre.access", f"id = {old}", state="returned", approver_id=None
    )
    line = office.copy(
        "cadre.access.line", of, **about, access_id=access, date_out=None
    )
    reader = office.copy("cadre.access.reader", of, access_id=access)
    office.copy(
        "cadre.access.count", of, access_id=access, line_id=line, incident_id=None
    )
    office.copy("cadre.signature", of, access_id=access, reader_id=reader)
    office.copy(
        "cadre.reminder.sent",
        f"res_model = 'cadre.access' AND res_id = {old}",
        res_id=access,
    )
    return access


def _ask(office, kind, about):
    slip = "cadre.information.slip"
    for _role in office.lacking(slip, kind):
        office.copy(slip, "state = 'closed'", **about, approver_id=None)
    slip_id = office.find(slip, kind, "archive_clerk")[0]
    office.need(
        "cadre.information.line",
        kind,
        dossier_id=about["dossier_id"],
        slip_id=slip_id,
        material_id=None,
    )


def _read(office, kind, seen):
    session = office.need(
        "cadre.reading.session",
        kind,
        "state = 'closed'",
        access_id=seen["access_id"],
        reader_user_id=office.stranger,
    )
    office.need("cadre.reading.view", kind, **seen, session_id=session)


def _wait(office):
    """What waits for the Party Committee has been signed and counted already."""
    office.need(
        "cadre.information.slip",
        "waiting",
        "state = 'registered'",
        approver_role="committee",
    )
    access = office.find("cadre.access", "waiting", "archive_clerk")[0]
    of = f"access_id = {access}"
    [(line,)] = office.sql(f"SELECT min(id) FROM cadre_access_line WHERE {of}")
    [(reader,)] = office.sql(f"SELECT min(id) FROM cadre_access_reader WHERE {of}")
    office.need(
        "cadre.access.count",
        "waiting",
        access_id=access,
        line_id=line,
        incident_id=None,
    )
    office.need("cadre.signature", "waiting", access_id=access, reader_id=reader)


# --- The appraisal ---


def appraisal(office):
    _lead(office)
    # Who takes no part, or was given nothing yet.
    for role in office.lacking("cadre.appraisal", "own_hidden"):
        office.copy(
            "cadre.appraisal",
            f"employee_id = {office.kin} AND state <> 'fed_back'",
            employee_id=office.employees[role],
        )
    for role in office.lacking("cadre.appraisal", "own_given"):
        done = f"employee_id = {office.kin} AND state = 'fed_back'"
        [(cycle,)] = office.sql(f"SELECT cycle_id FROM cadre_appraisal WHERE {done}")
        own = f"employee_id = {office.employees[role]} AND cycle_id = {cycle}"
        if office.sql(f"SELECT id FROM cadre_appraisal WHERE {own}"):
            office.set("cadre.appraisal", own, state="fed_back")
        else:
            office.copy("cadre.appraisal", done, employee_id=office.employees[role])
    _plan(office)
    _quarters(office)
    office.need(
        "cadre.appraisal.delegation",
        "given",
        leader_id=office.employees.get,
        delegate_id=office.kin,
        date_from="2020-01-01",
        date_to="2020-01-31",
    )
    office.need(
        "cadre.appraisal.delegation",
        "received",
        leader_id=office.kin,
        delegate_id=office.employees.get,
        date_from="2020-01-01",
        date_to="2020-01-31",
    )


def _lead(office):
    """Everybody is somebody's leader in charge."""
    people = iter(
        office.sql(
            """
            SELECT employee_id FROM cadre_appraisal a
             WHERE NOT employee_id = ANY(%s)
               AND NOT leader_id = ANY(%s)
               AND NOT EXISTS (SELECT FROM cadre_appraisal
                                WHERE leader_id = a.employee_id)
               AND NOT EXISTS (SELECT FROM cadre_relative
                                WHERE a.employee_id IN (employee_id, relative_id))
             GROUP BY employee_id
            HAVING bool_or(state = 'fed_back') AND bool_or(state <> 'fed_back')
               AND bool_and(EXISTS (SELECT FROM cadre_quarterly_evaluation e
                                     WHERE e.employee_id = a.employee_id
                                       AND state = 'draft' AND is_excluded IS NOT TRUE))
             ORDER BY employee_id
            """,
            [*office.employees.values(), office.kin],
            list(office.employees.values()),
        )
    )
    for role in office.lacking("cadre.appraisal", "line_hidden"):
        [person] = next(people)
        for model in (
            "cadre.appraisal",
            "cadre.task",
            "cadre.monthly.record",
            "cadre.quarterly.evaluation",
        ):
            office.set(
                model, f"employee_id = {person}", leader_id=office.employees[role]
            )


def _plan(office):
    of = f"employee_id = {office.kin}"
    office.need(
        "cadre.task",
        "own",
        f"{of} AND level IN ('person', 'month')",
        employee_id=office.employees.get,
        copied_from_id=None,
    )
    office.need(
        "cadre.monthly.record",
        "own",
        of,
        employee_id=office.employees.get,
        appraisal_id=lambda role: office.find("cadre.appraisal", "own_hidden", role)[0],
    )
    office.need(
        "cadre.monthly.record.line",
        "own",
        record_id=lambda role: office.find("cadre.monthly.record", "own", role)[0],
        task_id=lambda role: office.find("cadre.task", "own", role)[0],
    )


def _quarters(office):
    evaluation = "cadre.quarterly.evaluation"
    for role in office.lacking(evaluation, "own_hidden"):
        _quarter(office, role, "own_hidden", "draft")
    for role in office.lacking("cadre.appraisal.missing", "own_hidden"):
        _quarter(office, role, "own_hidden", "draft")
    for role in office.lacking(evaluation, "own_given"):
        _quarter(office, role, "own_given", "acknowledged")
    for role in office.lacking(evaluation, "others_private"):
        draft = office.find(evaluation, "others_draft", role)[-1]
        office.set(evaluation, f"id = {draft}", is_private=True)
    for kind in records.WHERE[f"{evaluation}.line"]:
        office.need(
            f"{evaluation}.line",
            kind,
            evaluation_id=lambda role, kind=kind: office.find(evaluation, kind, role)[
                0
            ],
        )
    for kind in ("own", "others"):
        for role in office.lacking("cadre.quarter.correction", kind):
            _correction(office, role if kind == "own" else None)
    proposed = {"evaluation_id": None, "date_confirmed": None}
    for kind, values in (
        ("own_hidden", {**proposed, "employee_id": office.employees.get}),
        ("own_confirmed", {"evaluation_id": None, "employee_id": office.employees.get}),
        ("kin", {**proposed, "employee_id": office.kin}),
    ):
        of = "state = 'confirmed'" if kind == "own_confirmed" else "state = 'proposed'"
        office.need("cadre.consequence", kind, of, **values)


def _correction(office, role):
    """A quarter of one's own, or of somebody else, that was corrected."""
    person = office.employees[role] if role else office.kin
    [(evaluation, company)] = office.sql(
        "SELECT id, company_id FROM cadre_quarterly_evaluation "
        "WHERE employee_id = %s ORDER BY state = 'draft', id LIMIT 1",
        person,
    )
    office.insert(
        "cadre.quarter.correction",
        evaluation_id=evaluation,
        employee_id=person,
        company_id=company,
        quarter="1",
        date="2026-06-30",
        user_id=office.users["appraisal_clerk"],
        reason="The objection was upheld.",
    )


def _quarter(office, role, kind, state):
    """A quarter of one's own; of who takes no part, one that he did not."""
    evaluation = "cadre.quarterly.evaluation"
    result = office.find("cadre.appraisal", kind, role)[0]
    own = f"appraisal_id = {result}"
    [(there,)] = office.sql(
        f"SELECT max(id) FROM cadre_quarterly_evaluation WHERE {own}"
    )
    if there:
        own = f"id = {there}"
    else:
        office.copy(
            evaluation,
            f"employee_id = {office.kin} AND state = '{state}'",
            employee_id=office.employees[role],
            appraisal_id=result,
        )
    office.set(evaluation, own, state=state, is_excluded=False)


# --- Facts of the year ---


def events(office):
    event, evidence = "cadre.conduct.event", "cadre.conduct.evidence"
    for kind in records.BY_EVENT:
        whose = "own_hidden" if kind.startswith("own") else "line_hidden"
        is_open = kind.endswith("_open")
        for role in office.lacking(event, kind):
            office.copy(
                event,
                f"NOT {records.VERIFIED}" if is_open else records.VERIFIED,
                **_result(office, whose, role),
            )
        for role in office.lacking(evidence, kind):
            copy = office.copy(evidence, event_id=office.find(event, kind, role)[0])
            office.copy("ir.attachment", f"res_model = '{evidence}'", res_id=copy)
    for kind in ("own", "line"):
        for role in office.lacking("cadre.attendance.fact", kind):
            office.copy(
                "cadre.attendance.fact", **_result(office, f"{kind}_hidden", role)
            )


def clock_numbers(office):
    """A number on the clock of each role, and one of somebody who is nobody's kin."""
    number = "cadre.clock.number"
    for kind in ("own", "others"):
        for role in office.lacking(number, kind):
            whose = office.employees[role]
            if kind == "others":
                [(whose,)] = office.sql(
                    "SELECT max(employee_id) FROM cadre_appraisal WHERE employee_id "
                    f"NOT IN {records.AVOIDED}".replace(
                        "{user}", str(office.users[role])
                    )
                )
            office.count += 1
            office.insert(
                number,
                number=f"W{office.count}",
                number_key=f"w{office.count}",
                employee_id=whose,
                company_id=1,
                active=True,
            )


def _result(office, kind, role):
    """The values of what counts in a result of that kind."""
    result = office.find("cadre.appraisal", kind, role)[0]
    [(employee,)] = office.sql(
        "SELECT employee_id FROM cadre_appraisal WHERE id = %s", result
    )
    return {"appraisal_id": result, "employee_id": employee}


# --- What passes ---


def passing(office):
    """Every role and a stranger have every wizard open, whether they may or not."""
    models = office.sql(
        "SELECT model FROM ir_model WHERE model LIKE 'cadre.%%' AND transient"
    )
    for user in (*office.users.values(), office.stranger):
        made = {}
        for (model,) in models:
            _open(office, model, user, made)


def _open(office, model, user, made):
    if model not in made:
        columns = office.sql(
            """
            SELECT column_name, data_type, confrelid::regclass::text
              FROM information_schema.columns
         LEFT JOIN pg_constraint ON contype = 'f' AND conrelid = %s::regclass
               AND conkey = ARRAY[ordinal_position::smallint]
             WHERE table_schema = 'public' AND table_name = %s
               AND is_nullable = 'NO' AND column_name <> 'id'
            """,
            model.replace(".", "_"),
            model.replace(".", "_"),
        )
        values = {
            name: _some(office, kind, target, user, made)
            for name, kind, target in columns
        }
        made[model] = office.insert(model, **values, create_uid=user, create_date="now")
    return made[model]


def _some(office, kind, target, user, made):
    """A value for a column that must not be empty."""
    if target:
        [(model, passes)] = office.sql(
            "SELECT model, transient FROM ir_model WHERE replace(model, '.', '_') = %s",
            target,
        )
        if passes:
            return _open(office, model, user, made)
        if "others" in records.WHERE.get(model, ()):
            return records.find(office.sql, model, "others", user)[0]
        return office.sql(f"SELECT min(id) FROM {target}")[0][0]
    if kind.startswith(("date", "timestamp")):
        return "now"
    plain = {"integer": 2026, "numeric": 1, "boolean": False, "jsonb": "{}"}
    return plain.get(kind, "W")


def main():
    connection = psycopg2.connect(dbname=os.environ["CADRE_DB"])
    with connection, connection.cursor() as cursor:
        office = Office(cursor)
        keep(office)
        make(office)
        print(f"{office.count} records made for the tests over the wire")
    connection.close()


if __name__ == "__main__":
    main()
