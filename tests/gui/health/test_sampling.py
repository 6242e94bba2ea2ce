"""The sampler: one reading at a time, only while somebody looks, as often as the user wants."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.health.limits import NO_CHANGES
from hive_inspector.core.health.thresholds import Level
from hive_inspector.gui.sampling import Sampler
from hive_inspector.gui.tasks import TaskRunner
from tests.support.executors import HeldExecutor
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.workspace import Workspace


@pytest.fixture
def held() -> HeldExecutor:
    return HeldExecutor()


@pytest.fixture
def workspace(
    tmp_path: Path, open_workspace: Callable[..., Workspace], held: HeldExecutor
) -> Workspace:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))
    return open_workspace(path, runner=TaskRunner(lambda _lane: held))


@pytest.fixture
def sampler(workspace: Workspace) -> Iterator[Sampler]:
    made = Sampler(workspace)
    yield made
    made.close()


def test_a_measurement_is_left_out_while_the_last_one_is_under_way(
    sampler: Sampler, held: HeldExecutor, qtbot: QtBot
) -> None:
    sampler.hold("health")
    sampler.measure()
    sampler.measure()
    assert held.waiting == 1

    with qtbot.waitSignal(sampler.measured):
        held.run_next()
    sampler.measure()

    assert held.waiting == 1


def test_two_pages_that_look_are_measured_for_once(sampler: Sampler, held: HeldExecutor) -> None:
    sampler.hold("health")
    sampler.hold("overview")

    assert held.waiting == 1


def test_it_measures_until_the_last_page_is_hidden(
    sampler: Sampler, held: HeldExecutor, qtbot: QtBot
) -> None:
    sampler._timer.setInterval(1)
    sampler.hold("health")
    sampler.hold("overview")
    for _ in range(3):
        qtbot.waitUntil(lambda: held.waiting == 1)
        with qtbot.waitSignal(sampler.measured):
            held.run_next()

    active = []
    for page in ("overview", "health"):
        sampler.release(page)
        active.append(sampler.is_active)

    assert active == [True, False]
    assert len(sampler.history.values(lambda reading: reading.response_ms)) == 3


def test_the_time_between_two_readings_is_remembered_with_the_file(
    workspace: Workspace, sampler: Sampler
) -> None:
    assert sampler.period_s == 1
    sampler.set_period(5)

    again = Sampler(workspace)

    assert (again.period_s, again.slots) == (5, 61)
    sampler.set_period(1)
    assert not workspace.state.values
    again.close()


def test_a_remembered_time_that_cannot_be_chosen_is_not_used(workspace: Workspace) -> None:
    workspace.state.put("health.period_ms", 1)

    made = Sampler(workspace)

    assert made.period_s == 1
    made.close()


def test_the_users_limits_are_told_and_remembered(
    workspace: Workspace, sampler: Sampler, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(sampler.limits_changed):
        sampler.set_limits(NO_CHANGES.with_limit("response", 1, 2))

    again = Sampler(workspace)

    assert again.limits.of("response").level(1.5) is Level.WATCH
    sampler.set_limits(NO_CHANGES)
    assert not workspace.state.values
    again.close()
