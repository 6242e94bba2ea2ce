"""How a lineage takes down what happened: what stands before, each conversation, and what is added up at the end."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Talk


class Story(Protocol):
    """Turns the demo's conversations into rows of one lineage's tables."""

    def begin(self, batch: Batch) -> None:
        """Collect the rows that conversations refer to."""

    def add(self, talk: Talk, batch: Batch) -> None:
        """Collect the rows of a conversation; called in order of time."""

    def end(self, batch: Batch) -> None:
        """Collect the rows that need all conversations."""
