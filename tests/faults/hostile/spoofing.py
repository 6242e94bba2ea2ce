"""Files whose texts pretend to be something else, in every place that a file has for a text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.faults.hostile.making import Case, by_declaring, by_sql, in_hive, literal, quoted
from tests.support.spoofs import ACTING, SPOOFS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.faults.hostile.making import Make

_TEXTS = {
    **SPOOFS,
    **{f"U+{ord(one):04X}": f"a{one}b" for one in sorted(ACTING - {"\0"})},
    "a closing tag": "</p></body><script>x</script>",
    "a formula": "=cmd|' /C calc'!A0",
    "an option": "--help",
    "a path": "../../etc/passwd",
    "percents": "%s%n%(x)s{0}{x.__class__}$x",
    "rich's own": "[bold red]x[/bold red][link=http://link.invalid]y[/link]",
    "quotes": "\"'`];--",
    "an empty name": "",
    "a blank": " ",
    "an emoji": "\U0001f469\u200d\U0001f4bb",
    "marks piled up": "z" + "\u0301" * 200,
}
_CHARACTERS_ALONE = "U+"


def cases() -> Iterator[Case]:
    """Each text in each place; single characters in one file with all places, and in a file's name."""
    for text_name, text in _TEXTS.items():
        if text_name.startswith(_CHARACTERS_ALONE):
            yield Case(f"spoof: {text_name} everywhere", _everywhere(text))
        else:
            for place, make in _PLACES.items():
                if text or place not in {"a type", "a virtual table's argument"}:
                    yield Case(f"spoof: {text_name} as {place}", make(text))
        name = text.replace("/", "\u2215")
        if name.strip() and name != "z" + "\u0301" * 200:
            yield Case(f"spoof: {text_name} as a file's name", by_sql(_PLAIN), f"{name}.db")


_PLAIN = "CREATE TABLE t (id INTEGER PRIMARY KEY, a)"


def _table(text: str) -> Make:
    name = quoted(text)
    return by_sql(f"CREATE TABLE {name} (a)", f"INSERT INTO {name} VALUES (1)")


def _column(text: str) -> Make:
    return by_sql(f"CREATE TABLE t ({quoted(text)} TEXT, z)", "INSERT INTO t VALUES (1, 2)")


def _index(text: str) -> Make:
    return by_sql(_PLAIN, f"CREATE INDEX {quoted(text)} ON t (a)")


def _view(text: str) -> Make:
    name = quoted(text)
    return by_sql(_PLAIN, f"CREATE VIEW {name} AS SELECT 1 AS {name}")


def _trigger(text: str) -> Make:
    return by_sql(_PLAIN, f"CREATE TRIGGER {quoted(text)} AFTER INSERT ON t BEGIN SELECT 1; END")


def _cell(text: str) -> Make:
    return by_sql(_PLAIN, f"INSERT INTO t (a) VALUES ({literal(text)}), (x'{text.encode().hex()}')")


def _hive_cells(text: str) -> Make:
    value = literal(text)
    return in_hive(
        f"INSERT INTO configurations (key, value) VALUES ({value}, {value})",
        f"INSERT INTO conversations (id, user_id, start_time) VALUES ({value}, {value}, {value})",
        "INSERT INTO messages (id, conversation_id, role, content, stage, model_used, timestamp)"
        f" VALUES ({', '.join([value] * 7)})",
    )


def _type(text: str) -> Make:
    return by_sql(f"CREATE TABLE t (a {quoted(text)} NOT NULL)", "INSERT INTO t VALUES (1)")


def _default(text: str) -> Make:
    return by_sql(f"CREATE TABLE t (a DEFAULT {literal(text)} CHECK (a != {literal(text)}))")


def _argument(text: str) -> Make:
    return by_declaring(
        ("table", "w", f"CREATE VIRTUAL TABLE w USING fts5 (a, tokenize = {quoted(text)})")
    )


def _error(text: str) -> Make:
    sql = f"CREATE VIEW broken AS SELECT * FROM {quoted(text)}"
    return by_declaring(("view", "broken", sql))


_PLACES: dict[str, Callable[[str], Make]] = {
    "a table's name": _table,
    "a column's name": _column,
    "an index's name": _index,
    "a view's name": _view,
    "a trigger's name": _trigger,
    "a cell": _cell,
    "Hive's cells": _hive_cells,
    "a type": _type,
    "a default": _default,
    "a virtual table's argument": _argument,
    "what is missing": _error,
}


def _everywhere(text: str) -> Make:
    name, value = quoted(text), literal(text)
    return by_sql(
        f"CREATE TABLE {name} ({name} TEXT DEFAULT {value}, b)",
        f"CREATE INDEX {quoted('i' + text)} ON {name} (b)",
        f"CREATE VIEW {quoted('v' + text)} AS SELECT {value} AS {name}",
        f"INSERT INTO {name} VALUES ({value}, {value})",
    )
