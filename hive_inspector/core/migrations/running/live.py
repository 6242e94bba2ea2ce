"""A change to the live file inside its transaction, held to what was rehearsed."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.errors import Refusal
from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.core_versions import content_tables
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.checking.state import (
    broken_references,
    concerned_rows,
    counted_tables,
    fingerprint,
    integrity_problems,
    newly_broken,
    objects_of,
    row_counts,
)
from hive_inspector.core.migrations.performing.one_step import keep_up, new_guard, perform
from hive_inspector.core.migrations.planning.losses import counted
from hive_inspector.core.migrations.planning.plan import base_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.migrations.checking.state import BrokenReferences
    from hive_inspector.core.migrations.planning.plan import Plan
    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal
    from hive_inspector.core.migrations.scripts.steps import Step
    from hive_inspector.core.progress import Progress

_AGAIN = tr("Rehearse it again: the file has changed since.")


class NotAsRehearsed(Refusal):
    """The file, or what the change did to it, is not what the rehearsal saw; it is as it was."""

    def __init__(self, message: str, hint: str = _AGAIN, *, begun: bool = True) -> None:
        super().__init__(message, hint)
        self.begun = begun


class LiveChange:
    """The steps of a plan on the live file, and everything they are measured by."""

    def __init__(
        self, connection: AlteringConnection, plan: Plan, rehearsal: Rehearsal | None
    ) -> None:
        self._connection = connection
        self._plan = plan
        self._rehearsal = rehearsal
        self._before = read_schema(connection)
        self._counts: dict[str, int] = {}
        self._broken: dict[BrokenReferences, int] = {}
        self._known: frozenset[str] = frozenset()
        self._lost: Counter[str] = Counter()
        self.touched: set[str] = set(rehearsal.touched) if rehearsal else set()
        self.schema_after = ""

    def require_base(self) -> None:
        """Make sure that the file is the one that was rehearsed, or planned for.

        Raises:
            NotAsRehearsed: Its schema or Hive's record is another one by now.
        """
        wanted = self._rehearsal.base if self._rehearsal else self._plan.base
        found = base_of(self._connection, self._before)
        if found.history != wanted.history:
            raise NotAsRehearsed(
                tr("The file records other migrations than when it was rehearsed."), begun=False
            )
        if found.schema != wanted.schema:
            raise NotAsRehearsed(
                tr("The schema of the file is another one than when it was rehearsed."), begun=False
            )
        if self._rehearsal is not None:
            self._require_concerned(self._rehearsal)

    def perform(
        self, moment: datetime, progress: Progress, log: Callable[[str], None]
    ) -> list[tuple[Step, int]]:
        """Run the scripts and write Hive's record; each step with its milliseconds.

        Raises:
            MigrationStopped: A script failed, or did what it may not.
        """
        self._measure_before()
        steps = self._plan.script_steps
        done: list[tuple[Step, int]] = []
        for number, step in enumerate(steps):
            progress(number, len(steps), step.told)
            self._count_losses(step)
            guard = new_guard()
            done.append((step, perform(self._connection, step, moment, guard, log=log)))
            self.touched |= {t for t in guard.changed | guard.indexed if not is_bookkeeping(t)}
        self._require_losses()
        return done

    def keep_up(self, progress: Progress, log: Callable[[str], None]) -> list[tuple[Step, int]]:
        """Do what is done outside a transaction; each step with its milliseconds.

        Raises:
            MigrationStopped: SQLite refused it.
        """
        self._measure_before()
        done: list[tuple[Step, int]] = []
        for number, step in enumerate(self._plan.script_steps):
            progress(number, len(self._plan.script_steps), step.told)
            for statement in step.script.statements:
                log(statement)
            done.append((step, keep_up(self._connection, step)))
        return done

    def require_as_rehearsed(self) -> None:
        """Make sure that rows, references and schema are what the rehearsal came to.

        Raises:
            NotAsRehearsed: Something is otherwise.
        """
        after = read_schema(self._connection)
        self.schema_after = fingerprint(objects_of(self._connection))
        self._require_references(after)
        if self._rehearsal is None:
            return
        if self.schema_after != self._rehearsal.schema_after:
            raise NotAsRehearsed(tr("The schema did not become what it became in the rehearsal."))
        strayed = self.touched - self._rehearsal.touched
        if strayed:
            raise NotAsRehearsed(
                tr(
                    "The scripts touched {strayed}, which they did not in the rehearsal.",
                    strayed=", ".join(sorted(strayed)),
                )
            )
        self._require_rows(after, self._rehearsal)

    def problem_in(self, connection: ReadConnection) -> str:
        """What is wrong with the file as it was committed, or empty."""
        if fingerprint(objects_of(connection)) != self.schema_after:
            return tr("Its schema is not the one that was committed.")
        tables = {t.name for t in counted_tables(read_schema(connection))}
        touched = {name for name in tables if folded(name) in self.touched}
        problems = integrity_problems(connection, touched)
        return next((problem for problem in problems if problem not in self._known), "")

    def _measure_before(self) -> None:
        if self._rehearsal is not None:
            self._counts = self._rows_of(self._before)
            self._known = frozenset(self._rehearsal.known_problems)
        else:
            tables = {table.name for table in counted_tables(self._before)}
            self._known = frozenset(integrity_problems(self._connection, tables))
        self._broken = broken_references(
            self._connection, self._before, self.touched if self._rehearsal else None
        )

    def _count_losses(self, step: Step) -> None:
        """What a step does not keep of the rows that are there now, which may be others than in the rehearsal."""
        if self._rehearsal is not None:
            tables = content_tables(read_schema(self._connection))
            for loss in counted(self._connection, step.losses, tables):
                self._lost[loss.what] += loss.rows or 0

    def _require_losses(self) -> None:
        if self._rehearsal is None:
            return
        rehearsed: Counter[str] = Counter()
        for loss in self._rehearsal.losses:
            rehearsed[loss.what] += loss.rows or 0
        for what, rows in self._lost.items():
            if rows > rehearsed[what]:
                raise NotAsRehearsed(
                    tr(
                        "More would be lost than in the rehearsal ({what}: {rows:,} instead of "
                        "{rehearsed:,}).",
                        what=what,
                        rows=rows,
                        rehearsed=rehearsed[what],
                    )
                )

    def _rows_of(self, schema: Schema) -> dict[str, int]:
        names = [t.name for t in counted_tables(schema) if folded(t.name) in self.touched]
        return row_counts(self._connection, names)

    def _require_concerned(self, rehearsal: Rehearsal) -> None:
        found = concerned_rows(self._connection, self._plan.script_steps)
        for table, count in found.items():
            expected = rehearsal.concerned.get(table, 0)
            if count != expected:
                raise NotAsRehearsed(
                    tr(
                        "{count:,} rows of {table} would be changed, and {expected:,} in the "
                        "rehearsal.",
                        count=count,
                        table=table,
                        expected=expected,
                    ),
                    begun=False,
                )

    def _require_references(self, after: Schema) -> None:
        touched = self.touched if self._rehearsal else None
        now = broken_references(self._connection, after, touched)
        pair = newly_broken(self._broken, now, self._before)
        if pair is not None:
            raise NotAsRehearsed(
                tr(
                    "Rows of {child} would lose what they refer to in {parent}.",
                    child=pair.child,
                    parent=pair.parent or tr("another table"),
                ),
                tr("Correct the script so that nothing is left without what it refers to."),
            )

    def _require_rows(self, after: Schema, rehearsal: Rehearsal) -> None:
        counts = self._rows_of(after)
        for name in {*self._counts, *counts}:
            expected = rehearsal.row_deltas.get(name, 0)
            delta = counts.get(name, 0) - self._counts.get(name, 0)
            has_fewer_to_lose = name not in counts and expected <= delta
            if delta != expected and not has_fewer_to_lose:
                raise NotAsRehearsed(
                    tr(
                        "{name} would have {delta:+,} rows, and {expected:+,} in the rehearsal.",
                        name=name,
                        delta=delta,
                        expected=expected,
                    )
                )
