"""Moving rows that belong to nothing into quarantine: tables of their own in the same file, from where they come back.

A row that cannot be without what it names (a message without its conversation) is moved whole. One that can (a
conversation without its profile) stays and loses the name alone, which is kept too. Models of the market come and go:
that a row names one that is gone makes it no orphan. What the user set up is never moved.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.hive.hanging import moved_without
from hive_inspector.core.hive.links import forward_links
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.scripts.script import Proof
from hive_inspector.core.repairs import keeping
from hive_inspector.core.repairs.catalogue import QUARANTINE_ORPHANS
from hive_inspector.core.repairs.repair import Work, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.hive.links import Link
    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.repairs.look import Look
    from hive_inspector.core.repairs.repair import FoundRepair


@dataclass(frozen=True, slots=True)
class Tie:
    """A reference that rows hang on."""

    table: Table
    link: Link
    moves: bool
    """Whether a row without what it names is moved; otherwise it stays and loses the name."""

    @property
    def lost(self) -> str:
        """The condition on rows that name what is not there, as SQL over the table under its own name."""
        source = quoted(self.table.name)
        named = " AND ".join(f"{source}.{quoted(c)} IS NOT NULL" for c in self.link.columns)
        return f"{named} AND NOT {self.is_there}"

    @property
    def is_there(self) -> str:
        """The condition on rows that name what is there."""
        source = quoted(self.table.name)
        same = " AND ".join(
            f"named_row.{quoted(to)} = {source}.{quoted(column)}"
            for column, to in zip(self.link.columns, self.link.to, strict=True)
        )
        return f"EXISTS (SELECT 1 FROM main.{quoted(self.link.table)} AS named_row WHERE {same})"

    @property
    def text(self) -> str:
        """E.g. `messages.conversation_id`."""
        return f"{self.table.name}.{', '.join(self.link.columns)}"


def ties_of(schema: Schema) -> tuple[Tie, ...]:
    """All references of a file that rows may hang on, declared and by Hive's custom."""
    return tuple(
        tie
        for table in schema.tables
        for link in forward_links(schema, table)
        if (tie := _tie(schema, table, link)) is not None
    )


def _tie(schema: Schema, table: Table, link: Link) -> Tie | None:
    moves = moved_without(schema, table, link)
    return None if moves is None else Tie(table, link, moves)


def find_orphans(look: Look) -> FoundRepair | None:
    """The rows that name what is not there."""
    ties = ties_of(look.schema)
    numbers: dict[Tie, int] = {}
    for done, tie in enumerate(ties):
        look.progress(done, len(ties), tr("Looking at {tie}", tie=tie.text))
        rows = look.connection.integer(_counting(tie))
        if rows:
            numbers[tie] = rows
    if not numbers:
        return None
    by_table: dict[str, int] = {}
    for tie, rows in numbers.items():
        by_table[tie.table.name] = by_table.get(tie.table.name, 0) + rows
    return found(
        QUARANTINE_ORPHANS,
        tr(
            "{amount} of {count} name what is not there.",
            amount=plural(sum(by_table.values()), "{count:,} row", "{count:,} rows"),
            count=plural(len(by_table), "{count:,} table", "{count:,} tables"),
        ),
        (*(_sentence(tie, rows) for tie, rows in numbers.items()), _AND_MORE),
        Work(
            change=partial(_quarantine, ties),
            statements=tuple(statement for tie in numbers for statement in _statements(tie)),
            proofs=tuple(_proofs(ties)),
            concerned=tuple((tie.table.name, _counting(tie)) for tie in ties),
        ),
        by_table,
    )


_AND_MORE = tr(
    "What hangs on a moved row is moved after it. Nothing is deleted; "
    "“return-from-quarantine” brings it back."
)


def _counting(tie: Tie) -> str:
    return f"SELECT count(*) FROM main.{quoted(tie.table.name)} WHERE {tie.lost}"


def _sentence(tie: Tie, rows: int) -> str:
    if tie.moves:
        place = keeping.side_table(tie.table.name)
        return plural(
            rows,
            "{count:,} row of {table} that names nothing in {link_table} moves to {place}.",
            "{count:,} rows of {table} that name nothing in {link_table} move to {place}.",
            table=tie.table.name,
            link_table=tie.link.table,
            place=place,
        )
    columns = ", ".join(tie.link.columns)
    return plural(
        rows,
        "{count:,} row of {table} stays, and loses {columns}, which names nothing in "
        "{link_table}; the name is kept in {names_table}.",
        "{count:,} rows of {table} stay, and lose {columns}, which names nothing in "
        "{link_table}; the name is kept in {names_table}.",
        table=tie.table.name,
        columns=columns,
        link_table=tie.link.table,
        names_table=keeping.NAMES_TABLE,
    )


def _statements(tie: Tie) -> tuple[str, ...]:
    if tie.moves:
        return keeping.moving(tie.table, tie.lost)
    return keeping.loosening(tie.table, tie.link.columns, tie.lost)


def _quarantine(
    ties: Sequence[Tie],
    migrator: Migrator,
    database: Reader,
    *,
    fake: bool = False,  # noqa: ARG001 - the form of a step
) -> None:
    """Until nothing hangs on what was moved: each round looks at what the one before took away."""
    while sum(_settle(tie, migrator, database) for tie in ties):
        pass


def _settle(tie: Tie, migrator: Migrator, database: Reader) -> bool:
    """Move or loosen what one reference leaves hanging; whether there was anything."""
    if not database.value(_counting(tie)):
        return False
    reason = f"{', '.join(tie.link.columns)} names a row of {tie.link.table} that is not there"
    if tie.moves:
        keeping.keep_rows(migrator, database, tie.table, tie.lost, reason)
    else:
        keeping.keep_names(migrator, tie.table, tie.link.columns, tie.lost, reason)
    return True


def _proofs(ties: Sequence[Tie]) -> Iterator[Proof]:
    """For each table that may lose rows or names: nothing is gone that is not kept, and nothing has come."""
    for name in dict.fromkeys(tie.table.name for tie in ties):
        of_table = [tie for tie in ties if tie.table.name == name]
        table = of_table[0].table
        loosened = {folded(c) for tie in of_table if not tie.moves for c in tie.link.columns}
        moves = any(tie.moves for tie in of_table)
        yield Proof(
            what=tr("Every row of {name} is in its place or in quarantine, unchanged", name=name),
            tables=(folded(name),),
            failing=partial(keeping.unaccounted, table, frozenset(loosened), moves=moves),
        )
