"""Making a demo database of any size and lineage.

The file grows under another name in a folder beside its final place and gets its name when it is complete: whoever
finds it finds all of it. While it grows nobody else knows it, so nothing is flushed to the disk on the way.
"""

from __future__ import annotations

import os
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.sidefiles import SideFiles, beside, look_beside
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.demo.core_story import CoreStory, HybridStory
from hive_inspector.core.demo.defects import (
    Defect,
    leave_wal,
    plant,
    require_fitting,
    usual_defects,
)
from hive_inspector.core.demo.desktop_story import DesktopMemoryStory, DesktopStory
from hive_inspector.core.demo.enhanced_story import EnhancedStory
from hive_inspector.core.demo.further_defects import LEFT_FILE, damaged_page, overwrite
from hive_inspector.core.demo.groundwork import Ground, ground_of, lay_ground
from hive_inspector.core.demo.knowledge_story import KnowledgeStory
from hive_inspector.core.demo.scene import set_scene
from hive_inspector.core.demo.seeds import read_seeds
from hive_inspector.core.demo.sheets import Batch, SheetWriter
from hive_inspector.core.demo.sizes import DEFAULT_NOW, DemoSize
from hive_inspector.core.errors import EnvironmentProblem, Refusal
from hive_inspector.core.hive.blueprints import NEWEST_CORE_VERSION
from hive_inspector.core.language import tr
from hive_inspector.core.progress import Progress, silent

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Mapping
    from datetime import datetime

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.story import Story

MESSAGES_PER_BATCH = 10_000
"""How many messages are held in memory and written in one transaction."""
_CACHE_KB = 48_000
_PRIVATE, _OPEN = 0o600, 0o644
"""Who may read a demo: its owner, as it should be with what one writes to Hive, or everybody."""
_NOTHING_BESIDE = SideFiles(wal=None, shm=None, journal=None)
_STORIES: Mapping[str, Callable[[Scene], Story]] = {
    "desktop": DesktopStory,
    "desktop-memory": DesktopMemoryStory,
    "knowledge": KnowledgeStory,
    "enhanced": EnhancedStory,
}
"""How the lineages without Hive's migrations take down what happened."""


def make_demo(  # noqa: PLR0913 - a demo has that many properties, each with its default
    path: Path,
    *,
    size: DemoSize = DemoSize.SMALL,
    lineage: str = "core",
    seed: int = 1,
    with_defects: bool = False,
    defects: Collection[Defect] = (),
    now: datetime = DEFAULT_NOW,
    token: CancelToken | None = None,
    progress: Progress = silent,
) -> None:
    """Make a new demo database.

    Args:
        path: A name that is not taken, in a folder that exists.
        size: How much is in it.
        lineage: One of `groundwork.demo_lineages()`: `core`, `core-001` … `core-013`, `hybrid`, `desktop`, …
        seed: The same seed, size, lineage and time give the same rows.
        with_defects: Plant the defects of real installs that fit the lineage, see `core.demo.defects`.
        defects: Plant these as well, the usual ones or others. Those that are not usual are rare, or leave a file that
            cannot be read or migrated as it is.
        now: When the newest content was written, with a zone.
        token: Stops the making.
        progress: Hears of conversations written.

    Raises:
        UsageProblem: There is no such lineage, or it cannot have one of the defects.
        Refusal: There is a file of that name already; it is left as it is.
        EnvironmentProblem: The file cannot be made there; nothing is left behind.
        Cancelled: The token was cancelled; nothing is left behind.
    """
    token = token or CancelToken()
    ground = ground_of(lineage)
    _require_free(path)
    planted = frozenset(defects) | (usual_defects(ground) if with_defects else frozenset())
    require_fitting(planted, ground)
    scene = set_scene(seed, size, now)
    with _draft_beside(path) as draft:
        lay_ground(draft, ground, scene.now_ms, token=token, progress=progress)
        _fill(draft, ground, scene, planted, token=token, progress=progress)
        done = leave_wal(draft, ground, size, token) if Defect.LEFT_WAL in planted else draft
        done.chmod(_OPEN if Defect.OPEN_PERMISSIONS in planted else _PRIVATE)
        token.raise_if_cancelled()
        _publish(done, path)
        if Defect.LEFTOVER_FILE in planted:
            path.with_name(path.name + LEFT_FILE).touch(mode=_PRIVATE)


def _fill(
    draft: Path,
    ground: Ground,
    scene: Scene,
    planted: Collection[Defect],
    *,
    token: CancelToken,
    progress: Progress,
) -> None:
    target = DatabaseTarget(draft, Access.WRITABLE)
    damaged_at = 0
    with open_database(target, token=token) as database, database.altering(token) as connection:
        # A crash would cost the draft, and a draft is worth nothing.
        connection.execute("PRAGMA journal_mode = MEMORY")
        connection.execute("PRAGMA synchronous = OFF")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KB}")
        _tell(connection, ground, scene, progress)
        plant(connection, planted, ground, scene, progress)
        if Defect.DAMAGED_PAGE in planted:
            damaged_at = damaged_page(connection, ground)
        mode = "DELETE" if Defect.OTHER_JOURNAL in planted else "WAL"
        connection.execute(f"PRAGMA journal_mode = {mode}")
    if damaged_at:
        overwrite(draft, damaged_at)


def _tell(connection: AlteringConnection, ground: Ground, scene: Scene, progress: Progress) -> None:
    """Write the whole story, batch by batch."""
    complete = ground.version in {None, NEWEST_CORE_VERSION}
    writer = SheetWriter(connection, complete=complete)
    story = _story(connection, ground, scene)
    batch = Batch()
    story.begin(batch)
    total = scene.size.conversations
    waiting = 0
    for number, talk in enumerate(scene.talks()):
        story.add(talk, batch)
        waiting += talk.messages
        if waiting >= MESSAGES_PER_BATCH:
            _write(connection, batch, writer)
            progress(number, total, tr("Writing conversations"))
            waiting = 0
    story.end(batch)
    _write(connection, batch, writer)
    progress(total, total, tr("Writing conversations"))


def _write(connection: AlteringConnection, batch: Batch, writer: SheetWriter) -> None:
    with connection.transaction():
        batch.write(writer)


def _story(connection: AlteringConnection, ground: Ground, scene: Scene) -> Story:
    if ground.version is not None:
        seeds = read_seeds(connection, ground.version, scene)
        return (HybridStory if ground.lineage == "hybrid" else CoreStory)(scene, seeds)
    return _STORIES[ground.lineage](scene)


def _require_free(path: Path) -> None:
    if os.path.lexists(path):
        raise Refusal(
            tr("{path} exists already; it was left as it is.", path=path),
            tr("Choose a name that is not taken."),
        )
    if look_beside(path) != _NOTHING_BESIDE:
        # SQLite would take a stranger's -wal for ours and write its pages into the new file.
        raise Refusal(
            tr("Beside {path} lies what is left of an earlier database of that name.", path=path),
            tr("Choose another name, or remove the files that begin with it."),
        )


@contextmanager
def _draft_beside(path: Path) -> Iterator[Path]:
    """A place for the growing file, on the same disk, gone at the end of the block with all that is still in it."""
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".making-demo-") as folder:
            yield Path(folder) / path.name
    except OSError as error:
        raise EnvironmentProblem(
            tr(
                "{path} cannot be created: {reason}.",
                path=path,
                reason=os.strerror(error.errno or 0),
            ),
            tr("Choose a folder that exists and that you may write to."),
            str(error),
        ) from error


def _publish(draft: Path, path: Path) -> None:
    """Give the draft its name, unless somebody has taken it in the meantime, and bring its `-wal` along."""
    try:
        os.link(draft, path)
    except FileExistsError:
        _require_free(path)
    except OSError:  # a file system without hard links
        _require_free(path)
        draft.rename(path)
    if look_beside(draft).wal:
        beside(draft, "-wal").rename(beside(path, "-wal"))
