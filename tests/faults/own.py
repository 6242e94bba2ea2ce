"""What the program writes besides the database: its own files, exports, pictures, bundles; to be interrupted."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeAlias

from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.browsing.export import ExportRequest, Format, Options, export
from hive_inspector.core.browsing.export.formatinfo import info
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.checkup import check_file
from hive_inspector.core.console.changes import carry_out_change, preview_change
from hive_inspector.core.console.history import History
from hive_inspector.core.console.outcomes import Outcome, State
from hive_inspector.core.console.saved import SavedQueries
from hive_inspector.core.console.splitting import split
from hive_inspector.core.database.newfiles import complete_file
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.restore_points.points import make_restore_point
from hive_inspector.core.paths import app_paths
from hive_inspector.core.progress import silent
from hive_inspector.core.repairs.salvage.salvaging import salvage
from hive_inspector.core.settings import ThemeMode, load_settings, save_settings
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.support.comparing.comparison import compare
from hive_inspector.core.supporting.bundling import BundleRequest, prepare, write_recorded
from hive_inspector.core.supporting.older_installs import import_into
from tests.support.migrated import noon

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from hive_inspector.core.settings import FileValues

Work: TypeAlias = "Callable[[Path, dict[str, Any]], str]"

STATEMENT = "UPDATE users SET email = email || ?"
TABLE = "users"
NEW_TEXT = "SELECT 'what is new'"
PICTURE = bytes(range(256)) * 64


def target_of(path: Path, kind: str) -> Path:
    """Where an operation writes, beside the database."""
    return path.with_name(f"made.{kind}")


def _settings(path: Path, _about: dict[str, Any]) -> str:
    folder = app_paths().settings
    base = load_settings(folder)
    values: FileValues = {"query.scripts": [{"name": "n", "text": NEW_TEXT * 40, "place": 0}]}
    changed = replace(base.with_file_values(str(path), values), theme=ThemeMode.LIGHT)
    try:
        save_settings(folder, changed, base)
    except OSError:  # the window notes it in the log
        return "not kept"
    return "done"


def _history(path: Path, _about: dict[str, Any]) -> str:
    (statement,) = split(NEW_TEXT)
    outcome = Outcome(statement, State.DONE, 1, 1.0)
    kept = History(app_paths().settings / "history").remember(outcome, str(path))
    return "done" if kept else "not kept"


def _saved(_path: Path, _about: dict[str, Any]) -> str:
    SavedQueries(app_paths().settings).save("new", NEW_TEXT)
    return "done"


def _unsaved(_path: Path, _about: dict[str, Any]) -> str:
    SavedQueries(app_paths().settings).remove("old")
    return "done"


def _audit(path: Path, _about: dict[str, Any]) -> str:
    kept = AuditTrail(app_paths().audit).record(Entry("what.new", str(path)))
    return "done" if kept else "not kept"


def _export(of: Format, path: Path, _about: dict[str, Any]) -> str:
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        table = next(one for one in hive.schema.tables if one.name == TABLE)
        columns = tuple(one.name for one in table.columns)
        to = target_of(path, of.value)
        request = ExportRequest(table, columns, to, of, options=Options(), replace=True)
        with hive.database.reading() as connection:
            export(connection, request)
    return "done"


def _picture(path: Path, _about: dict[str, Any]) -> str:
    with complete_file(target_of(path, "picture"), path, replace=True) as file:
        file.write(PICTURE)
    return "done"


def _bundle(path: Path, _about: dict[str, Any]) -> str:
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        chosen = {PartId.STATUS, PartId.SCHEMA, PartId.VERSIONS}
        request = BundleRequest(without=frozenset(PartId) - chosen)
        prepared = prepare(hive, request)
        to = target_of(path, "bundle")
        write_recorded(prepared, to, path.resolve(), chosen=chosen, replace=True)
    return "done"


def _salvage(path: Path, _about: dict[str, Any]) -> str:
    salvage(path.resolve(), target_of(path, "salvage"), CancelToken(), silent)
    return "done"


def _check(path: Path, _about: dict[str, Any]) -> str:
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        results = list(check_file(hive.database))
    return "done" if len(results) == len(CHECKS) else "incomplete"


def _change(path: Path, _about: dict[str, Any]) -> str:
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database:
        (statement,) = split(STATEMENT.replace("?", "'!'"))
        preview = preview_change(hive.database, hive.schema, statement)
        make = partial(
            make_restore_point, hive.database, "before UPDATE", path.parent / "backups", clock=noon
        )
        carry_out_change(hive.database, hive.schema, preview, make_restore_point=make)
    return "done"


def _import(path: Path, _about: dict[str, Any]) -> str:
    import_into(older(path), target_of(path, "import"), token=CancelToken(), progress=silent)
    return "done"


def _compare(path: Path, _about: dict[str, Any]) -> str:
    hive, other = open_hive(DatabaseTarget(path)), open_hive(DatabaseTarget(older(path)))
    with hive.database, other.database:
        found = compare(hive, other, token=CancelToken(), progress=silent)
    return "done" if found.tables else "nothing compared"


def older(path: Path) -> Path:
    """An older install beside the database."""
    return path.with_name("hive-ai-knowledge.db")


EXPORTS = {f"export {of.value}": partial(_export, of) for of in Format if not info(of).missing}
OWN: dict[str, Work] = {
    "settings": _settings,
    "history": _history,
    "saved": _saved,
    "unsaved": _unsaved,
    "audit": _audit,
    "picture": _picture,
    "bundle": _bundle,
    "salvage": _salvage,
    "check": _check,
    "change": _change,
    "import": _import,
    "compare": _compare,
    **EXPORTS,
}
"""By name; each is given the database and what the order says."""
