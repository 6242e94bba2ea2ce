"""What is replayed is what happened, and what may be left of it is no more than what a disk may lose."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.faults.power import BLOCK, Disk, Event, read_events

if TYPE_CHECKING:
    from pathlib import Path


def shown(text: str) -> str:
    """As `strace -xx` writes it."""
    return "".join(f"\\x{byte:02x}" for byte in text.encode())


def test_system_calls_are_read_back(tmp_path: Path) -> None:
    log, file = tmp_path / "log", f"{tmp_path}/a.db"
    path, named = f"3<{shown(file)}>", f'"{shown(file)}"'
    log.write_text(
        f"""7 openat(AT_FDCWD<{shown("/")}>, {named}, O_RDWR|O_CREAT|O_CLOEXEC, 0644) = {path}
7 pwrite64({path}, "{shown("abcd")}", 4, 8) = 4
8 write(4<pipe:[1]>, "{shown("x")}", 1 <unfinished ...>
7 ftruncate({path}, 10) = 0
8 <... write resumed>) = 1
7 pwrite64({path}, "{shown("no")}", 2, 0) = -1 EIO (Input/output error)
7 fdatasync({path}) = 0
7 rename({named}, "{shown(f"{tmp_path}/b.db")}") = 0
7 unlink("{shown(f"{tmp_path}/a.db-shm")}") = 0
7 +++ exited with 0 +++
""",
        encoding="ascii",
    )
    assert read_events(log, tmp_path) == [
        Event("make", file),
        Event("write", file, 8, b"abcd"),
        Event("cut", file, 10),
        Event("flush", file),
        Event("rename", file, to=f"{tmp_path}/b.db"),
    ]


def test_what_was_flushed_stays_and_the_rest_may_be_lost_block_by_block() -> None:
    disk, draw = Disk({"a": b"old"}), random.Random(1)
    disk.happen(Event("write", "a", 0, b"new"))
    disk.happen(Event("flush", "a"))
    for _ in range(4):
        disk.happen(Event("append", "a", content=b"x" * 4 * BLOCK))
    assert next(disk.states(draw)) == {"a": b"new"}
    left = {state["a"] for _ in range(50) for state in disk.states(draw)}
    assert len(left) > 5
    assert all(one.startswith(b"new") and set(one[3:]) <= set(b"x\0") for one in left)
    assert disk.files["a"].whole() == b"new" + b"x" * 16 * BLOCK


def test_a_removed_file_may_be_there_again_until_something_is_flushed() -> None:
    disk, draw = Disk({"a": b"a", "b": b"b"}), random.Random(1)
    disk.happen(Event("remove", "b"))
    assert list(disk.states(draw)) == [{"a": b"a"}, {"a": b"a", "b": b"b"}]
    disk.happen(Event("flush", "a"))
    assert list(disk.states(draw)) == [{"a": b"a"}]
