"""kill -9 before every changing statement of every migration, up and down: the file is the old one or the new one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.faults.counting import IS_FULL, part
from tests.support.migrated import NEWEST

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.counting import Tally
    from tests.faults.scene import Aftermath, Scene

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
    cases = [scene.case(harm={"kind": "statement", "at": n}) for n in part(counts, 12)]
    assert all(case.was_killed for case in cases)
    new = require_old_or_new(scene, cases, old, whole.state)
    tallied = tally("kill -9 at every statement of a run")
    tallied.add("old", len(cases) - new)
    tallied.add("new", new)
