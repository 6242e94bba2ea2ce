"""The help in the window: short pieces in Markdown, each beside its translations, which lead to one another.

A piece is a file `resources/help/<language>/<topic>.md`; English has all of them, another language those that somebody
translated. Its first line is its title; a link names the file of another piece.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from hive_inspector.core.languages import ENGLISH, FOLDER_VARIABLE
from hive_inspector.core.resources import resource_path

HOME = "index"
"""The topic that leads to all others."""
_FOLDER = "help"
_SUFFIX = ".md"


@dataclass(frozen=True, slots=True)
class Piece:
    """What help says about one topic."""

    topic: str
    title: str
    text: str
    """Markdown, without the title."""


def _folders() -> tuple[Path, ...]:
    """Where pieces lie: with the translations that somebody tries, and our own."""
    tried = os.environ.get(FOLDER_VARIABLE, "")
    return (*((Path(tried) / _FOLDER,) if tried else ()), resource_path(_FOLDER))


def topics() -> tuple[str, ...]:
    """Every topic there is, in the order of their names."""
    folder = resource_path(f"{_FOLDER}/{ENGLISH}")
    return tuple(sorted(file.stem for file in folder.glob(f"*{_SUFFIX}")))


def topic_of(link: str) -> str | None:
    """The topic that a link in a piece leads to; None where it is no link to another piece."""
    topic = link.removesuffix(_SUFFIX)
    return topic if topic != link and topic in topics() else None


def read_piece(topic: str, language: str = ENGLISH) -> Piece:
    """What help says about a topic; the piece that leads to all others where there is nothing about it.

    Args:
        topic: One of `topics()`.
        language: The user's, as `de` or `pt_BR`; English where nobody translated the piece.
    """
    if topic not in topics():
        topic = HOME
    file = next(
        file
        for code in (language, language.partition("_")[0], ENGLISH)
        for folder in _folders()
        if (file := folder / code / f"{topic}{_SUFFIX}").is_file()
    )
    title, _, text = file.read_text(encoding="utf-8").partition("\n")
    return Piece(topic, title.removeprefix("# ").strip(), text.strip())
