"""Gathering a bundle of an open file: each feature is asked for what it knows, and what is private is left out.

Nothing is written here. What could not be gathered says so in its own part, and the others come all the same.
"""

from __future__ import annotations

import json
import os
import platform
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import hive_inspector
from hive_inspector.core.audit import AuditTrail, own_trail, recorded, user_name
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.paths import AppPaths, app_paths
from hive_inspector.core.progress import Progress, silent
from hive_inspector.core.support.bundle.masking import Masking, names_of
from hive_inspector.core.support.bundle.parts import Part, PartId, Prepared
from hive_inspector.core.support.bundle.writing import write_bundle
from hive_inspector.core.supporting.bundled import PACKING
from hive_inspector.core.supporting.gathering import around, file, records, statistics, tables
from hive_inspector.core.supporting.gathering.subject import Subject, known_names

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from hive_inspector.core.audit import Details
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.core.health.probes import Reading
    from hive_inspector.core.hive.opening import OpenHive

Gatherer: TypeAlias = "Callable[[Subject], Mapping[str, object] | str]"

_GATHERERS: dict[PartId, Gatherer] = {
    PartId.STATUS: file.status,
    PartId.DRIFT: file.drift,
    PartId.CHECKS: file.checks,
    PartId.STATISTICS: statistics.statistics,
    PartId.SCHEMA: file.schema,
    PartId.TABLES: tables.tables,
    PartId.PRAGMAS: file.pragmas,
    PartId.PROBES: file.probes,
    PartId.SETTINGS: around.settings,
    PartId.MIGRATIONS: records.migrations,
    PartId.AUDIT: records.audit,
    PartId.VERSIONS: around.versions,
    PartId.LOG: around.log,
}


@dataclass(frozen=True, slots=True)
class BundleRequest:
    """What is known already, and where the program keeps its own files."""

    without: frozenset[PartId] = frozenset()
    """Parts that are not gathered at all."""
    readings: tuple[Reading, ...] = ()
    """What was measured in the last minutes; one reading of now, where there is none."""
    results: tuple[CheckResult, ...] = ()
    """Verdicts that are there already and hold for the file as it is; every other check is run."""
    paths: AppPaths = field(default_factory=app_paths)
    home: Path = field(default_factory=Path.home)


def prepare(
    hive: OpenHive,
    request: BundleRequest | None = None,
    *,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> Prepared:
    """Gather all parts of a bundle, to be shown and chosen from.

    Args:
        hive: The open file.
        request: What is known already.
        token: Stops it.
        progress: Hears of parts.

    Raises:
        Cancelled: The token was cancelled.
    """
    asked = request or BundleRequest()
    token = token or CancelToken()
    subject = _subject(hive, asked, token, progress)
    wanted = [one for one in PartId if one not in asked.without]
    parts: dict[PartId, Part] = {}
    with ThreadPoolExecutor(
        1, "bundle"
    ) as beside:  # the checks take as long as all others together
        checked = beside.submit(_part, PartId.CHECKS, subject) if PartId.CHECKS in wanted else None
        for done, part in enumerate(wanted):
            token.raise_if_cancelled()
            progress(done, len(wanted), part.title)
            if part is not PartId.CHECKS:
                parts[part] = _part(part, subject)
        if checked is not None:
            parts[PartId.CHECKS] = checked.result()
    progress(len(wanted), len(wanted), "")
    now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
    return Prepared(tuple(parts[one] for one in wanted), now, hive_inspector.__version__)


def write_recorded(
    prepared: Prepared,
    path: Path,
    database: Path,
    *,
    chosen: Collection[PartId] | None = None,
    replace: bool = False,
    trail: AuditTrail | None = None,
) -> int:
    """Write a bundle, and put on record that it was written.

    Args:
        prepared: What there is.
        path: The new file.
        database: The file that it is about, its symlinks resolved.
        chosen: Which parts; all of them by default.
        replace: Whether a file of that name may be replaced.
        trail: Where it is recorded, the user's own by default.

    Returns:
        The bytes of the zip.

    Raises:
        UsageProblem: Nothing was chosen, or the path is no place for a file.
        Refusal: There is a file of that name, or it is the database.
        EnvironmentProblem: The file cannot be written.
    """
    wanted = frozenset(part.id for part in prepared.parts) if chosen is None else frozenset(chosen)
    parts = ", ".join(part.id.value for part in prepared.parts if part.id in wanted)
    details: Details = {"to": str(path), "parts": parts}
    with recorded(trail or own_trail(), "bundle.write", database, details) as told:
        size = write_bundle(prepared, wanted, path, database, replace=replace)
        told["bytes"] = size
    return size


def _subject(
    hive: OpenHive, asked: BundleRequest, token: CancelToken, progress: Progress
) -> Subject:
    masking = Masking(
        database=hive.database.real_path,
        home=asked.home,
        user=user_name(),
        host=platform.node(),
        names=names_of(hive.schema) | known_names(),
    )
    return Subject(
        hive=hive,
        masking=masking,
        token=token,
        progress=progress,
        readings=asked.readings,
        results=asked.results,
        paths=asked.paths,
        trail=AuditTrail(asked.paths.audit),
        environ=os.environ,
        home=asked.home,
    )


def _part(part: PartId, subject: Subject) -> Part:
    try:
        content = _GATHERERS[part](subject)
    except InspectorError as error:
        problem = subject.masking.prose(error.message)
        return Part(part, _document({"problem": problem}), problem)
    if isinstance(content, str):
        return Part(part, content)
    return Part(part, _document({name: PACKING.packed(one) for name, one in content.items()}))


def _document(content: Mapping[str, Any]) -> str:
    """JSON with infinities as null: other programs are to read it too."""
    return json.dumps(_finite(content), indent=1, allow_nan=False) + "\n"


def _finite(content: Any) -> Any:
    match content:
        case float():
            return content if abs(content) < float("inf") else None
        case list():
            return [_finite(one) for one in content]
        case dict():
            return {name: _finite(one) for name, one in content.items()}
        case _:
            return content
