"""A bundle opened in place of the file that it tells of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import Refusal
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.supporting.bundling import prepare, write_recorded
from hive_inspector.core.supporting.told import is_bundle, open_told
from tests.support.demos import one, small_demo, tables

if TYPE_CHECKING:
    from pathlib import Path


def test_what_is_told_is_what_plain_sql_says_of_the_file(tmp_path: Path) -> None:
    path, bundle = tmp_path / "hive.db", tmp_path / "told.zip"
    small_demo(path)
    with (hive := open_hive(DatabaseTarget(path))).database as database:
        write_recorded(prepare(hive), bundle, database.real_path)
    assert [is_bundle(DatabaseTarget(file)) for file in (path, bundle)] == [False, True]
    told = open_told(DatabaseTarget(bundle))
    with told.database:
        assert not told.is_here
        assert (told.identity.label, told.facts) == (hive.identity.label, hive.facts)
        counts = {count.name: count.rows for count in told.counts}
        assert {name: counts[name] for name in tables(path)} == {
            name: one(path, f'SELECT count(*) FROM "{name}"') for name in tables(path)
        }
        pages = one(path, "SELECT sum(pgsize) FROM dbstat WHERE name = 'messages'")
        assert told.sizes["messages"] == pages
        (reading,) = told.readings
        assert reading.inside is not None
        profile = {about.column: about for about in told.profiles("messages")}["content"]
        assert sum(rows for _, rows in profile.kinds) == profile.rows == counts["messages"]
        longest = one(path, "SELECT max(length(content)) FROM messages")
        assert profile.length_range is not None
        assert profile.length_range[1] == longest
        assert (told.problem_of("messages", "content"), told.profiles("nothing")) == ("", ())
    with pytest.raises(Refusal, match="cannot be changed"):
        open_told(DatabaseTarget(bundle, Access.WRITABLE))
