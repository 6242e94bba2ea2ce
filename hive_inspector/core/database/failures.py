"""What SQLite's result codes mean for the user.

Sources of the codes: sqlite.org/rescode.html; the circumstances of each were tried on real files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.errors import EnvironmentProblem, InspectorError
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from pathlib import Path


class StatementProblem(InspectorError):
    """SQLite refused one statement: wrong SQL, a missing table, a broken constraint.

    Attributes:
        said: What SQLite itself said of it, as a sentence; may be empty.
    """

    said: str = ""


class PatternTooSlow(StatementProblem):
    """A regular expression did not come to an end on some text."""


class BrokenText(StatementProblem):
    """A text was met whose bytes are no UTF-8."""


class StatementForbidden(StatementProblem):
    """A statement of a script that would reach past the change it is part of."""


class DatabaseLocked(EnvironmentProblem):
    """Another program holds a lock for longer than we waited."""


class DatabaseDamaged(EnvironmentProblem):
    """The file's content breaks SQLite's format."""


class NotADatabase(EnvironmentProblem):
    """The file's beginning is that of no database: empty, overwritten, or something else all along."""


class DatabaseChanged(EnvironmentProblem):
    """Another program wrote to the file while it was being read as unchanging."""


class DatabaseMoved(EnvironmentProblem):
    """The path of an open file leads to another file by now, or nowhere."""

    @classmethod
    def of(cls, path: Path) -> DatabaseMoved:
        """That file."""
        return cls(_MOVED.message, _MOVED.hint, str(path))


class TransactionLost(EnvironmentProblem):
    """SQLite rolled a transaction back by itself, and the work in it went on."""


@dataclass(frozen=True, slots=True)
class _Explanation:
    kind: type[InspectorError]
    message: str
    hint: str


_LOCKED = _Explanation(
    DatabaseLocked,
    tr("Another program is using this database and did not let go of it in time."),
    tr("Wait until it has finished, or close it, and try again."),
)
_DAMAGED = _Explanation(
    DatabaseDamaged,
    tr("The database is damaged: its content does not follow SQLite's format."),
    tr("Keep this file as it is, work on a copy, and look for a backup."),
)
_READ_ONLY = _Explanation(
    EnvironmentProblem,
    tr("This database cannot be written: the file, its folder or the disk is read-only."),
    tr("Check the permissions of the file and its folder, or work on a copy."),
)
_MOVED = _Explanation(
    DatabaseMoved,
    tr("The database file was moved, replaced or deleted while it was open; nothing was changed."),
    tr("Open it again from where it is now."),
)
_CANNOT_OPEN = _Explanation(
    EnvironmentProblem,
    tr("The database file could not be opened."),
    tr("Check that it still exists and that you may read it and its folder."),
)
_DISK_FULL = _Explanation(
    EnvironmentProblem,
    tr("There is no room left on the disk; nothing was changed."),
    tr("Free some room and try again."),
)
_DISK_FAILS = _Explanation(
    EnvironmentProblem,
    tr("The disk could not be read or written."),
    tr("Check the disk or network drive, and copy the file somewhere safe."),
)
_NEWER = _Explanation(
    EnvironmentProblem,
    tr("The file has a newer SQLite format than this program can read."),
    tr("Open it with a newer Hive Inspector, or export it with the program that made it."),
)
_UNRECOVERED = _Explanation(
    EnvironmentProblem,
    tr("A crash left this database with work that has to be finished before it can be read."),
    tr("Open it again: it is then read from a private copy."),
)
_TOO_LARGE = _Explanation(
    StatementProblem,
    tr("A number is too large for a database, which holds whole numbers of 64 bits."),
    tr("Use a smaller number."),
)
_NOT_UNICODE = _Explanation(
    StatementProblem,
    tr("A text holds bytes that are no valid text and cannot be sent to the database."),
    tr("Ask by another column, or by the row's number."),
)
_STATEMENT = _Explanation(
    StatementProblem,
    tr("SQLite refused a statement."),
    tr("Reload the schema: the table or column may have changed."),
)

_BY_NAME: dict[str, _Explanation] = {
    "SQLITE_BUSY": _LOCKED,
    "SQLITE_LOCKED": _LOCKED,
    "SQLITE_PROTOCOL": _LOCKED,
    "SQLITE_CORRUPT": _DAMAGED,
    "SQLITE_FORMAT": _DAMAGED,
    "SQLITE_NOTADB": _Explanation(
        NotADatabase,
        tr("This file is not a SQLite database, or it is encrypted."),
        tr("Choose the database itself, usually ~/.hive/hive-ai.db."),
    ),
    "SQLITE_READONLY": _READ_ONLY,
    "SQLITE_READONLY_CANTINIT": _UNRECOVERED,
    "SQLITE_READONLY_RECOVERY": _UNRECOVERED,
    "SQLITE_READONLY_ROLLBACK": _UNRECOVERED,
    "SQLITE_READONLY_DBMOVED": _MOVED,
    "SQLITE_CANTOPEN": _CANNOT_OPEN,
    "SQLITE_PERM": _CANNOT_OPEN,
    "SQLITE_AUTH": _Explanation(
        StatementProblem,
        tr("This statement is not allowed here."),
        tr("Only reading is allowed; changes go through their own pages."),
    ),
    "SQLITE_FULL": _DISK_FULL,
    "SQLITE_IOERR": _DISK_FAILS,
    "SQLITE_NOLFS": _DISK_FAILS,
    "SQLITE_NOMEM": _Explanation(
        EnvironmentProblem,
        tr("There was not enough memory for this."),
        tr("Close other programs, or ask for less at once."),
    ),
    "SQLITE_TOOBIG": _Explanation(
        StatementProblem,
        tr("A value or statement is larger than SQLite allows."),
        tr("Ask for a part of it."),
    ),
    "SQLITE_CONSTRAINT": _Explanation(
        StatementProblem,
        tr("A rule of the table forbids this change; nothing was changed."),
        tr("See the details for the rule that was broken."),
    ),
    "SQLITE_MISMATCH": _Explanation(
        StatementProblem,
        tr("A value has the wrong type for its column; nothing was changed."),
        tr("See the details for the column."),
    ),
    "SQLITE_SCHEMA": _Explanation(
        StatementProblem,
        tr("The schema was changed by another program while this ran."),
        tr("Try again: the new schema is read first."),
    ),
    "SQLITE_INTERRUPT": _Explanation(
        StatementProblem,
        tr("The statement was stopped before it had finished."),
        tr("Run it again if you need its result."),
    ),
    "SQLITE_ERROR": _STATEMENT,
}

RETRIABLE = frozenset(
    {"SQLITE_BUSY", "SQLITE_BUSY_RECOVERY", "SQLITE_LOCKED", "SQLITE_LOCKED_SHAREDCACHE"}
)
"""Codes that a later try of the same statement can overcome. BUSY_SNAPSHOT is not among them: it never passes."""


def error_name(error: BaseException) -> str:
    """SQLite's extended code name, looked for in what a wrapper was raised from, or an empty string."""
    for candidate in (error, error.__cause__, error.__context__):
        name = getattr(candidate, "sqlite_errorname", None)
        if isinstance(name, str):
            return name
    return ""


def said_by(error: BaseException) -> str:
    """SQLite's own words; the names that the file put into them are made visible."""
    return visible_text(str(error))


def broken_text() -> BrokenText:
    """What to raise where a text had to be read and could not."""
    return BrokenText(
        tr("A text in this database is broken: its bytes are no UTF-8."),
        tr("The check of texts names the rows."),
    )


def explained(error: Exception, path: Path) -> InspectorError:
    """The error in the user's words.

    Args:
        error: A `sqlite3.Error`, Peewee's wrapping of one, the `UnicodeDecodeError` that damaged text raises, the
            `MemoryError` that a damaged schema raises (its texts cannot be converted), or what
            the driver raises for a parameter that SQLite cannot take.
        path: The file concerned, named in the details.
    """
    explanation = _explanation(error)
    said = said_by(error)
    detail = f"{path}: {error_name(error) or type(error).__name__}: {said}"
    if explanation is _STATEMENT:
        return _refused(said.rstrip("."), explanation, detail)
    return explanation.kind(explanation.message, explanation.hint, detail)


def _explanation(error: Exception) -> _Explanation:
    if isinstance(error, UnicodeDecodeError | MemoryError):
        return _DAMAGED
    if isinstance(error, UnicodeEncodeError):
        return _NOT_UNICODE
    if isinstance(error, OverflowError):
        return _TOO_LARGE
    if "unsupported file format" in str(error):
        return _NEWER
    name = error_name(error)
    while name and name not in _BY_NAME:
        name = name.rpartition("_")[0]
    return _BY_NAME.get(name, _STATEMENT)


def _refused(text: str, explanation: _Explanation, detail: str) -> StatementProblem:
    message = tr("SQLite refused a statement: {text}.", text=text) if text else explanation.message
    problem = StatementProblem(message, explanation.hint, detail)
    problem.said = f"{text[:1].upper()}{text[1:]}." if text else ""
    return problem
