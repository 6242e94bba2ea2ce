"""The parts of the page, one at a time."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QTabWidget

from hive_inspector.core.language import tr
from hive_inspector.gui.pages.support.audit_panel import AuditPanel
from hive_inspector.gui.pages.support.backups_panel import BackupsPanel
from hive_inspector.gui.pages.support.bundle_panel import BundlePanel
from hive_inspector.gui.pages.support.compare_panel import ComparePanel
from hive_inspector.gui.pages.support.installs_panel import InstallsPanel
from hive_inspector.gui.widgets.help_button import HelpButton

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme


class Tab(IntEnum):
    """The parts, in their order."""

    BACKUPS = 0
    COMPARE = 1
    BUNDLE = 2
    INSTALLS = 3
    AUDIT = 4


class SupportView(QTabWidget):
    """What the page consists of."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setProperty("role", "page")
        self.setProperty("tabs", "page")
        self.setDocumentMode(True)
        self.setAccessibleName(tr("Support"))
        self.backups = BackupsPanel(theme, self)
        self.compare = ComparePanel(theme, self)
        self.bundle = BundlePanel(theme, self)
        self.installs = InstallsPanel(theme, self)
        self.audit = AuditPanel(theme, self)
        self.addTab(self.backups, tr("Backups"))
        self.addTab(self.compare, tr("Compare"))
        self.addTab(self.bundle, tr("Bundle"))
        self.addTab(self.installs, tr("Older installs"))
        self.addTab(self.audit, tr("Audit trail"))
        for panel, topic, about in (
            (self.backups, "backups", tr("Help about backups")),
            (self.compare, "compare", tr("Help about comparing")),
            (self.bundle, "bundle", tr("Help about bundles")),
            (self.installs, "installs", tr("Help about older installs")),
            (self.audit, "audit", tr("Help about the audit trail")),
        ):
            panel.bar.addWidget(HelpButton(theme, topic, about, panel))
