"""Hive's own migration scripts: `NNN_what_it_does.sql`, with header lines such as `-- @ name: initial_schema`.

The headers are `version`, `name`, `description` and `rollback`, each on one line; a file may have none of them. The
number counts, as it does for Hive, that stands in front of the file's name. Statements end where SQLite says so, not
at each semicolon: a trigger stays whole.
"""

from __future__ import annotations

import hashlib
import re
from itertools import groupby
from typing import TYPE_CHECKING

from hive_inspector.core.database.sqltext import split_statements
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.scripts.digests import hive_digest, normalised_digest
from hive_inspector.core.migrations.scripts.numbering import require_no_gap
from hive_inspector.core.migrations.scripts.script import Script

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.migrations.scripts.script import Change

_FILE_NAME = re.compile(r"(\d{3,})_(\w+)\.sql", re.ASCII)
_HEADER = re.compile(r"\s*-- @\s*(\w+)\s*:\s*(.*?)\s*", re.ASCII)
_NO_WAY_BACK = tr("Hive's file has no statements for the way back.")
_UNNAMED = "unknown"
"""What Hive's compact dialect records where a file has no `name` header."""


def load_hive_scripts(folder: Path) -> tuple[Script, ...]:
    """All scripts of a folder in order of their versions.

    Of several files with one number the first by name counts, and the script says so in `conflict`.

    Raises:
        UsageProblem: A file cannot be read, is not named like a script, or a number is left out.
    """
    paths = sorted(p for p in folder.iterdir() if p.suffix == ".sql" and p.is_file())
    grouped = {version: list(same) for version, same in groupby(paths, _version_of)}
    require_no_gap({version: same[0] for version, same in grouped.items()})
    return tuple(_load(version, same) for version, same in sorted(grouped.items()))


def _version_of(path: Path) -> int:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise UsageProblem(
            tr("{name} is not named like a migration script.", name=path.name),
            tr("Name it by number and purpose, such as 014_add_tags.sql, or move it elsewhere."),
        )
    return int(match[1])


def _load(version: int, same: list[Path]) -> Script:
    path = same[0]
    content, text = _read(path)
    headers = _headers(text)
    way_back = split_statements(headers.get("rollback", ""))
    return Script(
        version=version,
        name=path.stem.partition("_")[2],
        recorded_as=headers.get("name") or _UNNAMED,
        title=headers.get("description") or f"{path.stem.partition('_')[2]} (Hive's own file).",
        description="",
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        sha256_normalised=normalised_digest(content),
        migrate=_running(split_statements(text)),
        rollback=_running(way_back) if way_back else None,
        irreversible="" if way_back else _NO_WAY_BACK,
        loses_up=(),
        loses_down=(),
        md5=hive_digest(text),
        conflict=_conflict(same),
    )


def _read(path: Path) -> tuple[bytes, str]:
    try:
        content = path.read_bytes()
        return content, content.decode("utf-8-sig")
    except OSError as error:
        raise UsageProblem(
            tr("{name} cannot be read: {strerror}.", name=path.name, strerror=error.strerror),
            tr("Check the permissions of the script."),
        ) from error
    except UnicodeDecodeError as error:
        raise UsageProblem(
            tr("{name} is not a text in UTF-8.", name=path.name),
            tr("Save it as UTF-8, or remove it."),
            str(error),
        ) from error


def _headers(text: str) -> Mapping[str, str]:
    found = filter(None, map(_HEADER.fullmatch, text.splitlines()))
    return {match[1].lower(): match[2] for match in found}


def _running(statements: tuple[str, ...]) -> Change:
    def change(migrator: Migrator, database: Reader, *, fake: bool = False) -> None:  # noqa: ARG001 - the form of a step
        for statement in statements:
            migrator.sql(statement)

    return change


def _conflict(same: list[Path]) -> str:
    if len(same) == 1:
        return ""
    names = tr(" and ").join(path.name for path in same)
    return tr(
        "{count} files have this number: {names}. Hive stops at the second, once.",
        count=len(same),
        names=names,
    )
