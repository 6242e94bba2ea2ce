"""SQL as it is shown: every character of it, its sorts told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QTextCursor

from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.theme.tokens import DARK, LIGHT
from hive_inspector.gui.widgets.sql_view import SqlView

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

SQL = "CREATE TABLE t (a TEXT DEFAULT 'x', b REAL DEFAULT 1.5); -- a remark"


def colour_of(view: SqlView, word: str) -> str:
    cursor = QTextCursor(view.document())
    cursor.setPosition(view.toPlainText().index(word) + 1)
    return cursor.charFormat().foreground().color().name()


def test_each_sort_of_word_has_its_colour_in_either_theme(theme: Theme, qtbot: QtBot) -> None:
    view = SqlView(theme, "SQL")
    qtbot.addWidget(view)
    view.show_sql(SQL)
    for mode, tokens in ((ThemeMode.DARK, DARK), (ThemeMode.LIGHT, LIGHT)):
        theme.set_mode(mode)
        assert colour_of(view, "CREATE") == tokens.accent
        assert colour_of(view, "'x'") == tokens.ok
        assert colour_of(view, "1.5") == tokens.information
        assert colour_of(view, "-- a remark") == tokens.dim
        assert colour_of(view, "TEXT") == tokens.text
    assert view.accessibleName() == "SQL"
    assert view.isReadOnly()


def test_no_character_is_lost(theme: Theme, qtbot: QtBot) -> None:
    view = SqlView(theme, "SQL")
    qtbot.addWidget(view)

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(codec="ascii", exclude_characters="\r\x00\x0b\x0c\x1c\x1d\x1e")))
    def shown_whole(text: str) -> None:
        view.show_sql(text)
        assert view.toPlainText() == text

    shown_whole()
