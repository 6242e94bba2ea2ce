"""`bundle`: one file with what is needed to help somebody from afar, and nothing private."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json, file_path
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import Column, Word, heading, table, write_lines
from hive_inspector.core.database.values import size_text
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.support.bundle.parts import PartId

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from pathlib import Path

    from hive_inspector.cli.session import Session
    from hive_inspector.core.support.bundle.parts import Prepared

_WIDTH = max(len(part.value) for part in PartId) + 2
_LISTED = "\n".join(f"{part.value:{_WIDTH}}{part.meaning}" for part in PartId)
DESCRIPTION = f"""\
Writes a zip for whoever helps you, from what this program finds out about the file. No row is in it: tables are
counted, columns told by kinds and lengths. Names, addresses, paths and keys are left out or masked.

With --list nothing is written; with --show PART a part is printed just as it would be. The parts are

{_LISTED}"""

_COLUMNS = [Column("Part"), Column("Size", numeric=True), Column("What is in it")]


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parts = [part.value for part in PartId]
    parser.add_argument("--to", metavar="FILE.zip", type=file_path, help="the new file")
    parser.add_argument(
        "--without",
        metavar="PART",
        choices=parts,
        action="append",
        default=[],
        help="leave this part out; may be given several times",
    )
    parser.add_argument("--list", action="store_true", help="only say what would be in it")
    parser.add_argument(
        "--show", metavar="PART", choices=parts, help="only print this part, all of it"
    )
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    # Loaded now and not with the program: it stands on every feature.
    from hive_inspector.core.supporting.bundling import BundleRequest, prepare, write_recorded

    without = frozenset(map(PartId, arguments.without))
    only = PartId(arguments.show) if arguments.show else None
    if only is not None:
        without = frozenset(PartId) - {only}
    if arguments.to is None and not arguments.list and only is None:
        raise UsageProblem(
            "--to is missing.", "Name the new file: --to FILE.zip, or look first: --list."
        )
    with session.opened(arguments.database) as hive:
        with session.progress("Gathering") as progress:
            prepared = prepare(
                hive, BundleRequest(without=without), token=session.token, progress=progress
            )
        written = None
        if arguments.to is not None and not arguments.list and only is None:
            written = write_recorded(prepared, arguments.to, hive.database.real_path)
    if only is not None:
        sys.stdout.write(prepared.parts[0].text)
    elif arguments.json:
        session.document(_document(prepared, arguments.to, written))
    else:
        write_lines(sys.stdout, _lines(prepared, arguments.to, written))
    return Exit.DONE


def _document(prepared: Prepared, path: Path | None, written: int | None) -> dict[str, object]:
    return {
        "path": None if written is None else str(path),
        "bytes": written,
        "parts": [
            {
                "id": part.id.value,
                "title": part.title,
                "bytes": part.bytes,
                "sha256": part.sha256,
                "problem": part.problem,
            }
            for part in prepared.parts
        ],
    }


def _lines(prepared: Prepared, path: Path | None, written: int | None) -> list[list[Word]]:
    rows = [
        [
            Word(part.id.value),
            Word(size_text(part.bytes)),
            Word(part.problem, "yellow") if part.problem else Word(part.id.meaning, "dim"),
        ]
        for part in prepared.parts
    ]
    shown = list(table(_COLUMNS, rows))
    if written is None:
        return [*shown, [], heading("Nothing was written.")]
    return [*shown, [], heading(f"Written: {path}, {size_text(written)}.")]


COMMAND = Command(
    name="bundle",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
