"""`check`: keys, verdicts and exit codes."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.demo.defects import Defect
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.health.checks.catalogue import CHECKS, QUICK, checks_named

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

PROBES = {
    "response_ms",
    "wal_mode_active",
    "foreign_keys_enabled",
    "pool_size",
    "idle_connections",
    "wal_bytes",
    "freelist_ratio",
    "page_size",
    "page_count",
    "last_backup_at",
}
FINDING = {"id", "check", "severity", "title", "detail", "rows", "repairable"}


@pytest.fixture
def well(tmp_path: Path) -> Path:
    """A file without settings of backups, whose demo time does not matter."""
    path = tmp_path / "well.db"
    make_demo(path, lineage="knowledge")
    return path


@pytest.fixture
def ill(tmp_path: Path) -> Path:
    path = tmp_path / "ill.db"
    make_demo(path, lineage="core", defects=[Defect.DANGLING_REFERENCE, Defect.PLAIN_SECRET])
    return path


def test_a_well_file_is_done_and_measured(command: CommandLine, well: Path) -> None:
    run = command("check", well, "--json")
    document = run.document

    assert run.code == 0
    assert list(document) == ["path", "healthy", "probes", "checks", "findings"]
    assert (document["path"], document["healthy"]) == (str(well), True)
    assert set(document["probes"]) == PROBES
    with closing(sqlite3.connect(well)) as raw:
        (pages,) = raw.execute("PRAGMA page_count").fetchone()
    assert document["probes"]["page_count"] == pages
    assert document["probes"]["wal_mode_active"] is True
    assert [one["id"] for one in document["checks"]] == [check.id for check in QUICK]
    assert {one["severity"] for one in document["findings"]} == {"notice"}


def test_a_defect_is_a_finding_and_exit_code_1(command: CommandLine, ill: Path) -> None:
    run = command("check", ill, "--json", "--deep")
    document = run.document

    assert run.code == 1
    assert document["healthy"] is False
    assert {one["id"] for one in document["checks"]} == {check.id for check in CHECKS}
    assert {one["state"] for one in document["checks"]} == {"passed", "failed"}
    assert all(set(one) >= FINDING for one in document["findings"])
    (dangling,) = (one for one in document["findings"] if one["check"] == "dangling_references")
    assert (dangling["severity"], dangling["repairable"]) == ("problem", True)
    assert "sk-or-" not in run.out


def test_only_what_is_asked_for_is_run(command: CommandLine, ill: Path) -> None:
    run = command("check", ill, "--json", "--only", "orphans", "--only", "wal_size")

    assert run.code == 0
    assert [one["id"] for one in run.document["checks"]] == ["wal_size", "orphans"]
    assert command("check", ill, "--only", "dangling_references").code == 1


def test_a_check_that_does_not_exist_is_wrong_usage(command: CommandLine, well: Path) -> None:
    run = command("check", well, "--only", "moon")

    assert run.code == 2
    assert run.error_lines[0] == "There is no check “moon”."
    assert "schema_drift" in run.error_lines[1]


def test_the_text_has_a_line_for_each_check_and_the_worst_first(
    command: CommandLine, ill: Path
) -> None:
    out = command("check", ill).out

    assert all(check.id in out for check in QUICK)
    assert out.index("\nproblem ") < out.index("\nnotice ")
    assert re.search(r"\n *\w+ +[0-9] notices? ", out), "beside a notice stands no 'passed'"
    assert "[dangling_references]" in out
    assert "Traceback" not in out


def test_what_is_no_database_is_the_environment(command: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "text.db"
    path.write_text("no database")

    assert command("check", path).code == 3


def test_checking_leaves_nothing_beside_the_file(command: CommandLine, well: Path) -> None:
    before = well.read_bytes()
    command("check", well, "--deep")

    assert {path.name for path in well.parent.iterdir()} - {"home"} == {"well.db"}
    assert well.read_bytes() == before


def test_the_text_says_what_was_found_and_how_it_is_mended(command: CommandLine, ill: Path) -> None:
    lines = command("check", ill).out.splitlines()

    told = next(line for line in lines if line.startswith("dangling_references"))
    assert "Writes to conversations fail" in told
    asked = next(line for line in lines if line.startswith("wal_size"))
    assert "Whether" in asked
    assert f"  hive-inspector repair {ill} dangling-reference" in lines


def test_what_browse_is_asked_for_are_the_rows_of_the_finding(
    command: CommandLine, tmp_path: Path
) -> None:
    path = tmp_path / "ill.db"
    make_demo(path, lineage="core", defects=[Defect.ORPHANS, Defect.IMPOSSIBLE_VALUES])
    with open_database(DatabaseTarget(path)) as database:
        checks = checks_named(["reference_violations", "orphans", "impossible_values"])
        results = list(check_file(database, checks))
    findings = [one for result in results for one in result.findings]

    assert sum(one.check == "reference_violations" for one in findings) == 1
    places = 0
    for finding in findings:
        for number, place in enumerate(finding.places[:3]):
            is_reference = finding.check != "impossible_values"
            assert finding.evidence is not None
            rows = finding.evidence.rows[number][2] if is_reference else finding.rows
            filters = [word for one in place.filters for word in ("--filter", *one)]
            run = command("rows", path, place.table, *filters, "--json", "--limit", "1")
            if place.filters:
                assert str(run.document["total"]) == str(rows), place
                places += 1
    assert places >= 4
