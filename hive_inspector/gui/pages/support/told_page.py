"""A bundle as it was written, part by part: what its other pages are made of, and what has no page of its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from hive_inspector.gui.pages.support.bundle_panel import BundlePanel

if TYPE_CHECKING:
    from hive_inspector.core.supporting.told import ToldHive
    from hive_inspector.gui.theme.theme import Theme


class ToldSupportPage(QObject):
    """The parts of a bundle."""

    def __init__(self, hive: ToldHive, theme: Theme) -> None:
        super().__init__()
        self.widget = BundlePanel(theme, None)
        self.widget.setProperty("role", "page")
        self.widget.show_read(hive.bundle.path.name, hive.bundle.read)
        self.widget.offer_nothing()

    def activate(self) -> None:
        """The page is shown now: everything is there."""

    def deactivate(self) -> None:
        """Another page is shown now."""

    def reload(self) -> None:
        """A bundle does not change."""

    def close(self) -> None:
        """The bundle is being closed."""
