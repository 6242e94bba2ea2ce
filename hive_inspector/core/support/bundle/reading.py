"""Reading a bundle that somebody sent: nothing in it is trusted before its manifest was checked against it."""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.core.support.bundle.parts import Part, PartId, Prepared
from hive_inspector.core.support.bundle.writing import FORMAT, FORMAT_VERSION, MANIFEST

if TYPE_CHECKING:
    from pathlib import Path

MOST_BYTES = 64 * 1024 * 1024
"""Of all parts together, and of the zip; real ones have about one MB."""
_MANIFEST_BYTES = 100_000


@dataclass(frozen=True, slots=True)
class ReadBundle:
    """The parts of a bundle, whole and as they were written."""

    content: Prepared
    left_out: tuple[PartId, ...] = ()
    """What its maker left out."""
    unknown: tuple[str, ...] = ()
    """Parts that this program does not know."""


def read_bundle(path: Path) -> ReadBundle:
    """Read all parts of a bundle.

    Raises:
        EnvironmentProblem: The file cannot be read, is no bundle, is of a newer form, or is not as it was written.
    """
    try:
        return _read(path)
    except OSError as error:
        raise EnvironmentProblem(
            tr(
                "{path} cannot be read: {strerror}.",
                path=shown_path(path),
                strerror=error.strerror or error,
            ),
            tr("Check that the file is there and that you may read it."),
            str(error),
        ) from error
    except (ValueError, KeyError, TypeError, RecursionError, EOFError) as error:
        raise _no_bundle(path, str(error)) from error
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError) as error:
        raise _not_whole(path, str(error)) from error


def _read(path: Path) -> ReadBundle:
    if path.stat().st_size > MOST_BYTES:
        raise _no_bundle(path, tr("it is too large"))
    with zipfile.ZipFile(path) as archive:
        manifest = json.loads(_content(archive, MANIFEST, _MANIFEST_BYTES, path))
        if manifest["format"] != FORMAT:
            raise _no_bundle(path, tr("another format"))
        if manifest["format_version"] > FORMAT_VERSION:
            raise EnvironmentProblem(
                tr(
                    "{path} was made by a newer Hive Inspector ({manifest}).",
                    path=shown_path(path),
                    manifest=manifest["program_version"],
                ),
                tr("Open it with that version or a newer one."),
            )
        known = {one.value: one for one in PartId}
        listed: list[dict[str, Any]] = manifest["parts"]
        parts: dict[PartId, Part] = {}
        room = MOST_BYTES
        for entry in listed:
            part = known.get(entry["id"])
            if part is not None and part not in parts:
                parts[part] = _part(archive, part, entry, path, room)
                room -= parts[part].bytes
    return ReadBundle(
        content=Prepared(
            tuple(parts.values()), str(manifest["made_at"]), str(manifest["program_version"])
        ),
        left_out=tuple(known[one] for one in manifest["left_out"] if one in known),
        unknown=tuple(str(entry["id"]) for entry in listed if entry["id"] not in known),
    )


def _part(
    archive: zipfile.ZipFile, part: PartId, entry: dict[str, Any], path: Path, room: int
) -> Part:
    data = _content(archive, part.file_name, room, path)
    if hashlib.sha256(data).hexdigest() != entry["sha256"]:
        raise _not_whole(
            path,
            tr("{file_name} has another digest than the manifest says", file_name=part.file_name),
        )
    return Part(part, data.decode("utf-8"))


def _content(archive: zipfile.ZipFile, name: str, most: int, path: Path) -> bytes:
    """An entry's bytes; a small zip may claim to hold more than there is memory."""
    with archive.open(name) as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise _no_bundle(path, tr("{name} is too large", name=name))
    return data


def _no_bundle(path: Path, detail: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        tr("{path} is no bundle of Hive Inspector.", path=shown_path(path)),
        tr("Choose a file that `hive-inspector bundle` or the page Support has written."),
        detail,
    )


def _not_whole(path: Path, detail: str) -> EnvironmentProblem:
    return EnvironmentProblem(
        tr("{path} is damaged, or was changed after it was written.", path=shown_path(path)),
        tr("Ask for it again."),
        detail,
    )
