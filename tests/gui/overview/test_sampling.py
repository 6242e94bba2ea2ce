from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.gui.pages.overview import sampling
from hive_inspector.gui.pages.overview.sampling import Sampler
from hive_inspector.gui.tasks import TaskRunner
from tests.support.executors import HeldExecutor
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.health.vitals import Vitals
    from hive_inspector.gui.workspace import Workspace


@pytest.fixture
def held() -> HeldExecutor:
    return HeldExecutor()


@pytest.fixture
def sampler(
    tmp_path: Path, open_workspace: Callable[..., Workspace], held: HeldExecutor
) -> Iterator[Sampler]:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",))
    workspace = open_workspace(path, runner=TaskRunner(lambda _lane: held))
    made = Sampler(workspace.opened.database, workspace.tasks)
    yield made
    made.stop()


def test_a_measurement_is_left_out_while_the_last_one_is_under_way(
    sampler: Sampler, held: HeldExecutor, qtbot: QtBot
) -> None:
    sampler.start()
    sampler.measure()
    sampler.measure()
    assert held.waiting == 1

    with qtbot.waitSignal(sampler.measured):
        held.run_next()
    sampler.measure()

    assert held.waiting == 1


def test_starting_twice_measures_once(sampler: Sampler, held: HeldExecutor) -> None:
    sampler.start()
    sampler.start()

    assert held.waiting == 1


def test_it_goes_on_measuring_until_it_is_stopped(
    sampler: Sampler, held: HeldExecutor, qtbot: QtBot
) -> None:
    sampler._timer.setInterval(1)
    sampler.start()
    for _ in range(3):
        qtbot.waitUntil(lambda: held.waiting == 1)
        with qtbot.waitSignal(sampler.measured):
            held.run_next()

    sampler.stop()

    assert not sampler.is_active
    assert len(sampler.recent_response_ms) == 3


def test_only_the_last_minutes_are_remembered(
    sampler: Sampler, held: HeldExecutor, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    found: list[Vitals] = []
    sampler.measured.connect(found.append)
    sampler.measure()
    held.run_next()
    qtbot.waitUntil(lambda: len(found) == 1)

    for number in range(sampling.KEPT + 5):
        sampler._response_ms.append(float(number))

    assert len(sampler.recent_response_ms) == sampling.KEPT
    assert sampler.recent_response_ms[-1] == sampling.KEPT + 4
