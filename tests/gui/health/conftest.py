"""A Health page over a file of one's own."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.gui.checkup import Checkup
from hive_inspector.gui.pages.health.page import HealthPage
from hive_inspector.gui.sampling import Sampler
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.pages.health.carried import Carried
    from hive_inspector.gui.workspace import Workspace

    OpenPage = Callable[..., HealthPage]


@pytest.fixture(scope="session")
def defects_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small demo with every defect; not to be written to."""
    path = tmp_path_factory.mktemp("health") / "hive-ai.db"
    small_demo(path, with_defects=True)
    return path


@pytest.fixture
def open_page(qtbot: QtBot, open_workspace: Callable[..., Workspace]) -> Iterator[OpenPage]:
    """Opens a page that is not shown yet: `open_page(path, carried=…, writable=…)`."""
    pages: list[HealthPage] = []

    def open_it(path: Path, carried: Carried | None = None, **how: object) -> HealthPage:
        workspace = open_workspace(path, **how)
        checkup = Checkup(workspace, workspace.state)
        page = HealthPage(workspace, Sampler(workspace, workspace.state), checkup, carried)
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        pages.append(page)
        return page

    yield open_it
    for page in pages:
        page.close()
