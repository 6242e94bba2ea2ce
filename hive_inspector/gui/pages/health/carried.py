"""What the page of a file that is opened anew takes over from the one before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.health.checks.check import CheckResult
    from hive_inspector.gui.widgets.change.told import Ending


@dataclass(frozen=True, slots=True)
class Carried:
    """Where the user was, and what is known."""

    check: str = ""
    """The check that the user was at."""
    repair: str = ""
    """The repair that was at hand."""
    ending: Ending | None = None
    """What came of the last repair, as long as the user looks at it."""
    results: tuple[CheckResult, ...] = ()
    """The verdicts; those of the quick checks are asked for anew."""
