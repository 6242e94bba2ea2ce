"""Natural orders: what is known at once, what a survey finds, and that positions are never scanned for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing import kept
from hive_inspector.core.browsing.kept import KEPT_ROWS
from hive_inspector.core.browsing.keys import Position, PrimaryKey, Rowid
from hive_inspector.core.browsing.order import natural_order, survey
from hive_inspector.core.browsing.positions import PositionOrder
from hive_inspector.core.browsing.rowids import RowidOrder
from hive_inspector.core.browsing.rows import read_row
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.errors import InspectorError
from tests.support.browsed import texts

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile

EVERY_THIRD = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {0}) SELECT i * 3 FROM n"


def test_a_small_table_is_exact_at_once(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(i,) for i in range(1_000)])
    order = browsed.natural("t")
    assert (order.count, order.exact, order.limited) == (1_000, True, False)


def test_an_empty_table_has_no_rows(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    order = browsed.natural("t")
    assert (order.count, order.exact) == (0, True)
    assert browsed.page("t", order, 0, 10).rows == ()


def test_a_large_table_is_estimated_first_and_counted_by_the_survey(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(i,) for i in range(20_000)])
    browsed.raw.execute("DELETE FROM t WHERE rowid % 2 = 0 AND rowid < 20000")
    estimate = browsed.natural("t")
    assert (estimate.count, estimate.exact) == (20_000, False)
    exact = browsed.surveyed("t")
    assert (exact.count, exact.exact) == (10_001, True)


def test_the_estimate_never_exceeds_what_the_file_has_room_for(
    browsed: BrowsedFile, small_steps: None
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.insert("t", [(-(2**63),), (0,), (2**63 - 1,)])
    estimate = browsed.natural("t")
    assert not estimate.exact
    assert 3 <= estimate.count <= browsed.path.stat().st_size // 6


def test_rows_at_both_ends_of_the_rowids_are_reached(
    browsed: BrowsedFile, small_steps: None
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.insert("t", [(-(2**63),), (0,), (2**63 - 1,)])
    for order in (browsed.natural("t"), browsed.surveyed("t")):
        first = browsed.page("t", order, 0, 2)
        last = browsed.page("t", order, order.count - 2, 2)
        assert texts(first) == [("-9223372036854775808",), ("0",)]
        assert texts(last) == [("0",), ("9223372036854775807",)]


def test_rowids_without_a_gap_need_no_anchors(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(i,) for i in range(6_000)])
    order = browsed.surveyed("t")
    assert isinstance(order, RowidOrder)
    assert order.dense
    assert order.anchors is None
    assert texts(browsed.page("t", order, 5_990, 100)) == [(str(i),) for i in range(5_990, 6_000)]


def test_anchors_of_a_gappy_table_take_eight_bytes_for_thousands_of_rows(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.raw.execute("INSERT INTO t " + EVERY_THIRD.format(30_000))
    order = browsed.surveyed("t")
    assert isinstance(order, RowidOrder)
    assert order.anchors is not None
    assert len(order.anchors) * order.anchors.itemsize <= 8 * (30_000 // 2_048 + 1)
    assert texts(browsed.page("t", order, 29_000, 2)) == [("87003",), ("87006",)]


def test_before_the_survey_a_jump_is_interpolated_and_says_so(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.raw.execute("INSERT INTO t " + EVERY_THIRD.format(30_000))
    order = browsed.natural("t")
    page = browsed.page("t", order, order.count // 2, 3)
    assert page.approximate
    assert len(page.rows) == 3
    (key, *_) = (row.key for row in page.rows)
    assert isinstance(key, Rowid)
    assert 44_000 < key.value < 46_000
    assert not browsed.page("t", order, 0, 3).approximate


def test_before_the_survey_the_end_is_the_true_end(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.raw.execute("INSERT INTO t " + EVERY_THIRD.format(30_000))
    order = browsed.natural("t")
    page = browsed.page("t", order, order.count - 2, 2)
    assert texts(page) == [("89997",), ("90000",)]


def test_an_interpolated_page_is_full_even_where_rows_lie_at_the_ends_only(
    browsed: BrowsedFile, small_steps: None
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.insert("t", [(i,) for i in (*range(10), 1_000_000)])
    order = browsed.natural("t")
    page = browsed.page("t", order, order.count // 2, 5)
    assert page.approximate
    assert texts(page) == [("6",), ("7",), ("8",), ("9",), ("1000000",)]


@pytest.mark.parametrize(
    ("taken", "free"),
    [("rowid", "_rowid_"), ("ROWID, _RowId_", "oid"), ("oid", "rowid"), ("a", "rowid")],
)
def test_a_column_named_like_the_rowid_does_not_stand_in_for_it(
    browsed: BrowsedFile, taken: str, free: str
) -> None:
    browsed.raw.execute(f"CREATE TABLE t ({taken})")
    width = taken.count(",") + 1
    browsed.insert("t", [tuple(f"text {i}" for _ in range(width)) for i in range(3)])
    order = browsed.natural("t")
    assert isinstance(order, RowidOrder)
    assert order.rowid == f"t.{free}"
    assert [row.key for row in browsed.page("t", order, 0, 9).rows] == [
        Rowid(1),
        Rowid(2),
        Rowid(3),
    ]


def test_a_table_that_hides_every_name_of_its_rowid_is_shown_by_position(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE TABLE t (rowid, _rowid_, oid)")
    browsed.insert("t", [(f"a{i}", None, None) for i in range(3)])
    page = browsed.page("t", browsed.natural("t"), 1, 9)
    assert [row.key for row in page.rows] == [Position(1), Position(2)]
    assert [row.cells[0].text for row in page.rows] == ["a1", "a2"]


def test_a_table_without_rowid_is_ordered_by_its_key(
    browsed: BrowsedFile, small_steps: None
) -> None:
    browsed.raw.execute(
        "CREATE TABLE t (a TEXT, b, v, PRIMARY KEY (b DESC, a COLLATE NOCASE)) WITHOUT ROWID"
    )
    browsed.insert("t", [(f"{'aB'[i % 2]}{i}", i // 7, i) for i in range(50)])
    expected = browsed.plain("SELECT a, b, v FROM t ORDER BY b DESC, a COLLATE NOCASE")
    order = browsed.surveyed("t")
    for first in range(50):
        page = browsed.page("t", order, first, 3)
        assert texts(page) == [tuple(map(str, row)) for row in expected[first : first + 3]]
        assert page.rows[0].key == PrimaryKey((expected[first][1], expected[first][0]))


def test_a_view_is_counted_at_once_when_it_is_short(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(i,) for i in range(5)])
    browsed.raw.execute("CREATE VIEW v AS SELECT a FROM t ORDER BY a DESC")
    order = browsed.natural("v")
    assert (order.count, order.exact, order.limited) == (5, True, False)
    assert texts(browsed.page("v", order, 3, 9)) == [("1",), ("0",)]


def test_a_view_without_end_is_shown_up_to_a_limit_and_says_so(browsed: BrowsedFile) -> None:
    browsed.raw.execute(
        "CREATE VIEW v AS WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"
    )
    assert not browsed.natural("v").exact
    order = browsed.surveyed("v")
    assert (order.count, order.exact, order.limited) == (KEPT_ROWS, True, True)
    assert texts(browsed.page("v", order, KEPT_ROWS - 1, 9)) == [(str(KEPT_ROWS),)]


def test_a_view_of_few_huge_rows_is_read_anew_page_by_page(
    browsed: BrowsedFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "KEPT_BYTES", 20_000)
    browsed.raw.execute("CREATE TABLE t (a, b)")
    browsed.insert("t", [(i, "x" * 300) for i in range(400)])
    browsed.raw.execute("CREATE VIEW v AS SELECT * FROM t")
    order = browsed.surveyed("v")
    assert isinstance(order, PositionOrder)
    assert (order.count, order.exact, order.limited) == (400, True, False)
    assert browsed.page("v", order, 399, 9).rows[0].cells[0].text == "399"


def test_the_rows_of_a_view_are_kept_as_they_were_with_all_their_values(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    values = [1, 2.5, "text", "nul\0inside", b"\0\xff", None, 2**62, "", b""]
    browsed.insert("t", [(value,) for value in values])
    browsed.raw.execute("INSERT INTO t VALUES (CAST(x'61ff62' AS TEXT))")
    browsed.raw.execute('CREATE VIEW v AS SELECT a, typeof(a) AS "its ""type", a AS a FROM t')
    order, before = browsed.natural("v"), browsed.plain("SELECT count(*) FROM v")
    shown = texts(browsed.page("v", order, 0, 20))
    keys = [row.key for row in browsed.page("v", order, 0, 20).rows]
    browsed.raw.execute("DELETE FROM t")
    assert before == [(len(shown),)] == [(10,)]
    assert texts(browsed.page("v", order, 0, 20)) == shown
    assert [row[0] for row in shown[:4]] == ["1", "2.5", "text", "nul␀inside"]
    table = browsed.table("v")
    for key, cells in zip(keys, shown, strict=True):
        with browsed.reading() as connection:
            detail = read_row(connection, table, key)
        assert detail is not None
        assert detail.fields[1].text == cells[1]


def test_a_view_that_fails_says_why(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE VIEW v AS SELECT gone FROM nowhere")
    table = browsed.table("v")
    assert table.problem
    order = RowidOrder(0, exact=False, rowid="t.rowid", lowest=0, highest=0)
    with browsed.reading() as connection:
        with pytest.raises(StatementProblem, match="nowhere"):
            natural_order(connection, table)
        with pytest.raises(StatementProblem, match="nowhere"):
            survey(connection, table, order)


def test_a_full_text_table_is_shown(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE VIRTUAL TABLE f USING fts5 (title, body)")
    browsed.insert("f", [(f"title {i}", f"body {i}") for i in range(3)])
    order = browsed.natural("f")
    assert (order.count, order.exact) == (3, True)
    assert texts(browsed.page("f", order, 2, 1)) == [("title 2", "body 2")]


def test_a_survey_reports_how_far_it_is(browsed: BrowsedFile, small_steps: None) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.raw.execute("INSERT INTO t " + EVERY_THIRD.format(100))
    table = browsed.table("t")
    heard: list[tuple[int, int | None]] = []
    with browsed.reading() as connection:
        survey(
            connection,
            table,
            natural_order(connection, table),
            lambda done, total, step: heard.append((done, total)),
        )
    assert len(heard) > 20
    assert all(total is not None and done <= total for done, total in heard)


def test_a_survey_can_be_cancelled(browsed: BrowsedFile, small_steps: None) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.raw.execute("INSERT INTO t " + EVERY_THIRD.format(100))
    table, token = browsed.table("t"), CancelToken()
    order = browsed.natural("t")
    with pytest.raises(Cancelled), browsed.database.reading(token) as connection:
        survey(connection, table, order, lambda done, total, step: token.cancel())
    assert browsed.surveyed("t").count == 100


def test_an_exact_order_is_not_surveyed_again(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    order, table = browsed.natural("t"), browsed.table("t")
    with browsed.reading() as connection:
        assert survey(connection, table, order) is order


@pytest.mark.parametrize(
    "declaration",
    [
        "CREATE TABLE t (id INTEGER PRIMARY KEY, v)",
        "CREATE TABLE t (id, v, PRIMARY KEY (id)) WITHOUT ROWID",
        "CREATE TABLE t (id, v, PRIMARY KEY (id DESC)) WITHOUT ROWID",
        "CREATE TABLE t (id COLLATE NOCASE, v, PRIMARY KEY (id DESC, v)) WITHOUT ROWID",
    ],
)
def test_no_position_is_reached_by_sorting_or_by_scanning_from_the_start(
    browsed: BrowsedFile, small_steps: None, declaration: str
) -> None:
    browsed.raw.execute(declaration)
    browsed.raw.execute("CREATE INDEX covering ON t (v, id)")
    browsed.insert("t", [(i * 3, i) for i in range(100)])
    order = browsed.surveyed("t")
    for span in (order.span(70, 5), order.last(5)):
        assert span.skip < 4
        plan = browsed.plain(
            f"EXPLAIN QUERY PLAN SELECT v FROM t{span.clauses}", *span.condition.parameters
        )
        told = " ".join(str(row[3]) for row in plan)
        assert "TEMP B-TREE" not in told
        assert "SEARCH" in told or span.backwards


def test_a_dropped_table_is_told_in_a_sentence(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    table = browsed.table("t")
    browsed.raw.execute("DROP TABLE t")
    with browsed.reading() as connection, pytest.raises(InspectorError, match="no such table: t"):
        natural_order(connection, table)


@pytest.mark.parametrize(
    "rowids", [[2**63 - 1], [2**63 - 2, 2**63 - 1], [-(2**63)], [-(2**63), 2**63 - 1]]
)
def test_the_rowids_at_the_ends_of_what_there_can_be_are_shown(
    browsed: BrowsedFile, rowids: list[int]
) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.insert("t", [(rowid,) for rowid in rowids])
    rows = browsed.page("t", browsed.surveyed("t"), 0, 64, ("id",)).rows
    assert [row.cells[0].text for row in rows] == [str(rowid) for rowid in rowids]


def test_behind_the_last_row_that_there_can_be_stands_nothing(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY)")
    browsed.insert("t", [(2**63 - 2,)])
    order = browsed.surveyed("t")
    assert [browsed.page("t", order, first, 3, ("id",)).rows for first in (1, 2, 5)] == [()] * 3
