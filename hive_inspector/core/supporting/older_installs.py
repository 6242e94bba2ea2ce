"""Older installs brought into a new database, which the migrations make."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.audit import own_trail, recorded
from hive_inspector.core.hive.blueprints import (
    NEWEST_CORE_VERSION,
    blueprint,
    core_blueprint_name,
)
from hive_inspector.core.migrations.performing.runner import make_database
from hive_inspector.core.support.importing import running

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.importing.report import ImportReport
    from hive_inspector.core.support.importing.running import Preview


def preview(place: Path, *, token: CancelToken, progress: Progress) -> Preview:
    """What there is to import, counted, and where it would go; see `running.preview`."""
    core = blueprint(core_blueprint_name(NEWEST_CORE_VERSION))
    return running.preview(place, core, token=token, progress=progress)


def rehearse_import(place: Path, *, token: CancelToken, progress: Progress) -> ImportReport:
    """Import into a file that is thrown away again; see `running.rehearse_import`."""
    return running.rehearse_import(place, _make, token=token, progress=progress)


def import_into(
    place: Path, target: Path, *, token: CancelToken, progress: Progress
) -> ImportReport:
    """Bring an older install, or a desktop's file, into a new database; see `running.import_into`."""
    with recorded(own_trail(), "import.install", target, {"from": str(place)}) as details:
        report = running.import_into(place, target, _make, token=token, progress=progress)
        details |= {"moved": report.moved, "merged": report.merged, "left": report.left}
        return report


def _make(path: Path, *, token: CancelToken, progress: Progress) -> None:
    make_database(path, to=NEWEST_CORE_VERSION, token=token, progress=progress)
