"""The window: what the program does when no command is named."""

from __future__ import annotations

import sys
from difflib import get_close_matches
from typing import TYPE_CHECKING

import hive_inspector
from hive_inspector.cli.command import PROGRAM, Parser, add_verbose, file_path
from hive_inspector.core.display import has_display
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem
from hive_inspector.core.requests import PAGES, WindowRequest
from hive_inspector.core.settings import ThemeMode

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace
    from collections.abc import Sequence

    from hive_inspector.cli.commands import Listed
    from hive_inspector.cli.session import Session

DESCRIPTION = """\
Opens a Hive AI database, shows what it is, whether it is well, and moves its schema forwards or back.

Without a command it opens the window: on DATABASE, else on HIVE_DB_PATH, else on ~/.hive/hive-ai.db, else on
its start page. The file is opened for reading only unless --write is given."""

_EXITS = """\
exit codes:
  0    done, and all is well
  1    done, with problems found; or a change was refused
  2    wrong usage: what was asked for does not exist or cannot be understood
  3    the environment stands in the way: not a database, locked, read-only, no room, damaged
  70   an error in the program itself; it says where the details were written down
  130  cancelled"""


def window_parser(commands: Sequence[Listed]) -> ArgumentParser:
    """The parser of the program without a command, whose help lists the commands."""
    broadest = max(len(command.name) for command in commands)
    listed = [f"  {command.name.ljust(broadest)}  {command.summary}" for command in commands]
    listed.append(f"\n{PROGRAM} COMMAND --help tells the arguments of a command.")
    epilog = "\n".join(["commands:", *listed, "", _EXITS])
    parser = Parser(prog=PROGRAM, description=DESCRIPTION, epilog=epilog)
    parser.add_argument(
        "database", metavar="DATABASE", nargs="?", type=file_path, help="the file to open"
    )
    parser.add_argument("--demo", action="store_true", help="open a demo, made the first time")
    parser.add_argument("--page", choices=PAGES, help="the page to start on")
    parser.add_argument(
        "--theme", choices=[mode.value for mode in ThemeMode], help="light, dark or the system's"
    )
    parser.add_argument("--write", action="store_true", help="let the file be changed")
    parser.add_argument(
        "--new",
        action="store_true",
        help="start a program of its own instead of a window of the one that runs",
    )
    parser.add_argument(
        "--version", action="version", version=f"Hive Inspector {hive_inspector.__version__}"
    )
    add_verbose(parser)
    return parser


def run_window(arguments: Namespace, session: Session, commands: Sequence[Listed]) -> int:
    """Open the window, and stay until it is closed.

    Raises:
        UsageProblem: The arguments contradict one another, or a command was misspelled.
        EnvironmentProblem: There is no display.
    """
    if arguments.demo and arguments.database:
        raise UsageProblem("Both a database and --demo were given.", "Choose one of them.")
    names = [command.name for command in commands]
    _require_no_misspelling(arguments, names)
    if not has_display(session.environ, sys.platform):
        raise EnvironmentProblem(
            "There is no display to open a window on.",
            f"These commands work without one: {', '.join(names)}.",
        )
    return session.launchers.run_window(
        WindowRequest(
            path=arguments.database,
            demo=arguments.demo,
            page=arguments.page,
            theme=ThemeMode(arguments.theme) if arguments.theme else None,
            writable=arguments.write,
            verbose=session.verbose,
            separate=arguments.new,
        )
    )


def _require_no_misspelling(arguments: Namespace, names: list[str]) -> None:
    """A word that is no file and nearly a command was meant as one."""
    if arguments.database is None or arguments.database.exists():
        return
    near = get_close_matches(str(arguments.database), names, n=1)
    if near:
        raise UsageProblem(
            f"There is no file and no command “{arguments.database}”.", f"Did you mean {near[0]}?"
        )
