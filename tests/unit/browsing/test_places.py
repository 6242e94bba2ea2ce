from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.keys import Position, PrimaryKey, Rowid
from hive_inspector.core.browsing.places import position_of
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.browsing.keys import RowKey
    from hive_inspector.core.browsing.spans import RowOrder


def place(file: BrowsedFile, order: RowOrder, key: RowKey) -> int | None:
    table = file.table("t")
    with file.reading() as connection:
        return position_of(connection, table, order, key)


@pytest.mark.parametrize("step", [1, 3])
def test_a_row_stands_where_plain_counting_puts_it(tmp_path: Path, step: int) -> None:
    with BrowsedFile(tmp_path / "p.db", "CREATE TABLE t (x)") as file:
        file.raw.execute("BEGIN")
        file.raw.executemany(
            "INSERT INTO t (rowid, x) VALUES (?, 1)", [(n * step + 7,) for n in range(9000)]
        )
        file.raw.execute("COMMIT")
        order = file.surveyed("t")
        for rowid in (7, 8, 9, 10, 6151, 6152, 20_000, 27_004, 99_999, -5):
            expected = file.plain("SELECT count(*) FROM t WHERE rowid < ?", rowid)[0][0]
            assert place(file, order, Rowid(rowid)) == expected


def test_before_the_survey_nobody_knows(tmp_path: Path) -> None:
    with BrowsedFile(tmp_path / "p.db", "CREATE TABLE t (x)") as file:
        file.insert("t", [(n,) for n in range(6000)])
        assert place(file, file.natural("t"), Rowid(100)) is None


def test_a_row_without_a_name_stands_where_it_says(tmp_path: Path) -> None:
    with BrowsedFile(tmp_path / "p.db", "CREATE TABLE t (x)") as file:
        assert place(file, file.natural("t"), Position(5)) == 5


def test_a_row_by_primary_key_is_not_looked_for(tmp_path: Path) -> None:
    sql = "CREATE TABLE t (x TEXT PRIMARY KEY) WITHOUT ROWID"
    with BrowsedFile(tmp_path / "p.db", sql) as file:
        file.insert("t", [("a",), ("b",)])
        assert place(file, file.surveyed("t"), PrimaryKey(("b",))) is None
