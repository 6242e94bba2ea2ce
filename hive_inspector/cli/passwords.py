"""Where a password comes from: a variable, a file descriptor, or the terminal without echo.

Never the command line, which every user of the computer can read.
"""

from __future__ import annotations

import getpass
import os
from typing import TYPE_CHECKING

from hive_inspector.cli.asking import can_ask
from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.wrapping import Password
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem

if TYPE_CHECKING:
    from hive_inspector.cli.session import Session

PASSWORD_VARIABLE = "HIVE_INSPECTOR_PASSWORD"  # noqa: S105 - a name
DESCRIPTOR_VARIABLE = "HIVE_INSPECTOR_PASSWORD_FD"
HELP = f"""\
The password is asked for on a terminal, without showing it. Elsewhere it is taken from the variable
{PASSWORD_VARIABLE}, or read from the file descriptor whose number is in {DESCRIPTOR_VARIABLE}, up to the
end of its first line. It cannot be given on the command line, which others can see."""
_MOST_BYTES = 10_000


def password_for(session: Session, what: str, *, is_new: bool = False) -> Password:
    """The password of a backup.

    Args:
        session: The running command.
        what: What it is for, in words that follow `Password of`.
        is_new: Whether it is to be chosen now, so that it is asked for twice.

    Raises:
        EnvironmentProblem: There is none, and nobody can be asked.
        UsageProblem: A new one is empty, or was not the same twice; or no such file descriptor is open.
        Cancelled: Ctrl+C or the end of input instead of an answer.
    """
    given = _given(session)
    if given is None:
        if not can_ask():
            raise EnvironmentProblem(
                f"The password of {what} is needed, and nobody can be asked for it, as this is no terminal.",
                f"Put it into {PASSWORD_VARIABLE}, or name a file descriptor in {DESCRIPTOR_VARIABLE}.",
            )
        given = _asked(session, f"Password of {what}: ")
        if is_new and given != _asked(session, "The same again: "):
            raise UsageProblem("The two passwords differ.", "Start again.")
    if is_new and not given:
        raise UsageProblem("An empty password protects nothing.", "Choose another one.")
    return Password(given)


def _given(session: Session) -> str | None:
    number = session.environ.get(DESCRIPTOR_VARIABLE, "").strip()
    if number:
        return _read(number)
    return session.environ.get(PASSWORD_VARIABLE) or None


def _read(number: str) -> str:
    """The first line that a file descriptor has."""
    content = b""
    try:
        while b"\n" not in content and len(content) < _MOST_BYTES:
            piece = os.read(int(number), _MOST_BYTES)
            if not piece:
                break
            content += piece
    except (OSError, ValueError, OverflowError) as error:
        raise UsageProblem(
            f"No password can be read from the file descriptor {number}.",
            f"Set {DESCRIPTOR_VARIABLE} to one that is open, as in 3<FILE.",
            str(error),
        ) from error
    line = content.partition(b"\n")[0].removesuffix(b"\r")
    return line.decode("utf-8", "surrogateescape")


def _asked(session: Session, prompt: str) -> str:
    with session.asking():
        try:
            return getpass.getpass(prompt)
        except EOFError as error:
            raise Cancelled from error
