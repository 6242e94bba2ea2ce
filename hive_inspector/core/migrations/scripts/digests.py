"""Digests of scripts, by which a file's history knows them again."""

from __future__ import annotations

import hashlib

_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


def normalised_digest(content: bytes) -> str:
    """SHA-256 of a text without what editors and checkouts change: line ends and the byte order mark."""
    text = content.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(text).hexdigest()


def hive_digest(text: str) -> str:
    """MD5 by which Hive's extended dialect knows one of its own `.sql` files.

    It is taken of the text without the lines that begin with `--`, except one that directly follows a header line
    (`-- @ …`), with LF line ends and without white space around the whole.
    """
    kept: list[str] = []
    after_header = False
    for line in text.replace("\r\n", "\n").split("\n"):
        plain = line.strip()
        if plain.startswith("-- @"):
            after_header = True
        elif after_header or not plain.startswith("--"):
            kept.append(line)
            after_header = False
    content = "\n".join(kept).strip()
    return hashlib.md5(content.encode(), usedforsecurity=False).hexdigest()
