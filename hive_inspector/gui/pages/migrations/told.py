"""Where the schema of a file stands that is not here, as a bundle tells."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.hive.bookkeeping import bookkeeping_of
from hive_inspector.core.migrations.bookkeeping.history import History
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.gui.pages.migrations.work import Standing

if TYPE_CHECKING:
    from hive_inspector.core.supporting.told import ToldHive


def standing_of(hive: ToldHive) -> Standing:
    """Where it stands: nothing can be restored, repaired or brought forwards; runs on a worker thread."""
    bundle = hive.bundle
    return Standing(
        hive=hive,
        history=bundle.history or History(bookkeeping_of(hive.schema)),
        scripts=load_scripts(),
        statuses=bundle.migrations,
        drifts=bundle.drift or (),
        records=bundle.records,
        copies=(),
        folder=Path(),
        interrupted=(),
        repairs=(),
        obstacles=(),
    )
