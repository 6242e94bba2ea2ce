"""The last days that a table's own times speak of, found with comparisons that SQLite can do by index.

One column mixes `2025-09-05 14:03:11`, `2025-09-05T14:03:11.123Z`, `…+00:00`, and seconds or milliseconds since 1970.
In a column of text they still sort by time within two groups: texts by their date in front, numbers by their leading
digits (milliseconds begin with the digits of their second). So a period of whole days is two ranges of text. A time
with an offset counts for the day that it names.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.times import read_time

if TYPE_CHECKING:
    from datetime import date

    from hive_inspector.core.database.snapshot import Column, Table
    from hive_inspector.core.database.statements import ReadConnection

DAYS = 7
"""Days of a period, the day of the newest entry included."""
_FIRST_TEXT_YEAR = "2"
"""Times as numbers begin with a 1 until the year 2033, those as text with a 2 since the year 2000."""


@dataclass(frozen=True, slots=True)
class Days:
    """Whole days, as UTC or as the file's own texts name them."""

    first: date
    last: date

    def condition(self, column: str) -> str:
        """SQL that holds for rows of these days, with the parameters of `bounds`."""
        name = quoted(column)
        return f"(({name} >= ? AND {name} < ?) OR ({name} >= ? AND {name} < ?))"

    @property
    def bounds(self) -> tuple[str, str, str, str]:
        """The parameters of `condition`: a range of dates, and the same range in seconds since 1970."""
        end = self.last + timedelta(days=1)
        return self.first.isoformat(), end.isoformat(), _seconds(self.first), _seconds(end)


def last_days(connection: ReadConnection, table: Table, column_name: str) -> Days | None:
    """The last `DAYS` days up to the newest entry of a table.

    None where there is no such column, it is not one of text, or it holds something that is no time.

    Raises:
        InspectorError: The file cannot be read.
        Cancelled: The lease was cancelled.
    """
    column = next((c for c in table.columns if c.name == column_name), None)
    if column is None or not _holds_text(column):
        return None
    name, source = quoted(column.name), quoted(table.name)
    found = (
        connection.value(f"SELECT max({name}) FROM {source}"),
        connection.value(f"SELECT max({name}) FROM {source} WHERE {name} < ?", (_FIRST_TEXT_YEAR,)),
    )
    instants = [read_time(value) for value in found if value is not None]
    if not instants or None in instants:
        return None
    last = max(instant.moment for instant in instants if instant is not None).date()
    return Days(last - timedelta(days=DAYS - 1), last)


def _holds_text(column: Column) -> bool:
    """Whether numbers put into the column become text (affinity TEXT, sqlite.org/datatype3.html §3.1)."""
    declared = column.type.upper()
    return "INT" not in declared and any(word in declared for word in ("CHAR", "CLOB", "TEXT"))


def _seconds(day: date) -> str:
    return str(int(datetime.combine(day, time(), UTC).timestamp()))
