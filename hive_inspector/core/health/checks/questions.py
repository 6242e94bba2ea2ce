"""What is asked of every row of a table: conditions of SQL that hold where a value is not what it should be."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import chain
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.catalogue import Trait, column_note, note_of
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Column, Table

STAGES = ("generator", "refiner", "validator", "curator")
_NO_STAGE = f"!/^({'|'.join(STAGES)})$/i"
_STAGE_COLUMNS = frozenset({"stage", "stage_name", "from_stage", "to_stage"})
_PERIODS = (
    ("start_time", "end_time"),
    ("period_start", "period_end"),
    ("started_at", "completed_at"),
    ("memory_stage_start", "memory_stage_end"),
    ("context_stage_start", "context_stage_end"),
    ("first_launched_at", "last_launched_at"),
)
_NEVER_NEGATIVE = re.compile(
    "(?:.*_)?(?:cost|tokens|latency|duration)(?:_ms|_input|_output)?|tokens_(?:used|input|output)"
    "|cost_(?:input|output|per_token)|total_tokens_(?:input|output)|(?:openrouter|avg)_latency(?:_ms)?"
)
"""Columns of amounts that begin at nothing. Prices are none: OpenRouter gives -1 for what has no fixed price."""
_IS_A_SHARE = re.compile("(?:.*_)?confidence(?:_score)?")
_NUMBERS = ("INT", "REAL", "FLOA", "DOUB", "NUM", "DEC")


@dataclass(frozen=True, slots=True)
class Question:
    """A condition that holds for rows that are not as they should be."""

    check: str
    """Id of the check that it answers for."""
    table: str
    columns: tuple[str, ...]
    condition: str
    """SQL; NULL counts as no."""
    meaning: str
    """What is so where it holds, as `is negative`."""
    filter: str = ""
    """What finds the same rows when typed into Browse's filter row under the first column; empty where nothing does."""


def questions_of(table: Table) -> tuple[Question, ...]:
    """What is asked of a table: nothing of one that is not Hive's, since its names may mean something else."""
    if table.kind is not TableKind.TABLE or note_of(table.name) is None:
        return ()
    return tuple(chain(_of_json(table), _of_amounts(table), _of_stages(table), _of_periods(table)))


def _of_json(table: Table) -> Iterator[Question]:
    for column in table.columns:
        if Trait.JSON in column_note(table.name, column.name).traits:
            name = quoted(column.name)
            yield Question(
                "invalid_json",
                table.name,
                (column.name,),
                f"typeof({name}) = 'text' AND NOT json_valid({name})",
                tr("is not JSON"),
            )


def _of_amounts(table: Table) -> Iterator[Question]:
    for column in table.columns:
        name, spelled = folded(column.name), quoted(column.name)
        if not _is_number(column):
            continue
        if _NEVER_NEGATIVE.fullmatch(name):
            yield _impossible(table, (column,), f"{spelled} < 0", tr("is negative"), "<0")
        elif _IS_A_SHARE.fullmatch(name):
            outside = f"{spelled} NOT BETWEEN 0 AND 1"
            yield _impossible(table, (column,), outside, tr("is not between 0 and 1"), "!0..1")


def _of_stages(table: Table) -> Iterator[Question]:
    for column in table.columns:
        if folded(column.name) in _STAGE_COLUMNS:
            name = quoted(column.name)
            unknown = " AND ".join(f"{name} <> '{stage}' COLLATE NOCASE" for stage in STAGES)
            yield _impossible(
                table, (column,), unknown, tr("is no stage of the consensus"), _NO_STAGE
            )


def _of_periods(table: Table) -> Iterator[Question]:
    """Ends before their start. Texts of the same form compare as they are; SQLite reads the few others."""
    columns = {folded(column.name): column for column in table.columns}
    for first, last in _PERIODS:
        if first in columns and last in columns:
            start, end = quoted(columns[first].name), quoted(columns[last].name)
            yield _impossible(
                table,
                (columns[first], columns[last]),
                f"({end} < {start} OR substr({start}, 11, 1) <> substr({end}, 11, 1))"
                f" AND julianday({end}) < julianday({start})",
                tr("ends before it begins"),
            )


def _impossible(
    table: Table, columns: tuple[Column, ...], condition: str, meaning: str, found_by: str = ""
) -> Question:
    names = tuple(column.name for column in columns)
    return Question("impossible_values", table.name, names, condition, meaning, found_by)


def _is_number(column: Column) -> bool:
    return any(word in column.type.upper() for word in _NUMBERS)
