"""A piece of submitted work, between the worker thread that does it and the window's thread that waits for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hive_inspector.core.cancellation import CancelToken

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Future

    from hive_inspector.core.errors import InspectorError

REPORT_INTERVAL_S = 0.1
"""A task's progress reaches the window at most ten times a second."""


@dataclass(frozen=True, slots=True)
class Naming:
    """What a task is known by."""

    number: int
    key: str | None
    title: str
    quiet: bool


@dataclass(frozen=True, slots=True)
class Callbacks:
    """Who hears of each outcome."""

    on_result: Callable[[Any], None]
    on_failure: Callable[[InspectorError], None] | None
    on_cancelled: Callable[[], None] | None
    on_part: Callable[[Any], None] | None = None


@dataclass(frozen=True, slots=True)
class Part:
    """A task has found something, and goes on."""

    task: Task
    found: Any


@dataclass(frozen=True, slots=True)
class Report:
    """A task moved on."""

    task: Task


@dataclass(frozen=True, slots=True)
class End:
    """A task's work has ended, one way or another."""

    task: Task
    future: Future[Any]


class Task:
    """A submitted piece of work. `report` and `ended` are called on worker threads, the rest on the window's."""

    def __init__(
        self,
        naming: Naming,
        callbacks: Callbacks,
        relay: Callable[[Part | Report | End], None],
    ) -> None:
        self.number = naming.number
        self.key = naming.key
        self.title = naming.title
        self.quiet = naming.quiet
        self.callbacks = callbacks
        self.token = CancelToken()
        self.future: Future[Any] | None = None
        self.is_running = True
        self._relay = relay
        self._latest: tuple[int, int | None, str] = (0, None, "")
        self.started = time.monotonic()
        self._reported = -REPORT_INTERVAL_S

    def report(self, done: int, total: int | None, step: str) -> None:
        """The task's `Progress`."""
        self._latest = (done, total, step)
        now = time.monotonic()
        if now - self._reported >= REPORT_INTERVAL_S:
            self._reported = now
            self._relay(Report(self))

    def hand_over(self, found: Any) -> None:
        """A part of what the task is to find."""
        self._relay(Part(self, found))

    def ended(self, future: Future[Any]) -> None:
        """The future's last word."""
        self._relay(End(self, future))

    def cancel(self) -> None:
        """Stop the work, or keep it from being begun."""
        self.token.cancel()
        if self.future is not None:
            self.future.cancel()

    @property
    def latest(self) -> tuple[int, int | None, str]:
        """The last report: done, total, step."""
        return self._latest
