"""An open Support page, a file and a trail for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.database.target import Access
from hive_inspector.gui.pages.support.page import SupportPage
from hive_inspector.gui.pages.support.view import Tab
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace
    from tests.support.support_pages import OpenPage


@pytest.fixture
def trail(tmp_path: Path) -> AuditTrail:
    return AuditTrail(tmp_path / "audit")


@pytest.fixture
def core(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive-ai.db", "core-013")


@pytest.fixture
def open_page(
    qtbot: QtBot,
    tasks: TaskRunner,
    open_workspace: Callable[..., Workspace],
    trail: AuditTrail,
) -> Iterator[OpenPage]:
    """Opens a page on one of its parts and waits for it."""
    pages: list[SupportPage] = []

    def open_it(
        path: Path, tab: Tab = Tab.BACKUPS, access: Access = Access.READ_ONLY
    ) -> SupportPage:
        page = SupportPage(open_workspace(path, audit=trail, access=access))
        pages.append(page)
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        page.widget.setCurrentIndex(tab)
        page.widget.show()
        page.activate()
        qtbot.waitUntil(lambda: tasks.is_idle)
        return page

    yield open_it
    for page in pages:
        page.close()
