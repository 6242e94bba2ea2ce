"""Making a new database, and single steps up and down."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem, Refusal, UsageProblem
from hive_inspector.core.migrations.performing.runner import (
    MigrationStopped,
    apply_step,
    make_database,
    undo_step,
)
from hive_inspector.core.migrations.scripts.loading import Script, load_scripts
from tests.support.migrated import NEWEST, NOON, migrated, move, noon
from tests.support.schema_facts import rows_of, statements_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.migrations.migrator import Migrator, Reader


def with_step(version: int, change: Callable[[Migrator, Reader], object]) -> list[Script]:
    """The program's own scripts, one of them replaced."""

    def migrate(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
        change(migrator, database)

    scripts = list(load_scripts())
    scripts[version - 1] = replace(scripts[version - 1], migrate=migrate)
    return scripts


def test_the_new_file_is_in_wal_mode_and_alone(tmp_path: Path) -> None:
    make_database(tmp_path / "hive.db")
    assert [path.name for path in tmp_path.iterdir()] == ["hive.db"]
    with closing(sqlite3.connect(tmp_path / "hive.db")) as raw:
        assert raw.execute("PRAGMA journal_mode").fetchone() == ("wal",)
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)


def test_progress_hears_of_every_version(tmp_path: Path) -> None:
    heard: list[tuple[int, int | None, str]] = []
    make_database(tmp_path / "hive.db", progress=lambda *report: heard.append(report))
    assert [done for done, _, _ in heard] == list(range(14))
    assert {total for _, total, _ in heard} == {13}
    assert heard[5][2] == "006 fix_consensus_profiles_schema"


def test_times_are_recorded_in_utc_whatever_the_clock_says(tmp_path: Path) -> None:
    east = datetime(2025, 9, 5, 14, 3, 11, 123456, tzinfo=timezone(timedelta(hours=2)))
    make_database(tmp_path / "hive.db", to=1, clock=lambda: east)
    with closing(sqlite3.connect(tmp_path / "hive.db")) as raw:
        assert raw.execute("SELECT applied_at FROM schema_migrations").fetchall() == [
            ("2025-09-05T12:03:11.123456+00:00",)
        ]


def test_the_same_clock_makes_the_same_file(tmp_path: Path) -> None:
    for name in ("one.db", "two.db"):
        make_database(tmp_path / name, clock=noon)
    one, two = tmp_path / "one.db", tmp_path / "two.db"
    assert rows_of(one) == rows_of(two)
    assert statements_of(one) == statements_of(two)


def test_a_file_that_is_there_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    path.write_text("mine", encoding="utf-8")
    with pytest.raises(Refusal, match="exists already"):
        make_database(path)
    assert path.read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("version", [-1, 0, 14])
def test_a_version_that_there_is_not(tmp_path: Path, version: int) -> None:
    with pytest.raises(UsageProblem, match=f"There is no version {version}"):
        make_database(tmp_path / "hive.db", to=version)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot be created"):
        make_database(tmp_path / "nowhere" / "hive.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("after", [0, 1, 5, 12])
def test_a_cancel_between_two_versions_leaves_nothing(tmp_path: Path, after: int) -> None:
    token = CancelToken()

    def cancel(done: int, total: int | None, step: str) -> None:
        if done == after:
            token.cancel()

    with pytest.raises(Cancelled):
        make_database(tmp_path / "hive.db", token=token, progress=cancel)
    assert list(tmp_path.iterdir()) == []


def test_a_cancel_before_the_start_leaves_nothing(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        make_database(tmp_path / "hive.db", token=token)
    assert list(tmp_path.iterdir()) == []


def test_a_cancel_stops_a_statement_that_would_never_end(tmp_path: Path) -> None:
    token = CancelToken()

    def endless(migrator: Migrator, _: Reader) -> None:
        token.cancel()
        migrator.sql(
            "CREATE TABLE t AS WITH RECURSIVE n (x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM n) SELECT x FROM n"
        )

    with pytest.raises(Cancelled):
        make_database(tmp_path / "hive.db", scripts=with_step(3, endless), token=token)
    assert list(tmp_path.iterdir()) == []


def test_a_statement_that_sqlite_refuses_leaves_nothing_and_names_the_script(
    tmp_path: Path,
) -> None:
    scripts = with_step(4, lambda migrator, _: migrator.sql("CREATE TABLE users (id)"))
    with pytest.raises(MigrationStopped) as caught:
        make_database(tmp_path / "hive.db", scripts=scripts)
    assert caught.value.message == (
        "Migration 004 (sync_tracking) was stopped and undone."
        " SQLite refused a statement: table users already exists."
    )
    assert list(tmp_path.iterdir()) == []


def test_a_bug_in_a_script_stops_it_with_a_sentence_and_leaves_nothing(tmp_path: Path) -> None:
    def broken(_: Migrator, __: Reader) -> None:
        raise KeyError("who")

    with pytest.raises(MigrationStopped, match="Its script failed with KeyError: 'who'"):
        make_database(tmp_path / "hive.db", scripts=with_step(13, broken))
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_leaves_the_version_before(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 4)
    text = statements_of(path)
    scripts = load_scripts()
    target = DatabaseTarget(path, Access.WRITABLE)
    with open_database(target) as database, database.altering() as connection:
        connection.execute(f"PRAGMA max_page_count = {connection.integer('PRAGMA page_count') + 5}")
        with pytest.raises(EnvironmentProblem, match="no room left"):
            apply_step(connection, scripts[4], NOON)
    assert statements_of(path) == text
    move(path, 4, NEWEST)


def test_a_step_that_fails_leaves_the_version_before(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 5, ["CREATE TABLE licenses (mine)"])
    text = statements_of(migrated(tmp_path / "ten.db", 10))
    with pytest.raises(MigrationStopped, match=r"011 \(add_licenses_table\)"):
        move(path, 5, NEWEST)
    assert [row for row in statements_of(path) if row[1] != "licenses"] == text


def test_a_step_that_is_recorded_already_is_not_applied_again(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 7)
    before = rows_of(path)
    with pytest.raises(MigrationStopped, match="A rule of the table forbids this change"):
        move(path, 6, 7)
    assert rows_of(path) == before


def test_a_script_without_a_way_back_is_not_undone(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 1)
    script = replace(load_scripts()[0], rollback=None, irreversible="The rows are gone.")
    target = DatabaseTarget(path, Access.WRITABLE)
    with (
        open_database(target) as database,
        database.altering() as connection,
        pytest.raises(Refusal, match="cannot be rolled back: The rows are gone"),
    ):
        undo_step(connection, script, NOON)
    assert len(statements_of(path)) > 0


def test_a_rollback_that_fails_leaves_the_version(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 11, ["DROP TABLE licenses"])
    with pytest.raises(MigrationStopped, match="011"):
        move(path, 11, 10)
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT max(version) FROM schema_migrations").fetchone() == (11,)
