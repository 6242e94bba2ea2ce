"""The planted defects, each proved by plain SQL; and that a demo without them has none."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.times import read_time
from hive_inspector.core.demo.defects import LEFT_WAL_BYTES, Defect, usual_defects
from hive_inspector.core.demo.groundwork import ground_of
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.errors import UsageProblem
from tests.support.demos import ask, one

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Demo: TypeAlias = Callable[..., Path]

_ORPHANS = (
    "SELECT count(*) FROM {table} WHERE conversation_id NOT IN (SELECT id FROM conversations)"
)
_INSERT = "INSERT INTO conversations (id) VALUES ('a new one')"


@pytest.mark.parametrize("lineage", ["core", "core-006", "hybrid"])
def test_1_with_foreign_keys_on_no_conversation_can_be_added(
    demo: Demo, tmp_path: Path, lineage: str
) -> None:
    copy = tmp_path / "copy.db"
    shutil.copy(demo(lineage, with_defects=True), copy)
    with closing(sqlite3.connect(copy)) as raw:
        raw.execute("PRAGMA foreign_keys = ON")
        with pytest.raises(sqlite3.OperationalError, match=r"main\.consensus_profiles_backup"):
            raw.execute(_INSERT)
        raw.execute("PRAGMA foreign_keys = OFF")
        raw.execute(_INSERT)


def test_1_everything_else_of_the_profiles_stays(demo: Demo) -> None:
    sound, defect = demo("hybrid"), demo("hybrid", with_defects=True)
    everything = "SELECT * FROM consensus_profiles ORDER BY id"
    assert ask(defect, everything) == ask(sound, everything)
    declared = "SELECT sql FROM sqlite_master WHERE tbl_name = 'consensus_profiles' ORDER BY name"
    assert ask(defect, declared) == ask(sound, declared)


def test_1_the_indexes_of_numbered_profiles_come_back(demo: Demo) -> None:
    declared = (
        "SELECT name, sql FROM sqlite_master WHERE tbl_name = 'consensus_profiles' ORDER BY name"
    )
    rows = ask(demo("core-006", with_defects=True), declared)
    assert rows == ask(demo("core-006"), declared)
    assert len([name for name, _ in rows if name.startswith("idx_")]) == 2


def test_2_version_10_is_recorded_and_half_of_it_is_missing(demo: Demo) -> None:
    path = demo("core-010", with_defects=True)
    assert one(path, "SELECT max(version) FROM schema_migrations") == 10
    indexes = {
        name for (name,) in ask(path, "SELECT name FROM pragma_index_list('conversation_usage')")
    }
    assert "idx_conversation_usage_license_key" in indexes
    assert "idx_conversation_usage_verified" not in indexes
    columns = {name for (name,) in ask(path, "SELECT name FROM pragma_table_info('users')")}
    assert "subscription_tier" in columns
    assert "last_d1_sync" not in columns


def test_3_older_conversations_refer_to_profiles_that_are_gone(demo: Demo) -> None:
    lost = (
        "SELECT count(*), count(DISTINCT consensus_profile_id), max(c.rowid) FROM conversations c"
        " WHERE consensus_profile_id NOT IN (SELECT id FROM consensus_profiles)"
    )
    rows, profiles, newest = ask(demo("core", with_defects=True), lost)[0]
    assert (rows > 3, profiles) == (True, 3)
    assert newest <= 100
    assert ask(demo("core"), lost)[0][0] == 0


def test_4_versions_without_a_header_are_recorded_without_a_name(demo: Demo) -> None:
    rows = ask(
        demo("core", with_defects=True),
        "SELECT version FROM schema_migrations WHERE name = 'unknown' ORDER BY version",
    )
    assert rows == [(8,), (9,), (13,)]


def test_4_the_extended_history_knows_no_way_back(tmp_path: Path) -> None:
    path = tmp_path / "extended.db"
    make_demo(path, defects=[Defect.EMPTY_ROLLBACKS])
    rows = ask(path, "SELECT version, length(checksum), rollback_sql FROM schema_migrations")
    assert rows == [(f"{version:03}", 32, None) for version in range(1, 14)]
    assert one(path, "SELECT typeof(version) FROM schema_migrations") == "text"


@pytest.mark.parametrize(
    ("lineage", "table"),
    [
        ("core", "messages"),
        ("core", "conversation_usage"),
        ("core", "activity_log"),
        ("hybrid", "stage_outputs"),
        ("desktop", "messages"),
        ("enhanced", "conversation_messages"),
        ("knowledge", "stage_outputs"),
    ],
)
def test_5_rows_belong_to_conversations_that_are_gone(demo: Demo, lineage: str, table: str) -> None:
    sql = _ORPHANS.format(table=table)
    assert one(demo(lineage, with_defects=True), sql) > 0
    assert one(demo(lineage), sql) == 0
    assert one(demo(lineage, with_defects=True), "SELECT count(*) FROM conversations") == 190


def test_6_the_wal_holds_what_the_file_does_not(demo: Demo, tmp_path: Path) -> None:
    path = tmp_path / "left.db"
    make_demo(path, defects=[Defect.LEFT_WAL])
    wal = tmp_path / "left.db-wal"
    assert wal.stat().st_size >= LEFT_WAL_BYTES[DemoSize.SMALL]
    assert not (tmp_path / "left.db-shm").exists()
    changed = "SELECT count(*) FROM conversations WHERE updated_at = created_at"
    assert one(path, changed) == 0
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute(changed).fetchone()[0] > 20
        assert raw.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        times = "SELECT id, timestamp FROM messages ORDER BY rowid"
        assert raw.execute(times).fetchall() == ask(demo("core"), times)


def test_6_a_left_wal_is_only_planted_when_asked() -> None:
    for lineage in ("core", "hybrid", "core-010", "desktop"):
        assert Defect.LEFT_WAL not in usual_defects(ground_of(lineage))


@pytest.mark.parametrize("lineage", ["hybrid", "desktop", "desktop-memory"])
def test_7_an_index_holds_all_messages_once_more(demo: Demo, lineage: str) -> None:
    path = demo(lineage, with_defects=True)
    columns = ask(path, "SELECT name FROM pragma_index_info('idx_messages_content_search')")
    assert columns == [("content",)]


def test_7_a_core_file_does_not_have_it(demo: Demo) -> None:
    sql = "SELECT count(*) FROM pragma_index_info('idx_messages_content_search')"
    assert one(demo("core", with_defects=True), sql) == 0


@pytest.mark.parametrize("lineage", ["core", "hybrid"])
def test_8_defaults_are_in_double_quotes(demo: Demo, lineage: str) -> None:
    path = demo(lineage, with_defects=True)
    sql = one(path, "SELECT sql FROM sqlite_master WHERE name = 'conversations'")
    assert 'DEFAULT "100"' in sql
    assert 'DEFAULT "High"' in sql


@pytest.mark.parametrize(
    ("lineage", "table", "column"),
    [
        ("core", "messages", "timestamp"),
        ("hybrid", "messages", "timestamp"),
        ("desktop", "messages", "timestamp"),
        ("enhanced", "conversation_messages", "created_at"),
        ("knowledge", "stage_outputs", "created_at"),
    ],
)
def test_9_one_column_holds_times_in_five_formats(
    demo: Demo, lineage: str, table: str, column: str
) -> None:
    sql = f"SELECT {column} FROM {table} ORDER BY rowid"
    mixed = [read_time(cell) for (cell,) in ask(demo(lineage, with_defects=True), sql)]
    assert len({instant.format for instant in mixed if instant}) == 5
    sound = [read_time(cell) for (cell,) in ask(demo(lineage), sql)]
    for before, after in zip(sound, mixed, strict=True):
        assert before is not None
        assert after is not None
        assert abs((before.moment - after.moment).total_seconds()) < 1


@pytest.mark.parametrize(
    "lineage", ["core", "hybrid", "core-010", "desktop", "knowledge", "enhanced"]
)
def test_pages_are_whole_whatever_is_planted(demo: Demo, lineage: str) -> None:
    assert ask(demo(lineage, with_defects=True), "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize(
    ("lineage", "defect"),
    [
        ("core", Defect.HALFWAY_AT_010),
        ("core-005", Defect.DANGLING_REFERENCE),
        ("desktop", Defect.LOST_PROFILES),
        ("knowledge", Defect.CONTENT_INDEX),
    ],
)
def test_a_defect_that_a_lineage_cannot_have_is_refused(
    tmp_path: Path, lineage: str, defect: Defect
) -> None:
    with pytest.raises(UsageProblem, match="cannot have the defect"):
        make_demo(tmp_path / "new.db", lineage=lineage, defects=[defect])
    assert not (tmp_path / "new.db").exists()
