"""What the user chose about the program, while it runs: whoever is led by a choice hears of it when it changes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from hive_inspector.core.health.limits import NO_CHANGES
from hive_inspector.core.preferences import LIMITS, NOTHING_CHOSEN, PREFERENCES, preference

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.health.limits import Limits
    from hive_inspector.core.preferences import Value


class Preferences(QObject):
    """The present choices; one for the program.

    Signals:
        changed: The id of a preference that is another now; `LIMITS` for the limits.
    """

    changed = Signal(str)

    def __init__(
        self,
        chosen: Mapping[str, Value] = NOTHING_CHOSEN,
        parent: QObject | None = None,
        *,
        limits: Limits = NO_CHANGES,
    ) -> None:
        super().__init__(parent)
        self._chosen = dict(chosen)
        self._limits = limits

    @property
    def limits(self) -> Limits:
        """From which values on a gauge is worth a look, in every file that has no limits of its own."""
        return self._limits

    def choose_limits(self, limits: Limits) -> None:
        """Judge every file by other limits, where it has none of its own."""
        if limits != self._limits:
            self._limits = limits
            self.changed.emit(LIMITS)

    def value(self, id_: str) -> Value:
        """What is chosen, or the usual."""
        return self._chosen.get(id_, preference(id_).default)

    @property
    def values(self) -> dict[str, Value]:
        """What is chosen of each, or the usual."""
        return {one.id: self.value(one.id) for one in PREFERENCES}

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
        self.choose_limits(NO_CHANGES)
