"""What comes of a statement. A failure is a value that stays with its statement."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.console.splitting import Statement


class State(Enum):
    """How a statement ended."""

    DONE = "done"
    """All its rows are here."""
    LIMITED = "limited"
    """There are more rows than were asked for or can be kept."""
    STOPPED = "stopped"
    """It took all its time or memory; the rows until then are right."""
    REFUSED = "refused"
    """It is of a kind that is not allowed; nothing of it ran."""
    FAILED = "failed"
    """SQLite did not understand it, or failed."""
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the statement's own text something is wrong."""

    start: int
    """Offset of the first character in the statement; add `Statement.start` for the script."""
    end: int


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a statement did not come to its end."""

    message: str
    """One sentence."""
    hint: str
    detail: str = ""
    place: Place | None = None
    is_outside: bool = False
    """Whether it is not the statement that is to blame: the file is locked, damaged, gone."""


@dataclass(frozen=True, slots=True)
class ResultColumn:
    """A column of a result."""

    name: str
    """As SQLite names it; two may have the same name."""
    masked: bool = False
    """Whether its values are hidden, all or some, because they may be secrets."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a statement ended."""

    statement: Statement
    state: State
    rows: int
    """Rows that came."""
    duration_ms: float
    first_rows_ms: float | None = None
    """Milliseconds until the first rows came, or None where there were none."""
    changed: int | None = None
    """Rows that it changed; None of a statement that reads."""
    trouble: Trouble | None = None
    note: str = ""
    """What else the user should know: that there are more rows, that columns are hidden."""
