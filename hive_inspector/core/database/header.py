"""The first bytes of a file: is it a SQLite database, and if not, what is it?

Offsets from sqlite.org/fileformat2.html §1.3.
"""

from __future__ import annotations

from dataclasses import dataclass

from hive_inspector.core.database.failures import DatabaseDamaged, NotADatabase
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

SIZE = 100
MAGIC = b"SQLite format 3\x00"
_WAL_VERSION = 2
_NEWEST_SCHEMA_FORMAT = 4
_SMALLEST_PAGE = 512
_LARGEST_PAGE = 65536

_CHOOSE_DATABASE = tr("Choose the database itself, usually ~/.hive/hive-ai.db.")
_RESTORE = tr("Open it for reading, or restore it into the database that is to have its content.")
_FOREIGN_FORMATS: tuple[tuple[bytes, str, str], ...] = (
    (
        b"HIVEENC1",
        tr(
            "This is an encrypted Hive backup, which can be looked at and restored, but not "
            "written."
        ),
        _RESTORE,
    ),
    (
        b"HIVEENC2",
        tr(
            "This is an encrypted and compressed Hive backup, which can be looked at and "
            "restored, but not written."
        ),
        _RESTORE,
    ),
    (
        b"\x1f\x8b",
        tr(
            "This is a gzip-compressed file, perhaps a Hive backup, which can be looked at and "
            "restored, but not written."
        ),
        _RESTORE,
    ),
    (
        b"PK\x03\x04",
        tr("This is a zip archive, not a database."),
        tr("Unpack it and open what is inside; a bundle for support opens in the window as it is."),
    ),
    (b"\x89PNG", tr("This is a picture, not a database."), _CHOOSE_DATABASE),
    (b"%PDF", tr("This is a PDF document, not a database."), _CHOOSE_DATABASE),
    (
        b"\x37\x7f\x06\x82",
        tr("This is the write-ahead log of a database, not the database."),
        tr("Open the file beside it whose name lacks “-wal”."),
    ),
    (
        b"\x37\x7f\x06\x83",
        tr("This is the write-ahead log of a database, not the database."),
        tr("Open the file beside it whose name lacks “-wal”."),
    ),
    (
        b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7",
        tr("This is the rollback journal of a database, not the database."),
        tr("Open the file beside it whose name lacks “-journal”."),
    ),
)


@dataclass(frozen=True, slots=True)
class Header:
    """What the first 100 bytes of a SQLite database say."""

    page_size: int
    """Bytes a page."""
    uses_wal: bool
    newer_to_write: bool
    """A newer SQLite is needed to write this file; reading is allowed."""
    page_count: int | None
    """Pages in the file, or None where the header's figure is out of date."""

    @property
    def expected_bytes(self) -> int | None:
        """Size that the file should have at least, or None where the header does not know."""
        return None if self.page_count is None else self.page_count * self.page_size


def parse(first_bytes: bytes) -> Header:
    """Read a header.

    Args:
        first_bytes: The first 100 bytes of the file, fewer if it is shorter.

    Raises:
        EnvironmentProblem: It is not a database that this SQLite can read; the message says what it is.
    """
    if not first_bytes:
        raise NotADatabase(
            tr("The file is empty: no database has been made in it yet."),
            tr("Start Hive once so that it makes its tables, or choose another file."),
        )
    if not first_bytes.startswith(MAGIC):
        raise _not_a_database(first_bytes)
    if len(first_bytes) < SIZE:
        raise DatabaseDamaged(
            tr("The database is damaged: it ends after {count} bytes.", count=len(first_bytes)),
            tr("Look for a backup; there is nothing in this file to read."),
        )
    return _parse_fields(first_bytes)


def _parse_fields(first_bytes: bytes) -> Header:
    page_size = int.from_bytes(first_bytes[16:18], "big")
    page_size = _LARGEST_PAGE if page_size == 1 else page_size
    if page_size < _SMALLEST_PAGE or page_size & (page_size - 1):
        raise DatabaseDamaged(
            tr("The database is damaged: its header names an impossible page size."),
            tr("Keep this file as it is, work on a copy, and look for a backup."),
        )
    write_version, read_version = first_bytes[18], first_bytes[19]
    schema_format = int.from_bytes(first_bytes[44:48], "big")
    if read_version > _WAL_VERSION or schema_format > _NEWEST_SCHEMA_FORMAT:
        raise EnvironmentProblem(
            tr("The file has a newer SQLite format than this program can read."),
            tr("Open it with a newer Hive Inspector, or export it with the program that made it."),
        )
    count_is_valid = first_bytes[24:28] == first_bytes[92:96]
    page_count = int.from_bytes(first_bytes[28:32], "big")
    return Header(
        page_size=page_size,
        uses_wal=_WAL_VERSION in (write_version, read_version),
        newer_to_write=write_version > _WAL_VERSION,
        page_count=page_count if count_is_valid and page_count else None,
    )


def _not_a_database(first_bytes: bytes) -> EnvironmentProblem:
    for magic, message, hint in _FOREIGN_FORMATS:
        if first_bytes.startswith(magic):
            return EnvironmentProblem(message, hint)
    if _looks_like_text(first_bytes):
        return EnvironmentProblem(tr("This is a text file, not a database."), _CHOOSE_DATABASE)
    return NotADatabase(
        tr("This file is not a SQLite database, or it is encrypted."), _CHOOSE_DATABASE
    )


def _looks_like_text(first_bytes: bytes) -> bool:
    try:
        text = (
            first_bytes[:-4].decode("utf-8") if len(first_bytes) >= SIZE else first_bytes.decode()
        )
    except UnicodeDecodeError:
        return False
    return all(character.isprintable() or character in "\r\n\t\f" for character in text)
