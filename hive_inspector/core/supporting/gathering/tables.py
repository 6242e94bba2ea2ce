"""Each table and column, without a value: counts, kinds and lengths."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.browsing.counts import exact_counts
from hive_inspector.core.browsing.profile import profile_column
from hive_inspector.core.database.sizes import object_sizes
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr
from hive_inspector.core.support.bundle import contents

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hive_inspector.core.browsing.profile import ColumnProfile
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.support.bundle.masking import Masking
    from hive_inspector.core.supporting.gathering.subject import Subject

PROFILED_ROWS = 2_000
"""Rows of a table that a column's sketch is taken of, all or a sample."""


def tables(subject: Subject) -> Mapping[str, object]:
    """Counts of rows, and what columns hold by kinds and lengths."""
    hive, mask = subject.hive, subject.masking
    database, token = hive.database, subject.token
    counts = {one.name: one for one in exact_counts(database, hive.schema.tables, token)}
    with database.reading(token) as connection:
        sizes = object_sizes(connection)
    sketches = []
    for done, table in enumerate(hive.schema.tables):
        subject.progress(done, len(hive.schema.tables), tr("Tables: {table}", table=table.name))
        count = counts.get(table.name)
        sketches.append(
            contents.TableSketch(
                table=mask.name(table.name),
                kind=table.kind.value,
                rows=count.rows if count else None,
                exact=count.exact if count else False,
                bytes=_bytes(table, sizes),
                columns=tuple(_columns(table, subject)),
                problem=mask.prose(table.problem or (count.problem if count else "")),
            )
        )
    return {"tables": tuple(sketches)}


def _bytes(table: Table, sizes: Mapping[str, int] | None) -> int | None:
    if sizes is None or table.name not in sizes:
        return None
    return sizes[table.name] + sum(sizes.get(index.name, 0) for index in table.indexes)


def _columns(table: Table, subject: Subject) -> Iterator[contents.ColumnSketch]:
    """A sketch of each column; a view may have to work for hours, so it has none."""
    if table.kind is TableKind.VIEW:
        return
    for column in table.columns:
        with subject.hive.database.reading(subject.token) as connection:
            try:
                *_, profile = profile_column(
                    connection, table, column.name, whole_rows=PROFILED_ROWS
                )
                yield _sketch(profile, subject.masking)
            except InspectorError as error:
                problem = subject.masking.prose(error.message)
                yield contents.ColumnSketch(
                    subject.masking.name(column.name),
                    rows=0, sampled=False, kinds={}, empty=0, distinct=0, distinct_exact=False,
                    shortest=None, longest=None, index="", hidden=0, problem=problem,
                )  # fmt: skip


def _sketch(profile: ColumnProfile, mask: Masking) -> contents.ColumnSketch:
    shortest, longest = profile.length_range or (None, None)
    return contents.ColumnSketch(
        column=mask.name(profile.column),
        rows=profile.rows,
        sampled=profile.sampled,
        kinds={kind.name.lower(): rows for kind, rows in profile.kinds},
        empty=profile.empty,
        distinct=profile.distinct,
        distinct_exact=profile.distinct_exact,
        shortest=shortest,
        longest=longest,
        index=mask.name(profile.index),
        hidden=profile.hidden,
    )
