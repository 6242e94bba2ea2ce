"""A large install of the `knowledge` lineage, made by SQL alone."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.hive.blueprints import create_statements

if TYPE_CHECKING:
    from pathlib import Path

_TABLES = (
    "conversations",
    "stage_outputs",
    "curator_truths",
    "conversation_topics",
    "conversation_keywords",
    "knowledge_base",
)
_STAGES = ("generator", "refiner", "validator", "curator")


def make_knowledge(path: Path, conversations: int) -> int:
    """Make the file; returns its rows."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        raw.execute("PRAGMA journal_mode = OFF")
        raw.execute("PRAGMA synchronous = OFF")
        # Search indexes and their triggers come to nothing in core.
        for statement in create_statements("knowledge"):
            if not statement.startswith(("CREATE VIRTUAL", "CREATE TRIGGER")):
                raw.execute(statement)
        raw.execute("BEGIN")
        raw.execute(
            f"""WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {conversations})
            INSERT INTO conversations (id, question, final_answer, source_of_truth, created_at, last_updated)
            SELECT lower(hex(randomblob(16))), 'Question ' || i || hex(randomblob(40)),
                   'Answer ' || hex(randomblob(300)), 'Truth ' || hex(randomblob(100)),
                   '2025-01-01 10:00:00', '2025-01-01 10:01:00' FROM n"""
        )
        for number, stage in enumerate(_STAGES, 1):
            raw.execute(
                f"""INSERT INTO stage_outputs (id, conversation_id, stage_name, stage_number, provider, model,
                    full_output, character_count, word_count, created_at)
                SELECT '{stage}-' || id, id, '{stage}', {number}, 'openai', 'openai/gpt-4', final_answer, 600, 80,
                    created_at FROM conversations"""
            )
        raw.execute(
            """INSERT INTO curator_truths (conversation_id, curator_output, confidence_score, topic_summary)
            SELECT id, source_of_truth, 0.9, 'Topic' FROM conversations"""
        )
        for table, column in (("topics", "topic"), ("keywords", "keyword")):
            for copy in range(3):
                raw.execute(
                    f"INSERT INTO conversation_{table} (conversation_id, {column})"
                    f" SELECT id, 'word {copy}' FROM conversations"
                )
        raw.execute(
            """INSERT INTO knowledge_base (id, conversation_id, curator_content, topics, keywords)
            SELECT 'k' || id, id, source_of_truth, '[]', '[]' FROM conversations"""
        )
        raw.execute("COMMIT")
        return sum(raw.execute(f"SELECT count(*) FROM {name}").fetchone()[0] for name in _TABLES)
