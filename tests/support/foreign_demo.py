"""A demo in which nobody writes Latin letters: of what a window shows in them, only names and codes are the file's."""

from __future__ import annotations

import json
import re
import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any
from unittest import mock

from hive_inspector.core.demo import wording
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.resources import resource_text

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_LATIN = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
_CYRILLIC = "абцдефгхижклмнопярстувшщызАБЦДЕФГХИЖКЛМНОПЯРСТУВШЩЫЗ"
_FOREIGN = str.maketrans(_LATIN, _CYRILLIC)
_SLOT = re.compile(r"(\{\w+\})")
_SPOKEN = ("demo/subjects.json", "demo/talk.json", "demo/other_scripts.json")
_MOST_WORDS = 3
"""A value with more is prose: its words are not known apart from it."""
WORD = re.compile(r"\w+")


def make_foreign_demo(path: Path, **chosen: Any) -> None:
    """Make a demo as `make_demo` does, with all that is said and written in it in other letters."""
    with foreign_letters():
        make_demo(path, **chosen)


@contextmanager
def foreign_letters() -> Iterator[None]:
    """Whatever demo is made meanwhile is written in other letters."""
    wording.facts.cache_clear()
    try:
        with mock.patch.object(wording, "resource_text", _told):
            yield
    finally:
        wording.facts.cache_clear()


def words_of(path: Path) -> tuple[set[str], set[str]]:
    """What a file holds in Latin letters: the words of its names, declarations and values, and its longer values."""
    words: set[str] = set()
    prose: set[str] = set()
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as raw:
        raw.text_factory = lambda held: held.decode(errors="replace")
        for (text,) in raw.execute("SELECT ifnull(sql, name) FROM sqlite_master"):
            words.update(WORD.findall(text))
            prose.add(" ".join(text.split()))
        tables = raw.execute("SELECT name FROM sqlite_master WHERE type = 'table' AND rootpage > 0")
        for (name,) in tables.fetchall():
            quoted = name.replace('"', '""')
            for row in raw.execute(f'SELECT * FROM "{quoted}"'):
                for value in row:
                    if isinstance(value, str):
                        _sort(value, words, prose)
    return words, prose


def _sort(value: str, words: set[str], prose: set[str]) -> None:
    if len(value.split()) > _MOST_WORDS:
        prose.add(" ".join(value.split()))
    else:
        words.update(WORD.findall(value))


def _told(name: str) -> str:
    text = resource_text(name)
    return json.dumps(_foreign(json.loads(text))) if name in _SPOKEN else text


def _foreign(value: Any) -> Any:
    match value:
        case str():
            parts = _SLOT.split(value)
            return "".join(one if _SLOT.match(one) else one.translate(_FOREIGN) for one in parts)
        case list():
            return [_foreign(one) for one in value]
        case dict():
            return {key: _foreign(one) for key, one in value.items()}
    return value
