"""SQL as it is shown: every character of it, its sorts told apart."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import example, given, settings
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


def as_signs(text: str) -> str:
    """What is to be read, said anew: lines and tabs as they are, every other control character by its sign.

    Unicode has a sign for each of the 32 at U+2400 and after, in their order, and for DEL at U+2421.
    """
    signs = {chr(code): chr(0x2400 + code) for code in range(32)} | {"\x7f": "\u2421"}
    lines = text.replace("\r\n", "\n")
    return "".join(one if one in "\n\t" else signs.get(one, one) for one in lines)


def test_no_character_is_lost(theme: Theme, qtbot: QtBot) -> None:
    view = SqlView(theme, "SQL")
    qtbot.addWidget(view)

    @settings(max_examples=60, deadline=None)
    @given(st.text(st.characters(codec="ascii")))
    @example("".join(map(chr, range(128))))
    @example("SELECT 1;\r\n-- over\r\nSELECT '\r\n'\r\n")
    def shown_whole(text: str) -> None:
        view.show_sql(text)
        assert view.toPlainText() == as_signs(text)

    shown_whole()
