"""Whatever is done is on record once, done or not, by whoever it was asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.audit import OUTCOME, AuditTrail, Entry, own_trail, recorded
from hive_inspector.core.browsing.export import ExportRequest, Format, export
from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.hive.opening import open_hive
from tests.support.demos import small_demo
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine


def told() -> list[tuple[str, str]]:
    return [(entry.what, entry.outcome) for entry in own_trail().entries()]


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (Cancelled(), "cancelled"),
        (Refusal("No.", ""), "refused"),
        (EnvironmentProblem("Full.", ""), "failed"),
        (KeyError("a bug"), "failed"),
    ],
)
def test_what_fails_is_on_record_with_its_reason(
    tmp_path: Path, error: Exception, outcome: str
) -> None:
    with (
        pytest.raises(type(error)),
        recorded(AuditTrail(tmp_path), "change.x", tmp_path / "a.db", {"n": 1}) as details,
    ):
        details["m"] = 2
        raise error
    (entry,) = AuditTrail(tmp_path).entries()
    reason = {"reason": error.message} if isinstance(error, (Refusal, EnvironmentProblem)) else {}
    assert (entry.outcome, entry.details) == (outcome, {"n": 1, "m": 2, **reason})


def test_what_was_not_done_without_an_exception_says_so(tmp_path: Path) -> None:
    with recorded(AuditTrail(tmp_path), "change.x", tmp_path, {}) as details:
        details[OUTCOME] = "refused"
    (entry,) = AuditTrail(tmp_path).entries()
    assert (entry.outcome, entry.details) == ("refused", {})


def test_a_question_is_no_end_of_anything(tmp_path: Path) -> None:
    trail = AuditTrail(tmp_path)
    with (
        pytest.raises(KeyError),
        recorded(trail, "change.x", tmp_path, {}, unless=(LookupError,)),
    ):
        raise KeyError
    assert list(trail.entries()) == []


def test_an_export_is_on_record_without_what_it_holds(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "a.db", "core-013", ["INSERT INTO settings (key, value) VALUES ('a', 'private')"]
    )
    hive = open_hive(DatabaseTarget(path))
    table = hive.schema.table("settings")
    assert table is not None
    target = tmp_path / "out.csv"
    with hive.database, hive.database.reading() as connection:
        columns = tuple(column.name for column in table.columns)
        request = ExportRequest(table, columns, target, Format.CSV)
        export(connection, request)
        with pytest.raises(Refusal):
            export(connection, request)
    done, refused = own_trail().entries()
    assert (done.what, done.outcome, done.file) == ("export.file", "done", str(path))
    assert done.details["rows"] == 1
    assert done.details["to"] == str(target)
    assert refused.outcome == "refused"
    assert "private" not in str(done)
    assert isinstance(done, Entry)


def test_a_migration_back_and_a_repair_are_on_record(command: CommandLine, tmp_path: Path) -> None:
    path = tmp_path / "a.db"
    small_demo(path)
    assert command("repair", path, "analyze", "--yes").code == 0
    assert command("rollback", path, "--to", 12, "--yes").code == 0
    assert told() == [("change.repair", "done"), ("change.down", "done")]
    entry = list(own_trail().entries())[-1]
    assert (entry.details["from"], entry.details["to"]) == (13, 12)
    assert str(entry.details["restore point"]).startswith(str(tmp_path))
