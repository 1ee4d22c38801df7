"""Tests over the wire: a real server on the sample office, each role logged in.

``make test`` starts the server and sets CADRE_URL, CADRE_DB, CADRE_DATA and PG*.
"""

import csv
import os
import pathlib
import types

import psycopg2
import pytest

from .client import Client

ROLES = {
    "archive_clerk": "archive",
    "archive_head": "head",
    "party_committee": "committee",
    "appraisal_clerk": "clerk",
    "inspector": "inspector",
    "member": "member",
    "chair": "chair",
    "leader": "leader",
    "cadre": "cadre",
    "admin": "admin",
}


@pytest.fixture(scope="session")
def data_folder():
    return pathlib.Path(os.environ["CADRE_DATA"])


@pytest.fixture(scope="session")
def passwords(data_folder):
    with open(data_folder / "logins.csv", encoding="utf-8-sig") as lines:
        return {row["login"]: row["password"] for row in csv.DictReader(lines)}


@pytest.fixture(scope="session")
def roles(passwords):
    """A logged-in client for each role of the access matrix."""
    url, database = os.environ["CADRE_URL"], os.environ["CADRE_DB"]
    return {
        role: Client(url, database).login(login, passwords[login])
        for role, login in ROLES.items()
    }


@pytest.fixture(scope="session")
def cells(request):
    """Counts the cells of the matrix that were tried."""
    request.config.cells = types.SimpleNamespace(checked=0)
    return request.config.cells


def pytest_terminal_summary(terminalreporter, config):
    if counted := getattr(config, "cells", None):
        terminalreporter.write_line(f"{counted.checked} cells of the access matrix")


@pytest.fixture(scope="session")
def anonymous():
    return Client(os.environ["CADRE_URL"], os.environ["CADRE_DB"])


def _connected(options=""):
    connection = psycopg2.connect(dbname=os.environ["CADRE_DB"], options=options)
    connection.set_session(readonly=True, autocommit=True)

    def rows(query, *args):
        with connection.cursor() as cursor:
            cursor.execute(query, args or ())
            return cursor.fetchall()

    yield rows
    connection.close()


@pytest.fixture(scope="session")
def sql():
    """The database itself, to find records that a role must not see.

    :return: ``sql(query, *args)`` -> rows
    """
    yield from _connected()


@pytest.fixture(scope="session")
def sample():
    """As ``sql``, with the rows as the sample left them: without those of make.py."""
    yield from _connected("-c search_path=sample,public")
