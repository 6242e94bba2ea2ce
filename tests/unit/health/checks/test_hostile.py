"""Files that somebody made to be checked: what they declare is looked at and never run."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.health.checks.check import State
from tests.faults.counting import IS_FULL
from tests.support.checked import results_of

if TYPE_CHECKING:
    from pathlib import Path

TABLES = 10_000 if IS_FULL else 1_500
ENDLESS = "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c)"
HOSTILE = {
    "an endless view": f"CREATE VIEW v AS {ENDLESS} SELECT x FROM c",
    "a view of itself": "CREATE VIEW v AS SELECT * FROM w; CREATE VIEW w AS SELECT * FROM v",
    "a trigger that never ends": (
        "CREATE TABLE a (b TEXT); INSERT INTO a VALUES ('x');"
        f"CREATE TRIGGER t BEFORE INSERT ON a BEGIN {ENDLESS} SELECT max(x) FROM c; END"
    ),
    "a column that is computed": (
        "CREATE TABLE a (b TEXT, c TEXT AS (hex(zeroblob(20000000))) VIRTUAL);"
        "INSERT INTO a (b) VALUES ('x'), ('y')"
    ),
    "names full of quotes": (
        'CREATE TABLE "a;]b" ("c\'d" TEXT, "😀" TEXT); CREATE INDEX "i\';" ON "a;]b" ("c\'d");'
        'INSERT INTO "a;]b" VALUES (1, 2); CREATE TABLE "q""q" ("w""w" TEXT)'
    ),
    "texts for numbers": (
        "CREATE TABLE conversations (id INTEGER PRIMARY KEY, total_cost REAL, start_time, end_time);"
        "INSERT INTO conversations VALUES (1, 'much', x'ff', 3), (2, x'00', NULL, 'z'), (3, 9e999, 1, 2)"
    ),
    "settings without texts": (
        "CREATE TABLE settings (key, value, updated_at); INSERT INTO settings VALUES (x'ff', 1, 2), (NULL, NULL, 3)"
    ),
    "a key in order of itself": (
        "CREATE TABLE a (b TEXT PRIMARY KEY, c BLOB) WITHOUT ROWID; INSERT INTO a VALUES ('x', 'y')"
    ),
    "rows at both ends of the numbers": (
        "CREATE TABLE messages (content TEXT); INSERT INTO messages (rowid, content) VALUES"
        " (-9223372036854775808, 'first'), (9223372036854775807, CAST(x'ff' AS TEXT))"
    ),
    "no table at all": "PRAGMA user_version = 7",
}


def made(path: Path, script: str) -> Path:
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(script)
    return path


@pytest.mark.parametrize("what", HOSTILE)
def test_every_check_gives_a_verdict(tmp_path: Path, what: str) -> None:
    results = results_of(made(tmp_path / "hostile.db", HOSTILE[what]))

    assert len(results) == len(CHECKS)


def test_a_view_that_cannot_be_compiled_is_one_finding(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", "CREATE TABLE a (b); CREATE VIEW v AS SELECT c FROM a")
    results = results_of(path)

    assert [one.objects for one in results["unreadable_objects"].findings] == [("v",)]
    assert {r.check.id for r in results.values() if r.state is State.FAILED} == {
        "unreadable_objects"
    }


def test_thousands_of_tables_and_indexes_are_no_hang(tmp_path: Path) -> None:
    script = "BEGIN;" + "".join(f"CREATE TABLE t{n} (a TEXT, b TEXT);" for n in range(TABLES))
    script += "".join(f"CREATE INDEX i{n} ON t0 (a, b);" for n in range(500)) + "COMMIT;"
    results = results_of(made(tmp_path / "many.db", script))

    assert len(results) == len(CHECKS)
    (finding,) = results["unused_or_duplicate_index"].findings
    assert len(finding.objects) == 499


def test_a_broken_text_at_the_last_row_is_found(tmp_path: Path) -> None:
    path = made(tmp_path / "x.db", HOSTILE["rows at both ends of the numbers"])
    (finding,) = results_of(path)["invalid_text"].findings

    assert finding.rows == 1
    assert finding.evidence is not None
    assert finding.evidence.rows == ((str(2**63 - 1),),)
