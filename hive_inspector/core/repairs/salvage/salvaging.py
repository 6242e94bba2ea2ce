"""Salvaging: a private copy of the damaged file is read, and a new file is written beside it or where the user says."""

from __future__ import annotations

import mmap
import os
import re
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from hive_inspector.core.database.durable import draft_of, flush_file, flush_folder, noted_draft
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.privatecopy import (
    make_private_copy,
    private_folder,
    remove_private_copy,
)
from hive_inspector.core.database.rawpages.frames import newer_pages
from hive_inspector.core.database.rawpages.guessing import raw_file
from hive_inspector.core.database.sidefiles import beside
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem, InspectorError, Refusal
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.checking.state import integrity_problems
from hive_inspector.core.repairs.salvage.declared import read_declared
from hive_inspector.core.repairs.salvage.filling import Filling
from hive_inspector.core.repairs.salvage.guessing import with_guessed_schema
from hive_inspector.core.repairs.salvage.reading import Reader
from hive_inspector.core.repairs.salvage.report import SalvageReport

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.rawpages.pages import RawFile
    from hive_inspector.core.progress import Progress

_OF_A_RULE = re.compile(r"(?:CHECK constraint failed|NULL value|non-\w+ value|\w+ value) in ")
_ENCODINGS = {"utf-8": "UTF-8", "utf-16-le": "UTF-16le", "utf-16-be": "UTF-16be"}


def rehearse_salvage(source: Path, token: CancelToken, progress: Progress) -> SalvageReport:
    """Salvage a file into one that is thrown away again: what would come back.

    Raises:
        EnvironmentProblem: There is no room, or the file cannot be read at all.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    with private_folder() as folder:
        return replace(salvage(source, folder / "tried.db", token, progress), target=None)


def salvage(source: Path, target: Path, token: CancelToken, progress: Progress) -> SalvageReport:
    """Write what can be had of a file to a new one.

    Args:
        source: The damaged file, its symlinks resolved; only ever read, and that as a copy.
        target: A name that is not taken.
        token: Stops it.
        progress: Hears of pages and tables.

    Raises:
        Refusal: There is something of that name already.
        EnvironmentProblem: There is no room, or the file cannot be read at all.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    started = time.perf_counter()
    if os.path.lexists(target):
        raise Refusal(
            tr("{target} exists already; it was left as it is.", target=target),
            tr("Choose a name that is not taken."),
        )
    copy = make_private_copy(source, token, progress)
    draft = draft_of(target.parent.resolve() / target.name)
    with noted_draft(draft):
        try:
            _finish_what_a_crash_left(copy, token)
            with _mapped(copy) as file:
                report = _written(file, copy, draft, token, progress)
            flush_file(draft)
            os.link(draft, target)  # never over anything that came to be there meanwhile
            flush_folder(target.parent)
        except OSError as error:
            raise EnvironmentProblem(
                tr(
                    "The new file {target} could not be written: {reason}.",
                    target=target,
                    reason=os.strerror(error.errno or 0),
                ),
                tr("Check that its folder can be written and has room."),
                str(error),
            ) from error
        finally:
            _remove(draft)
            remove_private_copy(copy)
    duration_ms = round((time.perf_counter() - started) * 1000)
    return replace(report, source=source, target=target, duration_ms=duration_ms)


def _written(
    file: RawFile, copy: Path, draft: Path, token: CancelToken, progress: Progress
) -> SalvageReport:
    reader = Reader(file, token, progress)
    declared = with_guessed_schema(reader, read_declared(reader))
    if not declared.objects:
        raise EnvironmentProblem(
            tr("Nothing in this file can be recognised as a table."),
            tr("Look for a backup; there is nothing in this file to read."),
        )
    with (
        open_database(DatabaseTarget(draft, Access.NEW), token=token) as database,
        database.altering(token) as connection,
    ):
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA encoding = '{_ENCODINGS[file.encoding]}'")
        connection.execute("PRAGMA ignore_check_constraints = 1")
        filling = Filling(connection, reader, declared, copy)
        filling.fill(progress)
        connection.execute(f"PRAGMA user_version = {_number(file, 60)}")
        connection.execute(f"PRAGMA application_id = {_number(file, 68)}")
        progress(0, None, tr("Checking the new file"))
        connection.execute("PRAGMA ignore_check_constraints = 0")
        problems = integrity_problems(connection, ())
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return SalvageReport(
        source=copy,
        target=None,
        schema_from=declared.text,
        tables=tuple(t for t in filling.tables if t.rows or not t.is_whole),
        not_made=tuple(filling.not_made),
        pages=file.page_count,
        damaged_pages=tuple(sorted(filling.damaged)),
        unknown_rows=filling.unknown_rows,
        rules_broken=tuple(text for text in problems if _OF_A_RULE.match(text)),
        problems=tuple(text for text in problems if not _OF_A_RULE.match(text)),
    )


def _number(file: RawFile, at: int) -> int:
    """A number of the header, where that is one."""
    head = file.page(1)
    is_header = head.startswith(b"SQLite format 3\0")
    return int.from_bytes(head[at : at + 4], "big", signed=True) if is_header else 0


@contextmanager
def _mapped(copy: Path) -> Iterator[RawFile]:
    """The pages of the copy, which nobody else has open."""
    if not copy.stat().st_size:
        raise EnvironmentProblem(tr("The file is empty."), tr("Look for a backup."))
    with copy.open("rb") as opened, mmap.mmap(opened.fileno(), 0, access=mmap.ACCESS_READ) as data:
        yield raw_file(data)


def _finish_what_a_crash_left(copy: Path, token: CancelToken) -> None:
    """Take the copy's journal back and its log in, as far as they make sense."""
    journal, log = beside(copy, "-journal"), beside(copy, "-wal")
    if journal.exists():
        with suppress(InspectorError):  # beyond SQLite: the pages are read as they are
            open_database(DatabaseTarget(copy, Access.WRITABLE), token=token).close()
        journal.unlink(missing_ok=True)
    if log.exists():
        _take_in(copy, log)
        log.unlink()


def _take_in(copy: Path, log: Path) -> None:
    content = log.read_bytes()
    with copy.open("r+b") as file:
        size = int.from_bytes(content[8:12], "big")
        for number, page in newer_pages(content, size).items():
            file.seek((number - 1) * size)
            file.write(page)


def _remove(draft: Path) -> None:
    for suffix in ("", "-journal", "-wal", "-shm"):
        with suppress(OSError):
            draft.with_name(draft.name + suffix).unlink()


__all__ = ["DatabaseDamaged", "rehearse_salvage", "salvage"]
