"""What scripts are given: changing, looking, and replacing a table exactly."""

from __future__ import annotations

import sqlite3
from contextlib import closing, contextmanager
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.database.altering import AlteringConnection
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.migrations.migrator import Migrator, Reader
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@contextmanager
def step(path: Path) -> Iterator[tuple[Migrator, Reader]]:
    """What a script has in its hands, in a transaction of its own."""
    target = DatabaseTarget(path, Access.WRITABLE)
    with (
        open_database(target) as database,
        database.altering() as connection,
        connection.transaction(),
    ):
        yield Migrator(connection, "2025-09-05 12:00:00"), Reader(connection)


def objects(path: Path) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(
            "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
        ).fetchall()


def fetched(path: Path, sql: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


def test_looking_gives_rows_and_values(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2)"])
    with step(path) as (_, database):
        assert database.rows("SELECT x FROM t WHERE x > ?", 1) == [(2,)]
        assert database.value("SELECT count(*) FROM t") == 2
        assert database.value("SELECT x FROM t WHERE x > 9") is None


@pytest.mark.parametrize(
    "sql", ["DELETE FROM t", "DROP TABLE t", "INSERT INTO t VALUES (3) RETURNING x"]
)
def test_looking_changes_nothing(tmp_path: Path, sql: str) -> None:
    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (x)", "INSERT INTO t VALUES (1), (2)"])
    with step(path) as (migrator, database):
        with pytest.raises(StatementProblem, match="may only look"):
            database.rows(sql)
        with pytest.raises(StatementProblem, match="may only look"):
            database.value(sql)
        migrator.sql("INSERT INTO t VALUES (?)", 4)
    assert fetched(path, "SELECT x FROM t") == [(1,), (2,), (4,)]


def test_a_disk_that_fails_while_looking_is_told_as_what_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> None:
        raise EnvironmentProblem("The disk could not be read or written.", "Copy the file.")

    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (x)"])
    with step(path) as (_, database):
        monkeypatch.setattr(AlteringConnection, "rows", failing)
        with pytest.raises(EnvironmentProblem, match="disk"):
            database.rows("SELECT x FROM t")


def test_one_call_runs_one_statement(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (x)"])
    with step(path) as (migrator, _), pytest.raises(StatementProblem):
        migrator.sql("INSERT INTO t VALUES (1); INSERT INTO t VALUES (2)")
    assert fetched(path, "SELECT x FROM t") == []


def test_changes_are_counted(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (x)"])
    with step(path) as (migrator, _):
        assert migrator.each("INSERT INTO t VALUES (?)", [(1,), (2,), (3,)]) == 3
        assert migrator.sql("DELETE FROM t WHERE x > ?", 1) == 2


AWKWARD = (
    'CREATE TABLE "parent" (id INTEGER PRIMARY KEY)',
    """CREATE TABLE [odd name] ( -- kept as it is
  id INTEGER PRIMARY KEY AUTOINCREMENT,
  [a "b"] TEXT DEFAULT 'two  spaces, (a bracket' CHECK (length([a "b"]) < ((9 + 1) * 10)),
  twice INTEGER AS (id * 2) STORED,
  parent INTEGER REFERENCES parent (id) ON DELETE CASCADE
) STRICT""",
    "CREATE TABLE child (id, odd INTEGER REFERENCES [odd name] (id) ON DELETE CASCADE)",
    'CREATE INDEX "an index" ON [odd name] (lower([a "b"])) WHERE parent IS NOT NULL',
    'CREATE TRIGGER "on it" AFTER DELETE ON [odd name] BEGIN INSERT INTO log VALUES (old.id); END',
    "CREATE TRIGGER elsewhere AFTER DELETE ON child BEGIN DELETE FROM [odd name] WHERE id = old.odd; END",
    "CREATE TABLE log (id)",
    'CREATE VIEW seen AS SELECT id, [a "b"] AS ab FROM [odd name]',
    "INSERT INTO parent VALUES (1)",
    """INSERT INTO [odd name] (id, [a "b"], parent) VALUES (1, 'x', 1), (2, 'y', NULL), (90, 'z', 1)""",
    "DELETE FROM [odd name] WHERE id = 90",
    "INSERT INTO child VALUES ('c', 2)",
    "DELETE FROM log",
)
ODD = ("id", 'a "b"', "twice", "parent")


def test_replacing_a_table_by_its_own_text_leaves_every_byte(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", AWKWARD)
    before = objects(path)
    with step(path) as (migrator, _), migrator.replacing("odd name", AWKWARD[1], known=ODD) as old:
        migrator.sql(
            f"""INSERT INTO [odd name] (id, [a "b"], parent) SELECT id, [a "b"], parent FROM {old}"""
        )
    assert objects(path) == before
    assert fetched(path, "SELECT * FROM [odd name]") == [(1, "x", 2, 1), (2, "y", 4, None)]
    assert fetched(path, "SELECT * FROM child") == [("c", 2)]
    assert fetched(path, "SELECT * FROM log") == []
    assert fetched(path, "SELECT seq FROM sqlite_sequence WHERE name = 'odd name'") == [(90,)]
    assert fetched(path, "PRAGMA integrity_check") == [("ok",)]


def test_the_trigger_of_a_replaced_table_fires(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", AWKWARD)
    with step(path) as (migrator, _):
        with migrator.replacing("odd name", AWKWARD[1], known=ODD) as old:
            migrator.sql(f"INSERT INTO [odd name] (id) SELECT id FROM {old}")
        migrator.sql("DELETE FROM child")
    assert fetched(path, "SELECT id FROM log") == [(2,)]


def test_a_counter_stays_where_no_row_is_left(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", AWKWARD)
    with step(path) as (migrator, _), migrator.replacing("odd name", AWKWARD[1], known=ODD):
        pass
    assert fetched(path, "SELECT seq FROM sqlite_sequence") == [(90,)]


def test_an_index_that_does_not_fit_the_new_shape_undoes_everything(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db",
        ["CREATE TABLE t (a, b)", "CREATE INDEX i ON t (b)", "INSERT INTO t VALUES (1, 2)"],
    )
    before = objects(path)
    with (
        pytest.raises(StatementProblem, match=r"column.* b"),
        step(path) as (migrator, _),
        migrator.replacing("t", "CREATE TABLE t (a)", known=("a", "b")),
    ):
        pass
    assert objects(path) == before
    assert fetched(path, "SELECT * FROM t") == [(1, 2)]


def test_a_table_with_columns_nobody_speaks_of_is_not_replaced(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db", ["CREATE TABLE t (a, b, c)", "INSERT INTO t VALUES (1, 2, 3)"]
    )
    with (
        pytest.raises(Refusal, match="would be lost: b, c"),
        step(path) as (migrator, _),
        migrator.replacing("t", "CREATE TABLE t (a)", known=("A",)),
    ):
        pass
    assert fetched(path, "SELECT * FROM t") == [(1, 2, 3)]


def test_the_name_for_the_old_table_is_one_that_is_free(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db",
        ["CREATE TABLE t (a)", "CREATE TABLE T__OLD (a)", "CREATE VIEW t__old_ AS SELECT 1"],
    )
    with (
        step(path) as (migrator, _),
        migrator.replacing("t", "CREATE TABLE t (b)", known="a") as old,
    ):
        assert old == '"t__old__"'
    assert [name for _, name, _, _ in objects(path)] == ["T__OLD", "t", "t__old_"]


def test_a_file_without_counters_is_none_the_wiser(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db", ["CREATE TABLE t (a INTEGER PRIMARY KEY)", "INSERT INTO t VALUES (5)"]
    )
    with step(path) as (migrator, _):
        with migrator.replacing("t", "CREATE TABLE t (a INTEGER PRIMARY KEY)", known="A") as old:
            migrator.sql(f"INSERT INTO t SELECT a FROM {old}")
        assert migrator.take_back("t", "a", "a = ?", 5) == 1
    assert [name for _, name, _, _ in objects(path)] == ["t"]


COUNTED = "CREATE TABLE t (a INTEGER PRIMARY KEY AUTOINCREMENT, b)"


def counter_after(path: Path, condition: str) -> list[tuple[Any, ...]]:
    with step(path) as (migrator, _):
        migrator.take_back("t", "a", condition)
    return fetched(path, "SELECT seq FROM sqlite_sequence")


def test_taking_rows_back_takes_the_counter_back(tmp_path: Path) -> None:
    statements = [
        COUNTED,
        "INSERT INTO t VALUES (7, 'user'), (8, 'gone')",
        "DELETE FROM t WHERE a = 8",
    ]
    statements += ["INSERT INTO t (b) VALUES ('ours'), ('ours')"]
    assert counter_after(make_file(tmp_path / "a.db", statements), "b = 'ours'") == [(8,)]


def test_the_counter_stays_where_newer_rows_are_there_or_were(tmp_path: Path) -> None:
    statements = [COUNTED, "INSERT INTO t (b) VALUES ('ours'), ('ours'), ('user')"]
    assert counter_after(make_file(tmp_path / "a.db", statements), "b = 'ours'") == [(3,)]
    statements.append("DELETE FROM t WHERE b = 'user'")
    assert counter_after(make_file(tmp_path / "b.db", statements), "b = 'ours'") == [(3,)]


def test_the_counter_never_falls_below_a_row_that_stays(tmp_path: Path) -> None:
    statements = [COUNTED, "INSERT INTO t (b) VALUES ('ours'), ('user'), ('ours')"]
    assert counter_after(make_file(tmp_path / "a.db", statements), "b = 'ours'") == [(2,)]


def test_a_table_that_is_emptied_has_no_counter(tmp_path: Path) -> None:
    statements = [COUNTED, "INSERT INTO t (b) VALUES ('ours')"]
    assert counter_after(make_file(tmp_path / "a.db", statements), "b = 'ours'") == []


def test_columns_and_indexes_come_and_go_without_a_trace(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ["CREATE TABLE t (a, UNIQUE (a))"])
    before = objects(path)
    with step(path) as (migrator, _):
        migrator.add_column("t", "b INTEGER DEFAULT 5")
        migrator.create_index("i", "t", "b DESC", unique=True, where="b IS NOT NULL")
    assert (
        "index",
        "i",
        "t",
        "CREATE UNIQUE INDEX i ON t (b DESC) WHERE b IS NOT NULL",
    ) in objects(path)
    with step(path) as (migrator, _):
        migrator.drop_index("i")
        migrator.drop_column("t", "b")
    assert objects(path) == before
