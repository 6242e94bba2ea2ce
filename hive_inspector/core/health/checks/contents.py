"""Checks of what the rows hold. All of them are answered by one pass, see `scan`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.health.checks.check import Check, Cost, Skipped
from hive_inspector.core.health.checks.scan import read_contents
from hive_inspector.core.health.checks.secrets import find_plain_secrets
from hive_inspector.core.health.checks.timeforms import forms_in
from hive_inspector.core.health.checks.unread import unread_findings
from hive_inspector.core.health.findings import EVIDENCE_ROWS, Finding, Place, Severity, evidence
from hive_inspector.core.hive.privacy import masks
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from hive_inspector.core.database.snapshot import Table
    from hive_inspector.core.health.checks.check import CheckContext
    from hive_inspector.core.health.checks.questions import Question
    from hive_inspector.core.health.checks.tablepass import Found
    from hive_inspector.core.health.checks.timeforms import TimeQuestion
    from hive_inspector.core.health.findings import Evidence

TIMES_REPAIR = "normalise-times"
_CONSEQUENCES = {
    "invalid_json": tr("Hive cannot read what it holds."),
    "impossible_values": tr("Sums and charts that use it are wrong."),
}
_SHOWN = 60
"""Characters of a value that is shown as evidence."""


def find_invalid_texts(context: CheckContext) -> tuple[Finding, ...]:
    """Texts whose bytes are no UTF-8: most programs cannot read such a row at all."""
    if context.facts.encoding != "UTF-8":
        raise Skipped(
            tr("The file keeps its texts as {encoding}.", encoding=context.facts.encoding)
        )
    contents = read_contents(context)
    found = [
        _invalid_text(table, column, rows)
        for (table, column), rows in contents.invalid_texts.items()
    ]
    return (*found, *unread_findings("invalid_text", contents))


def _invalid_text(table: str, column: str, found: Found) -> Finding:
    return Finding(
        id=f"invalid_text:{table}.{column}",
        check="invalid_text",
        severity=Severity.WARNING,
        title=plural(
            found.rows,
            "{count:,} text in {table} is broken",
            "{count:,} texts in {table} are broken",
            table=table,
        ),
        detail=tr(
            "{table}.{column} holds bytes that are no text. Hive may stop where it reads them.",
            table=table,
            column=column,
        ),
        advice=tr("Correct them in Browse, or take the rows from a backup."),
        rows=found.rows,
        objects=(f"{table}.{column}",),
        evidence=evidence(("rowid",), ((rowid,) for rowid in found.rowids), found.rows),
    )


def find_invalid_json(context: CheckContext) -> tuple[Finding, ...]:
    """Values that are no JSON in columns that Hive reads as JSON."""
    return _answers(context, "invalid_json")


def find_impossible_values(context: CheckContext) -> tuple[Finding, ...]:
    """Values that cannot be: negative costs, confidence beyond 0 to 1, unknown stages, ends before beginnings."""
    return _answers(context, "impossible_values")


def _answers(context: CheckContext, check: str) -> tuple[Finding, ...]:
    contents = read_contents(context)
    found = [
        _answer(context, asked, rows)
        for asked, rows in contents.answers.items()
        if asked.check == check
    ]
    return (*found, *unread_findings(check, contents))


def _answer(context: CheckContext, asked: Question, rows: int) -> Finding:
    table = context.schema.table(asked.table)
    columns = tr(" and ").join(asked.columns)
    if len(asked.columns) == 1:
        title = plural(
            rows,
            "{count:,} value of {table} cannot be right",
            "{count:,} values of {table} cannot be right",
            table=asked.table,
        )
    else:
        title = plural(
            rows,
            "{count:,} row of {table} cannot be right",
            "{count:,} rows of {table} cannot be right",
            table=asked.table,
        )
    return Finding(
        id=f"{asked.check}:{asked.table}.{asked.columns[0]}",
        check=asked.check,
        severity=Severity.WARNING,
        title=title,
        detail=f"{asked.table}: {columns} {asked.meaning}. {_CONSEQUENCES[asked.check]}",
        advice=tr("Look at the rows in Browse and correct them."),
        rows=rows,
        objects=tuple(f"{asked.table}.{column}" for column in asked.columns),
        evidence=None if table is None else _shown(context, table, asked, rows),
        places=(Place(asked.table, ((asked.columns[0], asked.filter),) if asked.filter else ()),),
    )


def _shown(context: CheckContext, table: Table, asked: Question, rows: int) -> Evidence:
    """The first of the rows; of a column that may hold a secret or what the user wrote, no more than where they are."""
    hidden = {mask.column for mask in masks(table.name, [c.name for c in table.columns])}
    names = [name for name in asked.columns if name not in hidden and asked.check != "invalid_json"]
    address = ("rowid",) if table.has_rowid else ()
    terms = [*address, *(f"substr({quoted(name)}, 1, {_SHOWN})" for name in names)]
    found = (
        context.connection.rows(
            f"SELECT {', '.join(terms)} FROM {quoted(table.name)} WHERE {asked.condition}"
            f" LIMIT {EVIDENCE_ROWS}"
        )
        if terms
        else []
    )
    return evidence((*address, *names), found, rows)


def find_mixed_times(context: CheckContext) -> tuple[Finding, ...]:
    """Columns whose times are written in several forms: sorted as they are, they come out of order."""
    contents = read_contents(context)
    found = (_mixed(context, asked) for asked in contents.times)
    mixed = [finding for finding in found if finding is not None]
    return (*mixed, *unread_findings("mixed_time_formats", contents))


def _mixed(context: CheckContext, asked: TimeQuestion) -> Finding | None:
    forms = forms_in(context.connection, asked)
    if len(forms) < 2:  # noqa: PLR2004 - one form is no mixture
        return None
    column = f"{asked.table}.{asked.column}"
    rows = sum(forms.values()) - max(forms.values())
    return Finding(
        id=f"mixed_time_formats:{column}",
        check="mixed_time_formats",
        severity=Severity.WARNING,
        title=tr(
            "Times of {table} are written in {count} forms", table=asked.table, count=len(forms)
        ),
        detail=tr(
            "{column}: sorted and compared as texts, they come out in the wrong order.",
            column=column,
        ),
        advice=tr("Write all of them in the form that most have."),
        rows=rows,
        objects=(column,),
        repair=TIMES_REPAIR,
        evidence=evidence(
            (tr("form"), tr("rows")),
            ((tr(form.value), rows) for form, rows in forms.most_common()),
            len(forms),
        ),
    )


CHECKS: tuple[Check, ...] = (
    Check(
        "mixed_time_formats",
        tr("Forms of times"),
        tr("Whether the times of a column are all written in one form."),
        Cost.THOROUGH,
        find_mixed_times,
    ),
    Check(
        "invalid_text",
        tr("Texts"),
        tr("Whether every text can be read as text."),
        Cost.THOROUGH,
        find_invalid_texts,
    ),
    Check(
        "invalid_json",
        "JSON",
        tr("Whether every value that Hive reads as JSON is JSON."),
        Cost.THOROUGH,
        find_invalid_json,
    ),
    Check(
        "impossible_values",
        tr("Impossible values"),
        tr(
            "Whether a cost is negative, an end before its start, a confidence beyond 1, or a "
            "stage unknown."
        ),
        Cost.THOROUGH,
        find_impossible_values,
    ),
    Check(
        "plain_secrets",
        tr("Secrets"),
        tr("Whether keys are kept encrypted, and stand in no other text."),
        Cost.THOROUGH,
        find_plain_secrets,
    ),
)
