"""The pieces of evidence of a rehearsal, gathered one after the other."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.bookkeeping import is_bookkeeping
from hive_inspector.core.hive.core_versions import content_tables
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.checking.content import OTHER, attach, attached, differences
from hive_inspector.core.migrations.checking.expected import Expectation, new_drifts
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
from hive_inspector.core.migrations.checking.texts import schema_difference
from hive_inspector.core.migrations.performing.one_step import keep_up, new_guard, perform
from hive_inspector.core.migrations.planning.losses import CountedLoss, counted
from hive_inspector.core.migrations.planning.plan import Base, base_of

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.migrations.checking.content import Difference
    from hive_inspector.core.migrations.checking.state import Objects
    from hive_inspector.core.migrations.scripts.steps import Step
    from hive_inspector.core.progress import Progress

_BEFORE, _FIRST_TIME = "before", "first_time"
_NAMED = 3
"""How many differences are named."""


class Trial:
    """What is found out on the copies of one file."""

    def __init__(
        self,
        point: Path,
        steps: tuple[Step, ...],
        moment: datetime,
        progress: Progress,
        heard: Callable[[str, bool, int, str], None],
    ) -> None:
        self.point = point
        self.evidence: list[tuple[str, bool, int, str]] = []
        """What, whether it is as it should be, milliseconds, and what was found."""
        self.base: Base | None = None
        self.row_deltas: dict[str, int] = {}
        self.losses: list[CountedLoss] = []
        self.schema_after = ""
        self.touched: set[str] = set()
        self.known_problems: tuple[str, ...] = ()
        self.concerned: dict[str, int] = {}
        self._steps = steps
        self._moment = moment
        self._progress = progress
        self._heard = heard
        self._mark = time.perf_counter()
        self._lost: set[str] = set()
        self._before: tuple[Schema, Objects] | None = None
        self._after: tuple[Schema, Objects] | None = None

    def note(self, what: str, *, ok: bool, detail: str = "") -> None:
        """Add a piece of evidence; it took as long as passed since the last one."""
        now = time.perf_counter()
        piece = (what, ok, round((now - self._mark) * 1000), detail)
        self.evidence.append(piece)
        self._mark = now
        self._heard(*piece)

    def timed(self, what: str, detail: str = "") -> None:
        """Note something that could not go wrong without raising."""
        self.note(what, ok=True, detail=detail)

    def go(self, connection: AlteringConnection, start: int, end: int) -> None:
        """Run the steps on the first copy and look at what came of it."""
        before = read_schema(connection)
        self._before = before, objects_of(connection)
        self.base = base_of(connection, before)
        counts = row_counts(connection, _names(before))
        self.concerned = concerned_rows(connection, self._steps)
        if any(step.is_upkeep for step in self._steps):
            self._keep_up(connection)
            self.touched |= {folded(name) for name in _names(before)}
        else:
            with connection.transaction():
                self.losses += self._run(connection, self._steps)
        after = read_schema(connection)
        self._after = after, objects_of(connection)
        self._check_schema(before, after, start, end)
        self._check_rows(counts, row_counts(connection, _names(after)))
        self._check_integrity(connection, before, after)
        self._check_references(connection, before, after)
        if all(step.version is None for step in self._steps):
            self._check_kept(connection, before, after)
        self.schema_after = fingerprint(self._after[1])

    def go_back_and_again(
        self, connection: AlteringConnection, back: Sequence[Step], file: Path
    ) -> None:
        """Take the steps back and compare with the file as it was; run them once more and compare with the first time.

        Both happen in one transaction, so that the file itself shows what the first time came to. Where the way back
        does not lead back, nothing is run once more.
        """
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        with connection.transaction():
            self._run(connection, back)
            attach(connection, self.point, _BEFORE)
            schema, objects = _known(self._before)
            self._compare_texts(tr("Taken back: the schema is the one before"), objects, connection)
            found = self._differences(connection, schema, _BEFORE)
            self._note_content(tr("Taken back: every row is the one before"), found)
            if not all(ok for _, ok, _, _ in self.evidence):
                return  # what is gone from here, a script would find in the file attached beside it
            self._run(connection, self._steps)
            attach(connection, file, _FIRST_TIME)
            schema, objects = _known(self._after)
            what = tr("Run again: the schema is the same as the first time")
            self._compare_texts(what, objects, connection)
            found = self._differences(connection, schema, _FIRST_TIME)
            self._note_content(tr("Run again: every row is the same as the first time"), found)

    def _run(self, connection: AlteringConnection, steps: Sequence[Step]) -> list[CountedLoss]:
        """Run steps, each after counting what it does not keep."""
        felt: list[CountedLoss] = []
        for done, step in enumerate(steps):
            self._progress(done, len(steps), tr("Rehearsing {label}", label=step.told))
            lost = counted(connection, step.losses, content_tables(read_schema(connection)))
            felt += [loss for loss in lost if loss.is_felt]
            guard = new_guard()
            perform(connection, step, self._moment, guard)
            self.touched |= {t for t in guard.changed | guard.indexed if not is_bookkeeping(t)}
            self.timed(_told(step))
        self._lost.update(table for loss in felt for table in loss.tables)
        return felt

    def _keep_up(self, connection: AlteringConnection) -> None:
        for done, step in enumerate(self._steps):
            self._progress(done, len(self._steps), tr("Rehearsing {label}", label=step.told))
            keep_up(connection, step)
            self.timed(_told(step))

    def _check_schema(self, before: Schema, after: Schema, start: int, end: int) -> None:
        expectation = Expectation.of(self._steps, start, end)
        if expectation is None:
            self.timed(
                tr("The schema"), tr("No schema is known for this version to compare it with.")
            )
            return
        drifts = new_drifts(expectation, before, after)
        detail = tr("identical") if not drifts else f"{drifts[0].object}: {drifts[0].detail}"
        what = tr("The schema is what version {end} should have", end=end)
        if expectation.is_repair:
            what = tr("The schema differs from what it should be in nothing new")
        self.note(what, ok=not drifts, detail=detail)

    def _check_rows(self, before: dict[str, int], after: dict[str, int]) -> None:
        deltas = {
            name: after.get(name, 0) - before.get(name, 0) for name in sorted({*before, *after})
        }
        self.row_deltas = {name: delta for name, delta in deltas.items() if delta}
        strayed = [name for name in self.row_deltas if folded(name) not in self.touched]
        others = sum(folded(name) not in self.touched for name in deltas)
        if strayed:
            detail = tr(
                "{strayed} changed, though no statement touched it.", strayed=", ".join(strayed)
            )
            self.note(tr("Rows of other tables"), ok=False, detail=detail)
        else:
            self.timed(tr("Rows of the {others} other tables", others=others), tr("unchanged"))

    def _check_integrity(
        self, connection: AlteringConnection, before: Schema, after: Schema
    ) -> None:
        self._progress(0, None, tr("Checking integrity"))
        touched = {name for name in _names(after) if folded(name) in self.touched}
        problems = integrity_problems(connection, touched)
        if problems:
            with attached(connection, self.point):
                there = {name for name in touched if before.table(name) is not None}
                known = integrity_problems(connection, there, of=OTHER)
            self.known_problems = known
            problems = tuple(problem for problem in problems if problem not in known)
        self.note(tr("Integrity"), ok=not problems, detail="; ".join(problems[:_NAMED]) or "ok")

    def _check_references(
        self, connection: AlteringConnection, before: Schema, after: Schema
    ) -> None:
        self._progress(0, None, tr("Checking references"))
        now = broken_references(connection, after, self.touched)
        with attached(connection, self.point):
            was = broken_references(connection, before, self.touched, of=OTHER)
        worse = newly_broken(was, now, before)
        known = sum(max(count, 0) for count in now.values())
        detail = (
            tr("{known:,} broken ones as before", known=known) if known else tr("none is broken")
        )
        if worse:
            detail = tr(
                "rows of {child} lose what they refer to in {parent}",
                child=worse.child,
                parent=worse.parent or tr("another table"),
            )
        self.note(tr("References"), ok=worse is None, detail=detail)

    def _check_kept(self, connection: AlteringConnection, before: Schema, after: Schema) -> None:
        """A repair may add and may not take anything away, unless it proves where that is."""
        proofs = [
            proof
            for step in self._steps
            for proof in step.script.proofs
            if not self.touched.isdisjoint(proof.tables)
        ]
        proved = {table for proof in proofs for table in proof.tables}
        if proofs:  # a search index shows what its table has, and follows it by triggers
            proved |= {folded(t.name) for t in after.tables if t.kind is TableKind.VIRTUAL}
        with attached(connection, self.point):
            for proof in proofs:
                self._progress(0, None, proof.what)
                failing = proof.failing(connection)
                detail = (
                    tr("{failing:,} rows for which it does not hold", failing=failing)
                    if failing
                    else tr("proved")
                )
                self.note(proof.what, ok=not failing, detail=detail)
            found = differences(
                connection,
                after,
                before,
                self.touched - proved,
                of=OTHER,
                progress=self._progress,
                shared_only=True,
            )
        self._note_content(
            tr("Every other row is as it was") if proofs else tr("Every row is as it was"), found
        )

    def _compare_texts(self, what: str, wanted: Objects, connection: AlteringConnection) -> None:
        difference = schema_difference(wanted, objects_of(connection))
        self.note(what, ok=not difference.differs, detail=difference.text)

    def _differences(
        self, connection: AlteringConnection, there: Schema, of: str
    ) -> tuple[Difference, ...]:
        here = read_schema(connection)
        return differences(connection, here, there, self.touched, of=of, progress=self._progress)

    def _note_content(self, what: str, found: tuple[Difference, ...]) -> None:
        undeclared = [one for one in found if folded(one.table) not in self._lost]
        named = "; ".join(one.text for one in (undeclared or found)[:_NAMED])
        if undeclared:
            self.note(what, ok=False, detail=tr("Not declared as lost: {named}", named=named))
        elif found:
            self.note(
                what,
                ok=True,
                detail=tr("except for what is declared as lost: {named}", named=named),
            )
        else:
            self.note(what, ok=True, detail=tr("identical"))


_VERBS = {"up": tr("Applied"), "down": tr("Rolled back"), "repair": tr("Repaired")}


def _told(step: Step) -> str:
    """What was done; a repair has a title of its own beside, so that its name would only be an id."""
    verb = _VERBS[step.direction.value]
    return verb if step.version is None else f"{verb} {step.label}"


def _names(schema: Schema) -> list[str]:
    return [table.name for table in counted_tables(schema)]


def _known(state: tuple[Schema, Objects] | None) -> tuple[Schema, Objects]:
    if state is None:
        raise RuntimeError("the steps were not run before")
    return state
