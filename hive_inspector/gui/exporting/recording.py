"""Secrets are shown and written only after that was recorded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.audit import Entry
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail
    from hive_inspector.core.browsing.export import ExportRequest


@dataclass(frozen=True, slots=True)
class Recorder:
    """Writes into the audit trail, on worker threads."""

    audit: AuditTrail | None
    """None where nothing is remembered at all."""
    file: Path
    """The database."""

    def record(self, what: str, details: dict[str, str | int]) -> None:
        """Record that secrets are about to be shown or written.

        Raises:
            EnvironmentProblem: It cannot be recorded.
        """
        entry = Entry(what, str(self.file), details=details)
        if self.audit is not None and not self.audit.record(entry):
            raise EnvironmentProblem(
                tr("The secret stays hidden, because showing it could not be recorded."),
                tr(
                    "Make room for {path}, or give yourself the right to write it.",
                    path=self.audit.path,
                ),
            )


@dataclass(frozen=True, slots=True)
class RecordedExport:
    """Records that an export writes secrets."""

    recorder: Recorder
    request: ExportRequest

    def __call__(self) -> None:
        """Called on a worker thread before the export begins."""
        details: dict[str, str | int] = {
            "table": self.request.table.name,
            "columns": ", ".join(sorted(self.request.options.reveal)),
            "to": str(self.request.path),
            "format": self.request.format.value,
        }
        self.recorder.record("export.secrets", details)


def recording_of(recorder: Recorder, request: ExportRequest) -> RecordedExport | None:
    """What to do before an export; None where it writes no secrets."""
    return RecordedExport(recorder, request) if request.options.reveal else None
