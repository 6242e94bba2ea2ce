"""The documents name what is there: files, modules, commands, options, targets, keys, places in one another."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

import pytest

from hive_inspector.cli.commands import COMMANDS
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.window import window_parser
from hive_inspector.core.preferences import PREFERENCES
from tests.docs.named import PROJECT, keys_of_the_window

if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Iterator
    from pathlib import Path

DOCUMENTS = (*sorted(PROJECT.glob("*.md")), *sorted((PROJECT / "docs").glob("*.md")))
LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|srcset)="([^"]+)"')
HEADING = re.compile(r"^#{1,6} (.+)$", re.MULTILINE)
SPAN = re.compile(r"`([^`\n]+)`")
BLOCK = re.compile(r"```.*?```", re.DOTALL)
ROOMS = ("core", "cli", "gui")
FOLDERS = ("hive_inspector", "tests", "resources", "migrations", "packaging", "docs", *ROOMS)
PATH = re.compile(rf"(?:{'|'.join(FOLDERS)})(?:/[\w.*-]+)+/?")
MODULE = re.compile(rf"(?:hive_inspector\.)?(?:{'|'.join(ROOMS)}|tests)(?:\.\w+)+")
MADE = frozenset(
    {
        "migrations/NNN_what_it_does.py",
        "resources/languages",
        "resources/languages/hive_inspector_de.ts",
        "resources/lineages/core-014.json",
    }
)
"""What is there once somebody made it."""
MAKE = re.compile(r"\bmake ([a-z]+)\b")
COMMAND = re.compile(r"\bhive-inspector ([^`\n|]*)")
OPTION = re.compile(r"(?<![\w-])--[a-z][a-z-]*")
KEYS = re.compile(
    r"(?<![\w+])(?:(?:Ctrl|Alt|Shift)\+)+(?:[A-Z][a-z]+|F\d+|[A-Z0-9,])(?![\w+])|(?<![\w+])F\d+\b"
)


def text_of(document: Path) -> str:
    return document.read_text(encoding="utf-8")


def name_of(document: Path) -> str:
    return str(document.relative_to(PROJECT))


every_document = pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)


@cache
def anchors(document: Path) -> frozenset[str]:
    """The places in a document that a link can lead to, as they are made of its headings."""
    headings = HEADING.findall(BLOCK.sub("", text_of(document)))
    return frozenset(
        re.sub(r"[^\w\s-]", "", one.lower()).strip().replace(" ", "-") for one in headings
    )


@every_document
def test_every_link_leads_somewhere(document: Path) -> None:
    links = ["".join(one) for one in LINK.findall(BLOCK.sub("", text_of(document)))]
    lost = []
    for link in links:
        if link.startswith("https://"):
            continue
        path, _, anchor = link.partition("#")
        target = document.parent / path if path else document
        if not target.exists() or (anchor and anchor not in anchors(target)):
            lost.append(link)
    assert lost == []


@every_document
def test_every_path_is_there(document: Path) -> None:
    named = {span for span in SPAN.findall(text_of(document)) if PATH.fullmatch(span)} - MADE
    assert [path for path in sorted(named) if not exists(path)] == []


def exists(path: str) -> bool:
    homes = (PROJECT, PROJECT / "hive_inspector")
    found = (any(home.glob(one)) for home in homes for one in (path.rstrip("/"), f"{path}.py"))
    return any(found)


@every_document
def test_every_module_is_there(document: Path) -> None:
    named = {span for span in SPAN.findall(text_of(document)) if MODULE.fullmatch(span)}
    assert [name for name in sorted(named) if not is_known(name)] == []


def is_known(name: str) -> bool:
    """Whether it is a module, or a name that stands in one."""
    parts = name.removeprefix("hive_inspector.").split(".")
    place = PROJECT if parts[0] == "tests" else PROJECT / "hive_inspector"
    while parts and (place / parts[0]).is_dir():
        place /= parts.pop(0)
    module = place / f"{parts[0]}.py" if parts else place
    if parts and module.exists():
        code = text_of(module)
        return all(re.search(rf"\b{part}\b", code) for part in parts[1:])
    return not parts


@every_document
def test_every_target_of_make_is_there(document: Path) -> None:
    targets = set(re.findall(r"^([a-z]+):", text_of(PROJECT / "Makefile"), re.MULTILINE))
    spans = SPAN.findall(BLOCK.sub("", text_of(document)))
    named = {one for span in spans for one in MAKE.findall(span)}
    assert named - targets == set()


@cache
def options_of(parser: ArgumentParser) -> frozenset[str]:
    return frozenset(option for action in parser._actions for option in action.option_strings)


@cache
def parser_of(command: str) -> ArgumentParser:
    listed = next((one for one in COMMANDS if one.name == command), None)
    return window_parser(COMMANDS) if listed is None else listed.load().parser()


def told_commands(document: Path) -> Iterator[tuple[str, str]]:
    """Every command of the program in a document: its first word, and the line that it begins."""
    text = text_of(document)
    shown = [*SPAN.findall(BLOCK.sub("", text)), *"\n".join(BLOCK.findall(text)).splitlines()]
    for line in shown:
        for rest in COMMAND.findall(line):
            yield (rest.split() or [""])[0], rest


@every_document
def test_every_command_has_the_options_that_it_is_told_with(document: Path) -> None:
    wrong = [
        (rest, option)
        for first, rest in told_commands(document)
        for option in OPTION.findall(rest)
        if option not in options_of(parser_of(first))
    ]
    assert wrong == []


@every_document
def test_every_command_is_one(document: Path) -> None:
    names = {one.name for one in COMMANDS} | {"COMMAND"}
    words = {first for first, _ in told_commands(document)}
    assert {word for word in words if re.fullmatch(r"[a-z]+", word)} - names == set()


@every_document
def test_every_key_is_one_of_the_window(document: Path) -> None:
    told = set(KEYS.findall(BLOCK.sub("", text_of(document))))
    known = keys_of_the_window()
    assert {keys for keys in told if keys not in known} == set()


@every_document
def test_every_exit_code_in_an_example_is_one(document: Path) -> None:
    blocks = "\n".join(BLOCK.findall(text_of(document)))
    codes = {int(code) for code in re.findall(r"^\[(\d+)\]$", blocks, re.MULTILINE)}
    assert codes <= {int(code) for code in Exit}


def test_every_setting_is_told_once() -> None:
    readme = text_of(PROJECT / "README.md")
    rows = re.findall(r"^\| (\w+): ([^|]+) \|", readme, re.MULTILINE)
    assert rows == [(one.group, one.title) for one in PREFERENCES]


def test_the_plan_of_the_house_has_every_room() -> None:
    plan = text_of(PROJECT / "ARCHITECTURE.md").split("```")[1]
    packages = [
        folder.name
        for room in ROOMS
        for folder in sorted((PROJECT / "hive_inspector" / room).iterdir())
        if (folder / "__init__.py").exists()
    ]
    tests = [one.name for one in sorted((PROJECT / "tests").iterdir()) if any(one.glob("*.py"))]
    assert [name for name in (*packages, *tests) if f"{name}/" not in plan] == []
