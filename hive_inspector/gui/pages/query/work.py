"""What the workers of Query do."""

from __future__ import annotations

import time
from contextlib import closing
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.copying import Chosen, plain_text
from hive_inspector.core.browsing.export import (
    Exported,
    Options,
    Sheet,
    export_from,
    text_in_format,
)
from hive_inspector.core.console.outcomes import Outcome, State
from hive_inspector.core.console.redacting import redacted
from hive_inspector.core.console.running import Limits, run_statement
from hive_inspector.gui.models.page_cache import rows_a_page
from hive_inspector.gui.pages.query.result_pages import page_of

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
    from pathlib import Path

    from hive_inspector.core.browsing.copying import Block
    from hive_inspector.core.browsing.export import ExportRequest, Format
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.history import History
    from hive_inspector.core.console.results import ResultRows
    from hive_inspector.core.console.running import Console
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.statements import Row
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.exporting.recording import Recorder
    from hive_inspector.gui.models.page_cache import ShownPage

_TELL_EVERY_S = 0.08
_LEAST_KEPT = 8_000_000
_WENT_WELL = (State.DONE, State.LIMITED)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement that is to be run."""

    statement: Statement
    values: Mapping[str, Cell]
    reveal: bool = False


@dataclass(frozen=True, slots=True)
class Found:
    """What has come of a statement by now."""

    place: int
    """Which of the statements that are run."""
    rows: ResultRows | None = None
    page: ShownPage | None = None
    """The first rows, when they have come."""
    outcome: Outcome | None = None
    """How it ended, at the end."""


@dataclass(slots=True)
class RunWork:
    """Runs statements one after the other until one fails, and remembers each."""

    console: Console
    asked: Sequence[Asked]
    limits: Limits
    history: History | None
    recorder: Recorder
    ended: dict[int, Outcome] = field(default_factory=dict)
    """How each ended, also where a stop kept it from being handed over."""

    def __call__(self, token: CancelToken, _progress: Progress) -> Generator[Found]:
        """Work on a worker thread."""
        room = self.limits.kept_bytes
        for place, asked in enumerate(self.asked):
            limits = replace(self.limits, kept_bytes=max(room, _LEAST_KEPT))
            rows: ResultRows | None = None
            for found in self._run(place, asked, limits, token):
                rows = found.rows or rows
                yield found
            room -= rows.size if rows is not None else 0
            if self.ended[place].state not in _WENT_WELL:
                return

    def _run(
        self, place: int, asked: Asked, limits: Limits, token: CancelToken
    ) -> Generator[Found]:
        if asked.reveal:
            sql = redacted(asked.statement.text)
            self.recorder.record("reveal.query", {"sql": sql, "format": "window"})
        pieces = run_statement(
            self.console, asked.statement, asked.values, limits, token, reveal=asked.reveal
        )
        yield Found(place)
        pace = _Pace(place)
        with closing(pieces):
            for piece in pieces:
                if isinstance(piece, Outcome):
                    self._note(place, asked, piece)
                    yield replace(pace.last(), outcome=piece)
                elif pace.has_news(piece):
                    yield pace.news(piece)

    def _note(self, place: int, asked: Asked, outcome: Outcome) -> None:
        self.ended[place] = outcome
        if self.history is not None:
            self.history.remember(outcome, str(self.recorder.file), asked.values)


class _Pace:
    """Tells of columns and first rows at once, of further rows some times a second."""

    def __init__(self, place: int) -> None:
        self._place = place
        self._told = 0.0
        self._rows: ResultRows | None = None
        self._has_page = False

    def has_news(self, rows: ResultRows) -> bool:
        """Whether it is time to tell of them."""
        is_new = self._rows is None or (rows.extent.count and not self._has_page)
        return bool(is_new) or time.monotonic() - self._told >= _TELL_EVERY_S

    def news(self, rows: ResultRows) -> Found:
        """What there is to tell."""
        self._rows, self._told = rows, time.monotonic()
        page = None
        if not self._has_page and rows.extent.count:
            page, self._has_page = page_of(rows, 0, rows_a_page(len(rows.columns))), True
        return Found(self._place, rows, page)

    def last(self) -> Found:
        """What there is to tell at the end."""
        return Found(self._place) if self._rows is None else self.news(self._rows)


@dataclass(frozen=True, slots=True)
class CopyWork:
    """Chosen cells of a result as text."""

    rows: ResultRows
    blocks: tuple[Block, ...]
    headers: bool
    format: Format | None = None
    """None for plain text."""

    def __call__(self, token: CancelToken, progress: Progress) -> str:
        """Work on a worker thread."""
        chosen = Chosen(self.blocks)
        table = self.rows.as_table()
        names = [column.name for column in table.columns]
        cells = self._cells(chosen, token)
        if self.format is None:
            return plain_text(names, chosen, cells, progress, headers=self.headers)
        columns = tuple(names[place] for place in chosen.columns)
        sheet = Sheet(table, columns, Options(headers=self.headers))
        return text_in_format(sheet, cells, self.format, chosen.row_count, progress)

    def _cells(self, chosen: Chosen, token: CancelToken) -> Iterator[list[Cell]]:
        for span in chosen.rows:
            position = span.start
            for rows in self.rows.lists(span):
                token.raise_if_cancelled()
                for row in rows:
                    wanted = chosen.columns_at(position)
                    yield [row[at] if at in wanted else None for at in chosen.columns]
                    position += 1


@dataclass(frozen=True, slots=True)
class KeptSource:
    """The rows of a result for an export."""

    rows: ResultRows
    ranges: tuple[range, ...]
    token: CancelToken
    computes: bool = False

    @property
    def total(self) -> int:
        """How many rows there are."""
        return sum(map(len, self.ranges))

    def lists(self, _expression: Callable[[str], str]) -> Iterator[Sequence[Row]]:
        """The rows, their values as they are."""
        for span in self.ranges:
            for rows in self.rows.lists(span):
                self.token.raise_if_cancelled()
                yield rows


@dataclass(frozen=True, slots=True)
class ResultWriter:
    """Writes a result, or rows of it, into a file."""

    rows: ResultRows
    database: Path

    def __call__(self, request: ExportRequest, token: CancelToken, progress: Progress) -> Exported:
        """Work on a worker thread."""
        ranges = request.rows or (range(self.rows.extent.count),)
        source = KeptSource(self.rows, ranges, token)
        return export_from(source, request, self.database, progress)
