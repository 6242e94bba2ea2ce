"""Parquet, read back by DuckDB, which shares no code with the writer."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

import duckdb
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hive_inspector.core.browsing.export import Format, formatinfo, formats, parquetrows
from hive_inspector.core.errors import EnvironmentProblem
from tests.faults.counting import examples
from tests.support.cells import ANY_CELL, ANY_TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.browsing.export.conftest import Exporter

ALIKE = st.one_of(
    st.tuples(st.just("BIGINT"), st.lists(st.none() | st.integers(-(2**63), 2**63 - 1))),
    st.tuples(
        st.just("DOUBLE"),
        st.lists(st.none() | st.floats(allow_nan=False) | st.integers(-(2**53), 2**53)),
    ),
    st.tuples(st.just("VARCHAR"), st.lists(st.none() | ANY_TEXT)),
    st.tuples(st.just("BLOB"), st.lists(st.none() | st.binary(max_size=9))),
)
_KINDS = {"BIGINT": int, "DOUBLE": float, "VARCHAR": str, "BLOB": bytes}


def read(path: Path) -> tuple[list[str], list[tuple[Any, ...]]]:
    with duckdb.connect() as reader:
        result = reader.execute(f"SELECT * FROM read_parquet('{path}')")
        types = [str(column[1]) for column in result.description or ()]
        return types, result.fetchall()


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(50, 20)
)
@given(alike=ALIKE)
def test_a_column_has_the_type_of_its_values(
    exporter: Exporter, alike: tuple[str, list[Any]]
) -> None:
    expected, values = alike
    exporter.fill([(value,) for value in values], "a")
    types, rows = read(exporter.run(Format.PARQUET).path)
    assert [row[0] for row in rows] == values
    filled = {type(value) for value in values} - {type(None)}
    if filled == {_KINDS[expected]}:
        assert types == [expected]


@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=examples(40, 20)
)
@given(values=st.lists(ANY_CELL, max_size=8))
def test_a_column_of_several_types_is_text(exporter: Exporter, values: list[Any]) -> None:
    exporter.fill([("text", value) for value in [*values, "text", 1]])
    types, rows = read(exporter.run(Format.PARQUET).path)
    assert types == ["VARCHAR", "VARCHAR"]
    for (_, found), value in zip(rows, values, strict=False):
        if value is None or isinstance(value, str):
            assert found == value
        elif isinstance(value, bytes):
            assert found == f"X'{value.hex().upper()}'"
        else:
            assert type(value)(found.replace("9e999", "inf")) == value


def test_whole_numbers_that_a_real_number_cannot_hold_make_a_column_text(
    exporter: Exporter,
) -> None:
    exporter.fill([(0.5, 0.5), (2**53 + 1, 2**53)])
    types, rows = read(exporter.run(Format.PARQUET).path)
    assert types == ["VARCHAR", "DOUBLE"]
    assert rows[1] == ("9007199254740993", 2.0**53)


def test_bytes_that_are_no_text_are_replaced_and_counted(exporter: Exporter) -> None:
    exporter.fill([])
    exporter.browsed.raw.execute("INSERT INTO t VALUES (CAST(X'41FF' AS TEXT), 'ä')")
    done = exporter.run(Format.PARQUET)
    assert read(done.path)[1] == [("A\ufffd", "ä")]
    assert done.notes == ("In 1 texts, bytes that are no text were replaced.",)


def test_rows_are_written_in_groups(exporter: Exporter, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parquetrows, "_GROUP_ROWS", 7)
    exporter.fill([(i, "x") for i in range(1_000)])
    path = exporter.run(Format.PARQUET).path
    assert read(path)[1] == [(i, "x") for i in range(1_000)]
    with duckdb.connect() as reader:
        sql = f"SELECT count(DISTINCT row_group_id) FROM parquet_metadata('{path}')"
        (groups,) = reader.execute(sql).fetchall()[0]
    assert groups > 1


def test_large_values_make_groups_smaller(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(parquetrows, "_GROUP_BYTES", 10_000)
    exporter.fill([("x" * 3_000, b"y" * 3_000) for _ in range(100)])
    assert len(read(exporter.run(Format.PARQUET).path)[1]) == 100


def test_an_empty_table_is_a_file_without_rows(exporter: Exporter) -> None:
    exporter.fill([])
    assert read(exporter.run(Format.PARQUET).path) == (["VARCHAR", "VARCHAR"], [])


def test_without_the_library_a_sentence_says_what_to_install(
    exporter: Exporter, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(formatinfo, "find_spec", lambda name: None)
    (parquet,) = [one for one in formats() if one.format is Format.PARQUET]
    assert 'pip install "hive-inspector[parquet]"' in parquet.missing
    exporter.fill([])
    with pytest.raises(EnvironmentProblem, match="Parquet needs a library") as caught:
        exporter.run(Format.PARQUET)
    assert caught.value.message == parquet.missing
    assert not list(exporter.folder.glob("*parquet*"))


def test_the_library_is_loaded_for_nothing_else() -> None:
    import subprocess

    listing = (
        "import hive_inspector.core.browsing.export, sys;"
        "print([name for name in ('pyarrow', 'numpy', 'PySide6') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", listing], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"
