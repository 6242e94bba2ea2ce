"""How SQLite would run a statement, as a tree in words.

SQLite's own words stay beside ours, since a newer SQLite may say something that is not known here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.console.binding import bound
from hive_inspector.core.console.troubles import trouble_of
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.database.questions import Bounds, StatementRefused
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.outcomes import Trouble
    from hive_inspector.core.console.running import Console
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.values import Cell

_NO_VALUES: Mapping[str, Cell] = {}
_BOUNDS = Bounds(seconds=10.0)


class Mark(Enum):
    """What makes a step slow on large tables."""

    FULL_SCAN = "full scan"
    """Every row of a table is looked at."""
    SORT = "temporary sort"
    """Rows are collected and sorted, because no index has them in order."""
    BUILDS_INDEX = "index built for this statement"
    """An index is built each time the statement runs, and thrown away."""


@dataclass(frozen=True, slots=True)
class PlanNode:
    """One step, and those that belong to it."""

    words: str
    """The step as a sentence without its full stop."""
    sqlite_words: str
    """As SQLite says it."""
    table: str = ""
    """The table's name in the statement (its alias, if it has one), or empty."""
    mark: Mark | None = None
    children: tuple[PlanNode, ...] = ()

    def walk(self) -> Iterator[PlanNode]:
        """This step and all that belong to it, in order."""
        yield self
        for child in self.children:
            yield from child.walk()


@dataclass(frozen=True, slots=True)
class Plan:
    """How SQLite would run a statement."""

    nodes: tuple[PlanNode, ...] = ()
    trouble: Trouble | None = None
    """Why there is none."""

    def walk(self) -> Iterator[PlanNode]:
        """Every step in order."""
        for node in self.nodes:
            yield from node.walk()


def read_plan(
    console: Console,
    statement: Statement,
    values: Mapping[str, Cell] = _NO_VALUES,
    token: CancelToken | None = None,
) -> Plan:
    """The plan of a statement, which is not run. What is wrong with the statement stands in the plan.

    Raises:
        Cancelled: The token was cancelled.
    """
    try:
        with console.questions.conversation(_BOUNDS, token) as talk:
            try:
                return Plan(tree(talk.plan(statement.text, bound(statement, values))))
            except (StatementProblem, StatementRefused) as error:
                return Plan(trouble=trouble_of(statement, error, talk))
    except InspectorError as error:
        return Plan(trouble=trouble_of(statement, error))


def tree(steps: Sequence[tuple[int, int, str]]) -> tuple[PlanNode, ...]:
    """The steps as SQLite lists them (number, number of the one it belongs to, words) as a tree."""
    children: dict[int, list[tuple[int, str]]] = {}
    for number, parent, words in steps:
        children.setdefault(parent, []).append((number, words))

    def made(parent: int) -> tuple[PlanNode, ...]:
        return tuple(_node(words, made(number)) for number, words in children.get(parent, ()))

    return made(0)


def _node(sqlite_words: str, children: tuple[PlanNode, ...]) -> PlanNode:
    for pattern, words, mark in _STEPS:
        found = pattern.fullmatch(sqlite_words)
        if found:
            parts = {name: text or "" for name, text in found.groupdict().items()}
            sentence = words.format(**parts | {"by": _conditions(parts.get("by", ""))})
            table = parts.get("table", "")
            return PlanNode(sentence.strip(), sqlite_words, table, mark, children)
    return PlanNode(_plainly(sqlite_words), sqlite_words, children=children)


def _conditions(text: str) -> str:
    """`(a=? AND b>?)` as `a = …, b > …`."""
    plain = text.strip().removeprefix("(").removesuffix(")")
    parts = [re.sub(r"\s*([<>=]+|IS)\s*\?", r" \1 …", part) for part in plain.split(" AND ")]
    return ", ".join(part for part in parts if part)


def _plainly(words: str) -> str:
    return words[:1].upper() + words[1:].lower() if words.isupper() else words


_TABLE = r"(?:TABLE )?(?P<table>\S+)(?: AS \S+)?"
_JOIN = r"(?: LEFT-JOIN| RIGHT-JOIN| FULL-JOIN)?"


def _step(
    pattern: str, words: str, mark: Mark | None = None
) -> tuple[re.Pattern[str], str, Mark | None]:
    return re.compile(pattern + _JOIN), words, mark


_STEPS = (
    _step(r"SCAN (?:\d+ )?CONSTANT ROWS?", tr("Use the values that stand in the statement")),
    _step(r"SCAN \(subquery-\d+\)", tr("Pass over every row of a subquery")),
    _step(rf"SCAN {_TABLE} VIRTUAL TABLE INDEX .*", tr("Ask the module of {table}")),
    _step(
        rf"SCAN {_TABLE} USING COVERING INDEX (?P<index>.+?)",
        tr("Pass over every entry of the index {index}, without the rows of {table}"),
        Mark.FULL_SCAN,
    ),
    _step(
        rf"SCAN {_TABLE} USING (?:PARTIAL )?INDEX (?P<index>.+?)",
        tr("Pass over every row of {table} in the order of the index {index}"),
        Mark.FULL_SCAN,
    ),
    _step(rf"SCAN {_TABLE}", tr("Pass over every row of {table}"), Mark.FULL_SCAN),
    _step(
        rf"SEARCH {_TABLE} USING AUTOMATIC (?:PARTIAL )?(?:COVERING )?INDEX (?P<by>\(.+\))",
        tr("Build an index of {table} for this statement, and find rows in it by {by}"),
        Mark.BUILDS_INDEX,
    ),
    _step(
        rf"SEARCH {_TABLE} USING INTEGER PRIMARY KEY (?P<by>\(.+\))",
        tr("Find rows of {table} by their number: {by}"),
    ),
    _step(
        rf"SEARCH {_TABLE} USING PRIMARY KEY (?P<by>\(.+\))",
        tr("Find rows of {table} by the primary key: {by}"),
    ),
    _step(
        rf"SEARCH {_TABLE} USING COVERING INDEX (?P<index>.+?) (?P<by>\(.+\))",
        tr("Find entries of the index {index} by {by}, without the rows of {table}"),
    ),
    _step(
        rf"SEARCH {_TABLE} USING (?:PARTIAL )?INDEX (?P<index>.+?) (?P<by>\(.+\))",
        tr("Find rows of {table} with the index {index} by {by}"),
    ),
    _step(
        rf"SEARCH {_TABLE} USING (?:COVERING )?INDEX (?P<index>.+?)",
        tr("Find the first or last row of {table} with the index {index}"),
    ),
    _step(rf"SEARCH {_TABLE}", tr("Find the first or last row of {table}")),
    _step(
        r"USE TEMP B-TREE FOR (?:LAST (?:\d+ )?TERMS? OF |RIGHT PART OF )ORDER BY",
        tr("Sort rows that are partly in order"),
        Mark.SORT,
    ),
    _step(r"USE TEMP B-TREE FOR ORDER BY", tr("Collect the rows and sort them"), Mark.SORT),
    _step(
        r"USE TEMP B-TREE FOR GROUP BY", tr("Collect the rows and sort them into groups"), Mark.SORT
    ),
    _step(
        r"USE TEMP B-TREE FOR DISTINCT",
        tr("Keep every row seen, to leave out equal ones"),
        Mark.SORT,
    ),
    _step(
        r"USE TEMP B-TREE FOR (?P<what>.+)",
        tr("Keep values seen, to leave out equal ones ({what})"),
        Mark.SORT,
    ),
    _step(r"COMPOUND QUERY", tr("Put several results together")),
    _step(r"LEFT-MOST SUBQUERY", tr("The first of them")),
    _step(r"UNION ALL", tr("All rows of the next")),
    _step(
        r"(?P<what>UNION|EXCEPT|INTERSECT) USING TEMP B-TREE",
        tr("The next ({what}), rows kept to compare"),
        Mark.SORT,
    ),
    _step(r"MERGE \((?P<what>.+)\)", tr("Merge two results in order ({what})")),
    _step(r"CORRELATED SCALAR SUBQUERY \d+", tr("For each row: a subquery that gives one value")),
    _step(r"SCALAR SUBQUERY \d+", tr("Once: a subquery that gives one value")),
    _step(r"CORRELATED LIST SUBQUERY \d+", tr("For each row: a subquery that gives a list")),
    _step(r"LIST SUBQUERY \d+", tr("Once: a subquery that gives a list")),
    _step(r"REUSE (?:LIST|SCALAR) SUBQUERY \d+", tr("The same subquery again")),
    _step(r"CO-ROUTINE (?P<what>.+)", tr("Row by row: {what}")),
    _step(r"MATERIALIZE (?P<what>.+)", tr("First, and kept in memory: {what}")),
    _step(
        r"BLOOM FILTER ON (?P<what>\S+) (?P<by>\(.+\))",
        tr("Leave out early what cannot match in {what}: {by}"),
    ),
    _step(r"MULTI-INDEX OR", tr("Find rows by several indexes, one for each part of OR")),
    _step(r"INDEX (?P<number>\d+)", tr("Part {number} of OR")),
    _step(r"SETUP", tr("To begin with")),
    _step(r"RECURSIVE STEP", tr("Again and again, until there is nothing new")),
    _step(r"LEFT", tr("The left one")),
    _step(r"RIGHT", tr("The right one")),
)
