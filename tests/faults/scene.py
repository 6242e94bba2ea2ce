"""A database in a folder of its own that is harmed, judged, and put back as it was."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database.privatecopy import remove_abandoned_copies
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.bookkeeping.interrupted import forget, interrupted_runs
from hive_inspector.core.migrations.bookkeeping.records import read_records
from tests.faults.judging import outcomes, problems, state

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from types import TracebackType
    from typing import Self

    from hive_inspector.core.migrations.bookkeeping.records import Record
    from tests.faults.judging import State

PROJECT = Path(__file__).parents[2]
_FOLDERS = ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME")


class Victims:
    """The process that forks one victim after the other."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.victim"],
            cwd=PROJECT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def pid(self) -> int:
        """The number of the process that forks."""
        return self._process.pid

    def ask(self, **order: Any) -> dict[str, Any]:
        """Give an order and wait for what came of it."""
        self.tell(**order)
        return self.hear()

    def tell(self, **order: Any) -> None:
        """Give an order."""
        assert self._process.stdin is not None
        order["environment"] = {name: os.environ[name] for name in _FOLDERS}
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for what came of the order."""
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, "the victims' process ended"
        answer: dict[str, Any] = json.loads(line)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._process.communicate()


_NEVER_SYNCED = (b"", b"\0")
"""How a journal begins that SQLite leaves lying: nothing was written to the database yet when it was abandoned."""


@dataclass(frozen=True, slots=True)
class Aftermath:
    """What a case left, as the next start and an independent reader find it."""

    answer: Mapping[str, Any]
    state: State
    told: str
    """What the next start says of an interrupted run, or empty."""
    was_kept: bool | None
    """Whether it says that the change is in the file; None where it says nothing."""
    records: tuple[Record, ...]
    """The program's own history in the file."""

    @property
    def was_killed(self) -> bool:
        """Whether the process did not end by itself."""
        return bool(self.answer["signal"] == signal.SIGKILL)


@dataclass(slots=True)
class Scene:
    """The file, what belongs beside it, and the victims that change it."""

    path: Path
    victims: Victims
    operation: str
    about: dict[str, Any] = field(default_factory=dict)
    is_stale: bool = False
    """Whether the file seems to have been written since it was rehearsed, so that a run makes a restore point anew."""
    _content: bytes = b""
    _stamp: tuple[int, int] = (0, 0)
    _beside: dict[Path, bytes] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        """Where the file is."""
        return self.path.parent

    def prepare(self) -> Mapping[str, Any]:
        """Let everything be done that has to be done in peace, and keep the scene as it is then."""
        facts = self.victims.ask(prepare=self.operation, path=os.fspath(self.path), **self.about)
        self.keep()
        return facts

    def keep(self) -> None:
        """Let the scene begin as it is now."""
        self._content = self.path.read_bytes()
        status = self.path.stat()
        self._stamp = status.st_atime_ns, status.st_mtime_ns
        self._beside = {file: file.read_bytes() for file in self._others()}

    def reset(self) -> None:
        """Put everything back; the file keeps its inode and its stamp, as if nothing had been written to it."""
        for file in self._others():
            if file not in self._beside:
                file.unlink()
        for file, content in self._beside.items():
            if not file.is_file() or file.read_bytes() != content:
                file.write_bytes(content)
        with self.path.open("r+b") as database:
            database.write(self._content)
            database.truncate()
        seen, written = self._stamp
        os.utime(self.path, ns=(seen, written + self.is_stale))

    def case(self, **order: Any) -> Aftermath:
        """Put the scene back, let one victim come to harm, and look at what is left."""
        self.reset()
        answer = self.try_out(**order)
        assert answer.get("said") != "crashed", answer["message"]
        return self.aftermath(answer)

    def try_out(self, **order: Any) -> dict[str, Any]:
        """Let one victim do it; what it told."""
        about = {"operation": self.operation, **self.about, **order}
        return self.victims.ask(path=os.fspath(self.path), **about)

    def aftermath(self, answer: Mapping[str, Any]) -> Aftermath:
        """What is left, first as the program sees it at its next start, then as it is."""
        hive = open_hive(DatabaseTarget(self.path))
        with hive.database, hive.database.reading() as connection:
            records = read_records(connection, hive.schema)
        runs = interrupted_runs(self.path.resolve(), records)
        forget(runs)
        run = runs[-1] if runs else None
        remove_abandoned_copies()
        found = state(self.path)
        assert not problems(self.path)
        for beside in self.folder.glob(f"{self.path.name}-*"):
            assert beside.name == f"{self.path.name}-journal"
            assert beside.read_bytes()[:1] in _NEVER_SYNCED
            beside.unlink()
        return Aftermath(
            answer=answer,
            state=found,
            told=run.text if run else "",
            was_kept=run.was_kept if run else None,
            records=records,
        )

    def _others(self) -> Iterator[Path]:
        yield from (f for f in list(self.folder.rglob("*")) if f.is_file() and f != self.path)


def changed_since(scene: Scene, *statements: str) -> State:
    """The file after its user went on working; the scene begins here from now on."""
    outcomes(scene.path, statements or ["UPDATE users SET email = email || '!'"])
    scene.keep()
    return state(scene.path)
