"""Work for worker threads, and its outcome back on the thread that draws the window.

Executors of the standard library do the work; one object with one queued signal brings everything back. A task ends in
exactly one of result, failure and cancelled. A task whose token was cancelled is cancelled, whatever its work still
returned: a late result never arrives.
"""

from __future__ import annotations

import itertools
import sys
import threading
import traceback
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING, Any, TypeVar, cast

from PySide6.QtCore import QObject, Qt, Signal, Slot

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr
from hive_inspector.gui.task_record import Callbacks, End, Naming, Part, Report, Task

if TYPE_CHECKING:
    from collections.abc import Callable, Generator
    from concurrent.futures import Executor, Future

    from hive_inspector.core.progress import Progress

T = TypeVar("T")


class Lane(Enum):
    """The threads that a task runs on."""

    READERS = "readers"
    """What the user waits for."""
    CHECKS = "checks"
    """Long work that must not hold up what the user waits for."""
    SAMPLER = "sampler"
    """Small measurements at regular times."""
    WRITER = "writer"
    """Changes, one after the other."""


_THREADS = {Lane.READERS: 4, Lane.CHECKS: 2, Lane.SAMPLER: 1, Lane.WRITER: 1}


def threads_of(lane: Lane) -> Executor:
    """The executor of a lane; its threads start when first needed."""
    return ThreadPoolExecutor(_THREADS[lane], thread_name_prefix=lane.value)


class UnexpectedFailure(InspectorError):
    """A bug in the work itself. The person in front of it is told here, the developers by the crash report."""


@dataclass(frozen=True, slots=True)
class TaskView:
    """A task that is under way, as the status bar shows it."""

    handle: TaskHandle
    number: int
    """Tells it from every other task of its runner."""
    title: str
    done: int
    total: int | None
    """Units in all, or None where that is not known."""
    step: str
    started: float
    """When it was submitted, by `time.monotonic()`."""


class TaskHandle:
    """What the one who submitted a task holds of it."""

    def __init__(self, task: Task) -> None:
        self._task = task

    def cancel(self) -> None:
        """Ask the task to stop; its `on_cancelled` follows. Does nothing once the task has ended."""
        if self._task.is_running:
            self._task.cancel()

    @property
    def is_running(self) -> bool:
        """Whether the outcome is still to come."""
        return self._task.is_running

    def view(self) -> TaskView:
        """The task as it stands now."""
        done, total, step = self._task.latest
        return TaskView(
            self, self._task.number, self._task.title, done, total, step, self._task.started
        )


class TaskRunner(QObject):
    """Runs work on the lanes and brings the outcomes back. Made and used on the thread that draws the window.

    Signals:
        changed: A task was added, moved on or ended.
        failed: A task without `on_failure` failed; carries the `InspectorError`.
    """

    changed = Signal()
    failed = Signal(object)
    _arrived = Signal(object)

    def __init__(
        self,
        executor_of: Callable[[Lane], Executor] = threads_of,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._executors = {lane: executor_of(lane) for lane in Lane}
        self._running: dict[int, Task] = {}
        self._latest: dict[str, Task] = {}
        self._numbers = itertools.count()
        self._relay = threading.Lock()
        self._relay_open = True
        self._arrived.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def submit(  # noqa: PLR0913 - the three outcomes and the ways to run are all by keyword
        self,
        work: Callable[[CancelToken, Progress], T],
        *,
        on_result: Callable[[T], None],
        on_failure: Callable[[InspectorError], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        lane: Lane = Lane.READERS,
        key: str | None = None,
        title: str = "",
        quiet: bool = False,
    ) -> TaskHandle:
        """Run work on a worker thread.

        Args:
            work: Called there with a token and a progress; takes plain data, touches no widget, returns plain data.
            on_result: Hears what the work returned.
            on_failure: Hears why it failed; without it, the failure is told by `failed`.
            on_cancelled: Hears that it was stopped.
            lane: Which threads run it.
            key: The latest wins: an older task of the same key is cancelled.
            title: What the status bar calls it; without a title it is not shown there.
            quiet: A measurement that goes on for ever; it does not count as being busy.
        """
        callbacks = Callbacks(cast("Callable[[Any], None]", on_result), on_failure, on_cancelled)
        task = Task(Naming(next(self._numbers), key, title, quiet), callbacks, self._send)
        return self._begin(task, work, lane)

    def stream(  # noqa: PLR0913 - the outcomes and the ways to run are all by keyword
        self,
        work: Callable[[CancelToken, Progress], Generator[T]],
        *,
        on_part: Callable[[T], None],
        on_end: Callable[[], None] | None = None,
        on_failure: Callable[[InspectorError], None] | None = None,
        on_cancelled: Callable[[], None] | None = None,
        lane: Lane = Lane.READERS,
        key: str | None = None,
        title: str = "",
    ) -> TaskHandle:
        """Run work on a worker thread that finds one thing after the other, each handed over as it is found.

        Args:
            work: As for `submit`, but yields. What it yields should come a few times a second, not thousands of times.
            on_part: Hears of each, in order.
            on_end: Hears that there is no more.
            on_failure: Hears why it failed; without it, the failure is told by `failed`.
            on_cancelled: Hears that it was stopped; no part arrives once that was asked for.
            lane: Which threads run it.
            key: The latest wins: an older task of the same key is cancelled.
            title: What the status bar calls it; without a title it is not shown there.
        """

        def end(_result: None) -> None:
            if on_end is not None:
                on_end()

        def run(token: CancelToken, progress: Progress) -> None:
            with closing(work(token, progress)) as parts:
                for found in parts:
                    task.hand_over(found)
                    token.raise_if_cancelled()

        callbacks = Callbacks(end, on_failure, on_cancelled, on_part)
        task = Task(Naming(next(self._numbers), key, title, quiet=False), callbacks, self._send)
        return self._begin(task, run, lane)

    @property
    def running(self) -> tuple[TaskView, ...]:
        """The tasks that have a title and no outcome yet, oldest first."""
        return tuple(TaskHandle(task).view() for task in self._running.values() if task.title)

    @property
    def is_idle(self) -> bool:
        """Whether every task has ended, but for the quiet ones."""
        return all(task.quiet for task in self._running.values())

    def close(self) -> None:
        """Bring nothing back any more and ask every task to stop. Returns at once; `join` waits for the threads."""
        with self._relay:
            self._relay_open = False
        for task in self._running.values():
            task.is_running = False
            task.cancel()
        self._running.clear()
        self._latest.clear()

    def join(self) -> None:
        """Wait until no thread works any more. Call after `close`, from any thread but the runner's own workers."""
        for executor in self._executors.values():
            executor.shutdown(wait=True, cancel_futures=True)

    def shutdown(self) -> None:
        """Close, then join."""
        self.close()
        self.join()

    def _begin(
        self, task: Task, work: Callable[[CancelToken, Progress], Any], lane: Lane
    ) -> TaskHandle:
        if not self._relay_open:
            task.is_running = False
            return TaskHandle(task)
        if task.key is not None:
            self._replace_older(task.key, task)
        self._running[task.number] = task
        task.future = self._executors[lane].submit(work, task.token, task.report)
        task.future.add_done_callback(task.ended)
        self.changed.emit()
        return TaskHandle(task)

    def _replace_older(self, key: str, task: Task) -> None:
        older = self._latest.get(key)
        if older is not None:
            older.cancel()
        self._latest[key] = task

    def _send(self, arrival: Part | Report | End) -> None:
        """Called on any thread. Nothing is sent once the relay is closed, so that nothing outlives the window."""
        with self._relay:
            if self._relay_open:
                self._arrived.emit(arrival)

    @Slot(object)
    def _deliver(self, arrival: Part | Report | End) -> None:
        task = arrival.task
        if not task.is_running:
            return
        if isinstance(arrival, Part):
            if task.callbacks.on_part is not None and not task.token.is_cancelled:
                task.callbacks.on_part(arrival.found)
            return
        if isinstance(arrival, Report):
            self.changed.emit()
            return
        self._strike_off(task)
        error = _error_of(arrival.future)
        if task.token.is_cancelled or isinstance(error, Cancelled):
            self._tell_cancelled(task, error)
        elif error is None:
            task.callbacks.on_result(arrival.future.result())
        else:
            self._tell_failure(task, error)

    def _strike_off(self, task: Task) -> None:
        task.is_running = False
        task.future = None  # the two hold each other, and with them the result
        del self._running[task.number]
        if task.key is not None and self._latest.get(task.key) is task:
            del self._latest[task.key]
        self.changed.emit()

    def _tell_cancelled(self, task: Task, error: BaseException | None) -> None:
        if error is not None and not isinstance(error, Cancelled | InspectorError):
            _report_bug(error)
        if task.callbacks.on_cancelled is not None:
            task.callbacks.on_cancelled()

    def _tell_failure(self, task: Task, error: BaseException) -> None:
        if not isinstance(error, InspectorError):
            _report_bug(error)
            error = _as_unexpected(error)
        elif task.callbacks.on_failure is None:
            self.failed.emit(error)
        if task.callbacks.on_failure is not None:
            task.callbacks.on_failure(error)


def _error_of(future: Future[Any]) -> BaseException | None:
    return Cancelled() if future.cancelled() else future.exception()


def _report_bug(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def _as_unexpected(error: BaseException) -> UnexpectedFailure:
    return UnexpectedFailure(
        tr("The inspector made a mistake here; the file was not harmed."),
        tr("Try again, or send the details to the developers."),
        "".join(traceback.format_exception(error)),
    )
