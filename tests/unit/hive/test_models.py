"""The models against the facts of core version 13, column by column."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import peewee
import pytest

from hive_inspector.core.hive.models import ALL_MODELS, ConsensusProfile, Conversation, HiveModel
from hive_inspector.core.hive.notes import Domain
from tests.support.schema_facts import declared, known_facts

if TYPE_CHECKING:
    from pathlib import Path

KNOWN = known_facts("core-013")


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What SQLite says of tables that Peewee made from the models."""
    path: Path = tmp_path_factory.mktemp("models") / "hive.db"
    database = peewee.SqliteDatabase(str(path))
    with database:
        for model in ALL_MODELS:
            manager = peewee.SchemaManager(model, database=database)
            manager.create_table(safe=False)
            manager.create_indexes(safe=False)
    return declared(path)


def test_there_is_one_model_for_each_table() -> None:
    assert sorted(model.table_name() for model in ALL_MODELS) == sorted(KNOWN["tables"])


@pytest.mark.parametrize("table", sorted(KNOWN["tables"]))
def test_a_model_declares_what_hives_table_has(made: dict[str, Any], table: str) -> None:
    known = {fact: value for fact, value in KNOWN["tables"][table].items() if fact != "checks"}
    if table == "conversations":
        known["references"] = [
            {**reference, "table": reference["table"].removesuffix("_backup")}
            for reference in known["references"]
        ]
    assert made["tables"][table] == known


def test_the_models_declare_hives_indexes(made: dict[str, Any]) -> None:
    assert made["indexes"] == KNOWN["indexes"]


def test_the_one_reference_that_hive_left_dangling_leads_somewhere_in_the_models() -> None:
    field: Any = Conversation.consensus_profile
    assert field.rel_model is ConsensusProfile


@pytest.mark.parametrize("model", ALL_MODELS)
def test_every_model_says_in_one_line_what_its_table_is(model: type[HiveModel]) -> None:
    summary = model.summary()
    assert summary.endswith(".")
    assert len(summary) <= 80
    assert model.domain() not in {Domain.OTHER, Domain.SYSTEM}


def test_no_model_is_bound_to_a_database() -> None:
    options: list[Any] = [model._meta for model in ALL_MODELS]
    assert {option.database for option in options} == {None}
