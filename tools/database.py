"""Databases of the tools, and the template that they are copied from.

Installing Odoo's own modules takes most of the time and never changes, so it is done
once, in a template database. Runs with the variables of tools/env.sh.
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
    # Nobody may copy a database while it is being copied.
    with locked("copy"):
        copy(source, name)
