"""Putting on record what support does, however it ends."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core import audit
from hive_inspector.core.database.wrapping import PasswordNeeded

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

    from hive_inspector.core.audit import AuditTrail

Details = dict[str, str | int]


def recorded(
    trail: AuditTrail, what: str, file: Path, details: Details
) -> AbstractContextManager[Details]:
    """As `core.audit.recorded`; a missing password is a question to the user and no end of anything."""
    return audit.recorded(trail, what, file, details, unless=(PasswordNeeded,))
