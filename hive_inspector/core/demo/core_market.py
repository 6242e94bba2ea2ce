"""Rows of the core lineage about what is on offer: providers, models, their ranks and speeds."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    SECOND_MS,
    plain,
    zulu,
)
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet_of
from hive_inspector.core.hive import models

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.demo.chance import Chance
    from hive_inspector.core.demo.market import Model, Provider
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.seeds import Seeds
    from hive_inspector.core.demo.sheets import Batch, Row

PROVIDERS = sheet_of(
    models.OpenRouterProvider,
    "id name display_name model_count average_cost capabilities last_updated is_active created_at",
)
MODELS = sheet_of(
    models.OpenRouterModel,
    "internal_id openrouter_id name provider_id provider_name description capabilities pricing_input pricing_output"
    " pricing_image pricing_request context_window created_at input_modalities output_modalities is_active"
    " last_updated",
)
RANKINGS = sheet_of(
    models.ModelRanking,
    "model_internal_id ranking_source rank_position usage_percentage relative_score period_start period_end"
    " collected_at data_quality",
)
SPEEDS = sheet_of(
    models.ProviderPerformance,
    "model_internal_id provider_name routing_variant avg_latency_ms success_rate cost_per_token uptime_24h"
    " error_rate last_success_at last_failure_at measured_at",
)
SYNC_RUNS = sheet_of(
    models.SyncRun,
    "id sync_type started_at completed_at status providers_synced models_synced error_message next_sync_due"
    " rankings_last_synced provider_performance_synced created_at",
)
_WEEKS, _RANKED = 26, 40
_SYNC_DAYS = 90
_VARIANTS = ("default", "nitro", "floor")


def add_market(scene: Scene, seeds: Seeds, batch: Batch) -> None:
    """Providers and models, those that the migrations have not brought along."""
    fetched = plain(scene.now_ms - 5 * HOUR_MS)
    chance = scene.chance("offers")
    for provider in scene.market.providers:
        if provider.id not in seeds.providers:
            batch.add(PROVIDERS, _provider(provider, scene, fetched))
    for model in scene.market.models:
        if model.id not in seeds.models:
            batch.add(MODELS, _model(model, seeds.key_of(model), fetched))
    batch.add(RANKINGS, *_rankings(scene, seeds, chance))
    batch.add(SPEEDS, *_speeds(scene, seeds, chance))
    batch.add(SYNC_RUNS, *_sync_runs(scene, chance))


def _provider(provider: Provider, scene: Scene, fetched: str) -> Row:
    offered = list(scene.market.offered_by(provider))
    average = sum(model.price_in for model in offered) / len(offered)
    sees = any(model.sees_images for model in offered)
    return (
        provider.id,
        provider.id,
        provider.name,
        len(offered),
        round(average, 8),
        json_text(["chat", "vision"] if sees else ["chat"]),
        fetched,
        1,
        plain(scene.begin_ms),
    )


def _model(model: Model, key: int, fetched: str) -> Row:
    return (
        key,
        model.id,
        model.name,
        model.provider.id,
        model.provider.id,
        model.description,
        json_text(["chat", "vision"] if model.sees_images else ["chat"]),
        model.price_in,
        model.price_out,
        round(model.price_in * 0.4, 8) if model.sees_images else None,
        None,
        model.window,
        model.listed_day * DAY_MS // SECOND_MS,
        json_text(["text", "image"] if model.sees_images else ["text"]),
        json_text(["text"]),
        int(model.active),
        fetched,
    )


def _rankings(scene: Scene, seeds: Seeds, chance: Chance) -> Iterator[Row]:
    """The forty most used models of each of the last weeks."""
    for week in range(_WEEKS, 0, -1):
        start_ms = scene.now_ms - week * 7 * DAY_MS
        end_ms = start_ms + 7 * DAY_MS
        for rank, model in enumerate(chance.some(scene.market.models[:120], _RANKED), start=1):
            share = round(18 / rank * chance.real(0.8, 1), 3)
            yield (
                seeds.key_of(model),
                "openrouter",
                rank,
                share,
                round(1 / rank, 4),
                plain(start_ms),
                plain(end_ms),
                plain(end_ms),
                "scraped",
            )


def _speeds(scene: Scene, seeds: Seeds, chance: Chance) -> Iterator[Row]:
    for model in scene.market.models:
        measured_ms = scene.now_ms - chance.whole(1, 40) * HOUR_MS
        errors = chance.real(0, 0.06)
        failed = plain(measured_ms - chance.whole(1, 90) * HOUR_MS) if errors else None
        yield (
            seeds.key_of(model),
            model.provider.name,
            chance.pick(_VARIANTS),
            chance.whole(300, 9000),
            round(1 - errors, 3),
            round(model.price_out / 1000, 10),
            chance.real(0.95, 1),
            errors,
            plain(measured_ms - chance.whole(1, 50) * MINUTE_MS),
            failed,
            plain(measured_ms),
        )


def _sync_runs(scene: Scene, chance: Chance) -> Iterator[Row]:
    """One fetching of the list each day, some of which failed."""
    providers, offered = len(scene.market.providers), len(scene.market.models)
    ranked = zulu(scene.now_ms - 7 * DAY_MS)
    for age in range(_SYNC_DAYS, 0, -1):
        start_ms = scene.now_ms - age * DAY_MS + chance.whole(0, 90) * MINUTE_MS
        failed = chance.hits(0.05)
        yield (
            chance.identifier(start_ms),
            "full" if age % 7 == 0 else "incremental",
            zulu(start_ms),
            None if failed else zulu(start_ms + chance.whole(2_000, 40_000)),
            "failed" if failed else "completed",
            0 if failed else providers,
            0 if failed else offered,
            "The server did not answer within 30 seconds" if failed else None,
            zulu(start_ms + DAY_MS),
            ranked,
            ranked,
            plain(start_ms),
        )
