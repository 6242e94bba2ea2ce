"""`rows --filter --any --sort`: the rows that plain SQL gives, and unclear words told in two lines."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

ROWS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 900)"
    " INSERT INTO t SELECT i, 'Row ' || (i % 10), i % 7 - 3,"
    " datetime('2025-09-05', '-' || i || ' hours') FROM n"
)

NOUGHTS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)"
    " INSERT INTO t SELECT hex(zeroblob(200)) FROM n"
)
NOT_COMPLETE = (
    f"The filter “/({'a' * 58}…” is unclear at character 2: "
    "The pattern is not complete here: missing ), unterminated subpattern."
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make_file(
        tmp_path / "x.db",
        [
            'CREATE TABLE t (id INTEGER PRIMARY KEY, label TEXT, "n:desc" INTEGER, made_at TEXT)',
            ROWS,
        ],
    )


def plain(path: Path, sql: str) -> list[list[Any]]:
    with closing(sqlite3.connect(path)) as raw:
        return [list(row) for row in raw.execute(f"SELECT * FROM t {sql}")]


@pytest.mark.parametrize(
    ("words", "sql"),
    [
        (["--filter", "label", "row 3"], "WHERE label = 'Row 3' ORDER BY id"),
        (["--filter", "LABEL", "=row 3"], "WHERE 0"),
        (
            ["--filter", "label", "*3", "--filter", "n:desc", ">0"],
            "WHERE label = 'Row 3' AND \"n:desc\" > 0 ORDER BY id",
        ),
        (
            ["--filter", "label", "/3$/", "--filter", "n:desc", "=0", "--any"],
            "WHERE label = 'Row 3' OR \"n:desc\" = 0 ORDER BY id",
        ),
        (["--filter", "n:desc", " -3..-2"], 'WHERE "n:desc" < -1 ORDER BY id'),
        (
            ["--filter", "made_at", "<2025-08-01 00:00Z"],
            "WHERE made_at < '2025-08-01' ORDER BY id",
        ),
        (["--sort", "label"], "ORDER BY label, id"),
        (["--sort", "label:desc", "--sort", "id"], "ORDER BY label DESC, id"),
        (["--sort", "id:desc"], "ORDER BY id DESC"),
        (["--sort", "n:desc"], 'ORDER BY "n:desc", id'),
        (["--sort", "n:desc:desc"], 'ORDER BY "n:desc" DESC, id DESC'),
        (["--sort", "n:desc:asc"], 'ORDER BY "n:desc", id'),
    ],
)
def test_chosen_rows_are_those_of_plain_sql(
    command: CommandLine, path: Path, words: list[str], sql: str
) -> None:
    expected = plain(path, sql)
    run = command("rows", path, "t", *words, "--json", "--offset", 5, "--limit", 800)
    assert run.code == 0
    assert run.document["rows"] == expected[5:805]
    assert run.document["total"] == len(expected)


def test_every_format_shows_the_same_chosen_rows(command: CommandLine, path: Path) -> None:
    words = ["--filter", "label", "=Row 3", "--sort", "made_at", "--limit", "2"]
    table = command("rows", path, "t", *words)
    lines = command("rows", path, "t", *words, "--format", "csv").out.splitlines()
    assert [line.split(",")[0] for line in lines[1:]] == ["893", "883"]
    assert [line.split()[0] for line in table.out.splitlines()[1:]] == ["893", "883"]
    assert table.err == "Rows 1 to 2 of 90.\n"


@pytest.mark.parametrize(
    ("words", "message", "hint"),
    [
        (["--filter", "lable", "x"], "“t” has no column “lable”.", "Did you mean label?"),
        (
            ["--sort", "zzz"],
            "“t” has no column “zzz”.",
            "Did you mean id or label or n:desc or made_at?",
        ),
        (
            ["--filter", "n:desc", ">x"],
            "The filter “>x” is unclear at character 2: “x” is no number, and the column holds numbers.",
            'Write it as in >10.5; to compare as text: >"x".',
        ),
        (
            ["--filter", "label", "/(" + "a" * 99 + "/"],
            NOT_COMPLETE,
            f'To look for the text itself: "/({"a" * 99}/".',
        ),
        (
            ["--filter", "label"],
            "Argument --filter: expected 2 arguments.",
            "See hive-inspector rows --help.",
        ),
    ],
)
def test_what_is_unclear_is_told_in_two_lines(
    command: CommandLine, path: Path, words: list[str], message: str, hint: str
) -> None:
    run = command("rows", path, "t", *words)
    assert run.code == 2
    assert run.out == ""
    assert run.error_lines == [message, hint]


def test_what_is_masked_is_searched_only_where_it_is_revealed(
    command: CommandLine, tmp_path: Path
) -> None:
    setting = "INSERT INTO configurations (key, value) VALUES ('openrouter_api_key', 'sk-or-1')"
    path = make_lineage_file(tmp_path / "hive.db", "core-013", [setting])
    words = ["configurations", "--filter", "value", "sk-", "--json"]
    assert command("rows", path, *words).document["rows"] == []
    assert len(command("rows", path, *words, "--reveal").document["rows"]) == 1


def test_a_person_sees_what_was_found_before_a_damage(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "x.db",
        [
            "CREATE TABLE t (a)",
            NOUGHTS,
        ],
    )
    with path.open("r+b") as file:
        file.seek(path.stat().st_size - 4096 * 40)
        file.write(b"\xee" * 4096)
    run = command("rows", path, "t", "--filter", "a", "00", "--limit", 3)
    assert run.code == 1
    assert "rows that were found before the damage" in run.err
    assert len(run.out.splitlines()) == 4
    assert command("rows", path, "t", "--filter", "a", "00", "--json").code == 3
