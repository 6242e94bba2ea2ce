"""Which commands there are. What one does is loaded when it is called for: the window needs none of them."""

from __future__ import annotations

from dataclasses import dataclass
from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hive_inspector.cli.command import Command


@dataclass(frozen=True, slots=True)
class Listed:
    """A command in the list of all."""

    name: str
    summary: str
    """One line for the list."""
    module: str
    """Where its `COMMAND` is, within this package."""

    def load(self) -> Command:
        """The command itself."""
        command: Command = import_module(f"hive_inspector.cli.{self.module}").COMMAND
        return command


COMMANDS = (
    Listed("status", "what the file is, its version, its migrations, and drift", "status"),
    Listed("check", "whether the file is well: measurements, checks, findings", "check"),
    Listed("stats", "what was done and what it cost, over time", "stats"),
    Listed("tables", "tables with rows, bytes and domain", "tables"),
    Listed("rows", "rows of a table, secrets masked", "rows"),
    Listed("query", "SQL that only reads, secrets masked", "query"),
    Listed("compare", "what differs between two databases, and the difference as SQL", "compare"),
    Listed("migrate", "take the schema forwards, proved on a copy first", "migrate"),
    Listed("rollback", "take the schema back, proved on a copy first", "rollback"),
    Listed("repair", "mend what a check found, proved on a copy first", "repair"),
    Listed(
        "backup",
        "copy the file while Hive goes on working; tell which backups there are and whether they are whole",
        "backup",
    ),
    Listed("restore", "give a file the content of a restore point or backup back", "restore"),
    Listed("bundle", "a file for support, without anything private", "bundle"),
    Listed("import", "an older install into a new database", "importing"),
    Listed("demo", "make a database with invented content", "demo"),
    Listed("gallery", "every page of the window as PNG", "gallery"),
)
