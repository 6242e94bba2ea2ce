"""Seven changes of a table by a rebuild, three by SQLite's own ALTER TABLE, and what each has to come to."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.faults.judging import quoted
from tests.faults.shape import Item

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.migrations.migrator import Migrator
    from tests.faults.judging import Record
    from tests.faults.shape import Shape

ADDED = Item("extra TEXT NOT NULL DEFAULT 'x, (y)'", "extra")
ADDED_VALUE = ("text", repr(b"x, (y)"))
KIND_CHECK = " CHECK ({name} IS NULL OR length({name}) < 100000)"


@dataclass(frozen=True, slots=True)
class Change:
    """One change: how a script makes it, and what the table has to be afterwards."""

    name: str
    make: Callable[[Shape, Migrator], object]
    wanted: Callable[[Shape], str] | None
    """The text that the table has to have; None where SQLite itself edits it."""
    expected: Callable[[Shape, list[Record]], list[Record]]
    """The rows that it has to have."""


def with_added(shape: Shape) -> str:
    """A column in the middle."""
    first, *others = shape.all_items
    return shape.declared((first, ADDED, *others))


def without_note(shape: Shape) -> str:
    """The column `note` gone."""
    return shape.declared(tuple(item for item in shape.all_items if item.column != "note"))


def with_note(shape: Shape, note: Item) -> str:
    """The column `note` otherwise."""
    items = (note if item.column == "note" else item for item in shape.all_items)
    return shape.declared(tuple(items))


def checked(shape: Shape) -> str:
    """A check that all rows satisfy."""
    return with_note(shape, shape.noted(check=KIND_CHECK.format(name="note")))


def unkeepable(shape: Shape) -> str:
    """A check that no row satisfies."""
    return with_note(shape, shape.noted(check=" CHECK (ifnull(note, '') = 'nobody wrote this')"))


def without_constraint(shape: Shape) -> str:
    """The constraint gone."""
    return shape.declared(shape.all_items[:-1])


def turned_round(shape: Shape) -> str:
    """The columns in the opposite order; constraints stay last."""
    backwards = [item for item in reversed(shape.all_items) if item.column]
    constraints = [item for item in shape.all_items if not item.column]
    return shape.declared((*backwards, *constraints))


def _same(_shape: Shape, rows: list[Record]) -> list[Record]:
    return rows


def _added(_shape: Shape, rows: list[Record]) -> list[Record]:
    return [row | {"extra": ADDED_VALUE} for row in rows]


def _dropped(_shape: Shape, rows: list[Record]) -> list[Record]:
    return [{name: value for name, value in row.items() if name != "note"} for row in rows]


def _renamed(_shape: Shape, rows: list[Record]) -> list[Record]:
    return [
        {("noted" if name == "note" else name): value for name, value in row.items()}
        for row in rows
    ]


def _converted(shape: Shape, rows: list[Record]) -> list[Record]:
    """What SQLite makes of each value when it is put into a column of the other type."""
    strict = " STRICT" if "STRICT" in shape.suffix else ""
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.text_factory = bytes
        raw.execute(f"CREATE TABLE x (note {shape.other_type}){strict}")
        return [row | {"note": _put(raw, row["note"])} for row in rows]


def _put(raw: sqlite3.Connection, value: tuple[str, str]) -> tuple[str, str]:
    kind, written = value
    parameter = eval(written, {"inf": float("inf"), "nan": float("nan")})
    raw.execute("DELETE FROM x")
    raw.execute(
        f"INSERT INTO x VALUES ({'CAST(? AS TEXT)' if kind == 'text' else '?'})", (parameter,)
    )
    found, stored = raw.execute("SELECT typeof(note), note FROM x").fetchone()
    return found.decode(), repr(stored)


def _called(shape: Shape) -> str:
    return shape.called or shape.table


def _check_and_back(shape: Shape, migrator: Migrator) -> None:
    migrator.add_constraint(_called(shape), "CONSTRAINT brief CHECK (1)")
    migrator.drop_constraint(_called(shape), "brief")


def _default_and_back(shape: Shape, migrator: Migrator) -> None:
    migrator.set_default(_called(shape), "note", "'a, (b) -- c'")
    migrator.drop_default(_called(shape), "note")


REBUILDS = (
    Change(
        "a column with a default added in the middle",
        lambda shape, migrator: migrator.redeclare(_called(shape), with_added(shape)),
        with_added,
        _added,
    ),
    Change(
        "a column dropped",
        lambda shape, migrator: migrator.redeclare(
            _called(shape), without_note(shape), dropped=["note"]
        ),
        without_note,
        _dropped,
    ),
    Change(
        "a column renamed",
        lambda shape, migrator: migrator.redeclare(
            _called(shape),
            with_note(shape, shape.noted(name="noted")),
            values={"noted": "note"},
            dropped=["note"],
        ),
        lambda shape: with_note(shape, shape.noted(name="noted")),
        _renamed,
    ),
    Change(
        "another type",
        lambda shape, migrator: migrator.redeclare(
            _called(shape), with_note(shape, shape.noted(type_name=shape.other_type))
        ),
        lambda shape: with_note(shape, shape.noted(type_name=shape.other_type)),
        _converted,
    ),
    Change(
        "a check added",
        lambda shape, migrator: migrator.redeclare(_called(shape), checked(shape)),
        checked,
        _same,
    ),
    Change(
        "a constraint dropped",
        lambda shape, migrator: migrator.redeclare(_called(shape), without_constraint(shape)),
        without_constraint,
        _same,
    ),
    Change(
        "columns in another order",
        lambda shape, migrator: migrator.redeclare(_called(shape), turned_round(shape)),
        turned_round,
        _same,
    ),
)
CONSTRAINT_DROPPED = REBUILDS[5]

NATIVE = (
    Change(
        "a column added by ALTER TABLE",
        lambda shape, migrator: migrator.add_column(_called(shape), ADDED.text),
        None,
        _added,
    ),
    Change(
        "a column dropped by ALTER TABLE",
        lambda shape, migrator: migrator.drop_column(_called(shape), "note"),
        None,
        _dropped,
    ),
    Change(
        "a column renamed by ALTER TABLE",
        lambda shape, migrator: migrator.sql(
            f"ALTER TABLE {quoted(_called(shape))} RENAME COLUMN note TO noted"
        ),
        None,
        _renamed,
    ),
)
WORDED = (
    Change(
        "a type set",
        lambda shape, migrator: migrator.set_type(_called(shape), "note", shape.other_type),
        None,
        _converted,
    ),
    Change(
        "a check added by word",
        lambda shape, migrator: migrator.add_constraint(
            _called(shape), f"CONSTRAINT brief {KIND_CHECK.format(name='note').strip()}"
        ),
        None,
        _same,
    ),
    Change(
        "a check added and dropped",
        _check_and_back,
        lambda shape: shape.create_sql,
        _same,
    ),
    Change(
        "a default set and dropped",
        _default_and_back,
        None,
        _same,
    ),
)
"""What a script can say in one word, the declaration being edited by the program."""
NATIVE_SQL = {
    NATIVE[0].name: f"ADD COLUMN {ADDED.text}",
    NATIVE[1].name: 'DROP COLUMN "note"',
    NATIVE[2].name: "RENAME COLUMN note TO noted",
}
UNKEEPABLE = Change(
    "a check that no row satisfies",
    lambda shape, migrator: migrator.redeclare(_called(shape), unkeepable(shape)),
    None,
    _same,
)
