"""One row in full: whole texts up to a limit, sizes, times, and the row found again by its key."""

from __future__ import annotations

import os
import time
import tracemalloc
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.keys import Position, PrimaryKey, Rowid
from hive_inspector.core.browsing.rows import FIELD_LIMIT, Field, RowDetail, read_row
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.values import CellKind
from hive_inspector.core.hive.catalogue import Trait
from tests.support.browsed import BrowsedFile

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.browsing.keys import RowKey


@pytest.fixture
def zone_of_tokyo() -> Iterator[None]:
    before = os.environ.get("TZ")
    os.environ["TZ"] = "Asia/Tokyo"
    time.tzset()
    yield
    if before is None:
        del os.environ["TZ"]
    else:
        os.environ["TZ"] = before
    time.tzset()


def row_of(
    browsed: BrowsedFile,
    table: str,
    key: RowKey,
    limit: int = FIELD_LIMIT,
    reveal: frozenset[str] = frozenset(),
) -> RowDetail:
    described = browsed.table(table)
    with browsed.reading() as connection:
        found = read_row(connection, described, key, reveal=reveal, limit=limit)
    assert found is not None
    return found


def field_of(browsed: BrowsedFile, table: str, column: str) -> Field:
    fields = {field.name: field for field in row_of(browsed, table, Rowid(1)).fields}
    return fields[column]


def test_a_field_tells_its_type_kind_size_and_exact_content(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a TEXT, b VARCHAR(9), c INTEGER, d REAL, e BLOB, f)")
    browsed.insert("t", [("ü\n\tx", "", 5, 1.5, b"\x01\x02", None)])
    fields = row_of(browsed, "t", Rowid(1)).fields
    assert [(f.name, f.declared_type, f.kind, f.text, f.content, f.size) for f in fields] == [
        ("a", "TEXT", CellKind.TEXT, "ü\n\tx", "ü\n\tx", 5),
        ("b", "VARCHAR(9)", CellKind.TEXT, "", "", 0),
        ("c", "INTEGER", CellKind.INTEGER, "5", None, None),
        ("d", "REAL", CellKind.REAL, "1.5", None, None),
        ("e", "BLOB", CellKind.BLOB, "BLOB 2 bytes · 0102", b"\x01\x02", 2),
        ("f", "", CellKind.NULL, "NULL", None, None),
    ]


def test_text_that_acts_or_is_no_text_is_made_visible(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, b)")
    browsed.raw.execute(
        "INSERT INTO t VALUES (CAST(x'61001B5B33316DFF0D0A62' AS TEXT), 'a' || char(8238) || 'b')"
    )
    fields = row_of(browsed, "t", Rowid(1)).fields
    assert fields[0].text == "a␀␛[31m\\xff\nb"
    assert fields[1].text == r"a\u202eb"
    assert fields[1].content == "a\u202eb"


def test_a_long_text_is_read_up_to_the_limit_and_no_character_is_halved(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [("é" * 1_000,)])
    (field,) = row_of(browsed, "t", Rowid(1), limit=101).fields
    assert (field.text, field.size, field.cut) == ("é" * 50, 2_000, True)


def test_a_huge_cell_is_never_loaded(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, b)")
    browsed.raw.execute("INSERT INTO t VALUES (zeroblob(200000000), 'behind it')")
    table = browsed.table("t")
    with browsed.reading() as connection:
        tracemalloc.start()
        started = time.process_time()
        found = read_row(connection, table, Rowid(1))
        seconds = time.process_time() - started
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert found is not None
    assert (found.fields[0].size, found.fields[0].cut) == (200_000_000, True)
    assert found.fields[1].text == "behind it"
    assert peak < 6 * FIELD_LIMIT
    assert seconds < 2


@pytest.mark.parametrize("encoding", ["UTF-8", "UTF-16le", "UTF-16be"])
def test_text_of_any_encoding_is_read(tmp_path: Path, encoding: str) -> None:
    with BrowsedFile(tmp_path / "x.db", f"PRAGMA encoding = '{encoding}'") as browsed:
        browsed.raw.execute("CREATE TABLE t (a)")
        browsed.insert("t", [("häß🐝" * 5,)])
        assert row_of(browsed, "t", Rowid(1)).fields[0].text == "häß🐝" * 5
        cut = row_of(browsed, "t", Rowid(1), limit=31).fields[0]
        assert cut.cut
        assert ("häß🐝" * 5).startswith(cut.text)
        assert cut.text


def test_a_value_that_alter_table_gave_to_older_rows_is_read(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [(1,)])
    browsed.raw.execute("ALTER TABLE t ADD COLUMN b TEXT DEFAULT 'given later'")
    assert field_of(browsed, "t", "b").text == "given later"


def test_generated_columns_are_read(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, v AS (a || 'v') VIRTUAL, s AS (a || 's') STORED)")
    browsed.raw.execute("INSERT INTO t (a) VALUES ('x')")
    assert [field.text for field in row_of(browsed, "t", Rowid(1)).fields] == ["x", "xv", "xs"]


def test_two_thousand_fields_are_read(browsed: BrowsedFile) -> None:
    browsed.raw.execute(f"CREATE TABLE t ({', '.join(f'c{i}' for i in range(2_000))})")
    browsed.insert("t", [tuple(range(2_000))])
    fields = row_of(browsed, "t", Rowid(1)).fields
    assert [field.text for field in fields] == [str(i) for i in range(2_000)]


def test_a_row_without_rowid_is_found_by_its_key(browsed: BrowsedFile) -> None:
    browsed.raw.execute(
        "CREATE TABLE t (a COLLATE NOCASE, b, v, PRIMARY KEY (b, a COLLATE BINARY)) WITHOUT ROWID"
    )
    browsed.insert("t", [("x", 1, "small"), ("X", 1, "large")])
    assert row_of(browsed, "t", PrimaryKey((1, "X"))).fields[2].text == "large"
    assert row_of(browsed, "t", PrimaryKey((1, "x"))).fields[2].text == "small"


def test_a_row_of_a_view_is_found_by_its_position(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    browsed.insert("t", [("one",), ("two",)])
    browsed.raw.execute("CREATE VIEW v AS SELECT a, length(a) FROM t ORDER BY rowid DESC")
    assert row_of(browsed, "v", Position(1)).fields[0].text == "one"


def test_a_row_of_a_full_text_table_has_no_hidden_fields(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE VIRTUAL TABLE f USING fts5 (body)")
    browsed.insert("f", [("words",)])
    assert [field.name for field in row_of(browsed, "f", Position(0)).fields] == ["body"]


@pytest.mark.parametrize("key", [Rowid(9), Rowid(-(2**63))])
def test_a_row_that_is_gone_is_none(browsed: BrowsedFile, key: RowKey) -> None:
    browsed.raw.execute("CREATE TABLE t (a)")
    table = browsed.table("t")
    with browsed.reading() as connection:
        assert read_row(connection, table, key) is None


def test_a_column_that_is_gone_is_told_in_a_sentence(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (a, b)")
    browsed.insert("t", [(1, 2)])
    table = browsed.table("t")
    browsed.raw.execute("ALTER TABLE t DROP COLUMN b")
    with browsed.reading() as connection, pytest.raises(StatementProblem, match="no such column"):
        read_row(connection, table, Rowid(1))


def test_times_are_told_on_the_local_clock(browsed: BrowsedFile, zone_of_tokyo: None) -> None:
    browsed.raw.execute("CREATE TABLE t (made_at, plain, n, created_at, words)")
    browsed.insert(
        "t", [("2025-09-05T14:03:11Z", "2025-09-05 14:03:11", 1757080991, 1757080991123, "soon")]
    )
    fields = row_of(browsed, "t", Rowid(1)).fields
    assert [field.local_time for field in fields] == [
        "2025-09-05 23:03:11",
        "2025-09-05 23:03:11",
        "",  # a bare number is a time only in a column that is for times
        "2025-09-05 23:03:11",
        "",
    ]
    assert fields[0].text == "2025-09-05T14:03:11Z"
    assert fields[3].time_format == "milliseconds since 1970"


def test_what_hive_means_by_a_column_is_told(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE messages (id TEXT PRIMARY KEY, timestamp TEXT)")
    browsed.insert("messages", [("m1", "2025-09-05 14:03:11")])
    field = field_of(browsed, "messages", "timestamp")
    assert Trait.TIME in field.traits


def test_a_secret_field_tells_nothing_until_it_is_revealed(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE licenses (id INTEGER PRIMARY KEY, key TEXT, email TEXT)")
    browsed.insert("licenses", [(1, "HIVE-1234-5678", "a@b.example")])
    field = field_of(browsed, "licenses", "key")
    assert field.masked
    assert "1234" not in repr(field)
    assert field.size is None
    revealed = row_of(browsed, "licenses", Rowid(1), reveal=frozenset({"KEY"})).fields[1]
    assert (revealed.text, revealed.masked) == ("HIVE-1234-5678", False)


def test_a_blob_of_which_only_the_start_is_read_tells_its_whole_size(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE t (v)")
    browsed.raw.execute("INSERT INTO t VALUES (zeroblob(5000000))")
    table = browsed.table("t")
    with browsed.reading() as connection:
        detail = read_row(connection, table, Rowid(1), limit=64)
    assert detail is not None
    assert detail.fields[0].text.startswith("BLOB 4.8 MB · 0000")
