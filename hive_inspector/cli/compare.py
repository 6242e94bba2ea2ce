"""`compare`: two databases beside each other, in what they declare and in what they hold."""

from __future__ import annotations

import sys
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json, file_path
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import Column, Word, even_unread, facts, heading, table, write_lines
from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.database.values import ELLIPSIS
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem
from hive_inspector.core.hive.wording import counted
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import silent

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from hive_inspector.cli.session import Session
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.comparing.differences import (
        Comparison,
        RowDifference,
        TableDifference,
    )

DESCRIPTION = """\
What differs between two databases: what they declare, and table by table the rows that only one of them has and the
cells that are not the same. Rows are matched by primary key, else by a unique key, else by rowid. Both files are only
read.

--sql writes statements that make the tables of DATABASE hold what those of OTHER do; --report a report in Markdown.
Secrets are dots on both sides, and left out of the statements; --with-secrets writes them there as they are, which is
recorded in the audit trail first.

The exit code is 0 when nothing differs, and 1 when something does."""

_SHOWN = 5
"""Differing rows of each table that are shown on a terminal."""
_CHARACTERS = 60
"""Characters of a cell that are shown there."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument("other", metavar="OTHER", type=file_path, help="the file to compare with")
    parser.add_argument(
        "--table",
        metavar="NAME",
        action="append",
        default=[],
        help="only this table; may be given several times",
    )
    parser.add_argument(
        "--sql", metavar="FILE", type=file_path, help="write the difference as SQL statements"
    )
    parser.add_argument(
        "--report", metavar="FILE", type=file_path, help="write a report in Markdown"
    )
    parser.add_argument(
        "--with-secrets", action="store_true", help="secrets in the statements, as they are"
    )
    parser.add_argument(
        "--replace", action="store_true", help="replace a file that is there already"
    )
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    # Loaded now and not with the program, which most commands start without it.
    from hive_inspector.core.support.comparing.report import write_report

    if arguments.with_secrets and arguments.sql is None:
        raise UsageProblem("--with-secrets says how --sql writes.", "Add --sql FILE.")
    with session.opened(arguments.database) as left, session.opened(arguments.other) as right:
        found = _compared(arguments, session, left, right)
        if arguments.report is not None:
            write_report(found, arguments.report, replace=arguments.replace)
        notes = _write_statements(arguments, session, left, right) if arguments.sql else ()
    if arguments.json:
        session.document(_document(found))
    for note in notes:
        session.remark(note)
    return Exit.PROBLEMS if found.differs else Exit.DONE


def _compared(
    arguments: Namespace, session: Session, left: OpenHive, right: OpenHive
) -> Comparison:
    """Compare, and tell of each table as soon as it is compared, unless all is to be one document."""
    from hive_inspector.core.support.comparing.comparison import comparing

    def tell(lines: Iterator[list[Word]]) -> None:
        if not arguments.json:
            with even_unread():  # what else was asked for is still written
                write_lines(sys.stdout, lines)

    meter = _Meter()
    tables = tuple(arguments.table)
    steps = comparing(left, right, token=session.token, progress=meter, tables=tables)
    with closing(steps):
        found = next(steps)
        tell(_opening(found))
        while found.awaited:
            with session.progress("Comparing") as meter.shown:  # wiped before a table is told of
                found = next(steps)
            tell(_examples(found.tables[-1]))
    tell(_ending(found))
    return found


class _Meter:
    """Hands progress on to the line that is shown now."""

    shown: Progress = staticmethod(silent)

    def __call__(self, done: int, total: int | None, step: str, /) -> None:
        self.shown(done, total, step)


def _write_statements(
    arguments: Namespace, session: Session, left: OpenHive, right: OpenHive
) -> tuple[str, ...]:
    from hive_inspector.core.support.comparing.statements import (
        StatementsRequest,
        write_statements,
    )

    request = StatementsRequest(
        arguments.sql, tuple(arguments.table), arguments.with_secrets, arguments.replace
    )
    if request.with_secrets:
        _account(left, right)
    with session.progress("Writing the statements") as progress:
        written = write_statements(left, right, request, token=session.token, progress=progress)
    return written.notes


def _account(left: OpenHive, right: OpenHive) -> None:
    """Record that secrets are written, before they are."""
    other = str(right.database.real_path)
    entry = Entry("compare.secrets", str(left.database.real_path), details={"other": other})
    if not AuditTrail(app_paths().audit).record(entry):
        raise EnvironmentProblem(
            "The audit trail cannot be written, so no secret was written either.",
            f"Check that you may write to {app_paths().audit}.",
        )


def _document(found: Comparison) -> dict[str, object]:
    return {
        "left": str(found.left),
        "right": str(found.right),
        "schema": [
            {"kind": one.kind.value, "object": one.object, "detail": one.detail}
            for one in found.schema
        ],
        "tables": [_table_document(one) for one in found.tables],
    }


def _table_document(found: TableDifference) -> dict[str, object]:
    return {
        "name": found.name,
        "only_left": found.only_left,
        "only_right": found.only_right,
        "changed": found.changed,
        "same": found.same,
        "compared": found.is_compared,
        "matched_by": None if found.matched_by is None else found.matched_by.value,
        "key": list(found.key),
        "note": found.note,
        "rows": [_row_document(row) for row in found.examples],
    }


def _row_document(row: RowDifference) -> dict[str, object]:
    return {
        "side": row.side.value,
        "key": [cell.text for cell in row.key],
        "cells": [
            {"column": cell.column, "left": cell.left.text, "right": cell.right.text}
            for cell in row.cells
        ],
    }


def _opening(found: Comparison) -> Iterator[list[Word]]:
    """What is known before any row is read."""
    yield from facts([("Left", str(found.left)), ("Right", str(found.right))])
    yield []
    if found.schema:
        yield heading("Schema")
        for one in found.schema:
            yield [Word("  "), Word(one.object, "yellow"), Word(f"  {one.detail}")]
        yield []


def _ending(found: Comparison) -> Iterator[list[Word]]:
    """What came of all of it."""
    if not found.differs:
        yield [Word("Nothing differs.", "green")]
        return
    yield heading("Tables")
    yield from _tables(found)
    if not found.schema:
        yield [Word("Both files declare the same.", "dim")]


def _tables(found: Comparison) -> Iterator[list[Word]]:
    titles = ("Same", "Only left", "Only right", "Changed")
    columns = [Column("Table"), *(Column(title, numeric=True) for title in titles), Column("Note")]
    """What differs, counted; last, so that it is in sight where the rows above took much room."""
    shown = [one for one in found.tables if one.differs or one.note]
    rows = [
        [
            Word(one.name),
            Word(f"{one.same:,}"),
            *(_number(count) for count in (one.only_left, one.only_right, one.changed)),
            Word(one.note, "dim"),
        ]
        for one in shown
    ]
    if rows:
        yield from table(columns, rows)
    yield [Word(f"{counted(len(found.tables) - len(shown), 'table')} without a difference", "dim")]


def _number(count: int) -> Word:
    return Word(f"{count:,}", "yellow" if count else "dim")


def _examples(found: TableDifference) -> Iterator[list[Word]]:
    """The first differing rows of a table."""
    if not found.examples:
        return
    yield heading(found.name)
    for row in found.examples[:_SHOWN]:
        key = ", ".join(cell.text for cell in row.key)
        yield [Word(f"  {key}  "), Word(row.side.value, "yellow")]
        if row.side.value == "changed":
            for cell in row.cells:
                yield [
                    Word(f"    {cell.column}: ", "dim"),
                    Word(_short(cell.left.text)),
                    Word(" → ", "dim"),
                    Word(_short(cell.right.text)),
                ]
    if found.differences > _SHOWN:
        yield [Word(f"  and {counted(found.differences - _SHOWN, 'row')} more", "dim")]
    yield []


def _short(text: str) -> str:
    return text if len(text) <= _CHARACTERS else text[: _CHARACTERS - 1] + ELLIPSIS


COMMAND = Command(
    name="compare",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
