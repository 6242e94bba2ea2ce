"""The editor of SQL: colours, brackets, remarks, proposals, what is wrong, find and replace."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QVBoxLayout, QWidget

from hive_inspector.core.console.completion import complete
from hive_inspector.core.console.vocabulary import Vocabulary
from hive_inspector.core.database.sqltext import TokenKind, tokens
from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.gui.widgets.sql_editor.brackets import partner_of, toggled
from hive_inspector.gui.widgets.sql_editor.editor import SqlEditor, Wrong
from hive_inspector.gui.widgets.sql_editor.find_bar import FindBar
from hive_inspector.gui.widgets.sql_editor.highlighting import Ends, Sort, pieces
from hive_inspector.gui.widgets.sql_editor.offsets import place_of, units_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

SQL_TEXT = st.text(alphabet="ab1 '\"`[]-/*;(),.\n😀", max_size=60)


@pytest.fixture
def editor(theme: Theme, qtbot: QtBot) -> Iterator[SqlEditor]:
    host = QWidget()
    qtbot.addWidget(host)
    column = QVBoxLayout(host)
    editor = SqlEditor(theme, host)
    column.addWidget(editor)
    host.resize(700, 400)
    with qtbot.waitActive(host):
        host.show()
        host.activateWindow()
    editor.setFocus()
    qtbot.waitUntil(editor.hasFocus)
    yield editor
    editor.stop()


def line_by_line(text: str) -> list[Sort]:
    """What each character but the line breaks is shown as."""
    found: list[Sort] = []
    ends = Ends.PLAIN
    for line in text.split("\n"):
        sorts = [Sort.PLAIN] * len(line)
        parts, ends = pieces(line, ends)
        for start, length, sort in parts:
            sorts[start : start + length] = [sort] * length
        found += sorts
    return found


def at_once(text: str) -> list[Sort]:
    """The same by reading the whole text at once."""
    sorts = {
        TokenKind.STRING: Sort.STRING,
        TokenKind.BLOB: Sort.STRING,
        TokenKind.COMMENT: Sort.COMMENT,
        TokenKind.NAME: Sort.NAME,
    }
    found: list[Sort] = []
    for token in tokens(text):
        sort = sorts.get(token.kind, Sort.PLAIN)
        if token.kind is TokenKind.UNFINISHED:
            sort = Sort.STRING if token.text[0] == "'" else Sort.NAME
        found += [sort for one in token.text if one != "\n"]
    return found


@given(text=SQL_TEXT)
def test_lines_read_one_by_one_have_the_texts_names_and_remarks_of_the_whole(text: str) -> None:
    kept = {Sort.STRING, Sort.COMMENT, Sort.NAME}
    mine = [sort if sort in kept else Sort.PLAIN for sort in line_by_line(text)]
    assert mine == at_once(text)


def test_words_numbers_and_parameters_are_told_apart() -> None:
    parts, ends = pieces("SELECT a, 12 FROM t WHERE b = :c -- so", Ends.PLAIN)
    told = [("SELECT a, 12 FROM t WHERE b = :c -- so"[at : at + n], sort) for at, n, sort in parts]
    assert told == [
        ("SELECT", Sort.KEYWORD),
        ("12", Sort.NUMBER),
        ("FROM", Sort.KEYWORD),
        ("WHERE", Sort.KEYWORD),
        (":c", Sort.VARIABLE),
        ("-- so", Sort.COMMENT),
    ]
    assert ends is Ends.PLAIN


@given(text=st.text(alphabet="ab😀é", max_size=20), place=st.integers(0, 20))
def test_places_of_qt_are_those_of_utf_16(text: str, place: int) -> None:
    place = min(place, len(text))
    units = len(text[:place].encode("utf-16-le")) // 2
    assert units_of(text, place) == units
    assert place_of(text, units) == place


@pytest.mark.parametrize(
    ("text", "place", "pair"),
    [
        ("(a)", 0, (0, 2)),
        ("(a)", 3, (2, 0)),
        ("((a) b)", 0, (0, 6)),
        ("(')')", 0, (0, 4)),
        ("(a", 0, None),
        ("a)", 1, None),
        ("( -- )\n)", 0, (0, 7)),
    ],
)
def test_brackets_find_their_partner(text: str, place: int, pair: tuple[int, int] | None) -> None:
    assert partner_of(text, place) == pair


def test_lines_are_commented_out_and_in_again() -> None:
    lines = ["SELECT 1", "", "  FROM t"]
    out = toggled(lines)
    assert out == ["-- SELECT 1", "", "--   FROM t"]
    assert toggled(out) == lines
    assert toggled(["-- a", "b"]) == ["-- -- a", "-- b"]


def test_a_key_comments_the_chosen_lines_out_and_one_undo_takes_it_back(editor: SqlEditor) -> None:
    editor.setPlainText("SELECT 1;\nSELECT 2;")
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    assert editor.toPlainText() == "-- SELECT 1;\n-- SELECT 2;"
    editor.undo()
    assert editor.toPlainText() == "SELECT 1;\nSELECT 2;"


def answer(editor: SqlEditor) -> None:
    vocabulary = Vocabulary(blueprint("core-013"))
    editor.completion_wanted.connect(
        lambda text, place: editor.offer(complete(text, place, vocabulary))
    )


def test_what_comes_next_is_proposed_while_typing_and_put_in(
    editor: SqlEditor, qtbot: QtBot
) -> None:
    answer(editor)
    QTest.keyClicks(editor, "SELECT * FROM conversation_k")
    qtbot.waitUntil(editor.proposals.isVisible)
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "SELECT * FROM conversation_keywords"
    assert not editor.proposals.isVisible()
    assert editor.place == len(editor.toPlainText())


def test_proposals_are_walked_through_and_sent_away(editor: SqlEditor, qtbot: QtBot) -> None:
    answer(editor)
    QTest.keyClicks(editor, "SELECT * FROM conversation")
    qtbot.waitUntil(editor.proposals.isVisible)
    first = editor.proposals.currentIndex().data()
    QTest.keyClick(editor, Qt.Key.Key_Down)
    assert editor.proposals.currentIndex().data() != first
    QTest.keyClick(editor, Qt.Key.Key_Escape)
    assert not editor.proposals.isVisible()
    assert editor.toPlainText() == "SELECT * FROM conversation"


def test_a_proposal_behind_an_emoji_is_put_in_its_place(editor: SqlEditor, qtbot: QtBot) -> None:
    answer(editor)
    editor.setPlainText("SELECT '😀😀' FROM use")
    editor.moveCursor(QTextCursor.MoveOperation.End)
    editor.ask_for_proposals()
    qtbot.waitUntil(editor.proposals.isVisible)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    assert editor.toPlainText() == "SELECT '😀😀' FROM users"


def test_what_is_wrong_moves_with_the_text_and_goes_when_it_is_mended(editor: SqlEditor) -> None:
    editor.setPlainText("SELECT nope FROM t")
    editor.set_wrong([Wrong(7, 11, "There is no column nope.")])
    editor.moveCursor(QTextCursor.MoveOperation.Start)
    QTest.keyClicks(editor, "  ")
    assert [(one.start, one.end) for one in editor.wrong] == [(9, 13)]
    editor.replace_range(9, 13, "name")
    assert editor.wrong == ()


def test_a_new_line_begins_where_the_one_before_does(editor: SqlEditor) -> None:
    QTest.keyClicks(editor, "  SELECT")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "1")
    assert editor.toPlainText() == "  SELECT\n  1"


def test_lines_are_indented_and_back(editor: SqlEditor) -> None:
    editor.setPlainText("a\nb")
    editor.selectAll()
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert editor.toPlainText() == "  a\n  b"
    QTest.keyClick(editor, Qt.Key.Key_Backtab)
    assert editor.toPlainText() == "a\nb"


@pytest.fixture
def bar(editor: SqlEditor, theme: Theme) -> FindBar:
    host = editor.parentWidget()
    assert host is not None
    return FindBar(theme, editor, host)


def test_text_is_found_round_the_end_and_counted(editor: SqlEditor, bar: FindBar) -> None:
    editor.setPlainText("one two One")
    bar.enter()
    bar.wanted.setText("one")
    assert bar.count_text == "2 found"
    starts = [editor.chosen[0]]
    for _ in range(2):
        bar.find_next()
        starts.append(editor.chosen[0])
    assert starts == [0, 8, 0]
    bar.find_previous()
    assert editor.chosen[0] == 8


def test_every_place_is_replaced_in_one_step(editor: SqlEditor, bar: FindBar) -> None:
    editor.setPlainText("a b a a")
    bar.enter()
    bar.wanted.setText("a")
    bar.instead.setText("aa")
    bar.replace_all()
    assert editor.toPlainText() == "aa b aa aa"
    editor.undo()
    assert editor.toPlainText() == "a b a a"


def test_escape_leads_back_to_the_text(editor: SqlEditor, bar: FindBar, qtbot: QtBot) -> None:
    bar.enter()
    qtbot.waitUntil(bar.wanted.hasFocus)
    QTest.keyClick(bar.wanted, Qt.Key.Key_Escape)
    qtbot.waitUntil(editor.hasFocus)
    assert not bar.isVisible()
