"""`query`: outcomes in three formats, refusals with their exit codes, secrets revealed only on the record."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.paths import app_paths
from tests.support.databases import contents, make_database

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

KEY = "sk-0123456789abcdef"


@pytest.fixture
def path(tmp_path: Path) -> Path:
    (tmp_path / "data").mkdir()
    return make_database(
        tmp_path / "data" / "hive.db",
        "CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT, api_key TEXT)",
        f"INSERT INTO account VALUES (1, 'Ada, the first', '{KEY}'), (2, NULL, NULL)",
    )


def test_each_statement_has_its_outcome(command: CommandLine, path: Path) -> None:
    run = command(
        "query", path, "SELECT id, api_key FROM account; SELECT :n AS n", "--value", "n=5", "--json"
    )
    assert run.code == 0
    first, second = run.document["outcomes"]
    assert first["statement"] == "SELECT id, api_key FROM account;"
    assert (first["columns"], first["rows"]) == (["id", "api_key"], [[1, MASK_TEXT], [2, None]])
    assert (first["masked"], first["error"], first["state"]) == (["api_key"], None, "done")
    assert second["rows"] == [[5]]


def test_a_table_and_csv_show_the_same(command: CommandLine, path: Path) -> None:
    sql = "SELECT id, name, api_key FROM account"
    table = command("query", path, sql)
    assert table.out.splitlines()[0].split() == ["id", "name", "api_key"]
    assert "Ada, the first" in table.out
    assert KEY not in table.out
    csv = command("query", path, sql, "--format", "csv")
    assert csv.out == f'id,name,api_key\n1,"Ada, the first",{MASK_TEXT}\n2,,\n'
    assert command("query", path, sql, "--limit", "1", "--format", "csv").out.count("\n") == 2


def test_an_error_ends_the_run_and_has_its_place(command: CommandLine, path: Path) -> None:
    run = command("query", path, "SELECT 1;\nSELECT\n  missing FROM account;\nSELECT 3", "--json")
    assert run.code == 2
    assert [outcome["error"] for outcome in run.document["outcomes"]] == [
        None,
        "No such column: missing.",
    ]
    assert run.error_lines[0] == "line 2, column 3: No such column: missing."


@pytest.mark.parametrize(
    ("sql", "code"),
    [
        ("DELETE FROM account", 1),
        ("ATTACH 'other.db' AS x", 1),
        (
            "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT count(*) FROM n",
            1,
        ),
        ("", 2),
        ("SELECT :a", 2),
    ],
)
def test_what_is_not_done_is_told(command: CommandLine, path: Path, sql: str, code: int) -> None:
    before = contents(path.parent)
    run = command("query", path, sql, "--timeout", "0.3")
    assert run.code == code
    assert run.out == ""
    assert len(run.error_lines) == 2
    assert contents(path.parent) == before


@pytest.mark.parametrize(
    "words",
    [("--timeout", "0"), ("--timeout", "x"), ("--value", "x"), ("--format", "csv")],
)
def test_wrong_usage_is_told(command: CommandLine, path: Path, words: tuple[str, ...]) -> None:
    assert command("query", path, "SELECT 1; SELECT 2", *words).code == 2


def test_revealing_is_recorded(command: CommandLine, path: Path) -> None:
    run = command("query", path, "SELECT api_key FROM account", "--reveal")
    assert KEY in run.out
    (entry,) = AuditTrail(app_paths().audit).entries()
    assert entry.what == "reveal.query"
    assert entry.details["sql"] == "SELECT api_key FROM account"


def test_the_json_of_nothing_is_whole(command: CommandLine, path: Path) -> None:
    run = command("query", path, "SELECT 1 WHERE 0", "--json")
    assert run.document["outcomes"][0]["rows"] == []
    assert json.loads(run.out) == run.document
