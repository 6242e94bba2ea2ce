"""The power goes at any moment of a change: whatever of it the disk has, the file is the old one or the new one.

Every write and flush of SQLite and of the program is written down once, and the disk is replayed up to each of them.
"""

from __future__ import annotations

import os
import random
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.wrapping import Wrapping
from tests.faults import power, tracing
from tests.faults.counting import IS_FULL
from tests.faults.judging import outcomes, problems, state
from tests.faults.own import older, target_of
from tests.faults.scene import Scene, changed_since
from tests.support.imported import conversation, make_old
from tests.support.repaired import defective

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from tests.faults.counting import Tally
    from tests.faults.scene import Victims

pytestmark = pytest.mark.skipif(
    not IS_FULL or not tracing.IS_THERE, reason="needs strace, and `make faults`"
)

MOMENTS = 120
FEWER = 40
"""Where looking at the file takes longer."""
STEPS = [(5, 6), (9, 8), (0, 1), (13, 12)]
SEED = 11


def recorded(scene: Scene) -> list[power.Event]:
    """What the operation does to the files of the scene, which it has done then."""
    log = scene.folder.parent / "strace.log"
    answer = scene.try_out(trace={"calls": power.CALLS, "log": os.fspath(log)})
    assert answer["said"] in {"done", "adopted"}, answer
    return power.read_events(log, scene.folder.resolve())


def contents(folder: Path) -> dict[str, bytes]:
    files = (one for one in folder.resolve().rglob("*") if one.is_file())
    return {os.fspath(one): one.read_bytes() for one in files if not one.name.endswith("-shm")}


def moments(scene: Scene, most: int) -> Iterator[None]:
    """The scene as each moment may leave it, when the operation was done once and written down."""
    before, draw = contents(scene.folder), random.Random(SEED)
    events = recorded(scene)
    disk = power.Disk(before)
    step = max(1, len(events) // most)
    whole = power.Disk(before)
    for event in events:
        whole.happen(event)
    assert {path: one.whole() for path, one in whole.files.items()} == contents(scene.folder)
    for number, event in enumerate(events):
        disk.happen(event)
        if number % step == 0 or event is events[-1]:
            for left in disk.states(draw):
                power.lay_down(scene.folder, left)
                yield


def require_old_or_new(
    scene: Scene, old: object, new: object, tallied: Tally, *, most: int = MOMENTS
) -> None:
    for _ in moments(scene, most):
        found = state(scene.path)
        assert found in (old, new), "neither the old nor the new file"
        assert not problems(scene.path)
        tallied.add("new" if found == new else "old")
    assert tallied["old"]


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("journal", ["delete", "wal"])
@pytest.mark.parametrize("step", STEPS, ids=lambda step: f"{step[0]:03}-{step[1]:03}")
def test_the_power_goes_in_a_run(
    at: Callable[..., Scene], step: tuple[int, int], journal: str, tally: Callable[[str], Tally]
) -> None:
    start, end = step
    scene = at(start, "run", to=end, prepare=False)
    outcomes(scene.path, [f"PRAGMA journal_mode = {journal}"])
    scene.prepare()
    old = scene.aftermath({"signal": 0}).state
    new = scene.case().state
    scene.reset()
    require_old_or_new(scene, old, new, tally("power cuts in a run"))


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("journal", ["wal", "delete"])
@pytest.mark.parametrize("operation", ["restore", "bring"])
def test_the_power_goes_while_a_copy_is_brought_back(
    at: Callable[..., Scene], operation: str, journal: str, tally: Callable[[str], Tally]
) -> None:
    scene = at(5, operation, form=Wrapping.GZIP.value, prepare=False)
    outcomes(scene.path, [f"PRAGMA journal_mode = {journal}"])
    new = scene.aftermath({"signal": 0}).state
    scene.prepare()
    old = changed_since(scene)
    require_old_or_new(scene, old, new, tally("power cuts in a restore"))


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("repair", ["quarantine-orphans", "normalise-times"])
def test_the_power_goes_in_a_repair(
    victims: Victims, tmp_path: Path, repair: str, tally: Callable[[str], Tally]
) -> None:
    path = tmp_path / "scene" / "hive.db"
    path.parent.mkdir()
    defective(path, "hybrid")
    scene = Scene(path, victims, "repair", {"repair": repair})
    assert scene.prepare()["passed"]
    old = scene.aftermath({"signal": 0}).state
    new = scene.case().state
    assert new != old
    scene.reset()
    require_old_or_new(scene, old, new, tally("power cuts in a repair"), most=FEWER)


def rows_of(path: Path) -> dict[str, int]:
    """How many rows each table has; when they were brought over differs from time to time."""
    return {name: len(rows) for name, rows in state(path).tables.items()}


@pytest.mark.timeout(1200)
def test_the_power_goes_while_an_older_install_is_brought_over(
    at: Callable[..., Scene], tally: Callable[[str], Tally]
) -> None:
    scene = at(5, "import", prepare=False)
    source = make_old(older(scene.path), *conversation("one"), *conversation("two"))
    scene.keep()
    old, made, tallied = (
        state(source),
        target_of(scene.path, "import"),
        tally("power cuts in an import"),
    )
    assert scene.try_out()["said"] == "done"
    with_all = rows_of(made)
    scene.reset()
    for _ in moments(scene, MOMENTS):
        assert state(source) == old
        if made.exists():
            assert rows_of(made) == with_all
            assert not problems(made)
        tallied.add("the whole" if made.exists() else "nothing")
    assert tallied["nothing"]
