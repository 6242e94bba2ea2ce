"""The tables of a file under the headings of their domains, filtered by name, with row counts as they come in."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True)
class Heading:
    """The title over the tables of one domain."""

    title: str


@dataclass(frozen=True, slots=True)
class TableEntry:
    """A table in the list."""

    name: str
    mark: str = ""
    """What it is where it is no ordinary table: `view`, `virtual`."""
    description: str = ""
    count: str = ""
    """How many rows, as it is shown; empty until known."""
    problem: str = ""
    """Why it cannot be read."""
    also: str = ""
    """Further words that it is found by, such as the names of its columns."""


@dataclass(frozen=True, slots=True)
class TableGroup:
    """The tables of one domain."""

    title: str
    tables: tuple[TableEntry, ...]


class TablesModel(QAbstractListModel):
    """One line for each heading and each table; headings without a table that matches the filter are left out."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._groups: tuple[TableGroup, ...] = ()
        self._filter: tuple[str, ...] = ()
        self._counts: dict[str, str] = {}
        self._lines: list[Heading | TableEntry] = []
        self._lines_of: dict[str, int] = {}

    def set_groups(self, groups: Sequence[TableGroup]) -> None:
        """Show other tables; counts of tables that are still there are kept."""
        self._groups = tuple(groups)
        self._fill()

    def set_filter(self, text: str) -> None:
        """Show only the tables that are found by every word of the text, in whatever case."""
        self._filter = tuple(text.casefold().split())
        self._fill()

    def set_counts(self, counts: Mapping[str, str]) -> None:
        """Say how many rows some tables have, by name."""
        self._counts.update(counts)
        lines = [self._lines_of[name] for name in counts if name in self._lines_of]
        for line in lines:
            entry = self.entry_at(line)
            if entry is not None:
                self._lines[line] = self._counted(entry)
        if lines:
            self.dataChanged.emit(self.index(min(lines)), self.index(max(lines)))

    def line_at(self, line: int) -> Heading | TableEntry:
        """What stands on a line."""
        return self._lines[line]

    def entry_at(self, line: int) -> TableEntry | None:
        """The table on a line, or None where it is a heading or there is no such line."""
        found = self._lines[line] if 0 <= line < len(self._lines) else None
        return found if isinstance(found, TableEntry) else None

    def index_of(self, name: str) -> QModelIndex:
        """Where a table stands; invalid where it is filtered away or unknown."""
        line = self._lines_of.get(name)
        return QModelIndex() if line is None else self.index(line)

    def first_table(self) -> QModelIndex:
        """The first table that is shown; invalid where none is."""
        return self.index(1) if self._lines else QModelIndex()

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many lines there are."""
        return 0 if parent.isValid() else len(self._lines)

    def flags(self, index: _Index) -> Qt.ItemFlag:
        """Tables can be chosen, headings cannot."""
        if self.entry_at(index.row()) is None:
            return Qt.ItemFlag.NoItemFlags
        return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """What Qt and assistive programs ask of a line."""
        if role not in (_DISPLAY, _ACCESSIBLE, _TOOL_TIP) or not index.isValid():
            return None
        line = self._lines[index.row()]
        if isinstance(line, Heading):
            return None if role == _TOOL_TIP else line.title
        if role == _DISPLAY:
            return visible_text(line.name)
        return (
            _spoken(line)
            if role == _ACCESSIBLE
            else (visible_text(line.problem or line.description) or None)
        )

    def _fill(self) -> None:
        self.beginResetModel()
        self._lines = []
        for group in self._groups:
            tables = [table for table in group.tables if self._matches(table)]
            if tables:
                self._lines.append(Heading(group.title))
                self._lines.extend(self._counted(table) for table in tables)
        self._lines_of = {
            line.name: at for at, line in enumerate(self._lines) if isinstance(line, TableEntry)
        }
        self.endResetModel()

    def _matches(self, entry: TableEntry) -> bool:
        folded = f"{entry.name} {entry.also}".casefold()
        return all(word in folded for word in self._filter)

    def _counted(self, entry: TableEntry) -> TableEntry:
        count = self._counts.get(entry.name, "")
        return entry if count == entry.count else replace(entry, count=count)


def _spoken(entry: TableEntry) -> str:
    parts = (
        visible_text(entry.name),
        entry.mark,
        tr("{count} rows", count=entry.count) if entry.count else "",
        entry.problem,
    )
    return ", ".join(part for part in parts if part)
