"""What went wrong with a statement, in the user's words and with its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.console.outcomes import Trouble
from hive_inspector.core.console.places import place_of
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.questions import StatementRefused
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.questions import Conversation
    from hive_inspector.core.errors import InspectorError

_HINT = tr("Correct the statement and run it again.")


def trouble_of(
    statement: Statement, error: InspectorError, talk: Conversation | None = None
) -> Trouble:
    """The error as it stays with its statement.

    Args:
        statement: The statement.
        error: What was raised for it.
        talk: A conversation that still answers, to find the place; without one there is no place.
    """
    about = ""
    if isinstance(error, StatementRefused):
        about = error.about or statement.verb
    place = None
    if talk is not None:
        place = place_of(statement.text, error.message, talk.complaint, about)
    if isinstance(error, StatementProblem) and error.said:
        return Trouble(error.said, _HINT, error.detail, place)
    is_outside = isinstance(error, EnvironmentProblem)
    return Trouble(error.message, error.hint, error.detail, place, is_outside)
