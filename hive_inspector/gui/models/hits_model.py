"""Where a text occurs: tables with their numbers of rows, and the first of the rows under each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterator

_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class HitRow:
    """A row in which the text occurs."""

    name: str
    """What the row is known by."""
    column: str
    """Where the text stands; empty where that is not among what is shown of the row."""
    text: str
    """What stands there."""


@dataclass(frozen=True, slots=True)
class HitTable:
    """A table in which the text occurs."""

    table: str
    count: int
    complete: bool
    """Whether the whole table was searched."""
    rows: tuple[HitRow, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class HitLine:
    """One line: a table, or one of its rows."""

    found: HitTable
    place: int | None = None
    """Of the row among those that were found, or None for the table itself."""

    @property
    def row(self) -> HitRow | None:
        """The row, or None where the line is a table."""
        return None if self.place is None else self.found.rows[self.place]


class HitsModel(QAbstractListModel):
    """Tables in the order in which something was found in them; later news of a table replaces earlier."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._tables: dict[str, HitTable] = {}
        self._lines: list[HitLine] = []

    @property
    def tables(self) -> tuple[HitTable, ...]:
        """The tables that were found."""
        return tuple(self._tables.values())

    def clear(self) -> None:
        """Begin anew."""
        self.beginResetModel()
        self._tables.clear()
        self._lines.clear()
        self.endResetModel()

    def put(self, found: HitTable) -> None:
        """Take what is known of a table."""
        former = self._tables.get(found.table)
        lines = list(_lines_of(found))
        if former is None:
            first = len(self._lines)
            self.beginInsertRows(_NO_PARENT, first, first + len(lines) - 1)
            self._tables[found.table] = found
            self._lines += lines
            self.endInsertRows()
        else:
            self._replace(former, found, lines)

    def line_at(self, number: int) -> HitLine | None:
        """The line of that number."""
        return self._lines[number] if 0 <= number < len(self._lines) else None

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """What Qt and assistive programs ask of a line."""
        line = self.line_at(index.row())
        if line is None or role not in (_DISPLAY, _ACCESSIBLE, _TOOL_TIP):
            return None
        if line.row is None:
            return visible_text(f"{line.found.table}, {count_words(line.found)}")
        where = f"{line.row.column}: " if line.row.column else ""
        return visible_text(f"{line.row.name}, {where}{line.row.text}")

    def _replace(self, former: HitTable, found: HitTable, lines: list[HitLine]) -> None:
        first = next(at for at, line in enumerate(self._lines) if line.found.table == found.table)
        before = 1 + len(former.rows)
        self._tables[found.table] = found
        more = len(lines) - before
        if more > 0:
            self.beginInsertRows(_NO_PARENT, first + before, first + len(lines) - 1)
        elif more < 0:
            self.beginRemoveRows(_NO_PARENT, first + len(lines), first + before - 1)
        self._lines[first : first + before] = lines
        if more > 0:
            self.endInsertRows()
        elif more < 0:
            self.endRemoveRows()
        self.dataChanged.emit(self.index(first), self.index(first + len(lines) - 1))


def count_words(found: HitTable) -> str:
    """How many rows of a table were found."""
    if found.problem:
        return found.problem
    rows = plural(found.count, "{count:,} row", "{count:,} rows")
    return rows if found.complete else tr("{rows} so far", rows=rows)


def _lines_of(found: HitTable) -> Iterator[HitLine]:
    yield HitLine(found)
    for place in range(len(found.rows)):
        yield HitLine(found, place)
