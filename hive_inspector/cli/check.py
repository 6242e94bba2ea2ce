"""`check`: whether a file is well, with what each verdict rests on."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

from hive_inspector.cli.command import Command, add_database, add_json
from hive_inspector.cli.exits import Exit
from hive_inspector.cli.render import write_lines

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from hive_inspector.cli.session import Session

DESCRIPTION = """\
Whether the file is well: what can be measured of it now, a verdict for each check, and what was found.

Without --deep only the quick checks run, which take milliseconds however large the file is. A check that this
kind of file, or this computer, cannot answer is skipped with the reason. No secret is ever shown.

The exit code is 0 when every check passed, and 1 when something is not as it should be; notices do not count."""


def _add_arguments(parser: ArgumentParser) -> None:
    add_database(parser)
    parser.add_argument(
        "--only",
        metavar="ID",
        action="append",
        default=[],
        help="run this check, as it is called in the output; may be given several times",
    )
    parser.add_argument(
        "--deep", action="store_true", help="run the checks that read every row and page as well"
    )
    add_json(parser)


def _run(arguments: Namespace, session: Session) -> Exit:
    # Loaded now and not with the program: the window, and most commands, start without the checks.
    from hive_inspector.cli.checked import chosen, document, examine, lines

    checks = chosen(arguments.only, deep=arguments.deep)
    path = session.database_path(arguments.database)
    with session.opened(path) as hive:
        health = examine(str(path), hive.database, checks, session)
    if arguments.json:
        session.document(document(health))
    else:
        write_lines(sys.stdout, lines(health))
    return Exit.DONE if health.is_well else Exit.PROBLEMS


COMMAND = Command(
    name="check",
    description=DESCRIPTION,
    add_arguments=_add_arguments,
    run=_run,
)
