"""The gauges, each with its last five minutes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.health.limits import LIMITS
from hive_inspector.core.language import tr
from hive_inspector.gui.gauge_readings import gauge_reading, moment_of
from hive_inspector.gui.widgets.card_grid import GAP, CardGrid
from hive_inspector.gui.widgets.gauge import Gauge
from hive_inspector.gui.widgets.help_button import give_help
from hive_inspector.gui.words import milliseconds_text, percent_text, short_size

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from PySide6.QtGui import QResizeEvent
    from PySide6.QtWidgets import QWidget

    from hive_inspector.core.health.history import History
    from hive_inspector.core.health.probes import Reading
    from hive_inspector.gui.sampling import Sampler
    from hive_inspector.gui.theme.theme import Theme

_IN_A_ROW = (8, 4, 3, 2)
_WIDTH, _FLAT_WIDTH = 138, 176
"""What a gauge needs where all stand in one row, and where they are flat, with their words beside the arc."""


def _waiting(reading: Reading) -> float | None:
    return reading.slow.backlog.waiting if reading.slow.backlog else None


def _free(reading: Reading) -> float | None:
    return reading.disk.free if reading.disk else None


_VALUES: Mapping[str, Callable[[Reading], float | None]] = {
    "response": lambda reading: reading.response_ms,
    "pool": lambda reading: reading.pool.in_use,
    "wal": lambda reading: reading.wal_bytes,
    "free": lambda reading: reading.free_share,
    "disk": _free,
    "backlog": _waiting,
}
_TEXTS: Mapping[str, Callable[[float], str]] = {
    "response": milliseconds_text,
    "pool": lambda value: tr("{value:,.0f} in use", value=value),
    "wal": lambda value: short_size(int(value)),
    "changes": lambda value: tr("{value:,.0f} a minute", value=value),
    "free": percent_text,
    "disk": lambda value: tr("{size} free", size=short_size(int(value))),
    "backup": lambda value: f"{value:,.0f} s",
    "backlog": lambda value: tr("{value:,.0f} waiting", value=value),
}
"""How a value under the pointer is told. The age of a backup only grows: its line stays empty."""
_TOLD = frozenset({"response", "pool", "wal", "free"})
_WITH_LIMIT = frozenset({"response", "wal", "changes", "backlog"})


class GaugeRow(CardGrid):
    """Shows all gauges, made once and kept up to date."""

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        self.gauges = {
            limit.id: Gauge(limit.title, theme, course_text=_TEXTS[limit.id]) for limit in LIMITS
        }
        super().__init__(tuple(self.gauges.values()), _IN_A_ROW, _WIDTH, parent=parent)
        give_help(self, "gauges")

    def _fitting(self, width: int) -> int:
        """Flat gauges need more width."""
        most = super()._fitting(width)
        if most == max(_IN_A_ROW):
            return most
        fit = (n for n in _IN_A_ROW if n <= most and n * (_FLAT_WIDTH + GAP) - GAP <= width)
        return next(fit, _IN_A_ROW[-1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where not all stand in one row, they take less height, so that the checks below stay in sight."""
        super().resizeEvent(event)
        for gauge in self.gauges.values():
            gauge.set_flat(self.in_a_row < len(self.gauges))

    def show_told(self) -> None:
        """Show only what a bundle tells."""
        for id_, gauge in self.gauges.items():
            gauge.setVisible(id_ in _TOLD)
        self.set_cards([gauge for id_, gauge in self.gauges.items() if id_ in _TOLD])

    def show_readings(self, sampler: Sampler) -> None:
        """Show the newest reading and those before it."""
        moment = moment_of(sampler.history, sampler.limits)
        if moment is None:
            return
        for id_, gauge in self.gauges.items():
            gauge.set_reading(gauge_reading(id_, moment))
            limits = (sampler.limits.of(id_).watch,) if id_ in _WITH_LIMIT else ()
            gauge.set_course(_course(id_, sampler.history, sampler.period_s), sampler.slots, limits)


def _course(id_: str, history: History, period_s: float) -> list[float | None]:
    if id_ == "changes":
        return history.change_series(period_s)
    return history.series(_VALUES[id_], period_s) if id_ in _VALUES else []
