"""Migration scripts: Python files named `NNN_what_it_does.py`, loaded once and run from the bytes that were loaded.

A script has the form that peewee-migrate made known: `migrate(migrator, database, *, fake=False)` and, unless it says
why there can be none, `rollback(…)`. Its docstring says in the first line what it does and then what changes. What it
may say besides, as constants:

* `RECORDED_AS`: the name that Hive itself records for this version, where that is not the name of the file;
* `LOSES_UP`, `LOSES_DOWN`: what is lost in that direction, as pairs of words and a query that counts the rows before
  the step;
* `IRREVERSIBLE`: why there is no way back.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.resources import migrations_folder

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from hive_inspector.core.migrations.migrator import Migrator, Reader

_FILE_NAME = re.compile(r"(\d{3,})_([a-z0-9][a-z0-9_]*)\.py", re.ASCII)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"
_MEND = "Correct the script, or remove it from the folder."


class Step(Protocol):
    """A script's `migrate` or `rollback`."""

    def __call__(self, migrator: Migrator, database: Reader, *, fake: bool = False) -> None:
        """Change the database; `fake` is part of the form and is never true here."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Something that a step does not keep."""

    what: str
    """In words for the user."""
    count_sql: str
    """Counts, before the step, how many rows it concerns."""


@dataclass(frozen=True, slots=True)
class Script:
    """One version of the schema, and the way there and back."""

    version: int
    name: str
    """As the file is called, e.g. `initial_schema`."""
    recorded_as: str
    """The name that Hive writes into `schema_migrations`."""
    title: str
    """What it does, in one line."""
    description: str
    """What changes, in the paragraphs after that; may be empty."""
    path: Path
    sha256: str
    """Of the file's bytes."""
    sha256_normalised: str
    """Of its text with LF line ends and without a byte order mark, so that a checkout's settings make no difference."""
    migrate: Step
    rollback: Step | None
    irreversible: str
    """Why there is no rollback, or empty."""
    loses_up: tuple[Loss, ...]
    loses_down: tuple[Loss, ...]

    @property
    def reversible(self) -> bool:
        """Whether there is a way back."""
        return self.rollback is not None


def load_scripts(folder: Path | None = None) -> tuple[Script, ...]:
    """All scripts of a folder in order of their versions, which run from 1 without a gap.

    Files whose names begin with an underscore or a dot are none, nor are those of other kinds.

    Args:
        folder: Where to look; the program's own scripts if None.

    Raises:
        UsageProblem: There are none, one cannot be used, or the numbers do not follow one another; the message says it.
    """
    folder = folder or migrations_folder()
    try:
        paths = [path for path in folder.iterdir() if _is_script(path)]
    except OSError as error:
        raise UsageProblem(
            f"The folder of migration scripts {folder} cannot be read: {error.strerror}.",
            "Name a folder with scripts called 001_initial_schema.py and so on.",
        ) from error
    if not paths:
        raise UsageProblem(
            f"There are no migration scripts in {folder}.",
            "Name a folder with scripts called 001_initial_schema.py and so on.",
        )
    return tuple(_load(path) for path in _in_order(paths))


def normalised_digest(content: bytes) -> str:
    """SHA-256 of a text without what editors and checkouts change: line ends and the byte order mark."""
    text = content.removeprefix(_BYTE_ORDER_MARK).replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return hashlib.sha256(text).hexdigest()


def _is_script(path: Path) -> bool:
    return path.suffix == ".py" and not path.name.startswith(("_", ".")) and path.is_file()


def _identity(path: Path) -> tuple[int, str]:
    match = _FILE_NAME.fullmatch(path.name)
    if match is None:
        raise UsageProblem(
            f"{path.name} is not named like a migration script.",
            "Name it by number and purpose, in small letters, such as 014_add_tags.py.",
        )
    return int(match[1]), match[2]


def _in_order(paths: Iterable[Path]) -> list[Path]:
    """The scripts by number, one for each from 1 on."""
    by_version: dict[int, Path] = {}
    for path in sorted(paths):
        version, _ = _identity(path)
        if version in by_version:
            raise UsageProblem(
                f"{by_version[version].name} and {path.name} have the same number.",
                "Give one of them the next free number, or remove it.",
            )
        by_version[version] = path
    for expected, version in enumerate(sorted(by_version), start=1):
        if version != expected:
            raise UsageProblem(
                f"Migration script {expected:03} is missing before {by_version[version].name}.",
                "Add the missing script, or number the scripts from 001 without a gap.",
            )
    return [by_version[version] for version in sorted(by_version)]


def _load(path: Path) -> Script:
    version, name = _identity(path)
    content = _read(path)
    names = _run(path, content)
    title, description = _words(names.get("__doc__"), path)
    rollback = _step(names, "rollback", path)
    irreversible = _text(names, "IRREVERSIBLE", path)
    if rollback is None and not irreversible:
        raise UsageProblem(
            f"{path.name} has no rollback and does not say why.",
            'Write its rollback, or say why there can be none: IRREVERSIBLE = "…".',
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
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageProblem(
            f"{path.name} cannot be read: {error.strerror}.", "Check the permissions of the script."
        ) from error


def _run(path: Path, content: bytes) -> Mapping[str, object]:
    """The names that a script defines. It is compiled with its real path, so that a traceback shows its lines."""
    try:
        code = compile(content, str(path), "exec", dont_inherit=True)
    except (SyntaxError, ValueError) as error:
        line = error.lineno if isinstance(error, SyntaxError) else None
        where = f" in line {line}" if line else ""
        raise UsageProblem(f"{path.name} is not valid Python{where}.", _MEND, str(error)) from error
    names: dict[str, object] = {"__name__": path.stem, "__file__": str(path)}
    try:
        exec(code, names)  # noqa: S102 - running the user's migration scripts is what they are for
    except Exception as error:
        raise UsageProblem(
            f"{path.name} cannot be loaded: {error}.", _MEND, f"{type(error).__name__}: {error}"
        ) from error
    return names


def _words(docstring: object, path: Path) -> tuple[str, str]:
    if not isinstance(docstring, str) or not docstring.strip():
        raise UsageProblem(
            f"{path.name} does not say what it does.",
            "Begin it with a docstring: one line with what it does, then what changes.",
        )
    title, _, description = docstring.strip().partition("\n")
    return title.strip(), description.strip()


def _required_step(names: Mapping[str, object], path: Path) -> Step:
    step = _step(names, "migrate", path)
    if step is None:
        raise UsageProblem(f"{path.name} has no migrate(migrator, database, *, fake=False).", _MEND)
    return step


def _step(names: Mapping[str, object], name: str, path: Path) -> Step | None:
    step = names.get(name)
    if step is None:
        return None
    if not callable(step):
        raise UsageProblem(f"In {path.name}, {name} is not a function.", _MEND)
    return step


def _text(names: Mapping[str, object], name: str, path: Path) -> str:
    value = names.get(name, "")
    if not isinstance(value, str):
        raise UsageProblem(f"In {path.name}, {name} is not a text.", _MEND)
    return value


def _losses(names: Mapping[str, object], name: str, path: Path) -> tuple[Loss, ...]:
    pairs = names.get(name, ())
    if not isinstance(pairs, tuple) or not all(_is_loss(pair) for pair in pairs):
        raise UsageProblem(
            f"In {path.name}, {name} is not a tuple of pairs: what is lost, and the query that counts it.",
            _MEND,
        )
    return tuple(Loss(*pair) for pair in pairs)


def _is_loss(pair: object) -> bool:
    return (
        isinstance(pair, tuple)
        and len(pair) == len(Loss.__slots__)
        and all(isinstance(part, str) for part in pair)
    )
