"""Rooms and walls: which subject knows which. Read from the code; needs no Odoo.

The subjects of an addon stand in ``models/__init__.py`` in the order of dependence:
what a subject names, by a field or by an extension, lies in itself or before it.
"""

import ast
import re
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import pytest

REPO = Path(__file__).resolve().parents[2]
ADDONS = ("cadre_archive", "cadre_appraisal")
RELATIONS = {"Many2one", "One2many", "Many2many"}
MAX_LINES = 800
# The walls of secrecy are those of files, whatever hangs on one.
KNOWN_TO_BASE = "cadre.dossier"


@dataclass
class Model:
    """A class of a model, in the file of its subject."""

    path: Path
    subject: str
    name: str
    is_new: bool
    inherits: list[str] = field(default_factory=list)
    comodels: list[str] = field(default_factory=list)

    @property
    def place(self):
        return str(self.path.relative_to(REPO))


def literal(node):
    try:
        return ast.literal_eval(node)
    except ValueError:
        return None


def comodels(tree):
    """The models that relational fields of a class name."""
    for call in ast.walk(tree):
        if not (
            isinstance(call, ast.Call)
            and isinstance(call.func, ast.Attribute)
            and call.func.attr in RELATIONS
        ):
            continue
        named = {keyword.arg: keyword.value for keyword in call.keywords}
        first = call.args[0] if call.args else named.get("comodel_name")
        if comodel := first and literal(first):
            yield comodel


def asked(tree):
    """The models that a file asks by name: ``env["…"]``."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            owner = node.value
            if getattr(owner, "attr", getattr(owner, "id", "")) == "env":
                yield node.slice.value


def models_of(path, tree):
    for node in tree.body:
        if not isinstance(node, ast.ClassDef):
            continue
        attributes = {
            statement.targets[0].id: literal(statement.value)
            for statement in node.body
            if isinstance(statement, ast.Assign)
            and isinstance(statement.targets[0], ast.Name)
        }
        inherits = attributes.get("_inherit") or []
        inherits = [inherits] if isinstance(inherits, str) else inherits
        name = attributes.get("_name") or (inherits and inherits[0])
        if name:
            yield Model(
                path,
                path.parent.name,
                name,
                name not in inherits,
                [parent for parent in inherits if parent != name],
                list(comodels(node)),
            )


def sources(addon):
    return sorted((REPO / addon / "models").glob("*/*.py"))


def subjects(addon):
    text = (REPO / addon / "models/__init__.py").read_text(encoding="utf-8")
    return re.findall(r"^from \. import (\w+)$", text, re.M)


def read(addon):
    return [
        model
        for path in sources(addon)
        for model in models_of(path, ast.parse(path.read_text(encoding="utf-8")))
    ]


@pytest.fixture(params=ADDONS, scope="module")
def addon(request):
    return request.param


@pytest.fixture(scope="module")
def found(addon):
    return read(addon)


def test_every_subject_is_imported(addon):
    """No folder beside the order, and no model outside of a folder."""
    root = REPO / addon / "models"
    folders = {path.parent.name for path in sources(addon)}
    assert folders == set(subjects(addon))
    assert not [path.name for path in root.glob("*.py") if path.name != "__init__.py"]


def test_nobody_names_a_later_subject(addon, found):
    order = subjects(addon)
    home = {model.name: order.index(model.subject) for model in found if model.is_new}
    steps_back = [
        f"{model.place}: {model.name} names {other} of {order[home[other]]}"
        for model in found
        for other in (
            *model.comodels,
            *model.inherits,
            *([] if model.is_new else [model.name]),
        )
        if home.get(other, -1) > order.index(model.subject)
    ]
    assert not steps_back


def test_nobody_imports_from_a_later_subject(addon):
    order = subjects(addon)
    steps_back = []
    for path in sources(addon):
        own = order.index(path.parent.name)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and node.level == 2 and node.module:
                subject = node.module.split(".")[0]
                if subject in order[own + 1 :]:
                    steps_back.append(f"{path.relative_to(REPO)}: {node.module}")
    assert not steps_back


def test_nobody_asks_a_later_subject(addon, found):
    """What comes later answers by a hook that it extends."""
    order = subjects(addon)
    home = {model.name: order.index(model.subject) for model in found if model.is_new}
    steps_back = {
        f"{path.relative_to(REPO)} asks {name} of {order[home[name]]}"
        for path in sources(addon)
        for name in asked(ast.parse(path.read_text(encoding="utf-8")))
        if home.get(name, -1) > order.index(path.parent.name)
        and (path.parent.name, name) != ("base", KNOWN_TO_BASE)
    }
    assert not steps_back


def test_the_archive_does_not_name_the_appraisal():
    """The stair goes one way."""
    upper = {model.name for model in read("cadre_appraisal") if model.is_new}
    named = [
        f"{model.place}: {other}"
        for model in read("cadre_archive")
        for other in (*model.comodels, *model.inherits)
        if other in upper
    ]
    assert not named


def test_one_class_a_model_a_subject(found):
    classes = Counter((model.subject, model.name) for model in found)
    assert not [key for key, count in classes.items() if count > 1]


def test_one_model_a_file_named_after_it(found):
    per_file = Counter(model.place for model in found)
    assert not [place for place, count in per_file.items() if count > 1]
    misnamed = [
        f"{model.place}: {model.name}"
        for model in found
        if model.path.stem != model.name.replace(".", "_")
    ]
    assert not misnamed


def test_no_model_is_too_long(addon):
    """What makes a model long is another thing: a service, a mixin, rules, a report."""
    lengths = {
        str(path.relative_to(REPO)): len(path.read_text(encoding="utf-8").splitlines())
        for path in sources(addon)
    }
    assert not {path: lines for path, lines in lengths.items() if lines > MAX_LINES}
