"""The core lineage, and the hybrid one that the desktop app makes of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.demo.core_ends import CoreEndRows
from hive_inspector.core.demo.core_insights import CoreKnowledgeRows
from hive_inspector.core.demo.core_market import add_market
from hive_inspector.core.demo.core_measures import CoreMeasureRows
from hive_inspector.core.demo.core_standing import add_people, add_profiles
from hive_inspector.core.demo.core_talks import CoreTalkRows, add_messages
from hive_inspector.core.demo.desktop_work import DesktopWorkRows, add_desktop_messages
from hive_inspector.core.demo.story import Story

if TYPE_CHECKING:
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.seeds import Seeds
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Talk


class CoreStory(Story):
    """Rows of the core lineage, newest version; the writer leaves out what an older one has no place for."""

    def __init__(self, scene: Scene, seeds: Seeds) -> None:
        self._scene = scene
        self._seeds = seeds
        self._talks = CoreTalkRows(scene, seeds.profile_key)
        self._knowledge = CoreKnowledgeRows(scene)
        self._measures = CoreMeasureRows(scene)
        self._ends = CoreEndRows(scene)

    def begin(self, batch: Batch) -> None:
        """People, settings, models, profiles."""
        add_people(self._scene, batch)
        add_market(self._scene, self._seeds, batch)
        add_profiles(self._scene, self._seeds, batch)

    def add(self, talk: Talk, batch: Batch) -> None:
        """A conversation with everything that is derived from it."""
        self._talks.add(talk, batch)
        self._add_messages(talk, batch)
        self._knowledge.add(talk, batch)
        self._measures.add(talk, batch)
        self._ends.watch(talk)

    def end(self, batch: Batch) -> None:
        """Use per day, budgets, and what is still to be sent."""
        self._ends.add(batch)

    def _add_messages(self, talk: Talk, batch: Batch) -> None:
        add_messages(talk, batch)


class HybridStory(CoreStory):
    """The core's rows, and those that the desktop app adds once it has opened such a file."""

    def __init__(self, scene: Scene, seeds: Seeds) -> None:
        super().__init__(scene, seeds)
        self._work = DesktopWorkRows(scene, lambda model: str(seeds.key_of(model)))

    def begin(self, batch: Batch) -> None:
        """What the core has, and the desktop app's folders and sessions."""
        super().begin(batch)
        self._work.begin(batch)

    def add(self, talk: Talk, batch: Batch) -> None:
        """A conversation, and each run of a model in it."""
        super().add(talk, batch)
        self._work.add(talk, batch)

    def end(self, batch: Batch) -> None:
        """The core's sums, and what the desktop app still has to send."""
        super().end(batch)
        self._work.end(batch)

    def _add_messages(self, talk: Talk, batch: Batch) -> None:
        add_desktop_messages(talk, batch)
