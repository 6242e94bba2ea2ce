"""Handing a file to the program that runs: what is sent, who is believed, and who is not waited for."""

from __future__ import annotations

import json
import os
import socket
import stat
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core import handover
from hive_inspector.core.handover import (
    ANSWER,
    LOCK_NAME,
    MOST_BYTES,
    SOCKET_NAME,
    can_hand_over,
    hand_over,
    read,
    take_seat,
    written,
)
from hive_inspector.core.requests import WindowRequest

pytestmark = pytest.mark.skipif(not can_hand_over(), reason="there are no such sockets here")

REQUEST = WindowRequest(Path("/somewhere/hive-ai.db"), page="browse", writable=True)
SOUND: dict[str, Any] = {"path": "/a.db", "demo": False, "page": None, "writable": False}


def line(**changes: Any) -> bytes:
    return json.dumps(SOUND | changes).encode() + b"\n"


@pytest.mark.parametrize(
    "request_",
    [
        REQUEST,
        WindowRequest(),
        WindowRequest(demo=True),
        WindowRequest(Path("/with\nline/ä/" + os.fsdecode(b"\xff") + ".db")),
    ],
)
def test_what_is_written_is_read_back(request_: WindowRequest) -> None:
    assert read(written(request_)) == request_


def test_a_relative_path_is_sent_as_an_absolute_one() -> None:
    assert read(written(WindowRequest(Path("a.db")))) == WindowRequest(Path.cwd() / "a.db")


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\n",
        b"{}\n",
        b"[]\n",
        b"null\n",
        line()[:-1],
        b"\xff\n",
        b"[" * 10_000 + b"\n",
        line(path="relative.db"),
        line(path="/nul\0.db"),
        line(path="/\ud800.db"),
        line(path=1),
        line(demo=1),
        line(writable="yes"),
        line(page="nowhere"),
        line(page=["browse"]),
        line(command="rm"),
        line(path="/" + "a" * MOST_BYTES),
        b'{"path": null, "demo": false, "page": null}\n',
        line() + line(),
    ],
)
def test_anything_else_is_no_request(message: bytes) -> None:
    assert read(message) is None


@given(st.binary(max_size=300))
def test_no_bytes_do_any_harm(message: bytes) -> None:
    request = read(message)
    assert request is None or isinstance(request, WindowRequest)


def test_the_seat_is_the_users_alone_and_of_one_program(tmp_path: Path) -> None:
    seat = take_seat(tmp_path / "state")
    assert seat is not None
    assert stat.S_IMODE((tmp_path / "state" / SOCKET_NAME).stat().st_mode) == 0o600
    assert stat.S_IMODE((tmp_path / "state").stat().st_mode) == 0o700
    assert take_seat(tmp_path / "state") is None
    seat.leave()
    assert not (tmp_path / "state" / SOCKET_NAME).exists()
    again = take_seat(tmp_path / "state")
    assert again is not None
    again.leave()


def test_a_socket_that_a_crash_left_is_replaced(tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as left, handover._address(tmp_path) as address:
        left.bind(address)
    (tmp_path / LOCK_NAME).touch()
    assert not hand_over(tmp_path, REQUEST)
    seat = take_seat(tmp_path)
    assert seat is not None
    seat.leave()


def answering(seat: handover.Seat, answer: bytes) -> tuple[threading.Thread, list[bytes]]:
    """Answers the next start on another thread."""
    heard: list[bytes] = []
    seat.ear.setblocking(True)

    def answer_one() -> None:
        connection, _ = seat.ear.accept()
        with connection:
            heard.append(connection.recv(MOST_BYTES))
            connection.sendall(answer)

    thread = threading.Thread(target=answer_one)
    thread.start()
    return thread, heard


@pytest.mark.parametrize("below", ["state", "/".join(["a-long-folder-name"] * 8)])
def test_a_request_reaches_the_program_that_runs_however_long_its_folder(
    tmp_path: Path, below: str
) -> None:
    folder = tmp_path / below
    seat = take_seat(folder)
    if seat is None and not sys.platform.startswith("linux"):
        pytest.skip("the path is too long for a socket here")
    assert seat is not None
    thread, heard = answering(seat, ANSWER)
    assert hand_over(folder, REQUEST, patience_s=60)
    thread.join()
    seat.leave()
    assert read(heard[0]) == REQUEST


def test_who_answers_otherwise_has_not_taken_it(tmp_path: Path) -> None:
    seat = take_seat(tmp_path)
    assert seat is not None
    thread, _ = answering(seat, b"no")
    assert not hand_over(tmp_path, REQUEST, patience_s=60)
    thread.join()
    seat.leave()


def test_a_program_that_hangs_is_not_waited_for(tmp_path: Path) -> None:
    seat = take_seat(tmp_path)
    assert seat is not None
    assert not hand_over(tmp_path, REQUEST, patience_s=0.05)
    seat.leave()


def test_a_socket_of_another_user_is_not_spoken_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seat = take_seat(tmp_path)
    assert seat is not None
    mine = os.geteuid()
    monkeypatch.setattr(os, "geteuid", lambda: mine + 1)
    assert not hand_over(tmp_path, REQUEST)
    seat.leave()


def test_a_folder_that_cannot_be_made_means_a_window_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    assert take_seat(tmp_path / "file" / "state") is None
    assert not hand_over(tmp_path / "file" / "state", REQUEST)
