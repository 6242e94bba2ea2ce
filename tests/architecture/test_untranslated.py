"""No text for the user is written past `tr`, `plural` and `mark`: read from the code, without running it.

Two rules. What is handed to a place that shows it (a button, an accessible name, an error, a step of progress) is
a text whatever it says. Elsewhere a text is told by how it reads: it begins with a capital and goes on in small words.
That texts can be gathered, and hold the values they are given, is `test_texts`' matter.
"""

from __future__ import annotations

import ast
import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

import hive_inspector

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

PACKAGE = Path(hive_inspector.__file__).parent
FOLDERS = ("core", "gui")
FUNCTIONS = frozenset({"tr", "plural", "mark"})
ENGLISH = {
    "core/support/comparing/report.py": "a report that is kept and sent to others",
    "core/support/comparing/statements.py": "comments of a file of SQL",
    "core/support/bundle/masking.py": "what a bundle holds in place of what it hides",
    "core/schema/texts.py": "code and Markdown to be pasted elsewhere",
    "core/logmasking.py": "the log",
    "core/console/redacting.py": "the log",
    "core/components.py": "names of libraries and their licences",
    "core/demo/": "what an invented install holds; its errors are looked at by the first rule",
    "gui/scene.py": "scenes are for pictures",
    "gui/invented.py": "scenes are for pictures",
    "scenes.py": "scenes are for pictures",
}
"""Files and folders whose texts are no texts of the window, with the reason."""
KEPT = {
    "before rolling back to": "reasons of restore points stand in their manifests",
    "before a repair": "reasons of restore points stand in their manifests",
    "damaged before restoring": "reasons of restore points stand in their manifests",
    "The restore of ": "marks of runs are files",
    "The adoption as version ": "marks of runs are files",
    "The migration from ": "marks of runs are files",
    "The repair ": "marks of runs are files",
    "No description": "stands in schema_migrations, as Hive writes it",
    "No such": "SQLite's words",
    "Could not decode to UTF-8": "SQLite's words",
    "| Setting | What it does": "the table of the README",
}
"""Beginnings of texts that are written into files or read from SQLite, and stay English there."""
NAMES = frozenset(
    [
        "Hive Inspector",
        "Hive",
        "SQLite",
        "JSON",
        "NULL",
        "SQL",
        "Qt",
        "Python",
        "Markdown",
        "Excel",
        "Parquet",
        "JSON lines",
        "SQL INSERT",
        "WebP",
        "Inter",
        "JetBrains Mono",
        "Fusion",
        "Infinity",
        "NaN",
        "Calibri",
        "Sheet",
        "PySide6",
        "PySide6-Essentials",
        "Legend",
        "False",
        "Database",
    ]
)
SHOWN_FIRST = frozenset(
    [
        "QPushButton",
        "QLabel",
        "label",
        "ElidedLabel",
        "PlainLabel",
        "Card",
        "Section",
        "TextColumn",
        "Line",
        "setText",
        "setToolTip",
        "setWhatsThis",
        "setAccessibleName",
        "setAccessibleDescription",
        "setPlaceholderText",
        "setWindowTitle",
        "addTab",
        "addAction",
        "information",
        "warning",
        "problem",
        "show_empty",
        "show_loading",
        "show_absent",
        "show_none",
        "Tick",
        "Chip",
    ]
)
"""Calls whose first text is shown; a `warning` of a log is told apart by what it is called on."""
SHOWN_BY_NAME = frozenset(
    ("title", "detail", "advice", "hint", "caption", "explanation", "summary")
)
_WORDS = re.compile(r"[A-Za-z]{2}")
_READS_AS_TEXT = re.compile(r"^[A-Z][a-z’']+(?:,? [a-z’'“(–-]+)+|^[A-Z][a-z’']+ [a-z]+.*[.…?:]$")
_UNSEEN_CALLS = frozenset(
    [
        "debug",
        "info",
        "error",
        "exception",
        "critical",
        "log",
        "compile",
        "fullmatch",
        "match",
        "sub",
        "getLogger",
        "setObjectName",
    ]
)


@dataclass(frozen=True, slots=True)
class Found:
    """A text that is not wrapped."""

    place: str
    text: str


@cache
def errors_of_the_user() -> frozenset[str]:
    """The classes that stand on `InspectorError`, by name."""
    bases = {
        node.name: {name.id for name in node.bases if isinstance(name, ast.Name)}
        for _, tree in modules()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    }
    found = {"InspectorError"}
    while more := {name for name, its in bases.items() if its & found} - found:
        found |= more
    return frozenset(found)


@cache
def modules() -> tuple[tuple[str, ast.Module], ...]:
    files = [file for folder in FOLDERS for file in sorted((PACKAGE / folder).rglob("*.py"))]
    return tuple(
        (file.relative_to(PACKAGE).as_posix(), ast.parse(file.read_text("utf-8"))) for file in files
    )


def text_of(node: ast.AST) -> str | None:
    """A literal, or an f-string with `…` for its values."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr):
        return "".join(
            str(part.value) if isinstance(part, ast.Constant) else "…" for part in node.values
        )
    return None


def is_english(module: str) -> bool:
    return any(module.startswith(name) or module.endswith(name) for name in ENGLISH)


def is_a_text(text: str) -> bool:
    """Whether there is anything to translate in it: no name, no key, no number."""
    words = text.replace("…", " ").strip()
    return bool(_WORDS.search(words)) and text not in NAMES and words not in NAMES


def called(node: ast.Call) -> str:
    match node.func:
        case ast.Name(name):
            return name
        case ast.Attribute(_, name):
            return name
        case _:
            return ""


def shown_directly(tree: ast.Module, errors: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Texts in places that show them."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        name, owner = called(node), getattr(getattr(node.func, "value", None), "id", "")
        places: list[ast.expr] = []
        if name in errors:
            places = node.args[:2]
        elif name in SHOWN_FIRST and "log" not in owner:
            places = node.args[:1]
        elif name in {"progress", "_progress"}:
            places = node.args[2:3]
        elif name == "LatePage":
            places = node.args[1:2]
        places += [one.value for one in node.keywords if one.arg in SHOWN_BY_NAME]
        for place in places:
            for part in alternatives(place):
                if (text := text_of(part)) is not None:
                    yield part.lineno, text


def alternatives(node: ast.expr) -> Iterator[ast.expr]:
    """The expression itself, or both branches of one that chooses."""
    if isinstance(node, ast.IfExp):
        yield from alternatives(node.body)
        yield from alternatives(node.orelse)
    else:
        yield node


def read_as_texts(tree: ast.Module, errors: frozenset[str]) -> Iterator[tuple[int, str]]:
    """Texts anywhere that read like one, but for what nobody sees."""
    unseen = set(unseen_nodes(tree, errors))
    for node in ast.walk(tree):
        if (
            node not in unseen
            and (text := text_of(node)) is not None
            and _READS_AS_TEXT.match(text)
        ):
            yield getattr(node, "lineno", 0), text


def unseen_nodes(tree: ast.Module, errors: frozenset[str]) -> Iterator[ast.AST]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value  # a docstring
        elif isinstance(node, ast.Call) and is_unseen(node, errors):
            yield from ast.walk(node)
        elif isinstance(node, ast.JoinedStr):
            yield from node.values  # the whole is looked at
        elif isinstance(node, ast.Compare):
            yield from ast.walk(node)
        elif isinstance(node, ast.arg | ast.AnnAssign) and node.annotation is not None:
            yield from ast.walk(node.annotation)


def is_unseen(call: ast.Call, errors: frozenset[str]) -> bool:
    """Whether a call wraps its texts, writes to the log, or raises what is a fault of the program."""
    name = called(call)
    is_fault = name.endswith(("Error", "Exit")) and name not in errors
    is_log = name == "warning" and "log" in ast.unparse(call.func)
    return name in FUNCTIONS or name in _UNSEEN_CALLS or is_fault or is_log


def unwrapped(trees: Mapping[str, ast.Module]) -> list[Found]:
    errors = errors_of_the_user()
    found = []
    for module, tree in trees.items():
        lines = set(shown_directly(tree, errors))
        if not is_english(module):
            lines |= set(read_as_texts(tree, errors))
        found += [
            Found(f"{module}:{line}", text)
            for line, text in sorted(lines)
            if is_a_text(text) and not text.startswith(tuple(KEPT))
        ]
    return found


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_text_that_the_user_sees_can_be_translated(folder: str) -> None:
    trees = {name: tree for name, tree in modules() if name.startswith(folder)}
    assert trees
    assert not [f"{one.place}: {one.text}" for one in unwrapped(trees)]


@pytest.mark.parametrize(
    "code",
    [
        'QPushButton("Open", self)',
        'button.setText("Stop" if runs else tr("Run"))',
        'raise UsageProblem("There is no such table.", tr("Choose another."))',
        'raise UsageProblem(f"There is no table {name}.", tr("Choose another."))',
        'progress(0, None, "Counting rows")',
        'Finding(title="An index is missing")',
        'HINT = "Look at the rows again, and then decide."',
        'def words() -> str:\n    return f"Last query {took}"',
    ],
)
def test_a_text_that_is_not_wrapped_would_be_seen(code: str) -> None:
    assert [one.place for one in unwrapped({"gui/x.py": ast.parse(code)})]


@pytest.mark.parametrize(
    "code",
    [
        'tr("Open")',
        'plural(count, "One row of it", "Many rows of it")',
        '_log.warning("The file is gone")',
        'raise ValueError("The number is no number")',
        'def f():\n    """Says how long it took."""',
        'action.setShortcut("Ctrl+Shift+P")',
        'widget.setObjectName("Panel of rows")',
        'STATEMENT = "SELECT name FROM sqlite_master"',
        'label("Hive Inspector", "title", self)',
        'label(f"{name} · {size}", "small", self)',
    ],
)
def test_what_is_no_text_is_left_alone(code: str) -> None:
    assert not unwrapped({"gui/x.py": ast.parse(code)})


def test_reasons_are_given_for_files_that_exist() -> None:
    known = [name for name, _ in modules()]
    assert all(any(is_it in name for name in known) for is_it in ENGLISH)
    assert all(ENGLISH.values())
    assert all(KEPT.values())
