"""Markdown comes from whoever wrote into the database: nothing of it may act, reach out, or hold up the window."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QUrl
from PySide6.QtGui import QImage, QTextDocument
from PySide6.QtWidgets import QWidget

from hive_inspector.gui.widgets.markdown_view import MOST_CHARACTERS, MarkdownView

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme


@pytest.fixture
def view(theme: Theme, qtbot: QtBot) -> Iterator[MarkdownView]:
    host = QWidget()
    qtbot.addWidget(host)
    made = MarkdownView(theme, host)
    made.resize(280, 400)
    host.resize(300, 420)
    host.show()
    yield made
    host.close()


def seen(view: MarkdownView) -> str:
    return view.document().toPlainText()


def test_markdown_is_shown_as_it_is_meant(view: MarkdownView) -> None:
    view.show_markdown("# Title\n\nSome *text* with `code`.\n\n1. one\n2. two\n")
    assert seen(view) == "Title\nSome text with code.\none\ntwo"


@pytest.mark.parametrize(
    "html",
    [
        "<b>bold</b>",
        "<script>alert(1)</script>",
        "<img src='https://example.org/pixel.png'>",
        "<table><tr><td>cell</td></tr></table>",
        "<!-- hidden -->",
        "<a href='https://example.org'>here</a>",
        "text <span style='font-size:200px'>large</span> text",
    ],
)
def test_html_is_text(view: MarkdownView, html: str) -> None:
    view.show_markdown(html)
    assert seen(view) == html


def test_a_picture_is_a_word_and_its_file_is_never_read(view: MarkdownView, tmp_path: Path) -> None:
    picture = tmp_path / "picture.png"
    QImage(300, 300, QImage.Format.Format_RGB32).save(str(picture))
    view.show_markdown(f"before ![a cat]({picture}) and ![](file://{picture}) after")
    assert seen(view) == "before [picture: a cat] and  after"
    assert "￼" not in seen(view)
    assert view.document().size().height() < 200


@pytest.mark.parametrize(
    "address", ["https://example.org/a.png", "data:image/png;base64,AAAA", "a"]
)
def test_whatever_is_asked_for_is_empty(view: MarkdownView, address: str) -> None:
    kind = QTextDocument.ResourceType.ImageResource
    found = view.document().resource(int(kind.value), QUrl(address))
    assert isinstance(found, QImage)
    assert (found.width(), found.height()) == (1, 1)


def test_a_link_says_where_it_leads_and_is_not_followed(view: MarkdownView) -> None:
    view.show_markdown("[here](https://example.org/page)")
    assert not view.openLinks()
    assert not view.openExternalLinks()
    view.highlighted.emit(QUrl("https://example.org/page"))
    assert view.viewport().toolTip() == "https://example.org/page"


HOSTILE = {
    "deep quotes": ">" * 30_000 + "x",
    "deep lists": "".join("  " * n + "- x\n" for n in range(250)),
    "brackets": "[" * 30_000,
    "stars": "*a " * 10_000,
    "a wide table": "|" + "a|" * 7_000 + "\n|" + "-|" * 7_000 + "\n",
    "a large table": "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + ("|" + "b|" * 100 + "\n") * 90,
    "one word": "x" * 40_000,
    "backticks": "`" * 30_001,
    "nul": "a\x00b" * 5_000,
    "surrogates": "a\udcff\ud800b",
    "turned round": "\u202eabc\u2066def",
    "links": "[a](b) " * 5_000,
    "references": "[a]: b\n" * 3_000 + "[a] " * 2_000,
    "entities": "&#x10ffff;&amp;&nosuch;" * 1_000,
}


@pytest.mark.parametrize("markdown", HOSTILE.values(), ids=HOSTILE)
def test_hostile_markdown_does_not_hold_up_the_window(
    view: MarkdownView, qtbot: QtBot, markdown: str
) -> None:
    began = time.process_time()
    view.show_markdown(markdown)
    view.grab()
    assert time.process_time() - began < 1.0


def test_only_the_start_of_a_long_text_is_read(view: MarkdownView) -> None:
    view.show_markdown("word " * (MOST_CHARACTERS // 2))
    assert len(seen(view)) <= MOST_CHARACTERS


def test_nothing_is_left_of_a_text_that_is_taken_away(view: MarkdownView) -> None:
    view.show_markdown("a secret")
    view.show_markdown("")
    assert seen(view) == ""
