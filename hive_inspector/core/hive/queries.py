"""Queries built with the models, as SQL for a lease.

The models are bound to no database, because binding is global: `Model.bind_ctx` would change every thread's models at
once, and with them where another thread's query goes. So a feature builds its query, turns it into text and parameters
here, and runs it on the connection it was lent: `connection.rows(*sql_of(query))`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import peewee

if TYPE_CHECKING:
    from hive_inspector.core.database.values import Cell

_DIALECT = peewee.SqliteDatabase(None)
"""Never connected; it only knows how SQLite wants its SQL."""


def sql_of(query: peewee.Node) -> tuple[str, tuple[Cell, ...]]:
    """A query's SQL text in SQLite's dialect and its parameters in order."""
    context: Any = _DIALECT.get_sql_context()
    sql, parameters = context.sql(query).query()
    return cast("str", sql), tuple(cast("list[Cell]", parameters))
