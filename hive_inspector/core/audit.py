"""What was done with this program that somebody may have to account for: one JSON object a line, only ever appended."""

from __future__ import annotations

import getpass
import json
import logging
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, TypeAlias

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.errors import InspectorError, Refusal
from hive_inspector.core.journal import Journal
from hive_inspector.core.paths import app_paths

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

MOST_BYTES = 1_000_000
FILES_KEPT = 5
"""Full files that are kept beside the one that is written."""
MOST_TEXT = 2_000
"""Characters of a text in an entry; a line stays below what is written at one stroke."""

OUTCOME = "outcome"
"""Among the details of `recorded`: how it ended, where it ended without an exception and was not done."""

Details: TypeAlias = dict[str, str | int]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was done."""

    what: str
    """In a word or two with a dot between: `reveal.cell`, `export.file`."""
    file: str
    """The database concerned."""
    outcome: str = "done"
    """`done`, `cancelled`, `refused` or `failed`."""
    details: Mapping[str, str | int] = field(default_factory=dict)
    """What else is to be known; never the content that was revealed."""
    when: str = ""
    """RFC 3339, UTC. Set when it is recorded."""
    who: str = ""
    """The user's name on this computer. Set when it is recorded."""


class AuditTrail:
    """The record in one folder. Safe from several threads and programs at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    @property
    def path(self) -> Path:
        """The file that is written."""
        return self._journal.path

    def record(self, entry: Entry) -> bool:
        """Append an entry, with the moment and the user's name.

        Returns:
            Whether it is on the disk. Where it is not, the log says why, and whoever does what has to be accounted for
            decides whether to do it all the same.
        """
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        line = _line(entry, now, user_name())
        try:
            self._journal.append(line)
        except OSError as error:
            _log.warning("The audit trail %s cannot be written: %s", self.path, error)
            return False
        return True

    def entries(self) -> Iterator[Entry]:
        """All entries, the oldest first; lines that are broken are passed over.

        Raises:
            OSError: A file cannot be read.
        """
        for line in self._journal.lines():
            entry = _parsed(line)
            if entry is not None:
                yield entry

    @property
    def _journal(self) -> Journal:
        return Journal(self._folder, "audit", MOST_BYTES, FILES_KEPT)


def own_trail() -> AuditTrail:
    """The trail of the user who runs the program, beside its settings."""
    return AuditTrail(app_paths().audit)


@contextmanager
def recorded(
    trail: AuditTrail,
    what: str,
    file: Path,
    details: Details,
    *,
    unless: tuple[type[BaseException], ...] = (),
) -> Iterator[Details]:
    """Record the block with its outcome, however it ends.

    Args:
        trail: Where to.
        what: As `Entry.what`.
        file: The database concerned.
        details: What is known beforehand; never a password or content.
        unless: What is no end of anything: it is raised, and nothing is recorded.

    Yields:
        The details; the block may add to them, and say under `OUTCOME` that it was not done.
    """
    known = dict(details)
    try:
        yield known
    except unless:
        raise
    except BaseException as error:
        if isinstance(error, InspectorError):
            known["reason"] = error.message
        known.pop(OUTCOME, None)
        trail.record(Entry(what, str(file), _outcome(error), known))
        raise
    outcome = str(known.pop(OUTCOME, "done"))
    trail.record(Entry(what, str(file), outcome, known))


def _outcome(error: BaseException) -> str:
    if isinstance(error, Cancelled):
        return "cancelled"
    return "refused" if isinstance(error, Refusal) else "failed"


def _line(entry: Entry, when: str, who: str) -> bytes:
    content = {**asdict(entry), "when": when, "who": who, "details": _short(entry.details)}
    content["file"] = entry.file[:MOST_TEXT]
    return json.dumps(content).encode("ascii") + b"\n"


def _short(details: Mapping[str, str | int]) -> dict[str, str | int]:
    return {
        name: value[:MOST_TEXT] if isinstance(value, str) else value
        for name, value in details.items()
    }


def _parsed(line: bytes) -> Entry | None:
    try:
        content: dict[str, Any] = json.loads(line)
        return Entry(
            str(content["what"]),
            str(content["file"]),
            str(content["outcome"]),
            dict(content["details"]),
            str(content["when"]),
            str(content["who"]),
        )
    except (ValueError, KeyError, TypeError, RecursionError):
        return None


def user_name() -> str:
    """The name of the user on this computer; empty where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # a user without a name
        return ""
