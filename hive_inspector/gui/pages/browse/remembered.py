"""What Browse remembers of a file: the table, the place in it, widths the user chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.gui.workspace import FileState

_TABLE = "browse.table"
_TOP = "browse.top"
_CURRENT = "browse.current"
_PANEL_SHOWN = "browse.panel"
_SPLIT = "browse.split"
_WIDTHS = "browse.widths."


class Remembered:
    """Reads and writes `FileState`, taking whatever stands there for what it is."""

    def __init__(self, state: FileState) -> None:
        self._state = state

    @property
    def table(self) -> str:
        """The table that was shown last, or nothing."""
        return self._state.text(_TABLE)

    @property
    def place(self) -> tuple[int, int, int]:
        """Row at the top, current row and current column of that table."""
        numbers = _numbers(self._state.get(_CURRENT)) or [0, 0]
        current = (*numbers, 0)[:2]
        return max(self._state.number(_TOP), 0), max(current[0], 0), max(current[1], 0)

    def put_place(self, table: str, top: int, row: int, column: int) -> None:
        """Remember where the user is."""
        self._state.put(_TABLE, table)
        self._state.put(_TOP, top)
        self._state.put(_CURRENT, [row, column])

    @property
    def panel_shown(self) -> bool:
        """Whether the row panel is wanted."""
        return self._state.get(_PANEL_SHOWN) is not False

    def put_panel_shown(self, shown: bool) -> None:  # noqa: FBT001 - the value itself
        """Remember whether the row panel is wanted."""
        self._state.put(_PANEL_SHOWN, shown)

    @property
    def split(self) -> tuple[int, int] | None:
        """Widths of the list of tables and of the row panel, or None."""
        numbers = _numbers(self._state.get(_SPLIT))
        return (numbers[0], numbers[1]) if len(numbers) == 2 and min(numbers) > 0 else None  # noqa: PLR2004

    def put_split(self, tables: int, panel: int) -> None:
        """Remember widths of the list of tables and of the row panel."""
        self._state.put(_SPLIT, [tables, panel])

    def widths(self, table: str) -> dict[str, int]:
        """The widths that the user gave to columns of a table."""
        kept = self._state.get(_WIDTHS + table)
        if not isinstance(kept, dict):
            return {}
        return {name: width for name, width in kept.items() if isinstance(width, int) and width > 0}

    def put_widths(self, table: str, widths: Mapping[str, int]) -> None:
        """Remember the widths that the user gave to columns of a table."""
        self._state.put(_WIDTHS + table, dict(widths) or None)


def _numbers(value: object) -> list[int]:
    if not isinstance(value, list):
        return []
    return [number for number in value if isinstance(number, int)]
