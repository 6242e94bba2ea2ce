"""The lines of the palette: headings, and below them what fits, with the typed letters marked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Slot
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle

from hive_inspector.gui.palette.finding import Hit, Section
from hive_inspector.gui.theme.tokens import CONTROL_RADIUS, SIZE_SMALL, SIZE_TEXT, SIZE_TINY
from hive_inspector.gui.widgets.line_delegate import LineDelegate, write, write_at_right

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QRect

LINE_HEIGHT = 30
_SIDE = 8
_INSIDE = 10
_ICON = 16
_GAP = 10
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_Index = QModelIndex | QPersistentModelIndex
_NO_PARENT = QModelIndex()


class PaletteLines(QAbstractListModel):
    """Headings and hits."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._lines: list[str | Hit] = []

    def set_sections(self, sections: Sequence[Section]) -> None:
        """Show these."""
        self.beginResetModel()
        self._lines = []
        for section in sections:
            self._lines.append(section.title)
            self._lines.extend(section.hits)
        self.endResetModel()

    def line_at(self, line: int) -> str | Hit:
        """A heading, or what fits."""
        return self._lines[line]

    def hit_at(self, line: int) -> Hit | None:
        """What fits on a line; None where there is a heading or nothing."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        return found if isinstance(found, Hit) else None

    def step(self, line: int, by: int) -> int:
        """The line of the hit so many hits away, at most the first or last; -1 where nothing fits."""
        hits = [at for at in range(len(self._lines)) if self.hit_at(at) is not None]
        if not hits:
            return -1
        at = hits.index(line) + by if line in hits else 0
        return hits[max(0, min(at, len(hits) - 1))]

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Headings cannot be chosen."""
        if self.hit_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """What Qt and assistive programs ask of a line."""
        if role not in (_DISPLAY, _ACCESSIBLE) or not index.isValid():
            return None
        line = self._lines[index.row()]
        if isinstance(line, str):
            return line
        return line.entry.title if role == _DISPLAY else spoken(line)


def spoken(hit: Hit) -> str:
    """A hit for those who hear it."""
    entry = hit.entry
    return ", ".join(part for part in (entry.title, entry.detail, entry.keys) if part)


class PaletteDelegate(LineDelegate):
    """Draws a heading; or icon, title, where it leads, and its keys."""

    line_height = LINE_HEIGHT

    @Slot()
    def restyle(self) -> None:
        """Take the fonts and colours of the theme as it is now."""
        super().restyle()
        self._accent = QColor(self._theme.tokens.accent)
        self._title_font = self._theme.ui_font(SIZE_TEXT)
        self._marked_font = self._theme.ui_font(SIZE_TEXT, QFont.Weight.Bold)
        self._small_font = self._theme.ui_font(SIZE_SMALL)
        self._heading_font = self._theme.ui_font(SIZE_TINY, QFont.Weight.DemiBold)

    def paint_ground(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: _Index
    ) -> None:
        """The line that Enter takes stands on a rounded ground with a bar."""
        if not state & QStyle.StateFlag.State_Selected or not isinstance(_line_at(index), Hit):
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(self._selection)
        painter.setPen(Qt.PenStyle.NoPen)
        place = rect.adjusted(_SIDE, 1, -_SIDE, -1)
        painter.drawRoundedRect(place, CONTROL_RADIUS, CONTROL_RADIUS)
        painter.setBrush(QColor(self._theme.tokens.accent_shape))
        painter.drawRoundedRect(place.left(), place.top() + 6, 3, place.height() - 12, 1.5, 1.5)

    def paint_line(
        self, painter: QPainter, rect: QRect, state: QStyle.StateFlag, index: _Index
    ) -> None:
        """Draw what stands on the line."""
        line = _line_at(index)
        inner = rect.adjusted(_SIDE + _INSIDE, 0, -_SIDE - _INSIDE, 0)
        if isinstance(line, str):
            write(painter, inner.adjusted(0, 6, 0, 0), line, self._heading_font, self._dim)
        elif line is not None:
            self._paint_hit(painter, inner, line, bool(state & QStyle.StateFlag.State_Selected))

    def _paint_hit(self, painter: QPainter, inner: QRect, hit: Hit, is_chosen: bool) -> None:  # noqa: FBT001
        entry, tokens = hit.entry, self._theme.tokens
        colour = tokens.text if is_chosen else tokens.dim
        icon = inner.adjusted(0, (inner.height() - _ICON) // 2, 0, 0)
        icon.setSize(icon.size().scaled(_ICON, _ICON, Qt.AspectRatioMode.IgnoreAspectRatio))
        self._theme.icon(entry.icon, colour).paint(painter, icon)
        place = inner.adjusted(_ICON + _GAP, 0, 0, 0)
        place = write_at_right(painter, place, entry.keys, self._small_font, self._dim, _GAP)
        used = self._write_marked(painter, place, hit)
        left = place.adjusted(used + _GAP, 0, 0, 0)
        if left.width() > 3 * _GAP:
            write(painter, left, entry.detail, self._small_font, self._dim)

    def _write_marked(self, painter: QPainter, place: QRect, hit: Hit) -> int:
        """The title with its marked letters bold; shortened at its end where it does not fit."""
        used = 0
        for piece, is_marked in pieces(hit.entry.title, hit.marks):
            font = self._marked_font if is_marked else self._title_font
            width = QFontMetrics(font).horizontalAdvance(piece)
            colour = self._accent if is_marked else self._text
            rest = place.adjusted(used, 0, 0, 0)
            if used + width > place.width():
                return used + write(painter, rest, piece, font, colour)
            write(painter, rest, piece, font, colour)
            used += width
        return used


def pieces(title: str, marks: Sequence[int]) -> list[tuple[str, bool]]:
    """A title in pieces that are marked and pieces that are not."""
    found: list[tuple[str, bool]] = []
    marked = set(marks)
    for place, letter in enumerate(title):
        is_marked = place in marked
        if found and found[-1][1] is is_marked:
            found[-1] = found[-1][0] + letter, is_marked
        else:
            found.append((letter, is_marked))
    return found


def _line_at(index: _Index) -> str | Hit | None:
    model = index.model()
    return model.line_at(index.row()) if isinstance(model, PaletteLines) else None
