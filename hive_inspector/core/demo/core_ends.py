"""Rows of the core lineage that need the whole story: use per day, budgets, and what is still to be sent."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hive_inspector.core.demo.core_talks import UNCONFIRMED
from hive_inspector.core.demo.moments import (
    DAY_MS,
    MINUTE_MS,
    date,
    milliseconds,
    moment_of,
    offset,
    plain,
)
from hive_inspector.core.demo.sheets import sheet_of
from hive_inspector.core.hive import models

if TYPE_CHECKING:
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Talk

DAYS = sheet_of(
    models.DailyUsage,
    "id user_id date conversation_count total_cost total_tokens average_response_time created_at updated_at",
)
PENDING = sheet_of(
    models.PendingSync,
    "conversation_id user_id question_hash conversation_token created_at sync_attempts last_attempt_at error_message",
)
BUDGETS = sheet_of(
    models.BudgetLimit,
    "id user_id period_type limit_amount current_spent period_start period_end is_active created_at updated_at",
)


class CoreEndRows:
    """Watches all conversations and adds up."""

    def __init__(self, scene: Scene) -> None:
        self._scene = scene
        self._chance = scene.chance("ends")
        self._days: dict[tuple[str, int], list[float]] = {}
        self._newest: deque[Talk] = deque(maxlen=UNCONFIRMED)
        month = moment_of(scene.now_ms).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
        self._month_ms = milliseconds(month)
        self._spent: dict[str, float] = {}

    def watch(self, talk: Talk) -> None:
        """Take note of a conversation."""
        self._newest.append(talk)
        day = self._days.setdefault((talk.person.id, talk.start_ms // DAY_MS), [0, 0.0, 0, 0])
        day[0] += 1
        day[1] += talk.cost
        day[2] += talk.tokens_in + talk.tokens_out
        day[3] += talk.duration_ms
        if talk.start_ms >= self._month_ms:
            self._spent[talk.person.id] = self._spent.get(talk.person.id, 0.0) + talk.cost

    def add(self, batch: Batch) -> None:
        """Collect the sums."""
        self._add_days(batch)
        self._add_pending(batch)
        self._add_budgets(batch)

    def _add_days(self, batch: Batch) -> None:
        for (person, day), (count, cost, tokens, duration) in self._days.items():
            end_ms = (day + 1) * DAY_MS - MINUTE_MS
            batch.add(
                DAYS,
                (
                    self._chance.identifier(end_ms),
                    person,
                    date(day * DAY_MS),
                    int(count),
                    round(cost, 6),
                    int(tokens),
                    round(duration / count, 1),
                    offset(day * DAY_MS),
                    offset(min(end_ms, self._scene.now_ms)),
                ),
            )

    def _add_pending(self, batch: Batch) -> None:
        chance = self._chance
        for talk in self._newest:
            attempts = chance.whole(0, 3)
            batch.add(
                PENDING,
                (
                    talk.id,
                    talk.person.id,
                    chance.hexadecimal(64),
                    f"demo-token-{chance.hexadecimal(24)}",
                    plain(talk.end_ms),
                    attempts,
                    offset(talk.end_ms + attempts * MINUTE_MS) if attempts else None,
                    "The server did not answer within 30 seconds" if attempts else None,
                ),
            )

    def _add_budgets(self, batch: Batch) -> None:
        scene = self._scene
        start, end = plain(self._month_ms), plain(self._month_ms + 30 * DAY_MS)
        for person in scene.people.everybody:
            joined = plain(person.joined_ms)
            batch.add(
                BUDGETS,
                (
                    self._chance.identifier(person.joined_ms),
                    person.id,
                    "monthly",
                    float(person.daily_limit) / 2,
                    round(self._spent.get(person.id, 0.0), 6),
                    start,
                    end,
                    1,
                    joined,
                    plain(scene.now_ms),
                ),
            )
