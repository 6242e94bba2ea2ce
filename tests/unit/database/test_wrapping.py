"""Gzip and Hive's encryption around a database: both ways, against another implementation, and everything amiss."""

from __future__ import annotations

import gzip
import io
import os
import sqlite3
import zlib
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from Crypto.Cipher import AES
from Crypto.Protocol.KDF import scrypt
from hypothesis import given, settings
from hypothesis import strategies as st

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import unpacking
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.sealing import decrypted, encrypt, key_of
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.unpacking import new_private_file, pack, unpack
from hive_inspector.core.database.way import Way
from hive_inspector.core.database.wrapping import (
    PIECE_BYTES,
    BackupDamaged,
    Password,
    PasswordNeeded,
    PasswordWrong,
    Wrapping,
    wrapping_of,
)
from hive_inspector.core.errors import EnvironmentProblem, InspectorError
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import silent

if TYPE_CHECKING:
    from pathlib import Path

WORDS = "Straße \N{KEY} 1"
PASSWORD = Password(WORDS)
WRAPPED = [one for one in Wrapping if one is not Wrapping.PLAIN]
ENCRYPTED = [one for one in WRAPPED if one.is_encrypted]
EVERY_WRAPPING = pytest.mark.parametrize("wrapping", WRAPPED)
EVERY_ENCRYPTION = pytest.mark.parametrize("wrapping", ENCRYPTED)


def database(path: Path, rows: int = 300) -> Path:
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE t (a INTEGER PRIMARY KEY, b TEXT)")
        raw.executemany(
            "INSERT INTO t (b) VALUES (?)", ((os.urandom(300).hex(),) for _ in range(rows))
        )
        raw.commit()
    return path


def hives_own(content: bytes, words: str = WORDS, *, zipped: bool = False) -> bytes:
    """What Hive would write, by pycryptodome."""
    salt, nonce = os.urandom(16), os.urandom(12)
    cipher = AES.new(hives_key(words, salt), AES.MODE_GCM, nonce=nonce, mac_len=16)
    secret, tag = cipher.encrypt_and_digest(gzip.compress(content) if zipped else content)
    return (b"HIVEENC2" if zipped else b"HIVEENC1") + salt + nonce + tag + secret


def opened_by_hive(content: bytes, words: str = WORDS) -> bytes:
    """What Hive would find in an encrypted backup, by pycryptodome."""
    magic, salt, nonce, tag = content[:8], content[8:24], content[24:36], content[36:52]
    cipher = AES.new(hives_key(words, salt), AES.MODE_GCM, nonce=nonce, mac_len=16)
    plain = cipher.decrypt_and_verify(content[52:], tag)
    return gzip.decompress(plain) if magic == b"HIVEENC2" else plain


def hives_key(words: str, salt: bytes) -> bytes:
    key = scrypt(words.encode(), salt, 32, N=16384, r=8, p=1)
    assert isinstance(key, bytes)
    return key


def made(source: Path, target: Path, wrapping: Wrapping) -> Path:
    with new_private_file(target) as file:
        pack(source, file, wrapping, PASSWORD, lambda _: None)
    return target


def unpacked(source: Path, password: Password | None = PASSWORD) -> bytes:
    """What is in a file, or nothing in a folder that holds nothing else."""
    folder = source.with_name("unpacked")
    folder.mkdir(exist_ok=True)
    target = folder / "u.db"
    target.unlink(missing_ok=True)
    unpack(source, target, password, CancelToken(), silent)
    assert target.stat().st_mode & 0o777 == 0o600
    return target.read_bytes()


@EVERY_WRAPPING
def test_what_is_wrapped_comes_out_as_it_was(tmp_path: Path, wrapping: Wrapping) -> None:
    source = database(tmp_path / "a.db")
    wrapped = made(source, tmp_path / "w", wrapping)
    assert wrapping_of(wrapped.read_bytes()) is wrapping
    assert unpacked(wrapped) == source.read_bytes()


@EVERY_ENCRYPTION
def test_an_independent_implementation_opens_what_we_encrypt(
    tmp_path: Path, wrapping: Wrapping
) -> None:
    source = database(tmp_path / "a.db")
    wrapped = made(source, tmp_path / "w", wrapping)
    assert opened_by_hive(wrapped.read_bytes()) == source.read_bytes()


@EVERY_ENCRYPTION
def test_we_open_what_an_independent_implementation_encrypts(
    tmp_path: Path, wrapping: Wrapping
) -> None:
    source = database(tmp_path / "a.db")
    wrapped = tmp_path / "w"
    wrapped.write_bytes(hives_own(source.read_bytes(), zipped=wrapping.is_compressed))
    assert unpacked(wrapped) == source.read_bytes()


def test_what_we_compress_is_gzip_to_others(tmp_path: Path) -> None:
    source = database(tmp_path / "a.db")
    assert gzip.decompress(made(source, tmp_path / "w", Wrapping.GZIP).read_bytes()) == (
        source.read_bytes()
    )


def test_the_key_is_that_of_rfc_7914() -> None:
    """The third vector of section 12, of which a key takes the first 32 bytes."""
    expected = "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2"
    assert key_of(Password("pleaseletmein"), b"SodiumChloride").hex() == expected


def test_a_file_written_down_once_still_opens(tmp_path: Path) -> None:
    """The first page of an empty database, made by pycryptodome with salt 00 01 …, nonce 10 11 …."""
    plain = b"SQLite format 3\0" + bytes.fromhex("02000101004020200000000100000001") + bytes(480)
    salt, nonce = bytes(range(16)), bytes(range(16, 28))
    cipher = AES.new(hives_key("hive", salt), AES.MODE_GCM, nonce=nonce, mac_len=16)
    secret, tag = cipher.encrypt_and_digest(plain)
    assert (tag.hex(), secret[:16].hex()) == KNOWN
    path = tmp_path / "known"
    path.write_bytes(b"HIVEENC1" + salt + nonce + tag + secret)
    assert unpacked(path, Password("hive")) == plain


@EVERY_ENCRYPTION
def test_the_same_database_is_never_encrypted_the_same_way_twice(
    tmp_path: Path, wrapping: Wrapping
) -> None:
    source = database(tmp_path / "a.db", 1)
    one, other = (made(source, tmp_path / name, wrapping).read_bytes() for name in "xy")
    assert one[8:24] != other[8:24]
    assert one[24:36] != other[24:36]


@EVERY_ENCRYPTION
def test_a_wrong_password_says_so_and_nothing_is_written(
    tmp_path: Path, wrapping: Wrapping
) -> None:
    wrapped = made(database(tmp_path / "a.db"), tmp_path / "w", wrapping)
    for password in (Password(WORDS + " "), Password(""), Password("x" * 100_000)):
        with pytest.raises(PasswordWrong, match="The password does not open this backup"):
            unpacked(wrapped, password)
        assert not any((tmp_path / "unpacked").iterdir())
    with pytest.raises(PasswordNeeded, match="without its password it cannot be opened"):
        unpacked(wrapped, None)
    assert WORDS not in repr(DatabaseTarget(wrapped, password=PASSWORD))


@EVERY_ENCRYPTION
@pytest.mark.parametrize("at", [8, 24, 36, 52, -1])
def test_a_changed_bit_anywhere_is_noticed_before_anything_is_written(
    tmp_path: Path, wrapping: Wrapping, at: int
) -> None:
    wrapped = made(database(tmp_path / "a.db"), tmp_path / "w", wrapping)
    content = bytearray(wrapped.read_bytes())
    content[at] ^= 1
    wrapped.write_bytes(content)
    with pytest.raises((BackupDamaged, PasswordWrong)):
        unpacked(wrapped)
    assert not any((tmp_path / "unpacked").iterdir())


@EVERY_WRAPPING
def test_a_file_that_is_cut_off_anywhere_says_so(tmp_path: Path, wrapping: Wrapping) -> None:
    wrapped = made(database(tmp_path / "a.db"), tmp_path / "w", wrapping)
    content = wrapped.read_bytes()
    for length in (3, 30, 51, 52, 5_000, len(content) - 1):
        wrapped.write_bytes(content[:length])
        with pytest.raises(EnvironmentProblem) as told:
            unpacked(wrapped)
        assert told.value.message.endswith(".")
        assert told.value.hint.endswith(".")


def test_several_members_and_padding_are_one_gzip(tmp_path: Path) -> None:
    content = database(tmp_path / "a.db").read_bytes()
    path = tmp_path / "w"
    path.write_bytes(
        gzip.compress(content[:5_000]) + bytes(7) + gzip.compress(content[5_000:]) + bytes(9)
    )
    assert unpacked(path) == content
    path.write_bytes(gzip.compress(content) + b"rest")
    with pytest.raises(BackupDamaged, match="cannot be unpacked"):
        unpacked(path)


def test_what_was_compressed_a_thousand_times_is_unpacked_in_bounded_pieces(tmp_path: Path) -> None:
    content = b"SQLite format 3\0" + bytes.fromhex("10000101004020200000000100001000")
    content += bytes(16_777_216 - len(content))
    path = tmp_path / "w"
    path.write_bytes(gzip.compress(content))
    with path.open("rb") as file:
        pieces = list(unpacking._decompressed(unpacking.pieces_of(file, lambda _: None)))
    assert max(map(len, pieces)) <= PIECE_BYTES
    assert b"".join(pieces) == content


def test_a_disk_that_is_nearly_full_is_not_filled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wrapped = made(database(tmp_path / "a.db"), tmp_path / "w", Wrapping.GZIP)
    monkeypatch.setattr(unpacking, "_SPARE_BYTES", 1 << 60)
    with pytest.raises(EnvironmentProblem, match="The disk has no room for what is packed"):
        unpacked(wrapped)


@EVERY_WRAPPING
def test_a_backup_is_opened_as_the_database_it_holds(tmp_path: Path, wrapping: Wrapping) -> None:
    folder = tmp_path / "users"
    folder.mkdir()
    wrapped = made(database(tmp_path / "a.db"), folder / "backup", wrapping)
    target = DatabaseTarget(wrapped, password=PASSWORD)
    with open_database(target) as opened:
        assert opened.opened.way is Way.PRIVATE_COPY
        assert opened.opened.wrapping is wrapping
        assert opened.opened.note.startswith("Read from a private copy: this ")
        assert opened.real_path == wrapped.resolve()
        with opened.reading() as connection:
            assert connection.integer("SELECT count(*) FROM t") == 300
        assert len(list(app_paths().private_copies.iterdir())) == 1
    assert not list(app_paths().private_copies.iterdir())
    assert [path.name for path in folder.iterdir()] == ["backup"]


@EVERY_WRAPPING
def test_what_takes_the_place_of_an_open_backup_is_unpacked_anew(
    tmp_path: Path, wrapping: Wrapping
) -> None:
    wrapped = made(database(tmp_path / "a.db", 10), tmp_path / "backup", wrapping)
    other = made(database(tmp_path / "b.db", 20), tmp_path / "other", wrapping)
    with open_database(DatabaseTarget(wrapped, password=PASSWORD)) as opened:
        other.replace(wrapped)
        with opened.reading() as connection:
            assert connection.integer("SELECT count(*) FROM t") == 20
        assert len(list(app_paths().private_copies.iterdir())) == 1


@EVERY_WRAPPING
def test_a_backup_is_not_opened_for_writing(tmp_path: Path, wrapping: Wrapping) -> None:
    wrapped = made(database(tmp_path / "a.db", 10), tmp_path / "backup", wrapping)
    with pytest.raises(EnvironmentProblem, match="looked at and restored, but not written"):
        open_database(DatabaseTarget(wrapped, Access.WRITABLE, PASSWORD))


@EVERY_WRAPPING
def test_a_cancel_leaves_nothing(tmp_path: Path, wrapping: Wrapping) -> None:
    wrapped = made(database(tmp_path / "a.db", 6_000), tmp_path / "backup", wrapping)
    token = CancelToken()
    steps = []

    def cancel(_done: int, _total: int | None, step: str) -> None:
        steps.append(step)
        token.cancel()

    with pytest.raises(Cancelled):
        open_database(DatabaseTarget(wrapped, password=PASSWORD), token=token, progress=cancel)
    assert set(steps) <= {"Unpacking the backup", "Checking the encryption"}
    assert not list(app_paths().private_copies.iterdir())


def test_more_than_may_be_encrypted_at_once_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hive_inspector.core.database.sealing.MOST_ENCRYPTED_BYTES", 10)
    with pytest.raises(InspectorError, match="larger than the 64 GB"):
        encrypt([b"123456", b"789012"], io.BytesIO(), Wrapping.ENCRYPTED, PASSWORD)


@settings(max_examples=25, deadline=None)
@given(st.binary(max_size=300), st.sampled_from([b"", *(one.magic for one in Wrapping)]))
def test_any_bytes_are_told_of_and_never_a_crash(content: bytes, magic: bytes) -> None:
    file = io.BytesIO(magic + content)
    try:
        if wrapping_of(magic) in ENCRYPTED:
            for _ in decrypted(file, PASSWORD, lambda _: None):
                pass
        else:
            for piece in unpacking._decompressed(unpacking.pieces_of(file, lambda _: None)):
                assert len(piece) <= PIECE_BYTES
    except InspectorError:
        return
    assert not file.getvalue().startswith(b"HIVE")


@settings(max_examples=100, deadline=None)
@given(
    st.lists(st.binary(max_size=2_000), max_size=4),
    st.lists(st.integers(1, 4_000), min_size=1, max_size=5),
)
def test_gzip_in_any_pieces_is_what_it_was(contents: list[bytes], lengths: list[int]) -> None:
    whole = b"".join(map(gzip.compress, contents))
    pieces, at = [], 0
    for number in range(len(whole)):
        length = lengths[number % len(lengths)]
        pieces.append(whole[at : at + length])
        at += length
    assert b"".join(unpacking._decompressed(p for p in pieces if p)) == b"".join(contents)
    assert zlib.crc32(b"".join(pieces)) == zlib.crc32(whole)


KNOWN = ("dfb76851fe15ff66b5f2e4f9c028456d", "bbaf7f1360747b14b746a7e6c4a6c272")
"""Tag and first 16 encrypted bytes, written down from pycryptodome 3.20."""
