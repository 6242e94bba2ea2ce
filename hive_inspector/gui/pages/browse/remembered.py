"""What Browse remembers of a file: the table, the place in it, widths the user chose."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.sorting import SortTerm
from hive_inspector.gui.pages.browse.choices import Choices
from hive_inspector.gui.pages.browse.layout import Layout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.settings import JsonValue
    from hive_inspector.gui.workspace import FileState

_TABLE = "browse.table"
_TOP = "browse.top"
_CURRENT = "browse.current"
_PANEL_SHOWN = "browse.panel"
_SPLIT = "browse.split"
_WIDTHS = "browse.widths."
_CHOICES = "browse.choices."
_LAYOUT = "browse.columns."


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

    def choices(self, table: str) -> Choices:
        """The filters and the order that were chosen of a table."""
        return _read_choices(self._state.get(_CHOICES + table))

    def put_choices(self, table: str, choices: Choices) -> None:
        """Remember the filters and the order that were chosen of a table."""
        self._state.put(_CHOICES + table, None if choices.is_empty else _written(choices))

    def layout(self, table: str) -> Layout:
        """How the columns of a table were arranged."""
        return _read_layout(self._state.get(_LAYOUT + table))

    def put_layout(self, table: str, layout: Layout) -> None:
        """Remember how the columns of a table are arranged."""
        written: dict[str, JsonValue] = {
            "order": list(layout.order),
            "hidden": [*sorted(layout.hidden)],
            "frozen": layout.frozen,
        }
        self._state.put(_LAYOUT + table, None if layout == Layout() else written)


def _written(choices: Choices) -> dict[str, JsonValue]:
    return {
        "filters": [[column, text] for column, text in choices.filters],
        "any": choices.any_of,
        "anywhere": choices.anywhere,
        "sort": [[term.column, term.descending] for term in choices.sort],
    }


def _read_choices(kept: object) -> Choices:
    if not isinstance(kept, dict):
        return Choices()
    filters = [(c, t) for c, t in _pairs(kept.get("filters")) if isinstance(t, str) and t.strip()]
    sort = [SortTerm(c, down) for c, down in _pairs(kept.get("sort")) if isinstance(down, bool)]
    anywhere = kept.get("anywhere")
    return Choices(
        tuple(dict(filters).items()),
        kept.get("any") is True,
        anywhere if isinstance(anywhere, str) else "",
        tuple({term.column: term for term in sort}.values()),
    )


def _read_layout(kept: object) -> Layout:
    if not isinstance(kept, dict):
        return Layout()
    frozen = kept.get("frozen")
    return Layout(
        tuple(_names(kept.get("order"))),
        frozenset(_names(kept.get("hidden"))),
        max(frozen, 0) if isinstance(frozen, int) else 0,
    )


def _pairs(value: object) -> list[tuple[str, object]]:
    """The pairs of a list that begin with a text."""
    if not isinstance(value, list):
        return []
    pairs = [one for one in value if isinstance(one, list) and len(one) == 2]  # noqa: PLR2004
    return [(first, second) for first, second in pairs if isinstance(first, str)]


def _names(value: object) -> list[str]:
    return [name for name in value if isinstance(name, str)] if isinstance(value, list) else []


def _numbers(value: object) -> list[int]:
    if not isinstance(value, list):
        return []
    return [number for number in value if isinstance(number, int)]
