"""The parts around the pages: live line, status bar, tasks, toasts."""

from __future__ import annotations

import itertools
import threading
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractButton,
    QLabel,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QWidget,
)

from hive_inspector.core.database.activity import Activity, Holder
from hive_inspector.core.database.pool import PoolUse
from hive_inspector.gui.frame.live import LiveWatch, live_line
from hive_inspector.gui.frame.status_bar import StatusBar
from hive_inspector.gui.frame.task_strip import MOST_SHOWN, TaskRow, TaskStrip
from hive_inspector.gui.frame.toasts import MOST_SHOWN as MOST_TOASTS
from hive_inspector.gui.frame.toasts import Toast, ToastStack
from hive_inspector.gui.notifications import Notification, Notifications, Severity
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.theme.theme import Theme

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def seen(seconds_ago: float, *holders: Holder, wal_bytes: int = 0) -> Activity:
    return Activity(wal_bytes, NOW - timedelta(seconds=seconds_ago), holders)


@pytest.mark.parametrize(
    ("activity", "text"),
    [
        (seen(2, Holder(7, "hive-app")), "Hive is running · changed 2 s ago"),
        (seen(0.2), "Hive is not running · changed just now"),
        (seen(7200), "Hive is not running · changed 2 h ago"),
        (
            seen(2, Holder(7, "Hive"), wal_bytes=3_250_586),
            "Hive is running · changed 2 s ago · WAL 3.1 MB",
        ),
        (seen(90, Holder(7, "python3")), "Open in python3 · changed 1 min ago"),
        (
            seen(90, Holder(7, "sqlite3"), Holder(8, "python3"), Holder(9, "python3")),
            "Open in python3 and 1 more · changed 1 min ago",
        ),
        (Activity(0, None, ()), "The file is gone"),
    ],
)
def test_the_live_line_says_who_has_the_file_and_when_it_changed(
    activity: Activity, text: str
) -> None:
    line = live_line(activity, NOW)
    assert line.text == text
    assert line.running is bool(activity.holders)


def test_the_live_lines_detail_names_the_processes() -> None:
    assert live_line(seen(1, Holder(7, "hive")), NOW).detail == "hive (process 7)"


def test_watching_looks_at_once_and_counts_as_work_until_then(
    tasks: TaskRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    file = make_lineage_file(tmp_path / "hive-ai.db", "core-001")
    watch = LiveWatch(file, tasks)
    with qtbot.waitSignal(watch.looked) as looked:
        watch.start()
        assert not tasks.is_idle
    watch.stop()
    assert looked.args is not None
    assert looked.args[0].holders == ()


@pytest.fixture
def bar(theme: Theme, qtbot: QtBot) -> Iterator[StatusBar]:
    bar = StatusBar(theme)
    qtbot.addWidget(bar)
    bar.show()
    yield bar
    bar.stop()


def shown_texts(widget: QWidget) -> list[str]:
    return [label.text() for label in widget.findChildren(QLabel) if label.isVisible()]


def test_the_status_bar_tells_the_pools_use(bar: StatusBar) -> None:
    bar.show_use(PoolUse(size=10, in_use=2, idle=1, waiting=0), 1.84)
    assert shown_texts(bar)[:2] == ["Pool 2 / 10 in use", "Last query 1.8 ms"]
    bar.show_use(PoolUse(size=10, in_use=10, idle=0, waiting=3), None)
    assert shown_texts(bar)[0] == "Pool 10 / 10 in use, 3 waiting"
    bar.show_nothing()
    assert not any("Pool" in text for text in shown_texts(bar))


class Work:
    """Work that ends when the test says so."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.was_cancelled = False

    def __call__(self, token: CancelToken, progress: Progress) -> None:
        progress(63, 100, "page 63")
        with token.stopping_with(self.go.set):
            self.go.wait(20)
        self.was_cancelled = token.is_cancelled


@pytest.fixture
def strip(theme: Theme, tasks: TaskRunner, qtbot: QtBot) -> Iterator[TaskStrip]:
    strip = TaskStrip(theme)
    qtbot.addWidget(strip)
    strip.watch(tasks)
    strip.show()
    yield strip
    tasks.shutdown()
    strip.stop()


def rows(strip: TaskStrip) -> list[TaskRow]:
    return [row for row in strip.findChildren(TaskRow) if row.isVisible()]


def test_a_task_is_shown_with_its_name_its_number_and_a_way_to_stop_it(
    strip: TaskStrip, tasks: TaskRunner, qtbot: QtBot
) -> None:
    work = Work()
    tasks.submit(work, on_result=print, title="Checking integrity")
    qtbot.waitUntil(lambda: len(rows(strip)) == 1)
    (row,) = rows(strip)
    qtbot.waitUntil(lambda: shown_texts(row) == ["Checking integrity", "63 %"])
    bar = row.findChild(QProgressBar)
    assert isinstance(bar, QProgressBar)
    assert bar.value() == 630
    stop = next(b for b in row.findChildren(QAbstractButton))
    assert stop.accessibleName() == "Cancel Checking integrity"
    stop.click()
    qtbot.waitUntil(lambda: rows(strip) == [])
    assert work.was_cancelled


def test_a_task_of_unknown_length_shows_how_much_is_done(
    theme: Theme, tasks: TaskRunner, strip: TaskStrip, qtbot: QtBot
) -> None:
    def counting(token: CancelToken, progress: Progress) -> None:
        progress(12_345, None, "")
        token.wait(20)

    handle = tasks.submit(counting, on_result=print, title="Counting")
    qtbot.waitUntil(lambda: bool(rows(strip)) and "12,345" in shown_texts(rows(strip)[0]))
    handle.cancel()
    qtbot.waitUntil(lambda: tasks.is_idle)


def test_more_tasks_than_there_is_room_for_are_counted(
    strip: TaskStrip, tasks: TaskRunner, qtbot: QtBot
) -> None:
    work = [Work() for _ in range(MOST_SHOWN + 2)]
    for number, piece in enumerate(work):
        tasks.submit(piece, on_result=print, title=f"Task {number}")
    qtbot.waitUntil(lambda: "and 2 more" in shown_texts(strip))
    assert len(rows(strip)) == MOST_SHOWN
    for piece in work:
        piece.go.set()
    qtbot.waitUntil(lambda: rows(strip) == [])
    assert "and 2 more" not in shown_texts(strip)


def test_a_runner_that_is_gone_is_shown_no_more(
    strip: TaskStrip, tasks: TaskRunner, qtbot: QtBot
) -> None:
    work = Work()
    tasks.submit(work, on_result=print, title="Counting")
    qtbot.waitUntil(lambda: bool(rows(strip)))
    strip.unwatch(tasks)
    qtbot.waitUntil(lambda: rows(strip) == [])
    work.go.set()


@pytest.fixture
def ground(qtbot: QtBot) -> QWidget:
    ground = QWidget()
    qtbot.addWidget(ground)
    ground.resize(1024, 640)
    ground.show()
    return ground


@pytest.fixture
def stack(theme: Theme, ground: QWidget, notifications: Notifications) -> Iterator[ToastStack]:
    stack = ToastStack(theme, ground, bottom=30)
    notifications.posted.connect(stack.post)
    yield stack
    stack.stop()


def toasts(ground: QWidget) -> list[Toast]:
    return [toast for toast in ground.findChildren(Toast) if toast.isVisible()]


def test_a_toast_stands_in_the_corner_whatever_the_windows_size(
    stack: ToastStack, ground: QWidget, notifications: Notifications
) -> None:
    notifications.warning("The disk is nearly full.", "Remove what you do not need.")
    for width, height in ((1024, 640), (1440, 900)):
        ground.resize(width, height)
        (toast,) = toasts(ground)
        assert toast.geometry().right() == width - 17
        assert toast.geometry().bottom() == height - 30 - 17


def test_good_news_goes_away_and_bad_news_stays(
    stack: ToastStack,
    ground: QWidget,
    notifications: Notifications,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("hive_inspector.gui.frame.toasts.SHOWN_MS", 1)
    notifications.problem("It did not work.")
    notifications.information("It worked.")
    assert len(stack.shown) == 2
    qtbot.waitUntil(lambda: [note.text for note in stack.shown] == ["It did not work."])


def test_the_same_news_is_counted_and_not_stacked(
    stack: ToastStack, ground: QWidget, notifications: Notifications
) -> None:
    for _ in range(3):
        notifications.information("It worked.")
    (toast,) = toasts(ground)
    assert "It worked. (×3)" in shown_texts(toast)


def test_a_mistake_of_the_program_offers_a_bundle(
    stack: ToastStack, ground: QWidget, notifications: Notifications, qtbot: QtBot
) -> None:
    notifications.problem("It failed.", detail="why")
    notifications.mistake("A mistake.", "Make a bundle.", "where")
    offers = [
        [button for button in toast.findChildren(QPushButton) if button.text() == "Make a bundle…"]
        for toast in toasts(ground)
    ]
    assert sorted(map(len, offers)) == [0, 1]
    (button,) = [button for found in offers for button in found]
    with qtbot.waitSignal(stack.bundle_wanted):
        button.click()


def test_the_oldest_toast_makes_room(
    stack: ToastStack, ground: QWidget, notifications: Notifications
) -> None:
    for number in range(MOST_TOASTS + 1):
        notifications.problem(f"Problem {number}.")
    assert [note.text for note in stack.shown] == [
        f"Problem {number}." for number in range(1, MOST_TOASTS + 1)
    ]
    by_place = sorted(toasts(ground), key=lambda toast: toast.y())
    assert [toast.notification for toast in by_place] == list(stack.shown)
    for upper, lower in itertools.pairwise(by_place):
        assert upper.geometry().bottom() < lower.geometry().top()


def test_a_toast_shows_and_copies_its_details_and_is_put_away(
    stack: ToastStack, ground: QWidget, notifications: Notifications
) -> None:
    notifications.problem("It did not work.", "Try again.", "Traceback: …")
    (toast,) = toasts(ground)
    buttons = {b.text() or b.accessibleName(): b for b in toast.findChildren(QAbstractButton)}
    details = toast.findChild(QPlainTextEdit)
    assert isinstance(details, QPlainTextEdit)
    assert details.isHidden()
    buttons["Details"].click()
    assert details.isVisible()
    buttons["Copy"].click()
    assert QGuiApplication.clipboard().text() == "It did not work.\n\nTry again.\n\nTraceback: …"
    buttons["Put away"].click()
    assert stack.shown == ()


def test_notifications_carry_what_was_said(notifications: Notifications, qtbot: QtBot) -> None:
    heard: list[Notification] = []
    notifications.posted.connect(heard.append)
    notifications.information("a", "b", "c")
    notifications.warning("d")
    notifications.problem("e")
    assert heard[0] == Notification(Severity.INFORMATION, "a", "b", "c")
    assert [note.severity for note in heard[1:]] == [Severity.WARNING, Severity.PROBLEM]


def test_a_toast_is_as_high_as_its_words_need(
    stack: ToastStack, ground: QWidget, notifications: Notifications, qtbot: QtBot
) -> None:
    notifications.information("Copied 3 rows.")
    notifications.warning("The file changed while it was read.", "Reload to see the new state.")
    notifications.problem("It did not work, and this takes more words than fit on a line.", "Try.")
    qtbot.wait(1)
    for toast in toasts(ground):
        for label in toast.findChildren(QLabel):
            if label.text():
                assert label.height() >= label.heightForWidth(label.width())
                assert label.geometry().bottom() < toast.height()


def test_a_toasts_words_are_taken_as_they_are(
    stack: ToastStack, ground: QWidget, notifications: Notifications
) -> None:
    notifications.problem("<b>not markup</b>")
    (toast,) = toasts(ground)
    labels = [label for label in toast.findChildren(QLabel) if label.text().startswith("<b>")]
    assert [label.textFormat() for label in labels] == [Qt.TextFormat.PlainText]
