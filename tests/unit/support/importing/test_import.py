"""Older installs in a new database: row by row accounted for, the sources as they were, checked by plain SQL."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.errors import Refusal, UsageProblem
from hive_inspector.core.migrations.performing.runner import make_database
from hive_inspector.core.progress import silent
from hive_inspector.core.supporting.older_installs import import_into, preview, rehearse_import
from tests.support.databases import contents, plain
from tests.support.imported import (
    SECRET,
    beside,
    conversation,
    imported,
    left_of,
    make_old,
    table_of,
)

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture(scope="module")
def knowledge(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("knowledge") / "hive-ai-knowledge.db"
    make_demo(path, size=DemoSize.SMALL, lineage="knowledge")
    return path


@pytest.fixture(scope="module")
def desktop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desktop") / "desktop.db"
    make_demo(path, size=DemoSize.SMALL, lineage="desktop-memory", with_defects=True)
    return path


def _counts(path: Path) -> dict[str, int]:
    names = plain(
        path,
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        " AND name NOT LIKE '%_fts%'",
    )
    return {name: plain(path, f'SELECT count(*) FROM "{name}"')[0][0] for (name,) in names}


def _is_sound(path: Path) -> bool:
    return plain(path, "PRAGMA integrity_check") == [("ok",)] and not plain(
        path, "PRAGMA foreign_key_check"
    )


@pytest.mark.parametrize("name", ["knowledge", "desktop"])
def test_every_row_is_accounted_for(
    tmp_path: Path, name: str, request: pytest.FixtureRequest
) -> None:
    source: Path = request.getfixturevalue(name)
    before = contents(source.parent)

    report = imported(source, tmp_path / "new.db")

    assert contents(source.parent) == before
    assert {one.name: one.rows for one in report.tables} == _counts(source)
    for one in report.tables:
        assert one.moved + one.merged + sum(left.rows for left in one.left) == one.rows
    after = _counts(tmp_path / "new.db")
    assert {one.name: one.after for one in report.targets} == after
    assert report.adds_up
    assert _is_sound(tmp_path / "new.db")
    assert list(contents(tmp_path)) == ["new.db"]


def test_the_new_file_declares_what_the_migrations_do(tmp_path: Path, knowledge: Path) -> None:
    imported(knowledge, tmp_path / "new.db")
    make_database(tmp_path / "plain.db")

    declared = "SELECT type, name, tbl_name, sql FROM sqlite_master ORDER BY 1, 2"
    assert plain(tmp_path / "new.db", declared) == plain(tmp_path / "plain.db", declared)
    versions = "SELECT version, name FROM schema_migrations"
    assert plain(tmp_path / "new.db", versions) == plain(tmp_path / "plain.db", versions)
    assert plain(tmp_path / "new.db", "PRAGMA journal_mode") == [("wal",)]


def test_conversations_of_the_knowledge_lineage_are_whole(tmp_path: Path, knowledge: Path) -> None:
    imported(knowledge, tmp_path / "new.db")

    def count(sql: str) -> int:
        found: int = beside(tmp_path / "new.db", [knowledge], f"SELECT count(*) FROM {sql}")[0][0]
        return found

    conversations = count("s0.conversations")
    assert conversations > 100
    assert (
        count(
            "s0.conversations AS o JOIN main.conversations AS n USING (id)"
            " WHERE n.created_at IS o.created_at AND n.updated_at IS o.last_updated"
        )
        == conversations
    )
    assert (
        count(
            "s0.conversations AS o JOIN main.knowledge_conversations AS n USING (id, question, final_answer,"
            " source_of_truth) WHERE n.conversation_context IS o.conversation_context"
            " AND n.profile_id IS o.profile_id AND n.conversation_id = o.id"
        )
        == conversations
    )
    assert (
        count(
            "s0.conversations AS o JOIN main.messages AS n ON n.conversation_id = o.id"
            " WHERE n.role = 'user' AND n.content = o.question"
        )
        == conversations
    )
    assert count(
        "s0.stage_outputs AS o JOIN main.messages AS n USING (id, conversation_id)"
        " WHERE n.content = o.full_output AND n.stage = o.stage_name AND n.model_used = o.model"
        " AND n.timestamp = o.created_at AND n.role = 'assistant'"
    ) == count("s0.stage_outputs")
    for name in ("conversation_context", "conversation_threads", "curator_truths"):
        rows = f"SELECT * FROM s0.{name} EXCEPT SELECT * FROM main.{name}"
        assert count(f"({rows})") == 0
    assert count(
        "s0.knowledge_base AS o JOIN main.consensus_facts AS n USING (id)"
        " WHERE n.content = o.curator_content AND n.topics = o.topics"
    ) == count("s0.knowledge_base")


def test_an_answer_without_the_curators_output_becomes_a_message(tmp_path: Path) -> None:
    source = make_old(tmp_path / "old.db", *conversation("c1"))

    imported(source, tmp_path / "new.db")

    messages = "SELECT id, role, stage, content FROM messages ORDER BY timestamp, id"
    assert plain(tmp_path / "new.db", messages) == [
        ("c1-question", "user", None, "Why?"),
        ("c1-1", "assistant", "generator", "Draft of c1"),
        ("c1-answer", "assistant", "curator", "Because."),
    ]


def test_secrets_are_moved_as_they_are_and_not_told(tmp_path: Path) -> None:
    source = make_old(
        tmp_path / "secure-pipeline.db",
        f"INSERT INTO user_settings (setting_key, setting_value) VALUES ('openrouter_api_key', '{SECRET}')",
        "INSERT INTO user_settings (setting_key, setting_value) VALUES ('theme', 'dark')",
    )

    report = imported(source, tmp_path / "new.db")

    assert SECRET not in repr(report)
    assert plain(tmp_path / "new.db", "SELECT key, value, encrypted FROM configurations") == [
        ("openrouter_api_key", SECRET, 0)
    ]
    assert plain(tmp_path / "new.db", "SELECT key, value FROM settings") == [("theme", "dark")]
    assert table_of(report, "user_settings").moved == 2


def test_what_several_files_hold_is_merged(tmp_path: Path) -> None:
    folder = tmp_path / ".hive-ai"
    folder.mkdir()
    make_old(folder / "hive-ai-knowledge.db", *conversation("c1"), *conversation("c2"))
    make_old(
        folder / "hive-ai-context.db",
        *conversation("c2"),
        *conversation("c3"),
        *conversation("c1", "Other?")[:1],
    )
    shutil.copy(folder / "hive-ai-knowledge.db", folder / "openrouter-data.db")
    make_old(folder / "secure-pipeline.db")
    before = contents(folder)

    report = imported(folder, tmp_path / "new.db")

    assert contents(folder) == before
    found = table_of(report, "conversations", "hive-ai-context.db")
    assert (found.rows, found.moved, found.merged) == (3, 1, 2)
    again = table_of(report, "conversation_topics", "openrouter-data.db")
    assert (again.rows, again.moved, again.merged) == (2, 0, 2)
    assert plain(tmp_path / "new.db", "SELECT id FROM conversations ORDER BY 1") == [
        ("c1",), ("c2",), ("c3",),
    ]  # fmt: skip
    assert plain(tmp_path / "new.db", "SELECT conversation_id FROM conversation_topics ORDER BY 1") == [
        ("c1",), ("c2",), ("c3",),
    ]  # fmt: skip
    assert plain(
        tmp_path / "new.db", "SELECT question FROM knowledge_conversations WHERE id = 'c1'"
    ) == [("Why?",)]
    assert [(one.file, one.target, one.left[0].rows) for one in report.besides if one.left] == [
        ("hive-ai-context.db", "knowledge_conversations", 1),
        ("hive-ai-context.db", "messages", 1),
    ]
    assert report.adds_up


def test_rows_that_core_cannot_hold_are_left_with_the_reason(tmp_path: Path) -> None:
    source = make_old(
        tmp_path / "old.db",
        *conversation("c1"),
        "INSERT INTO conversation_topics (conversation_id, topic) VALUES ('nobody', 'lost')",
        "PRAGMA ignore_check_constraints = 1",
        "INSERT INTO conversation_context (conversation_id, referenced_conversation_id, context_type)"
        " VALUES ('c1', 'c1', 'wrong'), ('c1', 'c1', NULL), ('c1', 'nobody', 'thematic')",
        "INSERT INTO knowledge_conversations (conversation_id, question, final_answer, source_of_truth)"
        " VALUES ('c1', 'Why?', 'Because.', 'Truth'), ('c1', 'Why?', 'Otherwise.', 'Truth'), ('x', 'q', 'a', 't')",
        "INSERT INTO code_intelligence (file_path, file_language, symbols) VALUES ('a', 'b', 'c')",
    )

    report = imported(source, tmp_path / "new.db")

    assert left_of(report, "conversation_topics") == {
        "Its conversation_id leads to no row of conversations.": 1
    }
    wrong = left_of(report, "conversation_context")
    assert sorted(wrong.values()) == [1, 1]
    assert any("Core does not allow its values" in reason for reason in wrong)
    knowledge = table_of(report, "knowledge_conversations")
    assert (knowledge.moved, knowledge.merged) == (2, 1)
    assert left_of(report, "code_intelligence") == {
        "Core analyses code when it is asked, and keeps none of it.": 1
    }
    (loose,) = [one for one in report.loosened if one.target == "knowledge_conversations"]
    assert (loose.column, loose.rows) == ("conversation_id", 1)
    assert _is_sound(tmp_path / "new.db")


def test_a_desktop_file_is_brought_to_core(tmp_path: Path, desktop: Path) -> None:
    report = imported(desktop, tmp_path / "new.db")

    moved = (
        "SELECT count(*) FROM s0.conversations AS o JOIN main.conversations AS n USING (id)"
        " WHERE n.input_tokens IS o.total_tokens_input AND n.output_tokens IS o.total_tokens_output"
        " AND n.total_cost IS o.total_cost"
    )
    assert beside(tmp_path / "new.db", [desktop], moved) == [
        (table_of(report, "conversations").moved,)
    ]
    orphans = plain(
        desktop,
        "SELECT count(*) FROM messages WHERE conversation_id NOT IN (SELECT id FROM conversations)",
    )[0][0]
    lost = left_of(report, "messages")
    assert lost.get("Its conversation_id leads to no row of conversations.", 0) == orphans
    assert ("title", "Core has no such column.") in table_of(report, "conversations").columns_left


def test_rows_of_the_user_replace_those_of_the_migrations(tmp_path: Path) -> None:
    source = make_old(
        tmp_path / "desktop.db",
        "INSERT INTO consensus_profiles (id, profile_name, generator_model, refiner_model, validator_model,"
        " curator_model)"
        " SELECT 'mine', 'Mine', 'a', 'b', 'c', 'd'",
        lineage="desktop",
    )
    make_database(tmp_path / "plain.db")
    (seed,) = plain(tmp_path / "plain.db", "SELECT id FROM consensus_profiles ORDER BY id LIMIT 1")
    with closing(sqlite3.connect(source)) as raw:
        raw.execute(
            "INSERT INTO consensus_profiles (id, profile_name, generator_model, refiner_model, validator_model,"
            " curator_model) VALUES (?, 'Changed', 'a', 'b', 'c', 'd')",
            seed,
        )
        raw.commit()

    report = imported(source, tmp_path / "new.db")

    (profiles,) = [one for one in report.targets if one.name == "consensus_profiles"]
    assert (profiles.replaced, profiles.added, profiles.after) == (1, 2, profiles.before + 1)
    assert plain(
        tmp_path / "new.db", "SELECT profile_name FROM consensus_profiles WHERE id = ?", *seed
    ) == [("Changed",)]


def test_tables_that_nobody_knows_go_by_their_names(tmp_path: Path) -> None:
    with closing(sqlite3.connect(tmp_path / "openrouter-data.db")) as raw:
        raw.execute("CREATE TABLE settings (key TEXT, value TEXT, extra TEXT)")
        raw.execute("INSERT INTO settings VALUES ('a', '1', 'x'), (NULL, '2', ''), ('a', '3', '')")
        raw.execute('CREATE TABLE "odd ""name" (a)')
        raw.execute('INSERT INTO "odd ""name" VALUES (1)')
        raw.execute("CREATE TABLE messages (id TEXT PRIMARY KEY, body TEXT) WITHOUT ROWID")
        raw.execute("INSERT INTO messages VALUES ('m', 'b')")
        raw.commit()

    report = imported(tmp_path, tmp_path / "new.db")

    settings = table_of(report, "settings")
    assert (settings.rows, settings.moved) == (3, 1)
    assert sum(left_of(report, "settings").values()) == 2
    assert settings.columns_left == (("extra", "Core has no such column."),)
    assert left_of(report, 'odd "name') == {"Core has no table for it.": 1}
    (reason,) = left_of(report, "messages")
    assert reason.startswith("Core's table of that name holds something else")
    assert plain(tmp_path / "new.db", "SELECT key, value FROM settings") == [("a", "1")]


def test_a_rehearsal_tells_the_same_and_leaves_nothing(tmp_path: Path, knowledge: Path) -> None:
    tried = rehearse_import(knowledge, token=CancelToken(), progress=silent)
    done = imported(knowledge, tmp_path / "new.db")

    assert tried.target is None
    assert (tried.tables, tried.targets, tried.besides) == (done.tables, done.targets, done.besides)


def test_a_preview_counts_and_says_where_to(knowledge: Path) -> None:
    found = preview(knowledge, token=CancelToken(), progress=silent)

    assert {one.name: one.rows for one in found.tables} == _counts(knowledge)
    (outputs,) = [one for one in found.tables if one.name == "stage_outputs"]
    assert outputs.into == ("messages",)


def test_what_is_there_is_not_replaced(tmp_path: Path, knowledge: Path) -> None:
    (tmp_path / "new.db").write_text("mine", encoding="utf-8")

    with pytest.raises(Refusal):
        imported(knowledge, tmp_path / "new.db")
    with pytest.raises(Refusal):
        imported(knowledge, knowledge)

    assert (tmp_path / "new.db").read_text(encoding="utf-8") == "mine"


def test_a_core_file_and_an_empty_folder_are_refused(tmp_path: Path) -> None:
    make_database(tmp_path / "core.db")

    with pytest.raises(Refusal, match="core lineage already"):
        imported(tmp_path / "core.db", tmp_path / "new.db")
    with pytest.raises(UsageProblem):
        imported(tmp_path, tmp_path / "new.db")
    assert list(contents(tmp_path)) == ["core.db"]


def test_a_cancel_at_any_step_leaves_nothing(tmp_path: Path) -> None:
    source = make_old(tmp_path / "old.db", *conversation("c1"))
    steps: list[str] = []

    def note(done: int, total: int | None, step: str) -> None:
        steps.append(step)

    import_into(source, tmp_path / "new.db", token=CancelToken(), progress=note)
    (tmp_path / "new.db").unlink()
    before = contents(tmp_path)
    for place in range(0, len(steps), 3):
        token = CancelToken()
        heard: list[str] = []

        def cancel(done: int, total: int | None, step: str, *, place: int = place) -> None:
            heard.append(step)  # noqa: B023 - of this round
            if len(heard) > place:  # noqa: B023
                token.cancel()  # noqa: B023

        with pytest.raises(Cancelled):
            import_into(source, tmp_path / "new.db", token=token, progress=cancel)
        assert contents(tmp_path) == before


def test_messages_of_the_enhanced_lineage_are_messages(tmp_path: Path) -> None:
    source = make_old(
        tmp_path / "enhanced.db",
        "INSERT INTO conversations (id, created_at, updated_at) VALUES ('c', '2025', '2025')",
        "INSERT INTO conversation_messages (id, conversation_id, role, content, model_name, sequence_number,"
        " created_at) VALUES ('m', 'c', 'user', 'Hello', 'a/b', 1, '2025')",
        lineage="enhanced",
    )

    imported(source, tmp_path / "new.db")

    assert plain(
        tmp_path / "new.db", "SELECT id, content, model_used, timestamp FROM messages"
    ) == [("m", "Hello", "a/b", "2025")]


def test_models_of_the_user_replace_those_of_the_migrations_by_either_key(tmp_path: Path) -> None:
    make_database(tmp_path / "plain.db")
    seeds = "SELECT internal_id, openrouter_id FROM openrouter_models ORDER BY internal_id LIMIT 2"
    (first, _), (_, named) = plain(tmp_path / "plain.db", seeds)
    (provider,) = plain(tmp_path / "plain.db", "SELECT id FROM openrouter_providers LIMIT 1")[0]
    insert = (
        "INSERT INTO openrouter_models (internal_id, openrouter_id, name, provider_id, provider_name, created_at,"
        f" last_updated) VALUES ({{}}, '{{}}', 'Mine', '{provider}', 'p', 0, '')"
    )
    source = make_old(
        tmp_path / "hybrid.db",
        f"INSERT INTO openrouter_providers (id, name, display_name, last_updated) VALUES ('{provider}', 'p', 'P', '')",
        insert.format(first, "new/name"),
        insert.format(9000, named),
        "INSERT INTO model_rankings (model_internal_id, ranking_source, rank_position, usage_percentage, period_start,"
        " period_end) VALUES (9000, 's', 1, 1.0, '', ''), (77777, 's', 1, 1.0, '', '')",
        lineage="hybrid",
    )

    report = imported(source, tmp_path / "new.db")

    (models,) = [one for one in report.targets if one.name == "openrouter_models"]
    assert (models.replaced, models.added) == (2, 2)
    mine = "SELECT internal_id, openrouter_id FROM openrouter_models WHERE name = 'Mine' ORDER BY 1"
    assert plain(tmp_path / "new.db", mine) == [(first, "new/name"), (9000, named)]
    assert left_of(report, "model_rankings") == {
        "Its model_internal_id leads to no row of openrouter_models.": 1
    }
    assert _is_sound(tmp_path / "new.db")
