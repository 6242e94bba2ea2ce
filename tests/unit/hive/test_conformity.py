"""Recognised files against what they should be."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.opening import open_hive
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

FROM_DESKTOP = (
    "CREATE TABLE sessions (id INTEGER PRIMARY KEY)",
    "CREATE TABLE welcome_analytics (id INTEGER PRIMARY KEY)",
    "ALTER TABLE messages ADD COLUMN tokens_used INTEGER DEFAULT 0",
)
BOOKS = (
    "CREATE TABLE schema_migrations (version INTEGER PRIMARY KEY, name TEXT, applied_at TEXT)",
    "INSERT INTO schema_migrations VALUES (10, 'n', 't')",
)


def drifting(path: Path) -> list[tuple[str, str]]:
    opened = open_hive(DatabaseTarget(path))
    with opened.database:
        return [(d.kind.value, d.object) for d in drift_of(opened.identity, opened.schema)]


@pytest.mark.parametrize("blueprint", ["core-007", "desktop", "hybrid", "knowledge", "enhanced"])
def test_a_file_as_hive_makes_it_does_not_drift(tmp_path: Path, blueprint: str) -> None:
    assert drifting(make_lineage_file(tmp_path / "hive.db", blueprint)) == []


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ((), []),
        (("DROP TABLE sync_metadata",), [("missing_table", "sync_metadata")]),
        (("ALTER TABLE users ADD COLUMN mood TEXT",), [("extra_column", "users.mood")]),
    ],
)
def test_what_the_desktop_app_adds_to_an_older_core_file_is_no_drift(
    tmp_path: Path, more: Iterable[str], expected: list[tuple[str, str]]
) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-010", (*BOOKS, *FROM_DESKTOP, *more))
    assert drifting(path) == expected


def test_a_core_file_may_not_have_what_the_desktop_app_adds(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-010", (*BOOKS, *FROM_DESKTOP[-1:]))
    assert drifting(path) == [("extra_column", "messages.tokens_used")]


def test_a_file_that_is_none_of_hives_cannot_drift(tmp_path: Path) -> None:
    assert drifting(make_file(tmp_path / "made.db", ["CREATE TABLE t (id)"])) == []
