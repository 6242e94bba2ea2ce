"""Reading all numbers and charts of a file for a period, piece by piece, and keeping what was read.

    reader = StatisticsReader(database, Clock())                 # one for each open file
    for piece in reader.read(request, token, progress):
        match piece:
            case Period(): …          # first: what the choice means for this file
            case MeasureValue(): …
            case _: …                 # a chart: Series, Bars, Distribution, HeatMap, Space, Growth, Absent, Failed

What was gathered is kept until the file changes, so another period costs milliseconds and reads nothing.
"""

from __future__ import annotations

import threading
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, TypeAlias

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.database.way import Way
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.hive.queries import query_of, raw, sql_of
from hive_inspector.core.progress import silent
from hive_inspector.core.statistics.charts import Absent, Chart, Failed, Space
from hive_inspector.core.statistics.drawing import chart_of
from hive_inspector.core.statistics.filled import filled_tables
from hive_inspector.core.statistics.folding import Laid, View, extent_of
from hive_inspector.core.statistics.measures import SIZE
from hive_inspector.core.statistics.passes import Pass, Tally, run_pass
from hive_inspector.core.statistics.periods import Choice, Extent, Period
from hive_inspector.core.statistics.planning import TABLES, plan_of
from hive_inspector.core.statistics.slots import slot_sql
from hive_inspector.core.statistics.space import growth_of, read_space
from hive_inspector.core.statistics.subjects import SIZES
from hive_inspector.core.statistics.values import MeasureValue, value_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.hive.lineages import Identity
    from hive_inspector.core.hive.locations import Backup
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.statistics.clock import Clock
    from hive_inspector.core.statistics.planning import Plan

CONNECTIONS = 3
"""Passes that run at once."""
MOST_KEPT = 200
"""Passes times periods of which numbers and charts are kept."""
_JSON_EFFORT = 4
"""How many plain rows are counted while the JSON of one is read."""
_NEWEST_ROWS = 100
"""The last rows of each table among which the newest time is looked for."""

Piece: TypeAlias = "Period | MeasureValue | Chart"


@dataclass(frozen=True, slots=True)
class StatisticsRequest:
    """What is wanted of a file."""

    schema: Schema
    identity: Identity
    choice: Choice = field(default_factory=Choice)
    backups: tuple[Backup, ...] = ()
    """Those that are known to be this file's."""
    now: datetime = field(default_factory=lambda: datetime.now(UTC))
    with_sizes: bool = True
    """Whether tables are measured too: every page in use is visited for that."""
    only: frozenset[str] = frozenset()
    """The ids of the measures and charts that are wanted; all of them where it is empty."""


@dataclass(slots=True)
class _Kept:
    """What was read of a state of the file."""

    state: object
    tallies: dict[Pass, Tally] = field(default_factory=dict)
    newest: dict[Pass, tuple[int, ...]] = field(default_factory=dict)
    space: Space | None = None
    pieces: dict[tuple[object, ...], tuple[Piece, ...]] = field(default_factory=dict)
    """What tallies came to, by pass and period."""


_Outcome: TypeAlias = "Tally | Space | InspectorError"


class StatisticsReader:
    """Reads and keeps the statistics of one open file. Safe from any thread."""

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock
        self._lock = threading.Lock()
        self._kept: _Kept | None = None

    def read(
        self, request: StatisticsRequest, token: CancelToken, progress: Progress = silent
    ) -> Iterator[Piece]:
        """The period, then every number and chart as soon as it is there.

        A number or chart that cannot be read says so itself; the others come all the same.

        Raises:
            InspectorError: The file cannot be read at all.
            Cancelled: The token was cancelled.
        """
        kept, size, filled = self._begin(request.schema, token)
        plan = plan_of(request.schema, request.identity, filled).only(request.only)
        with self._gathering(plan, request, kept, token, progress) as outcomes:
            view = self._view(plan, request, kept, outcomes, token)
            outcomes.start()
            yield view.period
            yield MeasureValue(SIZE, size)
            yield from _missing(plan)
            yield growth_of(request.backups, self._database.real_path, size, request.now)
            for wanted, outcome in outcomes.all():
                if wanted is None:
                    yield _sizes(outcome)
                else:
                    yield from _kept_pieces(kept, plan, wanted, outcome, view)

    def _begin(self, schema: Schema, token: CancelToken) -> tuple[_Kept, int, frozenset[str]]:
        """What is kept of the present state, the file's size, and which tables have rows.

        A lease, however short, sees a file that changed.
        """
        with self._database.reading(token) as connection:
            pages = connection.integer("PRAGMA page_count")
            size = pages * connection.integer("PRAGMA page_size")
            filled = filled_tables(connection, schema, TABLES)
        state = self._state()
        with self._lock:
            if self._kept is None or state is None or self._kept.state != state:
                self._kept = _Kept(state)
            return self._kept, size, filled

    def _state(self) -> object:
        """Equal only if the content is; None where that cannot be told."""
        opened = self._database.opened
        version = self._database.data_version()
        return None if opened.way is Way.LIVE and version is None else (opened, version)

    @contextmanager
    def _gathering(
        self,
        plan: Plan,
        request: StatisticsRequest,
        kept: _Kept,
        token: CancelToken,
        progress: Progress,
    ) -> Iterator[_Outcomes]:
        """Run the passes that are not kept; all end with the block, however it ends."""
        own = CancelToken()
        with token.stopping_with(own.cancel), ThreadPoolExecutor(CONNECTIONS, "statistics") as pool:
            gatherer = _Gatherer(self._database, request.schema, self._clock.slot_s, own, progress)
            try:
                yield _Outcomes(plan, gatherer, kept, pool, with_sizes=request.with_sizes)
            finally:
                own.cancel()
                pool.shutdown(cancel_futures=True)
        token.raise_if_cancelled()

    def _view(
        self,
        plan: Plan,
        request: StatisticsRequest,
        kept: _Kept,
        outcomes: _Outcomes,
        token: CancelToken,
    ) -> View:
        extent = self._extent(plan, request, kept, outcomes, token)
        return View(request.choice, extent, self._clock, request.now)

    def _extent(
        self,
        plan: Plan,
        request: StatisticsRequest,
        kept: _Kept,
        outcomes: _Outcomes,
        token: CancelToken,
    ) -> Extent:
        """From when to when there are entries: all of the first table with times, the last rows of the others."""
        timed = [one for one in plan.passes if one.time]
        if not timed:
            return Extent(None, None)
        first = outcomes.first(timed[0])
        found = [extent_of(first, request.now)] if isinstance(first, Tally) else []
        missing = [one for one in timed if one not in kept.newest]
        if missing:
            with self._database.reading(token) as connection:
                for one in missing:
                    kept.newest[one] = _newest(connection, request.schema, one, self._clock.slot_s)
        for one in timed:
            cells = tuple((slot,) for slot in sorted(kept.newest[one]))
            found.append(extent_of(Tally(one, self._clock.slot_s, cells), request.now))
        oldest = min((one.oldest for one in found if one.oldest), default=None)
        return Extent(oldest, max((one.newest for one in found if one.newest), default=None))


@dataclass(frozen=True, slots=True)
class _Gatherer:
    """Runs passes, each on a lease of its own."""

    database: Database
    schema: Schema
    slot_s: int
    token: CancelToken
    progress: Progress

    def tally(self, wanted: Pass) -> _Outcome:
        """What a pass gathers, or why it cannot."""
        table = self.schema.table(wanted.table)
        if table is None:
            raise LookupError(wanted.table)
        try:
            with self.database.reading(self.token) as connection:
                connection.scan()
                return run_pass(connection, table, wanted, self.slot_s, self.progress)
        except InspectorError as error:
            return error

    def space(self) -> _Outcome:
        """The sizes of tables and indexes, or why they cannot be told."""
        try:
            with self.database.reading(self.token) as connection:
                connection.scan()
                return read_space(connection, self.schema, self.progress)
        except InspectorError as error:
            return error

    def efforts(self, passes: Sequence[Pass]) -> dict[Pass, int]:
        """How much work each is: about how many rows its table has, those with JSON counting as several."""
        with self.database.reading(self.token) as connection:
            return {
                one: _last_rowid(connection, self.schema, one)
                * (_JSON_EFFORT if one.of_json else 1)
                for one in passes
            }


class _Outcomes:
    """What passes come to: kept ones at once, the others as they end."""

    def __init__(
        self,
        plan: Plan,
        gatherer: _Gatherer,
        kept: _Kept,
        pool: ThreadPoolExecutor,
        *,
        with_sizes: bool,
    ) -> None:
        self._kept = kept
        self._done: dict[Pass | None, _Outcome] = dict(kept.tallies.items())
        self._wanted = plan.passes
        self._pool, self._gatherer = pool, gatherer
        self._running: dict[Future[_Outcome], Pass | None] = {}
        self._with_sizes = with_sizes
        if kept.space is not None:
            self._done[None] = kept.space

    def first(self, wanted: Pass) -> _Outcome:
        """What one pass comes to; no other runs meanwhile, so that the first chart is soon there."""
        if wanted not in self._done:
            self._note(wanted, self._gatherer.tally(wanted))
        return self._done[wanted]

    def start(self) -> None:
        """Let the other passes run, what is quickly read first, and the sizes last."""
        wanted = [one for one in self._wanted if one not in self._done]
        effort = self._gatherer.efforts(wanted)
        for one in sorted(wanted, key=effort.__getitem__):
            self._running[self._pool.submit(self._gatherer.tally, one)] = one
        if self._with_sizes and None not in self._done:
            self._running[self._pool.submit(self._gatherer.space)] = None

    def all(self) -> Iterator[tuple[Pass | None, _Outcome]]:
        """Every pass with what came of it, and None with the sizes; in the order in which they end."""
        for one in (*self._wanted, *((None,) if self._with_sizes else ())):
            if one in self._done:
                yield one, self._done[one]
        running = {future for future, one in self._running.items() if one not in self._done}
        while running:
            ended, running = wait(running, return_when=FIRST_COMPLETED)
            for future in ended:
                one = self._running[future]
                self._note(one, future.result())
                yield one, self._done[one]

    def _note(self, one: Pass | None, outcome: _Outcome) -> None:
        self._done[one] = outcome
        if isinstance(outcome, Space):
            self._kept.space = outcome
        elif one is not None and isinstance(outcome, Tally):
            self._kept.tallies[one] = outcome


def _last_rowid(connection: ReadConnection, schema: Schema, wanted: Pass) -> int:
    table = schema.table(wanted.table)
    if table is None or not table.has_rowid:
        return 0
    last = connection.value(f"SELECT max(rowid) FROM {quoted(table.name)}")
    return last if isinstance(last, int) else 0


def _newest(
    connection: ReadConnection, schema: Schema, wanted: Pass, slot_s: int
) -> tuple[int, ...]:
    """The slots of a table's last rows."""
    table = schema.table(wanted.table)
    if table is None or not table.has_rowid:
        return ()
    query = query_of(table.name, raw(slot_sql(wanted.time, slot_s)))
    query = query.order_by(raw("rowid DESC")).limit(_NEWEST_ROWS)
    return tuple(slot for (slot,) in connection.rows(*sql_of(query)) if isinstance(slot, int))


def _missing(plan: Plan) -> Iterator[Piece]:
    for measure in plan.missing_measures:
        yield MeasureValue(measure, None, needs=measure.needs)
    for chart in plan.missing_charts:
        yield Absent(chart.subject, chart.needs)


def _sizes(outcome: _Outcome) -> Chart:
    if isinstance(outcome, Space):
        return outcome
    if isinstance(outcome, InspectorError):
        return Failed(SIZES, outcome.message, outcome.hint)
    raise TypeError(outcome)


def _kept_pieces(
    kept: _Kept, plan: Plan, wanted: Pass, outcome: _Outcome, view: View
) -> tuple[Piece, ...]:
    """What a pass came to in this period, worked out once."""
    period = view.period
    key = (wanted, view.choice, period.start, period.end)
    if key in kept.pieces:
        return kept.pieces[key]
    pieces = tuple(_pieces(plan, wanted, outcome, view))
    if not isinstance(outcome, InspectorError):
        if len(kept.pieces) >= MOST_KEPT:
            kept.pieces.clear()
        kept.pieces[key] = pieces
    return pieces


def _pieces(plan: Plan, wanted: Pass | None, outcome: _Outcome, view: View) -> Iterator[Piece]:
    """The numbers and charts that one pass serves."""
    counted = [one for one in plan.counted if one.gathered == wanted]
    drawn = [one for one in plan.drawn if one.gathered == wanted]
    if isinstance(outcome, Tally):
        laid = Laid(outcome, view)
        for number in counted:
            yield value_of(number.measure, number.source, laid)
        for chart in drawn:
            yield chart_of(chart.plan, chart.origin, laid)
    elif isinstance(outcome, InspectorError):
        for number in counted:
            yield MeasureValue(number.measure, None, problem=outcome.message)
        for chart in drawn:
            yield Failed(chart.plan.subject, outcome.message, outcome.hint)
