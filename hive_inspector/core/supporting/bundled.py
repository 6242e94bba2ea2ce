"""What a bundle holds, read back into what the program shows of a file.

What is there: the identity at a glance, drift, verdicts with their findings, the numbers and charts, the whole schema,
a sketch of every table, pragmas, readings, settings, versions, and both records of migrations with the state of each.
All of it are the same dataclasses that a page is given of an open file, except the sketches of `contents`, which stand
for what a bundle has no values of. There are no rows: what Browse, Query and the repairs show needs the file.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from dataclasses import fields as dataclass_fields
from typing import TYPE_CHECKING, Any

from hive_inspector.core.database import snapshot
from hive_inspector.core.database.facts import FileFacts
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.health.checks.check import Check, CheckResult, State
from hive_inspector.core.health.findings import Evidence, Finding, Severity
from hive_inspector.core.health.probes import ConnectionFacts
from hive_inspector.core.hive.bookkeeping import Bookkeeping
from hive_inspector.core.hive.drift import Drift, DriftKind
from hive_inspector.core.hive.identity import Identity, Lineage
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.bookkeeping.history import Entry, History
from hive_inspector.core.migrations.bookkeeping.records import Record
from hive_inspector.core.migrations.bookkeeping.status import MigrationState, MigrationStatus
from hive_inspector.core.statistics import charts, periods
from hive_inspector.core.statistics.clock import Clock
from hive_inspector.core.statistics.measures import MEASURES, SIZE, Measure
from hive_inspector.core.statistics.subjects import CHARTS, GROWTH, SIZES
from hive_inspector.core.statistics.values import MeasureValue
from hive_inspector.core.support.bundle import contents
from hive_inspector.core.support.bundle.packing import Packing
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.support.bundle.reading import ReadBundle, read_bundle
from hive_inspector.core.supporting.soundness import require_sound

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.support.bundle.parts import Prepared

_DATACLASSES = (
    *(snapshot.Schema, snapshot.Table, snapshot.TableKind, snapshot.Column, snapshot.Reference),
    *(snapshot.Index, snapshot.IndexColumn, snapshot.Trigger, FileFacts, ConnectionFacts),
    *(CheckResult, State, Finding, Severity, Evidence, Drift, DriftKind, Identity, Lineage),
    *(History, Entry, Bookkeeping, Record, MigrationStatus, MigrationState),
    *(MeasureValue, charts.Misfit, charts.MisfitKind, charts.Series, charts.Line, charts.Bars),
    *(charts.Bar, charts.Distribution, charts.Bin, charts.HeatMap, charts.Space, charts.Tile),
    *(charts.Growth, charts.SizePoint, charts.Absent, charts.Failed),
    *(periods.Period, periods.Span, periods.Bucket),
    *(contents.ColumnSketch, contents.TableSketch, contents.StatusSketch),
    *(contents.SettingsSketch, contents.VersionsSketch, contents.ProbeSketch),
    contents.AuditSketch,
)
_SUBJECTS = (*(plan.subject for plan in CHARTS), SIZES, GROWTH)
PACKING = Packing(
    types=_DATACLASSES,
    looked_up={
        Check: {one.id: one for one in CHECKS},
        Measure: {one.id: one for one in (*MEASURES, SIZE)},
        charts.Subject: {one.id: one for one in _SUBJECTS},
    },
    made_anew={Clock: Clock},
)
"""How the parts are written and read."""


@dataclass(frozen=True, slots=True)
class OpenedBundle:
    """A bundle, as pages show it. What its maker left out, or could not gather, is None or empty."""

    path: Path
    read: ReadBundle
    """The parts as text, and what was left out."""
    status: contents.StatusSketch | None = None
    identity: Identity | None = None
    drift: tuple[Drift, ...] | None = None
    checks: tuple[CheckResult, ...] | None = None
    period: periods.Period | None = None
    numbers: tuple[MeasureValue, ...] = ()
    charts: tuple[charts.Chart, ...] = ()
    schema: snapshot.Schema | None = None
    tables: tuple[contents.TableSketch, ...] | None = None
    facts: FileFacts | None = None
    connection: ConnectionFacts | None = None
    probes: tuple[contents.ProbeSketch, ...] = ()
    settings: contents.SettingsSketch | None = None
    history: History | None = None
    records: tuple[Record, ...] = ()
    migrations: tuple[MigrationStatus, ...] = ()
    audit: tuple[contents.AuditSketch, ...] = ()
    versions: contents.VersionsSketch | None = None
    log: str = ""
    problems: tuple[str, ...] = ()
    """What could not be gathered when the bundle was made, in sentences."""

    @property
    def content(self) -> Prepared:
        """The parts."""
        return self.read.content


_GATHERED = frozenset(one.name for one in dataclass_fields(OpenedBundle)) - {
    *("path", "read", "log", "problems")
}
"""What the parts fill."""


def open_bundle(path: Path) -> OpenedBundle:
    """Read a bundle, check it, and make of its parts what the program shows.

    Raises:
        EnvironmentProblem: It cannot be read, is no bundle, is of a newer form, or is not as it was written.
    """
    read = read_bundle(path)
    fields: dict[str, Any] = {}
    problems: list[str] = []
    try:
        for part in read.content.parts:
            if part.id is PartId.LOG:
                fields["log"] = part.text
                continue
            document = _object(part.text)
            if "problem" in document:
                problems.append(f"{part.title}: {PACKING.unpacked(str(document['problem']))}")
                continue
            fields |= {
                name: PACKING.unpacked(value)
                for name, value in document.items()
                if name in _GATHERED
            }
        PACKING.declared.require(OpenedBundle, fields)
        opened = OpenedBundle(path, read, **fields, problems=tuple(problems))
        require_sound(opened)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise EnvironmentProblem(
            tr(
                "The bundle holds something that this version of Hive Inspector does not "
                "understand."
            ),
            tr(
                "Open it with version {program_version}.",
                program_version=read.content.program_version,
            ),
            str(error),
        ) from error
    return opened


def _object(text: str) -> dict[str, Any]:
    found = json.loads(text)
    if not isinstance(found, dict):
        raise TypeError("a part is no object")
    return found
