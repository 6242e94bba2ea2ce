"""Rows of the core lineage that a conversation leaves behind."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hive_inspector.core.demo.moments import offset, plain
from hive_inspector.core.demo.sheets import sheet_of
from hive_inspector.core.hive import models

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.demo.people import Profile
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Talk

CONVERSATIONS = sheet_of(
    models.Conversation,
    "id user_id consensus_profile_id total_cost input_tokens output_tokens start_time end_time success_rate"
    " quality_score consensus_improvement confidence_level success created_at updated_at",
)
MESSAGES = sheet_of(models.Message, "id conversation_id role content stage model_used timestamp")
USAGE = sheet_of(
    models.ConversationUsage,
    "conversation_id user_id timestamp license_key verified conversation_token question_hash d1_verified_at",
)
THREADS = sheet_of(
    models.ConversationThread,
    "child_conversation_id parent_conversation_id thread_type reference_text confidence_score created_at",
)
CONTEXT = sheet_of(
    models.ConversationContext,
    "conversation_id referenced_conversation_id relevance_score context_type created_at",
)
USAGE_RECORDS = sheet_of(
    models.UsageRecord,
    "id user_id conversation_id action_type cost tokens_input tokens_output model_used timestamp",
)
_THREAD_TYPES = ("follow_up", "clarification", "list_reference", "continuation")
_CONTEXT_TYPES = ("recent_24h", "thematic", "direct_reference")
_THREAD_SHARE, _CONTEXT_SHARE = 0.11, 0.14
_REMEMBERED = 40
"""How many conversations back another one may refer to."""
UNCONFIRMED = 14
"""The newest conversations, which the server has not confirmed yet."""


class CoreTalkRows:
    """Conversations, their use, and how they hang together."""

    def __init__(self, scene: Scene, profile_key: Callable[[Profile], str]) -> None:
        self._chance = scene.chance("conversations")
        self._profile_key = profile_key
        self._earlier: deque[Talk] = deque(maxlen=_REMEMBERED)
        self._confirmed = scene.size.conversations - UNCONFIRMED
        self._told = 0

    def add(self, talk: Talk, batch: Batch) -> None:
        """Collect the rows of a conversation."""
        self._told += 1
        self._add_conversation(talk, batch)
        self._add_usage(talk, batch)
        if self._earlier:
            self._add_links(talk, batch)
        self._earlier.append(talk)

    def _add_conversation(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        quality = chance.real(0.72, 0.99)
        batch.add(
            CONVERSATIONS,
            (
                talk.id,
                talk.person.id,
                self._profile_key(talk.profile),
                talk.cost,
                talk.tokens_in,
                talk.tokens_out,
                offset(talk.start_ms),
                offset(talk.end_ms),
                "100" if not talk.mishap else "75" if talk.succeeded else "0",
                quality,
                chance.whole(4, 38),
                "High" if quality > 0.85 else "Medium",  # noqa: PLR2004 - two thirds are good
                int(talk.succeeded),
                plain(talk.start_ms),
                plain(talk.end_ms),
            ),
        )

    def _add_usage(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        confirmed = self._told <= self._confirmed
        person = talk.person
        batch.add(
            USAGE,
            (
                talk.id,
                person.id,
                plain(talk.start_ms),
                person.licence,
                int(confirmed),
                f"demo-token-{chance.hexadecimal(24)}",
                chance.hexadecimal(64),
                offset(talk.start_ms + chance.whole(200, 4000)) if confirmed else None,
            ),
        )
        last = talk.turns[-1].runs[-1]
        batch.add(
            USAGE_RECORDS,
            (
                chance.identifier(talk.end_ms),
                person.id,
                talk.id,
                "consensus",
                talk.cost,
                talk.tokens_in,
                talk.tokens_out,
                last.model.id,
                plain(talk.end_ms),
            ),
        )

    def _add_links(self, talk: Talk, batch: Batch) -> None:
        chance = self._chance
        at = plain(talk.start_ms)
        if chance.hits(_THREAD_SHARE):
            earlier = chance.pick(self._earlier)
            reference = earlier.question[:60]
            kind, sure = chance.pick(_THREAD_TYPES), chance.real(0.5, 1)
            batch.add(THREADS, (talk.id, earlier.id, kind, reference, sure, at))
        if chance.hits(_CONTEXT_SHARE):
            earlier = chance.pick(self._earlier)
            kind, sure = chance.pick(_CONTEXT_TYPES), chance.real(0.3, 1)
            batch.add(CONTEXT, (talk.id, earlier.id, sure, kind, at))


def add_messages(talk: Talk, batch: Batch) -> None:
    """Collect a conversation's messages."""
    add = batch.adder(MESSAGES)
    identifier = talk.id
    for turn in talk.turns:
        add((turn.id, identifier, "user", turn.question, None, None, plain(turn.at_ms)))
        for run in turn.runs:
            at = plain(run.at_ms)
            add((run.id, identifier, "assistant", run.content, run.stage, run.model.id, at))
