"""Telling of a change that ended with the program, before anything else is told of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.migrations.interrupted import interrupted_run
from hive_inspector.core.migrations.records import read_records

if TYPE_CHECKING:
    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.opening import OpenHive


def tell_interrupted(hive: OpenHive, session: Session) -> None:
    """Say on standard error that a run of ours was cut off, and what the file is now; nothing where none was."""
    with hive.database.reading(session.token) as connection:
        records = read_records(connection, read_schema(connection))
    interrupted = interrupted_run(hive.database.real_path, records)
    if interrupted is not None:
        session.remark(interrupted.text)
