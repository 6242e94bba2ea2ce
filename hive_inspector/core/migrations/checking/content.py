"""Whether tables of two files hold the same rows, found out by SQLite itself: a million rows in a second or two.

The other file is attached and joined row by row on the rowid or the primary key, values compared with their type and
byte by byte. Rowids that are not a key of the table mean nothing, so rows that moved are compared as a set.
"""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.progress import Progress

OTHER = "other_file"
"""The name under which the other file is attached."""
_COMPARED = frozenset({TableKind.TABLE, TableKind.VIRTUAL})
_ROWID_NAMES = ("rowid", "oid", "_rowid_")


@dataclass(frozen=True, slots=True)
class Difference:
    """How one table differs from the other file's."""

    table: str
    only_here: int
    """Rows that only the file at hand has."""
    only_there: int
    """Rows that only the other has."""

    @property
    def text(self) -> str:
        """E.g. `users: 2 rows are gone and 1 is new`."""
        return tr(
            "{table}: {only_there:,} rows were otherwise, {only_here:,} are now",
            table=self.table,
            only_there=self.only_there,
            only_here=self.only_here,
        )


@contextmanager
def attached(connection: AlteringConnection, other: Path) -> Iterator[None]:
    """Let the connection read another file as `OTHER` for as long as the block lasts.

    Args:
        connection: Outside a transaction.
        other: A file that nobody changes.
    """
    attach(connection, other, OTHER)
    try:
        yield
    finally:
        connection.execute(f"DETACH {OTHER}")


def attach(connection: AlteringConnection, other: Path, name: str) -> None:
    """Let the connection read another file until it is closed; possible inside a transaction, unlike letting it go.

    What stands in the `-wal` of the file is not seen, so the connection can be shown its own file as it was before
    what it has not committed yet.
    """
    uri = file_uri(other.absolute(), "ro", immutable=True)
    connection.execute(f"ATTACH ? AS {name}", (uri,))


def differences(  # noqa: PLR0913 - two files, what to compare of them and how
    connection: AlteringConnection,
    here: Schema,
    there: Schema,
    tables: Iterable[str],
    *,
    of: str,
    progress: Progress,
    shared_only: bool = False,
) -> tuple[Difference, ...]:
    """How tables differ from those of an attached file.

    Args:
        connection: With the other file attached.
        here: What the file at hand declares.
        there: What the attached file declares.
        tables: Which to compare, in lower case; those that only one file has are left to the comparison of schemas.
        of: The name under which the other file is attached.
        progress: Hears of tables compared.
        shared_only: Whether columns that only one side has are left out, instead of making the table a different one.
    """
    names = sorted(name for name in tables if here.table(name) and there.table(name))
    found: list[Difference] = []
    for done, name in enumerate(names):
        ours, theirs = here.table(name), there.table(name)
        if ours is None or theirs is None or ours.kind not in _COMPARED:
            continue
        progress(done, len(names), tr("Comparing {ours}", ours=ours.name))
        difference = _difference(connection, ours, theirs, of, shared_only=shared_only)
        if difference is not None:
            found.append(difference)
    return tuple(found)


def _difference(
    connection: AlteringConnection, ours: Table, theirs: Table, of: str, *, shared_only: bool
) -> Difference | None:
    mine, other = f"main.{quoted(ours.name)}", f"{of}.{quoted(theirs.name)}"
    counts = [connection.integer(f"SELECT count(*) FROM {table}") for table in (mine, other)]
    columns = _stored(ours)
    known = set(map(folded, _stored(theirs)))
    if shared_only:
        columns = [name for name in columns if folded(name) in known]
    elif set(map(folded, columns)) != known:
        return Difference(ours.name, counts[0], counts[1])
    same = _equal_by_key(connection, mine, other, ours, columns)
    if same == counts[0] == counts[1]:
        return _counter_difference(connection, ours, of)
    if not _has_numbered_key(ours):
        gone = _only_in(connection, other, mine, columns)
        new = _only_in(connection, mine, other, columns)
        return Difference(ours.name, new, gone) if gone or new else None
    return Difference(ours.name, counts[0] - same, counts[1] - same)


def _stored(table: Table) -> list[str]:
    return [c.name for c in table.columns if not c.generated and not c.hidden]


def _equal_by_key(
    connection: AlteringConnection, mine: str, other: str, table: Table, columns: list[str]
) -> int:
    key = _key(table)
    joined = " AND ".join(f"a.{name} = b.{name}" for name in key)
    equal = " AND ".join(
        f"a.{name} IS b.{name} COLLATE BINARY AND typeof(a.{name}) = typeof(b.{name})"
        for name in map(quoted, columns)
    )
    return connection.integer(
        f"SELECT count(*) FROM {mine} AS a CROSS JOIN {other} AS b ON {joined} WHERE {equal or 1}"
    )


def _key(table: Table) -> list[str]:
    if table.without_rowid:
        return [quoted(name) for name in table.primary_key]
    taken = {folded(column.name) for column in table.columns}
    free = next((name for name in _ROWID_NAMES if name not in taken), None)
    return [free] if free else [quoted(name) for name in table.primary_key or _stored(table)]


def _has_numbered_key(table: Table) -> bool:
    """Whether the rowid is a column of the table, or rows are found by their key alone."""
    if table.without_rowid:
        return True
    keyed = [column for column in table.columns if column.key_position]
    return len(keyed) == 1 and folded(keyed[0].type) == "integer"


def _only_in(connection: AlteringConnection, one: str, other: str, columns: list[str]) -> int:
    terms = ", ".join(f"typeof({name}), {name} COLLATE BINARY" for name in map(quoted, columns))
    places = ", ".join(str(place) for place in range(1, 2 * len(columns) + 1))
    grouped = "SELECT {terms}, count(*) AS n FROM {table} GROUP BY {places}"
    one_grouped = grouped.format(terms=terms, table=one, places=places)
    other_grouped = grouped.format(terms=terms, table=other, places=places)
    return connection.integer(
        f"SELECT ifnull(sum(n), 0) FROM ({one_grouped} EXCEPT {other_grouped})"
    )


def _counter_difference(connection: AlteringConnection, table: Table, of: str) -> Difference | None:
    """A counter of AUTOINCREMENT that went back gives numbers out twice; one that went on does no harm."""
    if not table.autoincrement:
        return None
    counters = [
        connection.value(f"SELECT seq FROM {schema}.sqlite_sequence WHERE name = ?", (table.name,))
        for schema in ("main", of)
    ]
    here, there = (counter if isinstance(counter, int) else 0 for counter in counters)
    return (
        Difference(tr("the counter of {table}", table=table.name), 1, 1) if here < there else None
    )
