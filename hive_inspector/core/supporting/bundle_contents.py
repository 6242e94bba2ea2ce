"""Each part of a bundle: what the features know of a file, without what its rows hold.

Every function takes the `Subject` and returns the fields of `core.supporting.bundled.OpenedBundle` that it fills.
"""

from __future__ import annotations

import platform
import re
from contextlib import closing
from dataclasses import dataclass, replace
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import hive_inspector
from hive_inspector.core.browsing.counts import exact_counts
from hive_inspector.core.browsing.profile import profile_column
from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.facts import SQLITE_VERSION, read_facts
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.peeking import Peeker
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.times import read_time
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.health.findings import Evidence, Finding
from hive_inspector.core.health.probes import probe_connection, sample
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.locations import DATABASE_VARIABLE, database_path
from hive_inspector.core.hive.settings import read_setting
from hive_inspector.core.logs import FILE_NAME
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.migrations.bookkeeping.records import DONE, read_records
from hive_inspector.core.migrations.bookkeeping.versions import read_versions
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.migrations.scripts.steps import Direction
from hive_inspector.core.settings import load_settings
from hive_inspector.core.statistics.charts import (
    Bar,
    Bars,
    Distribution,
    Failed,
    Line,
    Series,
    Space,
)
from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.drawing import OTHERS, UNNAMED
from hive_inspector.core.statistics.periods import Choice, Period
from hive_inspector.core.statistics.reading import StatisticsReader, StatisticsRequest
from hive_inspector.core.statistics.values import MeasureValue
from hive_inspector.core.support.bundle import contents
from hive_inspector.core.support.bundle.masking import names_of, shaped, size_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail, Entry
    from hive_inspector.core.browsing.profile import ColumnProfile
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.core.health.probes import Reading
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.bookkeeping import history as histories
    from hive_inspector.core.migrations.bookkeeping.records import Record
    from hive_inspector.core.migrations.bookkeeping.status import MigrationStatus
    from hive_inspector.core.paths import AppPaths
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.charts import Chart
    from hive_inspector.core.support.bundle.masking import Masking

PROFILED_ROWS = 4_000
"""Rows of a table that a column's sketch is taken of, all or a sample."""
LOG_BYTES = 200_000
"""The end of the log that goes in."""
AUDIT_ENTRIES = 500
MOST_READINGS = 400
_STAGES = frozenset({"generator", "refiner", "validator", "curator", OTHERS, UNNAMED})
_SMALL_NUMBER = re.compile(r"-?[0-9]{1,4}")
_VERSION = re.compile(r"[0-9]{1,9}")
_DIGEST = re.compile(r"[0-9a-f]{32}|[0-9a-f]{64}")
_PROGRAM = re.compile(r"[0-9]{1,4}(?:\.[0-9]{1,5}){1,3}")
_WHAT = re.compile(r"[a-z_]{2,20}\.[a-z_-]{2,20}")
_OUTCOME = re.compile(r"done|cancelled|refused|failed")
_HIVE_SETTINGS = {
    "backup.autoEnabled": re.compile(r"true|false|0|1"),
    "backup.alwaysCompress": re.compile(r"true|false|0|1"),
    "backup.frequency": re.compile(r"manual|daily|weekly"),
    "backup.retentionCount": re.compile(r"[0-9]{1,4}"),
    "backup.reminderDays": re.compile(r"[0-9]{1,4}"),
    "backup.lastBackupAt": re.compile(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+00:00)?"
    ),
}
_TOLD_DETAILS = frozenset({"table", "format", "columns", "column"})
_LIBRARIES = ("PySide6-Essentials", "peewee", "pyqtgraph", "numpy", "psutil", "cryptography")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bundle is made of."""

    hive: OpenHive
    masking: Masking
    token: CancelToken
    progress: Progress
    readings: tuple[Reading, ...]
    results: tuple[CheckResult, ...] | None
    paths: AppPaths
    trail: AuditTrail
    environ: Mapping[str, str]
    home: Path


def known_names() -> frozenset[str]:
    """Names that may stand in a text wherever they come from: of Hive's schemas, scripts and our checks."""
    found = {one.id for one in CHECKS}
    for script in load_scripts():
        found |= {script.name, script.recorded_as}
    names = frozenset(map(folded, found))
    for name in blueprint_names():
        names |= names_of(blueprint(name))
    return names


def status(subject: Subject) -> Mapping[str, object]:
    """What the file is."""
    hive, mask = subject.hive, subject.masking
    usual = database_path({}, subject.home)
    is_usual = hive.database.target.path == usual and DATABASE_VARIABLE not in subject.environ
    identity = hive.identity
    opened = hive.database.opened
    return {
        "status": contents.StatusSketch(
            path="~/.hive/hive-ai.db" if is_usual else "",
            size_bytes=hive.facts.size_bytes,
            lineage=identity.lineage.value,
            version=identity.version,
            known_version=identity.known_version,
            bookkeeping=identity.bookkeeping,
            way=opened.way.name.lower(),
            salvaging=opened.salvaging,
            note=mask.prose(opened.note),
        ),
        "identity": replace(identity, evidence=tuple(mask.prose(one) for one in identity.evidence)),
    }


def drift(subject: Subject) -> Mapping[str, object]:
    """How the schema differs."""
    mask = subject.masking
    schema = mask.schema(subject.hive.schema)
    found = drift_of(subject.hive.identity, schema)
    return {
        "drift": tuple(
            replace(one, object=mask.name(one.object), detail=mask.prose(one.detail))
            for one in found
        )
    }


def checks(subject: Subject) -> Mapping[str, object]:
    """The verdicts, run now unless they are there already."""
    results = subject.results
    if results is None:
        results = tuple(
            check_file(subject.hive.database, token=subject.token, progress=subject.progress)
        )
    mask = subject.masking
    return {
        "checks": tuple(
            replace(
                one,
                reason=mask.prose(one.reason),
                findings=tuple(_finding(finding, mask) for finding in one.findings),
            )
            for one in results
        )
    }


def statistics(subject: Subject) -> Mapping[str, object]:
    """Numbers and charts of all time."""
    hive = subject.hive
    request = StatisticsRequest(hive.schema, hive.identity, Choice())
    period: Period | None = None
    numbers: dict[str, MeasureValue] = {}
    found: dict[str, Chart] = {}
    for piece in StatisticsReader(hive.database, Clock()).read(
        request, subject.token, subject.progress
    ):
        match piece:
            case Period():
                period = piece
            case MeasureValue():
                numbers[piece.measure.id] = replace(
                    piece, rows=None, problem=subject.masking.prose(piece.problem)
                )
            case _:
                found[piece.subject.id] = _chart(piece, subject.masking)
    return {
        "period": period,
        "numbers": tuple(numbers[name] for name in sorted(numbers)),
        "charts": tuple(found[name] for name in sorted(found)),
    }


def schema(subject: Subject) -> Mapping[str, object]:
    """What the file declares."""
    return {"schema": subject.masking.schema(subject.hive.schema)}


def tables(subject: Subject) -> Mapping[str, object]:
    """Counts of rows, and what columns hold by kinds and lengths."""
    hive, mask = subject.hive, subject.masking
    database, token = hive.database, subject.token
    counts = {one.name: one for one in exact_counts(database, hive.schema.tables, token)}
    with database.reading(token) as connection:
        sizes = object_sizes(connection)
    sketches = []
    for done, table in enumerate(hive.schema.tables):
        subject.progress(done, len(hive.schema.tables), f"Tables: {table.name}")
        count = counts.get(table.name)
        sketches.append(
            contents.TableSketch(
                table=mask.name(table.name),
                kind=table.kind.value,
                rows=count.rows if count else None,
                exact=count.exact if count else False,
                bytes=_bytes(table, sizes),
                columns=tuple(_columns(table, subject)),
                problem=mask.prose(table.problem or (count.problem if count else "")),
            )
        )
    return {"tables": tuple(sketches)}


def pragmas(subject: Subject) -> Mapping[str, object]:
    """Settings of the file and of our connections."""
    with subject.hive.database.reading(subject.token) as connection:
        return {"facts": read_facts(connection), "connection": probe_connection(connection)}


def probes(subject: Subject) -> Mapping[str, object]:
    """The readings that were handed in, else one of now."""
    readings = subject.readings[-MOST_READINGS:]
    if not readings:
        with closing(Peeker()) as peeker:
            readings = (sample(subject.hive.database, subject.token, peeker),)
    return {"probes": tuple(_probe(one, subject.masking) for one in readings)}


def settings(subject: Subject) -> Mapping[str, object]:
    """How the program is set, and Hive's backups."""
    known = load_settings(subject.paths.settings)
    hive: dict[str, str | int | bool] = {}
    with subject.hive.database.reading(subject.token) as connection:
        for key, form in _HIVE_SETTINGS.items():
            value = read_setting(connection, subject.hive.schema, key)
            if value is not None:
                hive[key] = shaped(value, form)
        hive["backup.dir is set"] = (
            read_setting(connection, subject.hive.schema, "backup.dir") is not None
        )
    program: dict[str, str | int | bool] = {
        "theme": known.theme.value,
        "recent files": len(known.recent),
        "files with a state": len(known.files),
    }
    return {"settings": contents.SettingsSketch(program, hive)}


def migrations(subject: Subject) -> Mapping[str, object]:
    """Hive's record, the program's own, and how each version stands."""
    hive, mask = subject.hive, subject.masking
    with hive.database.reading(subject.token) as connection:
        history = read_history(connection, hive.schema)
        records = read_records(connection, hive.schema)
        states = read_versions(connection, hive.schema, hive.identity, load_scripts())
    return {
        "history": replace(history, entries=tuple(_entry(one, mask) for one in history.entries)),
        "records": tuple(_record(one, mask) for one in records),
        "migrations": tuple(_state(one, mask) for one in states),
    }


def audit(subject: Subject) -> Mapping[str, object]:
    """The newest entries, without who, and without where other files are."""
    try:
        entries = list(subject.trail.entries())[-AUDIT_ENTRIES:]
    except OSError:  # somebody else's folder: the bundle does without
        entries = []
    file = str(subject.hive.database.real_path)
    return {"audit": tuple(_audit(one, file, subject.masking) for one in entries)}


def versions(subject: Subject) -> Mapping[str, object]:
    """Which programs, on which system."""
    with subject.hive.database.reading(subject.token) as connection:
        options = connection.rows("PRAGMA compile_options")
    return {
        "versions": contents.VersionsSketch(
            program=hive_inspector.__version__,
            python=platform.python_version(),
            sqlite=SQLITE_VERSION,
            system=f"{platform.system()} {platform.release()}",
            machine=platform.machine(),
            libraries=dict(_libraries()),
            compile_options=tuple(str(row[0]) for row in options),
        )
    }


def log(subject: Subject) -> str:
    """The end of the log, from the first whole line on."""
    try:
        with (subject.paths.state / FILE_NAME).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - LOG_BYTES))
            data = file.read(LOG_BYTES)
    except OSError:
        return ""
    if size > LOG_BYTES:
        data = data.partition(b"\n")[2]
    return subject.masking.log(data.decode("utf-8", "replace"))


def _finding(finding: Finding, mask: Masking) -> Finding:
    """Field by field: what findings are given one day must not go along by itself."""
    shown = finding.evidence
    return Finding(
        id=":".join(map(mask.name, finding.id.split(":"))),
        check=finding.check,
        severity=finding.severity,
        rows=finding.rows,
        repair=finding.repair,
        title=mask.prose(finding.title),
        detail=mask.prose(finding.detail),
        advice=mask.prose(finding.advice),
        objects=tuple(mask.prose(one) for one in finding.objects),
        evidence=None if shown is None else Evidence(shown.columns, (), shown.total),
        cause=mask.prose(finding.cause),
        is_consequence=finding.is_consequence,
    )


def _chart(chart: Chart, mask: Masking) -> Chart:
    """A chart whose names are numbers, where they come from rows."""
    match chart:
        case Series():
            lines = tuple(_line(one, at, chart) for at, one in enumerate(chart.lines, 1))
            earlier = tuple(_line(one, at, chart) for at, one in enumerate(chart.earlier, 1))
            return replace(chart, lines=lines, earlier=earlier)
        case Bars():
            return replace(chart, bars=tuple(_bar(one, at) for at, one in enumerate(chart.bars, 1)))
        case Space():
            tiles = tuple(
                replace(one, name=mask.name(one.name), table=mask.name(one.table))
                for one in chart.tiles
            )
            return replace(chart, tiles=tiles, note=mask.prose(chart.note))
        case Failed():
            return replace(chart, problem=mask.prose(chart.problem), hint=mask.prose(chart.hint))
        case Distribution():
            return replace(chart, bins=tuple(replace(one, wanted=None) for one in chart.bins))
        case _:
            return chart


def _line(line: Line, at: int, series: Series) -> Line:
    is_ours = not series.stacked or line.name in _STAGES
    name = line.name if is_ours and not line.filters else _name(line.name, at)
    return Line(name, line.values, line.total, line.before)


def _bar(bar: Bar, at: int) -> Bar:
    return Bar(_name(bar.name, at), bar.value)


def _name(name: str, at: int) -> str:
    return name if name in _STAGES or _SMALL_NUMBER.fullmatch(name) else f"name {at}"


def _bytes(table: Table, sizes: Mapping[str, int] | None) -> int | None:
    if sizes is None or table.name not in sizes:
        return None
    return sizes[table.name] + sum(sizes.get(index.name, 0) for index in table.indexes)


def _columns(table: Table, subject: Subject) -> Iterator[contents.ColumnSketch]:
    """A sketch of each column; a view may have to work for hours, so it has none."""
    if table.kind is TableKind.VIEW:
        return
    for column in table.columns:
        with subject.hive.database.reading(subject.token) as connection:
            try:
                *_, profile = profile_column(
                    connection, table, column.name, whole_rows=PROFILED_ROWS
                )
                yield _sketch(profile, subject.masking)
            except InspectorError as error:
                problem = subject.masking.prose(error.message)
                yield contents.ColumnSketch(
                    subject.masking.name(column.name),
                    rows=0, sampled=False, kinds={}, empty=0, distinct=0, distinct_exact=False,
                    shortest=None, longest=None, index="", hidden=0, problem=problem,
                )  # fmt: skip


def _sketch(profile: ColumnProfile, mask: Masking) -> contents.ColumnSketch:
    shortest, longest = profile.length_range or (None, None)
    return contents.ColumnSketch(
        column=mask.name(profile.column),
        rows=profile.rows,
        sampled=profile.sampled,
        kinds={kind.name.lower(): rows for kind, rows in profile.kinds},
        empty=profile.empty,
        distinct=profile.distinct,
        distinct_exact=profile.distinct_exact,
        shortest=shortest,
        longest=longest,
        index=mask.name(profile.index),
        hidden=profile.hidden,
    )


def _probe(reading: Reading, mask: Masking) -> contents.ProbeSketch:
    return contents.ProbeSketch(
        taken_s=round(reading.taken_s, 3),
        response_ms=reading.response_ms,
        pool_in_use=reading.pool.in_use,
        pool_size=reading.pool.size,
        wal_bytes=reading.wal_bytes,
        waiting_frames=reading.waiting_frames,
        free_share=reading.free_share,
        readers=len(reading.readers),
        writers=len(reading.writers),
        hive_is_running=reading.hive_is_running,
        disk_free_bytes=reading.disk.free if reading.disk else None,
        failure=mask.prose(reading.failure.message) if reading.failure else "",
    )


def _known_name(name: str | None, mask: Masking) -> str:
    if not name:
        return ""
    return name if folded(name) in mask.names else size_of(name)


def _moment(text: str | None) -> str:
    """A time in the form that it has on record; anything else only by its length."""
    if not text:
        return ""
    return text if read_time(text) is not None else size_of(text)


def _entry(entry: histories.Entry, mask: Masking) -> histories.Entry:
    is_number = _VERSION.fullmatch(entry.recorded) is not None
    return replace(
        entry,
        recorded=entry.recorded if is_number else _known_name(entry.recorded, mask),
        name=None if entry.name is None else _known_name(entry.name, mask),
        applied_at=None if entry.applied_at is None else _moment(entry.applied_at),
        checksum=None if entry.checksum is None else shaped(entry.checksum, _DIGEST),
    )


def _record(record: Record, mask: Masking) -> Record:
    directions = {one.value for one in Direction}
    return replace(
        record,
        run=shaped(record.run, _DIGEST),
        name=_known_name(record.name, mask),
        direction=record.direction if record.direction in directions else size_of(record.direction),
        checksum=shaped(record.checksum, _DIGEST),
        checksum_normalised=shaped(record.checksum_normalised, _DIGEST),
        started_at=_moment(record.started_at),
        finished_at=_moment(record.finished_at),
        program_version=shaped(record.program_version, _PROGRAM),
        sqlite_version=shaped(record.sqlite_version, _PROGRAM),
        os_user="",
        host="",
        schema_before=shaped(record.schema_before, _DIGEST),
        schema_after=shaped(record.schema_after, _DIGEST),
        restore_point="[path]" if record.restore_point else "",
        outcome=record.outcome if record.outcome == DONE else size_of(record.outcome),
        reason=size_of(record.reason) if record.reason else "",
    )


def _state(state: MigrationStatus, mask: Masking) -> MigrationStatus:
    number = state.version
    if isinstance(number, str) and not _VERSION.fullmatch(number):
        number = _known_name(number, mask)
    return replace(
        state,
        version=number,
        name=_known_name(state.name, mask),
        applied_at=_moment(state.applied_at),
        note=mask.prose(state.note),
        by="",
    )


def _audit(entry: Entry, file: str, mask: Masking) -> contents.AuditSketch:
    told: dict[str, str | int] = {}
    for name, value in entry.details.items():
        if isinstance(value, int):
            told[mask.name(name)] = value
        elif name in _TOLD_DETAILS:
            told[name] = ", ".join(_known_name(one, mask) for one in value.split(", "))
    return contents.AuditSketch(
        when=_moment(entry.when),
        what=shaped(entry.what, _WHAT),
        outcome=shaped(entry.outcome, _OUTCOME),
        this_file=entry.file == file,
        details=told,
    )


def _libraries() -> Iterator[tuple[str, str]]:
    for name in _LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:  # a packed program, or one without the window
            continue
