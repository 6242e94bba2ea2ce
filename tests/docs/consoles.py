"""Blocks of a document that show commands and what they print, run in a folder of their own."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

_BLOCK = re.compile(r"(?:<!-- ([^\n]*) -->\n)?```console\n(.*?)```", re.DOTALL)
_PROGRAM = "hive-inspector"
_CODE = re.compile(r"\[(\d+)\]")


@dataclass(frozen=True)
class Shown:
    """A command, and what the document says that it prints."""

    words: tuple[str, ...]
    variables: Mapping[str, str]
    lines: tuple[str, ...]
    code: int
    while_: str
    """What the remark above its block says about the world; empty where it says nothing."""
    section: str
    """The heading that it stands under."""


def shown_in(document: Path) -> Iterator[Shown]:
    """The commands of a document, in their order."""
    for section in re.split(r"^## ", document.read_text(encoding="utf-8"), flags=re.MULTILINE):
        heading = section.partition("\n")[0]
        for remark, block in _BLOCK.findall(section):
            for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
                command, *lines = part.splitlines()
                yield _shown(command, lines, remark, heading)


def _shown(command: str, lines: list[str], remark: str, section: str) -> Shown:
    before, _, rest = command.partition(f"{_PROGRAM} ")
    codes = [int(match[1]) for line in lines if (match := _CODE.fullmatch(line))]
    return Shown(
        tuple(shlex.split(rest)),
        dict(one.split("=", 1) for one in before.split()),
        tuple(line for line in lines if not _CODE.fullmatch(line)),
        codes[0] if codes else 0,
        remark,
        section,
    )


def with_files(words: tuple[str, ...], folder: Path) -> tuple[str, ...]:
    """Put the one file that fits in place of a name with `…` in it."""
    return tuple(_the_file(word, folder) if "…" in word else word for word in words)


def _the_file(word: str, folder: Path) -> str:
    (found,) = folder.glob(word.replace("…", "*"))
    return str(found.relative_to(folder))


def missing_from(printed: str, lines: tuple[str, ...]) -> str:
    """The first line that does not stand in what was printed, after those before it; empty where all do."""
    text, at = _even(printed), 0
    for line in lines:
        pieces = (re.escape(_even(piece)) for piece in line.split("…"))
        match = re.compile(".*?".join(pieces)).search(text, at)
        if match is None:
            return line
        at = match.end()
    return ""


def _even(text: str) -> str:
    return " ".join(text.split())
