"""`demo`: a new database with believable content, to look at and to try things on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, file_path
from hive_inspector.cli.exits import Exit
from hive_inspector.core.database.values import size_text

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.session import Session

DESCRIPTION = """\
A new database, made through the migrations and filled with invented conversations, models, costs and times.
The same size, lineage and seed give the same content.

small   200 conversations, in less than a second
medium  20,000 conversations, 160,000 messages
large   200,000 conversations, 5,000,000 messages

A file that exists already is left as it is."""

_SIZES = ("small", "medium", "large")


def _add_arguments(parser: ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE", type=file_path, help="the database to make")
    parser.add_argument("--size", choices=_SIZES, default="small", help="%(choices)s (%(default)s)")
    parser.add_argument(
        "--lineage",
        metavar="NAME",
        default="core",
        help="core, core-001 to core-013, hybrid, desktop, desktop-memory, knowledge, enhanced (core)",
    )
    parser.add_argument(
        "--seed", metavar="N", type=int, default=1, help="other numbers give other content (1)"
    )
    parser.add_argument(
        "--with-defects",
        action="store_true",
        help="plant the defects that are found in real installs, for Health to find",
    )


def _run(arguments: Namespace, session: Session) -> Exit:
    from hive_inspector.core.demo.making import make_demo
    from hive_inspector.core.demo.sizes import DemoSize

    with session.progress("Making the demo") as progress:
        make_demo(
            arguments.file,
            size=DemoSize(arguments.size),
            lineage=arguments.lineage,
            seed=arguments.seed,
            with_defects=arguments.with_defects,
            token=session.token,
            progress=progress,
        )
    size = size_text(arguments.file.stat().st_size)
    session.say(
        f"{arguments.file}: {arguments.size}, {arguments.lineage}, seed {arguments.seed}, {size}"
    )
    return Exit.DONE


COMMAND = Command(
    name="demo",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
