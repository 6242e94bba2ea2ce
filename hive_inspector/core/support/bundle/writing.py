"""Writing a bundle: the chosen parts and a manifest in one zip, there in full or not at all."""

from __future__ import annotations

import json
import zipfile
from typing import TYPE_CHECKING

from hive_inspector.core.database.newfiles import complete_file
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Collection
    from pathlib import Path

    from hive_inspector.core.support.bundle.parts import Part, PartId, Prepared

FORMAT = "hive-inspector-bundle"
FORMAT_VERSION = 1
MANIFEST = "manifest.json"
_MOMENT = (1980, 1, 1, 0, 0, 0)
"""The time of every entry: the same parts make the same bytes."""


def write_bundle(
    prepared: Prepared,
    chosen: Collection[PartId],
    path: Path,
    database: Path,
    *,
    replace: bool = False,
) -> int:
    """Write the chosen parts into a new zip.

    Args:
        prepared: What there is.
        chosen: Which of it.
        path: The new file.
        database: The database that it is about, which is never replaced.
        replace: Whether a file of that name may be replaced.

    Returns:
        The bytes of the zip.

    Raises:
        UsageProblem: Nothing was chosen, or the path is no place for a file.
        Refusal: There is a file of that name, or it is the database.
        EnvironmentProblem: The file cannot be written. As after a kill, nothing stands under its name.
    """
    parts = [part for part in prepared.parts if part.id in chosen]
    if not parts:
        raise UsageProblem(tr("Every part was left out."), tr("Leave at least one part in."))
    with complete_file(path, database, replace=replace) as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
            _put(archive, MANIFEST, manifest_text(prepared, parts).encode("ascii"))
            for part in parts:
                _put(archive, part.id.file_name, part.data)
        return file.tell()


def manifest_text(prepared: Prepared, parts: Collection[Part]) -> str:
    """The manifest: what is in the bundle, and by which digests it is known to be whole."""
    document = {
        "format": FORMAT,
        "format_version": FORMAT_VERSION,
        "made_at": prepared.made_at,
        "program_version": prepared.program_version,
        "parts": [
            {
                "id": part.id.value,
                "file": part.id.file_name,
                "bytes": part.bytes,
                "sha256": part.sha256,
            }
            for part in parts
        ],
        "left_out": [part.id.value for part in prepared.parts if part not in parts],
    }
    return json.dumps(document, indent=1) + "\n"


def _put(archive: zipfile.ZipFile, name: str, data: bytes) -> None:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    archive.writestr(entry, data)
