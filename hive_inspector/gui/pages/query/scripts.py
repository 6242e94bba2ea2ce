"""The texts in the editors, as they are kept from one start to the next.

They are kept as they were written, among what is remembered of the file, which nobody but its owner may read: dots in
place of what looks like a key would spoil the user's own text. History and saved queries have the dots.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from itertools import count
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.settings import JsonValue
    from hive_inspector.gui.workspace import FileState

SCRIPTS, CURRENT = "query.scripts", "query.current"
MOST_SCRIPTS = 30
MOST_CHARACTERS = 1_000_000
"""Of all texts together; those behind are not kept."""


@dataclass(frozen=True, slots=True)
class Script:
    """The text of one editor."""

    name: str
    text: str = ""
    place: int = 0
    """Where the text cursor stands."""


def read_scripts(state: FileState) -> tuple[tuple[Script, ...], int]:
    """What the file was left with, and which of it was in front; one empty script where there was nothing."""
    kept = state.get(SCRIPTS)
    found = [one for raw in (kept if isinstance(kept, list) else []) if (one := _read(raw))]
    scripts = tuple(found[:MOST_SCRIPTS]) or (Script(new_name(())),)
    return scripts, min(max(state.number(CURRENT), 0), len(scripts) - 1)


def keep_scripts(state: FileState, scripts: Sequence[Script], current: int) -> None:
    """Remember the scripts."""
    room, kept = MOST_CHARACTERS, []
    for script in scripts[:MOST_SCRIPTS]:
        room -= len(script.text)
        if room >= 0:
            kept.append(script)
    listed: list[JsonValue] = [asdict(script) for script in kept]
    state.put(SCRIPTS, listed)
    state.put(CURRENT, current)


def new_name(taken: Sequence[str]) -> str:
    """The first of “Query 1”, “Query 2” … that is free."""
    names = (tr("Query {number}", number=number) for number in count(1))
    return next(name for name in names if name not in taken)


def _read(raw: JsonValue) -> Script | None:
    if not isinstance(raw, dict):
        return None
    name, text, place = raw.get("name"), raw.get("text"), raw.get("place")
    if not isinstance(name, str) or not isinstance(text, str) or not name.strip():
        return None
    return Script(name, text, place if isinstance(place, int) and 0 <= place <= len(text) else 0)
