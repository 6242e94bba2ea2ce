"""What the user chooses of a table: filters, their combination, and the order; and what became of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from enum import Enum
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.browsing.filters import FilterProblem
from hive_inspector.core.browsing.found import FoundOrder
from hive_inspector.core.browsing.selection import Selection
from hive_inspector.core.database.failures import StatementProblem
from hive_inspector.core.language import tr
from hive_inspector.gui.models.sort_marks import Sorted
from hive_inspector.gui.pages.browse.choices import Choices, Meaning, meaning_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hive_inspector.core.browsing.sorting import SortTerm
    from hive_inspector.core.browsing.spans import RowOrder
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.browse.rows_presenter import RowsPresenter


class ChipKind(Enum):
    """What a chip stands for."""

    FILTER = "filter"
    ANYWHERE = "anywhere"
    SORT = "sort"


@dataclass(frozen=True, slots=True)
class ChoiceChip:
    """One choice, to be seen and taken back."""

    kind: ChipKind
    column: str
    """Empty for a text that is looked for anywhere."""
    text: str
    problem: str = ""
    """Why the choice is not in force, or empty."""
    note: str = ""
    """What else is to be said of it."""


class FilterScreen(Protocol):
    """What the presenter tells the middle of the page."""

    def show_filters(self, texts: Mapping[str, str], problems: Mapping[str, str]) -> None:
        """What stands under the titles, by column, and why some of it cannot be used."""

    def show_problems(self, problems: Mapping[str, str]) -> None:
        """The same, where the user is typing: the texts stand as they were typed."""

    def show_chips(self, chips: Sequence[ChoiceChip], *, any_of: bool) -> None:
        """Show what was chosen, and whether one of the filters is enough."""

    def show_trouble(self, error: InspectorError | None) -> None:
        """Say what stopped the work on the whole table, or nothing."""


def local_now() -> datetime:
    """The present moment on this computer's clock."""
    return datetime.now(UTC).astimezone()


class FilterPresenter:
    """Turns what the user types and clicks into a selection of rows."""

    def __init__(
        self,
        screen: FilterScreen,
        rows: RowsPresenter,
        on_chosen: Callable[[Choices], None],
        now: Callable[[], datetime] = local_now,
    ) -> None:
        self._screen = screen
        self._rows = rows
        self._on_chosen = on_chosen
        self._now = now
        self._table: Table | None = None
        self._choices = Choices()
        self._asked = Choices()
        self._in_sight = Choices()
        self._refused: dict[str, str] = {}
        self._edited = ""
        self._unindexed = False
        self._trouble: InspectorError | None = None

    @property
    def choices(self) -> Choices:
        """What is chosen of the table that is shown."""
        return self._choices

    def open(self, table: Table, choices: Choices) -> Selection:
        """Another table is shown; returns the rows of it that are chosen."""
        self._table, self._choices, self._in_sight = table, choices, Choices()
        self._asked, self._trouble = choices, None
        self._refused, self._edited, self._unindexed = {}, "", False
        return self._meaning().selection

    def renew(self, table: Table) -> Selection:
        """The same table as the file declares it now; returns the rows of it that are chosen, as of this moment."""
        self._table, self._asked = table, self._choices
        return self._meaning().selection

    def edit(self, column: str, text: str) -> None:
        """The user typed a filter; one that is unclear changes nothing yet."""
        self._edited = column
        self._refused.pop(column, None)
        self._choices = self._choices.filtered(column, text)
        meaning = self._meaning()
        if column in meaning.problems:
            self._show_marks(meaning)
            self._on_chosen(self._choices)
        else:
            self._apply(self._choices, is_typing=True)

    def take_back(self, chip: ChoiceChip) -> None:
        """The user does without one choice."""
        choices = self._choices
        if chip.kind is ChipKind.FILTER:
            choices = choices.filtered(chip.column, "")
        elif chip.kind is ChipKind.ANYWHERE:
            choices = replace(choices, anywhere="")
        else:
            kept = tuple(term for term in choices.sort if term.column != chip.column)
            choices = replace(choices, sort=kept)
        self._apply(choices)

    def choose(self, choices: Choices) -> None:
        """Other rows of the same table are wanted."""
        self._edited = ""
        self._apply(choices)

    def clear(self) -> None:
        """The user wants all rows again, in the same order."""
        self._apply(self._choices.unfiltered())

    def combine(self, *, any_of: bool) -> None:
        """The user wants rows that match one of the filters, or all of them."""
        self._apply(replace(self._choices, any_of=any_of))

    def sort(self, column: str, *, added: bool) -> None:
        """The user clicked a title."""
        self._apply(self._choices.sorted_by(column, added=added))

    def order(self, term: SortTerm, *, added: bool) -> None:
        """The user chose a way to sort."""
        self._apply(self._choices.ordered(term, added=added))

    def unsort(self) -> None:
        """The user wants the natural order."""
        self._apply(replace(self._choices, sort=()))

    def shown(self) -> None:
        """The first rows of what was asked for are in sight; what was typed since then may be unclear."""
        self._in_sight = self._asked
        self._unindexed = False
        trouble, self._trouble = self._trouble, None
        self._screen.show_trouble(trouble)
        self._show()

    def ended(self, order: RowOrder) -> None:
        """All rows have been found."""
        chosen = self._choices
        self._unindexed = bool(
            chosen.sort and not chosen.filters and not chosen.anywhere
        ) and isinstance(order, FoundOrder)
        self._show_marks(self._meaning())

    def refused(self, error: InspectorError, *, has_arrived: bool) -> None:
        """What was chosen cannot be carried out: of what was left with a table, the rest is tried without it."""
        blamed = self._blamed(error)
        if blamed:
            self._refused |= dict.fromkeys(blamed, f"{error.message} {error.hint}".strip())
            if self._rows.model is None:
                self._rows.select(self._meaning().selection)
        else:
            self._screen.show_trouble(error)
            if self._rows.model is None:  # all rows come in the place of those that were left there
                self._trouble = error
            if not has_arrived:
                self._go_back_to_what_is_in_sight()
        self._show()

    def _blamed(self, error: InspectorError) -> list[str]:
        """The columns whose filters are to be left out because of it."""
        if not isinstance(error, FilterProblem | StatementProblem):
            return []
        used = [column for column, _ in self._choices.filters if column not in self._refused]
        told = error.column if isinstance(error, FilterProblem) else ""
        return next(([one] for one in (told, self._edited) if one in used), used)

    def _go_back_to_what_is_in_sight(self) -> None:
        """Its choices are in force again, beside filters that are not in force and say why."""
        kept = dict(self._in_sight.filters)
        refused = tuple(
            (column, text)
            for column, text in self._choices.filters
            if column in self._refused and column not in kept
        )
        self._choices = replace(self._in_sight, filters=(*self._in_sight.filters, *refused))

    def cancelled(self, *, has_arrived: bool) -> None:
        """The user stopped it: where nothing was found yet, the former choices are in force again."""
        if not has_arrived:
            self._choices = self._in_sight
            self._on_chosen(self._choices)
        self._show()

    def _apply(self, choices: Choices, *, is_typing: bool = False) -> None:
        if self._table is None:
            return
        self._choices = self._asked = choices
        self._refused = {
            column: problem
            for column, problem in self._refused.items()
            if column in dict(choices.filters)
        }
        meaning = self._meaning()
        self._on_chosen(choices)
        if is_typing:
            self._show_marks(meaning)
        else:
            self._show()
        self._rows.select(meaning.selection)

    def _meaning(self) -> Meaning:
        """What is chosen and can be carried out."""
        if self._table is None:
            return Meaning(self._choices, Selection(), {}, {})
        kept = tuple(one for one in self._choices.filters if one[0] not in self._refused)
        meaning = meaning_of(replace(self._choices, filters=kept), self._table, self._now())
        return replace(meaning, problems={**meaning.problems, **self._refused})

    def _show(self) -> None:
        meaning = self._meaning()
        self._screen.show_filters(dict(self._choices.filters), meaning.problems)
        self._show_marks(meaning)

    def _show_marks(self, meaning: Meaning) -> None:
        """Say what is chosen, but for the texts, which the user may be typing."""
        self._screen.show_problems(meaning.problems)
        self._screen.show_chips(tuple(self._chips(meaning)), any_of=self._choices.any_of)
        if self._rows.model is not None:
            places = {name: at for at, name in enumerate(self._rows.model.names)}
            sorts = {
                places[term.column]: Sorted(number, term.descending)
                for number, term in enumerate(meaning.selection.sort, 1)
                if term.column in places
            }
            self._rows.model.set_sorts(sorts)

    def _chips(self, meaning: Meaning) -> list[ChoiceChip]:
        chips = [
            ChoiceChip(
                ChipKind.FILTER,
                column,
                meaning.words.get(column, f"{column}: {text}"),
                meaning.problems.get(column, ""),
            )
            for column, text in self._choices.filters
            if column in meaning.words or column in meaning.problems
        ]
        if self._choices.anywhere:
            words = tr("anywhere “{anywhere}”", anywhere=self._choices.anywhere)
            chips.append(ChoiceChip(ChipKind.ANYWHERE, "", words))
        note = tr("No index of this table has this order, so every row was read to sort them.")
        for term in meaning.selection.sort:
            arrow = "↓" if term.descending else "↑"
            told = note if self._unindexed else ""
            chips.append(
                ChoiceChip(ChipKind.SORT, term.column, f"{term.column} {arrow}", note=told)
            )
        return chips
