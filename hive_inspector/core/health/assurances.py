"""What was looked at and is as it should be, in a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.health.checks.check import State
from hive_inspector.core.health.checks.declarations import expected_of
from hive_inspector.core.health.checks.references import reference_count
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.health.checks.check import CheckContext, CheckResult


def assurances(context: CheckContext, results: Iterable[CheckResult]) -> tuple[str, ...]:
    """A sentence for each check that found nothing at all, where its answer is worth a sentence."""
    clean = {r.check.id for r in results if r.state is State.PASSED and not r.findings}
    versions = len(context.versions())
    references = reference_count(context.schema)
    sentences = {
        "schema_drift": tr(
            "Every table, column and index is as in {expected}.",
            expected=expected_of(context.identity),
        ),
        "migration_state": tr("All {versions} migrations are applied.", versions=versions),
        "dangling_references": plural(
            references,
            "{count:,} reference between tables, each to one that exists.",
            "{count:,} references between tables, each to one that exists.",
        ),
        "opening": tr("The file is complete and needs no recovery."),
        "wal_size": tr("The WAL is small."),
    }
    empty = {"migration_state": not versions, "dangling_references": not references}
    return tuple(text for id_, text in sentences.items() if id_ in clean and not empty.get(id_))
