"""Consoles on small files."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.console.outcomes import Outcome
from hive_inspector.core.console.running import Console, Limits, run_statement
from hive_inspector.core.console.splitting import Statement, split
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from contextlib import AbstractContextManager
    from pathlib import Path

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.results import ResultRows
    from hive_inspector.core.database.values import Cell

    OpenConsole = Callable[[Path], AbstractContextManager[Console]]


@contextmanager
def console_on(path: Path) -> Iterator[Console]:
    """A console on a file that is opened for reading."""
    hive = open_hive(DatabaseTarget(path))
    with hive.database, Console(hive.database, hive.schema) as console:
        yield console


@pytest.fixture(scope="session")
def quick() -> Limits:
    """Little time, as in the window."""
    return Limits(seconds=0.3)


class Asked:
    """A result and how it ended."""

    def __init__(self, rows: ResultRows | None, outcome: Outcome) -> None:
        self.rows = rows
        self.outcome = outcome

    @property
    def values(self) -> list[tuple[Cell, ...]]:
        """All rows with their whole values."""
        return [] if self.rows is None else self.rows.values(0, self.rows.extent.count)


def ask(
    console: Console,
    sql: str,
    values: Mapping[str, Cell] | None = None,
    limits: Limits | None = None,
    token: CancelToken | None = None,
    *,
    reveal: bool = False,
) -> Asked:
    """What comes of one statement."""
    found = split(sql)
    statement = found[0] if found else Statement(sql)
    rows: ResultRows | None = None
    for piece in run_statement(
        console, statement, values or {}, limits or Limits(), token, reveal=reveal
    ):
        if isinstance(piece, Outcome):
            return Asked(rows, piece)
        rows = piece
    raise AssertionError("no outcome")
