"""What is to be done to a file, one after the other: a script and the direction it is run in."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.migrations.scripts.script import Change, Loss, Script


class Direction(Enum):
    """What a change is; the values stand in the program's own history of a file."""

    UP = "up"
    DOWN = "down"
    REPAIR = "repair"
    """Takes no number in Hive's line."""
    ADOPT = "adopt"
    """Records what is there already."""
    RESTORE = "restore"
    """The content of a restore point in place of the file's."""


@dataclass(frozen=True, slots=True)
class Step:
    """One script in one direction."""

    script: Script
    direction: Direction

    @property
    def version(self) -> int | None:
        """The number in Hive's line, which a repair has none of."""
        return None if self.direction is Direction.REPAIR else self.script.version

    @property
    def label(self) -> str:
        """E.g. `013 add_consensus_facts_table`."""
        if self.version is None:
            return self.script.name
        return f"{self.version:03} {self.script.name}"

    @property
    def told(self) -> str:
        """What the user reads: as `label`, and of a repair what it does."""
        return self.script.title if self.version is None else self.label

    @property
    def is_upkeep(self) -> bool:
        """Whether it is done outside a transaction and leaves the content as it is."""
        return self.script.upkeep is not None

    @property
    def change(self) -> Change | None:
        """What is run; None where there is no way back."""
        return self.script.rollback if self.direction is Direction.DOWN else self.script.migrate

    @property
    def losses(self) -> tuple[Loss, ...]:
        """What is not kept."""
        down = self.direction is Direction.DOWN
        return self.script.loses_down if down else self.script.loses_up

    @property
    def reversed(self) -> Step | None:
        """The step that takes this one back, where there is one."""
        if self.direction is Direction.DOWN:
            return Step(self.script, Direction.UP)
        if self.direction is Direction.UP and self.script.reversible:
            return Step(self.script, Direction.DOWN)
        return None


def reversed_steps(steps: tuple[Step, ...]) -> tuple[Step, ...] | None:
    """What takes all of them back, in order; None where one of them has no way back."""
    back = tuple(step.reversed for step in reversed(steps))
    return tuple(step for step in back if step is not None) if all(back) else None
