"""Making a backup and restoring one, killed at every step and with no room at every step."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.database.wrapping import Wrapping
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.support.backups.verifying import verify_backup
from hive_inspector.core.supporting.backups import back_up, unpacked
from tests.faults.counting import IS_FULL
from tests.faults.judging import state
from tests.faults.scene import changed_since
from tests.faults.test_killed_copies import KILLS, every, require_sentence
from tests.faults.victim import PASSWORD

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.counting import Tally
    from tests.faults.judging import State
    from tests.faults.scene import Scene

_PLAIN, _PACKED = Wrapping.PLAIN.value, Wrapping.ENCRYPTED_GZIP.value
MADE = pytest.mark.parametrize("form", [_PLAIN, _PACKED])
RESTORED = pytest.mark.parametrize("form", [_PLAIN, _PACKED] if IS_FULL else [_PLAIN])
"""What it is unpacked from makes no difference to the live file, and takes time."""


def complete_backups(scene: Scene) -> list[State]:
    """What is under the name of a backup; each is whole."""
    found = []
    for path in (scene.folder / "backups").glob("inspector-backup-*"):
        if path.suffix == ".json":
            continue
        assert verify_backup(path, PASSWORD).verdict.is_whole
        with unpacked(path, PASSWORD) as inside:
            found.append(state(inside.database))
    return found


def contents(scene: Scene) -> dict[str, bytes]:
    """What is in the folder of backups."""
    return {path.name: path.read_bytes() for path in (scene.folder / "backups").iterdir()}


def require_tidy(scene: Scene) -> None:
    """The next backup removes what is left of one that was interrupted; nothing else is there."""
    hive = open_hive(DatabaseTarget(scene.path))
    with hive.database:
        back_up(hive)
    names = {path.name for path in (scene.folder / "backups").iterdir()}
    backups = {name for name in names if not name.endswith(".json")}
    assert names == backups | {f"{name}.json" for name in backups}
    assert all(name.startswith("inspector-backup-") for name in backups)


@MADE
@pytest.mark.parametrize("harm", KILLS)
def test_a_backup_killed_at_every_step(
    at: Callable[..., Scene], harm: str, form: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("kill -9 while a backup is made")
    scene = at(13, "backup", form=form)
    old = scene.aftermath({"signal": 0}).state
    for case in every(scene, harm, 3):
        assert case.was_killed
        assert case.state == old
        found = complete_backups(scene)
        assert found in ([], [old])
        require_tidy(scene)
        tallied.add("complete" if found else "none")


@MADE
def test_a_backup_without_room_at_every_step(
    at: Callable[..., Scene], form: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("no room while a backup is made")
    scene = at(13, "backup", form=form)
    old = scene.aftermath({"signal": 0}).state
    for case in every(scene, "no room", 4):
        assert case.state == old
        if case.answer["said"] == "failed":
            require_sentence(case)
            assert not [f for f in (scene.folder / "backups").rglob("*") if f.is_file()]
            tallied.add("none, and said so")
        else:  # it was the entry in the audit trail that found no room
            assert complete_backups(scene) == [old]
            tallied.add("complete")


@RESTORED
@pytest.mark.parametrize("harm", KILLS)
def test_restoring_a_backup_killed_at_every_step(
    at: Callable[..., Scene], harm: str, form: str, tally: Callable[[str], Tally]
) -> None:
    tallied = tally("kill -9 while a backup is restored")
    scene = at(13, "bring", form=form)
    new = scene.aftermath({"signal": 0}).state
    old, kept = changed_since(scene), contents(scene)
    seen = list(every(scene, harm, 3))
    for case in seen:
        assert case.was_killed
        assert case.state in (old, new)
        is_new = case.state == new
        if case.told:
            assert case.was_kept == is_new, case.told
        assert kept.items() <= contents(scene).items()
        tallied.add("new" if is_new else "old")
    assert [case.state == new for case in seen] == sorted(case.state == new for case in seen)


def test_restoring_a_backup_without_room_at_every_step(
    at: Callable[..., Scene], tally: Callable[[str], Tally]
) -> None:
    tallied = tally("no room while a backup is restored")
    scene = at(13, "bring", form=_PLAIN)
    new = scene.aftermath({"signal": 0}).state
    old, kept = changed_since(scene), contents(scene)
    for case in every(scene, "no room", 4):
        if case.answer["said"] == "failed":
            require_sentence(case)
            assert case.state == old
            tallied.add("old, and said so")
        else:
            assert case.state == new
            tallied.add("new")
        assert kept.items() <= contents(scene).items()
