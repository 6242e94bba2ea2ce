"""One pass over the rows of every table that answers for all checks of contents together."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.health.checks.questions import Question, questions_of
from hive_inspector.core.health.checks.tablepass import Found, TablePass
from hive_inspector.core.health.checks.timeforms import TimeQuestion, time_questions

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.health.checks.check import CheckContext

_SHARED = "contents"


@dataclass(slots=True)
class Contents:
    """What the pass found in all tables."""

    invalid_texts: dict[tuple[str, str], Found] = field(default_factory=dict)
    """By table and column: texts whose bytes are no valid text."""
    keys: dict[tuple[str, str], Found] = field(default_factory=dict)
    """By table and column: texts that hold a key of a model provider."""
    answers: dict[Question, int] = field(default_factory=dict)
    """Rows for which each question holds; questions that hold for none are left out."""
    times: list[TimeQuestion] = field(default_factory=list)
    """Columns of times in which not all have the form of the first."""
    unread: dict[str, InspectorError] = field(default_factory=dict)
    """Tables that could not be read to their end, with the cause."""


def read_contents(context: CheckContext) -> Contents:
    """The pass, made once for a context.

    Raises:
        InspectorError: The file cannot be read now.
        Cancelled: The lease's token was cancelled.
    """
    known = context.shared.get(_SHARED)
    if isinstance(known, Contents):
        return known
    contents = Contents()
    for table in context.schema.tables:
        if table.kind is TableKind.TABLE and not table.problem:
            context.move_on()
            try:
                _read(context, table, contents)
            except (DatabaseDamaged, StatementProblem) as error:
                contents.unread[table.name] = error
    context.shared[_SHARED] = contents
    return contents


def _read(context: CheckContext, table: Table, contents: Contents) -> None:
    questions: list[Question | TimeQuestion] = [
        *questions_of(table),
        *time_questions(context.connection, table),
    ]
    done = TablePass(context.connection, table, [asked.condition for asked in questions])
    try:
        done.run(with_texts=context.facts.encoding == "UTF-8")
    finally:  # what was found before the damage was met counts
        for column, found in done.invalid_texts.items():
            contents.invalid_texts[table.name, column] = found
        for column, found in done.keys.items():
            contents.keys[table.name, column] = found
        for asked, count in zip(questions, done.counts, strict=True):
            if count and isinstance(asked, Question):
                contents.answers[asked] = count
            elif count and isinstance(asked, TimeQuestion):
                contents.times.append(asked)
