"""Taking a database out of what it is wrapped in, into a private file, and putting one in.

What is encrypted is gone through twice: once to check its tag, and only then to write what it holds, so that nothing of
a file that was changed is ever on the disk or read as a database.
"""

from __future__ import annotations

import os
import shutil
import zlib
from typing import TYPE_CHECKING

from hive_inspector.core.database import header
from hive_inspector.core.database.sealing import decrypted, encrypt, require_authentic
from hive_inspector.core.database.wrapping import (
    PIECE_BYTES,
    TITLES,
    BackupDamaged,
    PasswordNeeded,
    Wrapping,
    wrapping_of,
)
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from pathlib import Path
    from typing import BinaryIO, TypeAlias

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.wrapping import Password
    from hive_inspector.core.progress import Progress

    Report: TypeAlias = Callable[[int], None]
    """Hears of bytes read so far; may raise to stop."""

LEVEL = 6
"""Of gzip, as Hive's."""
_GZIP = 16 + zlib.MAX_WBITS
_SPARE_BYTES = 64 * 1024 * 1024
_BETWEEN_LOOKS = 32 * 1024 * 1024
"""Bytes written between two looks at the room that is left."""
_UNPACKING = tr("Unpacking the backup")
_CHECKING = tr("Checking the encryption")


def unpack(
    source: Path, target: Path, password: Password | None, token: CancelToken, progress: Progress
) -> Wrapping:
    """Write the database that a file holds into a new file, readable by its owner alone.

    Args:
        source: The wrapped file, which SQLite has not open.
        target: A name that is not taken, in a private folder. What exists of it after a failure is the caller's to
            remove.
        password: For a file that is encrypted.
        token: Stops it.
        progress: Hears of bytes of the source.

    Returns:
        What was around it.

    Raises:
        PasswordNeeded: It is encrypted and there is no password.
        PasswordWrong: The password does not open it.
        BackupDamaged: It was cut off or changed, or holds no database.
        EnvironmentProblem: There is no room.
        OSError: A file cannot be read or written.
        Cancelled: The token was cancelled.
    """

    def reporting(step: str) -> Report:
        def report(done: int) -> None:
            token.raise_if_cancelled()
            progress(done, total, step)

        return report

    with source.open("rb") as file:
        total = os.fstat(file.fileno()).st_size
        wrapping = wrapping_of(file.read(len(Wrapping.PLAIN.magic)))
        if wrapping is None:
            raise BackupDamaged(tr("This is no backup of a database."), tr("Choose another file."))
        if wrapping.is_encrypted:
            if password is None:
                raise PasswordNeeded(wrapping)
            require_authentic(file, password, reporting(_CHECKING))
            pieces = decrypted(file, password, reporting(_UNPACKING))
        else:
            pieces = pieces_of(file, reporting(_UNPACKING))
        if wrapping.is_compressed:
            pieces = _decompressed(pieces)
        with new_private_file(target) as written:
            _write(_database(pieces, wrapping), written, target.parent)
    return wrapping


def pack(
    source: Path, target: BinaryIO, wrapping: Wrapping, password: Password | None, report: Report
) -> None:
    """Write a database into a file with gzip, Hive's encryption or both around it.

    Args:
        source: The database, which SQLite has not open.
        target: An empty file that can be sought in.
        wrapping: What to put around it.
        password: For the encrypted forms.
        report: Called with the bytes of the database read so far after each piece.

    Raises:
        PasswordNeeded: It is to be encrypted and there is no password.
        Refusal: It is too large to be encrypted.
        OSError: A file cannot be read or written.
    """
    with source.open("rb") as file:
        pieces = pieces_of(file, report)
        if wrapping.is_compressed:
            pieces = _compressed(pieces)
        if not wrapping.is_encrypted:
            target.writelines(pieces)
        elif password is None:
            raise PasswordNeeded(wrapping)
        else:
            encrypt(pieces, target, wrapping, password)


def pieces_of(file: BinaryIO, report: Report) -> Iterator[bytes]:
    """A file from its beginning, in pieces."""
    file.seek(0)
    done = 0
    while piece := file.read(PIECE_BYTES):
        done += len(piece)
        report(done)
        yield piece


def new_private_file(path: Path) -> BinaryIO:
    """A new file to write that only its owner can read.

    Raises:
        OSError: It cannot be made, or the name is taken.
    """
    flags = os.O_CREAT | os.O_EXCL | os.O_RDWR | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "w+b")


def _write(pieces: Iterable[bytes], file: BinaryIO, folder: Path) -> None:
    """Write pieces for as long as the disk has room to spare."""
    until_look = 0
    for piece in pieces:
        until_look -= len(piece)
        if until_look <= 0:
            if shutil.disk_usage(folder).free < _SPARE_BYTES + _BETWEEN_LOOKS:
                raise EnvironmentProblem(
                    tr(
                        "The disk has no room for what is packed in this file, in {folder}.",
                        folder=folder,
                    ),
                    tr("Free some room and try again."),
                )
            until_look = _BETWEEN_LOOKS
        file.write(piece)


def _database(pieces: Iterator[bytes], wrapping: Wrapping) -> Iterator[bytes]:
    """The pieces, if what they begin with is a database."""
    first = b""
    for piece in pieces:
        first += piece
        if len(first) >= header.SIZE:
            break
    try:
        header.parse(first[: header.SIZE])
    except EnvironmentProblem as error:
        inside = error.message[:1].lower() + error.message[1:]
        raise BackupDamaged(
            tr("In the {title}: {inside}", title=TITLES[wrapping], inside=inside),
            error.hint,
            error.detail,
        ) from error
    yield first
    yield from pieces


def _compressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    packer = zlib.compressobj(LEVEL, wbits=_GZIP)
    for piece in pieces:
        yield packer.compress(piece)
    yield packer.flush()


def _decompressed(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """What gzip holds, in pieces that are bounded however well it was compressed; several members are one."""
    unpacker = zlib.decompressobj(wbits=_GZIP)
    is_within = False
    try:
        for piece in pieces:
            rest, is_more = piece, True
            while is_more:
                if unpacker.eof:
                    rest = rest.lstrip(b"\0")  # padding may come after a member
                    if not rest:
                        break
                    unpacker = zlib.decompressobj(wbits=_GZIP)
                plain = unpacker.decompress(rest, PIECE_BYTES)
                is_within = not unpacker.eof
                rest = unpacker.unconsumed_tail if is_within else unpacker.unused_data
                is_more = bool(rest) or len(plain) == PIECE_BYTES
                yield plain
    except zlib.error as error:
        raise BackupDamaged(
            tr("This compressed backup is damaged: it cannot be unpacked."),
            tr("Use another backup."),
            str(error),
        ) from error
    if is_within:
        raise BackupDamaged(
            tr("This compressed backup is cut off: its end is missing."), tr("Use another backup.")
        )
