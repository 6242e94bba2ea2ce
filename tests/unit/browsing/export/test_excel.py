"""Excel workbooks, read back by openpyxl and by a plain reader of the zip and its XML."""

from __future__ import annotations

import re
from math import inf
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing.export import Format, Options, excelrows
from hive_inspector.core.browsing.export.excelrows import MOST_CHARACTERS
from tests.faults.counting import examples
from tests.support.cells import ANY_CELL

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.browsing.export.conftest import Exporter

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def cells(path: Path, sheet: int = 1) -> list[dict[str, str | float]]:
    """Each row's cells by their letters, as the XML says them; texts as `str`, numbers as `float`."""
    with ZipFile(path) as package:
        assert package.testzip() is None
        root = ET.fromstring(package.read(f"xl/worksheets/sheet{sheet}.xml"))
    return [
        {cell.attrib["r"].rstrip("0123456789"): _value(cell) for cell in row}
        for row in root.iter(f"{MAIN}row")
    ]


def _value(cell: ET.Element) -> str | float:
    if cell.get("t") == "inlineStr":
        (text,) = cell.iter(f"{MAIN}t")
        escaped = re.compile("_x([0-9A-F]{4})_")
        return escaped.sub(lambda match: chr(int(match[1], 16)), text.text or "")
    (number,) = cell.iter(f"{MAIN}v")
    return float(number.text or "")


def expected(value: Any) -> str | float | None:
    match value:
        case None:
            return None
        case bytes():
            return f"X'{value.hex().upper()}'"
        case float() if value in (inf, -inf):
            return "9e999" if value > 0 else "-9e999"
        case int() if abs(value) > 2**53:
            return str(value)
        case _:
            return value  # type: ignore[no-any-return]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(60, 25)
)
@given(rows=st.lists(st.tuples(ANY_CELL, ANY_CELL), max_size=6))
def test_every_value_comes_back(exporter: Exporter, rows: list[Any]) -> None:
    exporter.fill(rows)
    done = exporter.run(Format.EXCEL)
    header, *found = cells(done.path)
    assert header == {"A": "a", "B": "b"}
    stored = exporter.browsed.plain("SELECT * FROM t")
    assert found == [
        {
            letter: expected(value)
            for letter, value in zip("AB", row, strict=True)
            if value is not None
        }
        for row in stored
    ]
    assert (done.rows, done.notes) == (len(rows), ())


def test_openpyxl_reads_the_workbook(exporter: Exporter) -> None:
    exporter.fill([(1, "=1+1"), (2.5, None), ("ä&<", "@x"), (-7, "  spaces  ")])
    book = openpyxl.load_workbook(exporter.run(Format.EXCEL).path)
    assert book.sheetnames == ["t"]
    sheet = book["t"]
    assert sheet.freeze_panes == "A2"
    assert sheet["A1"].font.bold
    assert [list(row) for row in sheet.iter_rows(values_only=True)] == [
        ["a", "b"],
        [1, "=1+1"],
        [2.5, None],
        ["ä&<", "@x"],
        [-7, "  spaces  "],
    ]
    book.close()


def test_no_text_is_ever_a_formula(exporter: Exporter) -> None:
    exporter.fill([("=HYPERLINK(1)", "+1")])
    path = exporter.run(Format.EXCEL, Options(defuse=False)).path
    with ZipFile(path) as package:
        xml = package.read("xl/worksheets/sheet1.xml").decode()
    assert "<f>" not in xml
    assert cells(path)[1] == {"A": "=HYPERLINK(1)", "B": "+1"}


def test_a_text_that_no_cell_holds_is_cut_and_counted(exporter: Exporter) -> None:
    long = "x" * (MOST_CHARACTERS + 1)
    faces = "😀" * 20_000
    exporter.fill([(long, "x" * MOST_CHARACTERS), (faces, "😀" * 16_383), (b"x" * 20_000, 1)])
    done = exporter.run(Format.EXCEL)
    _, first, second, third = cells(done.path)
    assert first == {"A": long[:MOST_CHARACTERS], "B": "x" * MOST_CHARACTERS}
    assert second == {"A": "😀" * (MOST_CHARACTERS // 2), "B": "😀" * 16_383}
    assert len(str(third["A"])) == MOST_CHARACTERS
    assert done.notes == ("3 values longer than 32,767 characters were cut.",)


def test_bytes_that_are_no_text_are_replaced_and_counted(exporter: Exporter) -> None:
    exporter.fill([])
    exporter.browsed.raw.execute("INSERT INTO t VALUES (CAST(X'41FF' AS TEXT), 'ä')")
    done = exporter.run(Format.EXCEL)
    assert cells(done.path)[1] == {"A": "A\ufffd", "B": "ä"}
    assert done.notes == ("In 1 texts, bytes that are no text were replaced.",)


def test_more_rows_than_a_sheet_holds_go_on_in_the_next(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(excelrows, "MOST_ROWS", 10)
    exporter.fill([(i, i) for i in range(30)])
    path = exporter.run(Format.EXCEL).path
    assert [row["A"] for n in range(1, 5) for row in cells(path, n) if row["A"] != "a"] == list(
        range(30)
    )
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["t", "t (2)", "t (3)", "t (4)"]
    assert [sheet.max_row for sheet in book] == [10, 10, 10, 4]
    book.close()


def test_without_headers_the_rows_begin_at_once(exporter: Exporter) -> None:
    exporter.fill([(1, 2)])
    assert cells(exporter.run(Format.EXCEL, Options(headers=False)).path) == [{"A": 1, "B": 2}]


@pytest.mark.parametrize(
    ("name", "title"),
    [
        ("a/b:c*[d]?\\e", "a_b_c__d___e"),
        ("'quoted'", "quoted"),
        ("x" * 60, "x" * 25),
        ("'", "Sheet"),
    ],
)
def test_a_sheet_is_called_as_far_as_excel_allows(
    exporter: Exporter, name: str, title: str
) -> None:
    exporter.browsed.raw.execute(f'CREATE TABLE "{name}" (a)')
    book = openpyxl.load_workbook(exporter.run(Format.EXCEL, table=name).path)
    assert book.sheetnames == [title]
    book.close()


def test_wide_tables_have_letters_beyond_z(exporter: Exporter) -> None:
    exporter.browsed.raw.execute(f"CREATE TABLE wide ({', '.join(f'c{i}' for i in range(1_600))})")
    exporter.browsed.raw.execute("INSERT INTO wide (c0, c26, c701, c702, c1599) VALUES (1,2,3,4,5)")
    _, row = cells(exporter.run(Format.EXCEL, table="wide").path)
    assert row == {"A": 1, "AA": 2, "ZZ": 3, "AAA": 4, "BIN": 5}
