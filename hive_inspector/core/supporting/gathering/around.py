"""What is around the file: settings, versions, the log."""

from __future__ import annotations

import platform
import re
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING

import hive_inspector
from hive_inspector.core.database.facts import SQLITE_VERSION
from hive_inspector.core.hive.settings import read_setting
from hive_inspector.core.logs import FILE_NAME
from hive_inspector.core.settings import load_settings
from hive_inspector.core.support.bundle import contents
from hive_inspector.core.support.bundle.masking import shaped

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hive_inspector.core.supporting.gathering.subject import Subject

LOG_BYTES = 200_000
"""The end of the log that goes in."""
_HIVE_SETTINGS = {
    "backup.autoEnabled": re.compile(r"true|false|0|1"),
    "backup.alwaysCompress": re.compile(r"true|false|0|1"),
    "backup.frequency": re.compile(r"manual|daily|weekly"),
    "backup.retentionCount": re.compile(r"[0-9]{1,4}"),
    "backup.reminderDays": re.compile(r"[0-9]{1,4}"),
    "backup.lastBackupAt": re.compile(
        r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d{1,6})?(?:Z|\+00:00)?"
    ),
}
_LIBRARIES = ("PySide6-Essentials", "peewee", "pyqtgraph", "numpy", "psutil", "cryptography")


def settings(subject: Subject) -> Mapping[str, object]:
    """How the program is set, and Hive's backups."""
    known = load_settings(subject.paths.settings)
    hive: dict[str, str | int | bool] = {}
    with subject.hive.database.reading(subject.token) as connection:
        for key, form in _HIVE_SETTINGS.items():
            value = read_setting(connection, subject.hive.schema, key)
            if value is not None:
                hive[key] = shaped(value, form)
        hive["backup.dir is set"] = (
            read_setting(connection, subject.hive.schema, "backup.dir") is not None
        )
    program: dict[str, str | int | bool] = {
        "theme": known.theme.value,
        "recent files": len(known.recent),
        "files with a state": len(known.files),
    }
    return {"settings": contents.SettingsSketch(program, hive)}


def versions(subject: Subject) -> Mapping[str, object]:
    """Which programs, on which system."""
    with subject.hive.database.reading(subject.token) as connection:
        options = connection.rows("PRAGMA compile_options")
    return {
        "versions": contents.VersionsSketch(
            program=hive_inspector.__version__,
            python=platform.python_version(),
            sqlite=SQLITE_VERSION,
            system=f"{platform.system()} {platform.release()}",
            machine=platform.machine(),
            libraries=dict(_libraries()),
            compile_options=tuple(str(row[0]) for row in options),
        )
    }


def log(subject: Subject) -> str:
    """The end of the log, from the first whole line on."""
    try:
        with (subject.paths.state / FILE_NAME).open("rb") as file:
            size = file.seek(0, 2)
            file.seek(max(0, size - LOG_BYTES))
            data = file.read(LOG_BYTES)
    except OSError:
        return ""
    if size > LOG_BYTES:
        data = data.partition(b"\n")[2]
    return subject.masking.log(data.decode("utf-8", "replace"))


def _libraries() -> Iterator[tuple[str, str]]:
    for name in _LIBRARIES:
        try:
            yield name, version(name)
        except PackageNotFoundError:  # a packed program, or one without the window
            continue
