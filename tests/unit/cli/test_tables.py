"""`tables`: every table of a file with what plain sqlite3 counts."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

BLUEPRINTS = (
    "core-001",
    "core-013",
    "desktop",
    "desktop-memory",
    "hybrid",
    "knowledge",
    "enhanced",
)

FIVE_THOUSAND_ROWS = (
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5000)"
    " INSERT INTO t SELECT i, 'some text ' || i FROM n"
)


def plain_tables(path: Path) -> dict[str, tuple[str, int | None]]:
    """Name, kind and rows of everything that holds rows, by plain sqlite3."""
    with closing(sqlite3.connect(path)) as raw:
        listed = raw.execute("SELECT name, type FROM pragma_table_list WHERE schema = 'main'")
        kinds = {name: kind for name, kind in listed if name != "sqlite_schema"}
        return {
            name: (kind, raw.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0])
            for name, kind in kinds.items()
            if kind in {"table", "virtual"}
        }


@pytest.mark.parametrize("blueprint", BLUEPRINTS)
def test_every_table_of_every_lineage_is_counted(
    command: CommandLine, tmp_path: Path, blueprint: str
) -> None:
    path = make_lineage_file(tmp_path / "hive.db", blueprint)
    run = command("tables", path, "--json")
    told = {one["name"]: one for one in run.document["tables"]}
    assert run.code == 0
    assert all(list(one) == ["name", "kind", "domain", "rows", "bytes"] for one in told.values())
    for name, (_, rows) in plain_tables(path).items():
        assert told[name]["rows"] == rows


def test_bytes_are_those_of_the_table_and_its_indexes(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "x.db",
        [
            "CREATE TABLE t (a, b)",
            "CREATE INDEX i ON t (a)",
            FIVE_THOUSAND_ROWS,
            "CREATE VIEW v AS SELECT a FROM t",
        ],
    )
    with closing(sqlite3.connect(path)) as raw:
        (bytes_,) = raw.execute(
            "SELECT sum(pgsize) FROM dbstat WHERE name IN ('t', 'i')"
        ).fetchone()
    told = {one["name"]: one for one in command("tables", path, "--json").document["tables"]}
    assert told["t"] == {
        "name": "t",
        "kind": "table",
        "domain": "Other tables",
        "rows": 5000,
        "bytes": bytes_,
    }
    assert told["v"]["kind"] == "view"
    assert told["v"]["rows"] is None
    assert told["v"]["bytes"] is None


def test_tables_are_listed_by_domain(command: CommandLine, tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-013")
    domains = [one["domain"] for one in command("tables", path, "--json").document["tables"]]
    assert domains[0] == "Conversations"
    assert domains[-1] == "System"
    changes = sum(before != after for before, after in pairwise(domains))
    assert changes == len(set(domains)) - 1


def test_a_view_that_fails_is_listed_and_told_beside(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "x.db", ["CREATE TABLE t (a)", "CREATE VIEW broken AS SELECT x FROM nowhere"]
    )
    run = command("tables", path, "--json")
    assert {one["name"] for one in run.document["tables"]} == {"t", "broken"}
    assert run.code == 1
    assert run.err.startswith("broken: ")
    assert "nowhere" in run.err


def test_names_that_would_act_on_a_terminal_are_made_visible(
    command: CommandLine, tmp_path: Path
) -> None:
    path = make_file(tmp_path / "x.db", ['CREATE TABLE "red\x1b[31m\nline\u202e" (a)'])
    run = command("tables", path)
    assert "red␛[31m↵line\\u202e" in run.out
    assert "\x1b" not in run.out
    assert len(run.out.splitlines()) == 2


def test_an_empty_database_has_no_tables(command: CommandLine, tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ["CREATE TABLE t (a)", "DROP TABLE t"])
    assert command("tables", path, "--json").document == {"tables": []}
    assert command("tables", path).code == 0
