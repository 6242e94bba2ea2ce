"""How a file is read, chosen so that looking at it leaves no trace.

The rules, each measured (SQLite 3.40.1, read as another user than the owner):

* A WAL database that nobody has open (an empty or no `-wal`) is read as immutable: an ordinary read-only connection
  would leave a `-wal` and `-shm` of ours in the owner's folder.
* With `-wal` and `-shm` there, an ordinary read-only connection reads both and leaves them there.
* A `-wal` with content and without `-shm` was left by a crash or came with a copied file. Immutable would silently lose
  its rows, and an ordinary connection would leave a `-shm`: it is read from a private copy.
* A hot journal has to be rolled back before reading. Read-only, SQLite refuses; immutable shows the half-made change:
  private copy.
* A backup that is compressed or encrypted is unpacked into a private copy.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.sidefiles import beside, look_beside, stamp, state_of
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.database.wrapping import Wrapping

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.header import Header
    from hive_inspector.core.database.sidefiles import FileStamp, FileState, SideFiles


class Way(Enum):
    """How a file is read."""

    LIVE = "live"
    """In place, with SQLite's locks: sees what other programs commit."""
    IMMUTABLE = "immutable"
    """In place, without locks or side files: for a WAL database that nobody has open."""
    PRIVATE_COPY = "private copy"
    """From a copy in a private folder: unpacked there, or to let SQLite recover what a crash left."""


@dataclass(frozen=True, slots=True)
class Opening:
    """The way chosen for a file, and what it was chosen by."""

    way: Way
    read_path: Path
    """The file that connections open: the database itself or its private copy."""
    header: Header
    state: FileState
    """The database's files when it was chosen; reading as immutable holds only while they stay so."""
    salvaging: bool = False
    """Whether the file is damaged, and SQLite is told to show what can be read all the same."""
    note: str = ""
    """What the user should know about this way, or empty."""
    wrapping: Wrapping = Wrapping.PLAIN
    """What the private copy was unpacked from; `PLAIN` where the file is a database itself."""
    avoided: frozenset[str] = frozenset()
    """Tables and views that harm SQLite, and are not to be compiled, loaded or read in this process."""
    computed: frozenset[str] = frozenset()
    """Tables and views, by folded name, whose rows the file itself computes: see `entrusting`."""
    mode: str = "ro"
    """`"rw"` where connections may write, or recover a private copy."""

    @property
    def uri(self) -> str:
        """The address that SQLite is given."""
        return file_uri(self.read_path, self.mode, immutable=self.way is Way.IMMUTABLE)


def first_choice(found: Header, side_files: SideFiles) -> Way:
    """The way to read a file without leaving a trace, by the rules above."""
    wal, shm, journal = side_files.wal, side_files.shm, side_files.journal
    if not found.uses_wal and wal is None:
        return Way.LIVE
    if journal:
        return Way.PRIVATE_COPY
    if wal is None or (wal == 0 and shm is None):
        return Way.IMMUTABLE
    return Way.PRIVATE_COPY if shm is None else Way.LIVE


def second_choice(side_files: SideFiles) -> Way:
    """The way where SQLite could not read the file live, for lack of permissions or because of a crash."""
    return Way.PRIVATE_COPY if side_files.wal or side_files.journal else Way.IMMUTABLE


def still_holds(opening: Opening, real_path: Path, *, read_only: bool) -> bool:
    """Whether connections may go on as they were opened: nothing lost, and no trace left by the next one.

    Asked at each lease, so it looks at no more files than it has to (2 microseconds each).
    """
    was, database = opening.state, stamp(real_path)
    if opening.way is Way.LIVE:
        same_file = database and was.database and database.inode == was.database.inode
        return bool(same_file) and not (read_only and _may_leave_a_trace(was, real_path, database))
    unchanged = database == was.database and stamp(beside(real_path, "-wal")) == was.wal
    if opening.way is Way.IMMUTABLE or (unchanged and state_of(real_path) == was):
        return unchanged
    return first_choice(opening.header, look_beside(real_path)) is Way.PRIVATE_COPY


def _may_leave_a_trace(was: FileState, real_path: Path, database: FileStamp | None) -> bool:
    """Whether reading on in place might make a `-wal` and `-shm` of ours.

    There has to be no log: it was there and is gone, or the file was changed since, perhaps into a WAL database.
    """
    may = was.wal is not None or database != was.database
    return may and stamp(beside(real_path, "-wal")) is None
