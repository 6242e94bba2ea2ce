"""Where the user was, to go back to and forward again, as in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.core.browsing.selection import Selection
    from hive_inspector.gui.pages.browse.looking import Place

MOST_VISITS = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """A table as the user saw it."""

    table: str
    selection: Selection
    place: Place
    column: int = 0


class History:
    """A line of visits, and at which of them the user is."""

    def __init__(self) -> None:
        self._visits: list[Visit] = []
        self._at = -1

    @property
    def can_go_back(self) -> bool:
        """Whether there is a visit before."""
        return self._at > 0

    @property
    def can_go_forward(self) -> bool:
        """Whether there is a visit that the user came back from."""
        return self._at < len(self._visits) - 1

    def go_to(self, visit: Visit) -> None:
        """The user goes to a new place; what they came back from is forgotten."""
        del self._visits[self._at + 1 :]
        self._visits.append(visit)
        del self._visits[:-MOST_VISITS]
        self._at = len(self._visits) - 1

    def note(self, visit: Visit) -> None:
        """How the present visit looks now, for coming back to."""
        if self._at >= 0 and self._visits[self._at].table == visit.table:
            self._visits[self._at] = visit

    def back(self) -> Visit | None:
        """The visit before, which is the present one from now on."""
        if not self.can_go_back:
            return None
        self._at -= 1
        return self._visits[self._at]

    def forward(self) -> Visit | None:
        """The visit that the user came back from, which is the present one from now on."""
        if not self.can_go_forward:
            return None
        self._at += 1
        return self._visits[self._at]
