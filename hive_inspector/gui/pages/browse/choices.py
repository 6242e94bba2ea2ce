"""Which rows of a table are wanted and in which order, as the user chose it, and what that means."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.filters import FilterProblem, RowFilter, describe, parse_filter
from hive_inspector.core.browsing.selection import Selection
from hive_inspector.core.browsing.sorting import SortTerm
from hive_inspector.core.hive.catalogue import column_note

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from hive_inspector.core.browsing.filters import ColumnFilter
    from hive_inspector.core.database.snapshot import Table


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user chose; everything empty is all rows in natural order."""

    filters: tuple[tuple[str, str], ...] = ()
    """Columns, and what was typed under them, never empty; in the order in which it was typed."""
    any_of: bool = False
    """Whether one of the filters is enough."""
    anywhere: str = ""
    """A text that some column has to contain, besides."""
    sort: tuple[SortTerm, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether nothing was chosen."""
        return not (self.filters or self.anywhere or self.sort)

    def filtered(self, column: str, text: str) -> Choices:
        """With another filter on a column; an empty one takes it away."""
        kept = dict(self.filters)
        kept.pop(column, None) if not text.strip() else kept.update({column: text})
        return replace(self, filters=tuple(kept.items()))

    def sorted_by(self, column: str, *, added: bool) -> Choices:
        """With a column sorted ascending, then descending, then not.

        Args:
            column: Whose title was clicked.
            added: Whether the other columns that the rows are sorted by stay.
        """
        present = next((term for term in self.sort if term.column == column), None)
        others = tuple(term for term in self.sort if term.column != column) if added else ()
        if present is None:
            return replace(self, sort=(*others, SortTerm(column)))
        if present.descending:
            return replace(self, sort=others)
        turned = SortTerm(column, descending=True)
        if not added:
            return replace(self, sort=(turned,))
        return replace(self, sort=tuple(turned if one is present else one for one in self.sort))

    def ordered(self, term: SortTerm, *, added: bool) -> Choices:
        """With a column sorted this way; the others stay in front of it if it is added."""
        others = tuple(one for one in self.sort if one.column != term.column) if added else ()
        return replace(self, sort=(*others, term))

    def unfiltered(self) -> Choices:
        """All rows, in the same order."""
        return Choices(sort=self.sort)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What choices come to, for one table at one moment."""

    choices: Choices
    selection: Selection
    words: Mapping[str, str]
    """Each filter that is used, as a sentence, by column."""
    problems: Mapping[str, str]
    """Why the other filters cannot be used, by column."""


def choices_of(selection: Selection) -> Choices:
    """What a user would have typed and clicked to select these rows."""
    wanted = selection.filter
    typed = tuple((one.column, one.text) for one in wanted.columns)
    return Choices(typed, wanted.any_of, wanted.anywhere, selection.sort)


def meaning_of(choices: Choices, table: Table, now: datetime) -> Meaning:
    """What the choices mean; filters that are unclear are told and left out, columns that are gone are left out."""
    columns = {column.name: column for column in table.columns if not column.hidden}
    used: list[ColumnFilter] = []
    problems: dict[str, str] = {}
    for name, text in choices.filters:
        if name not in columns:
            continue
        try:
            used.append(parse_filter(text, columns[name], column_note(table.name, name), now))
        except FilterProblem as problem:
            problems[name] = f"{problem.message} {problem.hint}".strip()
    sort = tuple(term for term in choices.sort if term.column in columns)
    wanted = RowFilter(tuple(used), any_of=choices.any_of, anywhere=choices.anywhere)
    words = {one.column: describe(one) for one in used}
    return Meaning(choices, Selection(wanted, sort), words, problems)
