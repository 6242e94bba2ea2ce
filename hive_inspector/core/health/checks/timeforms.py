"""In which forms the times of a column are written, told by its first one and by whatever differs from that."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.times import TimeFormat, read_time
from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.catalogue import Trait, column_note

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection

_FIRST = 20
"""Values that are tried for the first time of a column."""
_EXPECTED = {
    TimeFormat.UNZONED: (
        "({c} GLOB '????-??-?????:??:??' OR ({c} GLOB '????-??-?????:??:??.*[0-9]'"
        " AND {c} NOT GLOB '*[+-]??:??'))"
    ),
    TimeFormat.ZULU: "{c} GLOB '????-??-?????:??*Z'",
    TimeFormat.OFFSET: "{c} GLOB '????-??-?????:??*[+-]??:??'",
    TimeFormat.EPOCH_SECONDS: "CAST({c} AS INTEGER) BETWEEN 900000000 AND 99999999999",
    TimeFormat.EPOCH_MILLISECONDS: "CAST({c} AS INTEGER) BETWEEN 100000000000 AND 9999999999999",
}
"""What holds for a value of each form. It need not be exact: what does not fit is looked at once more."""


@dataclass(frozen=True, slots=True)
class TimeQuestion:
    """Whether a column of times holds others than of the form of its first."""

    table: str
    column: str
    form: TimeFormat
    condition: str
    """SQL that holds for values of another form, or of none."""


def time_questions(connection: ReadConnection, table: Table) -> Iterator[TimeQuestion]:
    """A question for each column of times that begins with a time; a column of dates is another thing.

    None for the record of migrations, which several programs write, each in its own form, and nobody sorts by time.
    """
    if table.kind is not TableKind.TABLE or is_bookkeeping(table.name):
        return
    for column in table.columns:
        if Trait.TIME not in column_note(table.name, column.name).traits or column.generated:
            continue
        form = _first_form(connection, table.name, column.name)
        if form is not None:
            name = quoted(column.name)
            fits = _EXPECTED[form].format(c=name)
            yield TimeQuestion(table.name, column.name, form, f"{name} IS NOT NULL AND NOT {fits}")


def _first_form(connection: ReadConnection, table: str, column: str) -> TimeFormat | None:
    values = connection.rows(
        f"SELECT substr({quoted(column)}, 1, 40) FROM {quoted(table)} LIMIT {_FIRST}"
    )
    times = (read_time(value) for (value,) in values)
    return next((time.format for time in times if time is not None), None)


def forms_in(connection: ReadConnection, asked: TimeQuestion) -> Counter[TimeFormat]:
    """How many values of a column have each form; what is no time is left out."""
    name, table = quoted(asked.column), quoted(asked.table)
    found: Counter[TimeFormat] = Counter()
    differing = f"SELECT substr({name}, 1, 40) FROM {table} WHERE {asked.condition}"
    for (value,) in connection.stream(differing):
        time = read_time(value)
        if time is not None:
            found[time.format] += 1
    rest = f"SELECT count({name}) FROM {table} WHERE NOT ({asked.condition})"
    found[asked.form] += connection.integer(rest)
    return found
