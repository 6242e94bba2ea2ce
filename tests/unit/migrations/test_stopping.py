"""Stopping Python code that never asks the database anything, and nothing else."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.migrations.scripts import stopping
from hive_inspector.core.migrations.scripts.stopping import stoppable

if TYPE_CHECKING:
    from types import FrameType

pytestmark = pytest.mark.no_cover
"""A stop may strike anywhere in the thread, under a tracer in its own code too, whose lock would stay taken."""

ROUNDS = 15


def never_ending() -> None:
    while True:
        sum(range(1_000))


def busy(end: threading.Event) -> None:
    while not end.is_set():
        sum(range(1_000))


@pytest.fixture
def crowd() -> threading.Event:
    """Other threads that want the interpreter as well."""
    return threading.Event()


def test_nothing_is_raised_any_more_once_the_block_is_left(crowd: threading.Event) -> None:
    others = [threading.Thread(target=busy, args=(crowd,)) for _ in range(3)]
    for one in others:
        one.start()
    try:
        for _ in range(ROUNDS):
            token = CancelToken()
            timer = threading.Timer(0.001, token.cancel)
            timer.start()
            with pytest.raises(Cancelled), stoppable(token):
                never_ending()
            for _ in range(2_000):
                pass  # what is left over would come at the end of a turn
            timer.join()
    finally:
        crowd.set()
        for one in others:
            one.join()


def test_a_block_that_was_not_cancelled_ends_as_it_would() -> None:
    with stoppable(CancelToken()):
        done = sum(range(10))
    assert done == 45


def test_an_error_of_a_block_that_was_not_cancelled_is_its_own() -> None:
    with pytest.raises(ZeroDivisionError), stoppable(CancelToken()):
        1 / 0  # noqa: B018 - it is the error that is wanted


OUR_CODE = """
def ours(token, looks):
    token.cancel()
    while len(looks) < 50:
        pass
    looks.append("to its end")
"""


def test_nothing_is_raised_in_our_own_code_that_a_script_calls(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looks: list[str] = []
    find = stopping._owner

    def owner(frame: FrameType) -> str:
        looks.append("look")
        return find(frame)

    monkeypatch.setattr(stopping, "_owner", owner)
    names: dict[str, Any] = {"__name__": "hive_inspector.core.database.altering"}
    exec(OUR_CODE, names)
    token = CancelToken()
    with pytest.raises(Cancelled), stoppable(token):
        names["ours"](token, looks)
        never_ending()
    assert "to its end" in looks
