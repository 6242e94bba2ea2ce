"""The known schemas against the facts they were read from, and against what SQLite makes of their SQL."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names, create_statements
from tests.support.lineage_files import make_lineage_file
from tests.support.schema_facts import declared, known_facts

if TYPE_CHECKING:
    from pathlib import Path

FULL_TEXT = ("conversations_fts", "curator_truths_fts")


def is_full_text(name: str) -> bool:
    return name.startswith(FULL_TEXT)


@pytest.mark.parametrize("name", blueprint_names())
def test_the_statements_make_exactly_the_tables_and_indexes_of_the_facts(
    tmp_path: Path, name: str
) -> None:
    made, known = declared(make_lineage_file(tmp_path / "hive.db", name)), known_facts(name)
    for table in filter(is_full_text, set(known["tables"])):
        columns = [column["name"] for column in known["tables"].pop(table)["columns"]]
        assert [column["name"] for column in made["tables"].pop(table)["columns"]] == columns
    assert made["tables"] == known["tables"]
    assert made["indexes"] == known["indexes"]


@pytest.mark.parametrize(
    ("name", "others"),
    [
        ("core-013", set()),
        ("desktop", set()),
        ("desktop-memory", {"memory_retrieval_view", "maintain_message_chain"}),
        ("hybrid", set()),
        ("knowledge", {"curator_truths_fts_insert", "knowledge_base_fts_insert"}),
        ("enhanced", set()),
    ],
)
def test_views_and_triggers_are_made_too(tmp_path: Path, name: str, others: set[str]) -> None:
    found = declared(make_lineage_file(tmp_path / "hive.db", name))["others"]
    assert {row[0] for row in found} == others


def test_sizes_are_those_that_are_known_of_hives_files() -> None:
    newest = blueprint("core-013")
    assert [len(blueprint(f"core-{n:03}").tables) for n in (1, 2, 3, 4, 5, 13)] == [
        14,
        19,
        21,
        31,
        31,
        34,
    ]
    assert sum(len(table.indexes) for table in blueprint("core-005").tables) == 82
    assert sum(len(table.columns) for table in newest.tables) == 350
    assert sum(len(table.references) for table in newest.tables) == 34
    assert sum(len(table.indexes) for table in newest.tables) == 94


def test_conversations_refer_to_a_dropped_table_from_version_6_on() -> None:
    def target(version: int) -> str:
        conversations = blueprint(f"core-{version:03}").table("conversations")
        assert conversations is not None
        (found,) = (
            r.table for r in conversations.references if r.columns == ("consensus_profile_id",)
        )
        return found

    assert [target(version) for version in range(1, 14)] == [
        *["consensus_profiles"] * 5,
        *["consensus_profiles_backup"] * 8,
    ]


def test_full_text_tables_are_told_from_the_tables_behind_them() -> None:
    kinds = {t.name: t.kind for t in blueprint("knowledge").tables if is_full_text(t.name)}
    assert {name for name, kind in kinds.items() if kind is TableKind.VIRTUAL} == set(FULL_TEXT)
    assert sum(kind is TableKind.SHADOW for kind in kinds.values()) == 8


def test_a_schema_that_nobody_knows_is_refused_with_those_that_are_known() -> None:
    with pytest.raises(UsageProblem) as refused:
        create_statements("core-014")
    assert refused.value.message == "There is no Hive schema called core-014."
    assert "core-013, desktop" in refused.value.hint


def run(path: Path, *statements: str) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        for statement in statements[:-1]:
            raw.execute(statement)
        return raw.execute(statements[-1]).fetchall()


def test_what_the_curator_settles_on_can_be_searched_for(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "knowledge")
    found = run(
        path,
        "INSERT INTO conversations (id, question, final_answer, source_of_truth) VALUES ('c', 'q', 'a', 's')",
        "INSERT INTO curator_truths (conversation_id, curator_output, confidence_score)"
        " VALUES ('c', 'water boils at altitude', 0.9)",
        "SELECT conversation_id FROM curator_truths_fts WHERE curator_truths_fts MATCH 'altitude'",
    )
    assert found == [("c",)]


def test_questions_that_enter_the_knowledge_base_can_be_searched_for(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "knowledge")
    found = run(
        path,
        "INSERT INTO knowledge_conversations (conversation_id, question, final_answer, source_of_truth)"
        " VALUES ('c', 'why is the sky blue', 'a', 's')",
        "INSERT INTO knowledge_base (id, conversation_id, curator_content, topics, keywords)"
        " VALUES ('k', 'c', 'x', '[]', '[]')",
        "SELECT conversation_id FROM conversations_fts WHERE conversations_fts MATCH 'sky'",
    )
    assert found == [("c",)]


def test_a_message_is_chained_to_the_one_before_it_and_seen_in_the_view(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "desktop-memory")
    insert = "INSERT INTO messages (id, conversation_id, content, timestamp) VALUES"
    run(
        path,
        "INSERT INTO conversations (id, title) VALUES ('c', 'Sky')",
        f"{insert} ('a', 'c', 'Why?', '2025-09-05 14:00:00')",
        f"{insert} ('b', 'c', 'Because.', '2025-09-05 14:00:09')",
    )
    assert run(path, "SELECT id, parent_message_id FROM messages ORDER BY id") == [
        ("a", None),
        ("b", "a"),
    ]
    assert run(path, "SELECT message_id, title FROM memory_retrieval_view ORDER BY 1") == [
        ("a", "Sky"),
        ("b", "Sky"),
    ]
