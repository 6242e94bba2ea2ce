"""Counts of all tables: estimates at once, exact ones after, none that would never end."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.counts import (
    TableCount,
    count_tables,
    estimated_counts,
    exact_counts,
)
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.introspection import read_schema

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Table
    from tests.support.browsed import BrowsedFile


def tables_of(browsed: BrowsedFile) -> tuple[Table, ...]:
    with browsed.reading() as connection:
        return read_schema(connection).tables


@pytest.fixture
def gappy(browsed: BrowsedFile) -> BrowsedFile:
    browsed.raw.execute("CREATE TABLE large (id INTEGER PRIMARY KEY, v)")
    browsed.insert("large", [(i * 2, i) for i in range(1, 1_001)])
    browsed.raw.execute("CREATE TABLE small (a)")
    browsed.insert("small", [(1,), (2,)])
    browsed.raw.execute("CREATE TABLE vacant (a)")
    browsed.raw.execute("CREATE TABLE keyed (a PRIMARY KEY) WITHOUT ROWID")
    browsed.insert("keyed", [(i,) for i in range(30)])
    browsed.raw.execute(
        "CREATE VIEW endless AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i FROM n) SELECT i FROM n"
    )
    return browsed


def test_every_table_is_estimated_and_then_counted(gappy: BrowsedFile) -> None:
    found = list(count_tables(gappy.database, tables_of(gappy)))
    assert found[:5] == [
        TableCount("endless", None, exact=False),
        TableCount("keyed", None, exact=False),
        TableCount("large", 1_999, exact=False),
        TableCount("small", 2, exact=False),
        TableCount("vacant", 0, exact=True),
    ]
    assert sorted(found[5:], key=lambda count: count.name) == [
        TableCount("keyed", 30, exact=True),
        TableCount("large", 1_000, exact=True),
        TableCount("small", 2, exact=True),
    ]


def test_the_cheapest_tables_are_counted_first(gappy: BrowsedFile) -> None:
    names = [count.name for count in exact_counts(gappy.database, tables_of(gappy))]
    assert names.index("small") < names.index("large")


def test_a_table_without_rowid_is_estimated_by_what_analyze_found(gappy: BrowsedFile) -> None:
    gappy.raw.execute("ANALYZE")
    tables = [table for table in tables_of(gappy) if table.name == "keyed"]
    with gappy.reading() as connection:
        assert estimated_counts(connection, tables) == (TableCount("keyed", 30, exact=False),)


def test_a_table_that_cannot_be_counted_does_not_stop_the_others(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE gone (a)")
    browsed.raw.execute("CREATE TABLE here (a)")
    browsed.raw.execute("CREATE VIEW failing AS SELECT x FROM nowhere")
    tables = tables_of(browsed)
    browsed.raw.execute("DROP TABLE gone")
    counts = {count.name: count for count in count_tables(browsed.database, tables)}
    assert counts["gone"].rows is None
    assert "no such table" in counts["gone"].problem
    assert counts["here"] == TableCount("here", 0, exact=True)
    assert "nowhere" in counts["failing"].problem


def test_counting_can_be_cancelled_between_two_tables(gappy: BrowsedFile) -> None:
    token = CancelToken()
    counts = exact_counts(gappy.database, tables_of(gappy), token)
    next(counts)
    token.cancel()
    with pytest.raises(Cancelled):
        next(counts)


def test_no_lease_is_held_while_counts_are_handed_over(gappy: BrowsedFile) -> None:
    for _ in count_tables(gappy.database, tables_of(gappy)):
        assert gappy.database.pool_use().in_use == 0
