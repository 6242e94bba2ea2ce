"""A file whose names and cells pretend to be something else, and a look at everything that a window shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractItemModel,
    QAbstractListModel,
    QAbstractTableModel,
    QModelIndex,
    Qt,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QComboBox,
    QLabel,
    QLineEdit,
    QMenu,
    QPlainTextEdit,
    QTabBar,
    QTextEdit,
    QWidget,
)

from tests.support.lineage_files import make_lineage_file
from tests.support.spoofs import ACTING, spoofing_statements

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_ROWS = 300
_COLUMNS = 12
_ROLES = (int(Qt.ItemDataRole.DisplayRole), int(Qt.ItemDataRole.ToolTipRole))


def make_spoofed(folder: Path, name: str = "hive.db") -> Path:
    """A file of Hive's newest schema with more in it."""
    return make_lineage_file(folder / name, "core-013", spoofing_statements())


def said_raw(window: QWidget) -> Iterator[str]:
    """Everything in a window that acts instead of being shown: where, and what."""
    for widget in (window, *window.findChildren(QWidget)):
        where = f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for what, text in _texts(widget):
            acts = sorted(ACTING & set(text))
            if acts:
                yield f"{where}: {what} has {acts}: {text[:80]!r}"
        if isinstance(widget, QLabel) and widget.text() and not _is_plain(widget):
            yield f"{where}: a label would take {widget.text()[:80]!r} for HTML"
        if isinstance(widget, QTextEdit) and "<img" in widget.toHtml():
            yield f"{where}: a picture in a text"


def _is_plain(label: QLabel) -> bool:
    return label.textFormat() is Qt.TextFormat.PlainText


def _texts(widget: QWidget) -> Iterator[tuple[str, str]]:
    yield "tooltip", widget.toolTip()
    yield "title", widget.windowTitle()
    yield "accessible name", widget.accessibleName()
    yield "accessible description", widget.accessibleDescription()
    yield "what this is", widget.whatsThis()
    for action in widget.actions():
        yield "action", action.text()
        yield "action's tooltip", action.toolTip()
    match widget:
        case QMenu():
            yield "menu", widget.title()
        case QLineEdit():
            yield "placeholder", widget.placeholderText()
        case QTabBar():
            for place in range(widget.count()):
                yield f"tab {place}", widget.tabText(place)
                yield f"tab {place}'s tooltip", widget.tabToolTip(place)
        case QComboBox():
            yield from _cells(widget.model())
        case QLabel() | QAbstractButton():
            yield "text", widget.text()
        case QPlainTextEdit() | QTextEdit():
            yield "text", widget.toPlainText().replace("\n", "").replace("\t", "")
        case QAbstractItemView() if widget.model() is not None:
            yield from _cells(widget.model())


def _cells(model: QAbstractItemModel) -> Iterator[tuple[str, str]]:
    is_list = isinstance(model, QAbstractListModel)
    columns = 1 if is_list else min(model.columnCount(QModelIndex()), _COLUMNS)
    for column in range(columns):
        for role in _ROLES:
            yield "heading", _text(model.headerData(column, Qt.Orientation.Horizontal, role))
    yield from _cells_below(model, QModelIndex(), columns, 0)


def _cells_below(
    model: QAbstractItemModel, parent: QModelIndex, columns: int, depth: int
) -> Iterator[tuple[str, str]]:
    for row in range(min(model.rowCount(parent), _ROWS)):
        for column in range(columns):
            index = model.index(row, column, parent)
            for role in _ROLES:
                yield f"cell {row}, {column}", _text(model.data(index, role))
        first = model.index(row, 0, parent)
        is_flat = isinstance(model, QAbstractListModel | QAbstractTableModel)
        if depth < 2 and not is_flat and model.hasChildren(first):
            yield from _cells_below(model, first, columns, depth + 1)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
