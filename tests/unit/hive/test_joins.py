"""References that Hive uses without declaring them: by the names of columns, in every lineage."""

from __future__ import annotations

import pytest

from hive_inspector.core.database.snapshot import Column, Schema, Table, TableKind
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.hive.joins import Join, undeclared_joins


def joins(lineage: str, table: str) -> dict[str, tuple[str, str]]:
    schema = blueprint(lineage)
    found = schema.table(table)
    assert found is not None
    return {join.column: (join.table, join.to) for join in undeclared_joins(schema, found)}


def test_the_desktop_queue_names_a_conversation_and_a_user_without_a_reference() -> None:
    assert joins("desktop", "d1_usage_queue") == {
        "conversation_id": ("conversations", "id"),
        "user_id": ("users", "id"),
    }


def test_a_message_names_its_parent_in_the_table_that_the_lineage_has_for_messages() -> None:
    assert joins("desktop", "messages")["parent_message_id"] == ("messages", "id")
    assert joins("enhanced", "conversation_messages")["parent_message_id"] == (
        "conversation_messages",
        "id",
    )


def test_where_a_lineage_has_no_users_their_profiles_stand_for_them() -> None:
    assert joins("enhanced", "cost_tracking")["user_id"] == ("user_profiles", "id")
    assert joins("core-013", "licenses")["user_id"] == ("users", "id")


def test_one_name_means_a_number_in_one_table_and_openrouters_name_in_another() -> None:
    assert joins("enhanced", "cost_tracking")["model_id"] == ("openrouter_models", "internal_id")
    assert joins("desktop", "consensus_iterations")["model_id"] == (
        "openrouter_models",
        "openrouter_id",
    )


def test_after_version_6_hive_means_the_profiles_and_not_the_table_that_is_gone() -> None:
    assert joins("core-013", "conversations")["consensus_profile_id"] == (
        "consensus_profiles",
        "id",
    )


def test_a_column_never_refers_to_itself() -> None:
    assert "openrouter_id" not in joins("core-013", "openrouter_models")


@pytest.mark.parametrize("name", blueprint_names())
def test_every_reference_leads_to_a_column_that_the_lineage_has(name: str) -> None:
    schema = blueprint(name)
    for table in schema.tables:
        own = {column.name for column in table.columns}
        for join in undeclared_joins(schema, table):
            target = schema.table(join.table)
            assert target is not None
            assert join.to in {column.name for column in target.columns}
            assert join.column in own


def test_a_table_that_is_not_hives_has_none_whatever_its_columns_are_called() -> None:
    strange = Table("strange", TableKind.TABLE, (Column("conversation_id", "TEXT"),))
    hives = Table("messages", TableKind.TABLE, (Column("Conversation_Id", "TEXT"),))
    conversations = Table("Conversations", TableKind.TABLE, (Column("ID", "TEXT"),))
    schema = Schema((strange, hives, conversations), ())
    assert undeclared_joins(schema, strange) == ()
    assert undeclared_joins(schema, hives) == (Join("Conversation_Id", "Conversations", "ID"),)
