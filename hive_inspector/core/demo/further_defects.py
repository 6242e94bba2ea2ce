"""The defects that Health looks for beyond those of Hive's own making, planted one by one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.demo.moments import DAY_MS, plain, zulu
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.blueprints import blueprint, core_blueprint_name
from hive_inspector.core.hive.catalogue import Trait, column_note
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Index, Schema, Table
    from hive_inspector.core.demo.groundwork import Ground
    from hive_inspector.core.demo.scene import Scene

STRANGE_TRIGGER = "demo_touch_conversations"
COPIED_INDEX = "demo_conversations_created"
EMPTY_INDEX = "demo_conversations_out_of_step"
BROKEN_VIEW = "demo_broken_view"
LEFT_FILE = "-mj0DE30DE3"
"""Ends the name of a file that SQLite leaves when it is stopped while it changes several databases."""
WITHDRAWN_VERSION = 14
WAITING = 300
OLD_BACKUP_DAYS = 12
BROKEN_TEXTS = 3
NO_TEXT = "CAST(x'4272c3' || CAST(substr({column}, 1, 20) AS BLOB) || x'ff' AS TEXT)"
"""A text that is no UTF-8: a cut character within, and a byte that none begins with at the end."""
_FREE_BYTES = 20_000_000
_TEXTS = {
    "knowledge": ("stage_outputs", "full_output"),
    "enhanced": ("conversation_messages", "content"),
}
_QUEUED = {
    "pending_sync": """
        INSERT OR IGNORE INTO pending_sync
            (conversation_id, user_id, question_hash, conversation_token, created_at, sync_attempts)
        SELECT :conversation, id, :digest, 'demo-token-' || substr(:digest, 1, 24), :at, 6 FROM users LIMIT 1""",
    "d1_usage_queue": """
        INSERT INTO d1_usage_queue (user_id, conversation_id, timestamp, status, attempts, created_at)
        SELECT id, :conversation, :zulu, 'failed', 6, :at FROM users LIMIT 1""",
    "sync_queue": """
        INSERT INTO sync_queue (table_name, record_id, operation, retry_count, failed_at, created_at)
        SELECT 'conversations', :conversation, 'insert', 3, :at, :at""",
}
"""How each queue takes an entry."""
_SETTINGS = {
    "configurations": ("key", "value", "encrypted"),
    "configuration": ("key", "value", "is_encrypted"),
}
_PLAIN_KEY = "sk-or-v1-demo-not-a-real-key-{number:032x}"


def declared(ground: Ground) -> Schema:
    """What a demo of that ground declares."""
    name = core_blueprint_name(ground.version or 0) if ground.lineage == "core" else ground.lineage
    return blueprint(name)


def withdrawn_version(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """10: a version is on record that was withdrawn, and made nothing."""
    with connection.transaction():
        connection.execute(
            "INSERT INTO schema_migrations (version, name, applied_at)"
            " SELECT ?, 'add_knowledge_conversations', max(applied_at) FROM schema_migrations",
            (WITHDRAWN_VERSION,),
        )


def strange_trigger(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """A trigger that is not Hive's."""
    with connection.transaction():
        connection.execute(
            f"CREATE TRIGGER {STRANGE_TRIGGER} AFTER DELETE ON conversations BEGIN SELECT 1; END"
        )


def missing_index(connection: AlteringConnection, ground: Ground, _scene: Scene) -> None:
    """The index of a reference is gone."""
    index = next(_indexes_of_references(declared(ground)))
    with connection.transaction():
        connection.execute(f"DROP INDEX {quoted(index.name)}")


def has_index_of_reference(ground: Ground) -> bool:
    """Whether there is an index that only one reference is found by."""
    return any(_indexes_of_references(declared(ground)))


def _indexes_of_references(schema: Schema) -> Iterator[Index]:
    for table in schema.tables:
        columns = {folded(one.columns[0]) for one in table.references}
        leading = [folded(index.columns[0].name or "") for index in table.indexes]
        keys = {folded(names[0]) for names in (table.primary_key, *table.unique) if names}
        for index, first in zip(table.indexes, leading, strict=True):
            alone = index.origin == "c" and leading.count(first) == 1
            if alone and first in columns - keys:
                yield index


def copied_index(connection: AlteringConnection, ground: Ground, _scene: Scene) -> None:
    """Two indexes that do the same, besides whatever Hive has."""
    changed = "last_updated" if ground.lineage == "knowledge" else "updated_at"
    with connection.transaction():
        for number in (1, 2):
            connection.execute(
                f"CREATE INDEX {COPIED_INDEX}_{number} ON conversations ({changed}, created_at, id)"
            )


def index_out_of_step(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """An index without its entries, as a crash of the system or a copy made while writing leaves it."""
    with connection.transaction():
        connection.execute(
            f"CREATE INDEX {EMPTY_INDEX} ON conversations (substr(id, 1, 9)) WHERE 0"
        )
    connection.execute("PRAGMA writable_schema = 1")
    with connection.transaction():
        connection.execute(
            "UPDATE sqlite_master SET sql = replace(sql, ' WHERE 0', '') WHERE name = ?",
            (EMPTY_INDEX,),
        )
    connection.execute("PRAGMA writable_schema = RESET")


def free_space(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """Much of the file held something that was deleted."""
    pages = connection.integer("PRAGMA page_count") * connection.integer("PRAGMA page_size")
    size = max(_FREE_BYTES, pages // 2)
    with connection.transaction():
        connection.execute("CREATE TABLE demo_ballast (content BLOB)")
        for _ in range(size // _FREE_BYTES + 1):
            connection.execute("INSERT INTO demo_ballast VALUES (zeroblob(?))", (_FREE_BYTES,))
    with connection.transaction():
        connection.execute("DROP TABLE demo_ballast")


def stale_statistics(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """Statistics from when the tables had a hundredth of their rows."""
    connection.execute("ANALYZE")
    with connection.transaction():
        connection.execute(
            "UPDATE sqlite_stat1 SET stat = '2 1 1 1 1' WHERE CAST(stat AS INTEGER) >= 100"
        )


def broken_view(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """A view over a column that is not there."""
    with connection.transaction():
        connection.execute(
            f"CREATE VIEW {BROKEN_VIEW} AS SELECT no_such_column AS gone FROM conversations AS c"
        )


def quoted_default(connection: AlteringConnection, _ground: Ground, _scene: Scene) -> None:
    """8: a default in double quotes, where the lineage has none of its own."""
    with connection.transaction():
        connection.execute('ALTER TABLE conversations ADD COLUMN mood TEXT DEFAULT "calm"')


def invalid_text(connection: AlteringConnection, ground: Ground, _scene: Scene) -> None:
    """Texts that were cut in the middle of a character."""
    table, column = _TEXTS.get(ground.lineage, ("messages", "content"))
    with connection.transaction():
        connection.execute(
            f"UPDATE {table} SET {column} = {NO_TEXT.format(column=column)} WHERE rowid % 97 = 11"
            f" AND rowid < {97 * BROKEN_TEXTS}"
        )


def invalid_json(connection: AlteringConnection, ground: Ground, _scene: Scene) -> None:
    """JSON that was cut off while it was written, in the first column that holds any."""
    for table, column in _json_columns(declared(ground)):
        name, of = quoted(column), quoted(table.name)
        first = connection.value(f"SELECT min(rowid) FROM {of} WHERE {name} IS NOT NULL")
        if first is not None and not table.checks:
            with connection.transaction():
                connection.execute(
                    f"""UPDATE {of} SET {name} = '{{"cut": [1, 2' WHERE rowid = ?""", (first,)
                )
            return
    raise UsageProblem(tr("No column of this demo holds JSON."), tr("Choose another lineage."))


def has_json(ground: Ground) -> bool:
    """Whether a table of that ground keeps JSON."""
    return any(_json_columns(declared(ground)))


def _json_columns(schema: Schema) -> Iterator[tuple[Table, str]]:
    for table in schema.tables:
        for column in table.columns if table.kind is TableKind.TABLE else ():
            if Trait.JSON in column_note(table.name, column.name).traits:
                yield table, column.name


def impossible_values(connection: AlteringConnection, ground: Ground, _scene: Scene) -> None:
    """Values that no run of Hive can have had."""
    table, column = ("conversations", "total_cost")
    if ground.lineage == "knowledge":
        table, column = ("stage_confidence", "confidence_score")
    with connection.transaction():
        connection.execute(
            f"UPDATE {table} SET {column} = -1.5 WHERE rowid % 41 = 5 AND rowid < 100"
        )


def plain_secret(connection: AlteringConnection, ground: Ground, scene: Scene) -> None:
    """The key of OpenRouter, not encrypted."""
    value = _PLAIN_KEY.format(number=scene.seed)
    with connection.transaction():
        if ground.lineage == "knowledge":
            connection.execute(
                "INSERT INTO user_settings (setting_key, setting_value, setting_type)"
                " VALUES ('openrouter_api_key', ?, 'string')",
                (value,),
            )
            return
        table = "configuration" if ground.lineage == "enhanced" else "configurations"
        key, content, encrypted = _SETTINGS[table]
        connection.execute(
            f"UPDATE {table} SET {content} = ?, {encrypted} = 0 WHERE {key} = 'openrouter_api_key'",
            (value,),
        )


def sync_backlog(connection: AlteringConnection, ground: Ground, scene: Scene) -> None:
    """Sending has not worked for weeks."""
    queue = next(name for name in _QUEUED if declared(ground).table(name))
    ids = connection.rows("SELECT id FROM conversations")
    chance = scene.chance("backlog")
    with connection.transaction():
        for number in range(WAITING):
            at_ms = scene.now_ms - 30 * DAY_MS + number * DAY_MS // 12
            entry = {
                "conversation": ids[number % len(ids)][0],
                "at": plain(at_ms),
                "zulu": zulu(at_ms),
                "digest": chance.hexadecimal(64),
            }
            connection.execute(_QUEUED[queue], entry)


def has_queue(ground: Ground) -> bool:
    """Whether that ground keeps a queue of what is to be sent."""
    return any(declared(ground).table(name) for name in _QUEUED)


def old_backup(connection: AlteringConnection, _ground: Ground, scene: Scene) -> None:
    """The last backup is from before the last week, where one is made each day."""
    at_ms = scene.now_ms - OLD_BACKUP_DAYS * DAY_MS
    with connection.transaction():
        connection.execute(
            "UPDATE settings SET value = ? WHERE key = 'backup.lastBackupAt'", (zulu(at_ms),)
        )


def has_backup_settings(ground: Ground) -> bool:
    """Whether that ground has Hive's table of settings."""
    table = declared(ground).table("settings")
    return table is not None


def damaged_page(connection: AlteringConnection, ground: Ground) -> int:
    """The place in the file of a page of messages, to be overwritten: the table's second page in use."""
    table = _TEXTS.get(ground.lineage, ("messages", "content"))[0]
    page = connection.integer(
        "SELECT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf' ORDER BY pageno LIMIT 1 OFFSET 5",
        (table,),
    )
    return (page - 1) * connection.integer("PRAGMA page_size")


def overwrite(draft: Path, place: int) -> None:
    """Write zeros over the beginning of a page, as a failing disk does."""
    with draft.open("r+b") as file:
        file.seek(place)
        file.write(bytes(512))
