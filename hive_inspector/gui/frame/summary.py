"""What the window's frame says about the open file."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.core.database.target import Access
from hive_inspector.core.hive.identity import Lineage
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.hive.identity import Identity
    from hive_inspector.core.hive.opening import OpenHive


@dataclass(frozen=True, slots=True)
class FileSummary:
    """An open file in the words of the top bar and the status bar."""

    path: Path
    folder: str
    kind: str
    """Lineage and version, e.g. `core · v13`."""
    is_hive: bool
    evidence: str
    """The lineage's whole name, and what it was recognised by."""
    writable: bool
    note: str
    """What the user should know about how the file is read, or empty."""
    is_here: bool
    """Whether it is the file itself, and not a bundle that tells of it."""
    library: str
    """SQLite's version, the file's encoding and page size."""


def summarise(opened: OpenHive) -> FileSummary:
    """The summary of an open file."""
    path = opened.database.real_path
    return FileSummary(
        path=path,
        folder=shown_path(path.parent),
        kind=_kind(opened.identity),
        is_hive=opened.identity.lineage is not Lineage.OTHER,
        evidence="\n".join((opened.identity.lineage.title, *opened.identity.evidence)),
        writable=opened.database.target.access is not Access.READ_ONLY,
        note=opened.database.opened.note,
        is_here=opened.is_here,
        library=tr(
            "SQLite {sqlite_version} · {encoding} · page {page_size}",
            sqlite_version=SQLITE_VERSION,
            encoding=opened.facts.encoding,
            page_size=opened.facts.page_size,
        ),
    )


def _kind(identity: Identity) -> str:
    """In a word, as the commands have it; the whole name is the tooltip's."""
    if identity.lineage is Lineage.OTHER:
        return tr("not a Hive file")
    name = identity.lineage.value
    return name if identity.version is None else f"{name} · v{identity.version}"
