"""What the program writes besides the database, killed, without room or cut short at every step: old or new, each."""

from __future__ import annotations

import json
import os
import signal
import stat
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.console.history import History
from hive_inspector.core.console.saved import SavedQueries
from hive_inspector.core.database.durable import remove_noted_drafts
from hive_inspector.core.journal import Journal
from hive_inspector.core.paths import app_paths
from hive_inspector.core.settings import Settings, load_settings, save_settings
from tests.faults.counting import IS_FULL, part
from tests.faults.judging import state
from tests.faults.own import EXPORTS, target_of
from tests.faults.test_killed_copies import complete_points, require_sentence

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.faults.counting import Tally
    from tests.faults.scene import Aftermath, Scene

STEPS = ("file", "power", "no room", "flush")
SIZES = ("byte", "size")
FULL_SIZES, FEW = 40, 2
IN_A_HURRY = ("settings", "saved", "audit", "change", "export csv")
FILES = ("settings", "saved", "unsaved", "history", "audit", *EXPORTS, "picture", "bundle")
EVERY = (*FILES, "salvage", "change")
OLD = b"what was there before\n"
FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")


@dataclass
class Written:
    """An operation in a scene whose folder has the program's own folders in it too."""

    scene: Scene

    @property
    def kind(self) -> str:
        """What is written."""
        return self.scene.operation.removeprefix("export ")

    def found(self) -> Any:
        """What is there now, to be compared; read by the program itself, and by plain JSON where it is JSON."""
        read: Callable[[], Any] | None = getattr(self, f"_{self.kind}", None)
        if read is not None:
            return read()
        target = target_of(self.scene.path, self.kind)
        return target.read_bytes() if target.exists() else None

    def _settings(self) -> Settings:
        path = app_paths().settings / "settings.json"
        json.loads(path.read_text())
        return load_settings(path.parent)

    def _saved(self) -> Any:
        kept = SavedQueries(app_paths().settings).all()
        document = json.loads((app_paths().settings / "queries.json").read_text())
        assert [one["name"] for one in document["queries"]] == [one.name for one in kept]
        return kept

    _unsaved = _saved

    def _history(self) -> list[str]:
        found = History(app_paths().settings / "history").search()
        return [one.sql for one in reversed(found)]

    def _audit(self) -> list[str]:
        """Without what was recorded of anything else."""
        entries = AuditTrail(app_paths().audit).entries()
        return [one.what for one in entries if one.what.startswith("what.")]

    def _change(self) -> Any:
        points = complete_points(self.scene)
        assert all(one == self.before for one in points.values())
        return state(self.scene.path)

    def _bundle(self) -> Any:
        """Names and sizes in it: it tells when it was made."""
        target = target_of(self.scene.path, "bundle")
        if not zipfile.is_zipfile(target):
            return target.read_bytes()
        with zipfile.ZipFile(target) as archive:
            assert archive.testzip() is None
            return archive.namelist()

    def _salvage(self) -> Any:
        """The rows of one table are as good as all: either there is nothing, or the whole file."""
        target = target_of(self.scene.path, "salvage")
        return state(target).tables["users"] if target.exists() else None

    before: Any = None
    most: int = 0
    """Bytes of the largest file that is written, and a few more."""


@pytest.fixture
def written(
    at: Callable[..., Scene], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Callable[[str], Written]]:
    """Makes a scene in which everything that may be replaced is there already, for its owner alone."""

    def make(operation: str) -> Written:
        home = tmp_path / "scene" / "home"
        for name in FOLDERS:
            folder = home if name == "HOME" else home / name.lower()
            monkeypatch.setenv(name, os.fspath(folder))
        scene = at(13, operation, prepare=False)
        save_settings(app_paths().settings, Settings().with_opened("/somewhere", 1.0))
        SavedQueries(app_paths().settings).save("old", "SELECT 'what was there before'")
        fill_journals()
        for kind in (*(name.removeprefix("export ") for name in EXPORTS), "picture", "bundle"):
            target = target_of(scene.path, kind)
            target.write_bytes(OLD)
            target.chmod(0o600)
        scene.keep()
        return Written(scene, state(scene.path))

    before = os.umask(0o077)  # of what the scene puts back; the victims have their own
    yield make
    os.umask(before)


def fill_journals() -> None:
    """Let the next line be the one for which the full file has to make room."""
    trail = AuditTrail(app_paths().audit)
    for number in range(3):
        trail.record(Entry(f"what.old{number}", "/somewhere"))
    line = json.dumps({"sql": "SELECT 'old'", "file": "", "state": "done", "rows": 1})
    whole = line[:-1] + ', "duration_ms": 1.0, "when": "", "values": {}}'
    history = Journal(app_paths().settings / "history", "statements", 10**9, 1)
    history.append(whole.encode() + b"\n")
    for path, most in ((trail.path, 1_000_000), (history.path, 2_000_000)):
        with path.open("ab") as file:
            file.write(b" " * (most - path.stat().st_size - 20) + b"\n")


def require_tidy(scene: Scene) -> None:
    """The next start leaves no draft, no note of one and no private copy, and all is the owner's alone."""
    remove_noted_drafts()
    left = files_of(scene)
    assert not [file for file in left if file.name.endswith(".part")]
    assert not [file for file in left if app_paths().drafts in file.parents]
    for file in (one for one in app_paths().settings.parent.parent.rglob("*") if one != scene.path):
        shared = file.stat().st_mode & 0o077
        assert not shared or file.name.startswith(("xdg_", "home")), stat.filemode(
            file.stat().st_mode
        )


def judge(written: Written, case: Aftermath, old: Any, new: Any, harm: str, tallied: Tally) -> None:
    """Old or new, said so where it did not end by itself, and tidy at the next start."""
    require_tidy(written.scene)
    found = written.found()
    assert found in (old, new)
    if written.kind != "change":
        assert case.state == written.before
    said = case.answer.get("said", "")
    if said in {"failed", "not kept"}:
        if said == "failed":
            require_sentence(case)
        lasts = found == old
        assert lasts or harm == "flush"
        tallied.add("old, and said so" if lasts else "new, and said that it may not last")
    elif said == "done":
        assert found == new
        tallied.add("new")
    else:
        assert case.answer["signal"] in {signal.SIGKILL, signal.SIGXFSZ}, case.answer
        tallied.add("new" if found == new else "old")


def both(written: Written) -> tuple[Any, Any]:
    """What is there before, and after the whole operation; twice the same."""
    written.scene.reset()
    old = written.found()
    before = {file: file.read_bytes() for file in files_of(written.scene)}
    whole = written.scene.case()
    assert whole.answer["said"] == "done", whole.answer
    changed = [one for one in files_of(written.scene) if before.get(one) != one.read_bytes()]
    written.most = 2 + max(file.stat().st_size for file in changed)
    new = written.found()
    assert new != old
    assert written.scene.case().answer["said"] == "done"
    assert written.found() == new
    return old, new


def files_of(scene: Scene) -> list[Path]:
    return [file for file in scene.folder.rglob("*") if file.is_file()]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("operation", EVERY if IS_FULL else IN_A_HURRY)
def test_harmed_at_every_step(
    written: Callable[[str], Written], operation: str, tally: Callable[[str], Tally]
) -> None:
    work = written(operation)
    old, new = both(work)
    for harm in STEPS:
        tallied = tally(NAMES[harm])
        counted = work.scene.case(harm={"kind": harm}).answer.get("counted", 0)
        for number in part(range(1, counted + 1), FEW):
            case = work.scene.case(harm={"kind": harm, "at": number})
            judge(work, case, old, new, harm, tallied)


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("operation", EVERY if IS_FULL else IN_A_HURRY[:2])
@pytest.mark.parametrize("harm", SIZES)
def test_cut_short_at_every_size(
    written: Callable[[str], Written], operation: str, harm: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally(NAMES[harm])
    work = written(operation)
    old, new = both(work)
    for size in part(range(0, work.most, max(1, work.most // FULL_SIZES)), FEW + 1):
        case = work.scene.case(harm={"kind": harm, "at": size})
        judge(work, case, old, new, harm, tallied)


NAMES = {
    "file": "kill -9 while files are written: at every file operation",
    "power": "power cut while files are written: what was not flushed is lost",
    "no room": "no room while files are written: at every file operation",
    "flush": "a failing flush while files are written: each",
    "byte": "kill -9 while files are written: at every size that a file can have",
    "size": "a size limit while files are written: at every size that a file can have",
}
