"""A comparison as a report in Markdown, for people to read and to send; secrets are dots."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.hive.wording import counted, listed
from hive_inspector.core.markdown import markdown_text
from hive_inspector.core.support.comparing.merging import Side
from hive_inspector.core.support.comparing.places import new_file

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from hive_inspector.core.database.values import CellText
    from hive_inspector.core.support.comparing.differences import (
        Comparison,
        RowDifference,
        TableDifference,
    )

_SIDES = {Side.LEFT: "only left", Side.RIGHT: "only right", Side.BOTH: "changed"}


def write_report(comparison: Comparison, path: Path, *, replace: bool = False) -> None:
    """Write the report as a file.

    Raises:
        Refusal: There is such a file, or it is one of the two databases.
        UsageProblem: The path leads to no place for a file.
        EnvironmentProblem: The file cannot be written.
    """
    databases = (comparison.left, comparison.right)
    with new_file(path, databases, replace=replace) as file:
        file.writelines(f"{line}\n".encode("utf-8", "replace") for line in report_lines(comparison))


def report_lines(comparison: Comparison) -> Iterator[str]:
    """The lines of the report."""
    yield "# Comparison of two databases"
    yield ""
    yield f"- Left: {markdown_text(str(comparison.left))}"
    yield f"- Right: {markdown_text(str(comparison.right))}"
    yield ""
    yield "## Schema"
    yield ""
    if comparison.schema:
        yield from _table(
            ("Difference", "Object", "What the right file has"),
            ((one.kind.value, one.object, one.detail) for one in comparison.schema),
        )
    else:
        yield "Both files declare the same."
    yield ""
    yield "## Tables"
    yield ""
    yield from _summary(comparison)
    for table in comparison.tables:
        if table.examples:
            yield from _details(table)


def _summary(comparison: Comparison) -> Iterator[str]:
    differing = [table for table in comparison.tables if table.differs or table.note]
    if differing:
        yield from _table(
            ("Table", "Matched by", "Same", "Only left", "Only right", "Changed", "Note"),
            (
                (
                    table.name,
                    matched_text(table),
                    f"{table.same:,}",
                    f"{table.only_left:,}",
                    f"{table.only_right:,}",
                    f"{table.changed:,}",
                    table.note,
                )
                for table in differing
            ),
        )
        yield ""
    alike = len(comparison.tables) - len(differing)
    yield f"{counted(alike, 'table')} without a difference."
    yield ""


def matched_text(table: TableDifference) -> str:
    """By what the rows were matched, in a few words."""
    if table.matched_by is None:
        return "not matched"
    columns = f" ({listed(table.key)})" if table.key else ""
    return f"{table.matched_by.value}{columns}"


def _details(table: TableDifference) -> Iterator[str]:
    yield f"## {markdown_text(table.name)}"
    yield ""
    if table.differences > len(table.examples):
        yield f"The first {len(table.examples):,} of {counted(table.differences, 'row')}."
        yield ""
    yield from _table(
        ("Row", "Where", "Column", "Left", "Right"),
        (line for row in table.examples for line in _cells(row)),
    )
    yield ""


def _cells(row: RowDifference) -> Iterator[tuple[str, ...]]:
    key = ", ".join(cell.text for cell in row.key)
    if row.side is Side.BOTH:
        for cell in row.cells:
            yield key, _SIDES[row.side], cell.column, cell.left.text, cell.right.text
        return
    here = row.side is Side.LEFT
    text = "; ".join(f"{c.column}: {_side(c.left, c.right, left=here)}" for c in row.cells)
    yield (key, _SIDES[row.side], "", text if here else "", "" if here else text)


def _side(one: CellText, other: CellText, *, left: bool) -> str:
    return (one if left else other).text


def _table(titles: Iterable[str], rows: Iterable[Iterable[str]]) -> Iterator[str]:
    titles = tuple(titles)
    yield _line(titles)
    yield _line("---" for _ in titles)
    for row in rows:
        yield _line(map(markdown_text, row))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"
