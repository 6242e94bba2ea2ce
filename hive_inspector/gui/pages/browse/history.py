"""Where the user was, to go back to and forward again, as in a browser."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from hive_inspector.gui.pages.browse.choices import Choices
    from hive_inspector.gui.pages.browse.looking import Place

MOST_VISITS = 200


@dataclass(frozen=True, slots=True)
class Visit:
    """A table as the user saw it."""

    table: str
    choices: Choices
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


class Traveller(Protocol):
    """Who can say where the user is, and take them elsewhere."""

    def here(self) -> Visit | None:
        """What the user sees now."""

    def revisit(self, visit: Visit) -> None:
        """Show again what the user saw."""

    def show_ways(self, *, can_go_back: bool, can_go_forward: bool) -> None:
        """Say whether there is a way back or forward."""


class Travels:
    """Keeps the history while the user goes about, and goes back and forward in it."""

    def __init__(self, traveller: Traveller) -> None:
        self._traveller = traveller
        self._history = History()
        self._is_revisiting = False

    def leave(self) -> None:
        """The user is about to go elsewhere: note how it looks here."""
        here = self._traveller.here()
        if here is not None and not self._is_revisiting:
            self._history.note(here)

    def arrive(self) -> None:
        """The user is elsewhere now."""
        here = self._traveller.here()
        if here is not None and not self._is_revisiting:
            self._history.go_to(here)
        self._tell()

    def go_back(self) -> None:
        """Show what the user saw before."""
        self.leave()
        self._revisit(self._history.back())

    def go_forward(self) -> None:
        """Show what the user came back from."""
        self.leave()
        self._revisit(self._history.forward())

    def _revisit(self, visit: Visit | None) -> None:
        if visit is not None:
            self._is_revisiting = True
            self._traveller.revisit(visit)
            self._is_revisiting = False
        self._tell()

    def _tell(self) -> None:
        history = self._history
        self._traveller.show_ways(
            can_go_back=history.can_go_back, can_go_forward=history.can_go_forward
        )
