"""Patience with locks: it grows, it ends, and a cancel ends it."""

from __future__ import annotations

import sqlite3
from typing import NoReturn

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import retry
from hive_inspector.core.database.retry import patiently


def refusal(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError("no")
    error.sqlite_errorname = name
    return error


class Waits(CancelToken):
    """A token that notes how long it was asked to wait, and does not."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[float] = []

    def wait(self, seconds: float) -> None:
        self.asked.append(seconds)
        self.raise_if_cancelled()


def test_a_lock_is_tried_again_with_growing_waits() -> None:
    token = Waits()
    refusals = [refusal("SQLITE_BUSY")] * 8

    def attempt() -> str:
        if refusals:
            raise refusals.pop()
        return "in"

    assert patiently(attempt, token, 60) == "in"
    assert token.asked == [0.005, 0.01, 0.02, 0.04, 0.08, 0.16, 0.2, 0.2]


@pytest.mark.parametrize("name", ["SQLITE_BUSY_SNAPSHOT", "SQLITE_FULL", "SQLITE_ERROR"])
def test_what_does_not_pass_is_not_waited_for(name: str) -> None:
    token = Waits()

    def attempt() -> NoReturn:
        raise refusal(name)

    with pytest.raises(sqlite3.OperationalError):
        patiently(attempt, token, 60)
    assert token.asked == []


def test_the_last_refusal_is_told_when_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    clock = iter(range(100))
    monkeypatch.setattr(retry.time, "monotonic", lambda: next(clock))  # type: ignore[attr-defined]
    token = Waits()

    def attempt() -> NoReturn:
        raise refusal("SQLITE_LOCKED")

    with pytest.raises(sqlite3.OperationalError):
        patiently(attempt, token, 5)
    assert len(token.asked) == 4


def test_a_cancel_ends_the_wait() -> None:
    token = Waits()

    def attempt() -> NoReturn:
        token.cancel()
        raise refusal("SQLITE_BUSY")

    with pytest.raises(Cancelled):
        patiently(attempt, token, 60)
