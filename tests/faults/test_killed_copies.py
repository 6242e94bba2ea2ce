"""Making a restore point and restoring one, killed at every step and with no room at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
    make_restore_point,
    require_intact,
)
from tests.faults.counting import part
from tests.faults.judging import problems, state
from tests.faults.scene import changed_since

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from tests.faults.counting import Tally
    from tests.faults.judging import State
    from tests.faults.scene import Aftermath, Scene

PIECE = 4096
"""One page at a time, so that there are many steps."""
KILLS = ("statement", "file", "piece")


def every(scene: Scene, harm: str, most: int) -> Iterator[Aftermath]:
    """A case for every time at which the harm can be done."""
    scene.case(piece=PIECE)  # makes the program's own folders
    whole = scene.case(harm={"kind": harm}, piece=PIECE)
    assert whole.answer["said"] == "done"
    for number in part(range(1, whole.answer["counted"] + 1), most):
        yield scene.case(harm={"kind": harm, "at": number}, piece=PIECE)


def complete_points(scene: Scene) -> dict[str, State]:
    """What the listed restore points hold, by their reasons; each is whole."""
    points = list_restore_points(scene.folder / "backups", scene.path.resolve())
    for point in points:
        require_intact(point, CancelToken())
        assert not problems(point.path)
    return {point.reason: state(point.path) for point in points}


def require_tidy(scene: Scene) -> None:
    """The next restore point removes what is left of one that was interrupted; nothing else is there."""
    folder = scene.folder / "backups"
    with open_database(DatabaseTarget(scene.path)) as database:
        make_restore_point(database, "next", folder)
    listed = list_restore_points(folder, scene.path.resolve())
    expected = {file for point in listed for file in (point.path.name, f"{point.path.name}.json")}
    assert {file.name for file in folder.iterdir()} == expected


@pytest.mark.parametrize("harm", KILLS)
def test_a_restore_point_killed_at_every_step(
    at: Callable[..., Scene], harm: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("kill -9 while a restore point is made")
    scene = at(13, "point")
    old = scene.aftermath({"signal": 0}).state
    for case in every(scene, harm, 6):
        assert case.was_killed
        assert case.state == old
        points = complete_points(scene)
        assert points in ({}, {"asked for": old})
        require_tidy(scene)
        tallied.add("complete" if points else "none")


def test_a_restore_point_without_room_at_every_step(
    at: Callable[..., Scene], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("no room while a restore point is made")
    scene = at(13, "point")
    old = scene.aftermath({"signal": 0}).state
    for case in every(scene, "no room", 8):
        assert case.state == old
        if case.answer["said"] == "done":  # it was the note of a draft that found no room
            assert complete_points(scene) == {"asked for": old}
            tallied.add("complete")
            continue
        assert case.answer["said"] == "failed", case.answer
        require_sentence(case)
        assert not complete_points(scene)
        assert not [f for f in scene.folder.rglob("*") if f.is_file() and f != scene.path]
        tallied.add("none, and said so")


def test_a_restore_point_on_a_disk_that_fills_up_while_it_is_written(
    at: Callable[..., Scene], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("no room while a restore point is made")
    scene = at(13, "point")
    old = scene.aftermath({"signal": 0}).state
    size = scene.path.stat().st_size
    for most in part(range(0, size, size // 60), 5):
        case = scene.case(harm={"kind": "size", "at": most}, piece=PIECE)
        assert case.answer["said"] == "failed", case.answer
        require_sentence(case)
        assert case.state == old
        assert not complete_points(scene)
        assert not [f for f in scene.folder.rglob("*") if f.is_file() and f != scene.path]
        tallied.add("none, and said so")


@pytest.mark.parametrize("harm", KILLS)
def test_a_restore_killed_at_every_step(
    at: Callable[..., Scene], harm: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("kill -9 while a restore point is restored")
    scene = at(13, "restore")
    new = scene.aftermath({"signal": 0}).state
    old = changed_since(scene)
    seen = list(every(scene, harm, 8))
    for case in seen:
        assert case.was_killed
        assert case.state in (old, new)
        is_new = case.state == new
        if case.told:
            assert case.was_kept == is_new, case.told
        tallied.add("new" if is_new else "old")
    assert [case.state == new for case in seen] == sorted(case.state == new for case in seen)


def test_a_restore_without_room_at_every_step(
    at: Callable[..., Scene], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("no room while a restore point is restored")
    scene = at(13, "restore")
    new = scene.aftermath({"signal": 0}).state
    old = changed_since(scene)
    for case in every(scene, "no room", 8):
        if case.answer["said"] == "done":  # it was the note of a draft that found no room
            assert case.state == new
            tallied.add("new")
            continue
        assert case.answer["said"] == "failed", case.answer
        require_sentence(case)
        assert case.state == old
        points = complete_points(scene)
        before = [reason for reason in points if reason.startswith("before restoring 2025-09-05 ")]
        assert all(points.pop(reason) == old for reason in before)
        assert set(points) == {"kept"}
        tallied.add("old, and said so")


def test_a_restore_into_a_file_that_may_not_grow(
    at: Callable[..., Scene], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("no room while a restore point is restored")
    scene = at(13, "restore")
    new = scene.aftermath({"signal": 0}).state
    old = changed_since(scene, "DELETE FROM conversations", "DROP TABLE consensus_facts", "VACUUM")
    harm = {"kind": "pages", "path": str(scene.path.resolve())}
    for pages in part(range(40), 6):
        case = scene.case(harm=harm | {"at": pages}, piece=PIECE)
        assert case.state in (old, new)
        if case.state == old:
            assert case.answer["said"] == "failed"
            require_sentence(case)
        tallied.add("new" if case.state == new else "old, and said so")
    assert case.state == new


def require_sentence(case: Aftermath) -> None:
    for part_of_it in ("message", "hint"):
        assert case.answer[part_of_it].endswith(".")
        assert "Traceback" not in case.answer[part_of_it]
