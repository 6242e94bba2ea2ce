"""Hive's own `.sql` files, read as Hive reads them, and the digest by which its extended record knows them."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.migrations.bookkeeping.status import MigrationState
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.migrated import migrated
from tests.support.runs import content, fetched, moved, opened, run_sql

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.migrations.scripts.script import Script

WITH_HEADERS = """\
-- @ version: 001
-- @ name: first_table
-- @ description: The first table
-- @ rollback: DROP TRIGGER g; DROP TABLE t;

-- What follows is the table
CREATE TABLE t (x, y DEFAULT ';');

-- and a trigger
CREATE TRIGGER g AFTER INSERT ON t BEGIN
  UPDATE t SET y = 'a;b'; -- inside
  SELECT 1;
END;
"""
HASHED = """\
CREATE TABLE t (x, y DEFAULT ';');

CREATE TRIGGER g AFTER INSERT ON t BEGIN
  UPDATE t SET y = 'a;b'; -- inside
  SELECT 1;
END;"""
"""The same as Hive hashes it: without lines of comment, except one that directly follows a header."""


def folder_of(tmp_path: Path, **files: str) -> Path:
    folder = tmp_path / "sql"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name.removeprefix('n')}.sql").write_bytes(text.encode())
    return folder


def loaded(tmp_path: Path, **files: str) -> tuple[Script, ...]:
    return load_scripts(folder_of(tmp_path, **files))


def test_headers_are_read(tmp_path: Path) -> None:
    (script,) = loaded(tmp_path, n001_the_file=WITH_HEADERS)
    assert (script.version, script.name, script.recorded_as) == (1, "the_file", "first_table")
    assert (script.title, script.reversible, script.irreversible) == ("The first table", True, "")


def test_without_headers_the_name_is_unknown_as_for_hive(tmp_path: Path) -> None:
    (script,) = loaded(tmp_path, n001_the_file="CREATE TABLE t (x);")
    assert script.recorded_as == "unknown"
    assert not script.reversible
    assert script.irreversible == "Hive's file has no statements for the way back."
    assert script.title == "the_file (Hive's own file)."


@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_the_digest_is_the_one_of_the_extended_record(tmp_path: Path, line_end: str) -> None:
    text = WITH_HEADERS.replace("\n", line_end)
    (script,) = loaded(tmp_path, n001_the_file=text)
    assert script.md5 == hashlib.md5(HASHED.encode()).hexdigest()


def test_a_comment_directly_behind_the_headers_counts(tmp_path: Path) -> None:
    (script,) = loaded(tmp_path, n001_a="-- @ name: a\n-- kept\n-- not kept\nSELECT 1;\n")
    assert script.md5 == hashlib.md5(b"-- kept\nSELECT 1;").hexdigest()


def test_they_run_like_any_script_each_trigger_whole(tmp_path: Path) -> None:
    scripts = loaded(tmp_path, n001_the_file=WITH_HEADERS)
    path = migrated(tmp_path / "hive.db", 0)
    before = content(path)
    assert moved(path, 1, scripts).result is Result.DONE
    assert fetched(path, "SELECT version, name FROM schema_migrations") == [(1, "first_table")]
    assert fetched(
        path, "SELECT name FROM sqlite_master WHERE type = 'trigger' AND name = 'g'"
    ) == [("g",)]
    assert before == ([], {})


def test_two_files_with_one_number_are_a_conflict_and_no_error(tmp_path: Path) -> None:
    scripts = loaded(
        tmp_path,
        n001_first="CREATE TABLE t (x);",
        n002_second="SELECT 1;",
        n002_rollback="SELECT 2;",
    )
    assert [(s.version, s.name) for s in scripts] == [(1, "first"), (2, "rollback")]
    assert scripts[1].conflict == (
        "2 files have this number: 002_rollback.sql and 002_second.sql. Hive stops at the second, once."
    )


@pytest.mark.parametrize(
    ("files", "words"),
    [
        ({"n001_a": "", "n003_b": ""}, "Migration script 002 is missing before 003_b.sql"),
        ({"first": ""}, "first.sql is not named like a migration script"),
    ],
)
def test_what_cannot_be_used_is_told(tmp_path: Path, files: dict[str, str], words: str) -> None:
    with pytest.raises(UsageProblem, match=words):
        loaded(tmp_path, **files)


def test_a_file_that_is_no_text_or_cannot_be_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = folder_of(tmp_path, n001_a="")
    (folder / "001_a.sql").write_bytes(b"\xff")
    with pytest.raises(UsageProblem, match=r"001_a\.sql is not a text in UTF-8"):
        load_scripts(folder)

    def refused(_path: Path) -> bytes:
        raise PermissionError(13, "Permission denied")

    with monkeypatch.context() as patched:
        patched.setattr(type(folder), "read_bytes", refused)
        with pytest.raises(UsageProblem, match=r"001_a\.sql cannot be read: Permission denied"):
            load_scripts(folder)


def states(path: Path, scripts: tuple[Script, ...]) -> list[tuple[MigrationState, str]]:
    with opened(path) as hive, hive.database.reading() as connection:
        found = read_versions(connection, hive.schema, hive.identity, scripts)
    return [(one.state, one.note) for one in found]


def test_the_extended_record_tells_an_edited_file(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 1)
    scripts = loaded(tmp_path, n001_initial_schema=WITH_HEADERS)
    run_sql(
        path,
        "DROP TABLE schema_migrations",
        "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, name TEXT NOT NULL, description TEXT,"
        " checksum TEXT NOT NULL, executed_at TEXT NOT NULL, execution_time_ms INTEGER NOT NULL, rollback_sql TEXT)",
        f"INSERT INTO schema_migrations VALUES ('001', '001_initial_schema', '', '{scripts[0].md5}', 'now', 3, '')",
    )
    assert states(path, scripts) == [(MigrationState.APPLIED, "")]
    edited = loaded(tmp_path, n001_initial_schema=WITH_HEADERS.replace("x,", "z,"))
    ((state, note),) = states(path, edited)
    assert state is MigrationState.CHANGED
    assert note.startswith("Hive applied another text: its checksum was")


def test_the_compact_record_has_no_digest_to_compare(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 1)
    assert states(path, loaded(tmp_path, n001_initial_schema=WITH_HEADERS)) == [
        (MigrationState.APPLIED, "")
    ]
