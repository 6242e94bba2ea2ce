from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.support.browse_page import everywhere

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.support.browse_page import Browsed


@pytest.fixture
def profiled(open_page: Callable[..., Browsed], tmp_path: Path) -> Browsed:
    path = tmp_path / "hive-ai.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, role TEXT, api_key TEXT)")
        roles = ["user"] * 30 + ["assistant"] * 60 + [None] * 10
        raw.executemany(
            "INSERT INTO t (role, api_key) VALUES (?, 'sk-hidden')", [(r,) for r in roles]
        )
        raw.commit()
    return open_page(path).show("t")


def facts(browsed: Browsed) -> dict[str, str]:
    rows = browsed.view.row.profile._rows
    return {name.text(): value.text() for name, value in rows if not name.isHidden()}


def test_a_column_is_profiled_only_when_asked_for(profiled: Browsed) -> None:
    profiled.go_to(0, 1)
    assert profiled.view.row.profile._facts.isHidden()
    profiled.press("Profile this column")
    assert facts(profiled) == {
        "filled": "90.0 % · 90",
        "distinct": "2",
        "smallest": "assistant",
        "largest": "user",
        "length": "4 … 9",
        "types": "NULL 10.0 %, text 90.0 %",
        "index": "none",
    }


def test_the_most_frequent_values_lead_to_their_rows(profiled: Browsed) -> None:
    profiled.go_to(0, 1)
    profiled.press("Profile this column")
    bars = profiled.view.row.profile.frequent.rows
    assert [(row.bar.name, row.bar.size) for row in bars] == [
        ("assistant", "60 · 60.0 %"),
        ("user", "30 · 30.0 %"),
    ]
    bars[0].click()
    profiled.settle()
    assert profiled.model.rowCount() == 60
    assert profiled.cells(0)[1] == "assistant"
    profiled.view.travel.back.click()
    profiled.settle()
    assert profiled.model.rowCount() == 100


def test_another_column_offers_its_own_profile(profiled: Browsed) -> None:
    profiled.go_to(0, 1)
    profiled.press("Profile this column")
    profiled.go_to(0, 0)
    section = profiled.view.row.profile
    assert section._facts.isHidden()
    assert section.note.text() == "id"
    assert not section.ask.isHidden()


def test_of_secrets_nothing_is_told(profiled: Browsed) -> None:
    profiled.go_to(0, 2)
    profiled.press("Profile this column")
    assert facts(profiled)["secret"] == "100 values are hidden"
    assert not everywhere(profiled, "sk-hidden")


def test_a_profile_can_be_stopped(profiled: Browsed) -> None:
    profiled.go_to(0, 1)
    profiled.view.row.profile.ask.click()
    profiled.view.row.profile.stop.click()
    profiled.settle()
    assert not profiled.view.row.profile.ask.isHidden()
    assert profiled.view.row.profile.stop.isHidden()
