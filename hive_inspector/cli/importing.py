"""`import`: an older install, or a desktop's file, into a new database."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_json, file_path
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import Column, Word, facts, heading, table, write_lines
from hive_inspector.core.hive.wording import counted

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Iterator

    from hive_inspector.cli.session import Session
    from hive_inspector.core.support.importing.report import ImportReport, SourceTable

DESCRIPTION = """\
Brings what an older version of Hive left into a new database of the newest core version. FOLDER is the folder of the
TypeScript version (~/.hive-ai), or a single file of it or of the desktop app.

Every row of the sources is accounted for: moved, merged with one that is there already, or left, and why. The sources
are only read. The new file is made under a temporary name and appears when it is complete and has passed its tests.
Secrets are moved as they are and never shown.

--dry-run does all of it in a private folder and throws the result away."""


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument(
        "folder", metavar="FOLDER", type=file_path, help="the older install, or one of its files"
    )
    parser.add_argument("database", metavar="DATABASE", type=file_path, help="the new file")
    parser.add_argument(
        "--dry-run", action="store_true", help="only try it, and tell what would come of it"
    )
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    # Loaded now and not with the program, which most commands start without it.
    from hive_inspector.core.supporting.older_installs import import_into, rehearse_import

    with session.progress("Importing") as progress:
        if arguments.dry_run:
            report = rehearse_import(arguments.folder, token=session.token, progress=progress)
        else:
            report = import_into(
                arguments.folder, arguments.database, token=session.token, progress=progress
            )
    if arguments.json:
        session.document(_document(report))
    else:
        write_lines(sys.stdout, _lines(report))
    return Exit.DONE


def _document(report: ImportReport) -> dict[str, object]:
    return {
        "sources": [str(path) for path in report.sources],
        "target": None if report.target is None else str(report.target),
        "rows": report.rows,
        "moved": report.moved,
        "merged": report.merged,
        "left": report.left,
        "adds_up": report.adds_up,
        "tables": [_table_document(one) for one in report.tables],
        "besides": [
            {
                "file": one.file,
                "source": one.source,
                "target": one.target,
                "rows": one.rows,
                "merged": one.merged,
                "left": [{"rows": left.rows, "reason": left.reason} for left in one.left],
            }
            for one in report.besides
        ],
        "loosened": [
            {"target": one.target, "column": one.column, "rows": one.rows}
            for one in report.loosened
        ],
        "targets": [
            {
                "name": one.name,
                "before": one.before,
                "replaced": one.replaced,
                "added": one.added,
                "after": one.after,
            }
            for one in report.targets
        ],
        "duration_ms": report.duration_ms,
    }


def _table_document(one: SourceTable) -> dict[str, object]:
    return {
        "file": one.file,
        "name": one.name,
        "rows": one.rows,
        "moved": one.moved,
        "merged": one.merged,
        "left": [{"rows": left.rows, "reason": left.reason} for left in one.left],
        "into": list(one.into),
        "reasons": list(one.reasons),
        "columns_left": [{"name": name, "reason": why} for name, why in one.columns_left],
    }


def _lines(report: ImportReport) -> Iterator[list[Word]]:
    yield heading("Tried" if report.target is None else f"Made {report.target}")
    yield from facts(
        [
            ("Sources", ", ".join(str(path) for path in report.sources)),
            (
                "Rows",
                f"{report.rows:,}: {report.moved:,} moved, {report.merged:,} merged, {report.left:,} left",
            ),
        ]
    )
    yield []
    titles = ("Rows", "Moved", "Merged", "Left")
    columns = [Column("Table"), *(Column(title, numeric=True) for title in titles), Column("Into")]
    shown = [one for one in report.tables if one.rows]
    rows = [
        [
            Word(f"{one.file}: {one.name}" if len(report.sources) > 1 else one.name),
            Word(f"{one.rows:,}"),
            Word(f"{one.moved:,}"),
            Word(f"{one.merged:,}"),
            Word(f"{sum(left.rows for left in one.left):,}"),
            Word(", ".join(one.into), "dim"),
        ]
        for one in shown
    ]
    if rows:
        yield from table(columns, rows)
    yield []
    for line in _left(shown):
        yield [Word(line)]
    for besides in report.besides:
        if besides.rows:
            text = f"{counted(besides.rows, 'row')} of {besides.target} made of {besides.source}."
            yield [Word(f"{text} {besides.reason}", "dim")]
        for left in besides.left:
            text = f"{counted(left.rows, 'row')} for {besides.target} left. {left.reason}"
            yield [Word(f"{besides.file}: {besides.source}: {text}", "yellow")]
    for loose in report.loosened:
        text = f"{counted(loose.rows, 'row')} without {loose.column}, which led to nothing."
        yield [Word(f"{loose.target}: {text}")]


def _left(tables: list[SourceTable]) -> Iterator[str]:
    for one in tables:
        for left in one.left:
            yield f"{one.name}: {counted(left.rows, 'row')} left. {left.reason}"


COMMAND = Command(
    name="import",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
