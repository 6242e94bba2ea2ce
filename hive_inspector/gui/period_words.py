"""Stretches of time as charts and cards name them."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from hive_inspector.core.language import tr
from hive_inspector.core.statistics.periods import Bucket
from hive_inspector.gui.widgets.charts.scales import day_text, month_text

if TYPE_CHECKING:
    from datetime import datetime

    from hive_inspector.core.statistics.periods import Period

BUCKETS = {
    Bucket.HOUR: tr("hour"),
    Bucket.DAY: tr("day"),
    Bucket.WEEK: tr("week"),
    Bucket.MONTH: tr("month"),
}
_DAYS = (tr("Mon"), tr("Tue"), tr("Wed"), tr("Thu"), tr("Fri"), tr("Sat"), tr("Sun"))


@lru_cache(maxsize=8)
def bucket_names(period: Period) -> tuple[str, ...]:
    """What each bucket of a period is; kept, as every chart of a page asks for the same."""
    return tuple(bucket_name(period, number) for number in range(len(period.starts)))


def bucket_name(period: Period, bucket: int) -> str:
    """What stands above the values of a bucket: `Mon 3 Nov 2025`."""
    shown = period.shown_start(bucket)
    match period.bucket:
        case Bucket.HOUR:
            return f"{_weekday(shown)} {day_text(shown)}, {shown:%H:%M}"
        case Bucket.DAY:
            return f"{_weekday(shown)} {day_text(shown)} {shown.year}"
        case Bucket.WEEK:
            return tr("Week of {day} {year}", day=day_text(shown), year=shown.year)
        case Bucket.MONTH:
            return month_text(shown)


def _weekday(shown: datetime) -> str:
    return _DAYS[shown.weekday()]
