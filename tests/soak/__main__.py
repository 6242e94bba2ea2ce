"""Drives the window for some minutes beside programs that write, and prints what was measured: `make soak`.

`--minutes` says for how long, `--seed` repeats what was done, `--size` takes another demo. `--short` does all of it
once, without a bound on time, for the suite. A run of ten minutes or more leaves its counts in
`tests/counts/soak.json`.
"""

from __future__ import annotations

import argparse
import os
import random
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.soak.acts import Acts
    from tests.soak.crew import Crew
    from tests.soak.measures import Course
    from tests.soak.rhythm import Rhythm
    from tests.soak.watching import Readings
    from tests.soak.window import Window

FULL_MINUTES = 10.0
WATCHED_S = 20.0
ALONE_S = 8.0
SHORT_PAUSE_S = 0.02
SHORT_ALONE_S = 0.2
_MOST_PAUSE_S = 0.9
"""Between two acts, a third of it on average: ten minutes hold as many as an hour with an act every two seconds."""
_DIALOGS_CLOSED = 0.3
"""How often dialogs are closed before the next thing is done."""


def main() -> int:
    """Run it; 0 if everything was kept."""
    arguments = _parse()
    seed = arguments.seed if arguments.seed is not None else random.SystemRandom().randrange(10**6)
    sys.stdout.write(f"seed {seed}\n")
    sys.stdout.flush()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        _settle_in(folder)
        return Soak(arguments, folder, seed).run()


class Soak:
    """One run."""

    def __init__(self, arguments: argparse.Namespace, folder: Path, seed: int) -> None:
        from tests.soak.measures import Course
        from tests.soak.watching import Readings

        self._is_short = bool(arguments.short)
        self._minutes = float(arguments.minutes)
        self._size = str(arguments.size)
        self._is_told = bool(arguments.verbose)
        self._acts: Acts
        self._folder = folder
        self._seed = seed
        self._course: Course = Course()
        self._readings: Readings = Readings()

    def run(self) -> int:
        """Make a file, let it be written, drive the window, tell what came of it."""
        from tests.soak.crew import Crew
        from tests.soak.watching import watched_leases

        path, began = self._make(), time.monotonic()
        with Crew(path, self._folder) as crew, watched_leases(self._readings):
            rhythm = self._drive(path, crew)
        self._look_at_the_end(path)
        return self._tell(rhythm, time.monotonic() - began)

    def _drive(self, path: Path, crew: Crew) -> Rhythm:
        from tests.soak.acts import Acts
        from tests.soak.rhythm import Rhythm
        from tests.soak.window import Window

        window = Window(self._folder / "settings")
        rhythm = Rhythm(window)
        rhythm.doing = lambda: window.doing
        acts = Acts(window, self._readings, random.Random(self._seed), self._folder)
        end = time.monotonic() + (0 if self._is_short else self._minutes * 60)
        try:
            while True:
                self._watched(path, crew, window, acts, rhythm)
                self._alone(path, crew, window)
                if time.monotonic() > end:
                    break
        finally:
            window.end()
        self._course.acts = acts.done
        self._acts = acts
        self._course.errors = list(window.errors)
        if not crew.is_well:
            self._course.errors.append("a writer ended by itself")
        return rhythm

    def _watched(self, path: Path, crew: Crew, window: Window, acts: Acts, rhythm: Rhythm) -> None:
        from tests.soak.window import Used

        dice = random.Random(self._seed + acts.done)
        until = time.monotonic() + WATCHED_S
        wal = _wal_of(path)
        most = 0
        crew.begin()
        window.doing = "open"
        rhythm.start()
        window.open(path)
        for _ in acts.each() if self._is_short else _until(until, acts):
            window.spin(SHORT_PAUSE_S if self._is_short else dice.random() ** 2 * _MOST_PAUSE_S)
            acts.look()
            if dice.random() < _DIALOGS_CLOSED:
                acts.put_away()
            most = max(most, wal.stat().st_size)
        window.doing = "close the file"
        acts.put_away()
        window.close_file()
        rhythm.stop()
        self._course.watched.append(crew.end())
        self._course.wal_mb.append(most / 1e6)
        self._course.used.append(Used())
        if self._is_told:
            self._say_round(window)
        for look in acts.owed:
            look()
        acts.owed.clear()
        acts.look_at_backups(self._folder / "backups")

    def _alone(self, path: Path, crew: Crew, window: Window) -> None:
        window.spin(0.5)
        wal = _wal_of(path)
        crew.begin()
        before = wal.stat().st_size
        window.spin(SHORT_ALONE_S if self._is_short else ALONE_S)
        self._course.alone.append(crew.end())
        self._course.wal_grown_mb.append((wal.stat().st_size - before) / 1e6)

    def _make(self) -> Path:
        from hive_inspector.core.demo.making import make_demo
        from hive_inspector.core.demo.sizes import DemoSize
        from tests.soak.invariants import SCHEMA

        path = self._folder / "hive-ai.db"
        make_demo(path, size=DemoSize(self._size))
        with closing(sqlite3.connect(path)) as raw:
            for statement in SCHEMA:
                raw.execute(statement)
            raw.commit()
        return path

    def _look_at_the_end(self, path: Path) -> None:
        """When everybody has gone, nothing but the file is left."""
        from tests.soak.invariants import is_sound_file

        left = [one.name for one in path.parent.glob(f"{path.name}-*")]
        if left:
            self._course.errors.append(f"left beside the file: {', '.join(left)}")
        self._readings.note("the file at the end", is_sound=is_sound_file(path))

    def _tell(self, rhythm: Rhythm, seconds: float) -> int:
        from tests.counts.recording import record
        from tests.soak.measures import acts_table, areas, table

        found = areas(self._course, rhythm, self._readings, seconds)
        sys.stdout.write(f"{table(found)}\n")
        for gap, doing in rhythm.longest if self._is_told else ():
            sys.stdout.write(f"  {gap:.0f} ms: {doing}\n")
        if self._is_told:
            sys.stdout.write(f"{acts_table(self._acts.took)}\n")
        for error in self._course.errors:
            sys.stdout.write(f"  {error}\n")
        if self._is_short:
            found = [one for one in found if one.area.startswith(("things", "readings"))]
        elif self._minutes >= FULL_MINUTES:
            record("soak", found)
        return int(any(one.failures for one in found))

    def _say_round(self, window: Window) -> None:
        used, stretch = self._course.used[-1], self._course.watched[-1]
        sys.stdout.write(
            f"  {used.memory_mb:.1f} MB, {used.handles} handles, {used.threads} threads, {used.helpers} helpers, "
            f"{stretch.rate:.1f} commits/s, slowest {stretch.slowest_ms:.0f} ms, {len(window.errors)} errors\n"
        )
        sys.stdout.flush()


def _until(end: float, acts: Acts) -> Iterator[None]:
    while time.monotonic() < end:
        acts.one()
        yield


def _settle_in(folder: Path) -> None:
    """Nothing of the user's own is seen or touched."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME"):
        os.environ[name] = str(folder / "home" / name.lower())
    os.environ["HIVE_BACKUP_DIR"] = str(folder / "backups")


def _wal_of(path: Path) -> Path:
    return path.with_name(f"{path.name}-wal")


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=FULL_MINUTES)
    parser.add_argument("--seed", type=int)
    parser.add_argument("--size", choices=("small", "medium"), default="small")
    parser.add_argument("--short", action="store_true")
    parser.add_argument("--verbose", action="store_true")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
