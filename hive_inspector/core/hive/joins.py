"""Which columns Hive uses as references without declaring them.

Hive's Rust core declares most of its references and the desktop app few; a table such as `d1_usage_queue` names a
conversation and nothing in the file says so. What is known here goes by the names of columns, in every lineage alike:
where a lineage lacks the table referred to, the next one that is known for the column counts.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.hive.catalogue import note_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.snapshot import Schema, Table


@dataclass(frozen=True, slots=True)
class Join:
    """A column whose values are those of a column elsewhere."""

    column: str
    table: str
    """The table referred to; it exists."""
    to: str
    """Its column; it exists."""


@dataclass(frozen=True, slots=True)
class _Rule:
    columns: frozenset[str]
    table: str
    to: str
    only_in: frozenset[str]
    """Tables that the rule is for; empty where it is for all of Hive's."""


def undeclared_joins(schema: Schema, table: Table) -> tuple[Join, ...]:
    """The references that a table of Hive's has by custom, in order of its columns.

    Declared ones may be among them. A table that is not Hive's has none, whatever its columns are called.
    """
    if note_of(table.name) is None:
        return ()
    found = (_join(schema, table, column.name) for column in table.columns)
    return tuple(join for join in found if join is not None)


def _join(schema: Schema, table: Table, column: str) -> Join | None:
    for rule in _RULES_OF.get(folded(column), ()):
        if rule.only_in and folded(table.name) not in rule.only_in:
            continue
        target = schema.table(rule.table)
        to = None if target is None else _spelled(target, rule.to)
        if target is not None and to is not None and (target, to) != (table, column):
            return Join(column, target.name, to)
    return None


def _spelled(table: Table, column: str) -> str | None:
    return next((c.name for c in table.columns if folded(c.name) == column), None)


def _rules(target: str, columns: str, only_in: str = "") -> _Rule:
    """Columns that refer to a target, written `table.column`."""
    table, _, to = target.partition(".")
    return _Rule(frozenset(columns.split()), table, to, frozenset(only_in.split()))


_MODELS_BY_STAGE = "generator_model refiner_model validator_model curator_model"
_PROVIDERS_BY_STAGE = "generator_provider refiner_provider validator_provider curator_provider"

_RULES = (
    _rules(
        "conversations.id",
        "conversation_id source_conversation_id referenced_conversation_id parent_conversation_id"
        " child_conversation_id current_conversation_id previous_conversation_id",
    ),
    _rules("conversation_messages.id", "parent_message_id", "conversation_messages"),
    _rules("messages.id", "parent_message_id final_message_id"),
    _rules("stage_outputs.id", "stage_output_id"),
    _rules("consensus_iterations.consensus_id", "consensus_id", "memory_context_logs"),
    _rules("users.id", "user_id"),
    _rules("user_profiles.id", "user_id"),
    _rules("consensus_profiles.id", "profile_id consensus_profile_id"),
    _rules("pipeline_profiles.id", "pipeline_profile_id"),
    _rules("thematic_clusters.id", "cluster_id"),
    # One name, two meanings: the desktop app's rounds hold the name that OpenRouter gives a model.
    _rules("openrouter_models.openrouter_id", "model_id", "consensus_iterations"),
    _rules("openrouter_models.openrouter_id", "openrouter_id", "model_aliases"),
    _rules("openrouter_models.openrouter_id", "model", "stage_outputs"),
    _rules("openrouter_models.openrouter_id", f"model_used baseline_model {_MODELS_BY_STAGE}"),
    _rules("openrouter_models.internal_id", "model_id model_internal_id"),
    _rules("openrouter_providers.name", _PROVIDERS_BY_STAGE, "pipeline_profiles"),
    _rules(
        "openrouter_providers.display_name", "provider_name", "provider_performance activity_log"
    ),
    _rules("openrouter_providers.name", "provider_name", "openrouter_models"),
    _rules("openrouter_providers.provider_id", "provider_id", "openrouter_models"),
)
"""In order of preference: the first whose target a file has."""


def _by_column() -> dict[str, list[_Rule]]:
    rules: defaultdict[str, list[_Rule]] = defaultdict(list)
    for rule, column in _pairs():
        rules[column].append(rule)
    return dict(rules)


def _pairs() -> Iterator[tuple[_Rule, str]]:
    for rule in _RULES:
        for column in rule.columns:
            yield rule, column


_RULES_OF = _by_column()
