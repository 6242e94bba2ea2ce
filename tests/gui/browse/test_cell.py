from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QColor, QImage, QImageWriter

from hive_inspector.core.audit import AuditTrail
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.gui.pages.browse.cell.views import View
from tests.support.browse_page import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.browse_page import Browsed

SECRET = json.dumps({"token": "sk-do-not-show-this", "list": [1, 2]})
LINES = "".join(f"line {number} of the long text ä\n" for number in range(40_000))
MARKED = "# A heading\n\nSome **bold** words.\n"


def png() -> bytes:
    image = QImage(30, 20, QImage.Format.Format_RGB32)
    image.fill(QColor("#123456"))
    held = QByteArray()
    buffer = QBuffer(held)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    assert QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(held.data())


@pytest.fixture
def path(tmp_path: Path) -> Path:
    made = tmp_path / "hive-ai.db"
    with closing(sqlite3.connect(made)) as raw:
        raw.execute("CREATE TABLE cells (id INTEGER PRIMARY KEY, value, api_key TEXT)")
        values = [
            "plain",
            MARKED,
            '{"a": [1, {"b": null}]}',
            png(),
            b"\x00\xff" * 40,
            LINES,
            None,
            5,
        ]
        raw.executemany(
            "INSERT INTO cells VALUES (?, ?, ?)",
            [(n, value, SECRET) for n, value in enumerate(values)],
        )
        raw.commit()
    return made


@pytest.fixture
def browsed(open_page: Callable[..., Browsed], path: Path) -> Browsed:
    return open_page(path).show("cells")


def views(browsed: Browsed) -> tuple[View, ...]:
    return browsed.view.row.viewer.tabs.views


@pytest.mark.parametrize(
    ("row", "offered", "best"),
    [
        (0, {View.TEXT, View.HEX}, View.TEXT),
        (1, {View.TEXT, View.MARKDOWN, View.HEX}, View.TEXT),
        (2, {View.TEXT, View.JSON, View.HEX}, View.JSON),
        (3, {View.HEX, View.IMAGE}, View.IMAGE),
        (4, {View.HEX}, View.HEX),
        (6, {View.TEXT}, View.TEXT),
        (7, {View.TEXT}, View.TEXT),
    ],
    ids=["text", "markdown", "json", "picture", "bytes", "null", "number"],
)
def test_only_what_fits_is_offered_and_the_best_is_shown(
    browsed: Browsed, row: int, offered: set[View], best: View
) -> None:
    browsed.go_to(row, 1)
    assert set(views(browsed)) == offered
    assert browsed.view.row.viewer.view is best


def test_json_is_shown_as_a_tree_and_searched(browsed: Browsed) -> None:
    browsed.go_to(2, 1)
    viewer = browsed.view.row.viewer.json
    nodes = viewer.tree.nodes
    assert nodes.index(0, 0).data() == "a: [2]"
    viewer.search_asked.emit("b")
    browsed.settle()
    assert viewer.tree.currentIndex().data() == "b: null"
    assert browsed.says("$.a[1].b")


def test_markdown_is_shown_when_asked_for_and_stays_so_for_the_column(browsed: Browsed) -> None:
    browsed.go_to(1, 1)
    browsed.view.row.viewer.tabs.turn_to(View.MARKDOWN)
    browsed.settle()
    assert browsed.view.row.viewer.markdown.toPlainText() == "A heading\nSome bold words."
    used = []
    for row in (0, 1):
        browsed.go_to(row, 1)
        used.append(browsed.view.row.viewer.view)
    assert used == [View.TEXT, View.MARKDOWN]


def test_a_picture_is_shown_with_what_it_is(browsed: Browsed) -> None:
    browsed.go_to(3, 1)
    picture = browsed.view.row.viewer.image.picture.image
    assert (picture.width(), picture.height()) == (30, 20)
    assert browsed.says("PNG · 30 × 20 pixels")


def test_bytes_are_shown_row_by_row(browsed: Browsed) -> None:
    browsed.go_to(4, 1)
    rows = browsed.view.row.viewer.hex.rows
    assert rows.index(0, 1).data().startswith("00 ff 00 ff")
    browsed.go_to(5, 1)
    browsed.view.row.viewer.tabs.turn_to(View.HEX)
    browsed.settle()
    browsed.view.row.viewer.hex.scrollToBottom()
    browsed.view.row.viewer.hex.grab()
    browsed.settle()
    last = rows.rowCount() - 1
    end = LINES.encode()[last * rows.row_bytes :]
    assert bytes.fromhex(rows.index(last, 1).data()) == end


def test_a_long_text_is_read_on_while_one_scrolls_and_never_kept_whole(browsed: Browsed) -> None:
    browsed.go_to(5, 1)
    text = browsed.view.row.viewer.text_viewer.text
    bar = text.verticalScrollBar()
    seen = text.shown_text
    for _ in range(12):
        bar.setValue(bar.maximum())
        browsed.settle()
        shown = text.shown_text
        assert shown in LINES
        assert len(shown) <= 5 * 64 * 1024
    assert not shown.startswith(seen[:100])
    assert browsed.says("are shown.")
    for _ in range(14):
        bar.setValue(0)
        browsed.settle()
    assert text.shown_text.startswith("line 0 of")
    assert text.shown_text in LINES


def test_any_place_of_a_long_text_is_a_slide_away(browsed: Browsed) -> None:
    browsed.go_to(5, 1)
    viewer = browsed.view.row.viewer.text_viewer
    viewer.slider.setValue(viewer.slider.maximum())
    browsed.settle()
    assert viewer.text.shown_text.endswith("line 39999 of the long text ä\n")
    viewer.slider.setValue(viewer.slider.maximum() // 2)
    browsed.settle()
    assert "line 20" in viewer.text.shown_text


@pytest.mark.parametrize("view", [View.TEXT, View.JSON, View.HEX])
def test_a_secret_leaves_every_view_when_the_row_is_left(
    open_page: Callable[..., Browsed], path: Path, tmp_path: Path, view: View
) -> None:
    trail = AuditTrail(tmp_path / "audit")
    browsed = open_page(path, audit=trail).show("cells")
    browsed.go_to(0, 2)
    assert views(browsed) == (View.TEXT,)
    assert not everywhere(browsed, "do-not-show")
    browsed.press("Reveal")
    browsed.view.row.viewer.tabs.turn_to(view)
    browsed.settle()
    browsed.go_to(1, 2)
    assert browsed.value == MASK_TEXT
    assert not everywhere(browsed, "do-not-show")
    assert not everywhere(browsed, "73 6b 2d 64")


def test_each_reveal_is_recorded_and_says_nothing_of_the_secret(
    open_page: Callable[..., Browsed], path: Path, tmp_path: Path
) -> None:
    trail = AuditTrail(tmp_path / "audit")
    browsed = open_page(path, audit=trail).show("cells")
    browsed.go_to(3, 2)
    browsed.press("Reveal")
    (entry,) = trail.entries()
    assert (entry.what, entry.file) == ("reveal.cell", str(path))
    assert entry.details == {"table": "cells", "column": "api_key", "row": "Rowid(value=3)"}
    assert "do-not-show" not in trail.path.read_text()


def test_a_secret_that_cannot_be_accounted_for_stays_hidden(
    open_page: Callable[..., Browsed], path: Path, tmp_path: Path
) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    browsed = open_page(path, audit=AuditTrail(blocked / "audit")).show("cells")
    heard: list[str] = []
    browsed.workspace.notifications.posted.connect(lambda note: heard.append(note.text))
    browsed.go_to(0, 2)
    browsed.press("Reveal")
    assert browsed.value == MASK_TEXT
    assert not everywhere(browsed, "do-not-show")
    assert heard == ["The secret stays hidden, because showing it could not be recorded."]
