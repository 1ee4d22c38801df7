"""Lists and searches among 1,000,000 materials against 1,000.

    tools/odoo shell -d BENCH_DB --no-http --log-level warn < tools/bench/job_search.py

Fills a bench database by SQL (never an office's own), first 100 files with 1,000
materials, then 100,000 with 1,000,000, and measures what a clerk's list asks: the
first page with its count, a name, a pinyin prefix, a number. Target: at most twice.
"""

import random
import time

from psycopg2.extras import execute_values

from odoo.tests import new_test_user

from odoo.addons.cadre_archive.rules.search_key import search_key, spaced_key

RUNS = 41
SIZES = ((100, 10), (100_000, 10))
TARGET = 2.0
FAMILY = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗方曾"
GIVEN = "艳慧强芳伟洋静勇敏磊杰娜刚明华丽军超秀霞平辉玲桂英建国文斌海波红梅晓宇"
RARE = "令狐艳慧"  # the person looked for: among few as among many
RARE_PAPER = "家世说明"  # and the paper

env = globals()["env"]  # given by the shell
cr = env.cr


def columns(table, **changed):
    """Column list and select list that copy a template row with changes."""
    cr.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s "
        "AND is_generated = 'NEVER' AND column_name <> 'id'",
        [table],
    )
    names = [name for (name,) in cr.fetchall()]
    return (
        ", ".join(f'"{name}"' for name in names),
        ", ".join(changed.get(name, f't."{name}"') for name in names),
    )


def copy_rows(table, template, source, **changed):
    into, select = columns(table, **changed)
    cr.execute(
        f'INSERT INTO "{table}" (id, {into}) '
        f'SELECT s.{table}_id, {select} FROM {source} s, "{table}" t WHERE t.id = %s',
        [template],
    )


def set_up():
    env["ir.cron"].search([]).active = False
    user = env["res.users"].search([("login", "=", "bench_clerk")]) or new_test_user(
        env,
        login="bench_clerk",
        groups="cadre_archive.group_cadre_archive_clerk",
        context={"no_reset_password": True},
    )
    place = env["cadre.place"].search([("code", "=", "BENCH")]) or env[
        "cadre.place"
    ].create({"name": "Bench", "code": "BENCH", "kind": "room"})
    employee = env["hr.employee"].create({"name": "Bench", "cadre_number": "BENCH-0"})
    dossier = env["cadre.dossier"].create(
        {"number": "BENCH-0", "employee_id": employee.id, "place_id": place.id}
    )
    material = env["cadre.material"].create(
        {
            "dossier_id": dossier.id,
            "category_id": env.ref("cadre_archive.cadre_material_category_1").id,
            "name": "干部履历表",
        }
    )
    env.flush_all()
    cr.commit()
    return user, employee, dossier, material


def fill(first, last, per_file, employee, dossier, material):
    """Files number ``first`` to ``last - 1``, with their people and materials."""
    chance = random.Random(first)
    rows = []
    for number in range(first, last):
        name = chance.choice(FAMILY) + "".join(
            chance.choice(GIVEN) for _i in range(chance.choice((1, 2, 2)))
        )
        if number == 7:
            name = RARE
        rows.append((number, name, f"BE{number:06}", f"BD{number:06}"))
    cr.execute(
        "CREATE TEMP TABLE bench_rows (no int, name text, cadre text, number text, "
        "key text, resource_resource_id int, hr_employee_id int, hr_version_id int, "
        "cadre_dossier_id int) ON COMMIT DROP"
    )
    execute_values(
        cr._obj,
        "INSERT INTO bench_rows (no, name, cadre, number, key) VALUES %s",
        [(no, n, c, d, search_key(n, d, c)) for no, n, c, d in rows],
        page_size=5000,
    )
    for table in ("resource_resource", "hr_employee", "hr_version", "cadre_dossier"):
        cr.execute(f"UPDATE bench_rows SET {table}_id = nextval('{table}_id_seq')")
    resource = employee.resource_id.id
    version = employee.current_version_id.id
    copy_rows("resource_resource", resource, "bench_rows", name="s.name")
    copy_rows(
        "hr_employee",
        employee.id,
        "bench_rows",
        name="s.name",
        resource_id="s.resource_resource_id",
        cadre_number="s.cadre",
        current_version_id="NULL",
        work_contact_id="NULL",
        message_main_attachment_id="NULL",
    )
    copy_rows("hr_version", version, "bench_rows", employee_id="s.hr_employee_id")
    cr.execute(
        "UPDATE hr_employee e SET current_version_id = s.hr_version_id "
        "FROM bench_rows s WHERE e.id = s.hr_employee_id"
    )
    copy_rows(
        "cadre_dossier",
        dossier.id,
        "bench_rows",
        number="s.number",
        employee_id="s.hr_employee_id",
        cadre_name="s.name",
        cadre_number="s.cadre",
        search_key="s.key",
    )
    cr.execute(
        "CREATE TEMP TABLE bench_papers ON COMMIT DROP AS "
        "SELECT nextval('cadre_material_id_seq')::int AS cadre_material_id, s.*, "
        "i.i AS sequence FROM bench_rows s, generate_series(1, %s) AS i(i)",
        [per_file],
    )
    copy_rows(
        "cadre_material",
        material.id,
        "bench_papers",
        dossier_id="s.cadre_dossier_id",
        sequence="s.sequence",
        number="'1-' || s.sequence",
        name=f"CASE WHEN s.no = 7 AND s.sequence = 3 THEN '{RARE_PAPER}' "
        "ELSE '年度考核登记表 ' || (1990 + s.sequence) END",
        search_key=f"CASE WHEN s.no = 7 AND s.sequence = 3 "
        f"THEN '{spaced_key(RARE_PAPER)}' "
        f"ELSE '{spaced_key('年度考核登记表')}' || (1990 + s.sequence) || ' ' END",
        takeover_number="NULL",
    )
    # One file in fifty is secret, which the bench's clerk need not know of.
    cr.execute(
        "UPDATE cadre_dossier d SET secrecy = 'secret' FROM bench_rows s "
        "WHERE d.id = s.cadre_dossier_id AND s.no %% 50 = 13",
        [],
    )
    cr.commit()
    cr._cnx.autocommit = True
    for table in ("cadre_material", "cadre_dossier", "hr_employee", "hr_version"):
        cr._obj.execute(f"VACUUM ANALYZE {table}")
    cr._cnx.autocommit = False


def measure(user):
    """Seconds of each thing that a clerk's list does, the median of some runs."""

    def views(model, domain):
        spec = {
            name: {}
            for name in (
                ("number", "cadre_name", "custody_state")
                if model == "cadre.dossier"
                else ("number", "name", "date_formed", "page_count")
            )
        }
        return lambda: (
            env[model]
            .with_user(user)
            .web_search_read(domain, spec, limit=80, count_limit=10001)
        )

    jobs = {
        "files: the list opens": views("cadre.dossier", []),
        "files: name, two characters": views(
            "cadre.dossier", [("search_text", "ilike", "令狐")]
        ),
        "files: name in the middle": views(
            "cadre.dossier", [("search_text", "ilike", "狐艳")]
        ),
        "files: pinyin prefix": views(
            "cadre.dossier", [("search_text", "ilike", "linghuyan")]
        ),
        "files: initials": views("cadre.dossier", [("search_text", "ilike", "lhyh")]),
        "files: number": views("cadre.dossier", [("search_text", "ilike", "BD000007")]),
        "materials: the list opens": views("cadre.material", []),
        "materials: name, two characters": views(
            "cadre.material", [("dossier_id", "ilike", "令狐")]
        ),
        "materials: pinyin prefix": views(
            "cadre.material", [("dossier_id", "ilike", "linghuyan")]
        ),
        "materials: file number": views(
            "cadre.material", [("dossier_id", "ilike", "BD000007")]
        ),
        "materials: paper, two characters": views(
            "cadre.material", [("search_text", "ilike", "家世")]
        ),
        "materials: a frequent paper": views(
            "cadre.material", [("search_text", "ilike", "考核")]
        ),
    }
    found = {}
    for label, job in jobs.items():
        times = []
        for _run in range(RUNS):
            env.invalidate_all()
            start = time.perf_counter()
            job()
            times.append(time.perf_counter() - start)
        found[label] = sorted(times[1:])[len(times[1:]) // 2]
    cr.rollback()
    return found


user, employee, dossier, material = set_up()
results, start = [], 1
for files, per_file in SIZES:
    begun = time.perf_counter()
    fill(start, files + 1, per_file, employee, dossier, material)
    start = files + 1
    env.registry.clear_cache()
    results.append(measure(user))
    print(
        f"{files:,} files, {files * per_file:,} materials: filled and measured in "
        f"{time.perf_counter() - begun:.0f} s"
    )
few, many = results
print(f"{'':36}{'1,000':>10}{'1,000,000':>12}{'ratio':>8}")
for label in few:
    ratio = many[label] / few[label]
    note = "" if ratio <= TARGET else "  over the target"
    print(
        f"{label:36}{few[label] * 1000:8.1f} ms{many[label] * 1000:9.1f} ms"
        f"{ratio:8.1f}{note}"
    )
