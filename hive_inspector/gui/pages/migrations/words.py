"""Versions, times, losses and sizes as this page says them."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hive_inspector.core.database.times import local_time_text, read_time
from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from hive_inspector.core.migrations.planning.losses import CountedLoss

_SHORT_S = 1.0
_LONG_S = 90.0
_TABLES_NAMED = 6
_LINES_SHOWN = 5


def version_text(version: int | str) -> str:
    """A version as Hive's files are numbered: `006`."""
    return f"{version:03d}" if isinstance(version, int) else version


def date_text(recorded: str | None) -> str:
    """The day of a time that a file records, on the clock of this computer; as it is written where it is no time."""
    moment = read_time(recorded)
    return local_time_text(moment.moment)[:10] if moment else recorded or ""


def moment_text(moment: datetime, now: datetime | None = None) -> str:
    """`today 14:02`, else `2025-09-05 14:02`."""
    text = local_time_text(moment)[:16]
    today = local_time_text(now or datetime.now(UTC))[:10]
    return tr("today {text}", text=text[11:]) if text.startswith(today) else text


def duration_guess(seconds: float) -> str:
    """How long something will take, as roughly as it is known."""
    if seconds < _SHORT_S:
        return tr("less than a second")
    if seconds < _LONG_S:
        return tr("about {seconds} s", seconds=round(seconds))
    return tr("about {seconds} min", seconds=round(seconds / 60))


def room_text(bytes_needed: int) -> str:
    """Free room that is needed."""
    return tr("{size} of free room", size=size_text(bytes_needed).replace(".0 ", " "))


def loss_text(loss: CountedLoss) -> str:
    """`3 rows: every row of licenses`, as far as the file can tell."""
    if loss.rows is None:
        return tr("{what} (the rehearsal counts the rows)", what=loss.what)
    return f"{plural(loss.rows, '{count:,} row', '{count:,} rows')}: {loss.what}"


def losses_text(losses: Iterable[CountedLoss]) -> str:
    """Everything that is not kept, a line each; `nothing` where nothing is lost."""
    return listed_lines([loss_text(loss) for loss in losses if loss.is_felt]) or tr("nothing")


def listed_lines(texts: Sequence[str]) -> str:
    """A line for each text, of many only the first."""
    more = len(texts) - _LINES_SHOWN
    if more <= 1:
        return "\n".join(texts)
    return "\n".join([*texts[:_LINES_SHOWN], tr("and {more} more", more=more)])


def deltas_text(deltas: Mapping[str, int]) -> str:
    """How many rows each table has more or fewer: `users +2, licenses -3`."""
    parts = [f"{name} {delta:+,}" for name, delta in deltas.items() if delta]
    return _cut(parts) or tr("every table keeps its number of rows")


def counts_text(now: Mapping[str, int], then: Mapping[str, int]) -> str:
    """How rows by table would change from one state to another: `messages 120 → 96`."""
    parts = [
        f"{name} {_number(now, name)} → {_number(then, name)}"
        for name in sorted({*now, *then}, key=str.casefold)
        if now.get(name) != then.get(name)
    ]
    return _cut(parts) or tr(
        "every table has the same number of rows; what was changed in them since is lost"
    )


def _number(counts: Mapping[str, int], name: str) -> str:
    return f"{counts[name]:,}" if name in counts else tr("no table")


def _cut(parts: list[str]) -> str:
    shown = ", ".join(parts[:_TABLES_NAMED])
    more = len(parts) - _TABLES_NAMED
    return (
        plural(
            more,
            "{shown} and {count:,} further table",
            "{shown} and {count:,} further tables",
            shown=shown,
        )
        if more > 0
        else shown
    )
