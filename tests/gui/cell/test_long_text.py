from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtGui import QTextCursor

from hive_inspector.gui.widgets.long_text import LongText

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

LONG_LINE = "".join(chr(97 + n % 26) for n in range(21_000))


@pytest.fixture
def text(theme: Theme, qtbot: QtBot) -> Iterator[LongText]:
    from PySide6.QtWidgets import QWidget

    host = QWidget()
    qtbot.addWidget(host)
    made = LongText(theme, host)
    made.resize(300, 240)
    host.resize(320, 260)
    host.show()
    yield made
    host.close()


def copied(text: LongText, start: int, end: int) -> str:
    cursor = QTextCursor(text.document())
    cursor.setPosition(start)
    cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
    text.setTextCursor(cursor)
    return text.createMimeDataFromSelection().text()


@pytest.mark.parametrize(
    "value",
    ["", "one line", "two\nlines", "\n\n", LONG_LINE, f"{LONG_LINE}\n\n{LONG_LINE}x\n", "a" * 4000],
)
def test_what_is_shown_is_the_text(text: LongText, value: str) -> None:
    text.show_text("something else")
    text.show_text(value)
    assert text.shown_text == value


def test_a_line_that_is_laid_out_in_parts_is_copied_whole(text: LongText) -> None:
    text.show_text(f"before\n{LONG_LINE}\nafter")
    text.selectAll()
    assert text.createMimeDataFromSelection().text() == f"before\n{LONG_LINE}\nafter"


def test_a_part_of_a_line_is_copied_without_the_breaks_of_its_layout(text: LongText) -> None:
    text.show_text(LONG_LINE)
    parts = text.document().findBlockByNumber(1).position()
    assert copied(text, parts - 10, parts + 10) == LONG_LINE[parts - 10 : parts + 9]


def test_the_same_text_keeps_its_place(text: LongText) -> None:
    lines = "\n".join(map(str, range(500)))
    text.show_text(lines)
    text.verticalScrollBar().setValue(200)
    text.show_text(lines)
    assert text.verticalScrollBar().value() == 200


def test_more_is_asked_for_at_either_end(text: LongText, qtbot: QtBot) -> None:
    text.show_text("\n".join(map(str, range(500))))
    with qtbot.waitSignal(text.end_neared):
        text.verticalScrollBar().setValue(text.verticalScrollBar().maximum())
    with qtbot.waitSignal(text.start_neared):
        text.verticalScrollBar().setValue(0)


def test_what_is_in_sight_stays_when_pieces_come_and_go(text: LongText) -> None:
    pieces = ["\n".join(f"{n}.{line}" for line in range(300)) + "\n" for n in range(3)]
    text.show_text(pieces[1])
    text.verticalScrollBar().setValue(150)
    before = text.firstVisibleBlock().text()
    text.add_below(pieces[2])
    assert text.firstVisibleBlock().text() == before
    text.add_above(pieces[0])
    assert text.firstVisibleBlock().text() == before
    assert text.shown_text == "".join(pieces)
    text.drop_above(len(pieces[0]))
    assert text.firstVisibleBlock().text() == before
    text.drop_below(len(pieces[2]))
    assert text.firstVisibleBlock().text() == before
    assert text.shown_text == pieces[1]


def test_pieces_that_meet_within_a_line_leave_no_break(text: LongText) -> None:
    text.show_text(LONG_LINE[:9_000])
    text.add_below(LONG_LINE[9_000:])
    assert text.shown_text == LONG_LINE
    text.drop_above(9_000)
    assert text.shown_text == LONG_LINE[9_000:]
    text.add_above(LONG_LINE[:9_000])
    assert text.shown_text == LONG_LINE
    text.drop_below(5_000)
    assert text.shown_text == LONG_LINE[:-5_000]
