"""What a salvage needs before it can be begun."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.sidefiles import look_beside
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.planning.obstacles import Obstacle, ObstacleKind, Stops
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from pathlib import Path

_SPARE_BYTES = 16 * 1024 * 1024
_BYTES_A_SECOND = 12_000_000
_MEGABYTE = 1_000_000


@dataclass(frozen=True, slots=True)
class SalvageNeeds:
    """Time, room, and what stands in the way."""

    seconds: float
    bytes_needed: int
    obstacles: tuple[Obstacle, ...]


def new_file_for(path: Path) -> Path:
    """A name beside the damaged file that is not taken: `hive-ai-salvaged.db`."""
    target = path.with_name(f"{path.stem}-salvaged{path.suffix}")
    number = 2
    while os.path.lexists(target):
        target = path.with_name(f"{path.stem}-salvaged-{number}{path.suffix}")
        number += 1
    return target


def salvage_needs(path: Path, target: Path) -> SalvageNeeds:
    """What a salvage of a file into another one needs."""
    size = path.stat().st_size + (look_beside(path).wal or 0)
    return SalvageNeeds(
        seconds=0.5 + 2 * size / _BYTES_A_SECOND,
        bytes_needed=2 * size + _SPARE_BYTES,
        obstacles=tuple(_obstacles(size, target)),
    )


def _obstacles(size: int, target: Path) -> list[Obstacle]:
    found = []
    if os.path.lexists(target):
        found.append(
            Obstacle(
                ObstacleKind.READ_ONLY,
                tr("{target} exists already; it is left as it is.", target=target),
                tr("Choose a name that is not taken."),
                Stops.RUN,
            )
        )
    if not target.parent.is_dir() or not os.access(target.parent, os.W_OK):
        found.append(
            Obstacle(
                ObstacleKind.READ_ONLY,
                tr("The folder {parent} cannot be written.", parent=target.parent),
                tr("Choose another folder for the new file."),
                Stops.RUN,
            )
        )
    private = app_paths().private_copies
    there = next(one for one in (private, *private.parents) if one.is_dir())
    lacking = 2 * size + _SPARE_BYTES - shutil.disk_usage(there).free
    if lacking > 0:
        found.append(
            Obstacle(
                ObstacleKind.NO_ROOM,
                tr(
                    "The disk of {there} has no room for the copies that a salvage needs.",
                    there=there,
                ),
                tr("Free {lacking:,} MB and try again.", lacking=lacking // _MEGABYTE + 1),
                Stops.REHEARSAL,
            )
        )
    return found
