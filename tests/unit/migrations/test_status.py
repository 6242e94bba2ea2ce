"""How files stand to the scripts."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.lineages import identify
from hive_inspector.core.migrations.bookkeeping.status import MigrationState, MigrationStatus
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.support.defects import stopped_at_010
from tests.support.lineage_files import make_file, make_lineage_file
from tests.support.migrated import EXTENDED, NEWEST, migrated

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

APPLIED, PENDING, CONFLICT = MigrationState.APPLIED, MigrationState.PENDING, MigrationState.CONFLICT
MISSING, UNKNOWN = MigrationState.MISSING, MigrationState.UNKNOWN


def status_of(path: Path, *, scripts: int = NEWEST) -> tuple[MigrationStatus, ...]:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        schema = read_schema(connection)
        identity = identify(connection, schema, file_name=path.name)
        return read_versions(connection, schema, identity, load_scripts()[:scripts])


def states(statuses: Iterable[MigrationStatus]) -> dict[int | str, MigrationState]:
    return {status.version: status.state for status in statuses}


def test_an_up_to_date_file(tmp_path: Path) -> None:
    statuses = status_of(migrated(tmp_path / "hive.db", NEWEST))
    assert states(statuses) == dict.fromkeys(range(1, 14), APPLIED)
    assert statuses[0] == MigrationStatus(
        1, "initial_schema", APPLIED, "2025-09-05T12:00:00+00:00", reversible=True
    )
    assert [status.note for status in statuses] == [""] * 13


@pytest.mark.parametrize("version", [1, 5, 9, 11, 12])
def test_what_is_to_come(tmp_path: Path, version: int) -> None:
    statuses = status_of(migrated(tmp_path / "hive.db", version))
    assert states(statuses) == {
        number: APPLIED if number <= version else PENDING for number in range(1, 14)
    }
    assert all(status.applied_at is None for status in statuses[version:])
    assert all(status.reversible for status in statuses)


def test_a_file_that_stopped_between_hives_two_scripts_with_number_10(tmp_path: Path) -> None:
    statuses = status_of(stopped_at_010(migrated(tmp_path / "hive.db", 10)))
    assert [status.state for status in statuses] == [APPLIED] * 9 + [CONFLICT] + [PENDING] * 3
    assert "two scripts with this number" in statuses[9].note


def test_a_file_that_has_all_of_10_is_simply_at_10(tmp_path: Path) -> None:
    statuses = status_of(migrated(tmp_path / "hive.db", 10))
    assert [status.state for status in statuses] == [APPLIED] * 10 + [PENDING] * 3


def test_a_file_past_10_is_well(tmp_path: Path) -> None:
    assert states(status_of(migrated(tmp_path / "hive.db", 11)))[10] is APPLIED


def test_with_no_script_after_10_a_file_at_10_is_well(tmp_path: Path) -> None:
    assert states(status_of(migrated(tmp_path / "hive.db", 10), scripts=10))[10] is APPLIED


def test_a_gap(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db", NEWEST, ["DELETE FROM schema_migrations WHERE version IN (4, 7)"]
    )
    statuses = status_of(path)
    assert states(statuses) == {
        number: CONFLICT if number in {4, 7} else APPLIED for number in range(1, 14)
    }
    assert "would never apply it" in statuses[3].note


def test_versions_that_no_script_has(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        NEWEST,
        [
            "INSERT INTO schema_migrations VALUES (14, 'add_knowledge_conversations', '2025-10-01T08:00:00+00:00')",
            "INSERT INTO schema_migrations VALUES (0, 'nothing', '')",
        ],
    )
    statuses = status_of(path)
    assert states(statuses) == {
        0: MISSING,
        **dict.fromkeys(range(1, 14), APPLIED),
        14: UNKNOWN,
    }
    assert statuses[-1].name == "add_knowledge_conversations"
    assert statuses[-1].applied_at == "2025-10-01T08:00:00+00:00"
    assert not statuses[-1].reversible
    assert "Newer than this program knows" in statuses[-1].note


def test_a_name_that_hive_does_not_give_is_told(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        NEWEST,
        ["UPDATE schema_migrations SET name = 'my_own_tables' WHERE version = 3"],
    )
    status = status_of(path)[2]
    assert (status.state, status.note) == (APPLIED, "On record as “my_own_tables”.")


def test_the_extended_dialect(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "hive.db",
        "core-003",
        [
            EXTENDED,
            *(
                f"INSERT INTO schema_migrations VALUES ('{version}', 'x', '', '', '2025-09-05T14:03:11Z', 1, NULL)"
                for version in ("001", "002", "2", "003", "later")
            ),
        ],
    )
    expected: dict[int | str, MigrationState] = {1: APPLIED, 2: CONFLICT, 3: APPLIED}
    expected |= dict.fromkeys(range(4, 14), PENDING)
    assert states(status_of(path)) == expected | {"later": UNKNOWN}


def test_a_core_file_that_has_lost_its_history(tmp_path: Path) -> None:
    statuses = status_of(make_lineage_file(tmp_path / "hive.db", "core-009"))
    assert states(statuses) == {
        number: CONFLICT if number <= 9 else PENDING for number in range(1, 14)
    }
    assert "no record" in statuses[0].note


def test_a_file_in_which_nothing_has_run_yet(tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 1)
    statements = ["DELETE FROM schema_migrations"]
    statements += [f"DROP TABLE {name}" for name in core_tables(path)]
    empty = migrated(tmp_path / "empty.db", 1, statements)
    assert states(status_of(empty)) == dict.fromkeys(range(1, 14), PENDING)


def core_tables(path: Path) -> list[str]:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        found = connection.rows(
            "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
            " AND name <> 'schema_migrations'"
        )
    return [str(name) for (name,) in found]


@pytest.mark.parametrize("lineage", ["desktop", "desktop-memory"])
def test_a_desktop_file_has_no_versions(tmp_path: Path, lineage: str) -> None:
    assert status_of(make_lineage_file(tmp_path / "hive.db", lineage)) == ()


def test_an_empty_file_and_another_programs_file_have_no_versions(tmp_path: Path) -> None:
    assert status_of(migrated(tmp_path / "hive.db", 0)) == ()
    assert status_of(make_file(tmp_path / "other.db", ["CREATE TABLE birds (name)"])) == ()


def test_the_history_of_another_line_is_only_told(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "hive.db",
        "enhanced",
        ["INSERT INTO schema_version (version, migrated_at) VALUES (2, '2025-07-01 10:00:00')"],
    )
    (status,) = status_of(path)
    assert (status.version, status.state, status.applied_at) == (2, UNKNOWN, "2025-07-01 10:00:00")
    assert "another line" in status.note
