"""Two files compared by the program and, apart from it, by plain SQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.progress import silent
from hive_inspector.core.support.comparing.comparison import compare
from hive_inspector.core.support.comparing.statements import (
    StatementsRequest,
    Written,
    write_statements,
)

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from hive_inspector.core.support.comparing.differences import Comparison


def compared(left: Path, right: Path, token: CancelToken | None = None) -> Comparison:
    """What the program finds."""
    here, there = open_hive(DatabaseTarget(left)), open_hive(DatabaseTarget(right))
    with here.database, there.database:
        return compare(here, there, token=token or CancelToken(), progress=silent)


def written(left: Path, right: Path, to: Path, *, with_secrets: bool = False) -> Written:
    """The difference, as a file of SQL."""
    here, there = open_hive(DatabaseTarget(left)), open_hive(DatabaseTarget(right))
    with here.database, there.database:
        request = StatementsRequest(to, with_secrets=with_secrets)
        return write_statements(here, there, request, token=CancelToken(), progress=silent)


def counts_by_sql(
    left: Path, right: Path, table: str, key: Sequence[str], columns: Sequence[str]
) -> tuple[int, int, int]:
    """Rows only left, only right and changed, as joins tell."""
    on = " AND ".join(f"a.{name} IS b.{name} COLLATE BINARY" for name in key)
    differs = " OR ".join(
        f"a.{name} IS NOT b.{name} COLLATE BINARY OR typeof(a.{name}) <> typeof(b.{name})"
        for name in columns
    )
    here, there = f"main.{table}", f"other.{table}"
    with closing(sqlite3.connect(left)) as raw:
        raw.execute("ATTACH ? AS other", (str(right),))

        def count(sql: str) -> int:
            found: int = raw.execute(sql).fetchone()[0]
            return found

        return (
            count(
                f"SELECT count(*) FROM {here} AS a WHERE NOT EXISTS (SELECT 1 FROM {there} AS b WHERE {on})"
            ),
            count(
                f"SELECT count(*) FROM {there} AS b WHERE NOT EXISTS (SELECT 1 FROM {here} AS a WHERE {on})"
            ),
            count(f"SELECT count(*) FROM {here} AS a JOIN {there} AS b ON {on} WHERE {differs}"),
        )


def all_rows(path: Path, table: str, columns: str = "*") -> list[tuple[Any, ...]]:
    """The rows of a table with the kind of each value, in an order of their own."""
    with closing(sqlite3.connect(path)) as raw:
        rows = raw.execute(f"SELECT {columns} FROM {table}").fetchall()
    return sorted(rows, key=repr)


def run_script(path: Path, script: Path) -> None:
    """Run a file of SQL on a database."""
    with closing(sqlite3.connect(path)) as raw:
        raw.executescript(script.read_text(encoding="utf-8"))
