"""From the words of a command line to an exit code: chooses the command, runs it, and tells what went wrong."""

from __future__ import annotations

import io
import logging
import os
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.cli.commands import COMMANDS
from hive_inspector.cli.exits import Exit, exit_for
from hive_inspector.cli.render import close_output, visible
from hive_inspector.cli.session import Session, stopping_on_interrupt
from hive_inspector.cli.window import run_window, window_parser
from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.errors import EnvironmentProblem, InspectorError
from hive_inspector.core.leftovers import clear_leftovers
from hive_inspector.core.logmasking import Phrase
from hive_inspector.core.logs import FILE_NAME, configure_logs
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.cli.command import Command
    from hive_inspector.cli.session import Launchers

_VERBOSE = "--verbose"
_log = logging.getLogger(__name__)


def main(words: Sequence[str], launchers: Launchers) -> int:
    """Do what a command line asks.

    Args:
        words: The arguments, without the program's name.
        launchers: Start the window and the gallery.

    Returns:
        The exit code, see `Exit`. Nothing is raised: whatever goes wrong is told on standard error in two lines.
    """
    prepare_streams()
    verbose = _VERBOSE in words
    try:
        code = _run(words, launchers, verbose=verbose)
        sys.stdout.flush()
    except SystemExit as ended:  # argparse, after --help and --version
        return _flushed(ended.code if isinstance(ended.code, int) else Exit.USAGE)
    except InspectorError as error:
        return _told(error, verbose=verbose)
    except (Cancelled, KeyboardInterrupt):
        _write_error("Cancelled.")
        return Exit.CANCELLED
    except BrokenPipeError:  # whoever reads had enough, as `head` does
        close_output()
        return Exit.DONE
    except OSError as error:
        return _told(_unwritable(error), verbose=verbose)
    except Exception as error:  # noqa: BLE001 - the one place that tells of bugs
        return _reported(error, verbose=verbose)
    return code


def prepare_streams() -> None:
    """Let standard output take any text: UTF-8 with a stranger's bytes as they are, on a terminal escaped."""
    if sys.stdout is None or sys.stderr is None:  # started without them, as by a desktop entry
        nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - until the program ends
        sys.stdout, sys.stderr = sys.stdout or nowhere, sys.stderr or nowhere
    output = sys.stdout
    if not isinstance(output, io.TextIOWrapper):
        return
    if output.isatty():
        output.reconfigure(errors="backslashreplace")
    else:
        output.reconfigure(encoding="utf-8", errors="surrogateescape")


def _run(words: Sequence[str], launchers: Launchers, *, verbose: bool) -> int:
    session = Session(launchers, verbose=verbose)
    if verbose:
        session.keep_log()
    clear_leftovers()
    command, rest = _chosen(words)
    if command is None:
        return run_window(window_parser(COMMANDS).parse_args(rest), session, COMMANDS)
    arguments = command.parser().parse_intermixed_args(rest)
    with stopping_on_interrupt(session.token):
        _log.debug("Running %s", Phrase(command.name))
        return command.run(arguments, session)


def _chosen(words: Sequence[str]) -> tuple[Command | None, list[str]]:
    """The command that the first word names, if it does, and the other words."""
    rest = list(words)
    place = 1 if rest[:1] == [_VERBOSE] else 0
    for command in COMMANDS:
        if rest[place : place + 1] == [command.name]:
            del rest[place]
            return command.load(), rest
    return None, rest


def _told(error: InspectorError, *, verbose: bool) -> Exit:
    """Two lines: the cause, and what to do."""
    _write_error(error.message)
    _write_error(error.hint)
    if verbose and error.detail:
        _write_error(error.detail)
    return exit_for(error)


def _unwritable(error: OSError) -> EnvironmentProblem:
    """What the core has not explained is the command's own output."""
    reason = error.strerror or str(error)
    where = str(error.filename) if error.filename else "The output"
    return EnvironmentProblem(
        f"{where} could not be used: {reason}.",
        "Check that there is room and that you may write there.",
        repr(error),
    )


def _reported(error: Exception, *, verbose: bool) -> Exit:
    """A bug: its traceback goes to the log, and the user is told so."""
    folder = app_paths().state
    configure_logs(folder, verbose=verbose)
    _log.critical("An error in the program", exc_info=error)
    _write_error(f"There is an error in Hive Inspector itself: {type(error).__name__}: {error}")
    _write_error(f"Please report it with the end of {folder / FILE_NAME}.")
    return Exit.BUG


def _write_error(text: str) -> None:
    try:
        sys.stderr.write(visible(text) + "\n")
    except BrokenPipeError:
        close_output()


def _flushed(code: int) -> int:
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        close_output()
    return code
