"""A page is made when it is first needed, once, and hears nothing before."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QLabel, QTextEdit, QVBoxLayout, QWidget

from hive_inspector.gui.late_page import LatePage

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot


class Body:
    """A page that writes down what it is told."""

    def __init__(self) -> None:
        self.widget = QWidget()
        self.heard: list[str] = []

    def activate(self) -> None:
        self.heard.append("activate")

    def deactivate(self) -> None:
        self.heard.append("deactivate")

    def reload(self) -> None:
        self.heard.append("reload")

    def close(self) -> None:
        self.heard.append("close")


@pytest.fixture
def made() -> list[Body]:
    return []


@pytest.fixture
def page(made: list[Body], qtbot: QtBot) -> LatePage[Body]:
    def build() -> Body:
        made.append(Body())
        return made[-1]

    late = LatePage("one", "One", "overview", build)
    qtbot.addWidget(late.widget)
    return late


def test_a_page_that_nobody_turned_to_is_never_made(page: LatePage[Body], made: list[Body]) -> None:
    page.deactivate()
    page.reload()
    page.close()
    assert not made
    assert page.built is None


def test_a_page_is_made_once_and_fills_its_place(page: LatePage[Body], made: list[Body]) -> None:
    page.activate()
    page.deactivate()
    page.reload()
    page.activate()
    page.close()
    (body,) = made
    assert page.built is page.body is body
    assert body.heard == ["activate", "deactivate", "reload", "activate", "close"]
    page.widget.resize(300, 200)
    page.widget.show()
    assert page.widget.isAncestorOf(body.widget)
    assert body.widget.size() == page.widget.size()


def test_a_page_that_needs_more_room_than_there_is_can_be_scrolled(
    page: LatePage[Body], made: list[Body]
) -> None:
    page.activate()
    made[0].widget.setMinimumSize(800, 100)
    page.widget.resize(300, 200)
    page.widget.show()
    assert made[0].widget.width() == 800
    assert page.widget.horizontalScrollBar().maximum() == 500
    assert page.widget.verticalScrollBar().maximum() == 0


def test_a_page_of_texts_that_fits_when_it_is_made_lower_is_not_scrolled(
    page: LatePage[Body], made: list[Body]
) -> None:
    page.prepare()
    column = QVBoxLayout(made[0].widget)
    text = QLabel("A text that is wrapped.", made[0].widget)
    text.setWordWrap(True)
    column.addWidget(text)
    column.addWidget(QTextEdit(made[0].widget))
    page.widget.resize(300, 200)
    page.widget.show()
    assert column.hasHeightForWidth()
    assert column.heightForWidth(300) > 200 > column.minimumHeightForWidth(300)
    assert page.widget.verticalScrollBar().maximum() == 0
    assert made[0].widget.height() == 200


def test_a_page_made_ahead_hears_nothing_until_somebody_turns_to_it(
    page: LatePage[Body], made: list[Body]
) -> None:
    page.prepare()
    page.prepare()
    (body,) = made
    assert page.built is body
    assert not body.heard
    page.activate()
    assert page.body is body
    assert body.heard == ["activate"]
