"""Queries that somebody keeps under a name, in one small JSON file beside the settings."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.console.redacting import redacted
from hive_inspector.core.database.durable import write_durably
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem
from hive_inspector.core.language import tr
from hive_inspector.core.ownfiles import alone, make_own_folder, set_aside
from hive_inspector.core.paths import shown_path

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FILE_NAME = "queries.json"
FORMAT = 1
"""The version of the file's format; raised when an older program could not read a newer file."""
MOST_NAME = 100
"""Characters of a name."""


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A script that somebody keeps."""

    name: str
    sql: str


class SavedQueries:
    """The queries kept in one folder. Names differ in more than their case. Safe from several programs at once."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def all(self) -> tuple[SavedQuery, ...]:
        """All of them by name; none where the file is missing.

        Raises:
            EnvironmentProblem: The file cannot be read, or was not understood and is set aside; the message says which.
        """
        try:
            return _parsed(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._problem(tr("The saved queries cannot be read."), error) from error
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            raise self._not_understood(error) from error

    def save(self, name: str, sql: str) -> SavedQuery:
        """Keep a script, in place of one that has the name already.

        Returns:
            The query as it is kept: with dots for what looks like a key.

        Raises:
            UsageProblem: The name is empty or too long, or there is nothing to keep.
            EnvironmentProblem: It cannot be written; what was kept before still is.
        """
        query = SavedQuery(name.strip(), redacted(sql.strip()))
        if not query.name or len(query.name) > MOST_NAME:
            raise UsageProblem(
                tr("A name has from 1 to {most_name} characters.", most_name=MOST_NAME),
                tr("Give the query another name."),
            )
        if not query.sql:
            raise UsageProblem(tr("There is nothing to keep."), tr("Write a statement first."))
        self._change(lambda kept: [*_without(kept, query.name), query])
        return query

    def remove(self, name: str) -> None:
        """Keep a script no longer.

        Raises:
            EnvironmentProblem: It cannot be written; what was kept before still is.
        """
        self._change(lambda kept: _without(kept, name))

    def _change(self, change: Callable[[tuple[SavedQuery, ...]], list[SavedQuery]]) -> None:
        """Read, change and write, while no other program does."""
        try:
            make_own_folder(self._path.parent)
            with alone(self._path.parent, FILE_NAME):
                self._write(change(self.all()))
        except OSError as error:
            raise self._problem(tr("The query could not be kept."), error) from error

    def _write(self, queries: list[SavedQuery]) -> None:
        ordered = sorted(queries, key=lambda one: (one.name.casefold(), one.name))
        document = {"format": FORMAT, "queries": [asdict(one) for one in ordered]}
        write_durably(self._path, json.dumps(document, indent=1).encode("ascii"))

    def _problem(self, what: str, error: OSError) -> EnvironmentProblem:
        where = shown_path(self._path)
        hint = tr(
            "Make room for {where}, or give yourself the right to read and write it.", where=where
        )
        return EnvironmentProblem(what, hint, str(error))

    def _not_understood(self, error: Exception) -> EnvironmentProblem:
        aside = set_aside(self._path, error)
        where = shown_path(aside or self._path)
        return EnvironmentProblem(
            tr("The saved queries are of a newer version of this program, or damaged."),
            tr("Nothing is lost: they were set aside as {where}.", where=where)
            if aside
            else tr("No query can be kept until {where} is moved away.", where=where),
            str(error),
        )


def _without(kept: tuple[SavedQuery, ...], name: str) -> list[SavedQuery]:
    return [one for one in kept if one.name.casefold() != name.casefold()]


def _parsed(text: str) -> tuple[SavedQuery, ...]:
    document = json.loads(text)
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']} is not {FORMAT}")
    return tuple(SavedQuery(str(one["name"]), str(one["sql"])) for one in document["queries"])
