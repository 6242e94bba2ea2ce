"""`status`: keys, values and exit codes, against files of every lineage and plain sqlite3."""

from __future__ import annotations

import os
import re
import shlex
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.support.databases import item_statements
from tests.support.defects import stopped_at_010, with_dangling_reference
from tests.support.lineage_files import make_file, make_lineage_file
from tests.support.migrated import migrated
from tests.support.runs import moved, script_014

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine

KEYS = [
    "path",
    "real_path",
    "size_bytes",
    "lineage",
    "version",
    "known_version",
    "bookkeeping",
    "journal_mode",
    "migrations",
    "drift",
    "repairs",
]
LINEAGES = {
    "desktop": "desktop",
    "desktop-memory": "desktop-memory",
    "hybrid": "hybrid",
    "knowledge": "knowledge",
    "enhanced": "enhanced",
}


def compact_history(upto: int) -> list[str]:
    """What Hive's own runner would have written, in the dialect that installs have."""
    return [
        (
            "CREATE TABLE schema_migrations"
            " (version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"
        ),
        *map(record, range(1, upto + 1)),
    ]


def record(version: int) -> str:
    """One row of it."""
    moment = f"2025-09-05T14:03:{version:02}Z"
    return f"INSERT INTO schema_migrations VALUES ({version}, 'unknown', '{moment}')"


def test_a_core_file_at_the_newest_version_is_well(command: CommandLine, tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13)
    run = command("status", path, "--json")
    told = run.document
    assert run.code == 0
    assert list(told) == KEYS
    assert told["path"] == told["real_path"] == str(path)
    assert told["size_bytes"] == path.stat().st_size
    assert (told["lineage"], told["version"], told["known_version"]) == ("core", 13, 13)
    assert told["bookkeeping"].startswith("schema_migrations")
    assert told["journal_mode"] == "wal"
    assert told["drift"] == told["repairs"] == []
    assert [one["version"] for one in told["migrations"]] == list(range(1, 14))
    assert {one["state"] for one in told["migrations"]} == {"applied"}
    assert list(told["migrations"][0]) == [
        "version",
        "name",
        "state",
        "applied_at",
        "reversible",
        "note",
    ]
    assert told["migrations"][4]["applied_at"] == "2025-09-05T12:00:00+00:00"
    assert run.err == ""


def test_migrations_to_come_are_told_and_the_exit_code_says_so(
    command: CommandLine, tmp_path: Path
) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-005", compact_history(5))
    run = command("status", path, "--json")
    states = [one["state"] for one in run.document["migrations"]]
    assert run.code == 1
    assert states == ["applied"] * 5 + ["pending"] * 8
    assert run.document["version"] == 5


def test_drift_is_told_with_kind_object_and_detail(command: CommandLine, tmp_path: Path) -> None:
    changes = ["ALTER TABLE users ADD COLUMN nickname TEXT", "DROP TABLE licenses"]
    path = make_lineage_file(tmp_path / "hive.db", "core-013", [*compact_history(13), *changes])
    run = command("status", path, "--json")
    drift = run.document["drift"]
    assert run.code == 1
    assert all(list(one) == ["kind", "object", "detail"] for one in drift)
    assert {(one["kind"], one["object"]) for one in drift} >= {
        ("extra_column", "users.nickname"),
        ("missing_table", "licenses"),
    }
    assert all(one["detail"].endswith(".") for one in drift)


def test_a_version_beyond_the_known_ones_is_unknown_and_a_problem(
    command: CommandLine, tmp_path: Path
) -> None:
    later = [*compact_history(13), record(14)]
    run = command("status", make_lineage_file(tmp_path / "hive.db", "core-013", later), "--json")
    assert run.code == 1
    assert run.document["migrations"][-1]["state"] == "unknown"


@pytest.mark.parametrize("blueprint", LINEAGES)
def test_other_lineages_are_named_and_well_but_for_what_core_leaves_broken(
    command: CommandLine, tmp_path: Path, blueprint: str
) -> None:
    history = compact_history(13) if blueprint == "hybrid" else []
    path = make_lineage_file(tmp_path / "hive.db", blueprint, history)
    run = command("status", path, "--json")
    assert run.document["lineage"] == LINEAGES[blueprint]
    assert run.document["drift"] == []
    repairs = [one["id"] for one in run.document["repairs"]]
    assert repairs == (["dangling-reference"] if blueprint == "hybrid" else [])
    assert run.code == (1 if repairs else 0)


def test_records_of_another_line_of_hive_are_no_problem(
    command: CommandLine, tmp_path: Path
) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "knowledge")
    with closing(sqlite3.connect(path)) as raw:
        columns = [row[1] for row in raw.execute("PRAGMA table_info(migration_history)")]
        values = ", ".join("'1'" for _ in columns)
        raw.execute(f"INSERT INTO migration_history VALUES ({values})")
        raw.commit()
    run = command("status", path, "--json")
    assert run.document["migrations"]
    assert run.code == 0


def test_some_other_database_is_no_hive_and_well(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(tmp_path / "other.db", ["CREATE TABLE planets (name)"])
    run = command("status", path, "--json")
    assert run.code == 0
    assert run.document["lineage"] == "other"
    assert run.document["version"] is None


def test_the_real_path_behind_a_link_is_told(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(tmp_path / "other.db", ["CREATE TABLE planets (name)"])
    link = tmp_path / "link.db"
    link.symlink_to(path)
    told = command("status", link, "--json").document
    assert (told["path"], told["real_path"]) == (str(link), str(path))


def test_the_journal_mode_is_told_without_leaving_files_of_our_own(
    command: CommandLine, tmp_path: Path
) -> None:
    folder = tmp_path / "hive"
    folder.mkdir()
    path = make_file(folder / "w.db", ["CREATE TABLE t (a)"], wal=True)
    assert command("status", path, "--json").document["journal_mode"] == "wal"
    assert os.listdir(folder) == ["w.db"]  # noqa: PTH208 - names are compared


def test_readable_output_says_the_same(command: CommandLine, tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-012", compact_history(12))
    run = command("status", path)
    assert run.code == 1
    assert "12 (newest known: 13)" in run.out
    assert "pending" in run.out
    assert "The schema is what it should be." in run.out
    assert "\x1b" not in run.out


def test_readable_output_lists_drift(command: CommandLine, tmp_path: Path) -> None:
    changes = ["CREATE TABLE mine (a)", "CREATE TABLE yours (a)"]
    path = make_lineage_file(tmp_path / "hive.db", "core-013", [*compact_history(13), *changes])
    run = command("status", path)
    assert "The schema differs in 2 places:" in run.out
    assert "extra_table" in run.out
    other = command("status", make_file(tmp_path / "other.db", ["CREATE TABLE t (a)"]))
    assert "No schema is known that this file should have." in other.out
    assert "No migrations are on record or to come." in other.out


def test_without_a_name_the_users_own_database_is_read(
    command: CommandLine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    own = command.home / ".hive" / "hive-ai.db"
    own.parent.mkdir()
    make_file(own, ["CREATE TABLE t (a)"])
    assert command("status", "--json").document["path"] == str(own)
    named = make_file(tmp_path / "named.db", ["CREATE TABLE t (a)"])
    monkeypatch.setenv("HIVE_DB_PATH", str(named))
    assert command("status", "--json").document["path"] == str(named)


def test_without_a_name_and_a_database_it_says_where_it_looked(
    command: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = command("status")
    assert run.code == 3
    assert str(command.home / ".hive" / "hive-ai.db") in run.error_lines[0]
    monkeypatch.setenv("HIVE_DB_PATH", "/nowhere/at all.db")
    run = command("status")
    assert run.code == 3
    assert run.error_lines[0].startswith("HIVE_DB_PATH names /nowhere/at all.db")


def test_a_file_that_was_cut_off_is_not_well(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(tmp_path / "other.db", item_statements())
    assert command("status", path).code == 0
    os.truncate(path, path.stat().st_size - 4096)
    run = command("status", path, "--json")
    assert run.code == 1
    assert run.document["drift"] == run.document["migrations"] == []
    assert "The file is cut off" in run.err


def test_what_can_be_repaired_is_told_with_the_command_that_does_it(
    command: CommandLine, tmp_path: Path
) -> None:
    path = with_dangling_reference(migrated(tmp_path / "my hive.db", 13))
    told = command("status", path, "--json")
    (repair,) = told.document["repairs"]
    assert told.code == 1
    assert list(repair) == ["id", "title"]
    assert repair["id"] == "dangling-reference"
    run = command("status", path)
    (line,) = [line for line in run.out.splitlines() if "hive-inspector repair" in line]
    assert run.code == 1
    assert repair["title"] in run.out
    assert command(*shlex.split(line)[1:], "--yes").code == 0
    assert command("status", path, "--json").document["repairs"] == []
    assert "can be repaired" not in command("status", path).out


def test_only_a_file_that_stopped_halfway_at_10_is_in_conflict(
    command: CommandLine, tmp_path: Path
) -> None:
    whole = command("status", migrated(tmp_path / "whole.db", 10), "--json").document
    halfway = stopped_at_010(migrated(tmp_path / "halfway.db", 10))
    stopped = command("status", halfway, "--json").document
    assert whole["migrations"][9]["state"] == "applied"
    assert stopped["migrations"][9]["state"] == "conflict"
    assert (whole["repairs"], [one["id"] for one in stopped["repairs"]]) == ([], ["halfway-at-010"])


def test_a_script_edited_since_it_was_applied_is_changed(
    command: CommandLine, tmp_path: Path
) -> None:
    path, folder = migrated(tmp_path / "hive.db", 13), tmp_path / "scripts"
    back = "migrator.drop_table('tags')"
    moved(path, 14, script_014(folder, "migrator.sql('CREATE TABLE tags (x)')", back))
    before = command("status", path, "--scripts", folder, "--json").document
    script_014(folder, "migrator.sql('CREATE TABLE tags (y)')", back)
    after = command("status", path, "--scripts", folder, "--json")
    assert before["migrations"][13]["state"] == "applied"
    assert after.document["migrations"][13]["state"] == "changed"
    assert after.code == 1


def test_the_list_of_commands_names_every_key(command: CommandLine, tmp_path: Path) -> None:
    path = with_dangling_reference(migrated(tmp_path / "hive.db", 13))
    told = command("status", path, "--json").document
    page = Path(__file__).resolve().parents[3] / "docs" / "commands.md"
    text = page.read_text(encoding="utf-8")
    (row,) = [line for line in text.splitlines() if line.startswith("| `status` |")]
    listed = [
        word.removesuffix("[]") for word in re.findall(r"[a-z_]+(?:\[\])?", row.split("|")[2])
    ]
    assert listed[: len(told)] == list(told)
    assert row.endswith(f"a repair: `{', '.join(told['repairs'][0])}` |")
