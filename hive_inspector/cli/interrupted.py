"""Telling of a change that ended with the program, before anything else is told of the file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.migrations.bookkeeping.interrupted import interrupted_runs
from hive_inspector.core.migrations.bookkeeping.records import read_records

if TYPE_CHECKING:
    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.bookkeeping.interrupted import InterruptedRun


def tell_interrupted(hive: OpenHive, session: Session) -> tuple[InterruptedRun, ...]:
    """Say on standard error which runs of ours were cut off, and what the file is now; nothing where none was.

    Returns:
        What was told.
    """
    with hive.database.reading(session.token) as connection:
        records = read_records(connection, read_schema(connection))
    runs = interrupted_runs(hive.database.real_path, records)
    for run in runs:
        session.remark(run.text)
    return runs
