"""`restore`: a restore point's content back in the file, by its name or path; lists, refusals and what they leave."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.migrations.bookkeeping import interrupted
from hive_inspector.core.migrations.running.live import LiveChange
from tests.support.databases import leave_wal
from tests.support.migrated import migrated
from tests.support.runs import content
from tests.unit.cli.test_changes import versions

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine, Terminal

KEYS = [
    "from_version",
    "to_version",
    "restored",
    "restore_point",
    "duration_ms",
    "outcome",
    "reason",
]


@pytest.fixture
def at_12(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 12, ["INSERT INTO users (id) VALUES ('u')"])


@pytest.fixture
def point(command: CommandLine, at_12: Path) -> Path:
    """The restore point of a migration to 13."""
    return Path(command("migrate", at_12, "--yes", "--json").document["restore_point"])


@pytest.mark.parametrize("by_name", [True, False])
def test_it_undoes_a_migration_and_can_be_undone_itself(
    command: CommandLine, at_12: Path, point: Path, by_name: bool
) -> None:
    with closing(sqlite3.connect(point)) as raw:
        (before,) = raw.execute("SELECT group_concat(sql) FROM sqlite_master").fetchone()
    after = content(at_12)
    run = command("restore", at_12, point.name if by_name else point, "--yes", "--json")
    assert run.code == 0
    told = run.document
    assert list(told) == KEYS
    assert (told["from_version"], told["to_version"], told["outcome"]) == (13, 12, "done")
    assert (told["restored"], told["reason"]) == (str(point), "")
    assert max(versions(at_12)) == 12
    with closing(sqlite3.connect(at_12)) as raw:
        (sql,) = raw.execute(
            "SELECT group_concat(sql) FROM sqlite_master WHERE tbl_name NOT LIKE '%hive_inspector%'"
        ).fetchone()
        (integrity,) = raw.execute("PRAGMA integrity_check").fetchone()
    assert (sql, integrity) == (before, "ok")
    again = command("restore", at_12, told["restore_point"], "--yes")
    assert again.code == 0
    assert again.out.startswith("Restored in ")
    assert content(at_12) == after


def test_without_a_name_it_lists_them(command: CommandLine, at_12: Path) -> None:
    assert command("restore", at_12).out.startswith(
        "There are no restore points or backups of this file in "
    )
    point = Path(command("migrate", at_12, "--yes", "--json").document["restore_point"])
    (entry,) = command("restore", at_12, "--json").document["restore_points"]
    assert list(entry) == ["path", "made_at", "reason", "version", "size_bytes"]
    assert (entry["path"], entry["reason"]) == (str(point), "before 013")
    assert (entry["version"], entry["size_bytes"]) == (12, point.stat().st_size)
    assert point.name in command("restore", at_12).out
    assert max(versions(at_12)) == 13


def test_it_asks_first_and_only_a_yes_is_one(
    command: CommandLine, at_12: Path, point: Path, on_a_terminal: Terminal
) -> None:
    nobody = command("restore", at_12, point, "--json")
    assert (nobody.code, nobody.document["outcome"]) == (1, "refused")
    assert "--yes" in nobody.document["reason"]
    on_a_terminal("n\n")
    no = command("restore", at_12, point)
    assert (no.code, max(versions(at_12))) == (1, 13)
    assert "It was not confirmed." in no.out
    on_a_terminal("y\n")
    yes = command("restore", at_12, point)
    assert (yes.code, max(versions(at_12))) == (0, 12)
    assert f"Restore {at_12} to what it was on " in yes.err
    assert "(before 013)? [y/N]" in yes.err


@pytest.mark.parametrize(
    ("named", "words"),
    [
        ("nowhere.sqlite", "There is no restore point or backup nowhere.sqlite."),
        ("hive-inspector-cut.sqlite", "is no restore point of Hive Inspector, or not a whole one."),
    ],
)
def test_what_is_no_restore_point_is_wrong_usage(
    command: CommandLine, at_12: Path, point: Path, named: str, words: str
) -> None:
    for end in ("", ".json"):
        content = point.with_name(f"{point.name}{end}").read_bytes()
        (point.parent / f"hive-inspector-cut.sqlite{end}").write_bytes(content[:-4096] or b"{")
    run = command("restore", at_12, named, "--yes")
    assert run.code == 2
    assert words in run.error_lines[0]
    assert max(versions(at_12)) == 13


def test_the_restore_point_of_another_file_is_refused(
    command: CommandLine, at_12: Path, point: Path, tmp_path: Path
) -> None:
    other = migrated(tmp_path / "other.db", 13)
    run = command("restore", other, point, "--yes")
    assert run.code == 1
    assert run.error_lines[0] == f"This restore point is a copy of {at_12}, not of {other}."
    assert max(versions(other)) == 13


def test_one_that_is_not_what_it_was_is_not_restored(
    command: CommandLine, at_12: Path, point: Path
) -> None:
    with point.open("r+b") as file:
        file.seek(5000)
        file.write(b"surprise")
    run = command("restore", at_12, point, "--yes")
    assert run.code == 3
    assert "is no longer what it was" in run.error_lines[0]
    assert max(versions(at_12)) == 13


def test_a_run_that_ended_with_the_program_is_told_and_then_forgotten(
    command: CommandLine, at_12: Path, point: Path
) -> None:
    mark = interrupted.Mark("r", str(at_12), "The migration", "2025-09-05", "", 2**22 + 1)
    interrupted.leave(mark)
    assert "ended with the program" in command("restore", at_12).err
    assert "ended with the program" in command("restore", at_12, point, "--yes").err
    assert command("restore", at_12).err == ""


def test_a_change_that_came_out_wrong_and_could_not_be_restored_is_told_as_such(
    command: CommandLine, at_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> str:
        for copy in (at_12.parent / "backups").glob("*.sqlite"):
            copy.unlink()
        return "Its third page is gone."

    monkeypatch.setattr(LiveChange, "problem_in", wrong)
    run = command("migrate", at_12, "--yes", "--json")
    assert run.code == 1
    assert (run.document["outcome"], run.document["to_version"]) == ("not_restored", 13)
    assert "and it was not restored. Its third page is gone." in run.document["reason"]
    assert run.document["reason"].endswith("an older restore point or backup.")
    run = command("rollback", at_12, "--to", "12", "--yes")
    assert run.code == 1
    assert "Changed, and not as it should be." in run.out
    assert "keep a copy of it, and restore hive-inspector-hive-" in " ".join(run.out.split())


def test_a_file_that_cannot_be_opened_any_more_is_kept_and_gets_the_content_back(
    command: CommandLine, at_12: Path
) -> None:
    then = content(at_12)
    backup = Path(command("backup", at_12, "--json").document["path"])
    damaged = bytes(4096) + at_12.read_bytes()[4096:]
    at_12.write_bytes(damaged)

    listed = command("restore", at_12, "--json")
    assert listed.code == 0
    assert [one["path"] for one in listed.document["backups"]] == [str(backup)]
    refused = command("restore", at_12, backup)
    assert refused.code == 1
    assert at_12.read_bytes() == damaged

    run = command("restore", at_12, backup.name, "--yes", "--json")
    assert run.code == 0
    told = run.document
    assert list(told) == KEYS
    assert (told["from_version"], told["to_version"], told["outcome"]) == (None, 12, "done")
    assert Path(told["restore_point"]).read_bytes() == damaged
    assert content(at_12) == then


def test_a_damaged_file_that_a_crash_left_open_is_kept_as_the_crash_left_it(
    command: CommandLine, at_12: Path
) -> None:
    backup = Path(command("backup", at_12, "--json").document["path"])
    leave_wal(at_12, "DELETE FROM users")
    content = at_12.read_bytes()
    damaged = content[:200] + b"\xff" * 3896 + content[4096:]
    at_12.write_bytes(damaged)
    log = at_12.with_name("hive.db-wal").read_bytes()
    run = command("restore", at_12, backup, "--yes", "--json")
    assert run.code == 0
    kept = Path(run.document["restore_point"])
    assert kept.read_bytes() == damaged
    assert kept.with_name(kept.name + "-wal").read_bytes() == log


def test_what_is_no_database_at_all_is_not_overwritten(
    command: CommandLine, at_12: Path, tmp_path: Path
) -> None:
    backup = command("backup", at_12, "--json").document["path"]
    notes = tmp_path / "notes.txt"
    notes.write_text("Do not lose these.")
    run = command("restore", notes, backup, "--yes")
    assert run.code == 3
    assert "text file" in run.err
    assert notes.read_text() == "Do not lose these."
