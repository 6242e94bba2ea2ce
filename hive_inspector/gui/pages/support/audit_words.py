"""Entries of the audit trail in words."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.database.times import read_time
from hive_inspector.core.language import tr
from hive_inspector.core.paths import shown_path
from hive_inspector.gui.pages.support.words import moment_text
from hive_inspector.gui.widgets.change.lines import Line
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.audit import Entry

_WHAT = {
    "backup.make": tr("Backup made"),
    "backup.open": tr("Backup opened"),
    "backup.remove": tr("Old backups removed"),
    "backup.restore": tr("Backup restored"),
    "backup.verify": tr("Backup verified"),
    "bundle.write": tr("Bundle written"),
    "change.adopt": tr("Version recorded"),
    "change.down": tr("Rolled back"),
    "change.repair": tr("Repaired"),
    "change.statement": tr("Rows changed by a statement"),
    "change.up": tr("Migrated"),
    "compare.secrets": tr("Secrets written by a comparison"),
    "export.comparison": tr("Comparison written"),
    "export.file": tr("Rows exported"),
    "export.secrets": tr("Secrets exported"),
    "import": tr("Older install imported"),
    "import.install": tr("Older install imported"),
    "query.change": tr("Rows changed by a statement"),
    "restore_point.restore": tr("Restore point restored"),
    "reveal.cell": tr("Secret shown"),
    "reveal.query": tr("Secrets shown by a query"),
    "reveal.rows": tr("Secrets shown in rows"),
}
_OUTCOMES = {"done": Tone.OK, "cancelled": Tone.WARNING, "refused": Tone.WARNING}
_DETAILS = {
    "bytes": tr("Bytes"),
    "columns": tr("Columns"),
    "compared with": tr("Compared with"),
    "count": tr("Count"),
    "form": tr("Form"),
    "format": tr("Format"),
    "found": tr("Found"),
    "from": tr("From"),
    "names": tr("Names"),
    "other": tr("Other"),
    "parts": tr("Parts"),
    "reason": tr("Reason"),
    "restore_point": tr("Restore point"),
    "rows": tr("Rows"),
    "secrets": tr("Secrets"),
    "sql": tr("Sql"),
    "steps": tr("Steps"),
    "table": tr("Table"),
    "to": tr("To"),
}
"""What an entry tells besides, by the names that it is recorded under."""
_OUTCOME_WORDS = {
    "done": tr("done"),
    "cancelled": tr("cancelled"),
    "refused": tr("refused"),
    "failed": tr("failed"),
}


def what_text(what: str) -> str:
    """What was done, for people; a word that is not known stands as it is recorded."""
    return _WHAT.get(what) or what.replace(".", " ").replace("_", " ").capitalize()


def outcome_text(outcome: str) -> str:
    """How it ended, for people; a word that is not known stands as it is recorded."""
    return _OUTCOME_WORDS.get(outcome, outcome)


def when_text(entry: Entry) -> str:
    """The local time, to the minute; what is no time stands as it is recorded."""
    instant = read_time(entry.when)
    return moment_text(instant.moment) if instant else entry.when


def audit_row(entry: Entry) -> tuple[str, ...]:
    """An entry in the list."""
    name = Path(entry.file).name
    return when_text(entry), what_text(entry.what), name, entry.who, outcome_text(entry.outcome)


def audit_lines(entry: Entry) -> Iterator[Line]:
    """All of an entry."""
    yield Line(tr("When"), when_text(entry))
    yield Line(tr("Who"), entry.who or tr("a user without a name"))
    yield Line(
        tr("Outcome"), outcome_text(entry.outcome), _OUTCOMES.get(entry.outcome, Tone.PROBLEM)
    )
    yield Line(tr("File"), shown_path(Path(entry.file)))
    for name, value in entry.details.items():
        if value != "":
            yield Line(_DETAILS.get(name) or name.replace("_", " ").capitalize(), str(value))
