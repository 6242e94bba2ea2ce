"""What a bundle is made of, and which names, times and forms may stand in it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.times import read_time
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.support.bundle.masking import names_of, size_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.core.health.probes import Reading
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.paths import AppPaths
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.bundle.masking import Masking

VERSION = re.compile(r"[0-9]{1,9}")


@dataclass(frozen=True, slots=True)
class Subject:
    """What a bundle is made of."""

    hive: OpenHive
    masking: Masking
    token: CancelToken
    progress: Progress
    readings: tuple[Reading, ...]
    results: tuple[CheckResult, ...]
    """Verdicts that are there already."""
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


def known_name(name: str | None, mask: Masking) -> str:
    """A name that the schema or the program knows; of any other only its length."""
    if not name:
        return ""
    return name if folded(name) in mask.names else size_of(name)


def moment(text: str | None) -> str:
    """A time in the form that it has on record; anything else only by its length."""
    if not text:
        return ""
    return text if read_time(text) is not None else size_of(text)
