"""What is told of a change: before it is made, and after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from hive_inspector.gui.widgets.change.lines import Line
    from hive_inspector.gui.widgets.change.note_row import Note
    from hive_inspector.gui.widgets.chip import Tone


@dataclass(frozen=True, slots=True)
class ChangeShown:
    """Everything that is to be known of a change before it is made."""

    title: str
    lines: tuple[Line, ...]
    notes: tuple[Note, ...]
    can_rehearse: bool
    can_run: bool


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a change."""

    title: str
    tone: Tone
    text: str
    """What happened, in sentences."""
    point: RestorePoint | None = None
    """From where it can be undone."""
    chip: str = tr("done")
    """The same in a word or two."""
    log: tuple[str, ...] = ()
    new_file: str = ""
    """The path of a file that was made."""
