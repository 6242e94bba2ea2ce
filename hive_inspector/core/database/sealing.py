"""Encrypting and decrypting as Hive does, piece by piece, so that no file has to fit into memory."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from hive_inspector.core.database.wrapping import (
    KEY_BYTES,
    MAGIC_BYTES,
    MOST_ENCRYPTED_BYTES,
    NONCE_BYTES,
    PIECE_BYTES,
    PREAMBLE_BYTES,
    SALT_BYTES,
    TAG_BYTES,
    BackupDamaged,
    Password,
    PasswordWrong,
    Wrapping,
    wrapping_of,
)
from hive_inspector.core.errors import Refusal
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from typing import BinaryIO

    from cryptography.hazmat.primitives.ciphers import (
        AEADDecryptionContext,
        Cipher,
    )
    from cryptography.hazmat.primitives.ciphers.modes import GCM

_INSIDE = {
    Wrapping.ENCRYPTED: Wrapping.PLAIN.magic,
    Wrapping.ENCRYPTED_GZIP: Wrapping.GZIP.magic,
}


def encrypt(
    pieces: Iterable[bytes], target: BinaryIO, wrapping: Wrapping, password: Password
) -> None:
    """Write an encrypted backup.

    Args:
        pieces: The database, or its gzip.
        target: An empty file that can be sought in, as the tag stands before what it is made of.
        wrapping: Which of the two encrypted forms.
        password: Opens it again.

    Raises:
        Refusal: There is more than may be encrypted at once.
        OSError: The file cannot be written.
    """
    salt, nonce = os.urandom(SALT_BYTES), os.urandom(NONCE_BYTES)
    encryptor = _cipher(password, salt, nonce).encryptor()
    target.write(wrapping.magic + salt + nonce + bytes(TAG_BYTES))
    done = 0
    for piece in pieces:
        done += len(piece)
        if done > MOST_ENCRYPTED_BYTES:
            raise Refusal(
                tr("The database is larger than the 64 GB that Hive's encryption allows."),
                tr("Make the backup without encryption, and encrypt it by other means."),
            )
        target.write(encryptor.update(piece))
    target.write(encryptor.finalize())
    target.seek(PREAMBLE_BYTES - TAG_BYTES)
    target.write(encryptor.tag)
    target.seek(0, os.SEEK_END)


def require_authentic(source: BinaryIO, password: Password, report: Callable[[int], None]) -> None:
    """Make sure that the password opens an encrypted backup and that no bit of it was changed; writes nothing.

    Args:
        source: The file; read from its beginning.
        password: What it was encrypted with.
        report: Called with the bytes read so far after each piece; may raise to stop.

    Raises:
        PasswordWrong: It does not open it.
        BackupDamaged: The file was cut off or changed.
        OSError: It cannot be read.
    """
    for _ in decrypted(source, password, report):
        pass


def decrypted(
    source: BinaryIO, password: Password, report: Callable[[int], None]
) -> Iterator[bytes]:
    """What an encrypted backup holds, piece by piece. Nothing of it may be used before the last piece has come.

    Raises:
        PasswordWrong: The password does not open it.
        BackupDamaged: The file was cut off or changed; raised after the last piece.
        OSError: It cannot be read.
    """
    from cryptography.exceptions import InvalidTag

    source.seek(0)
    wrapping, decryptor, tag = _begun(source.read(PREAMBLE_BYTES), password)
    is_opened: bool | None = None
    done = PREAMBLE_BYTES
    while piece := source.read(PIECE_BYTES):
        done += len(piece)
        report(done)
        plain = decryptor.update(piece)
        if is_opened is None:
            is_opened = plain.startswith(_INSIDE[wrapping])
        yield plain
    try:
        decryptor.finalize_with_tag(tag)
    except InvalidTag as error:
        if not is_opened:
            raise PasswordWrong from error
        raise BackupDamaged(
            tr(
                "This encrypted backup was changed or cut off after it was made; nothing of it "
                "was used."
            ),
            tr("Use another backup."),
        ) from error


def _begun(preamble: bytes, password: Password) -> tuple[Wrapping, AEADDecryptionContext, bytes]:
    wrapping = wrapping_of(preamble)
    if wrapping not in _INSIDE:
        raise BackupDamaged(tr("This is no encrypted Hive backup."), tr("Choose another file."))
    if len(preamble) < PREAMBLE_BYTES:
        raise BackupDamaged(
            tr("This encrypted backup is cut off: it ends before what is encrypted begins."),
            tr("Use another backup."),
        )
    nonce_at = MAGIC_BYTES + SALT_BYTES
    tag_at = nonce_at + NONCE_BYTES
    cipher = _cipher(password, preamble[MAGIC_BYTES:nonce_at], preamble[nonce_at:tag_at])
    return wrapping, cipher.decryptor(), preamble[tag_at:]


def _cipher(password: Password, salt: bytes, nonce: bytes) -> Cipher[GCM]:
    from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes

    return Cipher(algorithms.AES(key_of(password, salt)), modes.GCM(nonce))


def key_of(password: Password, salt: bytes) -> bytes:
    """The key that Hive makes of a password; takes some 50 ms and 16 MB, on purpose."""
    from cryptography.hazmat.primitives.kdf.scrypt import Scrypt

    return Scrypt(salt=salt, length=KEY_BYTES, n=16384, r=8, p=1).derive(password.bytes)
