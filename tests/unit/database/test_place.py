"""An open file that is moved, replaced, cut off or closed to us: it is told, and nothing is written to another file."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database import place
from hive_inspector.core.database.failures import DatabaseMoved
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.place import LEAST_ROOM, Mishap, Place, identity_of
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem
from tests.support.databases import make_database, open_folder, plain, without_privileges

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

COUNT = "SELECT count(*) FROM item"
DELETE = "DELETE FROM item WHERE id < 11"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = tmp_path / "of hive"
    folder.mkdir()
    return make_database(folder / "item.db", wal=True)


def placed(path: Path, *, writable: bool = False) -> Place:
    watched = Place(path, identity_of(path), writable=writable)
    assert watched.look() is None
    return watched


def mishap(watched: Place) -> Mishap | None:
    trouble = watched.look()
    if trouble is None:
        return None
    assert trouble.text.endswith(".")
    return trouble.mishap


def rename_away(path: Path) -> None:
    path.rename(path.with_name("moved.db"))


def move_folder(path: Path) -> None:
    path.parent.rename(path.parent.with_name("elsewhere"))


def replace(path: Path) -> None:
    other = make_database(path.with_name("other.db"), wal=True)
    other.replace(path)


MOVES: dict[Mishap, Callable[[Path], None]] = {
    Mishap.GONE: rename_away,
    Mishap.FOLDER_GONE: move_folder,
    Mishap.REPLACED: replace,
}


@pytest.mark.parametrize("expected", MOVES)
def test_what_became_of_the_file_is_told(path: Path, expected: Mishap) -> None:
    watched = placed(path)
    MOVES[expected](path)
    assert mishap(watched) is expected


def test_a_file_that_comes_back_is_in_its_place_again(path: Path) -> None:
    watched = placed(path)
    rename_away(path)
    assert mishap(watched) is Mishap.GONE
    path.with_name("moved.db").rename(path)
    assert mishap(watched) is None
    path.parent.rename(path.parent.with_name("elsewhere"))
    assert mishap(watched) is Mishap.FOLDER_GONE
    path.parent.with_name("elsewhere").rename(path.parent)
    assert mishap(watched) is None


@pytest.mark.parametrize("left", [0, 50, 4096, 20_000])
def test_a_file_that_is_cut_off_is_told(path: Path, left: int) -> None:
    watched = placed(path)
    os.truncate(path, left)
    trouble = watched.look()
    assert trouble is not None
    assert (trouble.mishap, trouble.needs_reopening) == (Mishap.CUT_OFF, True)


def test_a_file_that_became_smaller_by_itself_is_well(path: Path) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("PRAGMA journal_mode = DELETE")
    watched = placed(path)
    size = path.stat().st_size
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("DELETE FROM item WHERE id > 5")
        raw.execute("VACUUM")
    assert path.stat().st_size < size
    assert mishap(watched) is None


def test_permissions_that_are_taken_away_and_given_back() -> None:
    with without_privileges(), open_folder() as folder:
        path = make_database(folder / "item.db", wal=True)
        reading, writing = placed(path), placed(path, writable=True)
        path.chmod(0o400)
        assert (mishap(reading), mishap(writing)) == (None, Mishap.READ_ONLY)
        path.chmod(0)
        assert (mishap(reading), mishap(writing)) == (Mishap.UNREADABLE, Mishap.UNREADABLE)
        path.chmod(0o600)
        folder.chmod(0o500)
        assert (mishap(reading), mishap(writing)) == (None, Mishap.READ_ONLY)
        folder.chmod(0)
        if os.geteuid():
            assert (mishap(reading), mishap(writing)) == (Mishap.UNREADABLE, Mishap.UNREADABLE)
        folder.chmod(0o700)
        assert (mishap(reading), mishap(writing)) == (None, None)


def test_a_disk_that_is_full_matters_to_who_writes(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading, writing = placed(path), placed(path, writable=True)
    usage = shutil.disk_usage(path)
    room = [LEAST_ROOM - 1, LEAST_ROOM]
    monkeypatch.setattr(shutil, "disk_usage", lambda _folder: usage._replace(free=room[0]))
    assert (mishap(reading), mishap(writing)) == (None, Mishap.NO_ROOM)
    room.reverse()
    assert mishap(writing) is None


@pytest.fixture
def moves_meanwhile(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[Callable[[], None]]]:
    """What happens right behind the first look at the place, within the transaction."""
    steps: list[Callable[[], None]] = []
    look = place.require_same_file

    def looked(*arguments: object) -> None:
        look(*arguments)  # type: ignore[arg-type]
        if steps:
            steps.pop()()

    monkeypatch.setattr("hive_inspector.core.database.connections.require_same_file", looked)
    yield steps
    assert not steps


@pytest.mark.parametrize("happened", MOVES)
@pytest.mark.parametrize("when", ["before", "within"])
def test_nothing_is_written_to_any_file_but_the_one_that_was_opened(
    path: Path, happened: Mishap, when: str, moves_meanwhile: list[Callable[[], None]]
) -> None:
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        if when == "before":
            MOVES[happened](path)
        else:
            moves_meanwhile.append(lambda: MOVES[happened](path))
        with pytest.raises(EnvironmentProblem) as raised, database.writing() as connection:
            connection.execute(DELETE)
        assert raised.value.message.endswith(".")
    everything = [file for file in path.parent.parent.rglob("*.db") if file.is_file()]
    assert everything
    assert [plain(file, COUNT) for file in everything] == [[(500,)]] * len(everything)


@pytest.mark.parametrize("happened", MOVES)
def test_no_schema_is_changed_of_another_file(
    path: Path, happened: Mishap, moves_meanwhile: list[Callable[[], None]]
) -> None:
    with open_database(DatabaseTarget(path, Access.WRITABLE)) as database:
        with database.altering(CancelToken()) as connection:
            moves_meanwhile.append(lambda: MOVES[happened](path))
            with pytest.raises(DatabaseMoved), connection.transaction():
                connection.execute("CREATE TABLE further (id)")
        with pytest.raises(EnvironmentProblem), database.altering(CancelToken()):
            pytest.fail("it was opened for altering")
    for file in path.parent.parent.rglob("*.db"):
        assert not plain(file, "SELECT 1 FROM sqlite_master WHERE name = 'further'")


def test_reading_goes_on_when_the_file_is_back(path: Path) -> None:
    with open_database(DatabaseTarget(path)) as database:
        rename_away(path)
        with pytest.raises(EnvironmentProblem, match="cannot be read"), database.reading():
            pass
        path.with_name("moved.db").rename(path)
        with database.reading() as connection:
            assert connection.integer(COUNT) == 500
