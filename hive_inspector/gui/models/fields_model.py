"""The fields of one row, as a list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from hive_inspector.core.database.values import CellKind, size_text, visible_text
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.browsing.rows import Field

_NO_PARENT = QModelIndex()
_DISPLAY = int(Qt.ItemDataRole.DisplayRole)
_ACCESSIBLE = int(Qt.ItemDataRole.AccessibleTextRole)
_TOOL_TIP = int(Qt.ItemDataRole.ToolTipRole)
_Index = QModelIndex | QPersistentModelIndex
_SHOWN_CHARACTERS = 120
_MEASURED_NAMES = 6
LINK_ARROW = "→"
"""Before a value that names a row of another table."""


class FieldsModel(QAbstractListModel):
    """One line a field; the view draws them from `field_at`."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._fields: tuple[Field, ...] = ()
        self._links: frozenset[str] = frozenset()
        self._longest: tuple[str, ...] = ()

    def set_links(self, names: frozenset[str]) -> None:
        """Say which fields name rows of other tables."""
        self._links = names
        if self._fields:
            self.dataChanged.emit(self.index(0), self.index(len(self._fields) - 1))

    def is_link(self, line: int) -> bool:
        """Whether the value on a line names a row that one can go to."""
        field = self.field_at(line)
        if field is None or field.masked or field.kind is CellKind.NULL:
            return False
        return field.name in self._links

    def set_fields(self, fields: tuple[Field, ...]) -> None:
        """Show another row; where it has the same fields, the view keeps its place."""
        if [field.name for field in fields] == [field.name for field in self._fields]:
            self._fields = fields
            if fields:
                self.dataChanged.emit(self.index(0), self.index(len(fields) - 1))
            return
        self.beginResetModel()
        self._fields = fields
        names = sorted((visible_text(field.name) for field in fields), key=len)
        self._longest = tuple(names[-_MEASURED_NAMES:])
        self.endResetModel()

    def field_at(self, line: int) -> Field | None:
        """The field on a line, or None where there is no such line."""
        return self._fields[line] if 0 <= line < len(self._fields) else None

    @property
    def longest_names(self) -> tuple[str, ...]:
        """The few field names of which one needs most room."""
        return self._longest

    def rowCount(self, parent: _Index = _NO_PARENT) -> int:
        """How many fields there are."""
        return 0 if parent.isValid() else len(self._fields)

    def data(self, index: _Index, role: int = _DISPLAY) -> Any:
        """What Qt and assistive programs ask of a field."""
        field = self.field_at(index.row())
        if field is None or role not in (_DISPLAY, _ACCESSIBLE, _TOOL_TIP):
            return None
        if role == _TOOL_TIP:
            return _explained(field)
        arrow = f"{LINK_ARROW} " if self.is_link(index.row()) else ""
        return f"{visible_text(field.name)}: {arrow}{value_line(field)}"


def value_line(field: Field) -> str:
    """A field's value in one line: a time as this computer's clock shows it, anything else as it is."""
    if field.local_time:
        return field.local_time
    start = field.text[:_SHOWN_CHARACTERS]
    return start.replace("\n", " ").replace("\t", " ")


def kind_line(field: Field) -> str:
    """What a field is: its kind and size, and the declared type where that says something else."""
    parts = [field.kind.value.upper()]
    if field.declared_type and not field.declared_type.upper().startswith(field.kind.value.upper()):
        parts.append(tr("declared {declared_type}", declared_type=field.declared_type))
    if field.size is not None and field.kind in (CellKind.TEXT, CellKind.BLOB):
        parts.append(size_text(field.size))
    return " · ".join(parts)


def _explained(field: Field) -> str:
    lines = [field.name + (f" {field.declared_type}" if field.declared_type else "")]
    if field.local_time:
        lines.append(f"{field.text} ({field.time_format})")
    if field.description:
        lines.append(field.description)
    return visible_text("\n".join(lines))
