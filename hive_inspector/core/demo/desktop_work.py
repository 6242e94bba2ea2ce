"""Rows of the tables that the desktop app adds to any file it opens: each run of a model, folders, sessions, queues."""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

from hive_inspector.core.demo.core_talks import UNCONFIRMED
from hive_inspector.core.demo.moments import DAY_MS, HOUR_MS, MINUTE_MS, plain, zulu
from hive_inspector.core.demo.scene import json_text
from hive_inspector.core.demo.sheets import sheet
from hive_inspector.core.demo.talks import MOST_ROUNDS
from hive_inspector.core.demo.wording import STAGES, facts

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.demo.market import Model
    from hive_inspector.core.demo.scene import Scene
    from hive_inspector.core.demo.sheets import Batch
    from hive_inspector.core.demo.talks import Talk, Turn

MESSAGES = sheet(
    "messages",
    "id conversation_id role content stage model_used tokens_used cost consensus_path consensus_rounds"
    " parent_message_id timestamp",
)
ITERATIONS = sheet(
    "consensus_iterations",
    "consensus_id datetime model_id stage_name tokens_used count flag round_number",
)
OUTPUTS = sheet("stage_outputs", "conversation_id stage_name model tokens_used cost created_at")
PROFILES = sheet(
    "consensus_profiles_v2",
    "id profile_name generator_internal_id refiner_internal_id validator_internal_id curator_internal_id"
    " max_consensus_rounds created_at updated_at",
)
ALIASES = sheet("model_aliases", "internal_id openrouter_id active")
FOLDERS = sheet("recent_folders", "folder_path last_opened tab_count")
SESSIONS = sheet("sessions", "folder_path tabs active_tab created_at updated_at")
WELCOMES = sheet("welcome_analytics", "id action timestamp")
QUEUE = sheet(
    "d1_usage_queue",
    "user_id conversation_id timestamp status attempts last_error created_at",
)
_PATHS = tuple(json_text([*STAGES[:3] * rounds, STAGES[3]]) for rounds in range(MOST_ROUNDS + 1))
"""Who was asked in which order, by the number of rounds."""
_WELCOMES = ("shown", "opened_folder", "opened_recent", "dismissed")


class DesktopWorkRows:
    """What the desktop app keeps of its own work."""

    def __init__(self, scene: Scene, model_key: Callable[[Model], str]) -> None:
        self._scene = scene
        self._model_key = model_key
        self._chance = scene.chance("desktop")
        self._newest: deque[Talk] = deque(maxlen=UNCONFIRMED)

    def begin(self, batch: Batch) -> None:
        """Collect profiles, aliases, folders and sessions."""
        self._add_profiles(batch)
        for model in self._scene.market.models:
            batch.add(ALIASES, (self._model_key(model), model.id, int(model.active)))
        self._add_folders(batch)
        for number in range(1, self._chance.whole(40, 80)):
            at_ms = self._scene.begin_ms + number * 5 * DAY_MS
            batch.add(WELCOMES, (number, self._chance.pick(_WELCOMES), plain(at_ms)))

    def add(self, talk: Talk, batch: Batch) -> None:
        """Collect each run of a model in a conversation."""
        self._newest.append(talk)
        add = batch.adder(OUTPUTS)
        for turn in talk.turns:
            for run in turn.runs:
                tokens = run.tokens_in + run.tokens_out
                add((talk.id, run.stage, run.model.id, tokens, run.cost, plain(run.at_ms)))
            _add_iterations(turn, batch)

    def end(self, batch: Batch) -> None:
        """Collect what is still to be sent."""
        chance = self._chance
        for talk in self._newest:
            attempts = chance.whole(0, 4)
            error = "The server did not answer within 30 seconds" if attempts else None
            status = chance.pick(("pending", "failed")) if attempts else "pending"
            at = zulu(talk.end_ms)
            row = (talk.person.id, talk.id, at, status, attempts, error, plain(talk.end_ms))
            batch.add(QUEUE, row)

    def _add_profiles(self, batch: Batch) -> None:
        for profile in self._scene.people.profiles:
            made = plain(profile.made_ms)
            keys = (self._model_key(model) for model in profile.models)
            identifier = self._chance.identifier(profile.made_ms)
            batch.add(PROFILES, (identifier, profile.name, *keys, 3, made, made))

    def _add_folders(self, batch: Batch) -> None:
        chance = self._chance
        for folder in facts("people")["folders"]:
            opened_ms = self._scene.now_ms - chance.whole(1, 400) * HOUR_MS
            files = chance.some(chance.pick(self._scene.wording.subjects).files, 2)
            batch.add(FOLDERS, (folder, plain(opened_ms), len(files)))
            tabs = json_text([{"path": name, "pinned": chance.hits(0.2)} for name in files])
            made = plain(opened_ms - chance.whole(1, 90) * DAY_MS)
            batch.add(SESSIONS, (folder, tabs, files[0], made, plain(opened_ms + MINUTE_MS)))


def add_desktop_messages(talk: Talk, batch: Batch) -> None:
    """Collect a conversation's messages with what the desktop app notes about each."""
    add = batch.adder(MESSAGES)
    parent = None
    for turn in talk.turns:
        at = plain(turn.at_ms)
        asked = (
            turn.id,
            talk.id,
            "user",
            turn.question,
            None,
            None,
            0,
            0.0,
            None,
            None,
            parent,
            at,
        )
        add(asked)
        parent = turn.id
        for run in turn.runs:
            last = run is turn.runs[-1]
            add(
                (
                    run.id,
                    talk.id,
                    "assistant",
                    run.content,
                    run.stage,
                    run.model.id,
                    run.tokens_in + run.tokens_out,
                    run.cost,
                    _PATHS[turn.rounds] if last else None,
                    turn.rounds if last else None,
                    parent,
                    plain(run.at_ms),
                )
            )
            parent = run.id


def _add_iterations(turn: Turn, batch: Batch) -> None:
    """One row for each model asked in each round; in the last round nobody finds anything to improve."""
    add = batch.adder(ITERATIONS)
    for number in range(1, turn.rounds + 1):
        agreed = int(number == turn.rounds)
        for run in turn.runs[:3]:
            at = plain(run.at_ms)
            tokens = run.tokens_in + run.tokens_out
            add((turn.id, at, run.model.id, run.stage, tokens, 1, agreed, number))
    for run in turn.runs[3:]:
        tokens = run.tokens_in + run.tokens_out
        row = (turn.id, plain(run.at_ms), run.model.id, run.stage, tokens, 1, 1, turn.rounds)
        add(row)
