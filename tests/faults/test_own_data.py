"""The program's own files while several programs of ours write them at once, are killed, or find what is newer."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.console.history import History
from hive_inspector.core.console.saved import SavedQueries
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.paths import app_paths
from hive_inspector.core.settings import load_settings, read_settings
from tests.faults.counting import IS_FULL

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.counting import Tally

ROOT = Path(__file__).parents[2]
PROGRAMS, ROUNDS = (4, 25) if IS_FULL else (2, 5)
KILLED_ROUNDS = 60 if IS_FULL else 2
SEED = 9
WRITING = """
import sys
from pathlib import Path
from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.console.history import History
from hive_inspector.core.console.outcomes import Outcome, State
from hive_inspector.core.console.saved import SavedQueries
from hive_inspector.core.console.splitting import split
from hive_inspector.core.paths import app_paths
from hive_inspector.core.settings import load_settings, save_settings

name, rounds = sys.argv[1], int(sys.argv[2])
folder = app_paths().settings
settings = load_settings(folder)
trail, history, saved = AuditTrail(app_paths().audit), History(folder / "history"), SavedQueries(folder)
for number in range(rounds):
    base = settings
    settings = settings.with_file_values(f"/{name}/{number}", {"n": number})
    save_settings(folder, settings, base)
    assert trail.record(Entry(f"{name}.{number}", "/f"))
    (statement,) = split(f"SELECT '{name}.{number}'")
    assert history.remember(Outcome(statement, State.DONE, 1, 1.0), "/f")
    saved.save(f"{name}.{number}", "SELECT 1")
    print(number, flush=True)
"""


def writing(name: str, rounds: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", WRITING, name, str(rounds)],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )


def kept() -> dict[str, set[str]]:
    """What is there, by where it is."""
    folder = app_paths().settings
    json.loads((folder / "settings.json").read_text())
    json.loads((folder / "queries.json").read_text())
    return {
        "settings": {path.strip("/").replace("/", ".") for path in load_settings(folder).files},
        "audit": {one.what for one in AuditTrail(app_paths().audit).entries()},
        "history": {one.sql[8:-1] for one in History(folder / "history").search()},
        "saved": {one.name for one in SavedQueries(folder).all()},
    }


def test_programs_that_write_at_once_lose_nothing_of_one_another(
    tally: Callable[[str], Tally],
) -> None:
    programs = [writing(f"p{number}", ROUNDS) for number in range(PROGRAMS)]
    for program in programs:
        program.communicate()
        assert program.returncode == 0
    wanted = {f"p{one}.{number}" for one in range(PROGRAMS) for number in range(ROUNDS)}
    assert kept() == dict.fromkeys(("settings", "audit", "history", "saved"), wanted)
    tally("own files written by several programs at once").add("kept", 4 * len(wanted))


@pytest.mark.timeout(900)
def test_a_program_killed_among_others_takes_nothing_along(tally: Callable[[str], Tally]) -> None:
    draw = random.Random(SEED)
    tallied = tally("own files: killed while another program writes")
    for turn in range(KILLED_ROUNDS):
        victim, other = writing(f"v{turn}", 10_000), writing(f"o{turn}", 3)
        assert victim.stdout is not None
        told = [victim.stdout.readline() for _ in range(draw.randrange(1, 4))]
        victim.kill()
        done = len(told) + len(victim.stdout.read().splitlines())
        victim.communicate()
        other.communicate()
        assert other.returncode == 0
        for where, found in kept().items():
            for name, number in ((f"v{turn}", done), (f"o{turn}", 3)):
                assert {f"{name}.{n}" for n in range(number)} <= found or where == "settings", where
            assert f"o{turn}.2" in found
            tallied.add("whole, with all that was finished")


NEWER = '{"format": 2, "what": "of a version to come"}'
BROKEN = ("", "{", "null", "[]", '{"format": 1}', NEWER, "\x00" * 100, "[" * 100_000)


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_what_is_newer_or_broken_is_set_aside_with_a_sentence(
    content: str, tally: Callable[[str], Tally]
) -> None:
    folder = app_paths().settings
    folder.mkdir(parents=True)
    for name in ("settings.json", "queries.json"):
        (folder / name).write_text(content)
    loaded = read_settings(folder)
    assert loaded.told.endswith(".")
    assert "settings.json.not-understood" in loaded.hint
    with pytest.raises(EnvironmentProblem) as raised:
        SavedQueries(folder).all()
    assert "queries.json.not-understood" in raised.value.hint
    for name in ("settings.json", "queries.json"):
        assert (folder / f"{name}.not-understood").read_text() == content
    tally("own files of a newer version, or broken").add("set aside, and said so", 2)


@pytest.mark.parametrize("content", BROKEN, ids=range(len(BROKEN)))
def test_lines_that_are_newer_or_broken_stay_where_they_are(
    content: str, tally: Callable[[str], Tally]
) -> None:
    trail = AuditTrail(app_paths().audit)
    trail.record(Entry("first", "/f"))
    with trail.path.open("a") as file:
        file.write(content)
    before = trail.path.read_bytes()
    assert trail.record(Entry("second", "/f"))
    assert trail.path.read_bytes().startswith(before)
    assert [one.what for one in trail.entries()] == ["first", "second"]
    assert not trail.path.stat().st_mode & 0o077
    tally("own files of a newer version, or broken").add("left where it is")


@pytest.mark.skipif(os.name == "nt", reason="no lock is needed there")
def test_a_program_that_stands_still_with_a_lock_stops_nobody_for_long(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import fcntl

    monkeypatch.setattr("hive_inspector.core.ownfiles.PATIENCE_S", 0.05)
    trail = AuditTrail(app_paths().audit)
    assert trail.record(Entry("first", "/f"))
    with (app_paths().audit / "audit.lock").open("r+b") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        assert not trail.record(Entry("second", "/f"))
    assert trail.record(Entry("third", "/f"))
    assert [one.what for one in trail.entries()] == ["first", "third"]
