"""What a command is: a name, what it says about itself, its arguments, and what it does."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError, RawDescriptionHelpFormatter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from hive_inspector.core.errors import UsageProblem

if TYPE_CHECKING:
    from argparse import Namespace
    from collections.abc import Callable

    from hive_inspector.cli.session import Session

PROGRAM = "hive-inspector"


@dataclass(frozen=True, slots=True)
class Command:
    """One command of the program."""

    name: str
    description: str
    """What its own help says above the arguments."""
    add_arguments: Callable[[ArgumentParser], None]
    run: Callable[[Namespace, Session], int]
    """Returns the exit code, see `Exit`."""

    def parser(self) -> ArgumentParser:
        """The parser of its arguments."""
        parser = Parser(prog=f"{PROGRAM} {self.name}", description=self.description)
        self.add_arguments(parser)
        add_verbose(parser)
        return parser


class Parser(ArgumentParser):
    """A parser that raises what is wrong instead of printing its usage and ending the program."""

    def __init__(self, prog: str, description: str, epilog: str = "") -> None:
        super().__init__(
            prog=prog,
            description=description,
            epilog=epilog,
            formatter_class=RawDescriptionHelpFormatter,
            allow_abbrev=False,
        )

    def error(self, message: str) -> NoReturn:
        """Raise what argparse found.

        Raises:
            UsageProblem: Always.
        """
        sentence = message[:1].upper() + message[1:]
        raise UsageProblem(f"{sentence.rstrip('.')}.", f"See {self.prog} --help.")


def add_database(parser: ArgumentParser) -> None:
    """The argument that names the database."""
    parser.add_argument(
        "database",
        metavar="DATABASE",
        nargs="?",
        type=file_path,
        help="the file; without it HIVE_DB_PATH, else ~/.hive/hive-ai.db",
    )


def add_scripts(parser: ArgumentParser) -> None:
    """The option that names other scripts than the program's own."""
    parser.add_argument(
        "--scripts",
        metavar="FOLDER",
        type=file_path,
        help="other scripts than the program's own; the folder may be Hive's own, with .sql files",
    )


def add_json(parser: ArgumentParser) -> None:
    """The option of every reading command."""
    parser.add_argument(
        "--json",
        action="store_true",
        help="one JSON document on standard output, all else beside it",
    )


def add_verbose(parser: ArgumentParser) -> None:
    """The option of every command."""
    parser.add_argument(
        "--verbose",
        action="store_true",
        help="add the details to what goes wrong, and log to the terminal",
    )


def file_path(text: str) -> Path:
    """An argument that names a file or folder."""
    if not text:
        raise ArgumentTypeError("the name is empty")
    return Path(text)


def whole_number(text: str) -> int:
    """An argument that is a number of rows."""
    number = int(text) if text.isascii() and text.isdecimal() and len(text) <= _MOST_DIGITS else -1
    if number < 0:
        raise ArgumentTypeError(f"{text!r} is not a whole number from 0 on")
    return number


def version_number(text: str) -> int:
    """An argument that is a version."""
    number = whole_number(text)
    if number > _MOST_VERSIONS:
        raise ArgumentTypeError(f"{text!r} is no version")
    return number


_MOST_DIGITS = 18
"""More rows than SQLite can hold."""
_MOST_VERSIONS = 1_000_000
