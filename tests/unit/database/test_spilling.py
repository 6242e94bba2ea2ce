"""Large sorts go to temporary files for as long as one lease lasts, and never fail for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.statements import PASSING_CACHE_KB
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.statements import ReadConnection

IN_FILES, IN_MEMORY = 1, 2
OPENS_THE_TEMPORARY_DATABASE = "SELECT count(*) FROM sqlite_temp_master"
SORT = "SELECT v FROM t ORDER BY v DESC"


@pytest.fixture
def file(tmp_path: Path) -> Iterator[BrowsedFile]:
    with BrowsedFile(tmp_path / "sorted.db", "CREATE TABLE t (v)") as file:
        file.insert("t", [(number * 7 % 100,) for number in range(100)])
        yield file


def place_of_sorts(connection: ReadConnection) -> int:
    return connection.integer("PRAGMA temp_store")


def is_sorted(connection: ReadConnection) -> bool:
    return connection.rows(SORT) == [(number,) for number in reversed(range(100))]


def test_a_lease_sorts_in_files_and_the_next_one_in_memory_again(file: BrowsedFile) -> None:
    with file.reading() as connection:
        before = connection.integer("PRAGMA cache_size")
        assert place_of_sorts(connection) == IN_MEMORY
        connection.spill()
        connection.scan()  # has its own bound already
        assert place_of_sorts(connection) == IN_FILES
        assert connection.integer("PRAGMA cache_size") == -PASSING_CACHE_KB
        assert is_sorted(connection)
    with file.reading() as connection:
        assert place_of_sorts(connection) == IN_MEMORY
        assert connection.integer("PRAGMA cache_size") == before
        use = file.database.pool_use()
        assert (use.in_use, use.idle) == (1, 0), "it should be the same connection"


def test_a_connection_with_a_temporary_database_sorts_on_in_memory(file: BrowsedFile) -> None:
    with file.reading() as connection:
        connection.rows(OPENS_THE_TEMPORARY_DATABASE)
        connection.spill()
        assert place_of_sorts(connection) == IN_MEMORY
        assert connection.integer("PRAGMA cache_size") == -PASSING_CACHE_KB
        assert is_sorted(connection)


def test_a_temporary_database_that_comes_after_it_does_no_harm_at_the_end(
    file: BrowsedFile,
) -> None:
    for _ in range(2):
        with file.reading() as connection:
            connection.spill()
            connection.rows(OPENS_THE_TEMPORARY_DATABASE)
            assert is_sorted(connection)
    with file.reading() as connection:
        assert place_of_sorts(connection) == IN_MEMORY
        assert is_sorted(connection)
