"""The gallery paints every page, loaded, in every theme and size."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QWidget

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.requests import PAGES, GalleryRequest, PictureSize
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui import gallery
from hive_inspector.gui.gallery import Gallery
from hive_inspector.gui.invented import INVENTED, press
from hive_inspector.gui.theme.tokens import DARK, LIGHT
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

SMALL = PictureSize(1024, 640)


@pytest.fixture(autouse=True)
def dressed_again(session_theme: Theme) -> Iterator[None]:
    """A gallery dresses the application; the tests after it expect the dark theme."""
    yield
    session_theme.set_mode(ThemeMode.LIGHT)
    session_theme.set_mode(ThemeMode.DARK)


def colours(image: QImage) -> int:
    pixels = image.convertToFormat(QImage.Format.Format_RGB32).constBits()
    return len(set(memoryview(pixels).cast("I")[::49]))


def assert_painted(path: Path) -> None:
    image = QImage(str(path))
    assert image.width() == (2048 if "_2x" in path.name else 1024)
    assert image.height() == image.width() * 640 // 1024
    tokens = LIGHT if "_light_" in path.name else DARK
    assert image.pixelColor(image.width() // 2, image.height() - 4) == QColor(tokens.panel)
    assert colours(image) > 20, f"{path.name} is empty"


def test_every_page_is_painted_in_both_themes_and_each_size(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Gallery, "_scene", lambda *_: iter(()))  # the next test has them
    file = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    request = GalleryRequest(tmp_path / "out", file, sizes=(SMALL, PictureSize(1024, 640, 2.0)))
    request.folder.mkdir()
    painted = Gallery(qapp, request).paint()
    assert {path.name for path in painted} == {
        f"{page}_{theme}_1024x640{scale}.png"
        for page in (*PAGES, "settings", "start")
        for theme in ("light", "dark")
        for scale in ("", "_2x")
    }
    for path in painted:
        assert_painted(path)


def test_the_states_of_pages_are_painted_too(qapp: QApplication, tmp_path: Path) -> None:
    file = make_lineage_file(tmp_path / "hive-ai.db", "core-013")
    request = GalleryRequest(tmp_path / "out", file, themes=(ThemeMode.DARK,), sizes=(SMALL,))
    request.folder.mkdir()
    painted = Gallery(qapp, request).paint()
    names = {path.name.removesuffix("_dark_1024x640.png") for path in painted}
    scenes = ("filters", "unclear", "arranged", "search", "markdown", "json", "profile", "secrets")
    assert names >= {f"browse_{scene}" for scene in (*scenes, "export")}
    assert names >= {f"health_{scene}" for scene in ("checked", "repair", "limits")}
    assert names >= {
        f"schema_{scene}" for scene in ("diagram", "neighbours", "differences", "versions")
    }
    assert names >= {
        f"support_{scene}"
        for scene in ("backups", "make", "compare", "bundle", "installs", "audit")
    }
    for path in painted:
        if not any(dialog in path.name for dialog in DIALOGS):
            assert_painted(path)


DIALOGS = ("_export_", "support_make", "support_clear", "window_shortcuts", "window_palette")
"""States of which a dialog is painted and not the window, or something that veils the window."""


def test_with_the_demo_the_states_are_painted_that_only_changes_lead_to(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setattr(
        Gallery, "_open", lambda *_: None
    )  # the demo install itself takes a minute to make
    assert [state.name for state in INVENTED] == [
        "up_to_date",
        "pending",
        "conflict",
        "rehearsed",
        "restored",
    ]
    monkeypatch.setattr(gallery, "INVENTED", (INVENTED[2], INVENTED[3]))
    request = GalleryRequest(tmp_path, demo=True, themes=(ThemeMode.DARK,), sizes=(SMALL,))
    painted = Gallery(qapp, request).paint()
    assert [path.name for path in painted] == [
        "start_dark_1024x640.png",
        "migrations_conflict_dark_1024x640.png",
        "migrations_rehearsed_dark_1024x640.png",
    ]
    assert len({path.read_bytes() for path in painted}) == 3
    assert not list((tmp_path / "cache").rglob("*.db"))


def test_a_button_that_is_not_there_cannot_be_pressed(qtbot: QtBot) -> None:
    window = QWidget()
    qtbot.addWidget(window)
    with pytest.raises(RuntimeError, match=r"no button is called migrations\.rehearse"):
        press(window, "migrations.rehearse")


def test_without_a_file_the_start_page_is_painted_alone(qapp: QApplication, tmp_path: Path) -> None:
    request = GalleryRequest(tmp_path, themes=(ThemeMode.DARK,), sizes=(SMALL,))
    painted = Gallery(qapp, request).paint()
    assert [path.name for path in painted] == ["start_dark_1024x640.png"]


def test_a_file_that_cannot_be_opened_is_told(qapp: QApplication, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="There is no file"):
        Gallery(qapp, GalleryRequest(tmp_path, tmp_path / "missing.db")).paint()


def test_a_folder_that_takes_no_pictures_is_told(qapp: QApplication, tmp_path: Path) -> None:
    request = GalleryRequest(tmp_path / "nowhere", themes=(ThemeMode.DARK,), sizes=(SMALL,))
    with pytest.raises(EnvironmentProblem, match="cannot be written"):
        Gallery(qapp, request).paint()
