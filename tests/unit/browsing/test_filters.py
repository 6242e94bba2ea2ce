"""What a filter means, and where an unclear one is unclear."""

from __future__ import annotations

import re
import time
from datetime import UTC, datetime, timedelta, timezone
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.criteria import (
    LONGEST_FILTER,
    Compares,
    Comparison,
    Contains,
    Criterion,
    During,
    IsNull,
    Like,
    Matches,
    Not,
    Within,
)
from hive_inspector.core.browsing.filters import FilterProblem, describe, parse_filter
from hive_inspector.core.database.snapshot import Column
from hive_inspector.core.hive.catalogue import ColumnNote, Trait
from tests.support.chosen import NOW

if TYPE_CHECKING:
    from collections.abc import Iterator

TEXT, NUMBER, ANY = Column("c", "TEXT"), Column("n", "INTEGER"), Column("a", "")
TIME = Column("t", "TEXT")
TIME_NOTE = ColumnNote("t", frozenset({Trait.TIME}))


def read(text: str, column: Column = TEXT, now: datetime = NOW) -> Criterion:
    note = TIME_NOTE if column is TIME else None
    return parse_filter(text, column, note, now).criterion


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("abc", Contains("abc")),
        ("  a b ", Contains("a b")),
        ("50%_", Contains("50%_")),
        ('say "hi"', Contains('say "hi"')),
        ('"null"', Contains("null")),
        ('"a ""b"""', Contains('a "b"')),
        ("null", IsNull()),
        ("NULL", IsNull()),
        ("!null", Not(IsNull())),
        ("=null", IsNull()),
        ("<>null", Not(IsNull())),
        ("x*", Like(("x", ""))),
        ("*x", Like(("", "x"))),
        ("a*b*", Like(("a", "b", ""))),
        ('"a*"*', Like(("a*", ""))),
        ('*"*"', Like(("", "*"))),
        ("*", Like(("", ""))),
        ("/x+/", Matches("x+")),
        ("/x/i", Matches("x", ignore_case=True)),
        ("/home/user", Contains("/home/user")),
        ("/", Contains("/")),
        ("/i", Contains("/i")),
        ("=x", Compares(Comparison.EQUAL, "x")),
        ("= x", Compares(Comparison.EQUAL, "x")),
        ('=""', Compares(Comparison.EQUAL, "")),
        ('=">1"', Compares(Comparison.EQUAL, ">1")),
        ("=x*", Compares(Comparison.EQUAL, "x*")),
        ("<>x", Not(Compares(Comparison.EQUAL, "x"))),
        ("!=x", Not(Compares(Comparison.EQUAL, "x"))),
        ("!x", Not(Contains("x"))),
        ("! >m", Not(Compares(Comparison.ABOVE, "m"))),
        (">9", Compares(Comparison.ABOVE, "9")),
        ("1..9", Within("1", "9")),
        ('"a".."f"', Within("a", "f")),
        ("../x", Contains("../x")),
        ("wait...", Contains("wait...")),
        ("today", Contains("today")),
        ("7d", Contains("7d")),
    ],
)
def test_a_filter_of_a_text_column_means_what_is_stated(typed: str, meant: Criterion) -> None:
    assert read(typed) == meant


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (">1", Compares(Comparison.ABOVE, 1)),
        (">= -1.5e3", Compares(Comparison.FROM, -1500.0)),
        ("<=.5", Compares(Comparison.UP_TO, 0.5)),
        ('<"7"', Compares(Comparison.BELOW, 7)),
        ("=x", Compares(Comparison.EQUAL, "x")),
        ("=99999999999999999999", Compares(Comparison.EQUAL, 1e20)),
        ("1..9", Within(1, 9)),
        ("1.5..2.5", Within(1.5, 2.5)),
        ("-9 .. -1", Within(-9, -1)),
        ("5..", Within(5, None)),
        ("..5", Within(None, 5)),
        ("12", Contains("12")),
    ],
)
def test_numbers_are_numbers_in_a_column_for_numbers(typed: str, meant: Criterion) -> None:
    assert read(typed, NUMBER) == meant


def test_a_column_without_a_type_finds_equal_numbers_and_texts() -> None:
    assert read("=5", ANY) == Compares(Comparison.EQUAL, 5, either=True)
    assert read('="5"', ANY) == Compares(Comparison.EQUAL, "5")
    assert read(">5", ANY) == Compares(Comparison.ABOVE, 5)
    assert read(">abc", ANY) == Compares(Comparison.ABOVE, "abc")


@pytest.mark.parametrize(
    ("typed", "column", "position", "part"),
    [
        ("", TEXT, 0, "empty"),
        ("   ", TEXT, 0, "empty"),
        ("x" * (LONGEST_FILTER + 1), TEXT, LONGEST_FILTER, "longer than"),
        (">", TEXT, 1, "Behind > stands nothing"),
        ("  >= ", TEXT, 4, "Behind >= stands nothing"),
        ("=", TEXT, 1, "Behind = stands nothing"),
        ("!", TEXT, 1, "Behind ! stands nothing"),
        ("!!x", TEXT, 1, "One ! is enough"),
        ("=>5", TEXT, 1, "= and > do not go together"),
        (">>5", NUMBER, 1, "> and > do not go together"),
        ("<>!null", TEXT, 2, "<> and ! do not go together"),
        (">null", NUMBER, 1, "NULL is neither more nor less"),
        (">1,5", NUMBER, 1, "“1,5” is no number"),
        ("1..x", NUMBER, 3, "“x” is no number"),
        ("9..1", NUMBER, 3, "ends before it begins"),
        ('"abc', TEXT, 0, "not closed"),
        (' ="abc', TEXT, 2, "not closed"),
        ('a*"b', TEXT, 2, "not closed"),
        ('"role": "user"', TEXT, 6, "stands more text"),
        ('="a"b', TEXT, 4, "stands more text"),
        ("a\0b", TEXT, 0, "NUL"),
        ("//", TEXT, 1, "no pattern"),
        ("/(a/", TEXT, 1, "not complete"),
        ("/a[b/", TEXT, 2, "not complete"),
        (f"/{'a' * 1_001}/", TEXT, 1_001, "longer than"),
        (f"/{'(' * 500}{')' * 500}/", TEXT, 1, "cannot be read"),
        ("/a{99999999999999999999}/", TEXT, 1, "cannot be read"),
        ("/\ud800/", TEXT, 1, "cannot be read"),
        (">abc", TIME, 1, "“abc” is no time"),
        (">2025-13-01", TIME, 1, "not in the calendar"),
        ("2025-02-30", TIME, 0, "not in the calendar"),
        ("0000", TIME, 0, "not in the calendar"),
        (">2025-09-01 25:00", TIME, 1, "not in the calendar"),
        ("999999999w", TIME, 0, "not in the calendar"),
        (">30m", TIME, 3, "no unit of time"),
        ("2025-09-07..2025-09-01", TIME, 12, "ends before it begins"),
        ("2025-09-07..soon", TIME, 12, "“soon” is no time"),
    ],
)
def test_an_unclear_filter_is_unclear_at_a_place(
    typed: str, column: Column, position: int, part: str
) -> None:
    with pytest.raises(FilterProblem, match=re.escape(part)) as caught:
        read(typed, column)
    assert caught.value.position == position
    assert caught.value.message.endswith(".")
    assert caught.value.hint.endswith(".")


@pytest.mark.parametrize(
    "typed",
    ['"abc', '"role": "user"', '="a"b', "=>5", "//", "/(a/", "!!x"],
)
def test_what_a_hint_proposes_is_a_filter(typed: str) -> None:
    with pytest.raises(FilterProblem) as caught:
        read(typed)
    proposed = re.search(r": (\S.*)\.$", caught.value.hint)
    assert proposed is not None
    read(proposed[1])


@pytest.mark.parametrize(
    ("typed", "column", "words"),
    [
        ("abc", TEXT, "c contains “abc”"),
        ("x*", TEXT, "c begins with “x”"),
        ("*x*y", TEXT, "c contains “x”, then ends with “y”"),
        ("*", TEXT, "c is not NULL and no BLOB"),
        ("/a+/i", TEXT, "c matches /a+/ in either case"),
        ("null", TEXT, "c is NULL"),
        ("!null", TEXT, "c is not NULL"),
        ("<>x", TEXT, "c is anything but: is exactly “x”"),
        (">9", TEXT, "c sorts after “9”"),
        (">=9", NUMBER, "n is at least 9"),
        ("1..9", NUMBER, "n is between 1 and 9, both included"),
        ("..9", NUMBER, "n is at most 9"),
        ("9..", NUMBER, "n is at least 9"),
        ("1..9", TEXT, "c sorts between “1” and “9”, both included"),
        ("today", TIME, "t is today"),
        ("7d", TIME, "t is in the last 7 days, or later"),
        ("2025-09", TIME, "t is from 2025-09-01 00:00 to before 2025-10-01 00:00"),
        (">2025-09-01", TIME, "t is 2025-09-02 00:00 or later"),
        ("<=2025-09-01 14:30:15", TIME, "t is before 2025-09-01 14:30:16"),
        ("<2025-09-01 14:30:15.25", TIME, "t is before 2025-09-01 14:30:15.250"),
        ("x" * 99, TEXT, f"c contains “{'x' * 59}…”"),
    ],
)
def test_a_filter_can_be_read_aloud(typed: str, column: Column, words: str) -> None:
    note = TIME_NOTE if column is TIME else None
    assert describe(parse_filter(typed, column, note, NOW)) == words


def bounds(typed: str, now: datetime = NOW) -> tuple[datetime | None, datetime | None]:
    criterion = read(typed, TIME, now)
    assert isinstance(criterion, During), criterion
    start, end = criterion.start, criterion.end
    return (start.instant if start else None), (end.instant if end else None)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc,arg-type]  # year, month, day, …


@pytest.mark.parametrize(
    ("typed", "start", "end"),
    [
        ("today", utc(2025, 9, 5), utc(2025, 9, 6)),
        ("yesterday", utc(2025, 9, 4), utc(2025, 9, 5)),
        ("=today", utc(2025, 9, 5), utc(2025, 9, 6)),
        ("24h", utc(2025, 9, 4, 14, 3, 11), None),
        ("30 min", utc(2025, 9, 5, 13, 33, 11), None),
        ("2W", utc(2025, 8, 22, 14, 3, 11), None),
        ("<7d", None, utc(2025, 8, 29, 14, 3, 11)),
        (">=7d", utc(2025, 8, 29, 14, 3, 11), None),
        ("<now", None, utc(2025, 9, 5, 14, 3, 11)),
        ("2025", utc(2025, 1, 1), utc(2026, 1, 1)),
        ("2025-12", utc(2025, 12, 1), utc(2026, 1, 1)),
        ("2025-09-01", utc(2025, 9, 1), utc(2025, 9, 2)),
        (">2025-09-01", utc(2025, 9, 2), None),
        (">=2025-09-01", utc(2025, 9, 1), None),
        ("<2025-09-01", None, utc(2025, 9, 1)),
        ("<=2025-09-01", None, utc(2025, 9, 2)),
        ("2025-09-01..2025-09-07", utc(2025, 9, 1), utc(2025, 9, 8)),
        ("2025-09-01..", utc(2025, 9, 1), None),
        ("..yesterday", None, utc(2025, 9, 5)),
        ("2025-09-01 14:30", utc(2025, 9, 1, 14, 30), utc(2025, 9, 1, 14, 31)),
        ("2025-09-01T14:30:05", utc(2025, 9, 1, 14, 30, 5), utc(2025, 9, 1, 14, 30, 6)),
        ("2025-09-01 14:30Z", utc(2025, 9, 1, 14, 30), utc(2025, 9, 1, 14, 31)),
        ("2025-09-01 14:30+02:00", utc(2025, 9, 1, 12, 30), utc(2025, 9, 1, 12, 31)),
        ("=1757080991", utc(2025, 9, 5, 14, 3, 11), utc(2025, 9, 5, 14, 3, 12)),
        (">=1757080991000", utc(2025, 9, 5, 14, 3, 11), None),
        ("9999-12-31", utc(9999, 12, 31), None),
        ("9999", utc(9999, 1, 1), None),
    ],
)
def test_times_name_stretches_of_time(
    typed: str, start: datetime | None, end: datetime | None
) -> None:
    assert bounds(typed) == (start, end)


def test_a_range_that_is_open_at_both_ends_leaves_out_null_alone() -> None:
    assert read("..9999", TIME) == Not(IsNull())
    assert read("<=9999", TIME) == Not(IsNull())


def test_days_count_by_the_clock_of_the_reader() -> None:
    now = NOW.astimezone(timezone(timedelta(hours=-5, minutes=-30)))
    assert bounds("today", now) == (utc(2025, 9, 5, 5, 30), utc(2025, 9, 6, 5, 30))
    assert bounds("2025-09-01T00:00", now)[0] == utc(2025, 9, 1, 5, 30)


@pytest.fixture
def summer_time(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("TZ", "CET-1CEST,M3.5.0,M10.5.0/3")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


@pytest.mark.usefixtures("summer_time")
@pytest.mark.parametrize(
    "now",
    [NOW.astimezone(timezone(timedelta(hours=2))), datetime.fromisoformat("2025-09-05T16:03:11")],
)
def test_a_day_before_summer_time_begins_where_it_began_then(now: datetime) -> None:
    assert bounds("2025-02-01", now) == (utc(2025, 1, 31, 23), utc(2025, 2, 1, 23))
    assert bounds("2025-07-01", now) == (utc(2025, 6, 30, 22), utc(2025, 7, 1, 22))
    assert bounds("2025-03-30", now) == (utc(2025, 3, 29, 23), utc(2025, 3, 30, 22))


@pytest.mark.parametrize(
    ("name", "declared", "for_times"),
    [
        ("created_at", "INTEGER", True),
        ("timestamp", "TEXT", True),
        ("x", "DATETIME", True),
        ("end_time", "TEXT", True),
        ("response_time", "REAL", False),
        ("update", "TEXT", False),
        ("candidate", "TEXT", False),
        ("what", "TEXT", False),
    ],
)
def test_columns_of_times_are_known_by_type_or_name(
    name: str, declared: str, *, for_times: bool
) -> None:
    criterion = parse_filter("today", Column(name, declared), None, NOW).criterion
    assert isinstance(criterion, During) is for_times
