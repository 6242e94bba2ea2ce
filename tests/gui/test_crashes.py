"""What nobody caught is logged, told once, and never silent."""

from __future__ import annotations

import logging
import sys
import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import qWarning

from hive_inspector.gui.crashes import CrashReporter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.notifications import Notification, Notifications


@pytest.fixture
def heard(notifications: Notifications) -> list[Notification]:
    heard: list[Notification] = []
    notifications.posted.connect(heard.append)
    return heard


@pytest.fixture
def reporter(notifications: Notifications) -> Iterator[CrashReporter]:
    reporter = CrashReporter(notifications)
    reporter.install()
    yield reporter
    reporter.uninstall()


def raised(message: str) -> BaseException:
    try:
        fail(message)
    except ValueError as error:
        return error
    raise AssertionError


def fail(message: str) -> None:
    raise ValueError(message)


def report(error: BaseException) -> None:
    sys.excepthook(type(error), error, error.__traceback__)


def test_an_exception_that_nobody_caught_is_told_with_its_details(
    reporter: CrashReporter,
    heard: list[Notification],
    qtbot: QtBot,
    caplog: pytest.LogCaptureFixture,
) -> None:
    report(raised("out of bounds"))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert "ValueError: out of bounds" in heard[0].detail
    assert "Traceback" in caplog.text
    assert heard[0].offers_bundle


def test_the_details_that_are_copied_hold_nothing_of_a_database(
    reporter: CrashReporter, heard: list[Notification], qtbot: QtBot
) -> None:
    report(raised("Dear Anna, sk-or-v1-0123456789abcdef"))
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert "ValueError: …" in heard[0].detail
    assert "Anna" not in heard[0].detail
    assert "sk-or" not in heard[0].detail


def test_the_same_place_is_told_once(
    reporter: CrashReporter, heard: list[Notification], qtbot: QtBot
) -> None:
    for number in range(50):
        report(raised(str(number)))
    report(KeyError("elsewhere"))
    qtbot.waitUntil(lambda: len(heard) == 2)
    qtbot.wait(1)
    assert len(heard) == 2


def test_an_exception_on_a_thread_is_told_too(
    reporter: CrashReporter, heard: list[Notification], qtbot: QtBot
) -> None:
    def fail() -> None:
        raise LookupError("on a thread")

    thread = threading.Thread(target=fail)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert "LookupError: on a thread" in heard[0].detail


def test_an_exception_that_cannot_be_raised_is_told_too(
    reporter: CrashReporter, heard: list[Notification], qtbot: QtBot
) -> None:
    class Fragile:
        def __del__(self) -> None:
            raise RuntimeError("while being let go")

    fragile = Fragile()
    del fragile
    qtbot.waitUntil(lambda: len(heard) == 1)
    assert "while being let go" in heard[0].detail


def test_ctrl_c_is_no_crash(
    reporter: CrashReporter,
    heard: list[Notification],
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    passed_on: list[type[BaseException]] = []
    monkeypatch.setattr(
        reporter, "_before", (lambda kind, *_: passed_on.append(kind), *reporter._before[1:])
    )
    report(KeyboardInterrupt())
    qtbot.wait(1)
    assert passed_on == [KeyboardInterrupt]
    assert heard == []
    monkeypatch.undo()


def test_uninstalling_puts_the_hooks_back(notifications: Notifications) -> None:
    before = (sys.excepthook, threading.excepthook, sys.unraisablehook)
    reporter = CrashReporter(notifications)
    reporter.install()
    assert sys.excepthook != before[0]
    reporter.uninstall()
    assert (sys.excepthook, threading.excepthook, sys.unraisablehook) == before


def test_what_qt_says_goes_to_the_log(
    reporter: CrashReporter, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG, "hive_inspector"):
        qWarning("a word from Qt")
    assert ("hive_inspector.qt", logging.WARNING, "a word from Qt") in caplog.record_tuples
