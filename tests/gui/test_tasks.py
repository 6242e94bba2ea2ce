"""A task ends once, on the window's thread, and a late result never arrives."""

from __future__ import annotations

import sys
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.errors import EnvironmentProblem, InspectorError
from hive_inspector.gui.tasks import Lane, TaskRunner, UnexpectedFailure
from tests.support.executors import HeldExecutor, InlineExecutor

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle


class Outcomes:
    """Writes down what a task ended in."""

    def __init__(self) -> None:
        self.heard: list[tuple[str, Any]] = []

    def submit(
        self, runner: TaskRunner, work: Callable[[CancelToken, Progress], Any], **how: Any
    ) -> TaskHandle:
        return runner.submit(
            work,
            on_result=lambda value: self.heard.append(("result", value)),
            on_failure=lambda error: self.heard.append(("failure", error)),
            on_cancelled=lambda: self.heard.append(("cancelled", None)),
            **how,
        )

    @property
    def kinds(self) -> list[str]:
        return [kind for kind, _ in self.heard]


@pytest.fixture
def outcomes() -> Outcomes:
    return Outcomes()


@pytest.fixture
def held() -> HeldExecutor:
    return HeldExecutor()


@pytest.fixture
def held_tasks(held: HeldExecutor, qapp: object) -> Iterator[TaskRunner]:
    runner = TaskRunner(lambda lane: held if lane is Lane.READERS else InlineExecutor())
    yield runner
    runner.shutdown()


def seven(_token: CancelToken, _progress: Progress) -> int:
    return 7


def same(number: int, _token: CancelToken, _progress: Progress) -> int:
    return number


def locked(_token: CancelToken, _progress: Progress) -> int:
    raise EnvironmentProblem("It is locked.", "Close Hive.")


def buggy(_token: CancelToken, _progress: Progress) -> int:
    raise ZeroDivisionError("a bug of ours")


def until_cancelled(token: CancelToken, _progress: Progress) -> int:
    token.wait(30)
    return 0


def test_a_result_arrives_on_the_thread_that_submitted(tasks: TaskRunner, qtbot: QtBot) -> None:
    worked_on: list[int] = []
    heard_on: list[int] = []
    tasks.submit(
        lambda _token, _progress: worked_on.append(threading.get_ident()),
        on_result=lambda _: heard_on.append(threading.get_ident()),
    )
    qtbot.waitUntil(lambda: bool(heard_on))
    assert heard_on == [threading.get_ident()]
    assert worked_on != heard_on


def test_a_known_circumstance_arrives_as_a_failure(
    inline_tasks: TaskRunner, outcomes: Outcomes, qtbot: QtBot
) -> None:
    outcomes.submit(inline_tasks, locked)
    qtbot.waitUntil(lambda: inline_tasks.is_idle)
    assert outcomes.kinds == ["failure"]
    assert isinstance(outcomes.heard[0][1], EnvironmentProblem)


def test_a_failure_that_nobody_waits_for_is_told_by_a_signal(
    inline_tasks: TaskRunner, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(inline_tasks.failed) as told:
        inline_tasks.submit(locked, on_result=print)
    assert told.args is not None
    assert told.args[0].message == "It is locked."


def test_a_bug_in_the_work_reaches_the_excepthook_and_ends_the_task(
    inline_tasks: TaskRunner, outcomes: Outcomes, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    reported: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))
    outcomes.submit(inline_tasks, buggy)
    qtbot.waitUntil(lambda: inline_tasks.is_idle)
    assert reported == [ZeroDivisionError]
    assert outcomes.kinds == ["failure"]
    error = outcomes.heard[0][1]
    assert isinstance(error, UnexpectedFailure)
    assert "a bug of ours" in error.detail


def test_a_bug_in_a_callback_reaches_the_excepthook(inline_tasks: TaskRunner, qtbot: QtBot) -> None:
    def fail(_: int) -> None:
        raise LookupError("in the callback")

    with qtbot.captureExceptions() as caught:
        inline_tasks.submit(seven, on_result=fail)
        qtbot.waitUntil(lambda: inline_tasks.is_idle)
    assert [kind for kind, *_ in caught] == [LookupError]


def test_a_cancelled_task_is_told_so_once(
    tasks: TaskRunner, outcomes: Outcomes, qtbot: QtBot
) -> None:
    handle = outcomes.submit(tasks, until_cancelled)
    handle.cancel()
    handle.cancel()
    qtbot.waitUntil(lambda: tasks.is_idle)
    assert outcomes.kinds == ["cancelled"]
    assert not handle.is_running


def test_a_result_that_comes_after_the_cancel_is_dropped(
    held_tasks: TaskRunner, held: HeldExecutor, outcomes: Outcomes, qtbot: QtBot
) -> None:
    token_of_work: list[CancelToken] = []

    def deaf(token: CancelToken, _progress: Progress) -> int:
        token_of_work.append(token)
        handle.cancel()
        return 7

    handle = outcomes.submit(held_tasks, deaf)
    held.run_next()
    qtbot.waitUntil(lambda: held_tasks.is_idle)
    assert token_of_work[0].is_cancelled
    assert outcomes.kinds == ["cancelled"]


def test_a_failure_that_comes_after_the_cancel_counts_as_cancelled(
    held_tasks: TaskRunner, held: HeldExecutor, outcomes: Outcomes, qtbot: QtBot
) -> None:
    def interrupted(_token: CancelToken, _progress: Progress) -> int:
        handle.cancel()
        raise EnvironmentProblem("It was interrupted.", "Nothing.")

    handle = outcomes.submit(held_tasks, interrupted)
    held.run_next()
    qtbot.waitUntil(lambda: held_tasks.is_idle)
    assert outcomes.kinds == ["cancelled"]


def test_a_bug_is_reported_although_the_task_was_cancelled(
    held_tasks: TaskRunner,
    held: HeldExecutor,
    outcomes: Outcomes,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    reported: list[type[BaseException]] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, *_: reported.append(kind))

    def broken(_token: CancelToken, _progress: Progress) -> int:
        handle.cancel()
        raise KeyError

    handle = outcomes.submit(held_tasks, broken)
    held.run_next()
    qtbot.waitUntil(lambda: held_tasks.is_idle)
    assert reported == [KeyError]
    assert outcomes.kinds == ["cancelled"]


def test_work_that_gives_itself_up_counts_as_cancelled(
    inline_tasks: TaskRunner, outcomes: Outcomes, qtbot: QtBot
) -> None:
    def give_up(_token: CancelToken, _progress: Progress) -> int:
        raise Cancelled

    outcomes.submit(inline_tasks, give_up)
    qtbot.waitUntil(lambda: inline_tasks.is_idle)
    assert outcomes.kinds == ["cancelled"]


def test_a_task_that_was_not_begun_is_never_begun_once_cancelled(
    held_tasks: TaskRunner, held: HeldExecutor, outcomes: Outcomes, qtbot: QtBot
) -> None:
    begun: list[int] = []
    handle = outcomes.submit(held_tasks, lambda _token, _progress: begun.append(1))
    handle.cancel()
    qtbot.waitUntil(lambda: held_tasks.is_idle)
    held.run_next()
    assert begun == []
    assert outcomes.kinds == ["cancelled"]


def test_the_latest_of_a_key_wins(
    held_tasks: TaskRunner, held: HeldExecutor, outcomes: Outcomes, qtbot: QtBot
) -> None:
    for number in range(3):
        outcomes.submit(held_tasks, partial(same, number), key="page")
    for _ in range(3):
        held.run_next()
    qtbot.waitUntil(lambda: held_tasks.is_idle)
    assert sorted(outcomes.kinds) == ["cancelled", "cancelled", "result"]
    assert ("result", 2) in outcomes.heard


def test_other_keys_are_left_alone(
    held_tasks: TaskRunner, held: HeldExecutor, outcomes: Outcomes, qtbot: QtBot
) -> None:
    outcomes.submit(held_tasks, seven, key="page")
    outcomes.submit(held_tasks, seven, key="count")
    held.run_next()
    held.run_next()
    qtbot.waitUntil(lambda: held_tasks.is_idle)
    assert outcomes.kinds == ["result", "result"]


def test_a_key_that_has_ended_cancels_nothing(
    inline_tasks: TaskRunner, outcomes: Outcomes, qtbot: QtBot
) -> None:
    for _ in range(2):
        outcomes.submit(inline_tasks, seven, key="page")
        qtbot.waitUntil(lambda: inline_tasks.is_idle)
    assert outcomes.kinds == ["result", "result"]


def test_two_thousand_tasks_all_arrive_on_the_windows_thread(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    arrived: list[tuple[int, int]] = []
    for number in range(2000):
        tasks.submit(
            partial(same, number),
            on_result=lambda n: arrived.append((n, threading.get_ident())),
            lane=list(Lane)[number % 4],
        )
    qtbot.waitUntil(lambda: len(arrived) == 2000)
    assert sorted(n for n, _ in arrived) == list(range(2000))
    assert {thread for _, thread in arrived} == {threading.get_ident()}
    assert tasks.is_idle


def test_progress_is_seen_while_the_task_runs(tasks: TaskRunner, qtbot: QtBot) -> None:
    def half(token: CancelToken, progress: Progress) -> None:
        progress(5, 10, "counting")
        token.wait(30)

    handle = tasks.submit(half, on_result=print, title="Counting")
    qtbot.waitUntil(lambda: bool(tasks.running) and tasks.running[0].done == 5)
    (task,) = tasks.running
    assert (task.title, task.total, task.step) == ("Counting", 10, "counting")
    task.handle.cancel()
    qtbot.waitUntil(lambda: not handle.is_running)
    assert tasks.running == ()


def test_progress_reaches_the_window_at_most_ten_times_a_second(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    changes: list[int] = []
    tasks.changed.connect(lambda: changes.append(1))
    ended: list[int] = []

    def chatty(_token: CancelToken, progress: Progress) -> None:
        for number in range(20_000):
            progress(number, 20_000, "")

    tasks.submit(chatty, on_result=lambda _: ended.append(1), title="Chatty")
    qtbot.waitUntil(lambda: bool(ended))
    assert len(changes) < 20


def test_tasks_without_a_title_are_not_named(tasks: TaskRunner, qtbot: QtBot) -> None:
    handle = tasks.submit(until_cancelled, on_result=print)
    assert tasks.running == ()
    assert not tasks.is_idle
    handle.cancel()
    qtbot.waitUntil(lambda: tasks.is_idle)


def test_what_a_stream_finds_arrives_in_order_and_then_its_end(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    heard: list[object] = []

    def numbers(_token: CancelToken, _progress: Progress) -> Generator[int]:
        yield from range(5)

    tasks.stream(numbers, on_part=heard.append, on_end=partial(heard.append, "end"))
    qtbot.waitUntil(lambda: "end" in heard)
    assert heard == [0, 1, 2, 3, 4, "end"]


def test_a_cancelled_stream_hands_nothing_over_and_lets_go_of_what_it_held(
    tasks: TaskRunner, qtbot: QtBot
) -> None:
    heard: list[object] = []
    begun, cancelled_now, closed = threading.Event(), threading.Event(), threading.Event()

    def endless(_token: CancelToken, _progress: Progress) -> Generator[int]:
        try:
            begun.set()
            cancelled_now.wait(60)
            while True:
                yield 1
        finally:
            closed.set()

    cancelled = partial(heard.append, "cancelled")
    handle = tasks.stream(endless, on_part=heard.append, on_cancelled=cancelled)
    assert begun.wait(60)
    handle.cancel()
    cancelled_now.set()
    qtbot.waitUntil(lambda: not tasks._running)
    assert heard == ["cancelled"]
    assert closed.is_set()


def test_a_stream_that_fails_keeps_what_it_found(inline_tasks: TaskRunner, qtbot: QtBot) -> None:
    heard: list[object] = []

    def broken(_token: CancelToken, _progress: Progress) -> Generator[int]:
        yield 1
        raise EnvironmentProblem("It is locked.", "Close Hive.")

    inline_tasks.stream(broken, on_part=heard.append, on_failure=heard.append)
    qtbot.waitUntil(lambda: len(heard) == 2)
    assert heard[0] == 1
    assert str(heard[1]) == "It is locked."


def test_quiet_tasks_leave_the_runner_idle(tasks: TaskRunner, qtbot: QtBot) -> None:
    handle = tasks.submit(until_cancelled, on_result=print, quiet=True)
    assert tasks.is_idle
    handle.cancel()
    qtbot.waitUntil(lambda: not handle.is_running)


def test_shutting_down_stops_running_work_and_brings_nothing_back(
    tasks: TaskRunner, outcomes: Outcomes, qtbot: QtBot
) -> None:
    stopped: list[int] = []

    def work(token: CancelToken, _progress: Progress) -> None:
        try:
            token.wait(30)
        finally:
            stopped.append(1)

    begun = threading.Event()
    handles = [outcomes.submit(tasks, work) for _ in range(6)]
    tasks.submit(lambda _t, _p: begun.set(), on_result=lambda _: None, lane=Lane.WRITER)
    assert begun.wait(60)
    tasks.shutdown()
    qtbot.wait(1)
    assert outcomes.heard == []
    assert not any(handle.is_running for handle in handles)
    assert len(stopped) <= 4, "what was still waiting for a thread was not begun"


def test_after_the_shutdown_nothing_is_run(tasks: TaskRunner, outcomes: Outcomes) -> None:
    tasks.shutdown()
    handle = outcomes.submit(tasks, seven)
    assert not handle.is_running
    assert tasks.is_idle


def test_a_result_under_way_when_the_relay_closes_does_not_arrive(
    inline_tasks: TaskRunner, outcomes: Outcomes, qtbot: QtBot
) -> None:
    outcomes.submit(inline_tasks, seven)
    inline_tasks.close()
    qtbot.wait(1)
    assert outcomes.heard == []


def test_emitting_a_signal_leaves_the_references_of_true_alone(inline_tasks: TaskRunner) -> None:
    """PySide6 6.12.0 on Python 3.11 loses one with every emission, until the interpreter aborts."""
    if sys.version_info >= (3, 12):
        pytest.skip("True is immortal here")
    before = sys.getrefcount(True)
    for _ in range(100):
        inline_tasks.changed.emit()
    assert abs(sys.getrefcount(True) - before) < 50


def test_failures_are_told_as_inspector_errors(inline_tasks: TaskRunner, qtbot: QtBot) -> None:
    heard: list[InspectorError] = []
    inline_tasks.submit(locked, on_result=print, on_failure=heard.append)
    qtbot.waitUntil(lambda: bool(heard))
    assert heard[0].hint == "Close Hive."
