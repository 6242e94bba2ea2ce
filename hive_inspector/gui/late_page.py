"""A page that is loaded and put together when it first comes to the front, so that the one in front need not wait."""

from __future__ import annotations

from typing import TYPE_CHECKING, Generic, TypeVar

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from hive_inspector.gui.page import PageBody
from hive_inspector.gui.widgets.focus import FocusLead

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.gui.scene import Scene

Body = TypeVar("Body", bound=PageBody)


class LatePage(Generic[Body]):
    """A place in the navigation, and the page that will stand there."""

    def __init__(self, page_id: str, title: str, icon: str, build: Callable[[], Body]) -> None:
        """Note what the navigation shows.

        Args:
            page_id: See `Page.id`.
            title: See `Page.title`.
            icon: See `Page.icon`.
            build: Makes the page; called once at most, on the window's thread.
        """
        self.id = page_id
        self.title = title
        self.icon = icon
        self.widget = _room()
        inside = _Ground()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(0, 0, 0, 0)
        self.widget.setWidget(inside)
        self._build = build
        self._body: Body | None = None

    @property
    def built(self) -> Body | None:
        """The page, or None as long as nobody needed it."""
        return self._body

    @property
    def body(self) -> Body:
        """The page, made now if it has not been needed before."""
        return self._make() if self._body is None else self._body

    def prepare(self) -> None:
        """Make the page ahead, while there is time."""
        if self._body is None:
            self._make()

    @property
    def scenes(self) -> tuple[Scene, ...]:
        """States of the page that are worth a picture."""
        return getattr(self._body, "scenes", ())

    def _make(self) -> Body:
        body = self._body = self._build()
        self._column.addWidget(body.widget)
        FocusLead(self.widget, body.widget)
        return body

    def activate(self) -> None:
        """The page is shown now."""
        self.body.activate()

    def deactivate(self) -> None:
        """Another page is shown now."""
        if self._body is not None:
            self._body.deactivate()

    def reload(self) -> None:
        """The user asked for the present state of the file; a page not made yet will show that anyway."""
        if self._body is not None:
            self._body.reload()

    def close(self) -> None:
        """The file is being closed."""
        if self._body is not None:
            self._body.close()


class _Ground(QWidget):
    """Tells the area that scrolls how low the page can be.

    Qt's own tells it how high a page with texts would like to be, and the area then scrolls one that would fit.
    """

    def heightForWidth(self, width: int) -> int:
        """What the page needs at least."""
        layout = self.layout()
        return -1 if layout is None else layout.totalMinimumHeightForWidth(width)


def _room() -> QScrollArea:
    """Where a page stands: it scrolls where the page needs more room than there is, as with very large texts."""
    room = QScrollArea()
    room.setWidgetResizable(True)
    room.setFrameShape(QFrame.Shape.NoFrame)
    room.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return room
