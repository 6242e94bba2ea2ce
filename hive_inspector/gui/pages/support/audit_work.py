"""What workers do about the audit trail."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.audit import AuditTrail, Entry
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.progress import Progress

_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute."""


@dataclass(frozen=True, slots=True)
class ReadTrail:
    """Reads all entries, the newest first."""

    trail: AuditTrail

    def __call__(self, token: CancelToken, _progress: Progress) -> tuple[Entry, ...]:
        """Work on a worker thread.

        Raises:
            EnvironmentProblem: The record cannot be read.
        """
        found = []
        try:
            for entry in self.trail.entries():
                token.raise_if_cancelled()
                found.append(entry)
        except OSError as error:
            raise EnvironmentProblem(
                tr("The audit trail cannot be read."),
                tr("Check that you may read {path}.", path=self.trail.path),
                str(error),
            ) from error
        return tuple(reversed(found))


def details_text(entry: Entry) -> str:
    """What else is known of what was done, on one line."""
    return "; ".join(f"{name}: {value}" for name, value in entry.details.items() if value != "")


def as_csv(entries: Sequence[Entry]) -> bytes:
    """Entries as a table for a spreadsheet."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(("when", "who", "what", "file", "outcome", "details"))
    for one in entries:
        cells = (one.when, one.who, one.what, one.file, one.outcome, details_text(one))
        writer.writerow([f"'{cell}" if cell.startswith(_FORMULA) else cell for cell in cells])
    return text.getvalue().encode("utf-8", "replace")
