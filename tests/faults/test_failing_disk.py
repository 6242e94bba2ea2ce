"""A disk that is full or fails in the middle of a run: the file is the old one or the new one, and the user is told."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

import pytest

from tests.faults import tracing
from tests.faults.counting import IS_FULL, part
from tests.faults.judging import outcomes
from tests.faults.scene import changed_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from tests.faults.counting import Tally
    from tests.faults.judging import State
    from tests.faults.scene import Aftermath, Scene

GROWING = [(0, 1), (5, 6), (13, 12), (9, 8)]
TRACED = [(0, 1), (1, 0), (5, 6), (9, 8), (12, 13), (13, 12)]
PAGE = 4096
TRANSIENT = 12
"""Pages that a rebuild takes before it gives them back, at the most."""
MOST_CALLS = 2000
"""A stop for a matrix that would never end."""

with_strace = pytest.mark.skipif(
    not IS_FULL or not tracing.IS_THERE, reason="needs strace, and `make faults`"
)


def label(step: tuple[int, int]) -> str:
    return f"{step[0]:03}-{step[1]:03}"


def require_told(case: Aftermath, old: State, new: State) -> str:
    """The state is one of the two; a run that ended by itself says which; the outcome for the table."""
    assert case.state in (old, new)
    is_new = case.state == new
    said = case.answer.get("said", "")
    if case.was_killed:
        assert not case.told or case.was_kept == is_new
    elif said == "done":
        assert is_new
    else:
        assert said == "failed" or said.startswith("rolled_back: "), case.answer
        for text in filter(None, (case.answer.get("message"), case.answer.get("hint"))):
            assert text.endswith(".")
            assert "Error" not in text
    outcomes = {record.outcome for record in case.records}
    assert ("done" in outcomes) == is_new
    return ("new" if is_new else "old") + ("" if case.was_killed or is_new else ", and said so")


@pytest.mark.parametrize("step", part(GROWING, 2), ids=label)
def test_a_file_that_may_grow_by_so_many_pages_only(
    at: Callable[..., Scene], step: tuple[int, int], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("full disk in a run, by page limit")
    start, end = step
    scene = at(start, "run", to=end)
    old = scene.aftermath({"signal": 0}).state
    size = scene.path.stat().st_size
    new = scene.case().state
    harm = {"kind": "pages", "path": os.fspath(scene.path.resolve())}
    grown = max(0, scene.path.stat().st_size - size) // PAGE
    for pages in part(range(grown + TRANSIENT), 5):
        tallied.add(require_told(scene.case(harm=harm | {"at": pages}), old, new))


@pytest.mark.parametrize("step", part(GROWING, 1), ids=label)
def test_files_that_may_have_a_certain_size_only(
    at: Callable[..., Scene], step: tuple[int, int], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("full disk in a run, by file size")
    start, end = step
    scene = at(start, "run", to=end)
    old = scene.aftermath({"signal": 0}).state
    new = scene.case().state
    most = scene.path.stat().st_size * 3 // 2
    for size in part(range(0, most, most // 60), 5):
        harm = {"kind": "size", "at": size}
        tallied.add(require_told(scene.case(harm=harm), old, new))


def traced(scene: Scene, calls: str, harm: str, old: State) -> Iterator[Aftermath]:
    """A case for the first such call, the second, and so on, until none is left."""
    path = os.fspath(scene.path.resolve())
    spoke = False
    for number in range(1, MOST_CALLS):
        about: Mapping[str, Any] = {
            "paths": [path, f"{path}-wal", f"{path}-journal"],
            "calls": calls,
            "harm": harm,
            "at": number,
            "log": os.fspath(scene.folder.parent / "strace.log"),
        }
        case = scene.case(trace=about)
        reached = "(INJECTED)" in (scene.folder.parent / "strace.log").read_text()
        if not (reached or case.was_killed):
            assert case.answer["said"] == "done"
            assert spoke or "KILL" not in harm, "of no run that was interrupted anything was said"
            return
        spoke = spoke or bool(case.told)
        if case.was_killed and case.state == old:
            assert case.told or not spoke, "a run was interrupted, and nothing was said"
        yield case
    pytest.fail("there was no end to the calls")


@with_strace
@pytest.mark.parametrize("step", TRACED, ids=label)
def test_killed_at_every_change_of_the_file(
    at: Callable[..., Scene], step: tuple[int, int], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("kill -9 at every write, flush and cut of the file (strace)")
    scene = at(step[0], "run", to=step[1])
    old = scene.aftermath({"signal": 0}).state
    new = scene.case().state
    for case in traced(scene, tracing.CHANGES, "signal=KILL", old):
        assert case.was_killed
        tallied.add(require_told(case, old, new))


@with_strace
@pytest.mark.parametrize(
    ("calls", "harm"),
    [
        (tracing.CHANGES, "signal=KILL"),
        (tracing.WRITES, "error=ENOSPC"),
        (tracing.FLUSHES, "error=EIO"),
    ],
)
def test_a_file_with_a_rollback_journal_harmed_at_every_change(
    at: Callable[..., Scene], calls: str, harm: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally(f"rollback journal, {harm.partition('=')[2]} at every change (strace)")
    scene = at(5, "run", to=6, prepare=False)
    outcomes(scene.path, ["PRAGMA journal_mode = DELETE"])
    scene.prepare()
    old = scene.aftermath({"signal": 0}).state
    new = scene.case().state
    for case in traced(scene, calls, harm, old):
        tallied.add(require_told(case, old, new))


@with_strace
@pytest.mark.parametrize("step", TRACED, ids=label)
@pytest.mark.parametrize(
    ("calls", "error"),
    [(tracing.WRITES, "ENOSPC"), (tracing.WRITES, "EIO"), (tracing.FLUSHES, "EIO")],
)
def test_an_error_at_every_write_and_flush(
    at: Callable[..., Scene],
    step: tuple[int, int],
    calls: str,
    error: str,
    tally: Callable[[str], Tally],
) -> None:
    tallied = tally(f"{error} at every {calls} (strace)")
    scene = at(step[0], "run", to=step[1])
    old = scene.aftermath({"signal": 0}).state
    new = scene.case().state
    for case in traced(scene, calls, f"error={error}", old):
        tallied.add(require_told(case, old, new))


@with_strace
@pytest.mark.parametrize(
    ("calls", "harm"),
    [
        (tracing.CHANGES, "signal=KILL"),
        (tracing.WRITES, "error=ENOSPC"),
        (tracing.FLUSHES, "error=EIO"),
    ],
)
def test_a_restore_harmed_at_every_write_and_flush(
    at: Callable[..., Scene], calls: str, harm: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally(f"restore, {harm.partition('=')[2]} at every write or flush (strace)")
    scene = at(1, "restore")
    new = scene.aftermath({"signal": 0}).state
    old = changed_since(scene)
    for case in traced(scene, calls, harm, old):
        tallied.add(require_told(case, old, new))
