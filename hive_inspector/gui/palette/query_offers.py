"""The queries that somebody keeps, and those that are ready for a file's tables."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.console.shelf import ready_queries
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.gui.palette.entry import Group, PaletteEntry, shown

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.saved import SavedQueries, SavedQuery
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.gui.palette.entry import Offer


def offer_queries(
    schema: Schema, saved: SavedQueries | None, show: Callable[[str, str], object]
) -> Offer:
    """Queries by name.

    Args:
        schema: What the file declares.
        saved: Where queries are kept; None where nothing is.
        show: Opens a query, by its name and its SQL.
    """
    return partial(_queries, schema, saved, show)


def _queries(
    schema: Schema,
    saved: SavedQueries | None,
    show: Callable[[str, str], object],
    _token: CancelToken,
) -> tuple[PaletteEntry, ...]:
    kept = [(one.name, one.sql, tr("Kept query")) for one in _kept(saved)]
    ready = [(one.title, one.sql, tr("Ready query")) for one in ready_queries(schema)]
    return tuple(
        PaletteEntry(shown(name), kind, "query", Group.QUERIES, partial(show, name, sql))
        for name, sql, kind in (*kept, *ready)
    )


def _kept(saved: SavedQueries | None) -> tuple[SavedQuery, ...]:
    """What is kept; where that cannot be read, the page Query says so."""
    try:
        return () if saved is None else saved.all()
    except EnvironmentProblem:
        return ()
