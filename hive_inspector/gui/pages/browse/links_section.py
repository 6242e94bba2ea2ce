"""The links of the current row, in the panel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal

from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.link_list import LinkLine, LinkList
from hive_inspector.gui.widgets.looks import label
from hive_inspector.gui.widgets.section import Section

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QWidget

    from hive_inspector.gui.theme.theme import Theme


class LinksSection(Section):
    """Shows where a row leads.

    Signals:
        link_chosen: The position of the line that was clicked.
    """

    link_chosen = Signal(int)

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(theme, tr("Links"), parent)
        self.list = LinkList(theme, self)
        self._rest = label("", "small", self, wrap=True)
        self._rest.setContentsMargins(6, 0, 6, 0)
        self.body.addWidget(self.list)
        self.body.addWidget(self._rest)
        self.list.chosen.connect(self.link_chosen)
        self.show_links((), "")

    def show_links(self, lines: Sequence[LinkLine], rest: str) -> None:
        """Show these links, and say what there is besides; hidden where there is neither."""
        self.list.set_lines(lines)
        self._rest.setText(rest)
        self._rest.setVisible(bool(rest))
        self.setVisible(bool(lines or rest))
