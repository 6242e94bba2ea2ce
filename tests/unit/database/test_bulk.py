"""Very many rows in lists: at full speed, whatever their size, also where a text is no text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import statements
from hive_inspector.core.database.failures import StatementProblem
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

BAD = "CAST(X'41FF' AS TEXT)"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[BrowsedFile]:
    with BrowsedFile(tmp_path / "bulk.db", "CREATE TABLE t (v)") as file:
        yield file


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(count=st.integers(0, 60), bad=st.sets(st.integers(0, 59)), size=st.integers(1, 20))
def test_every_row_comes_once_and_in_order(
    file: BrowsedFile, count: int, bad: set[int], size: int
) -> None:
    file.raw.execute("DELETE FROM t")
    for number in range(count):
        value = BAD if number in bad else f"'{number}'"
        file.raw.execute(f"INSERT INTO t VALUES ({value})")
    with file.reading() as connection:
        lists = list(connection.bulk("SELECT v FROM t ORDER BY rowid", size=size))
    expected = ["A\udcff" if number in bad else str(number) for number in range(count)]
    assert [row[0] for rows in lists for row in rows] == expected
    assert all(0 < len(rows) <= size for rows in lists)


def test_lists_grow_to_their_size_and_shrink_where_rows_are_slow(
    file: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.insert("t", [(i,) for i in range(3_000)])
    with file.reading() as connection:
        monkeypatch.setattr(statements, "_LIST_S", 10**9)
        quick = [len(rows) for rows in connection.bulk("SELECT v FROM t", size=500)]
        monkeypatch.setattr(statements, "_LIST_S", 0.0)
        slow = [len(rows) for rows in connection.bulk("SELECT v FROM t LIMIT 100", size=500)]
    assert quick[:6] == [16, 32, 64, 128, 256, 500]
    assert slow[:6] == [16, 8, 4, 2, 1, 1]


def test_a_stream_that_is_still_running_goes_on_leniently(file: BrowsedFile) -> None:
    file.raw.execute(f"INSERT INTO t VALUES ('x'), ({BAD}), ({BAD})")
    with file.reading() as connection:
        stream = connection.stream("SELECT v FROM t", batch=1)
        assert next(stream) == ("x",)
        assert list(connection.bulk("SELECT v FROM t", size=3)) == [
            [("x",), ("A\udcff",), ("A\udcff",)]
        ]
        assert list(stream) == [("A\udcff",), ("A\udcff",)]


def test_a_failure_is_told_and_a_cancel_ends_it(file: BrowsedFile) -> None:
    file.insert("t", [(i,) for i in range(100)])
    token = CancelToken()
    with file.database.reading(token) as connection:
        with pytest.raises(StatementProblem):
            list(connection.bulk("SELECT missing FROM t"))
        lists = connection.bulk("SELECT v FROM t", size=2)
        next(lists)
        token.cancel()
        with pytest.raises(Cancelled):
            next(lists)


def test_a_lease_says_which_database_it_reads(file: BrowsedFile) -> None:
    with file.reading() as connection:
        assert connection.path == file.path.resolve()
