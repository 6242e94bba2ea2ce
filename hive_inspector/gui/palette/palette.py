"""What the palette does: gathers what is offered as it is opened, searches on a worker, goes where the user wants."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Protocol

from PySide6.QtCore import QObject, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.gui.palette.finding import MOST_KNOWN, Offered, key_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from PySide6.QtCore import SignalInstance

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.palette.entry import Offer
    from hive_inspector.gui.palette.finding import Hit, Section
    from hive_inspector.gui.tasks import TaskRunner

_LOOKING = tr("Looking…")
_NOTHING = tr("Nothing has these letters in this order.")


class PaletteScreen(Protocol):
    """Where it is shown."""

    typed: SignalInstance
    taken: SignalInstance
    left: SignalInstance

    @property
    def current(self) -> Hit | None:
        """What the user would go to."""

    def open(self) -> None:
        """Show it, with nothing typed."""

    def close_again(self) -> None:
        """Put it away."""

    def forget(self) -> None:
        """Put it away with all that it shows."""

    def show_sections(self, sections: Sequence[Section], none: str) -> None:
        """Show what fits, or why nothing does."""


class Palette(QObject):
    """One for the window.

    Signals:
        recent_changed: Something was chosen; carries the keys of what was chosen lately, the newest first.
    """

    recent_changed = Signal(object)

    def __init__(
        self,
        tasks: TaskRunner,
        screen: PaletteScreen,
        offers: Callable[[], Sequence[Offer]],
        parent: QObject,
    ) -> None:
        """Offer nothing yet.

        Args:
            tasks: The program's own, so that no long work on a file keeps it waiting.
            screen: Where it is shown.
            offers: Takes what there is to offer, each time it is opened.
            parent: The owner.
        """
        super().__init__(parent)
        self._tasks = tasks
        self._screen = screen
        self._offers = offers
        self._offered: Offered | None = None
        self._typed = ""
        self._is_current = False
        self._wants_first = False
        self._recent: tuple[str, ...] = ()
        screen.typed.connect(self._on_typed)
        screen.taken.connect(self._on_taken)
        screen.left.connect(self._on_left)

    @property
    def is_settled(self) -> bool:
        """Whether what is shown is what fits what is typed."""
        return self._is_current

    def set_recent(self, recent: Sequence[str]) -> None:
        """Know what was chosen lately, the newest first."""
        self._recent = tuple(recent)

    @Slot()
    def open(self) -> None:
        """Show it, with what is offered at this moment."""
        self._offered = None
        self._typed, self._is_current, self._wants_first = "", False, False
        self._screen.open()
        self._screen.show_sections((), _LOOKING)
        self._tasks.submit(
            partial(_gather, tuple(self._offers())),
            on_result=self._take_offered,
            key="palette.offered",
            quiet=True,
        )

    def forget(self) -> None:
        """What was offered leads nowhere any more."""
        self._offered = None
        self._screen.forget()

    def _take_offered(self, offered: Offered) -> None:
        self._offered = offered
        self._search()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self._typed, self._is_current, self._wants_first = text, False, False
        self._search()

    def _search(self) -> None:
        if self._offered is None:
            return
        typed = self._typed
        self._tasks.submit(
            partial(_search, self._offered, typed, self._recent),
            on_result=partial(self._show, self._offered, typed),
            key="palette.search",
            quiet=True,
        )

    def _show(self, offered: Offered, typed: str, sections: Sequence[Section]) -> None:
        if offered is not self._offered or typed != self._typed:
            return
        self._is_current = True
        self._screen.show_sections(sections, _NOTHING)
        if self._wants_first:
            self._on_taken()

    @Slot()
    def _on_taken(self) -> None:
        """Go there; who is faster than the search goes to what it finds."""
        if not self._is_current:
            self._wants_first = True
            return
        self._wants_first = False
        hit = self._screen.current
        if hit is None:
            return
        key = key_of(hit.entry)
        self._recent = (key, *(one for one in self._recent if one != key))[:MOST_KNOWN]
        self._close()
        self.recent_changed.emit(self._recent)
        hit.entry.run()

    @Slot()
    def _on_left(self) -> None:
        self._close()

    def _close(self) -> None:
        self._offered, self._is_current = None, False
        self._screen.close_again()


def _gather(offers: Sequence[Offer], token: CancelToken, _progress: Progress) -> Offered:
    return Offered(entry for offer in offers for entry in offer(token))


def _search(
    offered: Offered, typed: str, recent: Sequence[str], _token: CancelToken, _progress: Progress
) -> tuple[Section, ...]:
    return offered.search(typed) if typed.strip() else offered.at_rest(recent)
