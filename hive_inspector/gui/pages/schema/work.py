"""What workers do for the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.health.checks.drifts import meaning_of
from hive_inspector.core.health.findings import Severity
from hive_inspector.core.hive.blueprints import blueprint
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.drift import Drift, DriftKind, compare
from hive_inspector.core.hive.lineages import identify
from hive_inspector.core.hive.links import forward_links
from hive_inspector.core.language import tr
from hive_inspector.core.schema.diagram import Detail, Metrics, diagram_of
from hive_inspector.core.schema.layout import lay_out
from hive_inspector.core.schema.routes import routes
from hive_inspector.core.schema.sides import Compared, Standing, side_by_side
from hive_inspector.gui.pages.schema.told import Told, tell
from hive_inspector.gui.widgets.diagram.drawn import Drawing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.hive.identity import Identity
    from hive_inspector.core.progress import Progress

METRICS = Metrics()
"""Boxes are measured in the monospaced font of the smallest size, whose characters are 0.6 as wide as high."""
FILE = ""
"""Stands for the file itself where a version's name would stand."""


@dataclass(frozen=True, slots=True)
class Difference:
    """An object that is not the same on both sides."""

    compared: Compared
    severity: Severity | None
    """How much it matters; None where two versions are compared, of which neither is wrong."""
    reasons: tuple[str, ...]
    """What differs and what that breaks, a sentence each."""


@dataclass(frozen=True, slots=True)
class Sides:
    """Two schemas compared."""

    left: str
    right: str
    differences: tuple[Difference, ...]
    same: int
    """How many objects are the same."""


@dataclass(frozen=True, slots=True)
class Read:
    """What a file declares."""

    schema: Schema
    identity: Identity


def read(database: Database, token: CancelToken, _progress: Progress) -> Read:
    """Read what the file declares now."""
    with database.reading(token) as connection:
        schema = read_schema(connection)
        return Read(schema, identify(connection, schema, file_name=database.real_path.name))


def tell_of(
    schema: Schema,
    table: Table,
    sizes: Mapping[str, int] | None,
    _token: CancelToken,
    _progress: Progress,
) -> Told:
    """Put together what is shown of a table: in a file of ten thousand, finding who refers to it takes a moment."""
    return tell(schema, table, sizes)


def measure(database: Database, token: CancelToken, _progress: Progress) -> Mapping[str, int]:
    """Bytes of tables and indexes by name; none where SQLite can't tell."""
    with database.reading(token) as connection:
        return object_sizes(connection) or {}


def draw(
    schema: Schema, detail: Detail, aspect: float, token: CancelToken, _progress: Progress
) -> Drawing:
    """Lay the diagram out."""
    diagram = diagram_of(schema, detail, METRICS)
    layout = lay_out(diagram, aspect, METRICS, token.raise_if_cancelled)
    return Drawing(diagram, layout, routes(diagram.ties, layout.places))


def set_side_by_side(
    schema: Schema,
    identity: Identity,
    left: str,
    right: str,
    _token: CancelToken,
    _progress: Progress,
) -> Sides:
    """Compare two schemas.

    Args:
        schema: The file's.
        identity: What the file is.
        left: Name of a known version, or `FILE`.
        right: The same.

    Returns:
        Where the file is one of the two, only what makes a difference to Hive, and what is broken.
    """
    here, there = (schema if side == FILE else blueprint(side) for side in (left, right))
    drifts = _drifts(schema, identity, left, right)
    compared = side_by_side(here, there)
    is_judged = FILE in {left, right}
    reasons = _reasons(drifts, schema) if is_judged else {}
    differences = tuple(
        Difference(one, *reasons.get(one.name, (None, ())))
        for one in compared
        if (one.name in reasons if is_judged else one.standing is not Standing.SAME)
    )
    return Sides(left, right, differences, len(compared) - len(differences))


def _drifts(schema: Schema, identity: Identity, left: str, right: str) -> tuple[Drift, ...]:
    if {left, right} == {FILE, identity.blueprint}:
        return drift_of(identity, schema)
    expected, actual = (schema if side == FILE else blueprint(side) for side in (left, right))
    return compare(expected, actual) if right == FILE else compare(actual, expected)


def _reasons(
    drifts: tuple[Drift, ...], schema: Schema
) -> dict[str, tuple[Severity, tuple[str, ...]]]:
    """By object, how much what differs matters, and why; references of the file that lead nowhere among it."""
    found: dict[str, list[tuple[Severity, str, str]]] = {}
    for drift in drifts:
        meaning = meaning_of(drift.kind)
        name, part = _object_of(drift)
        text = f"{part}: {drift.detail}" if part else drift.detail
        found.setdefault(name, []).append((meaning.severity, text, meaning.consequence))
    for table in schema.tables:
        for link in forward_links(schema, table):
            if link.problem:
                text = f"{', '.join(link.columns)}: {link.problem}"
                found.setdefault(table.name, []).append((Severity.PROBLEM, text, _BREAKS))
    return {name: _summed_up(some) for name, some in found.items()}


_BREAKS = tr("Writing to the table fails where foreign keys are enforced.")
_MOST_NAMED = 4
"""Differences of one object that are told in words; all of them stand side by side below."""


def _summed_up(reasons: list[tuple[Severity, str, str]]) -> tuple[Severity, tuple[str, ...]]:
    worst = min((severity for severity, *_ in reasons), key=list(Severity).index)
    texts = [text for _, text, _ in reasons[:_MOST_NAMED]]
    if len(reasons) > _MOST_NAMED:
        texts.append(tr("And {count} more.", count=len(reasons) - _MOST_NAMED))
    return worst, (*texts, *dict.fromkeys(breaks for *_, breaks in reasons))


def _object_of(drift: Drift) -> tuple[str, str]:
    """The table, view, index or trigger that a drift is about, and the column if it is about one."""
    if drift.kind in _OF_COLUMNS:
        table, _, column = drift.object.rpartition(".")
        return table, column
    return drift.object, ""


_OF_COLUMNS = frozenset(
    {
        DriftKind.MISSING_COLUMN,
        DriftKind.EXTRA_COLUMN,
        DriftKind.CHANGED_COLUMN,
        DriftKind.CHANGED_REFERENCE,
    }
)
