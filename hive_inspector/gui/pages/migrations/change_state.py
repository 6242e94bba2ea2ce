"""What is true of the change at hand: whether it may be tried or made, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr
from hive_inspector.core.migrations.planning.plan import Plan
from hive_inspector.core.migrations.running.adopting import Adoption
from hive_inspector.gui.pages.migrations.changes import Kind
from hive_inspector.gui.pages.migrations.planned import change_of
from hive_inspector.gui.pages.migrations.versions import recorded_version
from hive_inspector.gui.pages.migrations.words import version_text
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.gui.pages.migrations.changes import Change, Prepared
    from hive_inspector.gui.pages.migrations.work import Standing
    from hive_inspector.gui.widgets.change.change_card import Target
    from hive_inspector.gui.widgets.change.told import ChangeShown


@dataclass(frozen=True, slots=True)
class ChangeState:
    """The change at hand at one moment."""

    standing: Standing
    change: Change
    prepared: Prepared
    rehearsal: Rehearsal | None = None
    is_busy: bool = False
    is_making: bool = False
    """Whether it is being made, and not only tried."""

    @property
    def shown(self) -> ChangeShown:
        """What it would mean."""
        return change_of(self.standing.hive, self.change, self.prepared, self.rehearsal)

    @property
    def file_name(self) -> str:
        """What has to be typed to do it without proof."""
        return self.standing.hive.database.real_path.name

    @property
    def is_proved(self) -> bool:
        """Whether a rehearsal of it passed."""
        return self.rehearsal is not None and self.rehearsal.passed

    @property
    def may_go(self) -> bool:
        """Whether it may be made at a press of the button."""
        if self.is_busy:
            return False
        if isinstance(self.prepared, Plan):
            return self.is_proved and self.prepared.can_run
        return self.shown.can_run

    @property
    def may_rehearse(self) -> bool:
        """Whether it may be tried on a copy."""
        return self.shown.can_rehearse and not self.is_busy

    @property
    def asks_to_insist(self) -> bool:
        """Whether it may be made by typing the name of the file, since a rehearsal did not pass."""
        failed = self.rehearsal is not None and not self.rehearsal.passed
        return failed and self.shown.can_run and not self.is_busy

    @property
    def why_not_proved(self) -> str:
        """What the rehearsal ran into."""
        return (
            tr("The rehearsal did not pass. {reason}", reason=self.rehearsal.reason)
            if self.rehearsal
            else ""
        )

    @property
    def can_leave(self) -> bool:
        """Whether the user can turn away from it; what is offered by itself is always there."""
        return self.change.kind is not Kind.MIGRATE and not self.is_busy

    @property
    def targets(self) -> tuple[str, tuple[Target, ...], int]:
        """What the choice of a version is called, the versions that can be chosen, and the one that is."""
        if self.change.kind is Kind.ROLL_BACK:
            names = {script.version: script.name for script in self.standing.scripts}
            names[0] = tr("an empty file")
            versions = range(recorded_version(self.standing) - 1, -1, -1)
            listed = tuple((v, f"{version_text(v)} {names.get(v, '')}".strip()) for v in versions)
            return tr("Back to"), listed, self.change.to
        fitting = self.prepared.versions if isinstance(self.prepared, Adoption) else ()
        if len(fitting) > 1:
            listed = tuple((v, version_text(v)) for v in sorted(fitting, reverse=True))
            return tr("As version"), listed, self.change.to
        return "", (), 0

    @property
    def chip(self) -> tuple[str, Tone]:
        """How it stands, in a word."""
        if self.is_busy:
            return tr("under way") if self.is_making else tr("rehearsing"), Tone.INFORMATION
        if self.rehearsal is not None:
            return (tr("proved"), Tone.OK) if self.is_proved else (tr("not proved"), Tone.PROBLEM)
        if not self.change.is_rehearsed:
            return "", Tone.NEUTRAL
        can_rehearse = self.shown.can_rehearse
        return (
            (tr("not rehearsed"), Tone.NEUTRAL) if can_rehearse else (tr("blocked"), Tone.PROBLEM)
        )

    @property
    def reason(self) -> str:
        """Why the button is not enabled; empty where it is, or where another part of the card says it."""
        if self.is_busy or self.may_go or self.asks_to_insist:
            return ""
        shown = self.shown
        if self.change.is_rehearsed and shown.can_rehearse and not self.is_proved:
            return tr("A rehearsal that passes enables “{action}”.", action=self.change.action)
        return (
            tr("“{action}” waits for what is said above.", action=self.change.action)
            if shown.notes
            else ""
        )
