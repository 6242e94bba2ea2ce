"""What the workers do about a statement that changes rows."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hive_inspector.core.audit import Entry
from hive_inspector.core.console.changes import carry_out_change, preview_change
from hive_inspector.core.console.redacting import redacted
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.restore_points.points import (
    RestorePoint,
    make_restore_point,
    remove_old,
)
from hive_inspector.core.migrations.restore_points.surroundings import (
    Keeping,
    keeping_of,
    present_surroundings,
)

if TYPE_CHECKING:
    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.changes import ChangePreview
    from hive_inspector.core.console.history import History
    from hive_inspector.core.console.outcomes import Outcome
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.query.work import Asked


@dataclass(frozen=True, slots=True)
class PreviewWork:
    """Tries a statement and takes it back."""

    hive: OpenHive
    asked: Asked

    def __call__(self, token: CancelToken, _progress: Progress) -> ChangePreview:
        """Work on a worker thread."""
        hive, asked = self.hive, self.asked
        return preview_change(hive.database, hive.schema, asked.statement, asked.values, token)


@dataclass(slots=True)
class ChangeWork:
    """Makes a restore point, then carries the statement out, and records that."""

    hive: OpenHive
    asked: Asked
    preview: ChangePreview
    history: History | None
    audit: AuditTrail | None
    point: RestorePoint | None = None
    done: list[Outcome] = field(default_factory=list)
    """What was done, for when a stop comes too late."""

    def __call__(self, token: CancelToken, progress: Progress) -> Outcome:
        """Work on a worker thread."""
        database = self.hive.database
        with database.reading(token) as connection:
            keeping = keeping_of(
                connection, self.hive.schema, database.real_path, present_surroundings()
            )

        def make() -> None:
            progress(0, None, tr("Making a restore point"))
            self.point = make_restore_point(
                database,
                f"before {self._name}",
                keeping.folder,
                version=self.hive.identity.version,
                token=token,
                progress=progress,
            )
            progress(0, None, tr("Changing the rows"))

        outcome = carry_out_change(
            database,
            self.hive.schema,
            self.preview,
            self.asked.values,
            token,
            make_restore_point=make,
        )
        self.done.append(outcome)
        self._record(outcome, keeping)
        return outcome

    @property
    def _name(self) -> str:
        return f"{self.preview.statement.verb} {self.preview.table}".strip()

    def _record(self, outcome: Outcome, keeping: Keeping) -> None:
        path = self.hive.database.real_path
        if self.history is not None:
            self.history.remember(outcome, str(path), self.asked.values)
        if self.audit is not None:
            details: dict[str, str | int] = {
                "sql": redacted(self.preview.statement.text),
                "rows": self.preview.rows + self.preview.others,
                "restore_point": str(self.point.path) if self.point else "",
            }
            self.audit.record(Entry("query.change", str(path), details=details))
        with suppress(EnvironmentProblem):
            remove_old(keeping.folder, path, keeping.keep)
