"""Databases of the tools: the template, the test database and the sample office.

    tools/database.py office NAME    create the sample office, or bring it up to date
    tools/database.py drop NAME

Installing Odoo's own modules takes most of the time and never changes, so it is done
once, in a template database that the others are copied from. Runs with the variables
of tools/env.sh (the shell tools set them).
"""

import ast
import contextlib
import fcntl
import hashlib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import psycopg2
from psycopg2 import sql

ROOT = Path(__file__).resolve().parent.parent
STATE = ROOT / ".odoo"
LOGS = STATE / "log"
FILESTORE = STATE / "data" / "filestore"
ADDONS = [
    name
    for name in ("cadre_archive", "cadre_appraisal")
    if (ROOT / name / "__manifest__.py").exists()
]
# Odoo would install it by itself, but --skip-auto-install prevents that.
BESIDE = {"base_import"}
NAME = re.compile(r"^[a-z][a-z0-9_-]{0,40}$")
ERROR = re.compile(r"\b(ERROR|CRITICAL|error:|\w+Error:)")


class Failed(Exception):
    """What is wrong and its remedy, in one line."""


@contextlib.contextmanager
def locked(name):
    """One process at a time; others wait."""
    STATE.mkdir(exist_ok=True)
    with open(STATE / f"{name}.lock", "w") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def run_sql(query, *names, database="postgres", params=()):
    """Run one statement outside any transaction; return its rows."""
    connection = psycopg2.connect(dbname=database)
    try:
        connection.autocommit = True
        with connection.cursor() as cursor:
            statement = sql.SQL(query).format(*map(sql.Identifier, names))
            cursor.execute(statement, params or None)
            return cursor.fetchall() if cursor.description else []
    finally:
        connection.close()


def exists(name):
    return bool(run_sql("SELECT 1 FROM pg_database WHERE datname = %s", params=[name]))


def drop(name):
    if exists(name):
        run_sql("ALTER DATABASE {} IS_TEMPLATE false", name)
        run_sql("DROP DATABASE {} WITH (FORCE)", name)
    shutil.rmtree(FILESTORE / name, ignore_errors=True)


def copy(source, name):
    """Copy a database with its files. These never change, so hard links do."""
    shutil.rmtree(FILESTORE / name, ignore_errors=True)
    if (FILESTORE / source).is_dir():
        shutil.copytree(FILESTORE / source, FILESTORE / name, copy_function=_link)
    run_sql("CREATE DATABASE {} TEMPLATE {}", name, source)


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)


def rename(old, new):
    """Give a finished database its name: files first, the database's name decides."""
    shutil.rmtree(FILESTORE / new, ignore_errors=True)
    if (FILESTORE / old).is_dir():
        (FILESTORE / old).rename(FILESTORE / new)
    run_sql("ALTER DATABASE {} RENAME TO {}", old, new)


def mark(name):
    """The state of the addons that a database was made from, kept in its comment."""
    rows = run_sql(
        "SELECT shobj_description(oid, 'pg_database') FROM pg_database"
        " WHERE datname = %s",
        params=[name],
    )
    return rows[0][0] if rows else None


def set_mark(name, text):
    run_sql("COMMENT ON DATABASE {} IS %s", name, params=[text])


def addons_digest():
    """Changes with every file of the addons that an installed database depends on."""
    digest = hashlib.sha256()
    for addon in ADDONS:
        for path in sorted((ROOT / addon).rglob("*")):
            inner = path.relative_to(ROOT / addon).parts
            if path.is_file() and not {"tests", "__pycache__"} & set(inner):
                digest.update(str(path.relative_to(ROOT)).encode() + b"\0")
                digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def odoo(*args, log, stdin=None):
    """Run our Odoo to its end, its output into a log file."""
    LOGS.mkdir(parents=True, exist_ok=True)
    path = LOGS / log
    with open(path, "ab") as output:
        done = subprocess.run(
            [ROOT / "tools" / "odoo", *args],
            stdin=stdin or subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            check=False,
        )
    if done.returncode:
        lines = path.read_text(encoding="utf-8", errors="replace").splitlines()
        last = next((line for line in reversed(lines) if ERROR.search(line)), "")
        reason = f" ({last.strip()[:200]})" if last else ""
        raise Failed(f"odoo {args[0]} failed{reason}: see {path}")


def install(name, *options, log):
    odoo(
        *("server", "-d", name, "--stop-after-init", "--no-http"),
        *("--skip-auto-install", "--max-cron-threads", "0", *options),
        log=log,
    )


def template():
    """The template: all modules that our addons stand on. Made when it is missing."""
    depends = set(BESIDE)
    for addon in ADDONS:
        manifest = ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())
        depends.update(manifest.get("depends", []))
    modules = ",".join(sorted(depends - set(ADDONS)))
    origin = os.environ.get("ODOO_HOME") or (STATE / "odoo-version").read_text()
    key = hashlib.sha256(f"{modules} {origin}".encode()).hexdigest()
    # A server of the user's may serve several clones, each with files of its own.
    ours = f"cadre_tpl_{hashlib.sha256(str(ROOT).encode()).hexdigest()[:6]}_"
    name = ours + key[:12]
    with locked("template"):
        if not exists(name):
            print(f"cadre: installing {modules} (once)", file=sys.stderr)
            for (old,) in run_sql(
                "SELECT datname FROM pg_database WHERE starts_with(datname, %s)",
                params=[ours],
            ):
                drop(old)
            install(f"{ours}new", "-i", modules, log="template.log")
            rename(f"{ours}new", name)
            # Nothing may connect: a connection would forbid copying it.
            run_sql("ALTER DATABASE {} IS_TEMPLATE true", name)
            run_sql("ALTER DATABASE {} ALLOW_CONNECTIONS false", name)
    return name


def create(name):
    """A new database with the modules that our addons stand on."""
    if not ADDONS:
        raise Failed("no addon found beside tools/: is this a whole clone?")
    source = template()
    drop(name)
    copy(source, name)


def load_sample(name, log):
    loader = ROOT / "tools" / "sample" / "load.py"
    if loader.exists():
        print("cadre: importing the sample office", file=sys.stderr)
        with open(loader, "rb") as script:
            odoo("shell", "-d", name, "--no-http", log=log, stdin=script)


def office(name):
    """The sample office of this name. An interrupted attempt leaves nothing behind."""
    if not NAME.match(name):
        raise Failed(
            f"DB={name} is no name for an office: use small letters, digits, _ and -"
        )
    log = f"office-{name}.log"
    (LOGS / log).unlink(missing_ok=True)
    digest = addons_digest()
    with locked(f"office-{name}"):
        if not exists(name):
            print(f"cadre: preparing the office in database {name}", file=sys.stderr)
            unfinished = f"{name}__new"
            create(unfinished)
            both = ",".join(ADDONS)
            install(unfinished, "-i", both, "--load-language", "zh_CN", log=log)
            load_sample(unfinished, log)
            set_mark(unfinished, f"cadre {digest}")
            rename(unfinished, name)
        elif not (mark(name) or "").startswith("cadre "):
            raise Failed(
                f"database {name} exists and is not of make run: choose another, DB=…"
            )
        elif mark(name) != f"cadre {digest}":
            print(f"cadre: the addons changed, upgrading {name}", file=sys.stderr)
            known = dict(
                run_sql("SELECT name, state FROM ir_module_module", database=name)
            )
            old = [addon for addon in ADDONS if known.get(addon) == "installed"]
            new = [addon for addon in ADDONS if addon not in old]
            options = (["-u", ",".join(old)] if old else []) + (
                ["-i", ",".join(new)] if new else []
            )
            install(name, *options, log=log)
            set_mark(name, f"cadre {digest}")


def drop_office(name):
    if exists(name) and not (mark(name) or "").startswith("cadre "):
        raise Failed(f"database {name} is not of make run: drop it with dropdb")
    drop(name)


def main():
    actions = {"office": office, "drop": drop_office}
    if len(sys.argv) != 3 or sys.argv[1] not in actions:
        sys.exit(__doc__)
    try:
        actions[sys.argv[1]](sys.argv[2])
    except Failed as error:
        sys.exit(f"cadre: error: {error}")
    except psycopg2.Error as error:
        text = " ".join(str(error).split())
        sys.exit(f"cadre: error: the database server refuses: {text}")
    except OSError as error:
        sys.exit(f"cadre: error: {error}: free some space or correct the rights")
    except KeyboardInterrupt:
        sys.exit("cadre: interrupted; the next run starts this step anew")


if __name__ == "__main__":
    main()
