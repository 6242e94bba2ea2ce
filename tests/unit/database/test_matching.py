"""Patterns in statements: found where Python finds them, never a hang, nothing left behind."""

from __future__ import annotations

import re
import threading
import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database import matching
from hive_inspector.core.database.failures import PatternTooSlow, StatementProblem
from hive_inspector.core.database.matching import MATCHES, Matcher, longest_quick_text
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.connections import Database

CATASTROPHE = "(a+)+$"
HOPELESS = b"a" * 64 + b"!"


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    path = make_file(tmp_path / "x.db", ["CREATE TABLE t (a)", "INSERT INTO t VALUES ('aab')"])
    with open_database(DatabaseTarget(path)) as opened:
        yield opened


@pytest.mark.parametrize(
    "pattern",
    ["abc", "a*b", r"\d+", "foo.*bar", "[*+?]+", r"a\+b", "(a|b)c", "^x?y$", "a{2,3}", "(?:ab)c*"],
)
def test_a_pattern_that_comes_to_an_end_soon_is_tried_in_this_process(pattern: str) -> None:
    assert longest_quick_text(pattern) > 1_000


@pytest.mark.parametrize(
    "pattern",
    ["(a+)+", "(a|a)*b", "(?:x*)*", r"(a)\1", "(?P<n>a)(?P=n)", "(a?){30}", "(.*)(.*)+", "(ab)?"],
)
def test_a_pattern_of_which_nothing_is_known_is_never_tried_in_this_process(pattern: str) -> None:
    assert longest_quick_text(pattern) == 0


def test_more_repetitions_allow_for_shorter_texts() -> None:
    lengths = [longest_quick_text(".*" * count + "x") for count in range(1, 6)]
    assert lengths == sorted(lengths, reverse=True)
    assert lengths[1] < 1_000
    assert longest_quick_text("a?" * 40 + "b") == 0


@settings(max_examples=60, deadline=None, database=None)
@given(
    st.lists(
        st.sampled_from(["a", "b", ".", "[ab]", "a*", "b+", "a?", "|", "^", "$", r"\w+", "a{2}"]),
        min_size=1,
        max_size=6,
    )
)
def test_no_quick_text_takes_long(pieces: list[str]) -> None:
    pattern = "".join(pieces)
    try:
        compiled = re.compile(pattern)
    except re.error:
        return
    length = min(longest_quick_text(pattern), 5_000)
    for text in ("a" * length, "ab" * (length // 2), "b" * length + "!"):
        began = time.thread_time()
        compiled.search(text[:length])
        assert time.thread_time() - began < 2


@pytest.mark.parametrize("pattern", ["a+b", "(a+)+b", "É", "(É)+", "(x)+"])
@pytest.mark.parametrize("ignore_case", [0, 1])
def test_both_ways_find_what_python_finds(pattern: str, ignore_case: int) -> None:
    matcher = Matcher(CancelToken(), "UTF-8")
    try:
        for text in ("aaab", "AAB", "é", "É", "", "a\nb", "x\udcff"):
            found = re.search(pattern, text, re.IGNORECASE if ignore_case else 0) is not None
            content = text.encode("utf-8", "surrogateescape")
            assert matcher(pattern, ignore_case, content) is found, text
    finally:
        matcher.close()


def test_texts_of_other_encodings_are_read_as_such() -> None:
    matcher = Matcher(CancelToken(), "UTF-16le")
    assert matcher("^é$", 0, "é".encode("utf-16-le"))
    assert not matcher("^é$", 0, "é".encode("utf-16-le") + b"x")


def test_a_pattern_that_does_not_come_to_an_end_is_stopped(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "SLOWEST_MATCH_S", 0.2)
    with (
        pytest.raises(PatternTooSlow, match="does not come to an end"),
        database.reading() as connection,
    ):
        connection.rows(f"SELECT {MATCHES}(?, 0, ?)", (CATASTROPHE, HOPELESS))
    monkeypatch.setattr(matching, "SLOWEST_MATCH_S", 60.0)
    with database.reading() as connection:
        sql = f"SELECT a FROM t WHERE {MATCHES}(?, 0, CAST(a AS BLOB))"
        assert connection.rows(sql, ("(a+)+b",)) == [("aab",)]


def test_a_cancel_ends_a_pattern_that_does_not_come_to_an_end(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(matching, "SLOWEST_MATCH_S", 600.0)  # the cancel is to come before it
    token = CancelToken()
    cancelled_at: list[float] = []

    def cancel() -> None:
        cancelled_at.append(time.perf_counter())
        token.cancel()

    timer = threading.Timer(0.2, cancel)
    with pytest.raises(Cancelled), database.reading(token) as connection:
        timer.start()
        list(connection.batches(f"SELECT {MATCHES}(?, 0, ?)", (CATASTROPHE, HOPELESS)))
    assert time.perf_counter() - cancelled_at[0] < 30  # 0.1 on a machine that does nothing else
    timer.join()


def test_the_lease_takes_the_function_and_its_helpers_back(database: Database) -> None:
    sql = f"SELECT {MATCHES}(?, 0, CAST(a AS BLOB)) FROM t"
    with database.reading() as connection:
        assert connection.value(sql, (CATASTROPHE,)) == 0
        assert any(thread.name == "matching" for thread in threading.enumerate())
        raw = connection._raw
    assert not any(thread.name == "matching" for thread in threading.enumerate())
    # Python 3.11 leaves the name behind, with nothing to call
    with pytest.raises(Exception, match=r"no such function|user-defined function raised"):
        raw.execute(sql, (CATASTROPHE,))


def test_other_failures_of_a_statement_with_a_pattern_keep_their_words(database: Database) -> None:
    with pytest.raises(StatementProblem, match="nowhere"), database.reading() as connection:
        connection.rows(f"SELECT {MATCHES}('a', 0, b) FROM nowhere")
