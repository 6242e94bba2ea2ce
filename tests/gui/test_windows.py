"""Several windows of one program, and files that other starts hand over."""

from __future__ import annotations

import socket
import threading
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtGui import QGuiApplication

from hive_inspector.core import handover as lines
from hive_inspector.core.handover import can_hand_over, hand_over, take_seat
from hive_inspector.core.preferences import OPEN_IN, OPEN_NEW
from hive_inspector.core.requests import WindowRequest
from hive_inspector.core.settings import Settings, ThemeMode, load_settings
from hive_inspector.gui.handover import MOST_GUESTS, Handover
from hive_inspector.gui.windows import Windows
from tests.gui.conftest import LANE_NAMES
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.composition import Program
    from hive_inspector.gui.theme.theme import Theme

BARE = WindowRequest(bare=True)


@pytest.fixture
def windows(qapp: QApplication, session_theme: Theme, tmp_path: Path) -> Iterator[Windows]:
    """The program without a window yet; all that were opened are closed at the end."""
    qapp.setQuitOnLastWindowClosed(False)
    made = Windows(qapp, Settings(theme=ThemeMode.DARK), tmp_path / "settings")
    yield made
    programs = made.programs
    made.close_all()
    made.shutdown()
    for program in programs:
        program.dispose()
    made.deleteLater()
    qapp.setQuitOnLastWindowClosed(True)
    session_theme.set_mode(ThemeMode.LIGHT)
    session_theme.set_mode(ThemeMode.DARK)


def opened(qtbot: QtBot, windows: Windows, path: Path) -> Program:
    program = windows.open(WindowRequest(path))
    qtbot.waitUntil(lambda: program.desk.session is not None)
    return program


def path_in(program: Program) -> Path | None:
    session = program.desk.session
    return None if session is None else session.workspace.opened.database.real_path


def _count(database: Database, token: CancelToken, _progress: Progress) -> int:
    with database.reading(token) as connection:
        return connection.integer("SELECT count(*) FROM sqlite_schema")


def lanes() -> set[str]:
    return {one.name for one in threading.enumerate() if one.name.startswith(LANE_NAMES)}


@pytest.fixture
def files(tmp_path: Path) -> tuple[Path, Path]:
    """Two files."""
    return (
        make_lineage_file(tmp_path / "one.db", "core-013"),
        make_lineage_file(tmp_path / "two.db", "desktop"),
    )


def test_closing_one_window_leaves_the_other_with_its_file(
    qtbot: QtBot, windows: Windows, files: tuple[Path, Path]
) -> None:
    one, two = (opened(qtbot, windows, path) for path in files)
    assert (path_in(one), path_in(two)) == files
    assert one.tasks is not two.tasks
    with qtbot.waitSignal(windows.put_away):
        one.window.close()
    assert windows.programs == (two,)
    session = two.desk.session
    assert session is not None
    counted: list[int] = []
    session.workspace.tasks.submit(
        partial(_count, session.workspace.opened.database), on_result=counted.append
    )
    qtbot.waitUntil(lambda: bool(counted))
    assert counted[0] > 0


def test_quitting_in_one_window_closes_all(
    qtbot: QtBot, windows: Windows, files: tuple[Path, Path]
) -> None:
    programs = [opened(qtbot, windows, path) for path in files]
    programs[0].window.quit_wanted.emit()
    assert not any(program.window.isVisible() for program in programs)
    qtbot.waitUntil(lambda: not windows.programs)


def test_a_new_window_is_bare_and_stands_beside_the_one_before(
    qtbot: QtBot, windows: Windows
) -> None:
    first = windows.open(BARE)
    first.window.other_window_wanted.emit("")
    second = windows.programs[1]
    room = second.window.screen().availableGeometry()
    assert second.window.pos() != first.window.pos()
    assert room.contains(second.window.pos())
    assert second.desk.is_free


def test_a_second_file_goes_where_the_user_chose(
    qtbot: QtBot, windows: Windows, files: tuple[Path, Path]
) -> None:
    program = opened(qtbot, windows, files[0])
    program.remembered.preferences.choose(OPEN_IN, OPEN_NEW)
    program.window.path_chosen.emit(str(files[1]))
    assert len(windows.programs) == 2
    second = windows.programs[1]
    qtbot.waitUntil(lambda: path_in(second) == files[1])
    assert path_in(program) == files[0]


def test_what_is_handed_over_takes_no_file_away(
    qtbot: QtBot, windows: Windows, files: tuple[Path, Path]
) -> None:
    first = windows.open(BARE)
    windows.take(WindowRequest(files[0]))
    qtbot.waitUntil(lambda: path_in(first) == files[0])
    windows.take(WindowRequest(files[1]))
    assert len(windows.programs) == 2
    qtbot.waitUntil(lambda: path_in(windows.programs[1]) == files[1])
    windows.take(WindowRequest(files[0], page="schema"))
    assert len(windows.programs) == 2
    current = first.window.area.current
    assert current is not None
    assert current.id == "schema"


def test_the_theme_and_what_is_remembered_are_those_of_all(
    qtbot: QtBot, windows: Windows, files: tuple[Path, Path], tmp_path: Path
) -> None:
    one, two = (opened(qtbot, windows, path) for path in files)
    assert one.theme is two.theme
    one.window.theme_chosen.emit(ThemeMode.LIGHT)
    assert two.theme.mode is ThemeMode.LIGHT
    with qtbot.waitSignal(windows.put_away):
        one.window.close()
    windows.close_all()
    windows.shutdown()
    saved = load_settings(tmp_path / "settings")
    assert {file.path for file in saved.recent} == {str(path) for path in files}
    assert saved.theme is ThemeMode.LIGHT
    assert saved.geometry


def test_nothing_runs_when_every_window_is_put_away(
    qtbot: QtBot, windows: Windows, files: tuple[Path, Path]
) -> None:
    for path in files:
        opened(qtbot, windows, path)
    windows.close_all()
    windows.shutdown()
    assert not lanes()


def test_a_place_that_no_screen_shows_any_more_is_not_taken(qtbot: QtBot, windows: Windows) -> None:
    first = windows.open(BARE)
    first.window.move(50_000, 50_000)
    text = first.window.geometry_text()
    second = windows.open(BARE)
    second.window.restore_geometry(text)
    assert any(
        screen.availableGeometry().intersects(second.window.frameGeometry())
        for screen in QGuiApplication.screens()
    )


@pytest.fixture
def handover(qapp: QApplication, tmp_path: Path) -> Iterator[Handover]:
    """Listens in a folder of its own."""
    if not can_hand_over():
        pytest.skip("there are no such sockets here")
    seat = take_seat(tmp_path / "state")
    assert seat is not None
    made = Handover(seat)
    yield made
    made.stop()
    made.deleteLater()


def test_a_file_of_another_start_arrives(qtbot: QtBot, handover: Handover, tmp_path: Path) -> None:
    request = WindowRequest(tmp_path / "one.db", page="health")
    taken: list[bool] = []
    start = threading.Thread(
        target=lambda: taken.append(hand_over(tmp_path / "state", request, patience_s=60))
    )
    with qtbot.waitSignal(handover.asked) as heard:
        start.start()
    start.join()
    assert taken == [True]
    assert heard.args == [request]


def guest(tmp_path: Path) -> socket.socket:
    made = socket.socket(socket.AF_UNIX)
    made.settimeout(60)
    with lines._address(tmp_path / "state") as address:
        made.connect(address)
    return made


@pytest.mark.parametrize(
    "said", [b"nonsense\n", b"x" * (lines.MOST_BYTES + 1), b'{"path": "/etc/passwd"}\n']
)
def test_who_says_nonsense_is_sent_away_and_the_next_is_served(
    qtbot: QtBot, handover: Handover, tmp_path: Path, said: bytes
) -> None:
    heard: list[Any] = []
    handover.asked.connect(heard.append)
    with guest(tmp_path) as hostile:
        hostile.sendall(said)
        qtbot.waitUntil(lambda: is_hung_up(hostile))
    with guest(tmp_path) as own:
        own.sendall(lines.written(WindowRequest(demo=True)))
        qtbot.waitUntil(lambda: len(heard) == 1)
    assert heard == [WindowRequest(demo=True)]


def test_only_so_many_are_listened_to_at_a_time(
    qtbot: QtBot, handover: Handover, tmp_path: Path
) -> None:
    silent = [guest(tmp_path) for _ in range(MOST_GUESTS + 1)]
    qtbot.waitUntil(lambda: is_hung_up(silent[-1]))
    assert not any(is_hung_up(one) for one in silent[:-1])
    for one in silent:
        one.close()


def is_hung_up(connection: socket.socket) -> bool:
    """Whether the other side has closed, looked at without waiting."""
    connection.setblocking(False)
    try:
        return connection.recv(1) == b""
    except BlockingIOError:
        return False
    except ConnectionResetError:
        return True
