"""Rows of the core lineage that measure a conversation: durations, costs, features, events."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import SECOND_MS, offset, plain
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet_of
from hive_inspector.core.demo.wording import STAGES, facts
from hive_inspector.core.hive import models

if TYPE_CHECKING:
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Run, Talk

PERFORMANCE = sheet_of(
    models.PerformanceMetric,
    "timestamp conversation_id total_duration overall_efficiency openrouter_latency memory_usage total_cost"
    " quality_score metrics_data created_at",
)
COSTS = sheet_of(
    models.CostAnalysis,
    "conversation_id total_cost cost_per_stage tokens_per_stage routing_optimizations budget_threshold"
    " budget_utilized_percentage cost_efficiency_score optimization_opportunities provider_breakdown"
    " savings_achieved created_at",
)
ACTIVITY = sheet_of(
    models.Activity,
    "event_type conversation_id user_id stage model_used provider_name cost duration_ms tokens_used error_message"
    " metadata created_at",
)
FEATURES = sheet_of(
    models.FeatureUsage,
    "conversation_id features_used routing_variants_used fallback_events provider_switches rate_limit_hits"
    " error_recoveries performance_metrics advanced_features_used cost_optimizations_applied created_at",
)
SELECTIONS = sheet_of(
    models.ModelSelection,
    "conversation_id selection_criteria selected_models selection_reasoning alternative_models"
    " selection_performance user_feedback learning_applied template_used created_at",
)
BUDGET = 0.5
"""What a conversation may cost before Hive warns, in US dollars."""
_COST_SHARE, _FEATURE_SHARE, _SELECTION_SHARE, _STAGES_SHARE = 0.8, 0.15, 0.12, 0.4
_FEATURES = ("repository_context", "memory", "streaming", "export", "voice", "batch")
_VARIANTS = ("default", "nitro", "floor", "free")


class CoreMeasureRows:
    """Durations, costs, features and events."""

    def __init__(self, scene: Scene) -> None:
        self._chance = scene.chance("measures")
        self._models = scene.market.models
        self._templates = tuple(entry["name"] for entry in facts("people")["templates"])

    def add(self, talk: Talk, batch: Batch) -> None:
        """Collect the rows of a conversation."""
        chance = self._chance
        self._add_performance(talk, batch)
        self._add_events(talk, batch)
        if chance.hits(_COST_SHARE):
            self._add_costs(talk, batch)
        if talk.mishap or chance.hits(_FEATURE_SHARE):
            self._add_features(talk, batch)
        if chance.hits(_SELECTION_SHARE):
            self._add_selection(talk, batch)

    def _add_performance(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        latency = int(talk.duration_ms * chance.real(0.7, 0.95))
        speed = round(talk.tokens_out * 1000 / talk.duration_ms, 1)
        batch.add(
            PERFORMANCE,
            (
                offset(talk.end_ms),
                talk.id,
                talk.duration_ms,
                chance.real(0.5, 0.99),
                latency,
                chance.whole(80, 420),
                talk.cost,
                chance.real(0.7, 0.99),
                json_text({"tokens_per_second": speed, "questions": len(talk.turns)}),
                plain(talk.end_ms),
            ),
        )

    def _add_costs(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        cost, tokens, providers = _sums(talk)
        advice = ["cheaper validator"] if chance.hits(0.2) else []
        batch.add(
            COSTS,
            (
                talk.id,
                talk.cost,
                json_text(cost),
                json_text(tokens),
                json_text(["short prompt cached"] if chance.hits(0.3) else []),
                BUDGET,
                round(100 * talk.cost / BUDGET, 2),
                chance.real(0.4, 1),
                json_text(advice),
                json_text(providers),
                round(talk.cost * chance.real(0, 0.3), 6),
                plain(talk.end_ms),
            ),
        )

    def _add_events(self, talk: Talk, batch: Batch) -> None:
        batch.add(ACTIVITY, _event(talk, "query_start", at_ms=talk.start_ms))
        if self._chance.hits(_STAGES_SHARE):
            batch.add(
                ACTIVITY,
                *(_event(talk, "stage_complete", run, run.at_ms) for run in talk.turns[-1].runs),
            )
        if talk.mishap:
            batch.add(ACTIVITY, self._mishap(talk))
        if talk.cost > BUDGET:
            batch.add(ACTIVITY, _event(talk, "cost_alert", at_ms=talk.end_ms))
        if talk.succeeded:
            batch.add(ACTIVITY, _total_event(talk))

    def _mishap(self, talk: Talk) -> tuple[str | float | None, ...]:
        """The event that tells what went wrong."""
        chance = self._chance
        run = talk.turns[-1].runs[-1]
        message = chance.pick(facts("talk")["errors"][talk.mishap])
        message = message.replace("{number}", str(chance.whole(2, 60)))
        return _event(talk, talk.mishap, run, run.at_ms - SECOND_MS, error=message)

    def _add_features(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        batch.add(
            FEATURES,
            (
                talk.id,
                json_text(chance.some(_FEATURES, chance.whole(1, 3))),
                json_text(chance.some(_VARIANTS, 2)),
                int(talk.mishap == "fallback"),
                int(talk.mishap in {"fallback", "rate_limit"}),
                int(talk.mishap == "rate_limit"),
                int(bool(talk.mishap) and talk.succeeded),
                json_text({"first_word_ms": chance.whole(200, 1900)}),
                json_text(chance.some(_FEATURES, chance.whole(0, 1))),
                json_text([]),
                plain(talk.end_ms),
            ),
        )

    def _add_selection(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        chosen = {stage: model.id for stage, model in zip(STAGES, talk.profile.models, strict=True)}
        others = [model.id for model in chance.some(self._models[:80], 2)]
        batch.add(
            SELECTIONS,
            (
                talk.id,
                json_text({"category": talk.subject.category, "budget": BUDGET}),
                json_text(chosen),
                f"The profile {talk.profile.name} was chosen by the user.",
                json_text(others),
                json_text({"latency_ms": chance.whole(500, 9000), "cost": talk.cost}),
                chance.whole(1, 5) if chance.hits(0.3) else None,
                int(chance.hits(0.5)),
                chance.pick(self._templates),
                plain(talk.start_ms),
            ),
        )


def _sums(talk: Talk) -> tuple[dict[str, float], dict[str, int], dict[str, float]]:
    """Cost by stage, tokens by stage, and cost by provider."""
    cost: dict[str, float] = {}
    tokens: dict[str, int] = {}
    providers: dict[str, float] = {}
    for turn in talk.turns:
        for run in turn.runs:
            provider = run.model.provider.id
            cost[run.stage] = round(cost.get(run.stage, 0) + run.cost, 8)
            tokens[run.stage] = tokens.get(run.stage, 0) + run.tokens_in + run.tokens_out
            providers[provider] = round(providers.get(provider, 0) + run.cost, 8)
    return cost, tokens, providers


def _event(
    talk: Talk, kind: str, run: Run | None = None, at_ms: int = 0, *, error: str | None = None
) -> tuple[str | float | None, ...]:
    return (
        kind,
        talk.id,
        talk.person.id,
        run.stage if run else None,
        run.model.id if run else None,
        run.model.provider.name if run else None,
        run.cost if run else None,
        run.duration_ms if run else None,
        run.tokens_in + run.tokens_out if run else None,
        error,
        _profile_note(talk.profile.name),
        plain(at_ms),
    )


@cache
def _profile_note(name: str) -> str:
    return json_text({"profile": name})


def _total_event(talk: Talk) -> tuple[str | float | None, ...]:
    start = _event(talk, "pipeline_complete", at_ms=talk.end_ms)
    tokens = talk.tokens_in + talk.tokens_out
    return (*start[:6], talk.cost, talk.duration_ms, tokens, *start[9:])
