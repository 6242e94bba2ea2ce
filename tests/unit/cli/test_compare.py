"""The command `compare`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.support.databases import make_database

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine


def _files(folder: Path) -> tuple[Path, Path]:
    table = "CREATE TABLE t (k INTEGER PRIMARY KEY, a TEXT)"
    return (
        make_database(folder / "left.db", table, "INSERT INTO t VALUES (1, 'x'), (2, 'y')"),
        make_database(folder / "right.db", table, "INSERT INTO t VALUES (1, 'z'), (3, 'w')"),
    )


def test_differences_are_one_document_and_the_exit_code_tells(
    tmp_path: Path, command: CommandLine
) -> None:
    left, right = _files(tmp_path)

    run = command("compare", left, right, "--json")

    assert run.code == 1
    (table,) = run.document["tables"]
    assert run.document["schema"] == []
    assert {key: table[key] for key in ("name", "only_left", "only_right", "changed")} == {
        "name": "t",
        "only_left": 1,
        "only_right": 1,
        "changed": 1,
    }
    assert table["rows"][0]["cells"] == [{"column": "a", "left": "x", "right": "z"}]


def test_the_same_file_does_not_differ(tmp_path: Path, command: CommandLine) -> None:
    left, _ = _files(tmp_path)

    run = command("compare", left, left)

    assert run.code == 0
    assert "Nothing differs." in run.out


def test_differences_are_shown_in_words(tmp_path: Path, command: CommandLine) -> None:
    run = command("compare", *_files(tmp_path))

    assert run.code == 1
    lines = [line.strip() for line in run.out.splitlines() if line.strip()]
    assert lines[2:] == [
        "t",
        "1  changed",
        "a: x → z",
        "2  only left",
        "3  only right",
        "Tables",
        "Table  Same  Only left  Only right  Changed  Note",
        "t         0          1           1        1",
        "0 tables without a difference",
        "Both files declare the same.",
    ]


def test_a_schema_that_differs_is_told_before_the_tables(
    tmp_path: Path, command: CommandLine
) -> None:
    left, _ = _files(tmp_path)
    other = make_database(tmp_path / "more.db", "CREATE TABLE more (a)")

    run = command("compare", left, other)

    assert run.code == 1
    lines = run.out.splitlines()
    assert lines.index("Schema") < lines.index("Tables")
    assert "declare the same" not in run.out


def test_statements_and_a_report_are_written(tmp_path: Path, command: CommandLine) -> None:
    sql, report = tmp_path / "difference.sql", tmp_path / "report.md"

    run = command("compare", *_files(tmp_path), "--sql", sql, "--report", report)
    again = command("compare", tmp_path / "left.db", tmp_path / "right.db", "--sql", sql)

    assert run.code == 1
    assert 'UPDATE "t" SET "a" = \'z\'' in sql.read_text(encoding="utf-8")
    assert "| 1 | changed | a | x | z |" in report.read_text(encoding="utf-8")
    assert "already a file" in again.err


def test_secrets_in_statements_are_accounted_for(tmp_path: Path, command: CommandLine) -> None:
    left, right = _files(tmp_path)

    alone = command("compare", left, right, "--with-secrets")
    run = command("compare", left, right, "--with-secrets", "--sql", tmp_path / "d.sql")

    assert alone.code == 2
    assert run.code == 1
    trail = "".join(path.read_text("utf-8") for path in command.home.rglob("audit*.json*"))
    assert "compare.secrets" in trail


def test_a_table_that_neither_file_has_is_wrong_usage(tmp_path: Path, command: CommandLine) -> None:
    run = command("compare", *_files(tmp_path), "--table", "nothing")

    assert run.code == 2
