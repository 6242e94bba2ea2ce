"""What was looked at and is as it should be, in a sentence each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.health.checks.check import State
from hive_inspector.core.health.checks.declarations import expected_of
from hive_inspector.core.health.checks.references import reference_count
from hive_inspector.core.hive.wording import counted

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.health.checks.check import CheckContext, CheckResult


def assurances(context: CheckContext, results: Iterable[CheckResult]) -> tuple[str, ...]:
    """A sentence for each check that found nothing at all, where its answer is worth a sentence."""
    clean = {r.check.id for r in results if r.state is State.PASSED and not r.findings}
    versions = len(context.versions())
    references = reference_count(context.schema)
    sentences = {
        "schema_drift": f"Every table, column and index is as in {expected_of(context.identity)}.",
        "migration_state": f"All {versions} migrations are applied.",
        "dangling_references": f"{counted(references, 'reference')} between tables, each to one that exists.",
        "opening": "The file is complete and needs no recovery.",
        "wal_size": "The WAL is small.",
    }
    empty = {"migration_state": not versions, "dangling_references": not references}
    return tuple(text for id_, text in sentences.items() if id_ in clean and not empty.get(id_))
