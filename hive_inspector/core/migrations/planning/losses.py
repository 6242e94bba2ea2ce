"""What steps do not keep, counted in the file itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.sqltext import tokens, unquoted

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.migrations.scripts.script import Loss


@dataclass(frozen=True, slots=True)
class CountedLoss:
    """Something that a step does not keep, and how much of it there is."""

    what: str
    """In words for the user."""
    rows: int | None
    """How many rows it concerns; None where the file cannot tell before an earlier step has run."""
    tables: frozenset[str]
    """Tables in which it shows, in lower case."""

    @property
    def is_felt(self) -> bool:
        """Whether there is something to lose."""
        return self.rows != 0


def counted(
    connection: ReadConnection, losses: Iterable[Loss], tables: Collection[str]
) -> tuple[CountedLoss, ...]:
    """Count losses in the file as it is now.

    Args:
        connection: A lease.
        losses: What a step declares.
        tables: Names of the file's tables, in lower case.
    """
    return tuple(_counted(connection, loss, tables) for loss in losses)


def _counted(connection: ReadConnection, loss: Loss, tables: Collection[str]) -> CountedLoss:
    named = {folded(unquoted(token.text)) for token in tokens(loss.count_sql)}
    concerned = frozenset(named.intersection(tables)) | frozenset(map(folded, loss.also))
    try:
        rows = connection.value(loss.count_sql)
    except StatementProblem:
        rows = None
    return CountedLoss(loss.what, rows if isinstance(rows, int) else None, concerned)
