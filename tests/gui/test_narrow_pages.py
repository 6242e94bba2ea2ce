"""What lays pages anew where they are narrow: rows that go on in a further line, parts one below the other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QMargins
from PySide6.QtWidgets import QFrame, QWidget

from hive_inspector.gui.widgets.beside import Beside
from hive_inspector.gui.widgets.wrap_row import WrapRow

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pytestqt.qtbot import QtBot

GAP, EDGE, WIDTH, HEIGHT = 6, 10, 100, 20
ONE_LINE = 3 * WIDTH + 2 * GAP + 2 * EDGE


def row_of_three(qtbot: QtBot) -> tuple[QWidget, list[QFrame]]:
    """Three parts, the last one at the right end."""
    ground = QWidget()
    qtbot.addWidget(ground)
    row = WrapRow(ground, QMargins(EDGE, EDGE, EDGE, EDGE), GAP)
    parts = [QFrame(ground) for _ in range(3)]
    for part in parts:
        part.setFixedSize(WIDTH, HEIGHT)
    row.addWidget(parts[0])
    row.addWidget(parts[1])
    row.push()
    row.addWidget(parts[2])
    ground.show()
    return ground, parts


def corners(parts: Sequence[QWidget]) -> list[tuple[int, int]]:
    return [(part.x(), part.y()) for part in parts]


def test_what_fits_stands_in_one_line_with_the_last_part_at_the_right(qtbot: QtBot) -> None:
    ground, parts = row_of_three(qtbot)
    ground.resize(ONE_LINE + 50, 60)
    assert corners(parts[:2]) == [(EDGE, EDGE), (EDGE + WIDTH + GAP, EDGE)]
    assert parts[2].y() == EDGE
    assert parts[2].geometry().right() == ground.width() - EDGE - 1


def test_what_does_not_fit_goes_on_below_and_what_belongs_together_stays_so(qtbot: QtBot) -> None:
    ground, parts = row_of_three(qtbot)
    second = EDGE + HEIGHT + GAP
    ground.resize(ONE_LINE - 1, 90)
    assert corners(parts) == [(EDGE, EDGE), (EDGE + WIDTH + GAP, EDGE), (EDGE, second)]
    ground.resize(WIDTH + 2 * EDGE, 120)
    assert corners(parts) == [(EDGE, EDGE), (EDGE, second), (EDGE, second + HEIGHT + GAP)]
    layout = ground.layout()
    assert layout is not None
    heights = [layout.heightForWidth(width) for width in (ONE_LINE, ONE_LINE - 1, WIDTH)]
    assert heights == [2 * EDGE + n * HEIGHT + (n - 1) * GAP for n in (1, 2, 3)]
    assert layout.minimumSize().width() == WIDTH + 2 * EDGE


def test_what_is_hidden_takes_no_place(qtbot: QtBot) -> None:
    ground, parts = row_of_three(qtbot)
    parts[0].hide()
    ground.resize(2 * WIDTH + GAP + 2 * EDGE, 60)
    qtbot.waitUntil(lambda: parts[1].x() == EDGE)
    assert parts[2].y() == parts[1].y()


def test_two_parts_stand_side_by_side_only_where_both_have_room(qtbot: QtBot) -> None:
    ground = QWidget()
    qtbot.addWidget(ground)
    parts = QFrame(ground), QFrame(ground)
    both = Beside(parts, (1, 2), (200, 300), GAP, ground, least_height=80)
    both.resize(200 + 300 + GAP, 400)
    ground.show()
    seen = [both.is_beside]
    assert (parts[0].y(), parts[1].y()) == (0, 0)
    assert parts[1].x() > parts[0].geometry().right()
    both.resize(200 + 300 + GAP - 1, 400)
    seen.append(both.is_beside)
    assert seen == [True, False]
    assert both.minimumSizeHint().width() == 200
    qtbot.waitUntil(lambda: parts[1].x() == 0)
    assert parts[1].y() > parts[0].geometry().bottom()
    assert min(part.minimumHeight() for part in parts) == 80
