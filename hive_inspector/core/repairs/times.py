"""Writing the times of a column in one format: the one that most of them have."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.times import TimeFormat, read_time
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.scripts.script import Proof
from hive_inspector.core.repairs.catalogue import NORMALISE_TIMES
from hive_inspector.core.repairs.keeping import row_key, stored_columns
from hive_inspector.core.repairs.repair import Work, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.repairs.look import Look
    from hive_inspector.core.repairs.repair import FoundRepair

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_SECOND, _MILLISECOND = timedelta(seconds=1), timedelta(milliseconds=1)
_AT_A_TIME = 2_000
_DAY = "[0-9][0-9][0-9][0-9]-[0-9][0-9]-[0-9][0-9]"
_CLOCK = "[0-9][0-9]:[0-9][0-9]:[0-9][0-9]"
_HALF_A_MILLISECOND = 0.0006


@dataclass(frozen=True, slots=True)
class _Mixed:
    """A column, and the format that it gets."""

    table: Table
    column: str
    format: TimeFormat
    rows: int
    """How many are written otherwise."""

    @property
    def others(self) -> str:
        """The condition on values that are written otherwise, as SQL; also some that are no time at all."""
        name = quoted(self.column)
        return f"{name} IS NOT NULL AND NOT ({_written(self.format, name)})"


def _written(form: TimeFormat, name: str) -> str:
    """The condition on values of a format, as SQL."""
    if form is TimeFormat.UNZONED:
        return (
            f"{name} GLOB '{_DAY} {_CLOCK}' OR ({name} GLOB '{_DAY} {_CLOCK}.[0-9]*'"
            f" AND {name} NOT GLOB '*[^0-9 :.-]*' AND substr({name}, 20) NOT GLOB '*-*')"
        )
    if form is TimeFormat.ZULU:
        return f"{name} GLOB '{_DAY}T{_CLOCK}*Z'"
    if form is TimeFormat.OFFSET:
        return f"{name} GLOB '{_DAY}T{_CLOCK}*[+-][0-9][0-9]:[0-9][0-9]'"
    seconds = form is TimeFormat.EPOCH_SECONDS
    low, high = (900_000_000, 4_200_000_000) if seconds else (900_000_000_000, 4_200_000_000_000)
    return (
        f"(typeof({name}) IN ('integer', 'real') OR {name} GLOB '[0-9]*' AND {name} NOT GLOB '*[^0-9.]*')"
        f" AND CAST({name} AS REAL) BETWEEN {low} AND {high}"
    )


def find_mixed(look: Look) -> FoundRepair | None:
    """The columns that the check found, with the format that most of their times have."""
    mixed = tuple(_mixed(look))
    if not mixed:
        return None
    rows: dict[str, int] = {}
    for one in mixed:
        rows[one.table.name] = rows.get(one.table.name, 0) + one.rows
    return found(
        NORMALISE_TIMES,
        plural(
            len(mixed),
            "{count:,} column holds times in several formats.",
            "{count:,} columns hold times in several formats.",
        ),
        tuple(
            plural(
                one.rows,
                "{count:,} time of {table}.{column} is written as the others are: {tr}.",
                "{count:,} times of {table}.{column} are written as the others are: {tr}.",
                table=one.table.name,
                column=one.column,
                tr=tr(one.format.value),
            )
            for one in mixed
        ),
        Work(
            change=partial(_normalise, mixed),
            statements=tuple(_update(one) for one in mixed),
            proofs=tuple(_proofs(mixed)),
            concerned=tuple(
                (
                    one.table.name,
                    f"SELECT count(*) FROM main.{quoted(one.table.name)} WHERE {one.others}",
                )
                for one in mixed
            ),
        ),
        rows,
    )


def _mixed(look: Look) -> Iterator[_Mixed]:
    for name in look.objects:
        table_name, _, column = name.rpartition(".")
        table = look.schema.table(table_name)
        if table is None or (row_key(table) == "NULL" and not table.primary_key):
            continue
        look.progress(0, None, tr("Looking at {name}", name=name))
        counts = _formats(look.connection, table, column)
        if len(counts) > 1:
            form, most = counts.most_common(1)[0]
            yield _Mixed(table, column, form, counts.total() - most)


def _formats(connection: ReadConnection, table: Table, column: str) -> Counter[TimeFormat]:
    counts: Counter[TimeFormat] = Counter()
    name = quoted(column)
    statement = f"SELECT {name} FROM {quoted(table.name)} WHERE {name} IS NOT NULL"
    for rows in connection.bulk(statement, size=_AT_A_TIME):
        for (value,) in rows:
            instant = read_time(value)
            if instant is not None:
                counts[instant.format] += 1
    return counts


def rewritten(value: Cell, form: TimeFormat) -> Cell:
    """A time in another format, the same moment to the last digit; as it is where that cannot be or it is no time."""
    instant = read_time(value)
    if instant is None or instant.format is form:
        return value
    since = instant.moment - _EPOCH
    if form in {TimeFormat.EPOCH_SECONDS, TimeFormat.EPOCH_MILLISECONDS}:
        unit = _SECOND if form is TimeFormat.EPOCH_SECONDS else _MILLISECOND
        return value if since % unit else since // unit
    text = _text(instant.moment, "T" if form is not TimeFormat.UNZONED else " ")
    return text + {TimeFormat.ZULU: "Z", TimeFormat.OFFSET: "+00:00"}.get(form, "")


def _text(moment: datetime, between: str) -> str:
    """With a fraction only where there is one."""
    fraction = ""
    if moment.microsecond:
        digits = 3 if moment.microsecond % 1000 == 0 else 6
        fraction = f".{moment.microsecond:06}"[: digits + 1]
    return f"{moment:%Y-%m-%d}{between}{moment:%H:%M:%S}{fraction}"


def _update(one: _Mixed) -> str:
    places = " AND ".join(f"{key} = ?" for key in _keys(one.table))
    return f"UPDATE {quoted(one.table.name)} SET {quoted(one.column)} = ? WHERE {places}"


def _keys(table: Table) -> tuple[str, ...]:
    key = row_key(table)
    return tuple(map(quoted, table.primary_key)) if key == "NULL" else (key,)


def _normalise(
    mixed: Sequence[_Mixed],
    migrator: Migrator,
    database: Reader,
    *,
    fake: bool = False,  # noqa: ARG001 - the form of a step
) -> None:
    for one in mixed:
        keys = ", ".join(_keys(one.table))
        rows = database.rows(
            f"SELECT {keys}, {quoted(one.column)} FROM {quoted(one.table.name)} WHERE {one.others}"
        )
        changed = ((rewritten(row[-1], one.format), *row[:-1]) for row in rows)
        migrator.each(_update(one), changed)


def _proofs(mixed: Sequence[_Mixed]) -> Iterator[Proof]:
    for name in dict.fromkeys(one.table.name for one in mixed):
        of_table = tuple(one for one in mixed if one.table.name == name)
        columns = frozenset(folded(one.column) for one in of_table)
        yield Proof(
            what=tr("Every time of {name} is the same moment, and all else as it was", name=name),
            tables=(folded(name),),
            failing=partial(_disturbed, of_table[0].table, columns),
        )


def _disturbed(table: Table, times: frozenset[str], connection: ReadConnection) -> int:
    """Rows that are not what they were, times taken as moments; SQLite's own functions tell what those are."""
    here, before = f"main.{quoted(table.name)}", f"other_file.{quoted(table.name)}"
    place = " AND ".join(f"a.{key} IS b.{key}" for key in _keys(table))
    same = " AND ".join(_same(column, times) for column in stored_columns(table))
    gone = connection.integer(
        f"SELECT count(*) FROM {before} AS b WHERE NOT EXISTS (SELECT 1 FROM {here} AS a WHERE {place} AND {same})"
    )
    come = connection.integer(
        f"SELECT count(*) FROM {here} AS a WHERE NOT EXISTS (SELECT 1 FROM {before} AS b WHERE {place})"
    )
    return gone + come


def _same(column: str, times: frozenset[str]) -> str:
    name = quoted(column)
    alike = f"(a.{name} IS b.{name} COLLATE BINARY AND typeof(a.{name}) = typeof(b.{name}))"
    if folded(column) not in times:
        return alike
    return (
        f"({alike} OR abs({_moment(f'a.{name}')} - {_moment(f'b.{name}')}) < {_HALF_A_MILLISECOND})"
    )


def _moment(value: str) -> str:
    """Seconds since 1970 as SQL; a number beyond the year 2100 is one of milliseconds."""
    number = f"CAST({value} AS REAL)"
    return (
        f"CASE WHEN typeof({value}) IN ('integer', 'real') OR {value} NOT GLOB '*[^0-9.]*'"
        f" THEN CASE WHEN {number} < 1e11 THEN {number} ELSE {number} / 1000 END"
        f" ELSE (julianday(replace({value}, ' UTC', 'Z')) - 2440587.5) * 86400.0 END"
    )
