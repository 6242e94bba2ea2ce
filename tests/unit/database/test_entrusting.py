"""What a file itself computes is computed elsewhere: it reads as any table does, and can always be stopped."""

from __future__ import annotations

import sqlite3
import threading
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import answerers, entrusting
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.database.matching import MATCHES
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from tests.support.databases import contents, make_database

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.connections import Database

LATER = "CASE WHEN id < 3 THEN id ELSE abs(77) END"
SLOW = "instr(zeroblob(40000000), zeroblob(20000000) || x''01'')"
LARGE = "hex(zeroblob(700000000))"
ROWS = (
    "INSERT INTO item (id, name) SELECT value, 'name ' || value FROM json_each('[1, 2, 3, 4, 5]')"
)


def becoming(sql: str) -> tuple[str, ...]:
    """Put in place of what is harmless, behind SQLite's back, which would try it out."""
    changed = f"UPDATE sqlite_master SET sql = replace(sql, 'abs(77)', '{sql}')"
    return ("PRAGMA writable_schema = ON", changed)


def make_later(path: Path, sql: str) -> Path:
    """A view, a column and a rule of which the third row is the first that asks for something."""
    return make_database(
        path,
        f"CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT, later AS ({LATER}), CHECK ({LATER} > 0))",
        ROWS,
        "CREATE TABLE plain (id INTEGER PRIMARY KEY, name TEXT)",
        "INSERT INTO plain VALUES (1, 'one')",
        "CREATE VIEW first AS SELECT id, name FROM plain",
        f"CREATE VIEW later AS SELECT id, {LATER} AS x FROM item",
        *becoming(sql),
    )


@pytest.fixture
def slow(tmp_path: Path) -> Iterator[Database]:
    path = make_later(tmp_path / "x.db", SLOW)
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        yield database


@pytest.mark.parametrize(
    "sql",
    [
        'SELECT * FROM "later"',
        "SELECT max(x) FROM Later",
        'SELECT "later" FROM "item"',
        "PRAGMA integrity_check",  # conditions of tables are checked by a connection that may write only
        "PRAGMA quick_check(5)",
    ],
)
def test_what_a_later_row_never_ends_computing_is_stopped(slow: Database, sql: str) -> None:
    token = CancelToken()
    canceller = threading.Timer(0.2, token.cancel)
    with slow.reading(token) as connection, pytest.raises(Cancelled):
        canceller.start()
        connection.rows(sql)
    canceller.join()
    with slow.reading() as connection:
        assert connection.rows("SELECT * FROM plain") == [(1, "one")]


def test_rows_before_it_are_handed_out(slow: Database) -> None:
    token = CancelToken()
    found = []
    with slow.reading(token) as connection, pytest.raises(Cancelled):
        for rows in connection.batches("SELECT x FROM later", most=1):
            found += rows
            threading.Timer(0.1, token.cancel).start()
    assert found == [(1,)], "of the second the driver has not yet asked what comes next"


def test_what_takes_too_much_memory_is_told(tmp_path: Path) -> None:
    path = make_later(tmp_path / "x.db", LARGE)
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        with pytest.raises(StatementProblem):
            connection.rows("SELECT length(x || x) FROM later ORDER BY x")
        assert connection.rows("SELECT id FROM later LIMIT 2") == [(1,), (2,)]


def test_values_arrive_as_they_are(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "x.db",
        "CREATE TABLE t (a, b AS (a))",
        "INSERT INTO t VALUES (NULL), (1), (-9223372036854775808), (1.5), (9e999), ('ä'), (x'00ff'), ('')",
        "INSERT INTO t VALUES (CAST(x'ff61' AS TEXT))",
        "CREATE VIEW v AS SELECT a, typeof(a) AS kind FROM t",
    )
    with closing(sqlite3.connect(path)) as raw:
        raw.text_factory = lambda content: content.decode("utf-8", "surrogateescape")
        expected = raw.execute("SELECT a, kind FROM v").fetchall()
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        assert connection.rows("SELECT a, kind FROM v") == expected
        assert list(connection.stream("SELECT a, kind FROM v")) == expected
        assert [row for rows in connection.bulk("SELECT * FROM v") for row in rows] == expected
        assert connection.rows("SELECT b FROM t") == [row[:1] for row in expected]
        assert connection.one("SELECT a FROM v WHERE kind = ?", ("real",)) == (1.5,)
        assert connection.value("SELECT a FROM v WHERE kind = :kind", {"kind": "blob"}) == b"\0\xff"
        assert connection.columns_of("SELECT *, 1 AS one FROM v") == ("a", "kind", "one")
        assert connection.one("SELECT 1 FROM v WHERE a = 7") is None
        wanted = f"SELECT a FROM v WHERE kind = 'text' AND {MATCHES}('Ä', 1, CAST(a AS BLOB))"
        assert connection.rows(wanted) == [("ä",)]


def test_what_fails_is_told_as_it_would_be_here(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "x.db",
        "CREATE TABLE t (a)",
        "INSERT INTO t VALUES (1), (-9223372036854775807 - 1)",
        "CREATE VIEW v AS SELECT abs(a) AS x FROM t",
        "CREATE VIEW broken AS SELECT * FROM gone",
    )
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        with pytest.raises(StatementProblem, match="integer overflow"):
            connection.rows("SELECT x FROM v")
        with pytest.raises(StatementProblem, match="no such table"):
            connection.rows("SELECT * FROM broken")
        with pytest.raises(StatementProblem):
            connection.rows("SELECT x FROM v WHERE x = ?", ("\ud800",))
        assert connection.one("SELECT x FROM v LIMIT 1") == (1,)


def test_a_damaged_file_is_told_as_damaged(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "x.db",
        "CREATE TABLE t (a)",
        "INSERT INTO t SELECT hex(randomblob(2000)) FROM json_each('[1, 2, 3, 4, 5, 6]')",
        "CREATE VIEW v AS SELECT a FROM t",
    )
    content = path.read_bytes()
    path.write_bytes(content[:8192] + b"\xee" * 4096 + content[12288:])
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        with pytest.raises(DatabaseDamaged):
            connection.rows("PRAGMA integrity_check")
        with pytest.raises(DatabaseDamaged):
            connection.rows("SELECT a FROM v")


def test_a_process_that_is_lost_is_told_and_another_one_takes_its_place(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = answerers.Waiting(1, "computing_helper")
    monkeypatch.setattr(entrusting, "_waiting", waiting)
    path = make_database(
        tmp_path / "x.db", "CREATE TABLE t (a)", "CREATE VIEW v AS SELECT a FROM t"
    )
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        assert connection.rows("SELECT * FROM v") == []
        (process,) = waiting._idle
        assert connection.rows("SELECT * FROM v") == []
        assert waiting._idle == [process]
        lost = iter(connection.batches("SELECT value FROM v, json_each('[1, 2, 3]')", most=1))
        monkeypatch.setattr(answerers, "answer", lambda one: one.kill())
        with pytest.raises(StatementProblem, match="ended the process"):
            next(lost)
        monkeypatch.undo()
        assert connection.rows("SELECT * FROM v") == []
    waiting.close()


def test_several_statements_may_run_at_once_and_none_outlives_the_lease(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = answerers.Waiting(9, "computing_helper")
    monkeypatch.setattr(entrusting, "_waiting", waiting)
    path = make_later(tmp_path / "x.db", "7")
    with open_database(DatabaseTarget(path)) as database:
        with database.reading() as connection:
            outer = connection.batches("SELECT id FROM later", most=1)
            assert next(iter(outer)) == [(1,)]
            inner = connection.batches("SELECT x FROM later", most=1)
            assert next(iter(inner)) == [(1,)]
            assert not waiting._idle
        assert len(waiting._idle) == 2
    waiting.close()


def test_a_change_sees_what_it_has_changed(tmp_path: Path) -> None:
    path = make_later(tmp_path / "x.db", "7")
    target = DatabaseTarget(path, Access.WRITABLE)
    with open_database(target) as database, database.writing() as connection:
        connection.execute("UPDATE item SET name = 'new' WHERE id = 1")
        connection.execute("INSERT INTO plain VALUES (2, 'two')")
        assert connection.rows("SELECT id FROM first") == [(1,), (2,)]


def test_another_programs_changes_are_seen_and_nothing_is_left_beside_the_file(
    tmp_path: Path,
) -> None:
    path = make_later(tmp_path / "x.db", "7")
    before = contents(tmp_path)
    with open_database(DatabaseTarget(path)) as database:
        with database.reading() as connection:
            assert connection.rows("SELECT id FROM first") == [(1,)]
        assert contents(tmp_path) == before
        with closing(sqlite3.connect(path)) as other:
            other.execute("INSERT INTO plain VALUES (2, 'two')")
            other.commit()
        with database.reading() as connection:
            assert connection.rows("SELECT id FROM first") == [(1,), (2,)]


def test_what_computes_is_known_by_its_declaration(tmp_path: Path) -> None:
    path = make_database(
        tmp_path / "x.db",
        "CREATE TABLE plain (id INTEGER PRIMARY KEY, as_of TEXT, has TEXT DEFAULT 'as is', basis)",
        "CREATE TABLE computed (a, b as(a + 1))",
        "CREATE TABLE stored (a, b GENERATED ALWAYS AS (a) STORED)",
        'CREATE VIEW "Übersicht ""neu""" AS SELECT 1',
        "CREATE VIEW shown AS SELECT a FROM computed",
        "CREATE VIRTUAL TABLE words USING fts5 (a, content = 'shown', content_rowid = 'a')",
        "CREATE VIRTUAL TABLE own USING fts5 (a)",
    )
    with closing(sqlite3.connect(path)) as raw:
        names = entrusting.computed_names(raw)
    assert names >= {"computed", "stored", 'Übersicht "neu"', "shown", "words"}
    assert not {"own", "own_data", "words_data"} & names
    assert not entrusting.concerns(names, "SELECT * FROM own_data WHERE a = 'shown'")
    assert entrusting.concerns(names, 'SELECT * FROM "Übersicht ""neu"""')
    assert entrusting.concerns(names, 'SELECT \'"\' FROM "shown"')
    assert entrusting.concerns(frozenset(), " pragma main.Integrity_Check(3)")
    assert not entrusting.concerns(frozenset(), "SELECT * FROM shown")
