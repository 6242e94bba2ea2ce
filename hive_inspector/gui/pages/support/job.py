"""One piece of work of a part of the page: begun, shown, stopped, ended."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskHandle, TaskRunner
    from hive_inspector.gui.widgets.change.run_panel import RunPanel

T = TypeVar("T")


class Job(QObject):
    """Has at most one piece of work under way.

    Signals:
        busy_changed: Whether something is under way.
    """

    busy_changed = Signal(bool)

    def __init__(self, tasks: TaskRunner, panel: RunPanel, parent: QObject) -> None:
        """Watch a runner.

        Args:
            tasks: The file's own.
            panel: Shows how far it is.
            parent: The owner.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._panel = panel
        self._handle: TaskHandle | None = None
        self._on_result: Callable[[Any], None] | None = None
        self._on_failure: Callable[[InspectorError], None] | None = None
        self._on_cancelled: Callable[[], None] | None = None
        tasks.changed.connect(self._show_progress)
        panel.stop_wanted.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._handle is not None

    def run(
        self,
        work: Callable[[CancelToken, Progress], T],
        *,
        title: str,
        on_result: Callable[[T], None],
        on_failure: Callable[[InspectorError], None],
        on_cancelled: Callable[[], None],
        lane: Lane = Lane.CHECKS,
    ) -> None:
        """Begin it, unless something else is under way; the outcomes are those of `TaskRunner.submit`."""
        if self.is_busy:
            return
        self._begin(title, on_failure, on_cancelled)
        self._on_result = on_result
        self._handle = self._tasks.submit(
            work,
            on_result=self._take,
            on_failure=self._fail,
            on_cancelled=self._end_early,
            lane=lane,
            title=title,
        )
        self.busy_changed.emit(True)  # noqa: FBT003 - what the signal carries

    def stream(
        self,
        work: Callable[[CancelToken, Progress], Generator[T]],
        *,
        title: str,
        on_part: Callable[[T], None],
        on_failure: Callable[[InspectorError], None],
        on_cancelled: Callable[[], None],
    ) -> None:
        """Begin what finds one thing after the other, unless something else is under way; see `TaskRunner.stream`."""
        if self.is_busy:
            return
        self._begin(title, on_failure, on_cancelled)
        self._handle = self._tasks.stream(
            work,
            on_part=on_part,
            on_end=self._finish,
            on_failure=self._fail,
            on_cancelled=self._end_early,
            lane=Lane.CHECKS,
            title=title,
        )
        self.busy_changed.emit(True)  # noqa: FBT003 - what the signal carries

    @Slot()
    def stop(self) -> None:
        """Stop what is under way."""
        if self._handle is not None:
            self._handle.cancel()

    def _begin(
        self,
        title: str,
        on_failure: Callable[[InspectorError], None],
        on_cancelled: Callable[[], None],
    ) -> None:
        self._on_failure, self._on_cancelled = on_failure, on_cancelled
        self._panel.begin(title)

    def _take(self, result: Any) -> None:
        self._finish()
        if self._on_result is not None:
            self._on_result(result)

    def _fail(self, error: InspectorError) -> None:
        self._finish()
        if self._on_failure is not None:
            self._on_failure(error)

    def _end_early(self) -> None:
        self._finish()
        if self._on_cancelled is not None:
            self._on_cancelled()

    def _finish(self) -> None:
        self._handle = None
        self._panel.put_away()
        self.busy_changed.emit(False)  # noqa: FBT003 - what the signal carries

    @Slot()
    def _show_progress(self) -> None:
        if self._handle is not None:
            view = self._handle.view()
            self._panel.show_progress(view.done, view.total, view.step)
