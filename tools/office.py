"""The sample office: one database with both addons and the sample data.

    tools/office.py office NAME    create it, or bring it up to date
    tools/office.py bare NAME      an empty one, made anew: for measurements
    tools/office.py drop NAME

Runs with the variables of tools/env.sh (the shell tools set them).
"""

import hashlib
import re
import sys

import psycopg2
from database import (
    ADDONS,
    LOGS,
    ROOT,
    Failed,
    create,
    drop,
    exists,
    install,
    locked,
    odoo,
    rename,
    run_sql,
)

NAME = re.compile(r"^[a-z][a-z0-9_-]{0,40}$")


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


def bare(name):
    """Both addons and no data."""
    with locked(f"office-{name}"):
        create(name)
        install(name, "-i", ",".join(ADDONS), log=f"office-{name}.log")


def drop_office(name):
    if exists(name) and not (mark(name) or "").startswith("cadre "):
        raise Failed(f"database {name} is not of make run: drop it with dropdb")
    drop(name)


def main():
    actions = {"office": office, "bare": bare, "drop": drop_office}
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
