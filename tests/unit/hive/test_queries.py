"""Queries built with the models, run by plain sqlite3."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import peewee

from hive_inspector.core.hive.models import Conversation, Message
from hive_inspector.core.hive.queries import sql_of
from tests.support.lineage_files import make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path


def test_a_query_becomes_sql_that_sqlite_runs(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-013")
    inserts = [
        Conversation.insert({Conversation.id: "c", Conversation.total_cost: 0.25}),
        Message.insert_many(
            [
                {"id": "a", "conversation": "c", "role": "user", "content": "Why?"},
                {"id": "b", "conversation": "c", "role": "assistant", "content": "Because."},
            ]
        ),
    ]
    asked = (
        Message.select(Message.content, Conversation.total_cost, peewee.fn.COUNT(Message.id))
        .join(Conversation)
        .where(Message.role == "assistant")
        .limit(1)
    )
    with closing(sqlite3.connect(path)) as raw:
        for query in inserts:
            raw.execute(*sql_of(query))
        assert raw.execute(*sql_of(asked)).fetchall() == [("Because.", 0.25, 1)]
        assert raw.execute("SELECT success_rate FROM conversations").fetchall() == [("100",)]


def test_values_are_parameters_and_never_text() -> None:
    sql, parameters = sql_of(Message.select(Message.id).where(Message.role == "'; DROP TABLE x"))
    assert "DROP" not in sql
    assert parameters == ("'; DROP TABLE x",)


def test_a_query_without_values_has_no_parameters() -> None:
    assert sql_of(Message.select(Message.id)) == ('SELECT "t1"."id" FROM "messages" AS "t1"', ())
