"""Noting, outside the file, the runs that changed nothing in it.

A run that was refused, failed or was cancelled leaves the file without a byte of it, so its end stands in a log in the
program's own folder, and not in the history in the file.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.migrations.scripts.steps import Step


def undone_runs() -> AuditTrail:
    """The log of runs that changed nothing, and of those whose change could not be taken back."""
    return AuditTrail(app_paths().state / "undone")


def note_undone(
    real_path: Path, run: str, steps: tuple[Step, ...], outcome: str, reason: str
) -> None:
    """Add a run to the log; where that cannot be written, the program's log says so.

    Args:
        real_path: The file, its symlinks resolved.
        run: By which the run is known.
        steps: What was to be done.
        outcome: `refused`, `cancelled` or `failed`.
        reason: Why, in a sentence, or empty.
    """
    directions = {step.direction.value for step in steps}
    entry = Entry(
        what=f"migrations.{'-'.join(sorted(directions))}",
        file=str(real_path),
        outcome=outcome,
        details={
            "run": run,
            "steps": ", ".join(step.label for step in steps),
            "reason": reason,
        },
    )
    undone_runs().record(entry)
