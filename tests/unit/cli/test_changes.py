"""`migrate`, `rollback` and `repair`: keys, codes, refusals and what they leave, against plain sqlite3."""

from __future__ import annotations

import json
import sqlite3
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.migrations.bookkeeping import interrupted
from tests.support.defects import change, stopped_at_010, with_dangling_reference
from tests.support.lineage_files import make_lineage_file
from tests.support.migrated import migrated

if TYPE_CHECKING:
    from tests.unit.cli.conftest import CommandLine, Terminal

KEYS = [
    "from_version",
    "to_version",
    "rehearsal",
    "applied",
    "restore_point",
    "duration_ms",
    "outcome",
    "reason",
]
BROKEN_SCRIPT = '''"""A step that cannot work."""

IRREVERSIBLE = "It never worked."


def migrate(migrator, database, *, fake=False):
    migrator.sql("INSERT INTO nowhere VALUES (1)")
'''


def versions(path: Path) -> list[int]:
    with closing(sqlite3.connect(path)) as raw:
        return [version for (version,) in raw.execute("SELECT version FROM schema_migrations")]


def objects(path: Path) -> list[tuple[str, str, str]]:
    """What a file declares, without the program's own history."""
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(
            "SELECT type, name, sql FROM sqlite_master WHERE tbl_name NOT LIKE '\\_hive%' ESCAPE '\\'"
            " ORDER BY type, name"
        ).fetchall()


@pytest.fixture
def at_12(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 12, ["INSERT INTO users (id) VALUES ('u')"])


def test_it_migrates_and_rolls_back_to_the_same_schema(command: CommandLine, at_12: Path) -> None:
    before = objects(at_12)
    there = command("migrate", at_12, "--yes", "--json")
    told = there.document
    assert there.code == 0
    assert list(told) == KEYS
    assert (told["from_version"], told["to_version"], told["outcome"]) == (12, 13, "done")
    assert told["applied"] == ["013 add_consensus_facts_table"]
    assert told["reason"] == ""
    assert Path(told["restore_point"]).parent == at_12.parent / "backups"
    assert list(told["rehearsal"]) == ["steps", "row_deltas"]
    assert all(
        list(step) == ["what", "ok", "duration_ms", "detail"] for step in told["rehearsal"]["steps"]
    )
    assert all(step["ok"] for step in told["rehearsal"]["steps"])
    assert versions(at_12) == list(range(1, 14))
    assert ("table", "consensus_facts") in {(kind, name) for kind, name, _ in objects(at_12)}

    back = command("rollback", at_12, "--to", "12", "--yes", "--json")
    assert back.code == 0
    assert (back.document["from_version"], back.document["to_version"]) == (13, 12)
    assert versions(at_12) == list(range(1, 13))
    assert objects(at_12) == before
    with closing(sqlite3.connect(at_12)) as raw:
        assert raw.execute("SELECT id FROM users").fetchall() == [("u",)]


@pytest.mark.parametrize("version", [1, 13])
def test_a_file_taken_back_to_nothing_can_be_migrated_again(
    command: CommandLine, tmp_path: Path, version: int
) -> None:
    path = migrated(tmp_path / "hive.db", version)
    newest = objects(migrated(tmp_path / "newest.db", 13))
    assert command("rollback", path, "--to", "0", "--yes").code == 0
    assert versions(path) == []
    told = command("status", path, "--json").document
    assert (told["version"], {one["state"] for one in told["migrations"]}) == (0, {"pending"})
    again = command("migrate", path, "--yes", "--json")
    assert (again.code, again.document["reason"]) == (0, "")
    assert versions(path) == list(range(1, 14))
    assert objects(path) == newest
    assert command("status", path).code == 0


def test_the_restore_point_is_the_file_from_before(command: CommandLine, at_12: Path) -> None:
    before = objects(at_12)
    told = command("migrate", at_12, "--yes", "--json").document
    assert objects(Path(told["restore_point"])) == before


def test_migrating_stops_where_it_is_told_to(command: CommandLine, tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 3)
    run = command("migrate", path, "--to", "5", "--yes", "--json")
    assert run.code == 0
    assert run.document["applied"] == ["004 sync_tracking", "005 indexes"]
    assert versions(path) == [1, 2, 3, 4, 5]


def test_what_would_be_lost_is_told_in_rows(command: CommandLine, tmp_path: Path) -> None:
    fact = (
        "INSERT INTO consensus_facts (id, semantic_fingerprint, content, source_question, created_at,"
        " last_accessed) VALUES ('f', 'p', 'c', 'q', 'now', 'now')"
    )
    path = migrated(tmp_path / "hive.db", 13, [fact])
    run = command("rollback", path, "--to", "12", "--yes")
    assert run.code == 0
    assert "every row of consensus_facts (1 row)" in run.out
    assert "consensus_facts -1 row\n" in run.out
    assert "Done in " in run.out


def test_rehearsing_changes_nothing_and_needs_no_leave(command: CommandLine, at_12: Path) -> None:
    content = at_12.read_bytes()
    run = command("migrate", at_12, "--rehearse", "--json")
    assert run.code == 0
    assert run.document["outcome"] == "rehearsed"
    assert (run.document["from_version"], run.document["to_version"]) == (12, 13)
    assert run.document["restore_point"] is None
    assert run.document["applied"] == []
    assert at_12.read_bytes() == content
    assert not (at_12.parent / "backups").exists()
    readable = command("migrate", at_12, "--rehearse")
    assert "The rehearsal on a copy passed" in readable.out
    assert "Rehearsed; nothing was changed." in readable.out


def test_without_a_terminal_and_without_leave_it_refuses(command: CommandLine, at_12: Path) -> None:
    content = at_12.read_bytes()
    run = command("migrate", at_12, "--json")
    assert run.code == 1
    assert run.document["outcome"] == "refused"
    assert run.document["rehearsal"] == {"steps": [], "row_deltas": {}}
    assert "--yes" in run.document["reason"]
    assert at_12.read_bytes() == content
    assert "--yes" in command("rollback", at_12, "--to", "3").out


@pytest.mark.parametrize(("answer", "code", "newest"), [("y\n", 0, 13), ("YES\n", 0, 13)])
def test_on_a_terminal_a_yes_is_enough(
    command: CommandLine,
    at_12: Path,
    on_a_terminal: Terminal,
    answer: str,
    code: int,
    newest: int,
) -> None:
    on_a_terminal(answer)
    run = command("migrate", at_12, "--json")
    assert run.code == code
    assert f"Migrate to 13: {at_12}? [y/N]" in run.err
    assert max(versions(at_12)) == newest


@pytest.mark.parametrize("answer", ["n\n", "\n", "", "yesterday\n"])
def test_on_a_terminal_anything_else_is_a_no(
    command: CommandLine, at_12: Path, on_a_terminal: Terminal, answer: str
) -> None:
    on_a_terminal(answer)
    run = command("migrate", at_12)
    assert run.code == 1
    assert "It was not confirmed." in run.out
    assert max(versions(at_12)) == 12


def test_at_the_newest_version_there_is_nothing_to_do(command: CommandLine, tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13)
    run = command("migrate", path, "--yes", "--json")
    assert (run.code, run.document["outcome"], run.document["applied"]) == (0, "done", [])
    assert run.document["reason"] == "There is nothing to do: the file is at version 13."
    assert "Nothing was changed." in command("migrate", path, "--yes").out


def test_each_command_goes_its_own_way_only(command: CommandLine, at_12: Path) -> None:
    down = command("migrate", at_12, "--to", "3", "--yes")
    assert down.code == 2
    assert down.error_lines[1].startswith("To go back: hive-inspector rollback")
    up = command("rollback", at_12, "--to", "13", "--yes")
    assert up.code == 2
    assert up.error_lines[1].startswith("To go forwards: hive-inspector migrate")
    assert max(versions(at_12)) == 12


@pytest.mark.parametrize(
    "words",
    [
        ("migrate", "--to", "99"),
        ("migrate", "--to", "x"),
        ("rollback",),
        ("repair", "nothing-of-ours"),
        ("repair",),
    ],
)
def test_what_does_not_exist_is_wrong_usage(
    command: CommandLine, at_12: Path, words: tuple[str, ...]
) -> None:
    name, *rest = words
    run = command(name, at_12, *rest, "--yes")
    assert run.code == 2
    assert len(run.error_lines) == 2
    assert run.out == ""


def test_a_rehearsal_that_fails_is_refused_and_told(
    command: CommandLine, at_12: Path, tmp_path: Path
) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for number in range(1, 13):
        (scripts / f"{number:03}_step.py").write_text(BROKEN_SCRIPT)
    (scripts / "013_broken.py").write_text(BROKEN_SCRIPT)
    content = at_12.read_bytes()
    run = command("migrate", at_12, "--scripts", scripts, "--yes", "--json")
    assert run.code == 1
    assert run.document["outcome"] == "refused"
    assert "nowhere" in run.document["reason"]
    assert [step["ok"] for step in run.document["rehearsal"]["steps"]][-1] is False
    assert at_12.read_bytes() == content
    tried = command("migrate", at_12, "--scripts", scripts, "--rehearse", "--json")
    assert (tried.code, tried.document["outcome"]) == (1, "rehearsed")


def test_status_knows_other_scripts(command: CommandLine, at_12: Path, tmp_path: Path) -> None:
    scripts = tmp_path / "scripts"
    scripts.mkdir()
    for number in range(1, 15):
        (scripts / f"{number:03}_step.py").write_text(BROKEN_SCRIPT)
    listed = command("status", at_12, "--scripts", scripts, "--json").document["migrations"]
    assert [one["version"] for one in listed] == list(range(1, 15))


def test_another_line_is_refused(command: CommandLine, tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "desktop.db", "desktop")
    run = command("migrate", path, "--yes", "--json")
    assert run.code == 1
    assert run.document["outcome"] == "refused"
    assert "another line" in run.document["reason"]


def test_a_version_that_is_not_known_is_refused(command: CommandLine, tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db", 13, ["INSERT INTO schema_migrations VALUES (14, 'later', 'now')"]
    )
    run = command("migrate", path, "--yes", "--json")
    assert run.code == 1
    assert "newer" in run.document["reason"]


@pytest.mark.skipif(sys.platform == "win32", reason="permissions of POSIX")
def test_a_file_that_may_not_be_written_can_be_rehearsed_alone(
    command: CommandLine, at_12: Path
) -> None:
    at_12.chmod(0o400)
    tried = command("migrate", at_12, "--rehearse", "--json")
    assert (tried.code, tried.document["outcome"]) == (0, "rehearsed")


def test_a_dangling_reference_is_repaired(command: CommandLine, tmp_path: Path) -> None:
    path = with_dangling_reference(migrated(tmp_path / "hive.db", 13))
    run = command("repair", path, "dangling-reference", "--yes", "--json")
    assert run.code == 0
    assert run.document["outcome"] == "done"
    assert (run.document["from_version"], run.document["to_version"]) == (13, 13)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA foreign_keys = 1")
        parents = {row[2] for row in raw.execute("PRAGMA foreign_key_list(conversations)")}
        raw.execute("INSERT INTO conversations (id) VALUES ('c')")
    assert "consensus_profiles_backup" not in parents
    assert versions(path) == list(range(1, 14))
    again = command("repair", path, "dangling-reference", "--yes")
    assert again.code == 0
    assert "nothing in this file that “dangling-reference” would mend" in again.out


def test_a_file_stopped_at_10_is_completed(command: CommandLine, tmp_path: Path) -> None:
    path = stopped_at_010(migrated(tmp_path / "hive.db", 10))
    run = command("repair", path, "halfway-at-010", "--yes")
    assert run.code == 0
    assert "Repair: Version 10 stopped halfway" in run.out
    names = {name for _, name, _ in objects(path)}
    assert "idx_conversation_usage_verified" in names


def test_ctrl_c_changes_nothing(
    command: CommandLine, at_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancelled(*_: object, **__: object) -> None:
        raise Cancelled

    content = at_12.read_bytes()
    monkeypatch.setattr("hive_inspector.cli.carrying.carry_out", cancelled)
    run = command("migrate", at_12, "--yes")
    assert run.code == 130
    assert run.err == "Cancelled.\n"
    assert at_12.read_bytes() == content


def test_a_run_that_ended_with_the_program_is_told_next_time(
    command: CommandLine, at_12: Path
) -> None:
    mark = interrupted.Mark(
        "r", str(at_12), "The migration from 12 to 13", "2025-09-05", "", 2**22 + 1
    )
    interrupted.leave(mark)
    run = command("status", at_12, "--json")
    assert "The migration from 12 to 13 of 2025-09-05 ended with the program." in run.err
    assert json.loads(run.out)["version"] == 12
    assert "ended with the program" in command("migrate", at_12, "--rehearse", "--json").err


def test_a_record_with_a_gap_is_refused_with_what_to_do(
    command: CommandLine, tmp_path: Path
) -> None:
    path = migrated(tmp_path / "hive.db", 12)
    change(path, "DELETE FROM schema_migrations WHERE version = 9")
    run = command("migrate", path, "--yes", "--json")
    assert run.code == 1
    assert run.document["outcome"] == "refused"
    assert "Version 9" in run.document["reason"]
    assert 13 not in versions(path)
