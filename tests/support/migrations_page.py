"""What the page Migrations says, read as the tests ask for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QPushButton

if TYPE_CHECKING:
    from hive_inspector.gui.widgets.chip import Tone
    from hive_inspector.gui.widgets.timeline import Shape
    from tests.gui.migrations.conftest import Opened


def checks(opened: Opened) -> list[str]:
    return [row.check for row in opened.view.versions.versions.rows]


def row_of(opened: Opened, version: int) -> tuple[str, Shape, Tone]:
    row = next(r for r in opened.view.versions.versions.rows if r.version == version)
    return row.check, row.shape, row.tone


def line(opened: Opened, name: str) -> str:
    """What the card of the change says under a name."""
    return next(one.text for one in opened.card.facts.lines if one.name == name)


def step_line(opened: Opened, name: str) -> str:
    """What the card of the version says under a name."""
    return next(one.text for one in opened.view.step.lines if one.name == name)


def news(opened: Opened) -> str:
    notes = () if opened.view.news_card.isHidden() else opened.view.news.notes
    return "\n".join(f"{note.message} {note.hint}" for note in notes)


def press_note(opened: Opened, text: str) -> None:
    """Press the button of a note, wherever it is."""
    buttons = opened.view.findChildren(QPushButton)
    found = [b for b in buttons if b.text() == text and b.isVisible()]
    assert found, f"there is no “{text}”"
    opened.press(found[0])
