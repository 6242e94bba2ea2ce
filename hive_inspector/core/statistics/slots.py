"""Which slot of UTC a cell's time lies in, computed by SQLite for every form that Hive's files mix in one column.

What counts as a time, and what it means, is what Browse's filters find (`core.browsing.filter_times`): texts as in
`core.database.times`, seconds and milliseconds since 1970 as numbers or texts. Two things differ from SQLite's own
reading: an offset without a colon and the word UTC are understood, and a fraction is cut off, not rounded, so that a
row of 23:59:59.9997 stays in its day.
"""

from __future__ import annotations

from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.core.database.identifiers import quoted

NO_TIME = -1_000_000_000
"""The slot of rows whose time is NULL."""
UNREADABLE = -1_000_000_001
"""The slot of rows that hold something else than a time."""
_MINUTES = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9][ T][0-9][0-9]:[0-5][0-9]"
_SHAPE = "????-??-??[ T]??:??:??"
"""What nearly all texts look like; that the rest are digits, SQLite's reading of them tells."""
_ROUNDED_UP = "*:59.999*"
"""Fractions that SQLite would round up into the next minute, and some more; slots are never shorter than a minute."""
SQLITE_VERSION_NUMBERS = tuple(map(int, SQLITE_VERSION.split(".")))
_FIRST_WITH_UNIXEPOCH = (3, 38)
_EARLIEST_S, _LATEST_S = 946_684_800, 4_102_444_800
"""2000 and 2100: a bare number outside is no time."""


def slot_sql(column: str, slot_s: int) -> str:
    """SQL for the number of the slot, counted from 1970 in slots, or `NO_TIME` or `UNREADABLE`.

    Texts are told by comparing: in SQLite's order they stand behind numbers and before blobs, which costs no call of a
    function for each row.

    Args:
        column: The column's name.
        slot_s: Seconds of a slot.
    """
    cell = quoted(column)
    epoch = _epoch_of(cell)
    other = (
        f"CASE WHEN {cell} GLOB '{_MINUTES}*'"
        f" THEN coalesce({_seconds(_without_fraction(cell))} / {slot_s}, {UNREADABLE})"
        f" WHEN {cell} GLOB '[0-9]*[0-9]' AND {cell} NOT GLOB '*[^0-9.]*' AND {cell} NOT GLOB '*.*.*'"
        f" THEN {_slot_of_number(f'CAST({cell} AS REAL)', slot_s)} ELSE {UNREADABLE} END"
    )
    return (
        f"CASE WHEN {cell} >= '' AND {cell} < x'' THEN CASE"
        f" WHEN {cell} GLOB '{_SHAPE}' THEN coalesce({epoch} / {slot_s}, {UNREADABLE})"
        f" WHEN {cell} GLOB '{_SHAPE}*' AND {cell} NOT GLOB '{_ROUNDED_UP}'"
        f" THEN coalesce({epoch} / {slot_s}, {other}) ELSE {other} END"
        f" WHEN {cell} IS NULL THEN {NO_TIME} WHEN typeof({cell}) = 'blob' THEN {UNREADABLE}"
        f" ELSE {_slot_of_number(cell, slot_s)} END"
    )


def _epoch_of(text: str) -> str:
    """Seconds since 1970; `unixepoch` is a third faster than what came before it."""
    if SQLITE_VERSION_NUMBERS >= _FIRST_WITH_UNIXEPOCH:
        return f"unixepoch({text})"
    return f"CAST(strftime('%s', {text}) AS INTEGER)"


def _seconds(text: str) -> str:
    """Seconds since 1970 of a text, or NULL: as SQLite reads it, else with the offset as SQLite wants it."""
    corrected = (
        f"CASE WHEN {text} GLOB '*[0-9]UTC' OR {text} GLOB '*[0-9] UTC'"
        f" THEN rtrim(substr({text}, 1, length({text}) - 3))"
        f" WHEN {text} GLOB '*[+-][0-9][0-9][0-9][0-9]'"
        f" THEN substr({text}, 1, length({text}) - 2) || ':' || substr({text}, -2) END"
    )
    return f"coalesce({_epoch_of(text)}, {_epoch_of(corrected)})"


def _without_fraction(cell: str) -> str:
    """The text, without a fraction that SQLite would round up into the next second: it keeps milliseconds."""
    rounds_up = f"substr({cell}, 17, 8) >= ':59.9995' AND substr({cell}, 17, 8) < ':59.:'"
    cut = f"substr({cell}, 1, 19) || ltrim(substr({cell}, 21), '0123456789')"
    return f"CASE WHEN {rounds_up} THEN {cut} ELSE {cell} END"


def _slot_of_number(number: str, slot_s: int) -> str:
    """The slot of a number of seconds or milliseconds."""
    return (
        f"CASE WHEN {number} >= {_EARLIEST_S} AND {number} < {_LATEST_S} THEN CAST({number} AS INTEGER) / {slot_s}"
        f" WHEN {number} >= {_EARLIEST_S}000 AND {number} < {_LATEST_S}000"
        f" THEN CAST({number} AS INTEGER) / {slot_s}000 ELSE {UNREADABLE} END"
    )
