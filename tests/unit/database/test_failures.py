"""Every code that a user can meet has a sentence and a next step."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import peewee
import pytest

from hive_inspector.core.database.failures import (
    DatabaseDamaged,
    DatabaseLocked,
    DatabaseMoved,
    NotADatabase,
    StatementProblem,
    error_name,
    explained,
)
from hive_inspector.core.errors import EnvironmentProblem, InspectorError

PATH = Path("/somewhere/hive-ai.db")
CODES = sorted(
    name
    for name in dir(sqlite3)
    if name.startswith("SQLITE_") and isinstance(getattr(sqlite3, name), int)
)


def failure(name: str, text: str = "text of SQLite") -> sqlite3.Error:
    error = sqlite3.OperationalError(text)
    error.sqlite_errorname = name
    return error


@pytest.mark.parametrize("name", CODES)
def test_every_code_is_a_sentence_with_a_next_step(name: str) -> None:
    told = explained(failure(name), PATH)
    for sentence in (told.message, told.hint):
        assert sentence[0].isupper()
        assert sentence.endswith(".")
        assert "SQLITE" not in sentence
    assert told.detail == f"{PATH}: {name}: text of SQLite"


@pytest.mark.parametrize(
    ("name", "kind", "part"),
    [
        ("SQLITE_BUSY", DatabaseLocked, "did not let go"),
        ("SQLITE_BUSY_SNAPSHOT", DatabaseLocked, "did not let go"),
        ("SQLITE_LOCKED_SHAREDCACHE", DatabaseLocked, "did not let go"),
        ("SQLITE_CORRUPT_VTAB", DatabaseDamaged, "damaged"),
        ("SQLITE_NOTADB", NotADatabase, "not a SQLite database"),
        ("SQLITE_READONLY", EnvironmentProblem, "cannot be written"),
        ("SQLITE_READONLY_DBMOVED", DatabaseMoved, "moved, replaced or deleted"),
        ("SQLITE_READONLY_ROLLBACK", EnvironmentProblem, "crash"),
        ("SQLITE_CANTOPEN_ISDIR", EnvironmentProblem, "could not be opened"),
        ("SQLITE_FULL", EnvironmentProblem, "no room left"),
        ("SQLITE_IOERR_WRITE", EnvironmentProblem, "disk could not be"),
        ("SQLITE_NOMEM", EnvironmentProblem, "not enough memory"),
        ("SQLITE_CONSTRAINT_UNIQUE", StatementProblem, "A rule of the table"),
        ("SQLITE_TOOBIG", StatementProblem, "larger than SQLite allows"),
        ("SQLITE_ERROR", StatementProblem, "SQLite refused a statement: text of SQLite."),
    ],
)
def test_each_circumstance_is_of_its_kind(name: str, kind: type[InspectorError], part: str) -> None:
    told = explained(failure(name), PATH)
    assert type(told) is kind
    assert part in told.message


def test_a_format_of_the_future_is_no_statement() -> None:
    told = explained(failure("SQLITE_ERROR", "unsupported file format"), PATH)
    assert told.message == "The file has a newer SQLite format than this program can read."


def test_a_wrapped_error_keeps_its_name() -> None:
    """Peewee raises its own inside the handler of SQLite's, so that only the context remembers it."""
    wrapped = peewee.OperationalError("database is locked")
    wrapped.__context__ = failure("SQLITE_BUSY")
    assert error_name(wrapped) == "SQLITE_BUSY"
    assert isinstance(explained(wrapped, PATH), DatabaseLocked)


def test_values_that_sqlite_cannot_take_are_told() -> None:
    assert "too large" in explained(OverflowError("too big"), PATH).message
    encoding = UnicodeEncodeError("utf-8", "\udcff", 0, 1, "surrogates not allowed")
    assert "no valid text" in explained(encoding, PATH).message
    decoding = UnicodeDecodeError("utf-8", b"\xff", 0, 1, "invalid start byte")
    assert isinstance(explained(decoding, PATH), DatabaseDamaged)


def test_an_error_without_words_still_has_a_sentence() -> None:
    assert explained(sqlite3.Error(""), PATH).message == "SQLite refused a statement."
