"""Queries that somebody keeps under a name, in one small JSON file beside the settings."""

from __future__ import annotations

import json
import logging
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.console.redacting import redacted
from hive_inspector.core.database.durable import write_durably
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem

if TYPE_CHECKING:
    from pathlib import Path

FILE_NAME = "queries.json"
FORMAT = 1
"""The version of the file's format; raised when an older program could not read a newer file."""
MOST_NAME = 100
"""Characters of a name."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class SavedQuery:
    """A script that somebody keeps."""

    name: str
    sql: str


class SavedQueries:
    """The queries kept in one folder. Names differ in more than their case."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME

    def all(self) -> tuple[SavedQuery, ...]:
        """All of them by name; none where the file is missing or cannot be understood, which is then set aside."""
        try:
            return _parsed(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return ()
        except OSError as error:
            _log.warning("The saved queries %s cannot be read: %s", self._path, error)
        except (ValueError, KeyError, TypeError, RecursionError) as error:
            _log.warning("The saved queries %s are not understood: %s", self._path, error)
            self._set_aside()
        return ()

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
                f"A name has from 1 to {MOST_NAME} characters.", "Give the query another name."
            )
        if not query.sql:
            raise UsageProblem("There is nothing to keep.", "Write a statement first.")
        others = [one for one in self.all() if one.name.casefold() != query.name.casefold()]
        self._write([*others, query])
        return query

    def remove(self, name: str) -> None:
        """Keep a script no longer.

        Raises:
            EnvironmentProblem: It cannot be written; what was kept before still is.
        """
        self._write([one for one in self.all() if one.name.casefold() != name.casefold()])

    def _write(self, queries: list[SavedQuery]) -> None:
        ordered = sorted(queries, key=lambda one: (one.name.casefold(), one.name))
        document = {"format": FORMAT, "queries": [asdict(one) for one in ordered]}
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            write_durably(self._path, json.dumps(document, indent=1).encode("ascii"))
        except OSError as error:
            raise EnvironmentProblem(
                "The query could not be kept.",
                f"Make room for {self._path}, or give yourself the right to write it.",
                str(error),
            ) from error

    def _set_aside(self) -> None:
        try:
            self._path.replace(self._path.with_name(f"{FILE_NAME}.not-understood"))
        except OSError as error:
            _log.warning("The saved queries %s cannot be set aside: %s", self._path, error)


def _parsed(text: str) -> tuple[SavedQuery, ...]:
    document = json.loads(text)
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']} is not {FORMAT}")
    return tuple(SavedQuery(str(one["name"]), str(one["sql"])) for one in document["queries"])
