"""The defects of real installs, planted one by one. The numbers are those under which Hive's defects are known.

1. A reference of `conversations` to a table that does not exist.
2. A file that stopped half-way in version 010.
3. Conversations whose profile was lost when versions 006 and 009 made the table anew.
4. Versions recorded without a name, or without a way back. The first comes with Hive's own bookkeeping and so is in
   every core file from version 008 on; the second needs the extended dialect of the history.
5. Rows that belong to a conversation that is gone.
6. A large `-wal` left by an app that was killed.
7. An index over the whole text of all messages.
8. Defaults in double quotes; part of the core's schema, so there is nothing to plant there.
9. Times in several formats in one column.
10. A version on record that was withdrawn.

The others have no number there; they are what else Health looks for, see `further_defects` and `making`.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.database.fileops import copy_file
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.sidefiles import beside, look_beside
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.demo import further_defects
from hive_inspector.core.demo.moments import DAY_MS
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.blueprints import NEWEST_CORE_VERSION
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.demo.groundwork import Ground
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.progress import Progress


class Defect(Enum):
    """What can be wrong with a real install."""

    DANGLING_REFERENCE = 1
    HALFWAY_AT_010 = 2
    LOST_PROFILES = 3
    EMPTY_ROLLBACKS = 4
    ORPHANS = 5
    LEFT_WAL = 6
    CONTENT_INDEX = 7
    QUOTED_DEFAULTS = 8
    MIXED_TIMES = 9
    WITHDRAWN_VERSION = 10
    STRANGE_TRIGGER = 11
    MISSING_INDEX = 12
    COPIED_INDEX = 13
    INDEX_OUT_OF_STEP = 14
    DAMAGED_PAGE = 15
    FREE_SPACE = 16
    STALE_STATISTICS = 17
    BROKEN_VIEW = 18
    INVALID_TEXT = 19
    INVALID_JSON = 20
    IMPOSSIBLE_VALUES = 21
    PLAIN_SECRET = 22
    SYNC_BACKLOG = 23
    OLD_BACKUP = 24
    OTHER_JOURNAL = 25
    OPEN_PERMISSIONS = 26
    LEFTOVER_FILE = 27


USUAL = frozenset(
    {
        Defect.DANGLING_REFERENCE,
        Defect.HALFWAY_AT_010,
        Defect.LOST_PROFILES,
        Defect.ORPHANS,
        Defect.CONTENT_INDEX,
        Defect.QUOTED_DEFAULTS,
        Defect.MIXED_TIMES,
        Defect.INVALID_JSON,
        Defect.IMPOSSIBLE_VALUES,
        Defect.PLAIN_SECRET,
        Defect.SYNC_BACKLOG,
        Defect.OLD_BACKUP,
    }
)
"""What real installs have together, and what leaves a file that can be read and migrated like any other."""
ORPHANED_CONVERSATIONS = 30
"""How many conversations are taken away; fewer where that would be more than one in twenty."""
LOST_PROFILES = 3
CONTENT_INDEX = "idx_messages_content_search"
LEFT_WAL_BYTES = {
    DemoSize.SMALL: 70_000_000,
    DemoSize.MEDIUM: 200_000_000,
    DemoSize.LARGE: 400_000_000,
}
_MESSAGES = {
    "knowledge": ("stage_outputs", "created_at"),
    "enhanced": ("conversation_messages", "created_at"),
}
"""Where a lineage keeps its messages and their time, if not in `messages.timestamp`."""
_FORMATS = (
    "strftime('%Y-%m-%dT%H:%M:%fZ', {time})",
    "strftime('%Y-%m-%dT%H:%M:%S+00:00', {time})",
    "strftime('%s', {time})",
    "strftime('%s', {time}) || '042'",
)
"""ISO 8601 in UTC, the same with an offset, seconds and milliseconds since 1970."""
_PROFILES_BEFORE_009 = 6
_VERSION_OF_HALFWAY = 10
_VERSION_OF_DANGLING = 6


def usual_defects(ground: Ground) -> frozenset[Defect]:
    """The usual defects that a file of that lineage and version can have."""
    return frozenset(defect for defect in USUAL if fits(defect, ground))


def require_fitting(defects: Collection[Defect], ground: Ground) -> None:
    """Make sure that a file of that lineage can have these defects.

    Raises:
        UsageProblem: It cannot have one of them.
    """
    for defect in defects:
        if not fits(defect, ground):
            name = defect.name.lower().replace("_", " ")
            raise UsageProblem(
                tr(
                    "A demo of this lineage and version cannot have the defect “{name}”.", name=name
                ),
                tr("Choose another lineage, or leave the defect out."),
            )


def plant(
    connection: AlteringConnection,
    defects: Collection[Defect],
    ground: Ground,
    scene: Scene,
    progress: Progress,
) -> None:
    """Plant defects in a file that is complete; a left `-wal` is another matter, see `leave_wal`."""
    planters = [(defect, _PLANTERS[defect]) for defect in _PLANTERS if defect in defects]
    for done, (_, planter) in enumerate(planters):
        progress(done, len(planters), tr("Planting defects"))
        planter(connection, ground, scene)


def dangling_reference(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """1: do what Hive's 006 does. The reference follows the table that is renamed away and dropped."""
    made = connection.rows(
        "SELECT sql FROM sqlite_master WHERE tbl_name = 'consensus_profiles' AND sql IS NOT NULL"
        " ORDER BY type = 'index'"
    )
    connection.execute("PRAGMA legacy_alter_table = 0")
    with connection.transaction():
        indexes = connection.rows(
            "SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL"
            " AND tbl_name = 'consensus_profiles'"
        )
        for (name,) in indexes:
            connection.execute(f"DROP INDEX {quoted(str(name))}")
        connection.execute("ALTER TABLE consensus_profiles RENAME TO consensus_profiles_backup")
        for (sql,) in made:
            connection.execute(str(sql))
        connection.execute("INSERT INTO consensus_profiles SELECT * FROM consensus_profiles_backup")
        connection.execute("DROP TABLE consensus_profiles_backup")
    connection.execute("PRAGMA legacy_alter_table = 1")


def halfway_at_010(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """2: the second file numbered 010 took back a part of the first, then the history refused its number."""
    with connection.transaction():
        connection.execute("DROP INDEX idx_conversation_usage_verified")
        connection.execute("DROP INDEX idx_conversation_usage_token_unique")
        connection.execute("ALTER TABLE users DROP COLUMN last_d1_sync")


def lost_profiles(connection: AlteringConnection, _ground: Ground, scene: Scene) -> None:
    """3: older conversations refer to profiles of the user's own that a new table did not take over."""
    chance = scene.chance("lost profiles")
    count = _count(connection, "conversations")
    lost = [chance.identifier(scene.begin_ms - DAY_MS * age) for age in range(LOST_PROFILES)]
    with connection.transaction():
        for number, identifier in enumerate(lost):
            connection.execute(
                "UPDATE conversations SET consensus_profile_id = ? WHERE rowid % 37 = ? AND rowid <= ?",
                (identifier, number, count // 2),
            )


def empty_rollbacks(connection: AlteringConnection, _ground: Ground, scene: Scene) -> None:
    """4: the extended dialect of the history, in which Hive never fills in how a version is rolled back."""
    chance = scene.chance("history")
    rows = connection.rows(
        "SELECT version, name, applied_at FROM schema_migrations ORDER BY version"
    )
    entries = [
        (
            f"{int(str(version)):03}",
            name,
            None,
            chance.hexadecimal(32),
            at,
            chance.whole(2, 90),
            None,
        )
        for version, name, at in rows
    ]
    with connection.transaction():
        connection.execute("DROP TABLE schema_migrations")
        connection.execute(
            "CREATE TABLE schema_migrations (version TEXT PRIMARY KEY, name TEXT NOT NULL,"
            " description TEXT, checksum TEXT NOT NULL, executed_at TEXT NOT NULL,"
            " execution_time_ms INTEGER NOT NULL, rollback_sql TEXT)"
        )
        connection.execute(
            "CREATE INDEX idx_schema_migrations_executed_at ON schema_migrations (executed_at)"
        )
        connection.execute_many(
            "INSERT INTO schema_migrations VALUES (?, ?, ?, ?, ?, ?, ?)", entries
        )


def orphans(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """5: conversations deleted while foreign keys were off, with everything that belongs to them left."""
    step = max(20, _count(connection, "conversations") // ORPHANED_CONVERSATIONS)
    with connection.transaction():
        connection.execute("DELETE FROM conversations WHERE rowid % ? = 7", (step,))


def content_index(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """7: an index over the whole text of all messages."""
    with connection.transaction():
        connection.execute(f"CREATE INDEX IF NOT EXISTS {CONTENT_INDEX} ON messages (content)")


def quoted_defaults(connection: AlteringConnection, ground: Ground, scene: Scene) -> None:
    """8: the core has its own."""
    if ground.version is None:
        further_defects.quoted_default(connection, ground, scene)


def mixed_times(connection: AlteringConnection, ground: Ground, _scene: Scene) -> None:
    """9: for a while each, versions of the app wrote the messages' times in another format."""
    table, time = _MESSAGES.get(ground.lineage, ("messages", "timestamp"))
    newest = _count(connection, table)
    stretch = max(newest // 100, 1)
    for number, form in enumerate(_FORMATS, start=1):
        first = newest * number // 6
        with connection.transaction():
            connection.execute(
                f"UPDATE {table} SET {time} = {form.format(time=time)} WHERE rowid BETWEEN ? AND ?",
                (first, first + stretch),
            )


def leave_wal(draft: Path, ground: Ground, size: DemoSize, token: CancelToken) -> Path:
    """6: a copy of the draft, with a large `-wal` beside it whose changes are not in the file yet.

    Whoever closes a database last takes the `-wal` away, so the two are copied while a connection is open, by the
    helper process that does not disturb its locks.

    Returns:
        The copy; its `-wal` lies beside it.
    """
    table, time = _MESSAGES.get(ground.lineage, ("messages", "timestamp"))
    changed = "last_updated" if ground.lineage == "knowledge" else "updated_at"
    copy = draft.with_name(f"{draft.name}.left")
    target = DatabaseTarget(draft, Access.WRITABLE)
    with open_database(target, token=token) as database, database.altering(token) as connection:
        connection.execute("PRAGMA wal_autocheckpoint = 0")
        newest = _count(connection, table)
        with connection.transaction():
            connection.execute(
                f"UPDATE conversations SET {changed} = created_at WHERE rowid % 7 = 3"
            )
        while (look_beside(draft).wal or 0) < LEFT_WAL_BYTES[size]:
            # A page is written only where it changes, so the same times are changed and changed back.
            for found, put in (("-", "/"), ("/", "-")):
                with connection.transaction():
                    connection.execute(
                        f"UPDATE {table} SET {time} = replace({time}, ?, ?) WHERE rowid > ?",
                        (found, put, newest - 20_000),
                    )
        for source, made in ((draft, copy), (beside(draft, "-wal"), beside(copy, "-wal"))):
            copy_file(source, made, lambda _: token.raise_if_cancelled())
    return copy


def fits(defect: Defect, ground: Ground) -> bool:
    """Whether a file of that lineage and version can have a defect."""
    version = ground.version or 0
    return {
        Defect.DANGLING_REFERENCE: version >= _VERSION_OF_DANGLING,
        Defect.HALFWAY_AT_010: version == _VERSION_OF_HALFWAY,
        Defect.LOST_PROFILES: version >= _PROFILES_BEFORE_009,
        Defect.EMPTY_ROLLBACKS: version > 0,
        Defect.CONTENT_INDEX: ground.lineage in {"hybrid", "desktop", "desktop-memory"},
        Defect.WITHDRAWN_VERSION: version == NEWEST_CORE_VERSION,
        Defect.MISSING_INDEX: further_defects.has_index_of_reference(ground),
        Defect.INVALID_JSON: further_defects.has_json(ground),
        Defect.SYNC_BACKLOG: further_defects.has_queue(ground),
        Defect.OLD_BACKUP: further_defects.has_backup_settings(ground),
    }.get(defect, True)


def _count(connection: AlteringConnection, table: str) -> int:
    """The newest rowid; rowids of a fresh table are dense."""
    return connection.integer(f"SELECT max(rowid) FROM {table}")


_PLANTERS: Mapping[Defect, Callable[[AlteringConnection, Ground, Scene], None]] = {
    Defect.LOST_PROFILES: lost_profiles,
    Defect.INVALID_TEXT: further_defects.invalid_text,
    Defect.INVALID_JSON: further_defects.invalid_json,
    Defect.IMPOSSIBLE_VALUES: further_defects.impossible_values,
    Defect.PLAIN_SECRET: further_defects.plain_secret,
    Defect.OLD_BACKUP: further_defects.old_backup,
    Defect.SYNC_BACKLOG: further_defects.sync_backlog,
    Defect.ORPHANS: orphans,
    Defect.MIXED_TIMES: mixed_times,
    Defect.QUOTED_DEFAULTS: quoted_defaults,
    Defect.WITHDRAWN_VERSION: further_defects.withdrawn_version,
    Defect.HALFWAY_AT_010: halfway_at_010,
    Defect.DANGLING_REFERENCE: dangling_reference,
    Defect.CONTENT_INDEX: content_index,
    Defect.EMPTY_ROLLBACKS: empty_rollbacks,
    Defect.MISSING_INDEX: further_defects.missing_index,
    Defect.COPIED_INDEX: further_defects.copied_index,
    Defect.INDEX_OUT_OF_STEP: further_defects.index_out_of_step,
    Defect.STRANGE_TRIGGER: further_defects.strange_trigger,
    Defect.BROKEN_VIEW: further_defects.broken_view,
    Defect.STALE_STATISTICS: further_defects.stale_statistics,
    Defect.FREE_SPACE: further_defects.free_space,
}
"""In the order of planting: the broken reference after the rows that it would refuse."""
