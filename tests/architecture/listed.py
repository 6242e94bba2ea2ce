"""The committed list of dependencies (packaging/dependencies.toml), the locks, and what our code imports."""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from collections import defaultdict
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

PROJECT = Path(__file__).resolve().parents[2]
PACKAGING = PROJECT / "packaging"
LOCKS = {
    "runtime": "requirements.txt",
    "development": "requirements-dev.txt",
    "packaging": "requirements-package.txt",
    "fuzzing": "requirements-fuzz.txt",
}
OURS = {"hive_inspector", "tests", "migrations"}
_PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==(?P<version>[^ ;\\]+)(?: *; *(?P<marker>[^\\]+))?")
_LIKE_AN_IMPORT = re.compile(r"^[ \t]*(?:from|import)[ \t]+(\w+)", re.MULTILINE)
_HASH = re.compile(r"^ +--hash=sha256:[0-9a-f]{64}\b")


@dataclass(frozen=True, slots=True)
class Refused:
    """A version that must not be locked."""

    version: str
    before_python: str
    why: str


@dataclass(frozen=True, slots=True)
class Dependency:
    """One entry of the list."""

    name: str
    group: str
    versions: tuple[str, ...]
    licence: str
    why: str
    title: str = ""
    imports: tuple[str, ...] = ()
    needed_by: tuple[str, ...] = ()
    named_in: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(slots=True)
class Locked:
    """One line of a lock with the hashes below it."""

    version: str
    marker: str
    hashes: list[str] = field(default_factory=list)


def listed() -> tuple[Dependency, ...]:
    """The entries, in the order of the file."""
    found = tomllib.loads((PACKAGING / "dependencies.toml").read_text(encoding="utf-8"))
    return tuple(_dependency(**one) for one in found["dependency"])


def _dependency(**about: Any) -> Dependency:
    refused = tuple(Refused(**one) for one in about.pop("refused", ()))
    ready: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in about.items()
    }
    return Dependency(**ready, refused=refused)


def locked(lock: str) -> dict[str, list[Locked]]:
    """What a lock pins, by name."""
    found: dict[str, list[Locked]] = defaultdict(list)
    last: Locked | None = None
    for line in (PACKAGING / lock).read_text(encoding="utf-8").splitlines():
        if match := _PINNED.match(line):
            last = Locked(match["version"], (match["marker"] or "").strip())
            found[match["name"]].append(last)
        elif last is not None and _HASH.match(line):
            last.hashes.append(line.strip())
    return found


@cache
def imported(*folders: str) -> frozenset[str]:
    """The modules of others that our code in these folders imports.

    Files are searched for words that look like an import; only where that finds a name that is not known yet is a file
    parsed, which takes a hundred times as long.
    """
    found: set[str] = set()
    ours = OURS | {file.stem for file in PACKAGING.rglob("*.py")} | sys.stdlib_module_names
    for folder in folders:
        for file in sorted((PROJECT / folder).rglob("*.py")):
            text = file.read_text(encoding="utf-8")
            if not set(_LIKE_AN_IMPORT.findall(text)) <= found | ours:
                found |= set(_imports_of(ast.parse(text))) - ours
    return frozenset(found)


def _imports_of(tree: ast.Module) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name.partition(".")[0] for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module.partition(".")[0]
