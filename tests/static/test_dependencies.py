"""Manifests name every Python package that the addons import, as Odoo looks it up.

Odoo asks ``importlib.metadata`` for the name, so it is the one on PyPI. It looks before
it installs the addon; without the name there is a traceback in the middle instead.
"""

import ast
import importlib.metadata
import re
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ADDONS = ("cadre_archive", "cadre_appraisal")
# Odoo does not start without these.
ODOOS = {"PIL", "dateutil", "lxml", "markupsafe", "odoo", "psycopg2"}
PACKAGES = importlib.metadata.packages_distributions()


def imported(addon):
    """Top-level modules that an addon imports outside its tests, with a file each."""
    found = {}
    for path in sorted((ROOT / addon).rglob("*.py")):
        if "tests" in path.relative_to(ROOT / addon).parts:
            continue
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom) and not node.level:
                names = [node.module]
            else:
                continue
            for name in names:
                found[name.split(".")[0]] = path.name
    return {
        name: file
        for name, file in found.items()
        if name not in sys.stdlib_module_names and name not in ODOOS
    }


def declared(addon):
    manifest = ast.literal_eval((ROOT / addon / "__manifest__.py").read_text())
    return manifest.get("external_dependencies", {}).get("python", [])


def packages(module):
    """Names on PyPI of what a module comes from, normalised."""
    return {normal(name) for name in PACKAGES.get(module, [])}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.mark.parametrize("addon", ADDONS)
def test_imports_are_declared(addon):
    known = {normal(name) for name in declared(addon)}
    for module, file in imported(addon).items():
        assert packages(module), f"{file} imports {module}, which is not installed"
        assert packages(module) & known, f"{file} imports {module}: not in the manifest"


@pytest.mark.parametrize("addon", ADDONS)
def test_nothing_is_declared_for_nobody(addon):
    needed = {name for module in imported(addon) for name in packages(module)}
    assert {normal(name) for name in declared(addon)} <= needed


@pytest.mark.parametrize("addon", ADDONS)
def test_odoo_finds_what_is_declared(addon):
    for name in declared(addon):
        assert importlib.metadata.version(name)  # else Odoo would refuse or warn


def test_declared_packages_are_installed_by_the_tools():
    pinned = {
        normal(line.split("==")[0])
        for file in ("requirements.txt", "tools/odoo-requirements.txt")
        for line in (ROOT / file).read_text().splitlines()
        if "==" in line
    }
    for addon in ADDONS:
        assert {normal(name) for name in declared(addon)} <= pinned
