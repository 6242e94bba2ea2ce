"""CSV, JSON, Markdown and SQL, read back by Python's own readers and by SQLite."""

from __future__ import annotations

import base64
import csv
import io
import json
import sqlite3
from contextlib import closing
from math import copysign, inf
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing.export import BlobForm, Format, Options
from hive_inspector.core.browsing.export.csvrows import CsvWriter, defused
from hive_inspector.core.browsing.export.writing import Sheet, TextSink
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.literals import literal
from tests.support.cells import ANY_CELL, NO_TEXT, NUMBERS
from tests.support.spoofs import ACTING, SPOOFS

if TYPE_CHECKING:
    from hive_inspector.core.database.values import Cell
    from tests.unit.browsing.export.conftest import Exporter

EACH = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
ROWS = st.lists(st.tuples(ANY_CELL, ANY_CELL), max_size=6)


def stored(exporter: Exporter) -> list[tuple[Cell, ...]]:
    return exporter.browsed.plain("SELECT * FROM t")


def csv_text(value: Cell, null: str = "") -> str:
    """What a CSV field of a value says; written apart from the writer."""
    match value:
        case None:
            return null
        case bytes():
            return f"X'{value.hex().upper()}'"
        case float() if value in (inf, -inf):
            return "9e999" if value > 0 else "-9e999"
        case _:
            return str(value)


@EACH
@given(rows=ROWS)
def test_csv_is_read_back_by_pythons_reader(exporter: Exporter, rows: list[Any]) -> None:
    exporter.fill(rows)
    text = exporter.text(Format.CSV, Options(defuse=False))
    header, *found = csv.reader(io.StringIO(text, newline=""))
    assert header == ["a", "b"]
    assert found == [[csv_text(value) for value in row] for row in stored(exporter)]
    for line, row in zip(found, stored(exporter), strict=True):
        for field, value in zip(line, row, strict=True):
            if isinstance(value, int | float):
                assert type(value)(field) == value


@EACH
@given(rows=ROWS)
def test_no_text_of_a_csv_runs_as_a_formula(exporter: Exporter, rows: list[Any]) -> None:
    exporter.fill(rows)
    _, *found = csv.reader(io.StringIO(exporter.text(Format.CSV), newline=""))
    for line, row in zip(found, stored(exporter), strict=True):
        for field, value in zip(line, row, strict=True):
            if isinstance(value, str):
                assert not field.startswith(("=", "+", "-", "@", "\t", "\r", "\n"))
                assert field in {value, f"'{value}"}
            else:
                assert field == csv_text(value)


@EACH
@given(
    values=st.lists(ANY_CELL | NO_TEXT, min_size=1, max_size=6),
    defuse=st.booleans(),
    null=st.sampled_from(["", "NULL", "it's"]),
    form=st.sampled_from(BlobForm),
)
def test_sql_makes_the_same_of_a_value_as_python(
    exporter: Exporter, values: list[Any], null: str, form: BlobForm, *, defuse: bool
) -> None:
    exporter.browsed.raw.execute("DROP TABLE IF EXISTS t")
    exporter.browsed.raw.execute("CREATE TABLE t (a)")
    for value in values:
        exporter.browsed.raw.execute(f"INSERT INTO t VALUES ({literal(value)})")
    options = Options(defuse=defuse, null_as=null, blobs=form, headers=False)
    writer = CsvWriter(Sheet(exporter.browsed.table("t"), ("a",), options), TextSink())
    sink = TextSink()
    lines = csv.writer(sink)
    lines.writerows([[writer.field(value)] for value in values])
    assert exporter.text(Format.CSV, options) == sink.take()


def test_a_column_with_its_own_way_to_compare_is_defused_all_the_same(exporter: Exporter) -> None:
    exporter.fill([("=a", "=b"), ("@x", "x")], "a TEXT COLLATE NOCASE, b INTEGER")
    assert exporter.text(Format.CSV).splitlines()[1:] == ["'=a,'=b", "'@x,x"]


def test_names_of_columns_are_defused_as_well(exporter: Exporter) -> None:
    exporter.fill([(1, 2)], '"=cmd", b')
    assert exporter.text(Format.CSV).splitlines()[0] == "'=cmd,b"


def test_what_acts_on_a_terminal_stays_what_it_is_in_data_and_is_made_visible_in_markdown(
    exporter: Exporter,
) -> None:
    acting = "".join(sorted(ACTING - {"\0"}))  # no name holds that one
    texts = [*SPOOFS.values(), acting, f"={acting}"]
    name = f"{acting}=1+1"
    exporter.fill([(number, text) for number, text in enumerate(texts)], f"a, {quoted(name)}")

    plain = Options(defuse=False)
    header, *found = csv.reader(io.StringIO(exporter.text(Format.CSV, plain), newline=""))
    assert header == ["a", name]
    assert [text for _, text in found] == texts
    (*_, defused_text) = list(csv.reader(io.StringIO(exporter.text(Format.CSV), newline="")))[-1]
    assert defused_text == f"'={acting}"
    rows = json.loads(exporter.text(Format.JSON))
    assert [row[name] for row in (rows["rows"] if isinstance(rows, dict) else rows)] == texts
    with closing(sqlite3.connect(":memory:")) as made:
        made.execute(f"CREATE TABLE t (a, {quoted(name)})")
        made.executescript(exporter.text(Format.SQL))
        assert [text for _, text in made.execute("SELECT * FROM t")] == texts

    markdown = exporter.text(Format.MARKDOWN)
    assert not ACTING & set(markdown)
    assert len(markdown.splitlines()) == 2 + len(texts)
    assert "<" not in markdown.replace("<br>", "").replace("\\<", "")


def test_nothing_and_an_empty_text_are_told_apart_where_it_is_wanted(exporter: Exporter) -> None:
    exporter.fill([(None, "")])
    assert exporter.text(Format.CSV).splitlines()[1] == ","
    assert exporter.text(Format.CSV, Options(null_as="NULL")).splitlines()[1] == "NULL,"


def test_blobs_can_be_base64(exporter: Exporter) -> None:
    exporter.fill([(b"\x00\xff", "x")])
    options = Options(blobs=BlobForm.BASE64)
    assert exporter.text(Format.CSV, options).splitlines()[1] == "AP8=,x"
    (row,) = json.loads(exporter.text(Format.JSON, options))
    assert base64.b64decode(row["a"]) == b"\x00\xff"


def test_excel_can_be_told_that_csv_is_utf8(exporter: Exporter) -> None:
    exporter.fill([("ä", 1)])
    assert exporter.text(Format.CSV, Options(mark_utf8=True)).startswith("\ufeffa,b\r\n")
    assert exporter.text(Format.CSV, Options(headers=False)) == "ä,1\r\n"


def test_bytes_that_are_no_text_stay_in_csv_and_are_escaped_in_json(exporter: Exporter) -> None:
    exporter.browsed.raw.execute("CREATE TABLE t (a)")
    exporter.browsed.raw.execute("INSERT INTO t VALUES ('before'), (CAST(X'41FFC3' AS TEXT))")
    exporter.browsed.raw.execute("INSERT INTO t VALUES ('behind')")
    assert exporter.run(Format.CSV).path.read_bytes() == b"a\r\nbefore\r\nA\xff\xc3\r\nbehind\r\n"
    text = exporter.text(Format.NDJSON)
    assert [json.loads(line)["a"] for line in text.splitlines()] == [
        "before",
        "A\udcff\udcc3",
        "behind",
    ]
    text.encode("utf-8")


@EACH
@given(rows=ROWS, lines=st.booleans())
def test_json_is_read_back_by_pythons_reader(
    exporter: Exporter, rows: list[Any], *, lines: bool
) -> None:
    exporter.fill(rows)
    text = exporter.text(Format.NDJSON if lines else Format.JSON)
    found = [json.loads(line) for line in text.split("\n")[:-1]] if lines else json.loads(text)
    expected = [
        {
            name: csv_text(value) if isinstance(value, bytes) else value
            for name, value in zip("ab", row, strict=True)
        }
        for row in stored(exporter)
    ]
    assert found == expected
    assert [list(map(type, row.values())) for row in found] == [
        list(map(type, row.values())) for row in expected
    ]


def test_json_keeps_every_digit(exporter: Exporter) -> None:
    exporter.fill([(2**63 - 1, 0.1), (-(2**53) - 1, 1e300), (inf, -inf)])
    text = exporter.text(Format.NDJSON)
    assert text.splitlines() == [
        '{"a": 9223372036854775807, "b": 0.1}',
        '{"a": -9007199254740993, "b": 1e+300}',
        '{"a": 9e999, "b": -9e999}',
    ]


def test_a_column_that_is_asked_for_twice_is_there_twice(exporter: Exporter) -> None:
    exporter.fill([(1, 2)])
    text = exporter.text(Format.NDJSON, columns=("a", "a"))
    assert text == '{"a": 1, "a": 1}\n'


def test_an_empty_table_is_an_empty_list(exporter: Exporter) -> None:
    exporter.fill([])
    assert json.loads(exporter.text(Format.JSON)) == []
    assert exporter.text(Format.NDJSON) == ""
    assert exporter.text(Format.CSV) == "a,b\r\n"


@EACH
@given(rows=st.lists(st.tuples(ANY_CELL | NO_TEXT, ANY_CELL | NUMBERS), max_size=6))
def test_the_statements_make_the_same_rows_again(exporter: Exporter, rows: list[Any]) -> None:
    exporter.fill([])
    for row in rows:
        exporter.browsed.raw.execute(f"INSERT INTO t VALUES ({', '.join(map(literal, row))})")
    text = exporter.text(Format.SQL, Options(create_table=True))
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.executescript(text)
        columns = "typeof(a), CAST(a AS BLOB), typeof(b), CAST(b AS BLOB)"
        select = f"SELECT {columns} FROM t"
        assert raw.execute(select).fetchall() == exporter.browsed.plain(select)
        numbers = "SELECT CASE WHEN typeof(b) IN ('real', 'integer') THEN b END FROM t"
        assert raw.execute(numbers).fetchall() == exporter.browsed.plain(numbers)


@settings(max_examples=500)
@given(number=st.floats(allow_nan=False))
def test_sqlite_reads_every_real_number_exactly(number: float) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        kind, found = raw.execute(
            f"SELECT typeof(x), x FROM (SELECT {literal(number)} AS x)"
        ).fetchone()
    assert (kind, found) == ("real", number)
    assert copysign(1, found) == copysign(1, number) or not number


def test_most_real_numbers_are_written_as_people_write_them() -> None:
    assert [literal(x) for x in (0.5, 0.0123, 12.0, 0.1, -3.75)] == [
        "0.5",
        "0.0123",
        "12.0",
        "0.1",
        "-3.75",
    ]


@settings(max_examples=300)
@given(whole=st.integers(0, 10**7), digits=st.integers(1, 12))
def test_short_decimals_which_sqlite_reads_with_an_error_are_written_longer(
    whole: int, digits: int
) -> None:
    number = whole / 10**digits
    with closing(sqlite3.connect(":memory:")) as raw:
        assert raw.execute(f"SELECT {literal(number)}").fetchone()[0] == number


def test_odd_names_and_computed_columns_are_no_obstacle_to_statements(exporter: Exporter) -> None:
    exporter.browsed.raw.execute(
        'CREATE TABLE "odd ""t""" ("select" INTEGER PRIMARY KEY, "a b" TEXT, c AS ("a b" || 1))'
    )
    exporter.browsed.raw.execute('INSERT INTO "odd ""t""" ("a b") VALUES (\'x\')')
    done = exporter.run(Format.SQL, Options(create_table=True), table='odd "t"')
    assert done.notes == ("Columns that the table computes itself were left out.",)
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.executescript(done.path.read_text())
        assert raw.execute('SELECT * FROM "odd ""t"""').fetchall() == [(1, "x", "x1")]


def test_statements_alone_do_not_make_the_table(exporter: Exporter) -> None:
    exporter.fill([(1, None)])
    assert exporter.text(Format.SQL) == (
        'BEGIN;\nINSERT INTO "t" ("a", "b") VALUES (1, NULL);\nCOMMIT;\n'
    )


def test_a_markdown_table_keeps_each_row_on_a_line(exporter: Exporter) -> None:
    exporter.fill([("a|b\nc", None), (b"\x01", 2.5), ("*bold* <b>", "tab\there\0")], '"x|y", b')
    assert exporter.text(Format.MARKDOWN, Options(null_as="NULL")).splitlines() == [
        "| x\\|y | b |",
        "| --- | --- |",
        "| a\\|b<br>c | NULL |",
        "| X'01' | 2.5 |",
        "| \\*bold\\* \\<b\\> | tab\there␀ |",
    ]


@EACH
@given(rows=ROWS)
def test_every_line_of_a_markdown_table_has_all_its_cells(
    exporter: Exporter, rows: list[Any]
) -> None:
    exporter.fill(rows)
    lines = exporter.text(Format.MARKDOWN).split("\n")[:-1]
    assert len(lines) == 2 + len(rows)
    for line in lines:
        plain = line.replace("\\\\", "").replace("\\|", "")
        assert plain.count("|") == 3


def test_a_text_is_defused_only_where_it_has_to_be() -> None:
    assert defused("=x") == "'=x"
    assert defused("x=") == "x="
    assert defused("") == ""


def test_the_writers_are_only_for_text(exporter: Exporter) -> None:
    from hive_inspector.core.browsing.export.textfiles import text_writer

    exporter.fill([])
    sheet = Sheet(exporter.browsed.table("t"), ("a",), Options())
    with pytest.raises(ValueError, match="PARQUET"):
        text_writer(Format.PARQUET, sheet, TextSink(), is_file=True)
