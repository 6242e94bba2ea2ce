"""Regular expressions in statements: `hive_matches(pattern, ignore_case, content)`.

A lease gives the function to its connection when a statement uses it, and takes it away at its end. Python's `re` is
used where it is sure to come to an end soon; any other pattern or longer text goes to a helper process, which is ended
when the work is cancelled, or when a single text takes longer than `SLOWEST_MATCH_S`.
"""

from __future__ import annotations

import math
import re
import subprocess
import threading
import time
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database import matching_helper
from hive_inspector.core.database.beside import command_beside
from hive_inspector.core.database.failures import PatternTooSlow
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.cancellation import CancelToken

MATCHES = "hive_matches"
ARGUMENTS = 3
MATCHED_BYTES = 65_536
"""Bytes of a text, from its start, that a pattern is tried on."""
SLOWEST_MATCH_S = 1.0
_LOOK_EVERY_S = 0.03
"""How often the helper's time and the cancel token are looked at."""
_STEPS = 20_000_000
"""What `re` does in about a fifth of a second."""


class Matcher:
    """What a lease's statements call; used by the lease's thread."""

    def __init__(self, token: CancelToken, encoding: str) -> None:
        self._token = token
        self._encoding = encoding
        self._on_bad_bytes = "surrogateescape" if encoding == "UTF-8" else "replace"
        self._patterns: dict[tuple[str, int], _Pattern] = {}
        self.failure: Exception | None = None
        """Why the function failed, which SQLite does not tell."""

    def __call__(self, pattern: str, ignore_case: int, content: bytes) -> bool:
        """Whether the pattern is found in a text, given as the bytes that the file has."""
        try:
            self._token.raise_if_cancelled()
            text = content.decode(self._encoding, self._on_bad_bytes)
            return self._pattern(pattern, ignore_case).found_in(text)
        except (Cancelled, PatternTooSlow) as error:
            self.failure = error
            raise

    def close(self) -> None:
        """End the helper processes."""
        for pattern in self._patterns.values():
            pattern.close()
        self._patterns.clear()

    def _pattern(self, pattern: str, ignore_case: int) -> _Pattern:
        key = (pattern, ignore_case)
        if key not in self._patterns:
            self._patterns[key] = _Pattern(pattern, bool(ignore_case), self._token)
        return self._patterns[key]


class _Pattern:
    """One pattern, and the helper process that it may need."""

    def __init__(self, pattern: str, ignore_case: bool, token: CancelToken) -> None:  # noqa: FBT001 - SQL's argument
        self._search = re.compile(pattern, re.IGNORECASE if ignore_case else 0).search
        self._quick_up_to = longest_quick_text(pattern)
        self._start = (pattern, ignore_case, token)
        self._helper: _Helper | None = None

    def found_in(self, text: str) -> bool:
        if len(text) <= self._quick_up_to:
            return self._search(text) is not None
        if self._helper is None:
            self._helper = _Helper(*self._start)
        return self._helper.found_in(text)

    def close(self) -> None:
        if self._helper is not None:
            self._helper.close()


class _Helper:
    """A process that looks for one pattern, and the thread that watches over its time."""

    def __init__(self, pattern: str, ignore_case: bool, token: CancelToken) -> None:  # noqa: FBT001 - as above
        self._process = subprocess.Popen(
            command_beside("matching_helper"),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self._token = token
        self._busy_since = math.inf
        self._closed = threading.Event()
        self._watch = threading.Thread(target=self._watch_over, name="matching", daemon=True)
        self._watch.start()
        self._tell(b"\1" if ignore_case else b"\0")
        self._tell(_with_length(pattern))

    def found_in(self, text: str) -> bool:
        self._busy_since = time.monotonic()
        self._tell(_with_length(text), flush=True)
        answer = self._process.stdout.read(1) if self._process.stdout else b""
        self._busy_since = math.inf
        if not answer:
            self._token.raise_if_cancelled()
            raise _too_slow()
        return answer == b"\1"

    def close(self) -> None:
        self._closed.set()
        self._process.kill()
        self._watch.join()
        with self._process:  # closes its streams and waits for it
            self._drop_input()

    def _tell(self, data: bytes, *, flush: bool = False) -> None:
        if self._process.stdin is None:
            return
        try:
            self._process.stdin.write(data)
            if flush:
                self._process.stdin.flush()
        except OSError:  # it was ended; the missing answer tells
            pass

    def _drop_input(self) -> None:
        """Close the way in, with whatever was not sent yet."""
        try:
            if self._process.stdin is not None:
                self._process.stdin.close()
        except OSError:
            pass

    def _watch_over(self) -> None:
        while not self._closed.wait(_LOOK_EVERY_S):
            took = time.monotonic() - self._busy_since
            if took > SLOWEST_MATCH_S or (took > 0 and self._token.is_cancelled):
                self._process.kill()


def longest_quick_text(pattern: str) -> int:
    """Characters of a text on which `re` cannot take more than about a fifth of a second; 0 where that is not known.

    Backtracking tries each repetition at every length from every place: n repetitions take up to the (n + 1)th power of
    the text's length. A repeated group or a reference to one may take exponentially long, so nothing is known of them.
    """
    repeats, choices = 0, 1
    before = ""
    for piece in _PIECE.findall(pattern):
        if piece in _LASTING or (before == ")" and piece[0] in "*+?{"):
            return 0
        if piece[0] in "*+{":
            repeats += 1
        elif piece[0] in "|?":
            choices *= 2
        before = piece
    powers = _STEPS * math.factorial(repeats + 1) / choices / max(1, len(pattern) // 8)
    return int(powers ** (1 / (repeats + 1)))


_PIECE = re.compile(
    r"\\[1-9]|\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\(\?P=|\(\?\(|\(\?(?:<[=!]|P?<[^>]*>|[^)])"
    r"|\*[?+]?|\+[?+]?|\?[?+]?|\{\d*,?\d*\}[?+]?|.",
    re.DOTALL,
)
_LASTING = frozenset({"(?P=", "(?("} | {f"\\{digit}" for digit in range(1, 10)})


def _with_length(text: str) -> bytes:
    data = text.encode("utf-8", "surrogateescape")
    return matching_helper.LENGTH.pack(len(data)) + data


def _too_slow() -> PatternTooSlow:
    return PatternTooSlow(
        tr(
            "The pattern does not come to an end on the text of some row within "
            "{slowest_match_s:.0f} second.",
            slowest_match_s=SLOWEST_MATCH_S,
        ),
        tr("Write it without repeated groups such as (a+)+, or anchor it with ^."),
    )
