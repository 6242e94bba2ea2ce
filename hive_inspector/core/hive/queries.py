"""Queries built with the models, as SQL for a lease.

The models are bound to no database, because binding is global: `Model.bind_ctx` would change every thread's models at
once, and with them where another thread's query goes. So a feature builds its query, turns it into text and parameters
here, and runs it on the connection it was lent: `connection.rows(*sql_of(query))`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, cast

import peewee

from hive_inspector.core.database.identifiers import folded, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.values import Cell

_DIALECT = peewee.SqliteDatabase(None)
"""Never connected; it only knows how SQLite wants its SQL."""


def sql_of(query: peewee.Node) -> tuple[str, tuple[Cell, ...]]:
    """A query's SQL text in SQLite's dialect and its parameters in order."""
    context: Any = _DIALECT.get_sql_context()
    sql, parameters = context.sql(query).query()
    return cast("str", sql), tuple(cast("list[Cell]", parameters))


functions: Any = peewee.fn
"""SQL's functions, to be called on a query's terms: `functions.count(raw("*"))`."""


def raw(sql: str, *parameters: Cell) -> Any:
    """A piece of SQL as it is, for what Peewee has no words for."""
    return peewee.SQL(sql, parameters)


def query_of(table: str, *terms: Any) -> Any:
    """A query over a table by its name: with its model where Hive's core has it, else with a bare table."""
    model = _models().get(folded(table))
    if model is None:
        return peewee.Table(table).select(*terms)
    return model.select(*terms).tuples()


def column_of(table: str, column: str) -> Any:
    """A column of a table: the model's field where it declares one, else the bare name."""
    model = _models().get(folded(table))
    fields = {} if model is None else model._meta.columns  # noqa: SLF001 - Peewee's documented way to a model's columns
    return fields.get(column) or raw(quoted(column))


@cache
def _models() -> Mapping[str, Any]:
    from hive_inspector.core.hive.models import ALL_MODELS

    return {folded(model.table_name()): model for model in ALL_MODELS}
