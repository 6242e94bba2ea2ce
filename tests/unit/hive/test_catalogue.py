"""What is known of tables by their names."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names
from hive_inspector.core.hive.catalogue import (
    ColumnNote,
    Domain,
    Trait,
    column_note,
    domain_of,
    note_of,
)
from hive_inspector.core.hive.models import ALL_MODELS
from hive_inspector.core.resources import resource_text

if TYPE_CHECKING:
    from collections.abc import Mapping


@cache
def all_columns() -> Mapping[str, set[str]]:
    """Columns that each table has in any lineage, by the facts themselves."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in blueprint_names():
        for facts in json.loads(resource_text(f"lineages/{name}.json"))["tables"]:
            found[facts["name"]] |= {column["name"] for column in facts["columns"]}
    return found


def columns_of_the_facts(table: str) -> set[str]:
    return all_columns().get(table, set())


ALL_TABLES = sorted(
    {
        table.name
        for name in blueprint_names()
        for table in blueprint(name).tables
        if table.kind is not TableKind.SHADOW
    }
)


@pytest.mark.parametrize("table", ALL_TABLES)
def test_every_table_of_every_lineage_is_described(table: str) -> None:
    note = note_of(table)
    assert note is not None
    assert note.name == table
    assert note.description.endswith(".")
    assert domain_of(table) is note.domain is not Domain.OTHER


@pytest.mark.parametrize("table", [name for name in ALL_TABLES if name != "memory_retrieval_view"])
def test_only_columns_that_some_lineage_has_are_described(table: str) -> None:
    note = note_of(table)
    assert note is not None
    if note.domain is not Domain.SYSTEM:
        assert set(note.columns) <= columns_of_the_facts(table)


@pytest.mark.parametrize("table", ALL_TABLES)
def test_what_is_named_like_a_time_is_known_as_one(table: str) -> None:
    suffixes = ("_at", "timestamp", "_time", "last_updated")
    no_time = {"average_response_time"}
    named = {c for c in columns_of_the_facts(table) if c.endswith(suffixes)} - no_time
    missing = {c for c in named if Trait.TIME not in column_note(table, c).traits}
    assert not missing


def test_the_core_notes_come_from_the_models() -> None:
    for model in ALL_MODELS:
        note = note_of(model.table_name())
        assert note is not None
        assert (note.description, note.domain) == (model.summary(), model.domain())
        for field in model.declared_columns():
            assert note.columns[field.column_name].traits >= field.traits


def test_names_are_compared_as_sqlite_does() -> None:
    assert note_of("MESSAGES") is note_of("messages")
    assert column_note("Messages", "CONTENT").traits == {Trait.PRIVATE, Trait.MARKDOWN}


def test_of_unknown_tables_and_columns_nothing_is_known() -> None:
    assert note_of("recipes") is None
    assert column_note("recipes", "title") == ColumnNote("title")
    assert column_note("messages", "mood") == ColumnNote("mood")


def test_columns_that_another_lineage_adds_to_a_core_table_are_known_too() -> None:
    assert column_note("knowledge_conversations", "answer").traits >= {Trait.PRIVATE}
    assert column_note("messages", "metadata").traits == {Trait.JSON}


@pytest.mark.parametrize(
    ("table", "kind", "domain"),
    [
        ("messages", TableKind.TABLE, Domain.CONVERSATIONS),
        ("sessions", TableKind.TABLE, Domain.WORKSPACE),
        ("recipes", TableKind.TABLE, Domain.OTHER),
        ("schema_migrations", TableKind.TABLE, Domain.SYSTEM),
        ("_hive_inspector_migrations", TableKind.TABLE, Domain.SYSTEM),
        ("sqlite_sequence", TableKind.TABLE, Domain.SYSTEM),
        ("recipes_fts_idx", TableKind.SHADOW, Domain.SYSTEM),
        ("sqlite_stat1", TableKind.INTERNAL, Domain.SYSTEM),
    ],
)
def test_tables_are_listed_by_domain(table: str, kind: TableKind, domain: Domain) -> None:
    assert domain_of(table, kind) is domain


def test_other_tables_and_system_come_last_on_screen() -> None:
    assert list(Domain)[-2:] == [Domain.OTHER, Domain.SYSTEM]
    assert next(iter(Domain)).value == "Conversations"


def test_the_models_load_only_when_a_note_is_asked_for() -> None:
    program = (
        "import sys; import hive_inspector.core.hive.catalogue as catalogue;"
        "print('peewee' in sys.modules); catalogue.note_of('messages');"
        "print('peewee' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["False", "True"]
