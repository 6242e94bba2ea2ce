"""An import from beginning to end: sources opened, a new file made under a temporary name, proved, then named.

The sources are attached read-only and read in one state. The new file gets its name when everything is in it that was
put into it, so the rehearsal of an import is the import itself without the last step.
"""

from __future__ import annotations

import glob
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.database.durable import remove_abandoned_drafts
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.newfiles import complete_draft
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.privatecopy import private_folder
from hive_inspector.core.database.target import Access, DatabaseTarget, file_uri
from hive_inspector.core.database.way import Way
from hive_inspector.core.errors import EnvironmentProblem, Refusal, UsageProblem
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.hive.locations import OLDER_FILES
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.language import tr
from hive_inspector.core.support.importing.moving import Moving, database_name
from hive_inspector.core.support.importing.planning import is_counted, is_derived, plan_table
from hive_inspector.core.support.importing.report import ImportReport

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.importing.planning import Planned

_CACHE_KB = 48_000
"""Pages that are kept while rows are put in: every index is written to here and there."""
_SIDE_FILES = ("-wal", "-shm", "-journal")


class MakesDatabase(Protocol):
    """Makes a new, empty database of the newest core version."""

    def __call__(self, path: Path, *, token: CancelToken, progress: Progress) -> None:
        """Make it under a name that is not taken."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What there is to import, counted, and where it would go."""

    sources: tuple[Path, ...]
    tables: tuple[PreviewTable, ...]


@dataclass(frozen=True, slots=True)
class PreviewTable:
    """A table of a source."""

    file: str
    name: str
    rows: int
    into: tuple[str, ...]
    """Tables of core; empty where it stays."""
    reasons: tuple[str, ...]


def find_sources(place: Path) -> tuple[Path, ...]:
    """The databases of an older install: those of a folder that bear its names, or the one file that is named.

    Raises:
        UsageProblem: There are none.
    """
    if place.is_file():
        return (place,)
    found = tuple(path for name in OLDER_FILES if (path := place / name).is_file())
    if not found:
        raise UsageProblem(
            tr("There is no database of an older install in {place}.", place=place),
            tr(
                "Name the folder with {older_files}, or a single file.",
                older_files=", ".join(OLDER_FILES),
            ),
        )
    return found


def preview(place: Path, core: Schema, *, token: CancelToken, progress: Progress) -> Preview:
    """Look at what there is to import.

    Args:
        place: A folder of an older install, or one file.
        core: What the new file would declare.
        token: Stops it.
        progress: Hears of tables.

    Raises:
        UsageProblem: There is nothing to import there.
        Refusal: A file is of the core lineage already.
        EnvironmentProblem: A file cannot be read.
        Cancelled: The token was cancelled.
    """
    paths = find_sources(place)
    tables: list[PreviewTable] = []
    with _opened(paths, token, progress) as sources:
        planned = _planned(sources, core)
        for done, plan in enumerate(planned):
            progress(done, len(planned), tr("Counting {table}", table=plan.table.name))
            with sources[plan.number].database.reading(token) as connection:
                name = plan.table.name.replace('"', '""')
                rows = connection.integer(f'SELECT count(*) FROM "{name}"')
            tables.append(
                PreviewTable(
                    file=plan.file,
                    name=plan.table.name,
                    rows=rows,
                    into=tuple(dict.fromkeys(move.target for move in plan.moves)),
                    reasons=tuple(move.reason for move in plan.moves) or (plan.reason,),
                )
            )
    return Preview(paths, tuple(tables))


def rehearse_import(
    place: Path, make: MakesDatabase, *, token: CancelToken, progress: Progress
) -> ImportReport:
    """Import into a file that is thrown away again: what would come of it, exactly.

    Raises:
        UsageProblem: There is nothing to import there.
        Refusal: A file is of the core lineage already.
        EnvironmentProblem: A file cannot be read, or there is no room.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    with private_folder() as folder:
        return _made(find_sources(place), folder / "tried.db", make, token, progress)


def import_into(
    place: Path, target: Path, make: MakesDatabase, *, token: CancelToken, progress: Progress
) -> ImportReport:
    """Bring an older install into a new database.

    Args:
        place: A folder of an older install, or one file; only read.
        target: A name that is not taken.
        make: Makes the empty database.
        token: Stops it.
        progress: Hears of tables.

    Raises:
        UsageProblem: There is nothing to import there, or the target is no place for a file.
        Refusal: There is a file of that name, or a source is of the core lineage already.
        EnvironmentProblem: A file cannot be read or written, or the new file did not pass its tests.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    paths = find_sources(place)
    with complete_draft(target, paths[0].resolve()) as draft:
        _remove_abandoned(draft.parent, target.name)
        try:
            report = _made(paths, draft, make, token, progress)
        finally:
            for suffix in _SIDE_FILES:
                with suppress(OSError):
                    draft.with_name(draft.name + suffix).unlink()
    return replace(report, target=target)


def _remove_abandoned(folder: Path, name: str) -> None:
    """Remove what earlier imports of that name left when they were killed."""
    remove_abandoned_drafts(folder, f"{name}.")
    for suffix in _SIDE_FILES:
        for left in folder.glob(f".{glob.escape(name)}.*.part{suffix}"):
            if not left.with_name(left.name.removesuffix(suffix)).exists():
                with suppress(OSError):
                    left.unlink()


def _made(
    paths: Sequence[Path],
    draft: Path,
    make: MakesDatabase,
    token: CancelToken,
    progress: Progress,
) -> ImportReport:
    started = time.perf_counter()
    with _opened(paths, token, progress) as sources:
        make(draft, token=token, progress=progress)
        target = DatabaseTarget(draft, Access.WRITABLE)
        with (
            ExitStack() as stack,
            open_database(target, token=token) as database,
            database.altering(token) as connection,
        ):
            for source in sources:  # each read in one state, and found unchanged at the end
                stack.enter_context(source.database.reading(token))
            _prepare(connection, sources)
            report = _filled(connection, sources, token, progress)
            _finish(connection)
    duration_ms = round((time.perf_counter() - started) * 1000)
    return replace(report, duration_ms=duration_ms)


@contextmanager
def _opened(
    paths: Sequence[Path], token: CancelToken, progress: Progress
) -> Iterator[Sequence[OpenHive]]:
    with ExitStack() as stack:
        sources = []
        for path in paths:
            opened = open_hive(DatabaseTarget(path), token=token, progress=progress)
            stack.enter_context(opened.database)
            if opened.identity.lineage is Lineage.CORE:
                raise Refusal(
                    tr("{name} is a database of the core lineage already.", name=path.name),
                    tr("Use “migrate” to bring it to the newest version."),
                )
            sources.append(opened)
        yield sources


def _planned(sources: Sequence[OpenHive], core: Schema) -> list[Planned]:
    return [
        plan_table(number, source.database.real_path.name, table, core)
        for number, source in enumerate(sources)
        for table in source.schema.tables
        if is_counted(table)
    ]


def _prepare(connection: AlteringConnection, sources: Sequence[OpenHive]) -> None:
    """Nobody else has the new file, and it is thrown away if anything fails: no log, no waiting for the disk."""
    connection.execute("PRAGMA journal_mode = DELETE")
    connection.execute("PRAGMA synchronous = OFF")
    connection.spill()
    connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
    for number, source in enumerate(sources):
        opened = source.database.opened
        uri = file_uri(opened.read_path, "ro", immutable=opened.way is Way.IMMUTABLE)
        connection.execute(f"ATTACH ? AS {database_name(number)}", (uri,))


def _filled(
    connection: AlteringConnection,
    sources: Sequence[OpenHive],
    token: CancelToken,
    progress: Progress,
) -> ImportReport:
    core = read_schema(connection)
    planned = _planned(sources, core)
    with connection.transaction():
        moving = Moving(connection, core, [source.schema for source in sources])
        moving.move(planned, progress)
        token.raise_if_cancelled()
        progress(0, None, tr("Checking the new file"))
        report = ImportReport(
            sources=tuple(source.database.real_path for source in sources),
            target=None,
            tables=tuple(moving.tables(planned)),
            besides=moving.besides(),
            loosened=moving.loosened(),
            targets=moving.targets(),
            not_counted=tuple(t.name for s in sources for t in s.schema.tables if is_derived(t)),
            duration_ms=0,
        )
        _require_sound(connection, report)
    return report


def _require_sound(connection: AlteringConnection, report: ImportReport) -> None:
    """Look at what was made as at a stranger's file."""
    faults = [
        *(str(row) for row in connection.rows("PRAGMA main.foreign_key_check")[:3]),
        *(
            str(row[0])
            for row in connection.rows("PRAGMA main.integrity_check(3)")
            if row[0] != "ok"
        ),
        *(tr("{one} does not add up", one=one.name) for one in report.tables if not one.adds_up),
        *(tr("{one} does not add up", one=one.name) for one in report.targets if not one.adds_up),
    ]
    if faults:
        raise EnvironmentProblem(
            tr(
                "The new file did not pass its tests; it was thrown away, and the sources are as "
                "they were."
            ),
            tr("Report this with the detail."),
            "; ".join(faults),
        )


def _finish(connection: AlteringConnection) -> None:
    for name in [str(row[1]) for row in connection.rows("PRAGMA database_list")]:
        if name.startswith(database_name(0)[:-1]):
            connection.execute(f"DETACH {name}")
    connection.execute("PRAGMA journal_mode = WAL")
