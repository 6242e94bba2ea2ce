"""Whatever stands in a column and whatever is asked: a filter finds what a second implementation finds."""

from __future__ import annotations

import tempfile
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing.filters import RowFilter
from hive_inspector.core.browsing.selection import Selection
from hive_inspector.core.database.values import utf8
from hive_inspector.core.hive.catalogue import ColumnNote, Trait
from tests.faults.counting import examples
from tests.support.browsed import BrowsedFile
from tests.support.chosen import (
    NOW,
    Cell,
    Question,
    column_filter,
    compares,
    like,
    matches,
    negated,
    orders_of,
    quoted,
    rowids_in,
)

if TYPE_CHECKING:
    from collections.abc import Callable

TEXTS = st.text(st.sampled_from(list('aAbB éÉ%_*\\"/.5')), max_size=5)
STORED_TEXTS = st.one_of(
    TEXTS,
    st.sampled_from(["a\udcffb", "\udce9", "a\0b", "null", "5", "10", "9", "5.0", ">1", "zz"]),
)
NUMBERS = st.one_of(
    st.integers(-12, 12),
    st.sampled_from([0.5, -0.5, 1e300, float("inf"), 2**63 - 1, -(2**63), 10.0]),
)
VALUES = st.one_of(st.none(), STORED_TEXTS, NUMBERS, st.sampled_from([b"", b"a", b"\xff\0", b"5"]))
QUICK = "PRAGMA synchronous = OFF"
DECLARED = ("TEXT", "INTEGER", "REAL", "")


def _operand(declared: str, value: float | str, typed: str) -> Callable[[str], Question]:
    """A comparison with a number as typed: as a text in a column for text."""
    meant = typed if declared == "TEXT" else value
    return lambda operator: compares(operator, typed, meant)


def number_questions(declared: str) -> st.SearchStrategy[Question]:
    operators = st.sampled_from(["<", "<=", ">", ">="])
    numbers = st.integers(-12, 12)
    ordered = st.builds(
        lambda number, operator: _operand(declared, number, str(number))(operator),
        numbers,
        operators,
    )

    def between(low: int, width: int) -> Question:
        high = low + width
        bottom = _operand(declared, low, str(low))(">=")
        top = _operand(declared, high, str(high))("<=")
        return Question(f"{low}..{high}", lambda cell: bottom.finds(cell) and top.finds(cell))

    def equal(number: int) -> Question:
        question = _operand(declared, number, str(number))("=")
        if declared:
            return question
        text = compares("=", str(number), str(number))
        return Question(question.typed, lambda cell: question.finds(cell) or text.finds(cell))

    return st.one_of(
        ordered, st.builds(between, numbers, st.integers(0, 9)), st.builds(equal, numbers)
    )


def text_questions(declared: str) -> st.SearchStrategy[Question]:
    operators = st.sampled_from(["=", "<", "<=", ">", ">="])

    def compared(text: str, operator: str) -> Question:
        if declared in {"INTEGER", "REAL"} and text.strip().replace(".", "", 1).isdigit():
            text = "x" + text
        return compares(operator, quoted(text), text)

    def contains(text: str) -> Question:
        return like(quoted(text), ["", text, ""])

    def consists(pieces: list[str]) -> Question:
        typed = "*".join(quoted(piece) if piece else "" for piece in pieces)
        return like(typed, pieces)

    return st.one_of(
        st.builds(compared, TEXTS, operators),
        st.builds(contains, TEXTS),
        st.builds(consists, st.lists(TEXTS, min_size=2, max_size=3)),
    )


PATTERN_QUESTIONS = st.builds(
    lambda pattern, ignore_case: matches(pattern, ignore_case=ignore_case),
    st.sampled_from(["a", "^a", "b$", "[aé]", "a.b", r"^\d+$", "(a|b)+x?", r"\.", "^$"]),
    st.booleans(),
)
NULL_QUESTIONS = st.just(Question("null", lambda cell: cell.value is None))


def questions(declared: str) -> st.SearchStrategy[Question]:
    plain = st.one_of(
        text_questions(declared), number_questions(declared), PATTERN_QUESTIONS, NULL_QUESTIONS
    )
    return st.one_of(plain, plain.map(negated))


@st.composite
def asked_columns(draw: st.DrawFn) -> tuple[str, list[Any], list[Question]]:
    declared = draw(st.sampled_from(DECLARED))
    values = draw(st.lists(VALUES, max_size=12))
    return declared, values, draw(st.lists(questions(declared), min_size=1, max_size=6))


def insert(file: BrowsedFile, column: int, values: list[Any]) -> None:
    """Values of one column, texts that are no UTF-8 among them."""
    mark = {True: "CAST(? AS TEXT)", False: "?"}
    for rowid, value in enumerate(values, 1):
        stored = utf8(value) if isinstance(value, str) else value
        file.raw.execute(
            f'UPDATE t SET "c{column}" = {mark[isinstance(value, str)]} WHERE rowid = ?',
            (stored, rowid),
        )


def stored_cells(file: BrowsedFile, column: int) -> dict[int, Cell]:
    rows = file.plain(f'SELECT rowid, "c{column}", CAST("c{column}" AS TEXT) FROM t ORDER BY rowid')
    return {rowid: Cell(value, text) for rowid, value, text in rows}


@settings(max_examples=examples(120, 40), deadline=None, database=None)
@given(asked_columns())
def test_a_filter_finds_what_a_second_implementation_finds(
    asked: tuple[str, list[Any], list[Question]],
) -> None:
    declared, values, filters = asked
    with (
        tempfile.TemporaryDirectory() as folder,
        BrowsedFile(Path(folder) / "x.db", QUICK, f'CREATE TABLE t ("c0" {declared})') as file,
    ):
        file.raw.executemany("INSERT INTO t VALUES (?)", [(None,)] * len(values))
        insert(file, 0, values)
        table, cells = file.table("t"), stored_cells(file, 0)
        for question in filters:
            chosen = RowFilter((column_filter(table, "c0", question.typed),))
            found = rowids_in(file, table, orders_of(file, table, Selection(chosen))[-1])
            assert found == [rowid for rowid, cell in cells.items() if question.finds(cell)], (
                question
            )


@settings(max_examples=examples(40, 20), deadline=None, database=None)
@given(
    st.lists(st.tuples(VALUES, VALUES), max_size=12),
    questions("TEXT"),
    questions(""),
    st.booleans(),
    st.one_of(st.just(""), st.sampled_from(["a", "5", "É"])),
    st.booleans(),
)
def test_filters_combine_by_and_or_or_with_a_text_anywhere(
    rows: list[tuple[Any, Any]],
    first: Question,
    second: Question,
    any_of: bool,
    anywhere: str,
    indexed: bool,
) -> None:
    declaration = 'CREATE TABLE t ("c0" TEXT, "c1")'
    with (
        tempfile.TemporaryDirectory() as folder,
        closing(BrowsedFile(Path(folder) / "x.db", QUICK, declaration)) as file,
    ):
        if indexed:
            file.raw.execute("CREATE INDEX i ON t (c0)")
            file.raw.execute("CREATE INDEX j ON t (c1)")
        file.raw.executemany("INSERT INTO t VALUES (?, ?)", [(None, None)] * len(rows))
        for column in (0, 1):
            insert(file, column, [row[column] for row in rows])
        table = file.table("t")
        left, right = stored_cells(file, 0), stored_cells(file, 1)
        contains = like("", ["", anywhere, ""])
        combine = any if any_of else all
        expected = [
            rowid
            for rowid in left
            if combine([first.finds(left[rowid]), second.finds(right[rowid])])
            and (not anywhere or contains.finds(left[rowid]) or contains.finds(right[rowid]))
        ]
        chosen = RowFilter(
            (column_filter(table, "c0", first.typed), column_filter(table, "c1", second.typed)),
            any_of=any_of,
            anywhere=anywhere,
        )
        assert rowids_in(file, table, orders_of(file, table, Selection(chosen))[-1]) == expected


MILLISECONDS = st.integers(
    int(datetime(2025, 8, 25, tzinfo=UTC).timestamp()) * 1000,
    int(datetime(2025, 9, 8, tzinfo=UTC).timestamp()) * 1000,
)
ZONE = timezone(timedelta(hours=-5, minutes=-30))
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def _at(milliseconds: int) -> datetime:
    return EPOCH + timedelta(milliseconds=milliseconds)


def _whole(milliseconds: int) -> int:
    return milliseconds // 1000 * 1000


def _with_offset(milliseconds: int, hours: int, written: str) -> str:
    local = _at(_whole(milliseconds)) + timedelta(hours=hours)
    return f"{local:%Y-%m-%dT%H:%M:%S}{written}"


WAYS_TO_WRITE: list[tuple[Callable[[int], Any], Callable[[int], int]]] = [
    (lambda ms: f"{_at(ms):%Y-%m-%d %H:%M:%S}", _whole),
    (lambda ms: f"{_at(ms):%Y-%m-%dT%H:%M:%S}.{ms % 1000:03d}Z", int),
    (lambda ms: f"{_at(ms):%Y-%m-%d %H:%M:%S}.{ms % 1000:03d}000000", int),
    (lambda ms: f"{_at(ms):%Y-%m-%d %H:%M:%S} UTC", _whole),
    (lambda ms: f"{_at(ms):%Y-%m-%d %H:%M}", lambda ms: ms // 60_000 * 60_000),
    (lambda ms: _with_offset(ms, 0, "+00:00"), _whole),
    (lambda ms: _with_offset(ms, 2, "+02:00"), _whole),
    (lambda ms: _with_offset(ms, 2, " +0200"), _whole),
    (lambda ms: _with_offset(ms, -3, "-0300"), _whole),
    (lambda ms: ms // 1000, _whole),
    (lambda ms: ms, int),
    (lambda ms: str(ms // 1000), _whole),
    (str, int),
    (lambda ms: ms // 1000 + 0.5, lambda ms: _whole(ms) + 500),
]
"""How a moment is written, and which moment that then is."""
NO_TIMES = st.sampled_from(
    [
        *(None, "", "soon", "2025", "2025-09", "12", 0, 5, 9e8, -1, b"2025-09-05 10:00:00"),
        *("2025-09-05 10:00:00x", "now", "1757080991.x", "1.2.3", "2460000.5", "14:03:11"),
    ]
)


def _start_of_day(days_ago: int) -> datetime:
    local = NOW.astimezone(ZONE).replace(hour=0, minute=0, second=0, microsecond=0)
    return local - timedelta(days=days_ago)


def _ms(moment: datetime) -> int:
    return (moment - EPOCH) // timedelta(milliseconds=1)


TIME_FILTERS: list[tuple[str, int | None, int | None]] = [
    ("today", _ms(_start_of_day(0)), _ms(_start_of_day(-1))),
    ("yesterday", _ms(_start_of_day(1)), _ms(_start_of_day(0))),
    ("7d", _ms(NOW - timedelta(days=7)), None),
    ("<24h", None, _ms(NOW - timedelta(hours=24))),
    (">2025-09-01", _ms(datetime(2025, 9, 2, tzinfo=ZONE)), None),
    (">=2025-09-01", _ms(datetime(2025, 9, 1, tzinfo=ZONE)), None),
    ("<=2025-09-01", None, _ms(datetime(2025, 9, 2, tzinfo=ZONE))),
    (
        "2025-09-01..2025-09-04",
        _ms(datetime(2025, 9, 1, tzinfo=ZONE)),
        _ms(datetime(2025, 9, 5, tzinfo=ZONE)),
    ),
    ("2025-09", _ms(datetime(2025, 9, 1, tzinfo=ZONE)), _ms(datetime(2025, 10, 1, tzinfo=ZONE))),
    (
        "2025-09-03T10Z".replace("10Z", "10:00Z"),
        _ms(datetime(2025, 9, 3, 10, tzinfo=UTC)),
        _ms(datetime(2025, 9, 3, 10, 1, tzinfo=UTC)),
    ),
]


@settings(max_examples=examples(60, 20), deadline=None, database=None)
@given(
    st.lists(
        st.one_of(
            st.tuples(MILLISECONDS, st.sampled_from(range(len(WAYS_TO_WRITE)))),
            st.dates(datetime(2025, 8, 29).date(), datetime(2025, 9, 7).date()),  # noqa: DTZ001 - dates alone
            NO_TIMES,
        ),
        max_size=25,
    ),
    st.sampled_from(["", "TEXT", "DATETIME"]),
)
def test_a_time_is_found_however_it_is_written(cells: list[Any], declared: str) -> None:
    values: list[Any] = []
    meant: list[int | None] = []
    for cell in cells:
        if isinstance(cell, tuple):
            write, means = WAYS_TO_WRITE[cell[1]]
            values.append(write(cell[0]))
            meant.append(means(cell[0]))
        elif hasattr(cell, "isoformat"):
            values.append(cell.isoformat())
            meant.append(_ms(datetime(cell.year, cell.month, cell.day, tzinfo=ZONE)))
        else:
            values.append(cell)
            meant.append(None)
    note = ColumnNote("c0", frozenset({Trait.TIME}))
    with (
        tempfile.TemporaryDirectory() as folder,
        BrowsedFile(Path(folder) / "x.db", QUICK, f'CREATE TABLE t ("c0" {declared})') as file,
    ):
        file.raw.executemany("INSERT INTO t VALUES (?)", [(None,)] * len(values))
        insert(file, 0, values)
        table = file.table("t")
        for typed, start, end in TIME_FILTERS:
            chosen = RowFilter((column_filter(table, "c0", typed, note, NOW.astimezone(ZONE)),))
            found = rowids_in(file, table, orders_of(file, table, Selection(chosen))[-1])
            expected = [
                rowid
                for rowid, moment in enumerate(meant, 1)
                if moment is not None
                and (start is None or moment >= start)
                and (end is None or moment < end)
            ]
            assert found == expected, typed


@pytest.mark.parametrize("collation", ["NOCASE", "RTRIM"])
def test_exact_comparisons_follow_the_collation_that_the_column_declares(
    tmp_path: Path, collation: str
) -> None:
    declaration = f"CREATE TABLE t (c TEXT COLLATE {collation})"
    with BrowsedFile(tmp_path / "x.db", declaration) as file:
        file.insert("t", [("a",), ("A",), ("a ",), ("b",)])
        table = file.table("t")
        for typed in ("=a", ">a", "<>a"):
            chosen = RowFilter((column_filter(table, "c", typed),))
            operator = typed.removesuffix("a")
            plain = file.plain(f"SELECT rowid FROM t WHERE c {operator} 'a' ORDER BY rowid")
            order = orders_of(file, table, Selection(chosen))[-1]
            assert rowids_in(file, table, order) == [rowid for (rowid,) in plain]
