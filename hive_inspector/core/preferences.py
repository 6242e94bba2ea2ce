"""What a user can choose about the program, as data: the page Settings and the table of the README are made from it.

Every preference is a choice among few values, so that none can be out of bounds. What is chosen is kept in the settings
file; a value that is not among the choices (a file written by hand, or by another version) counts as not chosen.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, TypeAlias

from hive_inspector.core.language import tr
from hive_inspector.core.languages import AS_THE_SYSTEM as SYSTEMS_LANGUAGE
from hive_inspector.core.languages import ENGLISH, catalogues
from hive_inspector.core.languages import PREFERENCE as LANGUAGE

if TYPE_CHECKING:
    from collections.abc import Mapping

Value: TypeAlias = "str | int"


@dataclass(frozen=True, slots=True)
class Choice:
    """One value that can be chosen."""

    value: Value
    text: str
    """How it is shown."""


@dataclass(frozen=True, slots=True)
class Preference:
    """One thing that can be chosen."""

    id: str
    group: str
    """The heading that it stands under."""
    title: str
    meaning: str
    """What it does, in one line for the user."""
    default: Value
    choices: tuple[Choice, ...]
    """All that it can be, in the order in which they are offered."""

    def allows(self, value: object) -> bool:
        """Whether a value is one of the choices; `True` is not 1."""
        return any(
            type(value) is type(choice.value) and value == choice.value for choice in self.choices
        )

    def text_of(self, value: Value) -> str:
        """How one of the choices is shown."""
        return next(choice.text for choice in self.choices if choice.value == value)


LIMITS = "health.limits"
"""The limits of the gauges in every file: no choice among few, so none of `PREFERENCES`; see `core.health.limits`."""
CONTRAST = "look.contrast"
DENSITY = "look.density"
COMFORTABLE, COMPACT = "comfortable", "compact"
TEXT_SIZE = "look.text_size"
AS_THE_SYSTEM = 0
OPEN_IN = "open.in"
OPEN_HERE, OPEN_NEW = "here", "new"
PERIOD_MS = "sampling.period_ms"
QUERY_SECONDS = "query.seconds"
QUERY_ROWS = "query.rows"
QUERY_KEPT_MB = "query.kept_mb"
REVEALED_SECONDS = "masking.revealed_seconds"

_TRANSLATIONS = tuple(Choice(code, code) for code in catalogues(os.environ) if code != ENGLISH)
"""The languages that were found when the program began; the window calls them by their names."""

PREFERENCES: tuple[Preference, ...] = (
    Preference(
        CONTRAST,
        tr("Appearance"),
        tr("High contrast"),
        tr("Texts, borders and the mark of the keyboard stand out more."),
        "system",
        (
            Choice("system", tr("as the system")),
            Choice("on", tr("on")),
            Choice("off", tr("off")),
        ),
    ),
    Preference(
        DENSITY,
        tr("Appearance"),
        tr("Rows of lists and tables"),
        tr("How many rows are in sight at once."),
        COMFORTABLE,
        (
            Choice(COMFORTABLE, tr("comfortable")),
            Choice(COMPACT, tr("compact")),
        ),
    ),
    Preference(
        TEXT_SIZE,
        tr("Appearance"),
        tr("Size of texts"),
        tr(
            "Everything grows along with its texts; another size is taken at the next start of "
            "the program."
        ),
        AS_THE_SYSTEM,
        (
            Choice(AS_THE_SYSTEM, tr("as the system")),
            Choice(100, "100 %"),
            Choice(125, "125 %"),
            Choice(150, "150 %"),
            Choice(200, "200 %"),
        ),
    ),
    Preference(
        LANGUAGE,
        tr("Appearance"),
        tr("Language"),
        tr("What windows are written in, from the next start on."),
        SYSTEMS_LANGUAGE,
        (
            Choice(SYSTEMS_LANGUAGE, tr("as the system")),
            Choice(ENGLISH, tr("English")),
            *_TRANSLATIONS,
        ),
    ),
    Preference(
        OPEN_IN,
        tr("Windows"),
        tr("A second file opens"),
        tr("Where a file goes that you open while another one is open."),
        OPEN_HERE,
        (
            Choice(OPEN_HERE, tr("in the same window")),
            Choice(OPEN_NEW, tr("in a window of its own")),
        ),
    ),
    Preference(
        PERIOD_MS,
        tr("Health"),
        tr("Time between readings"),
        tr("How often an open file is measured, unless its own page Health says otherwise."),
        1_000,
        (
            Choice(500, "0.5 s"),
            Choice(1_000, "1 s"),
            Choice(2_000, "2 s"),
            Choice(5_000, "5 s"),
            Choice(10_000, "10 s"),
        ),
    ),
    Preference(
        QUERY_SECONDS,
        tr("Query"),
        tr("Time limit"),
        tr("A statement is stopped after this, unless the file's own page Query says otherwise."),
        30,
        (
            Choice(5, "5 s"),
            Choice(30, "30 s"),
            Choice(120, tr("2 min")),
            Choice(600, tr("10 min")),
        ),
    ),
    Preference(
        QUERY_ROWS,
        tr("Query"),
        tr("Row limit"),
        tr("So many rows of a result are read, unless the file's own page Query says otherwise."),
        100_000,
        (
            Choice(1_000, tr("1,000 rows")),
            Choice(10_000, tr("10,000 rows")),
            Choice(100_000, tr("100,000 rows")),
            Choice(1_000_000, tr("1 million rows")),
            Choice(0, tr("All rows")),
        ),
    ),
    Preference(
        QUERY_KEPT_MB,
        tr("Query"),
        tr("Memory for results"),
        tr("A result that takes more is cut off there, and says so."),
        256,
        (
            Choice(64, tr("64 MB")),
            Choice(256, tr("256 MB")),
            Choice(1_024, tr("1 GB")),
        ),
    ),
    Preference(
        REVEALED_SECONDS,
        tr("Masking"),
        tr("Hide a shown secret"),
        tr("A secret revealed in Browse is covered after this time, and when you leave its row."),
        0,
        (
            Choice(0, tr("when I leave the row")),
            Choice(15, tr("after 15 s")),
            Choice(60, tr("after 1 min")),
            Choice(300, tr("after 5 min")),
        ),
    ),
)
"""All of them, in the order of the page; the theme is chosen there too, and kept by itself."""

NOTHING_CHOSEN: Mapping[str, Value] = MappingProxyType({})
_BY_ID = {preference.id: preference for preference in PREFERENCES}


def preference(id_: str) -> Preference:
    """The preference of an id.

    Raises:
        KeyError: There is none.
    """
    return _BY_ID[id_]


def chosen_from(document: Mapping[str, Any]) -> Mapping[str, Value]:
    """What was chosen, of what a file says: unknown names, values that are no choices and the usual are left out."""
    return MappingProxyType(
        {
            one.id: document[one.id]
            for one in PREFERENCES
            if one.id in document
            and one.allows(document[one.id])
            and document[one.id] != one.default
        }
    )


def text_size_of(chosen: Mapping[str, Value]) -> int:
    """What was chosen of the size of texts, in percent, or that the system decides."""
    return int(chosen.get(TEXT_SIZE, AS_THE_SYSTEM))


def markdown_table() -> str:
    """All of them as the table of the README, without the languages that this computer has besides."""
    lines = ["| Setting | What it does | Choices | Usual |", "|---|---|---|---|"]
    lines.extend(
        f"| {one.group}: {one.title} | {one.meaning} "
        f"| {', '.join(choice.text for choice in one.choices if choice not in _TRANSLATIONS)} "
        f"| {one.text_of(one.default)} |"
        for one in PREFERENCES
    )
    return "\n".join(lines)
