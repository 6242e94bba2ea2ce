"""What waits to be sent, in the queues of each lineage."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.health import backlog
from hive_inspector.core.health.backlog import Backlog, read_backlog
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def backlog_of(path: Path) -> Backlog:
    with open_database(DatabaseTarget(path)) as database, database.reading() as connection:
        return read_backlog(connection, read_schema(connection))


def fill(path: Path, sql: str, rows: list[tuple[object, ...]]) -> None:
    with closing(sqlite3.connect(path)) as raw:
        raw.executemany(sql, rows)
        raw.commit()


def test_the_desktop_queue_counts_what_was_not_sent(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    make_lineage_file(path, "desktop")
    fill(
        path,
        "INSERT INTO d1_usage_queue (user_id, conversation_id, timestamp, status, attempts, created_at)"
        " VALUES ('u', 'c', 't', ?, ?, ?)",
        [
            ("pending", 0, "2025-09-06 10:00:00"),
            ("pending", 2, "2025-09-05 10:00:00"),
            ("failed", 3, "2025-09-07 10:00:00"),
            ("synced", 1, "2025-09-01 10:00:00"),
        ],
    )

    found = backlog_of(path)

    assert [(one.table, one.waiting, one.failing) for one in found.queues] == [
        ("d1_usage_queue", 3, 2)
    ]
    assert str(found.oldest) == "2025-09-05 10:00:00+00:00"


def test_all_queues_of_a_file_count_together(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    make_lineage_file(path, "hybrid")

    found = backlog_of(path)

    assert {one.table for one in found.queues} == {"pending_sync", "d1_usage_queue"}
    assert (found.waiting, found.failing, found.oldest, found.is_exact) == (0, 0, None, True)


def test_rows_that_were_sent_do_not_wait(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    make_lineage_file(path, "enhanced")
    fill(
        path,
        "INSERT INTO sync_queue (table_name, record_id, operation, data, retry_count, synced_at, failed_at)"
        " VALUES ('t', 'r', 'insert', '{}', ?, ?, ?)",
        [(0, None, None), (2, None, None), (0, None, "2025-09-01"), (0, "2025-09-01", None)],
    )

    found = backlog_of(path)

    assert (found.waiting, found.failing) == (3, 2)


def test_a_long_queue_is_not_counted_to_its_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backlog, "COUNTED", 3)
    path = make_file(
        tmp_path / "x.db",
        (
            "CREATE TABLE pending_sync (sync_attempts, created_at)",
            "INSERT INTO pending_sync VALUES (1, NULL), (1, 'never'), (1, NULL), (1, NULL), (0, NULL)",
        ),
    )

    found = backlog_of(path)

    assert (found.waiting, found.failing, found.oldest, found.is_exact) == (3, 3, None, False)


def test_a_table_of_that_name_with_other_columns_is_no_queue(tmp_path: Path) -> None:
    path = make_file(tmp_path / "x.db", ("CREATE TABLE pending_sync (a)",))

    assert backlog_of(path) == Backlog()
