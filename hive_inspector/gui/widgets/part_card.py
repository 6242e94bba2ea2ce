"""A card whose content arrives later, or never: it has a loading, a failed and an absent state of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from hive_inspector.gui.widgets.card import PADDING, Card
from hive_inspector.gui.widgets.state_panel import StatePanel

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.errors import InspectorError


class PartCard(Card):
    """Put the content into `content`; it is shown once `show_content` is called."""

    def __init__(
        self, title: str, parent: QWidget | None = None, *, padding: int = PADDING
    ) -> None:
        super().__init__(title, parent, padding=padding)
        self._content = QWidget(self)
        self.content = QVBoxLayout(self._content)
        self.content.setContentsMargins(0, 0, 0, 0)
        self.content.setSpacing(8)
        self.state = StatePanel(self)
        self.body.addWidget(self._content)
        self.body.addWidget(self.state, 1)
        self._content.hide()

    @property
    def has_content(self) -> bool:
        """Whether the content is shown, and not a state in its place."""
        return not self._content.isHidden()

    def show_content(self) -> None:
        """The content has arrived."""
        self.state.hide()
        self._content.show()

    def show_loading(self, text: str) -> None:
        """The content is on its way; content that is shown already stays until then."""
        if not self.has_content:
            self._show_state()
            self.state.show_loading(text)

    def show_failure(self, error: InspectorError, retry: Callable[[], None]) -> None:
        """The content could not be had."""
        self._show_state()
        self.state.show_failure(error, retry)

    def show_empty(self, text: str, hint: str = "") -> None:
        """There is no content, and that is as it should be."""
        self._show_state()
        self.state.show_empty(text, hint)

    def _show_state(self) -> None:
        self._content.hide()
        self.state.show()
