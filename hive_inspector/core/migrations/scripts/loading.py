"""Migration scripts: Python files named `NNN_what_it_does.py`, loaded once and run from the bytes that were loaded.

A script has the form that peewee-migrate made known: `migrate(migrator, database, *, fake=False)` and, unless it says
why there can be none, `rollback(…)`. Its docstring says in the first line what it does and then what changes. What it
may say besides, as constants:

* `RECORDED_AS`: the name that Hive itself records for this version, where that is not the name of the file;
* `LOSES_UP`, `LOSES_DOWN`: what is lost in that direction, as pairs of words and a query that counts the rows before
  the step; as third part, where the loss shows in further tables than those of the query, their names;
* `IRREVERSIBLE`: why there is no way back.

A function `verify(database)` may look at the file after the step and raise what is wrong with it.

A folder of Hive's own `.sql` files is read as well, see `hive_scripts`.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, Any

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.fencing import fenced
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.core.migrations.scripts.digests import normalised_digest
from hive_inspector.core.migrations.scripts.hive_files import load_hive_scripts
from hive_inspector.core.migrations.scripts.numbering import require_no_gap
from hive_inspector.core.migrations.scripts.script import Change, Loss, Script
from hive_inspector.core.migrations.scripts.stopping import in_time, stoppable
from hive_inspector.core.resources import migrations_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

_FILE_NAME = re.compile(r"(\d{3,})_([a-z0-9][a-z0-9_]*)\.py", re.ASCII)
_MEND = tr("Correct the script, or remove it from the folder.")
LIMIT_S = 10.0
"""For loading all scripts of a folder; the program's own take a few hundredths of a second."""

__all__ = ["Change", "Loss", "Script", "load_scripts", "normalised_digest"]


def load_scripts(
    folder: Path | None = None, *, token: CancelToken | None = None
) -> tuple[Script, ...]:
    """All scripts of a folder in order of their versions, which run from 1 without a gap.

    Files whose names begin with an underscore or a dot are none, nor are those of other kinds.

    Args:
        folder: Where to look; the program's own scripts if None.
        token: Stops it.

    Raises:
        UsageProblem: There are none, one cannot be used or does not end, or the numbers do not follow one another; the
            message says it.
        Cancelled: The token was cancelled.
    """
    folder = folder or migrations_folder()
    try:
        paths = [path for path in folder.iterdir() if _is_script(path)]
    except OSError as error:
        raise UsageProblem(
            tr(
                "The folder of migration scripts {folder} cannot be read: {strerror}.",
                folder=folder,
                strerror=error.strerror,
            ),
            tr("Name a folder with scripts called 001_initial_schema.py and so on."),
        ) from error
    if not paths and any(path.suffix == ".sql" for path in folder.iterdir()):
        return load_hive_scripts(folder)
    if not paths:
        raise UsageProblem(
            tr("There are no migration scripts in {folder}.", folder=folder),
            tr(
                "Name a folder with scripts called 001_initial_schema.py and so on, or with "
                "Hive's own .sql files."
            ),
        )
    with in_time(token or CancelToken(), LIMIT_S) as limited:
        try:
            return tuple(_load(path, limited) for path in _in_order(paths))
        except Cancelled:
            if token is not None:
                token.raise_if_cancelled()
            raise UsageProblem(
                tr(
                    "The scripts in {folder} could not be loaded within {limit_s:g} seconds.",
                    folder=folder,
                    limit_s=LIMIT_S,
                ),
                tr("A script should do nothing when it is loaded, outside migrate and rollback."),
            ) from None


def _is_script(path: Path) -> bool:
    return path.suffix == ".py" and not path.name.startswith(("_", ".")) and path.is_file()


def _identity(path: Path) -> tuple[int, str]:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise UsageProblem(
            tr("{name} is not named like a migration script.", name=path.name),
            tr("Name it by number and purpose, in small letters, such as 014_add_tags.py."),
        )
    return int(match[1]), match[2]


def _in_order(paths: Iterable[Path]) -> list[Path]:
    """The scripts by number, one for each from 1 on."""
    by_version: dict[int, Path] = {}
    for path in sorted(paths):
        version, _ = _identity(path)
        if version in by_version:
            raise UsageProblem(
                tr(
                    "{name} and {path_name} have the same number.",
                    name=by_version[version].name,
                    path_name=path.name,
                ),
                tr("Give one of them the next free number, or remove it."),
            )
        by_version[version] = path
    require_no_gap(by_version)
    return [by_version[version] for version in sorted(by_version)]


def _load(path: Path, token: CancelToken) -> Script:
    version, name = _identity(path)
    content = _read(path)
    names = _run(path, content, token)
    title, description = _words(names.get("__doc__"), path)
    rollback = _step(names, "rollback", path)
    irreversible = _text(names, "IRREVERSIBLE", path)
    if rollback is None and not irreversible:
        raise UsageProblem(
            tr("{name} has no rollback and does not say why.", name=path.name),
            tr('Write its rollback, or say why there can be none: IRREVERSIBLE = "…".'),
        )
    return Script(
        version=version,
        name=name,
        recorded_as=_text(names, "RECORDED_AS", path) or name,
        title=title,
        description=description,
        path=path,
        sha256=hashlib.sha256(content).hexdigest(),
        sha256_normalised=normalised_digest(content),
        migrate=_required_step(names, path),
        rollback=None if irreversible else rollback,
        irreversible=irreversible,
        loses_up=_losses(names, "LOSES_UP", path),
        loses_down=_losses(names, "LOSES_DOWN", path),
        verify=_step(names, "verify", path),
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageProblem(
            tr("{name} cannot be read: {strerror}.", name=path.name, strerror=error.strerror),
            tr("Check the permissions of the script."),
        ) from error


def _run(path: Path, content: bytes, token: CancelToken) -> Mapping[str, object]:
    """The names that a script defines. It is compiled with its real path, so that a traceback shows its lines."""
    try:
        code = compile(content, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        where = tr(" in line {line}", line=line) if line else ""
        raise UsageProblem(
            tr("{name} is not valid Python{where}.", name=path.name, where=where), _MEND, str(error)
        ) from error
    names: dict[str, object] = {"__name__": path.stem, "__file__": str(path)}
    try:
        with fenced(), stoppable(token):
            exec(code, names)  # noqa: S102 - running the user's migration scripts is what they are for
    except Cancelled:
        raise
    except (Exception, SystemExit) as error:
        raise UsageProblem(
            tr("{name} cannot be loaded: {error}.", name=path.name, error=error),
            _MEND,
            f"{type(error).__name__}: {error}",
        ) from error
    return names


def _words(docstring: object, path: Path) -> tuple[str, str]:
    if not isinstance(docstring, str) or not docstring.strip():
        raise UsageProblem(
            tr("{name} does not say what it does.", name=path.name),
            tr("Begin it with a docstring: one line with what it does, then what changes."),
        )
    title, _, description = docstring.strip().partition("\n")
    return title.strip(), description.strip()


def _required_step(names: Mapping[str, object], path: Path) -> Change:
    step: Change | None = _step(names, "migrate", path)
    if step is None:
        raise UsageProblem(
            tr("{name} has no migrate(migrator, database, *, fake=False).", name=path.name), _MEND
        )
    return step


def _step(names: Mapping[str, object], name: str, path: Path) -> Any:
    step = names.get(name)
    if step is None:
        return None
    if not callable(step):
        raise UsageProblem(
            tr("In {name}, {name_2} is not a function.", name=path.name, name_2=name), _MEND
        )
    return step


def _text(names: Mapping[str, object], name: str, path: Path) -> str:
    value = names.get(name, "")
    if not isinstance(value, str):
        raise UsageProblem(
            tr("In {name}, {name_2} is not a text.", name=path.name, name_2=name), _MEND
        )
    return value


def _losses(names: Mapping[str, object], name: str, path: Path) -> tuple[Loss, ...]:
    pairs = names.get(name, ())
    if not isinstance(pairs, tuple) or not all(_is_loss(pair) for pair in pairs):
        raise UsageProblem(
            tr(
                "In {name}, {name_2} is not a tuple of pairs: what is lost, and the query that "
                "counts it.",
                name=path.name,
                name_2=name,
            ),
            _MEND,
        )
    return tuple(Loss(*pair) for pair in pairs)


def _is_loss(pair: object) -> bool:
    match pair:
        case (str(), str()):
            return True
        case (str(), str(), tuple(tables)):
            return all(isinstance(table, str) for table in tables)
    return False
