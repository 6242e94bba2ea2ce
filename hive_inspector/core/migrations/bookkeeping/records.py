"""The program's own history of a file: every run that changed it, forwards or back, kept beside Hive's own record.

The table is append-only, by triggers too, and never stands in Hive's line: Hive goes by the highest number in
`schema_migrations`, so that nothing of ours may be recorded there.
"""

from __future__ import annotations

import getpass
import platform
from dataclasses import astuple, dataclass, fields
from typing import TYPE_CHECKING

import hive_inspector
from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.hive.bookkeeping import OWN_PREFIX

if TYPE_CHECKING:
    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection

RECORDS_TABLE = f"{OWN_PREFIX}_migrations"
DONE = "done"
_TABLE = f"""CREATE TABLE IF NOT EXISTS {RECORDS_TABLE} (
  seq INTEGER PRIMARY KEY,
  run TEXT NOT NULL,
  version INTEGER,
  name TEXT NOT NULL,
  direction TEXT NOT NULL,
  checksum TEXT NOT NULL,
  checksum_normalised TEXT NOT NULL,
  started_at TEXT NOT NULL,
  finished_at TEXT NOT NULL,
  duration_ms INTEGER NOT NULL,
  program_version TEXT NOT NULL,
  sqlite_version TEXT NOT NULL,
  os_user TEXT NOT NULL,
  host TEXT NOT NULL,
  schema_before TEXT NOT NULL,
  schema_after TEXT NOT NULL,
  restore_point TEXT NOT NULL,
  outcome TEXT NOT NULL,
  reason TEXT NOT NULL
)"""
_TRIGGERS = tuple(
    f"CREATE TRIGGER IF NOT EXISTS {RECORDS_TABLE}_no_{event.lower()}"
    f" BEFORE {event} ON {RECORDS_TABLE}"
    f" BEGIN SELECT raise(ABORT, 'the history of migrations is only ever added to'); END"
    for event in ("UPDATE", "DELETE")
)


@dataclass(frozen=True, slots=True)
class Record:
    """One step of one run."""

    run: str
    """The same for all steps of a run."""
    version: int | None
    """The number in Hive's line; None for what has none."""
    name: str
    """Of the script's file; what else was done in words."""
    direction: str
    """A value of `steps.Direction`."""
    checksum: str
    """SHA-256 of the script's bytes; empty where there was no script."""
    checksum_normalised: str
    started_at: str
    """ISO 8601 in UTC."""
    finished_at: str
    duration_ms: int
    program_version: str
    sqlite_version: str
    os_user: str
    host: str
    schema_before: str
    """Fingerprint of the schema before the run."""
    schema_after: str
    """The same after it."""
    restore_point: str
    """Path of the copy from before the run, or empty."""
    outcome: str
    """`done`: what was not done is noted outside the file, see `undone`."""
    reason: str
    """Why it was not done, or empty."""

    @property
    def by(self) -> str:
        """Who did it: `user@host`."""
        return f"{self.os_user}@{self.host}" if self.os_user else self.host


_COLUMNS = tuple(field.name for field in fields(Record))
_LISTED = ", ".join(_COLUMNS)


@dataclass(frozen=True, slots=True)
class Recorder:
    """Who runs a change, by what program: the same for all records of a run."""

    program_version: str
    sqlite_version: str
    os_user: str
    host: str


def this_recorder() -> Recorder:
    """The user and the program that run now."""
    return Recorder(hive_inspector.__version__, SQLITE_VERSION, _user(), platform.node())


def prepare_records(connection: AlteringConnection) -> None:
    """Make the table where the file has none; inside a transaction."""
    for statement in (_TABLE, *_TRIGGERS):
        connection.execute(statement)


def write_records(connection: AlteringConnection, records: list[Record]) -> None:
    """Add to the history; inside a transaction."""
    prepare_records(connection)
    marks = ", ".join("?" * len(_COLUMNS))
    connection.execute_many(
        f"INSERT INTO main.{RECORDS_TABLE} ({_LISTED}) VALUES ({marks})", map(astuple, records)
    )


def read_records(connection: ReadConnection, schema: Schema) -> tuple[Record, ...]:
    """The whole history in order; empty where the file has none, or a table of that name with another form."""
    table = schema.table(RECORDS_TABLE)
    if table is None or not {folded(c.name) for c in table.columns} >= {"seq", *_COLUMNS}:
        return ()
    rows = connection.rows(f"SELECT {_LISTED} FROM {RECORDS_TABLE} ORDER BY seq")
    return tuple(_record(row) for row in rows)


def _record(row: tuple[object, ...]) -> Record:
    """A row as it should be; where somebody put another kind of value, its text."""
    values: dict[str, object] = dict(zip(_COLUMNS, row, strict=True))
    for name, value in values.items():
        if name in {"version", "duration_ms"}:
            values[name] = value if isinstance(value, int) else None
        else:
            values[name] = "" if value is None else str(value)
    values["duration_ms"] = values["duration_ms"] or 0
    return Record(**values)  # type: ignore[arg-type]  # each was brought into its type above


def _user() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):  # a user without a name, as in some containers
        return ""
