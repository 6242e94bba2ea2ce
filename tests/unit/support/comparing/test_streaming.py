"""A comparison table by table: each as soon as it is done, and no more of it kept than can be shown."""

from __future__ import annotations

from contextlib import closing, contextmanager
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.progress import silent
from hive_inspector.core.support.comparing.comparison import EXAMPLES, MOST_CELLS, comparing
from hive_inspector.core.support.comparing.merging import LIST_ROWS
from tests.support.compared import compared
from tests.support.databases import make_database, plain

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.hive.opening import OpenHive

TABLE = "CREATE TABLE {} (k INTEGER PRIMARY KEY, v)"
NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {})"


@contextmanager
def both(left: Path, right: Path) -> Iterator[tuple[OpenHive, OpenHive]]:
    here, there = open_hive(DatabaseTarget(left)), open_hive(DatabaseTarget(right))
    with here.database, there.database:
        yield here, there


def two_files(folder: Path, *statements: str) -> tuple[Path, Path]:
    """Two files of three tables; the left one has what the statements bring as well."""
    tables = [TABLE.format(name) for name in ("a", "b", "c")]
    return (
        make_database(folder / "left.db", *tables, *statements),
        make_database(folder / "right.db", *tables),
    )


def test_each_table_comes_as_soon_as_it_is_compared(tmp_path: Path) -> None:
    left, right = two_files(tmp_path, "INSERT INTO b VALUES (1, 2)")
    with both(left, right) as (here, there):
        steps = list(comparing(here, there, token=CancelToken(), progress=silent))
    assert [[table.name for table in one.tables] for one in steps] == [
        [],
        ["a"],
        ["a", "b"],
        ["a", "b", "c"],
    ]
    assert [one.awaited for one in steps] == [("a", "b", "c"), ("b", "c"), ("c",), ()]
    assert [one.differs for one in steps] == [False, False, True, True]
    assert steps[-1] == compared(left, right)


def test_who_has_seen_enough_lets_go_of_both_files(tmp_path: Path) -> None:
    with both(*two_files(tmp_path)) as (here, there):
        with closing(comparing(here, there, token=CancelToken(), progress=silent)) as steps:
            next(steps)
            assert here.database.pool_use().in_use == there.database.pool_use().in_use == 1
        assert here.database.pool_use().in_use == there.database.pool_use().in_use == 0


def test_what_was_compared_before_a_cancel_was_told(tmp_path: Path) -> None:
    token = CancelToken()
    told = []
    with both(*two_files(tmp_path)) as (here, there):
        steps = comparing(here, there, token=token, progress=silent)
        told += [next(steps), next(steps)]
        token.cancel()
        with pytest.raises(Cancelled):
            next(steps)
    assert [table.name for table in told[-1].tables] == ["a"]


def test_the_rows_of_a_large_table_are_told_while_they_are_read(tmp_path: Path) -> None:
    rows = 3 * LIST_ROWS
    left, right = two_files(tmp_path, f"{NUMBERS.format(rows)} INSERT INTO b SELECT i, i FROM n")
    told: list[tuple[int, int | None, str]] = []

    def progress(done: int, total: int | None, step: str) -> None:
        told.append((done, total, step))

    with both(right, left) as (here, there):
        list(comparing(there, here, token=CancelToken(), progress=progress))
    of_b = [step for done, total, step in told if (done, total) == (1, 3)]
    assert of_b[0] == "Comparing b"
    assert of_b[-1] == f"Comparing b, {rows:,} rows"
    assert len(of_b) > 3
    assert told[-1] == (3, 3, "")


def test_of_many_differing_rows_the_first_are_kept_and_all_counted(tmp_path: Path) -> None:
    left, right = two_files(tmp_path, f"{NUMBERS.format(3000)} INSERT INTO a SELECT i, i FROM n")
    table = compared(left, right).table("a")
    assert table.only_left == 3000
    assert [row.key[0].text for row in table.examples] == [str(n + 1) for n in range(EXAMPLES)]


def test_of_very_wide_rows_fewer_are_kept(tmp_path: Path) -> None:
    columns = ", ".join(f"c{number}" for number in range(1, 500))
    wide = f"CREATE TABLE w (k INTEGER PRIMARY KEY, {columns})"
    left = make_database(
        tmp_path / "left.db", wide, f"{NUMBERS.format(30)} INSERT INTO w (k) SELECT i FROM n"
    )
    table = compared(left, make_database(tmp_path / "right.db", wide)).table("w")
    assert table.only_left == 30
    assert len(table.examples) == MOST_CELLS // 500


def test_a_table_that_damage_keeps_from_being_read_is_told_and_the_others_are_compared(
    tmp_path: Path,
) -> None:
    left, right = two_files(
        tmp_path,
        f"{NUMBERS.format(2000)} INSERT INTO b SELECT i, 'some text' FROM n",
        "INSERT INTO c VALUES (1, 2)",
    )
    (root,) = plain(left, "SELECT rootpage FROM sqlite_master WHERE name = 'b'")[0]
    (size,) = plain(left, "PRAGMA page_size")[0]
    content = bytearray(left.read_bytes())
    content[(root - 1) * size : root * size] = b"\xff" * size
    left.write_bytes(content)

    for one, other in ((left, right), (right, left)):
        found = compared(one, other)
        assert found.differs
        assert [table.is_compared for table in found.tables] == [True, False, True]
        assert "damaged" in found.table("b").note
        assert found.table("c").differences == 1
