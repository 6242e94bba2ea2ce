"""What the user chose about the program, while it runs: whoever is led by a choice hears of it when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.core.preferences import NOTHING_CHOSEN, PREFERENCES, preference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.preferences import Value


class Preferences(QObject):
    """The present choices; one for the program.

    Signals:
        changed: The id of a preference that is another now.
    """

    changed = Signal(str)

    def __init__(
        self, chosen: Mapping[str, Value] = NOTHING_CHOSEN, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._chosen = dict(chosen)

    def value(self, id_: str) -> Value:
        """What is chosen, or the usual."""
        return self._chosen.get(id_, preference(id_).default)

    def number(self, id_: str) -> int:
        """What is chosen where the choices are numbers."""
        return int(self.value(id_))

    def choose(self, id_: str, value: Value) -> None:
        """Choose one of the values.

        Raises:
            ValueError: It is none of them.
        """
        if not preference(id_).allows(value):
            raise ValueError(f"{value!r} is no choice of {id_}")
        if value != self.value(id_):
            self._chosen[id_] = value
            self.changed.emit(id_)

    def reset(self) -> None:
        """Choose the usual everywhere."""
        for one in PREFERENCES:
            self.choose(one.id, one.default)
