"""What keeps a script inside the change it is part of, and files that are there in full or not at all."""

from __future__ import annotations

import hashlib
import sqlite3
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.altering import connect_alone
from hive_inspector.core.database.backup import copy_out
from hive_inspector.core.database.durable import (
    file_digest,
    flush_file,
    flush_folder,
    write_durably,
)
from hive_inspector.core.database.failures import StatementForbidden, StatementProblem
from hive_inspector.core.database.fencing import fenced
from hive_inspector.core.database.fileops import is_open_here
from hive_inspector.core.database.guarding import Guard
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.tabletext import parse
from hive_inspector.core.database.target import Access, DatabaseTarget, file_uri
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import silent
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection

ROWS = ["CREATE TABLE t (a, b)", "CREATE TABLE u (x)", "INSERT INTO t VALUES (1, 2)"]


def test_a_guard_is_a_witness_of_what_was_touched(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "a.db",
        [*ROWS, "CREATE TRIGGER g AFTER INSERT ON u BEGIN UPDATE t SET b = 3; END"],
    )
    guard = Guard(lambda name: name == "secret")
    with (
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
        database.altering() as connection,
        connection.transaction(),
        connection.guarded(guard),
    ):
        connection.execute("INSERT INTO u VALUES (1)")
        connection.execute("CREATE TABLE New (x)")
        connection.execute("CREATE INDEX i ON t (a)")
        connection.execute("ALTER TABLE new ADD COLUMN y")
        for pragma in ("user_version", "table_info(t)", "foreign_key_check", "integrity_check"):
            connection.rows(f"PRAGMA {pragma}")
    assert (guard.changed, guard.indexed) == ({"u", "t", "new"}, {"t"})
    assert guard.refused == ""


def test_an_error_that_is_no_refusal_stays_what_it_is(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ROWS)
    with (
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
        database.altering() as connection,
        connection.guarded(Guard(lambda _: False)),
        pytest.raises(StatementProblem, match="no such table: nowhere") as caught,
    ):
        connection.execute("DELETE FROM nowhere")
    assert not isinstance(caught.value, StatementForbidden)


def test_after_a_script_the_connection_does_what_it_did(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ROWS)
    with (
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
        database.altering() as connection,
    ):
        with suppress(StatementForbidden), connection.guarded(Guard(lambda _: False)):
            connection.execute("BEGIN")
        heard: list[str] = []
        with connection.telling(heard.append):
            connection.execute("\n  DELETE FROM t\n")
        connection.execute("DELETE FROM u")
        assert heard == ["DELETE FROM t"]
        assert connection.integer("PRAGMA query_only") == 0


def test_the_second_connection_sees_what_was_committed(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ROWS, wal=True)

    def count(connection: AlteringConnection) -> tuple[int, int]:
        with connection.beside() as reader:
            return connection.integer("SELECT count(*) FROM t"), reader.integer(
                "SELECT count(*) FROM t"
            )

    with (
        open_database(DatabaseTarget(path, Access.WRITABLE)) as database,
        database.altering() as connection,
        connection.transaction(),
    ):
        connection.execute("DELETE FROM t")
        assert count(connection) == (0, 1)


def test_settings_that_sqlite_would_not_take_are_a_bug(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_file(tmp_path / "a.db")
    monkeypatch.setattr("hive_inspector.core.database.altering._SETTINGS", [("page_size", 1)])
    with pytest.raises(RuntimeError, match="would not take"):
        connect_alone(file_uri(path, "rw"), checkpoints=True)


def test_inside_a_fence_nothing_opens_a_database(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ROWS)
    (tmp_path / "link.db").symlink_to(path)
    other = tmp_path / "other.txt"
    other.write_text("x", encoding="utf-8")
    with open_database(DatabaseTarget(path)):
        assert is_open_here(str(tmp_path / "link.db"))
        with fenced():
            with pytest.raises(StatementForbidden, match="connection of its own"):
                sqlite3.connect(":memory:")
            for name in (path, tmp_path / "link.db"):
                with pytest.raises(StatementForbidden, match="file itself"):
                    name.read_bytes()
            assert other.read_text("utf-8") == "x"
            with pytest.raises(FileNotFoundError):
                (tmp_path / "nowhere").read_bytes()
    sqlite3.connect(":memory:").close()
    assert path.read_bytes()
    assert not is_open_here("x\0")


def test_content_is_replaced_at_one_stroke_or_not_at_all(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.json"
    write_durably(path, b"old")
    write_durably(path, b"new")
    assert path.read_bytes() == b"new"
    assert path.stat().st_mode & 0o777 == 0o600

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched, pytest.raises(OSError, match="No space left"):
        patched.setattr("os.fsync", full)
        write_durably(path, b"newer")
    assert path.read_bytes() == b"new"
    assert [one.name for one in tmp_path.glob("*a.json*")] == ["a.json"]


def test_flushing_and_summing_up(tmp_path: Path) -> None:
    path = tmp_path / "a"
    content = b"x" * (5 * 1024 * 1024)
    path.write_bytes(content)
    flush_file(path)
    flush_folder(tmp_path)
    heard: list[int] = []
    assert file_digest(path, heard.append) == hashlib.sha256(content).hexdigest()
    assert heard == [4 * 1024 * 1024, len(content)]


def test_a_copy_never_takes_the_place_of_another_file(tmp_path: Path) -> None:
    path = make_file(tmp_path / "a.db", ROWS)
    taken = tmp_path / "taken"
    taken.write_text("mine", encoding="utf-8")
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        with pytest.raises(EnvironmentProblem, match="could not be written: File exists"):
            copy_out(connection, taken, progress=silent, step="Copying")
        with pytest.raises(EnvironmentProblem, match="could not be written: No such file"):
            copy_out(connection, tmp_path / "no" / "where", progress=silent, step="Copying")
    assert taken.read_text("utf-8") == "mine"


def test_a_private_folder_that_cannot_be_made_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    place = app_paths().private_copies
    place.parent.mkdir(parents=True)
    place.write_text("in the way", encoding="utf-8")
    with (
        pytest.raises(EnvironmentProblem, match="private folder could not be made"),
        private_folder(),
    ):
        pass
    place.unlink()


@pytest.mark.parametrize(
    "sql", ["CREATE TABLE t", "CREATE TABLE t (", "CREATE TABLE t (a, b CHECK (", ""]
)
def test_a_text_that_declares_no_table_is_told(sql: str) -> None:
    with pytest.raises(StatementProblem, match="could not be read"):
        parse(sql)


def test_a_declaration_taken_apart() -> None:
    text = parse(
        'CREATE TABLE "a(b" (x INT, "y z" VARCHAR (1, 2) CONSTRAINT k DEFAULT -1 NOT NULL ON CONFLICT IGNORE,'
        " z GENERATED ALWAYS AS (x + 1) STORED CHECK (z), w AS (1),"
        " CONSTRAINT f FOREIGN KEY (x, y) REFERENCES o (p, q) ON UPDATE SET NULL DEFERRABLE INITIALLY DEFERRED,"
        " PRIMARY KEY (x) ON CONFLICT FAIL) STRICT"
    )
    assert [
        (c.name, text.sql[slice(*c.type)], [one.kind for one in c.clauses]) for c in text.columns
    ] == [
        ("x", "INT", []),
        ("y z", "VARCHAR (1, 2)", ["DEFAULT", "NOT"]),
        ("z", "", ["GENERATED", "CHECK"]),
        ("w", "", ["AS"]),
    ]
    assert [(one.kind, one.name) for one in text.constraints] == [("FOREIGN", "f"), ("PRIMARY", "")]
    assert [text.sql[slice(*one.target)] for one in text.references() if one.target] == ["o"]
    assert text.sql[text.last :] == ") STRICT"
