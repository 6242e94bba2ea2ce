"""Finds among everything that is offered, group by group, so that many columns hide no table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.fuzzy import Titles
from hive_inspector.core.language import tr
from hive_inspector.gui.palette.entry import Group

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from hive_inspector.gui.palette.entry import PaletteEntry

MOST_OF_GROUP = 7
MOST_RECENT = 6
MOST_KNOWN = 20
"""Things that were chosen lately that are remembered."""
_AT_REST = (Group.PAGES, Group.FILES, Group.ACTIONS)
"""What is shown below the recent things before anything is typed."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that fits."""

    entry: PaletteEntry
    marks: tuple[int, ...] = ()
    """Where the typed letters stand in its title."""


@dataclass(frozen=True, slots=True)
class Section:
    """What fits under one heading."""

    title: str
    hits: tuple[Hit, ...]


class Offered:
    """Everything that is offered at a moment. Nothing in it changes, so any thread may search."""

    def __init__(self, entries: Iterable[PaletteEntry]) -> None:
        groups: dict[Group, list[PaletteEntry]] = {group: [] for group in Group}
        for entry in entries:
            groups[entry.group].append(entry)
        self._groups = {group: tuple(found) for group, found in groups.items() if found}
        self._titles = {
            group: Titles([entry.title for entry in found]) for group, found in self._groups.items()
        }

    def search(self, typed: str) -> tuple[Section, ...]:
        """What fits: the group with the best first, in each the best first."""
        found: list[tuple[int, Section]] = []
        for group, entries in self._groups.items():
            fits = self._titles[group].search(typed, MOST_OF_GROUP)
            if fits:
                hits = tuple(Hit(entries[fit.place], fit.marks) for fit in fits)
                found.append((fits[0].score, Section(tr(group.value), hits)))
        found.sort(key=lambda one: -one[0])
        return tuple(section for _, section in found)

    def at_rest(self, recent: Sequence[str]) -> tuple[Section, ...]:
        """What is shown before anything is typed: what was chosen lately, then where one can always go.

        Args:
            recent: Keys of `key_of`, the newest first; those that lead nowhere any more are left out.
        """
        known = {key_of(one): one for entries in self._groups.values() for one in entries}
        chosen = [known[key] for key in recent if key in known][:MOST_RECENT]
        sections = [Section(tr(Group.RECENT.value), tuple(map(Hit, chosen)))] if chosen else []
        for group in _AT_REST:
            rest = [one for one in self._groups.get(group, ()) if one not in chosen]
            if rest:
                sections.append(Section(tr(group.value), tuple(map(Hit, rest))))
        return tuple(sections)


def key_of(entry: PaletteEntry) -> str:
    """What an entry is remembered by."""
    return f"{entry.group.name}\t{entry.title}\t{entry.detail}"
