"""A column's profile, against plain SQL; samples, secrets, cancel, partial results."""

from __future__ import annotations

import threading
import time
from math import log10
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing import profile, tally
from hive_inspector.core.browsing.profile import ColumnProfile, LengthBar, profile_column
from hive_inspector.core.browsing.tally import Different, Tally
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.values import CellKind, display

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile

VALUES = (
    st.none()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=8)
    | st.binary(max_size=8)
    | st.sampled_from(["a", "b", 1, 1.0, 2, "x" * 100, b"y" * 100])
)


def profiles(browsed: BrowsedFile, table: str, column: str) -> list[ColumnProfile]:
    described = browsed.table(table)
    with browsed.reading() as connection:
        return list(profile_column(connection, described, column))


def last(browsed: BrowsedFile, table: str, column: str) -> ColumnProfile:
    found = profiles(browsed, table, column)[-1]
    assert found.done
    return found


def fill(browsed: BrowsedFile, values: list[Any]) -> None:
    browsed.raw.execute("DROP TABLE IF EXISTS t")
    browsed.raw.execute("CREATE TABLE t (v)")
    if values:
        browsed.insert("t", [(value,) for value in values])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(values=st.lists(VALUES, max_size=40))
def test_a_profile_says_what_plain_sql_says(browsed: BrowsedFile, values: list[Any]) -> None:
    fill(browsed, values)
    found = last(browsed, "t", "v")
    rows, filled, distinct, smallest, largest = browsed.plain(
        "SELECT count(*), count(v), count(DISTINCT v), min(v), max(v) FROM t"
    )[0]
    assert (found.rows, found.total, found.filled) == (rows, rows, filled)
    assert found.nulls == rows - filled
    assert (found.distinct, found.distinct_exact) == (distinct, True)
    assert found.minimum == (None if smallest is None else display(smallest))
    assert found.maximum == (None if largest is None else display(largest))
    assert found.extremes_exact
    assert not found.sampled
    kinds = browsed.plain("SELECT typeof(v), count(*) FROM t GROUP BY 1")
    assert {kind.value: count for kind, count in found.kinds} == dict(kinds)
    frequent = browsed.plain(
        "SELECT count(*) FROM t WHERE v IS NOT NULL GROUP BY v ORDER BY 1 DESC LIMIT 20"
    )
    assert [one.rows for one in found.frequent] == [row[0] for row in frequent]
    for one in found.frequent:
        if one.value is not None:
            plain = browsed.plain("SELECT count(*) FROM t WHERE v = ?", one.value)
            assert plain[0][0] == one.rows


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=30)
@given(sizes=st.lists(st.integers(0, 300), max_size=30), blobs=st.booleans())
def test_lengths_fall_into_bars_that_double(
    browsed: BrowsedFile, sizes: list[int], *, blobs: bool
) -> None:
    fill(browsed, [bytes(size) if blobs else "ä" * size for size in sizes])
    found = last(browsed, "t", "v")
    for bar in found.lengths:
        assert bar.rows == sum(bar.shortest <= size <= bar.longest for size in sizes)
    assert sum(bar.rows for bar in found.lengths) == len(sizes)
    assert found.empty == sizes.count(0)
    for one, other in zip(found.lengths, found.lengths[1:], strict=False):
        assert other.shortest == one.longest + 1


def test_numbers_have_no_lengths(browsed: BrowsedFile) -> None:
    fill(browsed, [1, 2.5, None, "abc"])
    assert last(browsed, "t", "v").lengths == (LengthBar(2, 3, 1),)


def test_long_values_are_told_apart_and_shown_by_their_beginning(browsed: BrowsedFile) -> None:
    fill(browsed, ["x" * 100 + "a", "x" * 100 + "b", "x" * 100 + "b", b"x" * 70])
    found = last(browsed, "t", "v")
    assert found.distinct == 3
    assert found.frequent[0].rows == 2
    assert found.frequent[0].value is None
    assert found.frequent[0].text.text == "x" * 79 + "…"


def test_very_long_values_are_compared_by_length_and_beginning(browsed: BrowsedFile) -> None:
    fill(browsed, ["x" * 10_000 + "a", "x" * 10_000 + "b", "x" * 10_000])
    assert last(browsed, "t", "v").distinct == 2


@pytest.mark.parametrize(
    ("statement", "column", "index"),
    [
        ("CREATE INDEX by_v ON t (v)", "v", "by_v"),
        ("CREATE INDEX by_v ON t (v, id)", "V", "by_v"),
        ("CREATE INDEX by_v ON t (id, v)", "v", ""),
        ("CREATE INDEX by_v ON t (v COLLATE NOCASE)", "v", ""),
        ("CREATE INDEX by_v ON t (v) WHERE v > 3", "v", ""),
        ("CREATE INDEX by_v ON t (v || '')", "v", ""),
        ("SELECT 1", "id", "rowid"),
    ],
)
def test_an_index_that_helps_is_named(
    browsed: BrowsedFile, statement: str, column: str, index: str
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v)")
    browsed.raw.execute(statement)
    assert last(browsed, "t", column).index == index


@pytest.fixture
def small_samples(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "WHOLE_ROWS", 10_000)
    monkeypatch.setattr(profile, "SAMPLE_ROWS", 2_000)


@pytest.mark.usefixtures("small_samples")
def test_of_a_large_table_a_sample_is_read_from_all_over_it_and_said_to_be_one(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, part INTEGER, v INTEGER)")
    browsed.insert("t", [(i, i // 1_000, i % 7) for i in range(20_000)])
    found = last(browsed, "t", "part")
    assert (found.sampled, found.rows, found.distinct) == (True, 2_000, 20)
    assert not found.extremes_exact
    assert {one.rows for one in found.frequent} == {100}
    by_key = last(browsed, "t", "id")
    assert (by_key.minimum, by_key.maximum) == (display(0), display(19_999))
    assert by_key.extremes_exact


@pytest.mark.usefixtures("small_samples")
def test_rowids_far_apart_do_not_make_a_small_table_large(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, v TEXT)")
    browsed.insert("t", [(i * 10**12 - 2**62, "x" * 40) for i in range(9_000)])
    found = last(browsed, "t", "v")
    assert (found.sampled, found.rows, found.total) == (False, 9_000, 9_000)


@pytest.mark.usefixtures("small_samples")
def test_without_rowids_the_first_rows_are_the_sample(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE k (a INTEGER PRIMARY KEY, v) WITHOUT ROWID")
    browsed.insert("k", [(i, i) for i in range(3_000)])
    browsed.raw.execute("CREATE VIEW few AS SELECT a FROM k WHERE a < 50")
    found = last(browsed, "k", "v")
    assert (found.sampled, found.rows) == (True, 2_000)
    whole = last(browsed, "few", "a")
    assert (whole.sampled, whole.rows, whole.total) == (False, 50, 50)


def test_results_come_while_it_runs(browsed: BrowsedFile, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profile, "_REPORT_EVERY_S", 0.0)
    monkeypatch.setattr(profile, "_FIRST_REPORT_S", 0.0)
    fill(browsed, list(range(1_000)))
    table = browsed.table("t")
    told: list[int] = []
    with browsed.reading() as connection:
        found = list(
            profile_column(connection, table, "v", lambda done, total, step: told.append(done))
        )
    assert [one.rows for one in found] == sorted(one.rows for one in found)
    assert len(found) > 3
    assert [one.done for one in found] == [False] * (len(found) - 1) + [True]
    assert told == [one.rows for one in found[:-1]]


def test_a_secret_column_tells_only_how_much_of_it_is_filled(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE users (id INTEGER PRIMARY KEY, license_key TEXT)")
    browsed.raw.execute("CREATE INDEX by_key ON users (license_key)")
    browsed.insert("users", [(1, "HIVE-AAAA"), (2, "HIVE-BB"), (3, None)])
    found = last(browsed, "users", "license_key")
    assert (found.rows, found.filled, found.hidden) == (3, 2, 2)
    assert found.distinct == 0
    assert (found.minimum, found.maximum, found.frequent, found.lengths) == (None, None, (), ())
    assert found.kinds == ((CellKind.NULL, 1),)
    assert "HIVE" not in repr(found)


def test_of_settings_only_the_secret_ones_are_hidden(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE configurations (key TEXT, value TEXT, encrypted INTEGER)")
    browsed.insert(
        "configurations", [("theme", "dark", 0), ("openrouter_api_key", "sk-1", 0), ("x", "y", 1)]
    )
    found = last(browsed, "configurations", "value")
    assert (found.filled, found.hidden) == (3, 2)
    assert [one.text.text for one in found.frequent] == ["dark"]


def test_a_profile_is_cancelled_at_once(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (v TEXT)")
    browsed.raw.execute(
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000)"
        " INSERT INTO t SELECT hex(randomblob(200)) FROM n"
    )
    table = browsed.table("t")
    token = CancelToken()
    asked: list[float] = []

    def stop() -> None:
        asked.append(time.perf_counter())
        token.cancel()

    stopper = threading.Timer(0.05, stop)
    with pytest.raises(Cancelled), browsed.database.reading(token) as connection:
        stopper.start()
        while True:
            list(profile_column(connection, table, "v"))
    stopper.join()
    assert time.perf_counter() - asked[0] < 30  # far more than it takes, for machines that are busy


def test_a_column_that_is_gone_is_said(browsed: BrowsedFile) -> None:
    fill(browsed, [1])
    table = browsed.table("t")
    with browsed.reading() as connection, pytest.raises(StatementProblem):
        list(profile_column(connection, table, "missing"))


def test_an_empty_table_has_an_empty_profile(browsed: BrowsedFile) -> None:
    fill(browsed, [])
    found = last(browsed, "t", "v")
    assert (found.rows, found.total, found.distinct, found.kinds) == (0, 0, 0, ())


@pytest.mark.parametrize("digits", [4, 5])
def test_beyond_what_is_kept_the_different_values_are_estimated(digits: int) -> None:
    different = Different(most=1_000)
    count = 10**digits
    for start in range(0, count, 500):
        different.add((f"value {i}", None) for i in range(start, start + 500))
        different.add([("often", None)] * 10)
    assert not different.exact
    assert abs(log10(different.count) - digits) < log10(1.1)
    ((value, whole, rows), *_) = different.most_frequent(3)
    assert (value, whole) == ("often", True)
    assert rows <= 10 * count // 500


def test_an_estimate_is_never_more_than_was_seen() -> None:
    different = Different(most=10)
    different.add((i, None) for i in range(12))
    assert not different.exact
    assert different.count == 12


def test_the_beginnings_of_forgotten_values_are_forgotten_too() -> None:
    different = Different(most=10)
    for turn in range(5):
        different.add((f"{turn} {i} " + "x" * 100, 104) for i in range(12))
    assert len(different._beginnings) <= 12


def test_memory_of_many_long_values_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tally, "KEPT_CHARACTERS", 4)
    counted = Tally()
    counted.add(["abcdef", b"abcdef", None, 3], [6, 6, None, None])
    assert counted.different.count == 3
    assert (counted.smallest, counted.largest) == (3, b"abcdef")
