"""Files are opened and put away; nothing that was opened stays open unseen."""

from __future__ import annotations

import threading
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.database.connections import LeaseOnForbiddenThreadError
from hive_inspector.core.database.target import Access
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.settings import Settings
from hive_inspector.gui.desk import Desk, DeskTools
from hive_inspector.gui.remembered import Remembered
from hive_inspector.gui.tasks import TaskRunner
from tests.support.lineage_files import cut_off, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.target import DatabaseTarget
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.notifications import Notifications
    from hive_inspector.gui.session import Session
    from hive_inspector.gui.theme.theme import Theme


class Opener:
    """Opens files for real, when the test says so, and writes down what was opened and closed."""

    def __init__(self) -> None:
        self.go = threading.Event()
        self.go.set()
        self.begun: list[str] = []
        self.opened: list[OpenHive] = []

    def __call__(self, target: DatabaseTarget, token: CancelToken, progress: Progress) -> OpenHive:
        self.begun.append(target.path.name)
        self.go.wait(20)
        opened = open_hive(target, progress=progress)
        self.opened.append(opened)
        return opened

    def still_open(self) -> list[str]:
        return [
            opened.database.real_path.name
            for opened in self.opened
            if opened.database.pool_use().idle or opened.database.pool_use().in_use
        ]


class Heard:
    """What a desk told."""

    def __init__(self, desk: Desk) -> None:
        self.told: list[tuple[str, Any]] = []
        desk.opened.connect(self.on_opened)
        desk.failed.connect(self.on_failed)
        desk.cancelled.connect(self.on_cancelled)
        desk.closing.connect(self.on_closing)

    def on_opened(self, session: Any) -> None:
        self.told.append(("opened", session.summary.path.name))

    def on_failed(self, name: str, error: Any) -> None:
        self.told.append(("failed", (name, error.message)))

    def on_cancelled(self) -> None:
        self.told.append(("cancelled", None))

    def on_closing(self, session: Any) -> None:
        self.told.append(("closing", session.summary.path.name))


def opened_instead_of(desk: Desk, before: Session | None) -> bool:
    return desk.session is not before


@pytest.fixture
def opener() -> Opener:
    return Opener()


@pytest.fixture
def desk(
    theme: Theme, notifications: Notifications, tasks: TaskRunner, opener: Opener
) -> Iterator[Desk]:
    def no_demo(_token: CancelToken, _progress: Progress) -> Path:
        raise EnvironmentProblem("There is no room for the demo.", "Make room.")

    tools = DeskTools(
        tasks=tasks,
        theme=theme,
        notifications=notifications,
        remembered=Remembered(Settings(), None, tasks),
        open_file=opener,
        find_demo=no_demo,
        make_runner=TaskRunner,
        build_pages=lambda _workspace: (),
    )
    desk = Desk(tools)
    yield desk
    opener.go.set()
    desk.stop()
    tasks.shutdown()
    desk.finish()
    assert opener.still_open() == []


@pytest.fixture
def heard(desk: Desk) -> Heard:
    return Heard(desk)


@pytest.fixture
def first(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "first.db", "core-013", wal=True)


@pytest.fixture
def second(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "second.db", "core-004", wal=True)


def test_a_file_is_opened(desk: Desk, heard: Heard, first: Path, qtbot: QtBot) -> None:
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    assert heard.told == [("opened", "first.db")]
    assert desk.session is not None
    assert desk.session.summary.kind == "core · v13"
    assert not desk.session.summary.writable


def test_a_file_too_damaged_to_be_written_stays_open_for_reading(
    desk: Desk, heard: Heard, first: Path, notifications: Notifications, qtbot: QtBot
) -> None:
    cut_off(first)
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    with qtbot.waitSignal(notifications.posted) as posted:
        desk.reopen(writable=True)

    assert posted.args[0].text == "first.db is too damaged to be written; it can only be read."
    assert "restore" in posted.args[0].hint
    assert heard.told == [("opened", "first.db")]


def test_the_windows_thread_may_not_lease(desk: Desk, first: Path, qtbot: QtBot) -> None:
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    assert desk.session is not None
    with (
        pytest.raises(LeaseOnForbiddenThreadError),
        desk.session.workspace.opened.database.reading(),
    ):
        pass


def test_a_file_can_be_opened_for_writing(desk: Desk, first: Path, qtbot: QtBot) -> None:
    desk.open_file(first, writable=True)
    qtbot.waitUntil(lambda: desk.session is not None)
    assert desk.session is not None
    assert desk.session.workspace.opened.database.target.access is Access.WRITABLE
    assert desk.session.summary.writable


def test_a_bad_file_is_told_with_its_sentence(
    desk: Desk, heard: Heard, tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "letter.db").write_text("Dear Hive, " * 100)
    desk.open_file(tmp_path / "letter.db")
    qtbot.waitUntil(lambda: bool(heard.told))
    assert heard.told == [("failed", ("letter.db", "This is a text file, not a database."))]


def test_another_file_takes_the_place_of_the_open_one(
    desk: Desk, heard: Heard, opener: Opener, first: Path, second: Path, qtbot: QtBot
) -> None:
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    desk.open_file(second)
    qtbot.waitUntil(lambda: ("opened", "second.db") in heard.told)
    assert heard.told[1:] == [("closing", "first.db"), ("opened", "second.db")]
    qtbot.waitUntil(lambda: "first.db" not in opener.still_open())


def test_the_open_file_stays_when_another_one_fails(
    desk: Desk, heard: Heard, first: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    desk.open_file(tmp_path / "missing.db")
    qtbot.waitUntil(lambda: len(heard.told) == 2)
    assert desk.session is not None
    assert desk.session.summary.path == first


def test_the_latest_request_wins_and_the_older_ones_file_is_closed(
    desk: Desk, heard: Heard, opener: Opener, first: Path, second: Path, qtbot: QtBot
) -> None:
    opener.go.clear()
    desk.open_file(first)
    qtbot.waitUntil(lambda: opener.begun == ["first.db"])
    desk.open_file(second)
    qtbot.waitUntil(lambda: len(opener.begun) == 2)
    opener.go.set()
    qtbot.waitUntil(lambda: desk.session is not None)
    qtbot.waitUntil(lambda: len(opener.opened) == 2 and "first.db" not in opener.still_open())
    assert heard.told == [("opened", "second.db")]


def test_an_opening_that_the_user_stops_is_told_and_leaves_nothing_open(
    desk: Desk, heard: Heard, opener: Opener, first: Path, qtbot: QtBot
) -> None:
    handles: list[Any] = []
    desk.opening.connect(lambda _name, handle: handles.append(handle))
    opener.go.clear()
    desk.open_file(first)
    qtbot.waitUntil(lambda: opener.begun == ["first.db"])
    handles[0].cancel()
    opener.go.set()
    qtbot.waitUntil(lambda: heard.told == [("cancelled", None)])
    qtbot.waitUntil(lambda: opener.still_open() == [])
    assert desk.session is None


def test_a_file_can_be_put_away(
    desk: Desk, heard: Heard, opener: Opener, first: Path, qtbot: QtBot
) -> None:
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    desk.close_file()
    desk.close_file()
    assert desk.session is None
    assert heard.told[1:] == [("closing", "first.db")]
    qtbot.waitUntil(lambda: opener.still_open() == [])


def test_a_database_is_closed_only_after_its_tasks_ended(
    desk: Desk, opener: Opener, first: Path, qtbot: QtBot
) -> None:
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    assert desk.session is not None
    database, tasks = desk.session.workspace.opened.database, desk.session.workspace.tasks
    rows: list[Any] = []
    begun, go = threading.Event(), threading.Event()

    def slow(_token: CancelToken, _progress: Progress) -> None:
        with database.reading() as connection:
            begun.set()
            go.wait(20)
            rows.append(connection.value("SELECT count(*) FROM sqlite_master"))

    tasks.submit(slow, on_result=print)
    assert begun.wait(60)
    desk.close_file()
    assert opener.still_open() == ["first.db"]
    go.set()
    qtbot.waitUntil(lambda: opener.still_open() == [])
    assert len(rows) == 1


def test_the_demo_that_cannot_be_made_is_told(desk: Desk, heard: Heard, qtbot: QtBot) -> None:
    desk.open_demo()
    qtbot.waitUntil(lambda: bool(heard.told))
    assert heard.told == [("failed", ("the demo", "There is no room for the demo."))]


def test_what_a_page_remembers_is_kept_for_the_file(
    desk: Desk, first: Path, second: Path, qtbot: QtBot
) -> None:
    desk.open_file(first)
    qtbot.waitUntil(lambda: desk.session is not None)
    assert desk.session is not None
    state = desk.session.workspace.state
    state.put("browse.table", "messages")
    state.put("browse.row", 7)
    state.put("browse.row", None)
    for path in (second, first):
        opened_before = desk.session
        desk.open_file(path)
        qtbot.waitUntil(partial(opened_instead_of, desk, opened_before))
    assert desk.session.workspace.state.text("browse.table") == "messages"
    assert desk.session.workspace.state.get("browse.row") is None


def test_shutting_down_while_a_file_is_being_opened_leaves_nothing_open(
    theme: Theme, notifications: Notifications, opener: Opener, first: Path, qtbot: QtBot
) -> None:
    tasks = TaskRunner()
    tools = DeskTools(
        tasks=tasks,
        theme=theme,
        notifications=notifications,
        remembered=Remembered(Settings(), None, tasks),
        open_file=opener,
        find_demo=lambda _token, _progress: first,
        make_runner=TaskRunner,
        build_pages=lambda _workspace: (),
    )
    desk = Desk(replace(tools))
    desk.open_demo()
    qtbot.waitUntil(lambda: len(opener.opened) == 1)
    desk.stop()
    tasks.shutdown()
    desk.finish()
    assert opener.still_open() == []
    assert desk.session is None
