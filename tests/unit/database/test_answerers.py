"""Processes that answer: they start where little is to be had, and wait for whoever asks next."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.database import answerers
from hive_inspector.core.database.question_helper import DONE, OPEN

if TYPE_CHECKING:
    import subprocess


def answers(process: subprocess.Popen[bytes]) -> bool:
    answerers.send(process, OPEN, None)
    message = answerers.answer(process)
    return message is not None and message[0] == DONE


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux lets one say how large a pipe is")
def test_a_process_starts_where_its_user_may_have_no_larger_pipes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    import fcntl

    control, asked = fcntl.fcntl, []

    def refused(stream: Any, command: int, *arguments: Any) -> Any:
        if command == fcntl.F_SETPIPE_SZ:
            asked.append(stream)
            raise PermissionError(1, "Operation not permitted")
        return control(stream, command, *arguments)

    monkeypatch.setattr(fcntl, "fcntl", refused)
    process = answerers.start()
    try:
        assert answers(process)
    finally:
        answerers.end(process)
    assert len(asked) == 2


def test_one_waits_for_the_next_who_asks_and_more_are_ended() -> None:
    waiting = answerers.Waiting(1)
    first, second = waiting.take(), waiting.take()
    waiting.give_back(first)
    waiting.give_back(second)
    assert second.poll() is not None
    assert waiting.take() is first
    assert answers(first)
    waiting.close()
    waiting.give_back(first)
    assert first.poll() is not None, "nobody asks any more"


def test_one_that_has_ended_is_not_asked() -> None:
    waiting = answerers.Waiting(1)
    first = waiting.take()
    waiting.give_back(first)
    first.kill()
    first.wait()
    second = waiting.take()
    assert second is not first
    answerers.end(second)
    waiting.close()
