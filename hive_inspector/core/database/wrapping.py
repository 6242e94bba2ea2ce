"""What a backup may be wrapped in: gzip, Hive's encryption, or both; told by the first bytes of a file.

Hive's encrypted backups begin with 8 bytes that say which, then 16 bytes salt, 12 bytes nonce and 16 bytes tag; the
rest is the database, or its gzip, under AES-256-GCM with scrypt of the password (N=16384, r=8, p=1) as key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import mark, tr

PIECE_BYTES = 1024 * 1024
"""How much is in memory at once."""
SALT_BYTES = 16
NONCE_BYTES = 12
TAG_BYTES = 16
KEY_BYTES = 32
MAGIC_BYTES = 8
PREAMBLE_BYTES = MAGIC_BYTES + SALT_BYTES + NONCE_BYTES + TAG_BYTES
"""Everything before the encrypted bytes."""
MOST_ENCRYPTED_BYTES = 2**36 - 32
"""What AES-GCM may encrypt under one nonce (NIST SP 800-38D)."""


class Wrapping(Enum):
    """What is around a database; the value is what reports call it."""

    PLAIN = mark("plain")
    GZIP = mark("gzip")
    ENCRYPTED = mark("encrypted")
    ENCRYPTED_GZIP = mark("encrypted gzip")

    @property
    def is_encrypted(self) -> bool:
        """Whether a password is needed to look inside."""
        return self in {Wrapping.ENCRYPTED, Wrapping.ENCRYPTED_GZIP}

    @property
    def is_compressed(self) -> bool:
        """Whether there is gzip around the database."""
        return self in {Wrapping.GZIP, Wrapping.ENCRYPTED_GZIP}

    @property
    def magic(self) -> bytes:
        """How such a file begins."""
        return _MAGIC[self]


_MAGIC = {
    Wrapping.PLAIN: b"SQLite format 3\x00",
    Wrapping.GZIP: b"\x1f\x8b\x08",
    Wrapping.ENCRYPTED: b"HIVEENC1",
    Wrapping.ENCRYPTED_GZIP: b"HIVEENC2",
}
TITLES = {
    Wrapping.PLAIN: tr("database"),
    Wrapping.GZIP: tr("gzip-compressed file"),
    Wrapping.ENCRYPTED: tr("encrypted Hive backup"),
    Wrapping.ENCRYPTED_GZIP: tr("encrypted and compressed Hive backup"),
}


@dataclass(frozen=True, slots=True)
class Password:
    """A password, which no message or log shows by accident."""

    text: str = field(repr=False)

    @property
    def bytes(self) -> bytes:
        """As the key is made of it; what came from a variable and is no UTF-8 stays as it was."""
        return self.text.encode("utf-8", "surrogateescape")


class PasswordNeeded(EnvironmentProblem):
    """A file is encrypted, and no password was given."""

    def __init__(self, wrapping: Wrapping) -> None:
        super().__init__(
            tr(
                "This is an {title}: without its password it cannot be opened.",
                title=TITLES[wrapping],
            ),
            tr("Open it with the password that it was made with."),
        )


class PasswordWrong(EnvironmentProblem):
    """The password does not open the file; that it was changed at its very beginning looks the same."""

    def __init__(self) -> None:
        super().__init__(
            tr("The password does not open this backup."),
            tr(
                "Try the password again; if it is the right one, the file was changed and another "
                "backup is needed."
            ),
        )


class BackupDamaged(EnvironmentProblem):
    """A backup was cut off or changed, or there is no database in it; nothing of it was used."""


def wrapping_of(first_bytes: bytes) -> Wrapping | None:
    """What is around a database, by the first bytes of the file; None where it is none of these."""
    found = (one for one, magic in _MAGIC.items() if first_bytes.startswith(magic))
    return next(found, None)
