"""Carrying the rows over, each counted before and after."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.privacy import names_a_secret
from hive_inspector.core.language import tr
from hive_inspector.core.support.importing.planning import in_order
from hive_inspector.core.support.importing.report import (
    Besides,
    Left,
    Loosened,
    SourceTable,
    TargetTable,
)
from hive_inspector.core.support.importing.wordings import MERGES, MOVES, Wording

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Index, Schema, Table
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.support.importing.mappings import Move
    from hive_inspector.core.support.importing.planning import Planned

_SAME_KEY = tr("Another row of the source has the same key and was taken over.")


class Moving:
    """One new file, filled from attached sources in one transaction."""

    def __init__(
        self, connection: AlteringConnection, core: Schema, sources: Sequence[Schema]
    ) -> None:
        self._connection = connection
        self._core = core
        self._sources = sources
        self._before = {t.name: self._count(f"main.{quoted(t.name)}") for t in _stored(core)}
        self._added: Counter[str] = Counter()
        self._replaced: Counter[str] = Counter()
        self._met: set[str] = set()
        self._verdicts: dict[tuple[int, str], Counter[str]] = {}
        self._loosened: Counter[tuple[str, str]] = Counter()
        self._besides: list[Besides] = []

    def move(self, planned: Sequence[Planned], progress: Progress) -> None:
        """Carry out every rule, parents before what refers to them."""
        ranks = in_order(self._core)
        work = [(plan, move) for plan in planned for move in plan.moves]
        work.sort(key=lambda pair: ranks[folded(pair[1].target)])
        indexes = tuple(self._slow_indexes([move for _, move in work]))
        for index in indexes:
            self._connection.execute(f"DROP INDEX main.{quoted(index.name)}")
        for done, (plan, move) in enumerate(work):
            progress(
                done,
                len(work),
                tr("{table} into {target}", table=plan.table.name, target=move.target),
            )
            self._carry(plan, move)
        for done, index in enumerate(indexes):
            progress(done, len(indexes), tr("Building the index {index}", index=index.name))
            self._connection.execute(index.sql or "")

    def _slow_indexes(self, moves: Sequence[Move]) -> Iterator[Index]:
        """Indexes that are quicker built at the end, from sorted rows, and that no rule looks anything up in.

        Rows that SQLite numbers are looked up by what they hold, where a table is filled more than once.
        """
        filled = Counter(move.target for move in moves)
        for table in _stored(self._core):
            (kind,) = [c.type for c in table.columns if (c.name,) == table.primary_key] or [""]
            is_numbered = folded(kind) == "integer"
            if filled[table.name] and not (
                is_numbered and (filled[table.name] > 1 or self._before[table.name])
            ):
                yield from (i for i in table.indexes if i.sql and not i.unique)

    def tables(self, planned: Sequence[Planned]) -> Iterator[SourceTable]:
        """Every source table, accounted for."""
        for plan in planned:
            rows = self._count(f"{database_name(plan.number)}.{quoted(plan.table.name)}")
            verdicts = self._verdicts.get((plan.number, plan.table.name), Counter())
            if not plan.moves:
                verdicts = Counter({plan.reason: rows})
            yield SourceTable(
                file=plan.file,
                name=plan.table.name,
                rows=rows,
                moved=verdicts[MOVES],
                merged=verdicts[MERGES],
                left=_left(verdicts),
                into=tuple(dict.fromkeys(m.target for m in plan.moves if not m.is_besides)),
                reasons=tuple(m.reason for m in plan.moves if not m.is_besides) or (plan.reason,),
                columns_left=plan.columns_left,
            )

    def besides(self) -> tuple[Besides, ...]:
        """Rows that were made of rows that are accounted for elsewhere."""
        return tuple(self._besides)

    def loosened(self) -> tuple[Loosened, ...]:
        """Names that led to nothing and were left out."""
        found = ((*place, rows) for place, rows in self._loosened.items() if rows)
        return tuple(Loosened(target, column, rows) for target, column, rows in found)

    def targets(self) -> tuple[TargetTable, ...]:
        """The tables of the new file, counted."""
        return tuple(
            TargetTable(
                name=name,
                before=before,
                replaced=self._replaced[name],
                added=self._added[name],
                after=self._count(f"main.{quoted(name)}"),
            )
            for name, before in self._before.items()
        )

    def _carry(self, plan: Planned, move: Move) -> None:
        wording = self._wording(plan, move)
        target = wording.target.name
        if self._before[target] and wording.can_replace and target not in self._met:
            self._replaced[target] += self._connection.execute(
                wording.replacing(), wording.parameters
            )
        self._met.add(target)
        verdicts: Counter[str] = Counter()
        for verdict, count, *loosened in self._connection.rows(
            wording.counting(), wording.parameters
        ):
            verdicts[str(verdict)] = _whole(count)
            if verdict == MOVES:
                for one, rows in zip(wording.loose, loosened, strict=True):
                    self._loosened[target, one.column] += _whole(rows)
        added = self._insert(wording) if verdicts[MOVES] else 0
        verdicts[_SAME_KEY] += verdicts[MOVES] - added
        verdicts[MOVES] = added
        self._added[target] += added
        if move.is_besides:
            self._besides.append(
                Besides(
                    file=plan.file,
                    source=plan.table.name,
                    target=target,
                    rows=added,
                    merged=verdicts[MERGES],
                    left=_left(verdicts),
                    reason=move.reason,
                )
            )
        else:
            key = plan.number, plan.table.name
            self._verdicts.setdefault(key, Counter()).update(verdicts)

    def _insert(self, wording: Wording) -> int:
        return self._connection.execute(wording.inserting(), wording.parameters)

    def _wording(self, plan: Planned, move: Move) -> Wording:
        target = self._core.table(move.target)
        assert target is not None  # noqa: S101 - a rule names a table of core
        return Wording(
            move=move,
            source=plan.table,
            sources=self._sources[plan.number],
            database=database_name(plan.number),
            target=target,
            core=self._core,
            is_referenced=any(
                folded(reference.table) == folded(target.name)
                for table in self._core.tables
                for reference in table.references
            ),
            is_empty=not self._count(f"main.{quoted(target.name)}"),
            secret_keys=self._secret_keys(plan.table),
        )

    def _secret_keys(self, table: Table) -> str:
        """Names of settings in the source that hold secrets; read, and never shown."""
        keys: list[str] = []
        if folded(table.name) == "user_settings":
            number = next(n for n, s in enumerate(self._sources) if table in s.tables)
            names = self._connection.rows(
                f"SELECT DISTINCT setting_key FROM {database_name(number)}.{quoted(table.name)}"
            )
            keys = [name for (name,) in names if isinstance(name, str) and names_a_secret(name)]
        return json.dumps(keys)

    def _count(self, table: str) -> int:
        return self._connection.integer(f"SELECT count(*) FROM {table}")


def database_name(number: int) -> str:
    """What an attached source is called in SQL."""
    return f"source_{number}"


def _stored(core: Schema) -> Iterator[Table]:
    return (table for table in core.tables if table.kind is TableKind.TABLE)


def _left(verdicts: Counter[str]) -> tuple[Left, ...]:
    return tuple(
        Left(count, reason)
        for reason, count in verdicts.items()
        if reason not in {MOVES, MERGES} and count
    )


def _whole(count: object) -> int:
    assert isinstance(count, int | float)  # noqa: S101 - SQLite's count and total
    return int(count)
