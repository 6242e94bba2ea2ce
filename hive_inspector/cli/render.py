"""Readable output: aligned lines, coloured where somebody looks at them."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, NamedTuple, TextIO
from unicodedata import combining, east_asian_width

from hive_inspector.core.database.values import visible_text

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

GAP = "  "


class Word(NamedTuple):
    """A piece of a line."""

    text: str
    style: str = ""
    """Colour and weight as rich names them; nothing depends on it being seen."""


class Column(NamedTuple):
    """A column of a table."""

    title: str
    numeric: bool = False
    """Whether its cells end at the same place."""


def write_lines(stream: TextIO, lines: Iterable[Sequence[Word]]) -> None:
    """Write lines, with their styles where the stream is a terminal. Control characters never reach it."""
    if stream.isatty():
        _write_styled(stream, lines)
        return
    stream.writelines(
        "".join(visible(word.text) for word in line).rstrip() + "\n" for line in lines
    )


@contextmanager
def even_unread() -> Iterator[None]:
    """Go on where nobody reads standard output any more, as after `head`: a change that was asked for is made."""
    try:
        yield
        sys.stdout.flush()
    except BrokenPipeError:
        close_output()


def close_output() -> None:
    """Let nothing be written at exit to a pipe that nobody reads."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, sys.stdout.fileno())
    except (OSError, ValueError):
        pass
    finally:
        os.close(nowhere)


def heading(text: str) -> list[Word]:
    """A line above others."""
    return [Word(text, "bold")]


def facts(pairs: Iterable[tuple[str, str]]) -> Iterator[list[Word]]:
    """Lines of a name and a value each."""
    listed = list(pairs)
    broadest = max((width(name) for name, _ in listed), default=0)
    for name, value in listed:
        yield [Word(GAP), Word(padded(name, broadest), "dim"), Word(GAP + value)]


def table(columns: Sequence[Column], rows: Sequence[Sequence[Word]]) -> Iterator[list[Word]]:
    """Lines of an aligned table below its titles."""
    shown = [[Word(visible(cell.text), cell.style) for cell in row] for row in rows]
    titles = [Word(visible(column.title), "bold") for column in columns]
    widths = [max(width(row[i].text) for row in (titles, *shown)) for i in range(len(columns))]
    for row in (titles, *shown):
        line: list[Word] = []
        for cell, column, size in zip(row, columns, widths, strict=True):
            aligned = padded(cell.text, size, right=column.numeric)
            line += [Word(aligned, cell.style), Word(GAP)]
        yield line


def records(columns: Sequence[Column], rows: Sequence[Sequence[Word]]) -> Iterator[list[Word]]:
    """The same rows one below the other, a line for each cell: for tables broader than the terminal."""
    names = [visible(column.title) for column in columns]
    broadest = max(map(width, names), default=0)
    for number, row in enumerate(rows):
        if number:
            yield []
        for name, cell in zip(names, row, strict=True):
            yield [Word(padded(name, broadest), "dim"), Word(GAP), cell]


def fits(lines: Sequence[Sequence[Word]], stream: TextIO) -> bool:
    """Whether lines can be read as they are: no terminal has to break them."""
    if not stream.isatty():
        return True
    room = shutil.get_terminal_size().columns
    return all(sum(width(word.text) for word in line[:-1]) <= room for line in lines)


def visible(text: str) -> str:
    """A text of which every character shows and none acts, on one line."""
    return visible_text(text).replace("\n", "↵").replace("\t", "⇥")


def width(text: str) -> int:
    """Columns of a terminal that a text takes."""
    if text.isascii():
        return len(text)
    return sum(_character_width(character) for character in text)


def padded(text: str, size: int, *, right: bool = False) -> str:
    """A text with spaces to that width."""
    space = " " * (size - width(text))
    return space + text if right else text + space


def _character_width(character: str) -> int:
    if combining(character):
        return 0
    return 2 if east_asian_width(character) in "WF" else 1


def _write_styled(stream: TextIO, lines: Iterable[Sequence[Word]]) -> None:
    from rich.console import Console
    from rich.text import Text

    console = Console(file=stream, highlight=False, soft_wrap=True)
    for line in lines:
        console.print(Text.assemble(*((visible(word.text), word.style) for word in line)))
