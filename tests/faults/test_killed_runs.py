"""kill -9 before every changing statement of every migration, up and down: the file is the old one or the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.paths import app_paths
from tests.faults.counting import IS_FULL, part
from tests.faults.judging import outcomes
from tests.faults.scene import Scene
from tests.support.lineage_files import make_lineage_file
from tests.support.migrated import COMPACT, NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.counting import Tally
    from tests.faults.scene import Aftermath, Victims

RECORDED = tuple(
    f"INSERT INTO schema_migrations VALUES ({version}, 'x', '2025-09-05T12:00:00Z')"
    for version in range(1, NEWEST + 1)
)
AT_13 = (
    "INSERT INTO users (id, email) VALUES ('u1', 'ada@example.org')",
    "INSERT INTO conversations (id) VALUES ('c1'), ('c2')",
)
STEPS = [(v - 1, v) for v in range(1, NEWEST + 1)] + [(v, v - 1) for v in range(NEWEST, 0, -1)]
IN_A_HURRY = [(5, 6), (9, 8)]


def label(step: tuple[int, int]) -> str:
    return f"{step[0]:03}-{step[1]:03}"


def require_old_or_new(scene: Scene, cases: list[Aftermath], old: object, new: object) -> int:
    """Each is one of the two, and what the next start says is true; how many are new."""
    spoke = False
    for case in cases:
        assert case.state in (old, new)
        is_new = case.state == new
        if case.told:
            spoke = True
            assert case.was_kept == is_new
        elif not is_new:
            assert not spoke, "a run was interrupted, and nothing was said"
        assert {record.outcome for record in case.records} <= ({"done"} if is_new else set())
        assert not is_new or case.records
    assert spoke, "of no run that was interrupted anything was said"
    return sum(case.state == new for case in cases)


@pytest.mark.parametrize("step", STEPS if IS_FULL else IN_A_HURRY, ids=label)
def test_killed_at_every_statement(
    at: Callable[..., Scene], step: tuple[int, int], tally: Callable[[str], Tally]
) -> None:
    start, end = step
    scene = at(start, "run", to=end)
    old = scene.aftermath({"signal": 0}).state
    whole = scene.case(harm={"kind": "statement"})
    assert whole.answer["said"] == "done"
    assert whole.state != old
    counts = range(1, whole.answer["counted"] + 1)
    cases = [scene.case(harm={"kind": "statement", "at": n}) for n in part(counts, 8)]
    assert all(case.was_killed for case in cases)
    new = require_old_or_new(scene, cases, old, whole.state)
    tallied = tally("kill -9 at every statement of a run")
    tallied.add("old", len(cases) - new)
    tallied.add("new", new)


@pytest.mark.parametrize("harm", part(["statement", "file"], 1))
def test_killed_in_a_run_that_makes_its_restore_point_itself(
    at: Callable[..., Scene], harm: str, tally: Callable[[str], Tally]
) -> None:
    scene = at(5, "run", to=6)
    scene.is_stale = True
    killed_everywhere(scene, harm, tally("kill -9 in a run that makes its restore point"))


@pytest.mark.parametrize("harm", part(["statement", "file"], 1))
def test_killed_in_a_repair(
    victims: Victims, tmp_path: Path, harm: str, tally: Callable[[str], Tally]
) -> None:
    path = tmp_path / "scene" / "hive.db"
    path.parent.mkdir()
    make_lineage_file(path, "core-013", [COMPACT, *RECORDED, *AT_13], wal=True)
    scene = Scene(path, victims, "repair")
    assert scene.prepare()["passed"]
    killed_everywhere(scene, harm, tally("kill -9 in a repair"))


@pytest.mark.parametrize("harm", part(["statement", "file"], 1))
def test_killed_while_a_file_is_adopted(
    at: Callable[..., Scene], harm: str, tally: Callable[[str], Tally]
) -> None:
    scene = at(13, "adopt", prepare=False)
    outcomes(scene.path, ["DROP TABLE schema_migrations"])
    scene.prepare()
    killed_everywhere(scene, harm, tally("kill -9 while a file is adopted"))


@pytest.mark.parametrize("harm", part(["statement", "file"], 1))
def test_killed_in_a_rehearsal(
    at: Callable[..., Scene], harm: str, tally: Callable[[str], Tally]
) -> None:
    scene = at(5, "rehearse", to=6)
    old = scene.aftermath({"signal": 0}).state
    total = counted(scene, harm)
    cases = [scene.case(harm={"kind": harm, "at": n}) for n in part(range(1, total + 1), 3)]
    assert all(case.was_killed and case.state == old and not case.told for case in cases)
    assert not app_paths().private_copies.is_dir() or not list(app_paths().private_copies.iterdir())
    tally("kill -9 in a rehearsal").add("old", len(cases))


def counted(scene: Scene, harm: str) -> int:
    """How often the harm can be done."""
    scene.case()  # makes the program's own folders
    whole = scene.case(harm={"kind": harm})
    assert whole.answer["said"] == "done", whole.answer
    counts: int = whole.answer["counted"]
    return counts


def killed_everywhere(scene: Scene, harm: str, tallied: Tally) -> None:
    """A kill at each place leaves the old file or the new one."""
    old = scene.aftermath({"signal": 0}).state
    total = counted(scene, harm)
    whole = scene.case()
    assert whole.state != old
    cases = [scene.case(harm={"kind": harm, "at": n}) for n in part(range(1, total + 1), 4)]
    assert all(case.was_killed for case in cases)
    new = require_old_or_new(scene, cases, old, whole.state)
    tallied.add("old", len(cases) - new)
    tallied.add("new", new)
