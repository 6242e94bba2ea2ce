"""Which version gave an object its shape, against the facts about each version."""

from __future__ import annotations

import pytest

from hive_inspector.core.hive.blueprints import blueprint, core_blueprint_name
from hive_inspector.core.hive.origins import origin_of


@pytest.mark.parametrize(
    ("name", "version"),
    [
        ("messages", 1),
        ("consensus_facts", 13),
        ("licenses.key", 11),
        ("CONSENSUS_FACTS", 13),
        ("idx_consensus_facts_topics", 13),
        ("consensus_profiles", 9),
        ("users.nickname", 10),
        ("conversations.consensus_profile_id", 6),
        ("strange", None),
    ],
)
def test_an_object_comes_from_the_version_that_last_shaped_it(
    name: str, version: int | None
) -> None:
    assert origin_of(name, 13) == version


def test_what_later_versions_do_does_not_count() -> None:
    assert origin_of("consensus_profiles", 5) == 1
    assert origin_of("consensus_facts", 12) is None
    assert origin_of("messages", 0) is None


def test_every_table_and_index_of_every_version_comes_from_one_up_to_it() -> None:
    for version in range(1, 14):
        for table in blueprint(core_blueprint_name(version)).tables:
            for name in (table.name, *(index.name for index in table.indexes)):
                origin = origin_of(name, version)
                assert origin is not None
                assert origin <= version
