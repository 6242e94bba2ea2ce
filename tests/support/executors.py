"""Executors that a test decides over, in place of threads."""

from __future__ import annotations

from collections import deque
from concurrent.futures import Executor, Future
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable


class InlineExecutor(Executor):
    """Runs what is submitted at once, on the thread that submits it."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        _run(future, fn, args, kwargs)
        return future


class HeldExecutor(Executor):
    """Holds what is submitted until the test says go, one after the other."""

    def __init__(self) -> None:
        self._held: deque[tuple[Future[Any], Callable[..., Any], Any, Any]] = deque()

    @property
    def waiting(self) -> int:
        """How many pieces of work are held."""
        return len(self._held)

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:
        future: Future[Any] = Future()
        self._held.append((future, fn, args, kwargs))
        return future

    def run_next(self) -> None:
        """Run the oldest piece of work, unless it was cancelled meanwhile."""
        future, fn, args, kwargs = self._held.popleft()
        _run(future, fn, args, kwargs)

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:
        if cancel_futures:
            for future, *_ in self._held:
                future.cancel()
        self._held.clear()


def _run(future: Future[Any], fn: Callable[..., Any], args: Any, kwargs: Any) -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        result = fn(*args, **kwargs)
    except BaseException as error:  # noqa: BLE001 - as a thread's executor does, whatever it is
        future.set_exception(error)
    else:
        future.set_result(result)
