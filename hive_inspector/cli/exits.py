"""What a command's exit code means. Public: scripts rely on it."""

from __future__ import annotations

from enum import IntEnum

from hive_inspector.core.errors import InspectorError, Refusal, UsageProblem


class Exit(IntEnum):
    """The exit codes of every command."""

    DONE = 0
    """Done, and all is well."""
    PROBLEMS = 1
    """Done, with problems found; or a change was refused."""
    USAGE = 2
    """What was asked for does not exist or cannot be understood."""
    ENVIRONMENT = 3
    """The environment stands in the way: not a database, locked, read-only, no room, damaged."""
    BUG = 70
    """An error in the program itself (`EX_SOFTWARE` of sysexits)."""
    CANCELLED = 130
    """Stopped by Ctrl+C."""


def exit_for(error: InspectorError) -> Exit:
    """The exit code of a known circumstance."""
    if isinstance(error, UsageProblem):
        return Exit.USAGE
    if isinstance(error, Refusal):
        return Exit.PROBLEMS
    return Exit.ENVIRONMENT
