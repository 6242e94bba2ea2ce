"""The program's own history, read back as whatever somebody made of it, and what it says of each version."""

from __future__ import annotations

import getpass
import json
import os
from dataclasses import fields, replace
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.migrations.bookkeeping import interrupted
from hive_inspector.core.migrations.bookkeeping.interrupted import (
    Mark,
    forget,
    interrupted_runs,
    leave,
    marked,
)
from hive_inspector.core.migrations.bookkeeping.records import Record, read_records, this_recorder
from hive_inspector.core.migrations.bookkeeping.status import MigrationState, MigrationStatus
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.paths import app_paths
from tests.support.migrated import migrated
from tests.support.runs import OWN, moved, opened, run_sql, script_014

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.migrations.scripts.script import Script

TAGS = ("migrator.sql('CREATE TABLE tags (x)')", "migrator.drop_table('tags')")


def records_of(path: Path) -> tuple[Record, ...]:
    with opened(path) as hive, hive.database.reading() as connection:
        return read_records(connection, hive.schema)


def statuses(path: Path, scripts: tuple[Script, ...]) -> dict[int | str, MigrationStatus]:
    with opened(path) as hive, hive.database.reading() as connection:
        found = read_versions(connection, hive.schema, hive.identity, scripts)
    return {one.version: one for one in found}


def test_a_file_without_our_history_or_with_a_table_of_another_form_has_none(
    tmp_path: Path,
) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    assert records_of(path) == ()
    run_sql(path, f"CREATE TABLE {OWN} (seq, run)")
    assert records_of(path) == ()


def test_values_of_other_kinds_are_read_as_what_they_should_be(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    moved(path, 13)
    columns = [field.name for field in fields(Record)]
    values = ["'long'" if name == "duration_ms" else "4" for name in columns]
    values[columns.index("version")] = "'x'"
    run_sql(path, f"INSERT INTO {OWN} ({', '.join(columns)}) VALUES ({', '.join(values)})")
    _, strange = records_of(path)
    assert (strange.version, strange.run, strange.duration_ms, strange.outcome) == (
        None,
        "4",
        0,
        "4",
    )


def test_who_is_told_without_a_user_too(monkeypatch: pytest.MonkeyPatch) -> None:
    def nobody() -> str:
        raise KeyError("uid not found")

    monkeypatch.setattr(getpass, "getuser", nobody)
    assert this_recorder().os_user == ""


def test_a_version_shows_how_long_it_took_and_by_whom(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    moved(path, 13)
    found = statuses(path, load_scripts())
    (record,) = records_of(path)
    assert found[13].by == record.by == f"{record.os_user}@{record.host}"
    assert found[13].duration_ms == record.duration_ms
    assert (found[12].by, found[12].duration_ms) == ("", None)


def test_a_script_edited_since_is_changed_and_one_with_other_line_ends_is_not(
    tmp_path: Path,
) -> None:
    path, folder = migrated(tmp_path / "hive.db", 13), tmp_path / "scripts"
    moved(path, 14, script_014(folder, *TAGS))
    assert statuses(path, load_scripts(folder))[14].state is MigrationState.APPLIED
    script = folder / "014_tags.py"
    text = script.read_bytes()
    script.write_bytes(text.replace(b"\n", b"\r\n"))
    assert statuses(path, load_scripts(folder))[14].state is MigrationState.APPLIED
    script.write_bytes(text.replace(b"(x)", b"(y)"))
    changed = statuses(path, load_scripts(folder))[14]
    assert changed.state is MigrationState.CHANGED
    assert changed.note.startswith("014_tags.py was edited since it was applied on 2")
    script.unlink()
    (folder / "014_other.py").write_bytes(text)
    assert statuses(path, load_scripts(folder))[14].state is MigrationState.APPLIED


def test_what_was_taken_back_is_pending_and_no_longer_changed(tmp_path: Path) -> None:
    path, folder = migrated(tmp_path / "hive.db", 13), tmp_path / "scripts"
    scripts = script_014(folder, *TAGS)
    moved(path, 14, scripts)
    moved(path, 13, scripts)
    edited = script_014(folder, TAGS[0].replace("(x)", "(y)"), TAGS[1])
    assert statuses(path, edited)[14].state is MigrationState.PENDING
    run_sql(path, "INSERT INTO schema_migrations VALUES (14, 'tags', 'now')")
    assert statuses(path, edited)[14].state is MigrationState.APPLIED


def mark(path: Path, process: int = 999_999_999, run: str = "r") -> Mark:
    return Mark(run, str(path), "The migration from 12 to 13", "2025-09-05", "", process)


def test_a_run_that_ended_with_its_program_is_told_until_it_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    assert not interrupted_runs(path)
    leave(mark(path))
    (found,) = interrupted_runs(path)
    assert found.text == (
        "The migration from 12 to 13 of 2025-09-05 ended with the program."
        " Nothing of it is in the file, which is as it was before."
    )
    forget([found])
    forget([found])
    assert not interrupted_runs(path)


def test_a_run_that_was_committed_before_its_program_ended_is_told_as_done(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    moved(path, 13)
    records = records_of(path)
    leave(mark(path, run=records[0].run))
    (found,) = interrupted_runs(path, records)
    assert found.was_kept
    assert "All of it is in the file." in found.text


def test_of_upkeep_that_was_interrupted_nothing_is_claimed(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    leave(replace(mark(path), what="The repair vacuum", is_upkeep=True))
    (found,) = interrupted_runs(path)
    assert not found.was_kept
    assert "Whether it was done is not on record." in found.text
    assert "Nothing of it" not in found.text


def test_a_run_that_still_goes_on_is_none_that_was_interrupted(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    with marked(mark(path, os.getpid())):
        assert not interrupted_runs(path)
    assert not list((app_paths().state / "runs").iterdir())


def test_a_run_that_is_locked_out_leaves_the_marks_of_others(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    going_on = mark(path, os.getpid(), run="first")
    with marked(going_on):
        leave(mark(path, run="cut off"))
        with marked(mark(path, os.getpid(), run="second")):
            assert len(list((app_paths().state / "runs").iterdir())) == 3
        (found,) = interrupted_runs(path)
        assert found.mark.run == "cut off"
        assert len(list((app_paths().state / "runs").iterdir())) == 2


def test_every_run_that_was_cut_off_is_told_until_it_is_forgotten(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    younger = replace(mark(path, run="b"), started_at="2025-09-06")
    leave(younger)
    leave(mark(path, run="a"))
    older, newer = interrupted_runs(path)
    assert (older.mark.run, newer.mark.run) == ("a", "b")
    forget([older])
    assert interrupted_runs(path) == (newer,)


@pytest.mark.parametrize("text", ["", "[]", '{"run": "x"}', "\x00"])
def test_a_mark_that_we_did_not_write_is_none(tmp_path: Path, text: str) -> None:
    path = tmp_path / "hive.db"
    leave(mark(path))
    (file,) = (app_paths().state / "runs").iterdir()
    file.write_text(text, encoding="utf-8")
    assert not interrupted_runs(path)


def test_a_mark_of_another_file_is_none(tmp_path: Path) -> None:
    path = tmp_path / "hive.db"
    leave(mark(path))
    (file,) = (app_paths().state / "runs").iterdir()
    file.write_text(
        json.dumps({**json.loads(file.read_text("utf-8")), "path": "/other"}), encoding="utf-8"
    )
    assert not interrupted_runs(path)


def test_a_mark_that_cannot_be_left_stops_the_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_path: Path, _content: bytes) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(interrupted, "write_durably", full)
    with pytest.raises(EnvironmentProblem, match="could not be noted"):
        leave(mark(tmp_path / "hive.db"))
