"""Putting on record what support does, however it ends."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from hive_inspector.core.audit import Entry
from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database.wrapping import PasswordNeeded
from hive_inspector.core.errors import InspectorError, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail

Details = dict[str, str | int]


@contextmanager
def recorded(trail: AuditTrail, what: str, file: Path, details: Details) -> Iterator[Details]:
    """Record the block with its outcome; the block may add to the details.

    Args:
        trail: Where to.
        what: As `Entry.what`.
        file: The database concerned.
        details: What is known beforehand; never a password or content.
    """
    known = dict(details)
    try:
        yield known
    except PasswordNeeded:  # that is a question to the user, and nothing was done
        raise
    except BaseException as error:
        if isinstance(error, InspectorError):
            known["reason"] = error.message
        trail.record(Entry(what, str(file), _outcome(error), known))
        raise
    trail.record(Entry(what, str(file), "done", known))


def _outcome(error: BaseException) -> str:
    if isinstance(error, Cancelled):
        return "cancelled"
    return "refused" if isinstance(error, Refusal) else "failed"
