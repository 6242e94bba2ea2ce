"""Giving a file without a record the record that its tables show."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import Access
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.migrations.restore_points.points import list_restore_points
from hive_inspector.core.migrations.running.adopting import Adoption, adopt, assess
from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.faults.counting import part
from tests.support.lineage_files import make_lineage_file
from tests.support.migrated import COMPACT, EXTENDED, NOON, migrated
from tests.support.runs import OWN, content, fetched, moved, opened, run_sql

if TYPE_CHECKING:
    from pathlib import Path


def assessed(path: Path) -> Adoption:
    with opened(path, Access.READ_ONLY) as hive, hive.database.reading() as connection:
        return assess(connection, hive)


@pytest.mark.parametrize("version", part([1, 2, 3, 4, 5, 9, 10, 11, 12, 13], 5))
def test_a_known_schema_gets_its_record_and_goes_on_from_there(
    tmp_path: Path, version: int
) -> None:
    path = run_sql(migrated(tmp_path / "hive.db", version), "DROP TABLE schema_migrations")
    wanted = fetched(migrated(tmp_path / "wanted.db", version), "SELECT * FROM schema_migrations")
    adoption = assessed(path)
    assert (adoption.versions, adoption.differences, adoption.possible) == ((version,), (), True)
    with opened(path) as hive:
        outcome = adopt(hive, adoption, load_scripts(), clock=lambda: NOON)
    assert (outcome.result, outcome.to_version) == (Result.DONE, version)
    assert outcome.restore_point is not None
    assert fetched(path, "SELECT * FROM schema_migrations") == wanted
    assert fetched(path, f"SELECT version, direction, outcome FROM {OWN}") == [
        (version, "adopt", "done")
    ]
    if version < 13:
        assert moved(path, 13).result is Result.DONE


def test_an_adoption_that_fails_leaves_no_restore_point(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise EnvironmentProblem("There is no room left on the disk.", "Free some.")

    path = run_sql(migrated(tmp_path / "hive.db", 12), "DROP TABLE schema_migrations")
    before = content(path)
    adoption = assessed(path)
    monkeypatch.setattr("hive_inspector.core.migrations.running.adopting.write_records", full)
    with opened(path) as hive, pytest.raises(EnvironmentProblem, match="no room"):
        adopt(hive, adoption, load_scripts())
    assert content(path) == before
    assert list((tmp_path / "backups").iterdir()) == []


def test_an_adoption_keeps_as_many_restore_points_as_hives_settings_say(tmp_path: Path) -> None:
    path = migrated(
        tmp_path / "hive.db",
        12,
        ["INSERT INTO settings (key, value) VALUES ('backup.retentionCount', '1')"],
    )
    moved(path, 13)
    moved(path, 12)
    run_sql(path, "DROP TABLE schema_migrations")
    with opened(path) as hive:
        outcome = adopt(hive, assessed(path), load_scripts())
    assert list_restore_points(tmp_path / "backups") == (outcome.restore_point,)


def test_versions_with_the_same_tables_are_the_users_choice(tmp_path: Path) -> None:
    path = run_sql(migrated(tmp_path / "hive.db", 6), "DROP TABLE schema_migrations")
    adoption = assessed(path)
    assert adoption.versions == (6, 7, 8)
    assert adoption.matches[1].startswith("These versions have the same tables")
    with opened(path) as hive:
        with pytest.raises(Refusal, match="not those of version 9"):
            adopt(hive, adoption, load_scripts(), version=9)
        adopt(hive, adoption, load_scripts(), version=6)
    assert fetched(path, "SELECT max(version) FROM schema_migrations") == [(6,)]


@pytest.mark.parametrize("books", [COMPACT, EXTENDED])
def test_an_empty_record_is_filled_in_its_own_dialect(tmp_path: Path, books: str) -> None:
    path = run_sql(migrated(tmp_path / "hive.db", 5), "DROP TABLE schema_migrations", books)
    with opened(path) as hive, hive.database.reading() as connection:
        adoption = assess(connection, hive)
    with opened(path) as hive:
        adopt(hive, adoption, load_scripts())
    assert fetched(
        path, "SELECT count(*), max(CAST(version AS INTEGER)) FROM schema_migrations"
    ) == [(5, 5)]


def test_what_users_and_the_desktop_app_add_is_no_hindrance(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "hive.db", "hybrid", ["CREATE INDEX mine ON users (tier)"], wal=True
    )
    adoption = assessed(path)
    assert adoption.possible
    assert [drift.object for drift in adoption.differences] == ["mine"]
    assert adoption.matches[0].endswith("tables are exactly those of version 13.")


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            "DROP INDEX idx_daily_usage_date",
            "It is not what version 13 should be. idx_daily_usage_date",
        ),
        ("ALTER TABLE users DROP COLUMN tier", "users.tier"),
    ],
)
def test_what_lacks_something_is_not_adopted(tmp_path: Path, statement: str, words: str) -> None:
    path = run_sql(migrated(tmp_path / "hive.db", 13), "DROP TABLE schema_migrations", statement)
    before = content(path)
    adoption = assessed(path)
    assert words in adoption.reason
    with opened(path) as hive, pytest.raises(Refusal, match="It is not what version 13"):
        adopt(hive, adoption, load_scripts())
    assert content(path) == before


def test_a_recorded_file_another_line_and_a_strange_record_are_not_adopted(tmp_path: Path) -> None:
    recorded = migrated(tmp_path / "hive.db", 13)
    assert "has a record" in assessed(recorded).reason
    run_sql(
        recorded,
        "DROP TABLE schema_migrations",
        "CREATE TABLE schema_migrations (version TEXT, at TEXT)",
    )
    assert "form that is not Hive's" in assessed(recorded).reason
    desktop = make_lineage_file(tmp_path / "desktop.db", "desktop", wal=True)
    assert "another line" in assessed(desktop).reason


def test_a_file_that_changed_since_it_was_looked_at_is_not_adopted(tmp_path: Path) -> None:
    path = run_sql(migrated(tmp_path / "hive.db", 5), "DROP TABLE schema_migrations")
    adoption = assessed(path)
    run_sql(path, "DROP INDEX idx_messages_conversation")
    with opened(path) as hive, pytest.raises(Refusal, match="has changed"):
        adopt(hive, adoption, load_scripts())
