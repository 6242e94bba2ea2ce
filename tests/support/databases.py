"""SQLite files in every state that a user can bring, made by plain `sqlite3` and by processes of their own."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from contextlib import closing, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType
    from typing import Self

ROWS = 500
NOBODY = 65534


def make_database(path: Path, *statements: str, wal: bool = False) -> Path:
    """A file made by plain SQL, closed, with nothing beside it.

    Args:
        path: Where to; must not exist.
        statements: What it holds; a table `item` of 500 rows if none are given.
        wal: Whether it is in WAL mode, as Hive's are.
    """
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        if wal:
            raw.execute("PRAGMA journal_mode = WAL")
        for statement in statements or item_statements():
            raw.execute(statement)
    return path


def item_statements(rows: int = ROWS) -> tuple[str, ...]:
    """A table `item` with that many rows, filling several pages."""
    return (
        "CREATE TABLE item (id INTEGER PRIMARY KEY, name TEXT NOT NULL, filler BLOB)",
        f"""WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {rows})
            INSERT INTO item SELECT i, 'name ' || i, zeroblob(200) FROM n""",
    )


def plain(path: Path, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """What plain `sqlite3` answers about a file that nobody else has open in this process."""
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql, parameters).fetchall()


def contents(folder: Path) -> dict[str, tuple[int, int, str]]:
    """Every file of a folder: owner, permissions and SHA-256; of a `-shm`, which is scratch space, not the bytes."""
    return {
        file.name: (
            file.stat().st_uid,
            file.stat().st_mode,
            "" if file.name.endswith("-shm") else hashlib.sha256(file.read_bytes()).hexdigest(),
        )
        for file in sorted(folder.iterdir())
        if file.is_file()
    }


_OTHER_PROGRAM = """
import json, os, sqlite3, sys
raw = sqlite3.connect(sys.argv[1], isolation_level=None)
for line in sys.stdin:
    order = json.loads(line)
    if order == "crash":
        os._exit(9)
    try:
        answer = raw.execute(order).fetchall()
    except sqlite3.Error as error:
        answer = error.sqlite_errorname
    print(json.dumps(answer), flush=True)
raw.close()
"""


class OtherProgram:
    """Another process that has a database open, does as it is told, and closes it at the end of the block."""

    def __init__(self, path: Path, *statements: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-I", "-S", "-c", _OTHER_PROGRAM, os.fspath(path)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for statement in statements:
            self.execute(statement)

    @property
    def pid(self) -> int:
        """Its process number."""
        return self._process.pid

    def execute(self, sql: str) -> Any:
        """The rows, or the name of SQLite's error code."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(sql) + "\n")
        self._process.stdin.flush()
        return json.loads(self._process.stdout.readline())

    def crash(self) -> None:
        """End without closing anything."""
        assert self._process.stdin is not None
        self._process.stdin.write('"crash"\n')
        self._process.stdin.flush()
        self._process.wait()

    def close(self) -> None:
        """End as a program should."""
        self._process.communicate()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


def leave_wal(path: Path, *statements: str, shm: bool = True) -> Path:
    """Leave a `-wal` with committed statements, as a crash does; without `shm`, as a copied pair of files has it."""
    with OtherProgram(path, "PRAGMA journal_mode = WAL", *statements) as program:
        program.crash()
    if not shm:
        path.with_name(f"{path.name}-shm").unlink()
    return path


def leave_hot_journal(path: Path, statement: str) -> Path:
    """Leave a rollback journal in the middle of a statement that was partly written and never committed."""
    with OtherProgram(path, "PRAGMA cache_size = 2", "BEGIN", statement) as program:
        program.crash()
    assert path.with_name(f"{path.name}-journal").stat().st_size
    return path


@contextmanager
def open_folder() -> Iterator[Path]:
    """A folder that every user may enter, which pytest's own are not."""
    folder = Path(tempfile.mkdtemp(prefix="hive-inspector-test-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        for inner in folder.rglob("*"):
            if inner.is_dir():
                inner.chmod(0o755)
        shutil.rmtree(folder)


@contextmanager
def without_privileges() -> Iterator[None]:
    """Be a user who owns nothing, where the tests run as root; file permissions then count."""
    if os.geteuid():
        yield
        return
    os.setegid(NOBODY)
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)
        os.setegid(0)
