"""What the page says in words and numbers."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from hive_inspector.core.database.times import local_time_text
from hive_inspector.core.migrations.planning.losses import CountedLoss
from hive_inspector.gui.pages.migrations.words import (
    counts_text,
    date_text,
    deltas_text,
    duration_guess,
    listed_lines,
    losses_text,
    moment_text,
    version_text,
)

NOON = datetime(2025, 9, 5, 12, 0, tzinfo=UTC)


def loss(what: str, rows: int | None) -> CountedLoss:
    return CountedLoss(what, rows, frozenset())


@pytest.mark.parametrize(("version", "text"), [(6, "006"), (1000, "1000"), ("x", "x")])
def test_versions_are_numbered_as_hives_files_are(version: int | str, text: str) -> None:
    assert version_text(version) == text


def test_a_time_is_told_by_its_day_and_nonsense_as_it_is() -> None:
    assert date_text("2025-09-05T12:00:00Z") == local_time_text(NOON)[:10]
    assert date_text("soon") == "soon"
    assert date_text(None) == ""


def test_today_is_told_as_today() -> None:
    clock = local_time_text(NOON)[11:16]
    assert moment_text(NOON, NOON) == f"today {clock}"
    assert moment_text(NOON, NOON + timedelta(days=3)) == local_time_text(NOON)[:16]


@pytest.mark.parametrize(
    ("seconds", "text"),
    [(0.2, "less than a second"), (12.4, "about 12 s"), (600.0, "about 10 min")],
)
def test_a_guess_is_as_rough_as_it_is(seconds: float, text: str) -> None:
    assert duration_guess(seconds) == text


def test_only_what_is_lost_is_told() -> None:
    assert losses_text([loss("every row of a", 0)]) == "nothing"
    assert losses_text([loss("every row of a", 1), loss("b", 2_000)]) == (
        "1 row: every row of a\n2,000 rows: b"
    )
    assert losses_text([loss("owners", None)]) == "owners (the rehearsal counts the rows)"


def test_many_lines_are_cut() -> None:
    assert listed_lines([str(n) for n in range(6)]).count("\n") == 5
    assert listed_lines([str(n) for n in range(9)]).endswith("\nand 4 more")


def test_rows_by_table_are_told_as_differences() -> None:
    assert deltas_text({}) == "every table keeps its number of rows"
    assert deltas_text({"a": 1_200, "b": -3}) == "a +1,200, b -3"
    many = deltas_text({f"t{n}": 1 for n in range(8)})
    assert many.endswith("and 2 further tables")


def test_rows_in_a_restore_point_are_told_beside_those_of_now() -> None:
    assert counts_text({"a": 5, "b": 1, "c": 2}, {"a": 3, "b": 1, "d": 4}) == (
        "a 5 → 3, c 2 → no table, d no table → 4"
    )
    assert counts_text({"a": 5}, {"a": 5}).startswith("every table has the same number")
