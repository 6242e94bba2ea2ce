"""Times as SQLite puts them into slots, against Python's own reading of the same texts."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta

import pytest

from hive_inspector.core.statistics import slots
from hive_inspector.core.statistics.slots import NO_TIME, UNREADABLE, slot_sql
from tests.support.statistics import FORMS, NO_TIMES, moment_of


def slots_of(cells: list[object], slot_s: int, affinity: str = "") -> list[int]:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(f"CREATE TABLE t (at {affinity})")
        raw.executemany("INSERT INTO t VALUES (?)", [(cell,) for cell in cells])
        return [
            slot
            for (slot,) in raw.execute(f"SELECT {slot_sql('at', slot_s)} FROM t ORDER BY rowid")
        ]


@pytest.mark.parametrize("affinity", ["", "TEXT", "INTEGER"])
@pytest.mark.parametrize("slot_s", [3600, 1800, 900, 60])
def test_every_form_of_a_time_falls_into_the_slot_of_its_moment(slot_s: int, affinity: str) -> None:
    chance = random.Random(slot_s)
    moments = [
        datetime(2001, 1, 1, tzinfo=UTC)
        + timedelta(microseconds=chance.randrange(24 * 365 * 86400 * 10**6))
        for _ in range(300)
    ]
    for form in FORMS:
        cells = [form(moment) for moment in moments]
        expected = [int(at.timestamp() // slot_s) for cell in cells if (at := moment_of(cell))]
        assert slots_of(cells, slot_s, affinity) == expected


def test_a_fraction_never_moves_a_row_into_the_next_hour() -> None:
    cells: list[object] = [
        "2025-03-01T10:59:59.9996Z",
        "2025-03-01 10:59:59.999999999+00:00",
        "2025-03-01T12:59:59.9999+0200",
        "2025-03-01T10:59:59.9999 UTC",
        "2025-03-01T10:59:59.9994Z",
        1740826799.9999,
        1740826799999,
    ]
    assert {datetime.fromtimestamp(slot * 3600, UTC).hour for slot in slots_of(cells, 3600)} == {10}


def test_what_is_no_time_is_told_apart_from_no_value() -> None:
    found = slots_of(list(NO_TIMES), 3600)
    assert found[0] == NO_TIME
    assert set(found[1:]) == {UNREADABLE}


def test_a_library_without_unixepoch_comes_to_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = [form(datetime(2025, 3, 30, 0, 59, 59, tzinfo=UTC)) for form in FORMS]
    modern = slots_of(cells, 900)
    monkeypatch.setattr(slots, "SQLITE_VERSION_NUMBERS", (3, 35, 5))
    assert "unixepoch" not in slot_sql("at", 900)
    assert slots_of(cells, 900) == modern
