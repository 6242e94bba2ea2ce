"""`rows`: three formats of the same rows, secrets masked, nothing that acts on a terminal."""

from __future__ import annotations

import csv
import io
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.cli.rowformats import csv_field
from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.paths import app_paths
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

GAPPY = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 20000)"
    " INSERT INTO t SELECT i * 3, 'row ' || i FROM n"
)

ENDLESS = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT i FROM n"


@pytest.fixture
def gappy(tmp_path: Path) -> Path:
    return make_file(
        tmp_path / "x.db", ["CREATE TABLE t (id INTEGER PRIMARY KEY, label TEXT)", GAPPY]
    )


@pytest.fixture
def odd(tmp_path: Path) -> Path:
    path = make_file(tmp_path / "odd.db", ["CREATE TABLE t (a, b)"])
    values = [
        (None, ""),
        (-5, "=1+1"),
        (9e999, 'quo"te, and\nline'),
        (b"\x00\xff", "@cmd"),
        (1.5, "tab\tinside"),
        (2**63 - 1, "\x1b[31mred\x1b[0m"),
    ]
    with closing(sqlite3.connect(path)) as raw:
        raw.executemany("INSERT INTO t VALUES (?, ?)", values)
        raw.execute("INSERT INTO t VALUES (0, CAST(x'61FF62' AS TEXT))")
        raw.commit()
    return path


@pytest.mark.parametrize(
    ("offset", "limit"), [(0, 3), (12_345, 2), (19_998, 9), (20_000, 5), (0, 0)]
)
def test_any_offset_gives_what_plain_sql_gives(
    command: CommandLine, gappy: Path, offset: int, limit: int
) -> None:
    run = command("rows", gappy, "t", "--offset", offset, "--limit", limit, "--json")
    with closing(sqlite3.connect(gappy)) as raw:
        expected = raw.execute(
            "SELECT * FROM t ORDER BY rowid LIMIT ? OFFSET ?", (limit, offset)
        ).fetchall()
    assert run.code == 0
    assert run.document == {
        "table": "t",
        "columns": ["id", "label"],
        "rows": [list(row) for row in expected],
        "total": 20_000,
        "offset": offset,
    }


def test_a_hundred_rows_are_shown_unless_told_otherwise(command: CommandLine, gappy: Path) -> None:
    assert len(command("rows", gappy, "t", "--json").document["rows"]) == 100
    run = command("rows", gappy, "T")
    assert len(run.out.splitlines()) == 101
    assert run.err == "Rows 1 to 100 of 20,000.\n"


def test_rows_behind_the_end_are_told_to_be_none(command: CommandLine, gappy: Path) -> None:
    run = command("rows", gappy, "t", "--offset", 30_000)
    assert (run.code, run.out, run.err) == (0, "id  label\n", "The last row is row 20,000.\n")


def test_a_table_without_rows_is_told_to_have_none(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ["CREATE TABLE t (a)"])
    run = command("rows", path, "t")
    assert (run.code, run.out, run.err) == (0, "a\n", "There are no rows.\n")


def test_json_keeps_every_value_that_json_has(command: CommandLine, odd: Path) -> None:
    rows = command("rows", odd, "t", "--format", "json").document["rows"]
    assert rows == [
        [None, ""],
        [-5, "=1+1"],
        ["Infinity", 'quo"te, and\nline'],
        ["X'00FF'", "@cmd"],
        [1.5, "tab\tinside"],
        [2**63 - 1, "\x1b[31mred\x1b[0m"],
        [0, "a\udcffb"],
    ]


def test_csv_can_be_read_back_and_runs_no_formula(command: CommandLine, odd: Path) -> None:
    run = command("rows", odd, "t", "--limit", 6, "--format", "csv")
    assert run.out.startswith('a,b\n,""\n')
    assert list(csv.reader(io.StringIO(run.out)))[1:] == [
        ["", ""],
        ["-5", "'=1+1"],
        ["9e999", 'quo"te, and\nline'],
        ["X'00FF'", "'@cmd"],
        ["1.5", "tab\tinside"],
        ["9223372036854775807", "\x1b[31mred\x1b[0m"],
    ]


@given(st.lists(st.one_of(st.none(), st.integers(), st.text()), min_size=2, max_size=5))
def test_any_csv_line_can_be_read_back(values: list[int | str | None]) -> None:
    line = ",".join(map(csv_field, values))
    (fields,) = csv.reader(io.StringIO(line, newline=""), strict=True)
    for field, value in zip(fields, values, strict=True):
        text = "" if value is None else str(value)
        harmless = isinstance(value, str) and text.startswith(
            ("=", "+", "-", "@", "\t", "\r", "\n")
        )
        assert field == ("'" + text if harmless else text)


def test_csv_tells_nothing_from_an_empty_text() -> None:
    assert (csv_field(None), csv_field("")) == ("", '""')


def test_the_readable_table_lets_nothing_act_on_a_terminal(command: CommandLine, odd: Path) -> None:
    run = command("rows", odd, "t")
    assert "␛[31mred␛[0m" in run.out
    assert r"a\xffb" in run.out
    assert not any(ord(character) < 32 for character in run.out.replace("\n", ""))
    assert len(run.out.splitlines()) == 8


@pytest.mark.parametrize("format_", ["table", "json", "csv"])
def test_secrets_are_dots_until_they_are_revealed_and_that_is_written_down(
    command: CommandLine, tmp_path: Path, format_: str
) -> None:
    setting = (
        "INSERT INTO configurations (key, value, encrypted) VALUES"
        " ('openrouter_api_key', 'sk-or-1', 0), ('theme', 'dark', 0)"
    )
    path = make_lineage_file(tmp_path / "hive.db", "core-013", [setting])
    masked = command("rows", path, "configurations", "--format", format_)
    assert "sk-or-1" not in masked.out
    assert "dark" in masked.out
    if format_ != "json":
        assert MASK_TEXT in masked.out
    assert list(AuditTrail(app_paths().audit).entries()) == []
    revealed = command("rows", path, "configurations", "--format", format_, "--reveal")
    assert "sk-or-1" in revealed.out
    (entry,) = AuditTrail(app_paths().audit).entries()
    assert (entry.what, entry.file) == ("reveal.rows", str(path))
    assert entry.details == {"table": "configurations", "columns": "value", "format": format_}


def test_secrets_whose_showing_cannot_be_recorded_stay_hidden(
    command: CommandLine, tmp_path: Path
) -> None:
    path = make_file(
        tmp_path / "x.db", ["CREATE TABLE t (api_key)", "INSERT INTO t VALUES ('sk-or-1')"]
    )
    blocked = app_paths().audit
    blocked.parent.mkdir(parents=True, exist_ok=True)
    blocked.write_text("in the way", encoding="utf-8")
    run = command("rows", path, "t", "--reveal")
    assert run.code == 3
    assert run.out == ""
    assert "could not be recorded" in run.err


def test_a_view_without_end_has_no_total(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "x.db",
        [f"CREATE VIEW v AS {ENDLESS}"],
    )
    run = command("rows", path, "v", "--limit", 2, "--json")
    assert run.document["total"] is None
    assert run.document["rows"] == [[1], [2]]
    assert run.err == "Only the first 100,000 rows can be reached; there are more.\n"


def test_a_table_that_is_not_there_is_wrong_usage_and_a_near_name_is_offered(
    command: CommandLine, tmp_path: Path
) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-013")
    run = command("rows", path, "mesages")
    assert run.code == 2
    assert run.error_lines == [
        "There is no table “mesages” in this database.",
        "Did you mean messages?",
    ]
    assert command("rows", path, "zzzz").error_lines[1] == "hive-inspector tables lists them all."


def test_a_view_that_fails_is_told_in_two_lines(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ["CREATE VIEW v AS SELECT x FROM nowhere"])
    run = command("rows", path, "v", "--json")
    assert run.code == 3
    assert run.out == ""
    assert len(run.error_lines) == 2
    assert "nowhere" in run.error_lines[0]


def test_a_damaged_page_leaves_no_half_document(command: CommandLine, gappy: Path) -> None:
    with gappy.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xee" * 4096 * 3)
    run = command("rows", gappy, "t", "--limit", 20_000, "--json")
    assert run.code == 3
    assert run.out == ""
    assert run.error_lines[0].startswith("The database is damaged")


def test_a_person_sees_the_rows_before_a_damage(command: CommandLine, gappy: Path) -> None:
    with gappy.open("r+b") as file:
        file.seek(4096 * 20)
        file.write(b"\xee" * 4096 * 3)
    run = command("rows", gappy, "t", "--limit", 3)
    assert run.code == 1
    assert [line.split()[0] for line in run.out.splitlines()] == ["id", "3", "6", "9"]
    assert run.err.startswith("The rows cannot be counted: the file is damaged.")
    run = command("rows", gappy, "t", "--limit", 20_000)
    assert run.code == 1
    assert "cannot be read: the file is damaged there." in run.err


def test_without_a_database_the_one_name_is_the_table(command: CommandLine) -> None:
    own = command.home / ".hive" / "hive-ai.db"
    own.parent.mkdir()
    make_file(own, ["CREATE TABLE t (a)", "INSERT INTO t VALUES (7)"])
    assert command("rows", "t", "--json").document["rows"] == [[7]]


def test_options_may_stand_between_the_names(command: CommandLine, odd: Path) -> None:
    run = command("rows", odd, "--limit", 1, "t", "--json")
    assert run.document["rows"] == [[None, ""]]
