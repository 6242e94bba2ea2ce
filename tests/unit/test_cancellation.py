"""A token stops one piece of work, and never the next one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken


def test_a_token_is_not_cancelled_until_asked() -> None:
    token = CancelToken()
    token.raise_if_cancelled()
    token.wait(0)
    assert (token.is_cancelled, token.poll()) == (False, False)
    token.cancel()
    token.cancel()
    assert (token.is_cancelled, token.poll()) == (True, True)
    with pytest.raises(Cancelled):
        token.raise_if_cancelled()
    with pytest.raises(Cancelled):
        token.wait(60)


def test_a_hook_is_called_once_and_only_within_its_block() -> None:
    token, called = CancelToken(), list[str]()
    with token.stopping_with(lambda: called.append("early")):
        pass
    with (
        token.stopping_with(lambda: called.append("outer")),
        token.stopping_with(lambda: called.append("inner")),
    ):
        token.cancel()
        token.cancel()
    assert called == ["outer", "inner"]


def test_a_cancelled_token_starts_nothing() -> None:
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled), token.stopping_with(lambda: None):
        pytest.fail("the block ran")


def test_a_wait_ends_at_once_when_another_thread_cancels() -> None:
    token, waiting = CancelToken(), threading.Event()

    def wait() -> None:
        waiting.set()
        token.wait(60)

    with ThreadPoolExecutor(1) as executor:
        done = executor.submit(wait)
        waiting.wait()
        token.cancel()
        assert isinstance(done.exception(timeout=60), Cancelled)


@pytest.mark.parametrize("_", range(100))
def test_a_block_that_has_ended_is_never_hit(_: int) -> None:
    """Cancels race with the ends of blocks; no hook may run after its block."""
    token, ended = CancelToken(), threading.Event()
    late: list[bool] = []
    with ThreadPoolExecutor(1) as executor:
        with token.stopping_with(lambda: late.append(ended.is_set())):
            executor.submit(token.cancel)
        ended.set()
    assert late in ([], [False])
