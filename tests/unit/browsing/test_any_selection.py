"""Whatever is inserted, changed and deleted after a selection: its places stand, and no cell is wrong."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from hive_inspector.core.browsing import found, indexed, pace, scanning, selection
from hive_inspector.core.browsing.found import FoundKeys, FoundOrder
from hive_inspector.core.browsing.keys import PrimaryKey, Rowid
from hive_inspector.core.browsing.pages import GONE_CELL
from hive_inspector.core.browsing.selection import Selection, select_rows
from hive_inspector.core.database.values import display
from tests.faults.counting import examples
from tests.support.browsed import BrowsedFile
from tests.support.chosen import row_filter, sort

IDS = st.integers(-10, 40)
WORDS = st.sampled_from(["a", "b", "ab", None])
SELECTIONS = st.sampled_from(
    ["w:a", "w:!a", "n:>3", "sort:w", "sort:-n", "sort:-id", "w:a sort:-n"]
)


class _Selecting(RuleBasedStateMachine):
    """Selects rows, one growing order at a time, while plain SQL changes the table."""

    declaration: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.resources = ExitStack()
        folder = self.resources.enter_context(tempfile.TemporaryDirectory())
        for module, name, value in (
            (indexed, "ANCHOR_STEP", 3),
            (scanning, "FIRST_ROWS", 4),
            (selection, "FIRST_ROWS", 4),
            (scanning, "_FIRST_STRETCH", 4),
            (scanning, "_LONGEST", 8),
            (pace, "_EVERY_S", 0.0),
            (found, "MOST_NAMES", 5),
        ):
            self.resources.enter_context(patch.object(module, name, value))
        self.file = self.resources.enter_context(
            BrowsedFile(
                Path(folder) / "any.db",
                "PRAGMA journal_mode = WAL",
                "PRAGMA synchronous = OFF",
                self.declaration,
                "CREATE INDEX i ON t (w)",
            )
        )
        self.table = self.file.table("t")

    def teardown(self) -> None:
        self.resources.close()

    @initialize(ids=st.lists(IDS, max_size=30), words=st.lists(WORDS, min_size=1, max_size=7))
    def begin(self, ids: list[int], words: list[str | None]) -> None:
        self.add(ids, words)
        self.select("w:a", 0)

    @rule(ids=st.lists(IDS, max_size=12), words=st.lists(WORDS, min_size=1, max_size=7))
    def add(self, ids: list[int], words: list[str | None]) -> None:
        self.file.raw.executemany(
            "INSERT OR REPLACE INTO t (id, w, n) VALUES (?, ?, ?)",
            [(i, words[place % len(words)], i % 7) for place, i in enumerate(ids)],
        )

    @rule(divisor=st.integers(1, 5), remainder=st.integers(0, 4))
    def delete(self, divisor: int, remainder: int) -> None:
        self.file.raw.execute("DELETE FROM t WHERE abs(id) % ? = ?", (divisor, remainder))

    @rule(chosen=SELECTIONS, number=st.integers(0, 9))
    def select(self, chosen: str, number: int) -> None:
        """Take orders while the table changes under them, which the lease must not notice."""
        filters = [part.split(":") for part in chosen.split() if not part.startswith("sort")]
        terms = [part.split(":")[1] for part in chosen.split() if part.startswith("sort")]
        wanted = Selection(row_filter(self.table, *((c, f) for c, f in filters)), sort(*terms))
        plain = " ORDER BY id"
        if terms:
            name, direction = terms[0].removeprefix("-"), " DESC" * terms[0].startswith("-")
            plain = f" ORDER BY {name}{direction}, id{direction}"
        where = {"w:a": "w LIKE '%a%'", "w:!a": "ifnull(w NOT LIKE '%a%', 1)", "n:>3": "n > 3"}
        conditions = [where[":".join(part)] for part in filters] or ["1"]
        expected = self.file.plain(f"SELECT id FROM t WHERE {conditions[0]}{plain}")
        with self.file.reading() as connection:
            connection.value("SELECT count(*) FROM t")
            for place, order in enumerate(select_rows(connection, self.table, wanted)):
                if place == number:
                    self.delete(2, number % 2)
                self.order = order
        self.expected = [i for (i,) in expected]
        assert self.order.exact
        assert self.order.count == len(expected)

    @rule(first=st.integers(0, 30), count=st.integers(0, 12))
    def read_a_page(self, first: int, count: int) -> None:
        if not isinstance(self.order, FoundOrder | FoundKeys):
            return  # an index's order shows the table as it is now
        page = self.file.page_of(self.table, self.order, first, count)
        now = {row[0]: row for row in self.file.plain("SELECT * FROM t")}
        expected = self.expected[first : first + count]
        assert len(page.rows) == len(expected)
        for row, wanted in zip(page.rows, expected, strict=True):
            assert row.key in {Rowid(wanted), PrimaryKey((wanted,))}
            assert row.gone is (wanted not in now)
            cells = tuple(map(display, now[wanted])) if wanted in now else (GONE_CELL,) * 3
            assert row.cells == cells


class OrdinaryTable(_Selecting):
    declaration = "CREATE TABLE t (id INTEGER PRIMARY KEY, w TEXT, n INTEGER)"


class TableWithoutRowid(_Selecting):
    declaration = "CREATE TABLE t (id INTEGER PRIMARY KEY, w TEXT, n INTEGER) WITHOUT ROWID"


@pytest.mark.no_cover
@pytest.mark.parametrize("machine", [OrdinaryTable, TableWithoutRowid])
def test_any_page_of_any_selection_after_any_changes_is_right(machine: type[_Selecting]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(40, 15), stateful_step_count=15, deadline=None, database=None
        ),
    )
