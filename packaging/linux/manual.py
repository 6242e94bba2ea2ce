"""The man page, made of what the program says of itself with --help."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

import hive_inspector
from hive_inspector.cli.commands import COMMANDS
from hive_inspector.cli.window import window_parser

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "hive-inspector"


def man_page(date: str) -> str:
    """The page of section 1, in roff.

    Args:
        date: As it stands at the foot, e.g. `2026-11-25`.
    """
    return "\n".join([*_lines(date), ""])


def _lines(date: str) -> Iterator[str]:
    window = window_parser(COMMANDS)
    yield f'.TH HIVE-INSPECTOR 1 "{date}" "Hive Inspector {hive_inspector.__version__}" "User Commands"'
    yield ".ad l\n.nh"
    yield ".SH NAME\nhive\\-inspector \\- see what a Hive AI database is, whether it is well, and move its schema"
    yield ".SH SYNOPSIS"
    yield _synopsis(NAME, window)
    for command in COMMANDS:
        yield _synopsis(f"{NAME} {command.name}", command.load().parser())
    yield f".SH DESCRIPTION\n{_plain(window.description or '')}"
    yield ".SH OPTIONS"
    yield from _arguments(window)
    yield ".SH COMMANDS"
    for command in COMMANDS:
        yield f".SS {_plain(command.name)}\n{_plain(command.load().description)}"
        yield from _arguments(command.load().parser())
    _, codes = (window.epilog or "").split("exit codes:", 1)
    yield f".SH EXIT STATUS\n.nf\n{_plain(codes.strip(chr(10)))}\n.fi"
    yield ".SH ENVIRONMENT\n.TP\n.B HIVE_DB_PATH\nthe database, where none is named; without it ~/.hive/hive\\-ai.db"


def _synopsis(name: str, parser: argparse.ArgumentParser) -> str:
    """A command, and below it what may follow, so that narrow terminals can break the line."""
    usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
    arguments = _plain(usage.removeprefix(name).strip()).replace(",", ",\\:")
    return f".TP 4\n.B {_plain(name)}\n{arguments}"


def _arguments(parser: argparse.ArgumentParser) -> Iterator[str]:
    for action in parser._actions:  # noqa: SLF001 - argparse has no other way to tell them
        if action.help is argparse.SUPPRESS:
            continue
        name = ", ".join(action.option_strings) or str(action.metavar or action.dest)
        value = action.metavar if action.option_strings and action.nargs != 0 else None
        shown = f"{name} {value or action.dest.upper()}" if value or _takes_value(action) else name
        yield f".TP\n.B {_plain(shown)}\n{_plain(action.help or '')}"


def _takes_value(action: argparse.Action) -> bool:
    return bool(action.option_strings) and action.nargs != 0


def _plain(text: str) -> str:
    """Text that roff takes as it is, whatever encoding it expects."""
    escaped = "".join(
        letter if letter.isascii() else f"\\[u{ord(letter):04X}]"
        for letter in text.replace("\\", "\\e").replace("-", "\\-")
    )
    return "\n".join(
        f"\\&{line}" if line.startswith((".", "'")) else line for line in escaped.splitlines()
    )
