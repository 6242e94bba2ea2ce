"""The audit trail: appended, private, turned over, and readable after a kill at any moment."""

from __future__ import annotations

import json
import multiprocessing
import os
import stat
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core import audit
from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.paths import app_paths
from tests.support.databases import without_privileges

PROJECT = Path(__file__).resolve().parents[2]


@pytest.fixture
def trail(tmp_path: Path) -> AuditTrail:
    return AuditTrail(tmp_path / "audit")


def test_an_entry_comes_back_with_the_moment_and_the_user(
    trail: AuditTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "mira")
    assert trail.record(
        Entry("reveal.cell", "/home/mira/hive.db", details={"table": "users", "row": 7})
    )
    (entry,) = trail.entries()
    assert (entry.what, entry.file, entry.outcome) == ("reveal.cell", "/home/mira/hive.db", "done")
    assert entry.details == {"table": "users", "row": 7}
    assert entry.who == "mira"
    assert datetime.now(UTC) - datetime.fromisoformat(entry.when) < timedelta(minutes=1)


def test_every_line_is_json_of_its_own(trail: AuditTrail) -> None:
    trail.record(Entry("a", "line\nbreak \udcff ä"))
    trail.record(Entry("b", "x", "failed"))
    lines = trail.path.read_bytes().splitlines()
    assert [json.loads(line)["what"] for line in lines] == ["a", "b"]
    assert [entry.file for entry in trail.entries()] == ["line\nbreak \udcff ä", "x"]


def test_file_and_folder_are_their_owners_alone(trail: AuditTrail) -> None:
    trail.record(Entry("a", "x"))
    assert stat.S_IMODE(trail.path.stat().st_mode) == 0o600
    assert stat.S_IMODE(trail.path.parent.stat().st_mode) == 0o700


def test_a_full_file_is_put_aside_and_the_oldest_dropped(
    trail: AuditTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(audit, "MOST_BYTES", 1_000)
    monkeypatch.setattr(audit, "FILES_KEPT", 2)
    for number in range(60):
        trail.record(Entry(f"n{number}", "x"))
    names = sorted(path.name for path in trail.path.parent.glob("audit*.jsonl"))
    assert names == ["audit.1.jsonl", "audit.2.jsonl", "audit.jsonl"]
    assert all((trail.path.parent / name).stat().st_size <= 1_000 for name in names)
    kept = [entry.what for entry in trail.entries()]
    assert kept == [f"n{number}" for number in range(60 - len(kept), 60)]
    assert len(kept) > 10


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(cut=st.integers(0, 400))
def test_a_line_that_a_kill_cut_off_costs_no_other_line(tmp_path: Path, cut: int) -> None:
    trail = AuditTrail(tmp_path / "cut")
    trail.path.unlink(missing_ok=True)
    for number in range(3):
        trail.record(Entry(f"n{number}", "x"))
    content = trail.path.read_bytes()
    cut = min(cut, len(content))
    trail.path.write_bytes(content[:cut])
    trail.record(Entry("after", "x"))
    found = [entry.what for entry in trail.entries()]
    whole = content[:cut].count(b"\n")
    cut_at_the_line_break = cut < len(content) and content[cut : cut + 1] == b"\n"
    expected = [f"n{number}" for number in range(whole + cut_at_the_line_break)]
    assert found == [*expected, "after"]


@pytest.mark.parametrize(
    "line", [b"no json", b"[]", b"{}", b'{"what": 1}', b"\xff\xfe", b"null", b"[" * 100_000]
)
def test_lines_that_are_none_of_ours_are_passed_over(trail: AuditTrail, line: bytes) -> None:
    trail.record(Entry("a", "x"))
    with trail.path.open("ab") as file:
        file.write(line + b"\n")
    trail.record(Entry("b", "x"))
    assert [entry.what for entry in trail.entries()] == ["a", "b"]


def test_there_may_be_no_entries_yet(trail: AuditTrail) -> None:
    assert list(trail.entries()) == []


def test_very_long_texts_are_cut_so_that_a_line_is_written_at_one_stroke(trail: AuditTrail) -> None:
    trail.record(Entry("a", "f" * 100_000, details={"note": "n" * 100_000}))
    (entry,) = trail.entries()
    assert len(entry.file) == audit.MOST_TEXT
    assert len(str(entry.details["note"])) == audit.MOST_TEXT


def test_where_nothing_can_be_written_the_caller_hears_of_it(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    folder = tmp_path / "closed"
    folder.mkdir(mode=0o555)
    with without_privileges():
        assert not AuditTrail(folder / "audit").record(Entry("a", "x"))
    blocked = tmp_path / "file"
    blocked.write_text("")
    assert not AuditTrail(blocked / "audit").record(Entry("a", "x"))
    assert "cannot be written" in caplog.text


def test_a_user_without_a_name_is_no_obstacle(
    trail: AuditTrail, monkeypatch: pytest.MonkeyPatch
) -> None:
    def nameless() -> str:
        raise KeyError

    monkeypatch.setattr("getpass.getuser", nameless)
    trail.record(Entry("a", "x"))
    (entry,) = trail.entries()
    assert entry.who == ""


def write_many(folder: Path, name: str) -> None:
    audit.MOST_BYTES = 5_000
    audit.FILES_KEPT = 100
    for number in range(100):
        AuditTrail(folder).record(Entry(f"{name}{number}", "x"))


def test_several_programs_write_at_once_and_lose_no_line(tmp_path: Path) -> None:
    spawning = multiprocessing.get_context("spawn")
    programs = [
        spawning.Process(target=write_many, args=(tmp_path / "audit", name)) for name in "abc"
    ]
    for program in programs:
        program.start()
    for program in programs:
        program.join()
        program.close()
    lines = [
        line
        for path in (tmp_path / "audit").glob("audit*.jsonl")
        for line in path.read_bytes().splitlines()
    ]
    found = {json.loads(line)["what"] for line in lines}
    assert found == {f"{name}{number}" for name in "abc" for number in range(100)}
    assert len(lines) == 300


def test_a_program_killed_while_it_writes_leaves_lines_that_are_whole(tmp_path: Path) -> None:
    endless = (
        "import sys; from pathlib import Path; from hive_inspector.core import audit\n"
        "audit.MOST_BYTES = 2_000\n"
        "trail = audit.AuditTrail(Path(sys.argv[1]))\n"
        "for n in range(10**9):\n"
        "    trail.record(audit.Entry(f'n{n}', 'x'))\n"
        "    print(n, flush=True)\n"
    )
    trail = AuditTrail(tmp_path / "audit")
    with subprocess.Popen(
        [sys.executable, "-c", endless, str(tmp_path / "audit")],
        stdout=subprocess.PIPE,
        cwd=PROJECT,
        text=True,
    ) as program:
        assert program.stdout is not None
        while int(program.stdout.readline()) < 40:
            pass
        program.kill()
    told = [int(entry.what.removeprefix("n")) for entry in trail.entries()]
    assert told == list(range(told[0], told[-1] + 1))
    assert told[-1] >= 40
    trail.record(Entry("after", "x"))
    assert list(trail.entries())[-1].what == "after"


def test_the_trail_lies_beside_the_settings() -> None:
    assert app_paths().audit.parent == app_paths().settings
    assert os.fspath(AuditTrail(app_paths().audit).path).endswith("audit.jsonl")
