"""Of the texts that a window in the generated language shows, those that were not translated."""

from __future__ import annotations

import ast
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.keywords import KEYWORDS
from tests.support.texts import PROJECT

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator

_WORD = re.compile(r"…?\w+(?:…\w+)?…?")
"""A word, also one that is cut off, at its beginning, at its end or in its middle."""
_SOURCE = re.compile(r'^\s*("\w+": .*|".*",?)$')
"""A line of the JSON that a bundle holds."""
_PIECE = re.compile(r"\w+")
_LINEAGES = PROJECT / "resources" / "lineages"
_LEAST_LETTERS = 3
_LEAST_PROSE = 12
"""Characters from which on a piece of a text is known again."""

EXPLAINED = {
    "names": "Hive Inspector SQLite OpenRouter Qt PySide6 Essentials Peewee Linux Python python Unicode",
    "kinds of files": (
        "SQL JSON CSV PNG SVG Markdown Excel Parquet gzip csv json ndjson lines sql sqlite xlsx parquet enc zip"
    ),
    "encodings": "UTF ISO BLOB Base64 scrypt AES GCM hex",
    "terms of SQLite that its users know": "WAL NULL INSERT rowid dbstat integer delete",
    "times": "UTC min",
    "keys": "Ctrl Shift Alt Esc Del Tab Enter Return Home End Space Backspace PgUp PgDown Up Down Left Right",
    "Qt's own, translated with Qt": "Scroll",
    "languages": "pseudo",
    "ids of repairs, as commands take them": "dangling reference quarantine orphans",
    "folders": "hive inspector copies backups home state config cache",
    "what scenes type, and what they pretend that a file holds": (
        "ada msg draft mess zqxj characters migration yesterday bundle wrote usage now"
    ),
    "the menu of pyqtgraph's scene, which is never shown": "Export",
}
"""Words that are the same in every language, by the reason."""


_OTHERS = re.compile(
    r"[Nn]ear \".*?\": syntax error|[Nn]o such (table|column): \S+|database disk image is malformed"
    r"|database disk|image is malformed|before restoring|before \d{3}"
    r"|missing \), unterminated subpattern|\b(SCAN|SEARCH|USE TEMP B-TREE FOR|USING (COVERING )?INDEX)\b"
    r"|\w*_\w*\.\w+|Linux-\S+"
)
"""What SQLite, Python and the system say in their own words, names of restore points, and names with their tables."""


@dataclass(frozen=True, slots=True)
class Known:
    """What may be shown in Latin letters."""

    words: frozenset[str]
    prose: str
    """Longer texts, of which any piece may be shown."""
    typed: tuple[str, ...]
    """Longer texts that may be part of another."""


def known_of(words: Collection[str], prose: Collection[str]) -> Known:
    """What files hold, and what is shown beside it: Hive's schemas, the scripts that migrate them, what scenes type.

    Args:
        words: The words of the files' names and values.
        prose: Their longer values.
    """
    libraries = json.loads((PROJECT / "resources/dependencies.json").read_text(encoding="utf-8"))
    scripts = [file.stem for file in (PROJECT / "migrations").glob("*.py")]
    texts = [*EXPLAINED.values(), *scripts, *(name.partition("_")[2] for name in scripts)]
    texts += [one[part] for one in libraries for part in ("name", "title", "licence")]
    found = {word for text in texts for word in _PIECE.findall(text)}
    found.update(word for word in words if word not in KEYWORDS)
    schemas = [file.read_text(encoding="utf-8") for file in _LINEAGES.glob("*.json")]
    told = [" ".join(text.split()) for text in _literals()]
    typed = sorted({text for text in told if len(text) >= _LEAST_PROSE}, key=len, reverse=True)
    return Known(frozenset(found), "\n".join([*prose, *schemas, *typed]), tuple(typed))


def _literals() -> Iterator[str]:
    """What scripts say of themselves, which their checksums keep as it is, and what scenes type into fields."""
    package = PROJECT / "hive_inspector"
    files = [*(PROJECT / "migrations").glob("*.py"), *package.rglob("scenes.py")]
    for file in files:
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.value


def missed(kind: str, text: str, known: Known) -> Iterator[str]:
    """The words of a text that nobody translated and that no file holds.

    Args:
        kind: As `shown_texts` calls it. Keywords of SQL are painted one by one; otherwise they stand in statements.
        text: What is shown.
        known: What may be shown.
    """
    if _SOURCE.match(text):
        return
    text = " ".join(text.replace("↵", " ").split())
    if _is_prose(text, known):
        return
    for typed in known.typed:
        text = text.replace(typed, " ")
    for part in re.split(r"[«»·]", text):
        if not _is_prose(part, known):
            yield from _missed(kind, part, known)


def _is_prose(text: str, known: Known) -> bool:
    return len(text) >= _LEAST_PROSE and text.strip("… ,:") in known.prose


def _missed(kind: str, text: str, known: Known) -> Iterator[str]:
    words = _WORD.findall(_OTHERS.sub(" ", text))
    is_sql = kind == "painted" or "(" in text or len(KEYWORDS.intersection(words)) > 1
    keywords = KEYWORDS if is_sql else ()
    for word in words:
        letters = word.strip("…").replace("…", "")
        if len(letters) < _LEAST_LETTERS or not letters.isascii() or not letters.isalpha():
            continue  # names and codes with figures or underscores are nobody's sentence
        if word not in keywords and not _is_known(word, known):
            yield word


def _is_known(word: str, known: Known) -> bool:
    if "…" not in word:
        return word in known.words
    before, *_, after = word.split("…")
    return any(one.startswith(before) for one in known.words) and any(
        one.endswith(after) for one in known.words
    )
