"""Whatever was inserted and deleted: any page equals what plain SQL gives for its positions."""

from __future__ import annotations

import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import ClassVar
from unittest.mock import patch

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)

from hive_inspector.core.browsing import order, primarykeys, rowids
from hive_inspector.core.browsing.order import natural_order, survey
from hive_inspector.core.browsing.rows import read_row
from hive_inspector.core.database.values import display, utf8
from tests.faults.counting import examples
from tests.support.browsed import BrowsedFile

ROWIDS = st.one_of(
    st.integers(-5, 40), st.integers(-(2**63), 2**63 - 1), st.sampled_from([-(2**63), 2**63 - 1])
)
KEYS = st.one_of(
    st.integers(-3, 3),
    st.sampled_from(["a", "A", "b", "a ", "é", "É", "x\x00y", "\udcff", "5", ""]),
    st.sampled_from([0.5, -1.0, float("inf"), b"", b"a", b"\xff"]),
)


class _Browsing(RuleBasedStateMachine):
    """Changes a table with plain SQL, surveys it anew, and compares pages with plain SQL."""

    declaration: ClassVar[str]
    plain_order: ClassVar[str]

    def __init__(self) -> None:
        super().__init__()
        self.resources = ExitStack()
        folder = self.resources.enter_context(tempfile.TemporaryDirectory())
        for module in (rowids, primarykeys):
            self.resources.enter_context(patch.object(module, "ANCHOR_STEP", 3))
        self.resources.enter_context(patch.object(order, "SMALL_TABLE", 0))
        self.file = self.resources.enter_context(
            BrowsedFile(Path(folder) / "any.db", self.declaration)
        )
        self.table = self.file.table("t")
        self.look_again()

    def teardown(self) -> None:
        self.resources.close()

    def look_again(self) -> None:
        """What the table holds now, by plain SQL, and the orders that the core finds in it."""
        self.rows = self.file.plain(f"SELECT * FROM t ORDER BY {self.plain_order}")
        self.cells = [tuple(map(display, row)) for row in self.rows]
        with self.file.reading() as connection:
            self.natural = natural_order(connection, self.table)
            self.surveyed = survey(connection, self.table, self.natural)

    @rule(divisor=st.integers(1, 4), remainder=st.integers(0, 3))
    def delete_some(self, divisor: int, remainder: int) -> None:
        self.file.raw.execute("DELETE FROM t WHERE v % ? = ?", (divisor, remainder))
        self.look_again()

    @rule(first=st.integers(0, 30), count=st.integers(0, 12))
    def read_a_page(self, first: int, count: int) -> None:
        page = self.file.page_of(self.table, self.surveyed, first, count)
        assert [row.cells for row in page.rows] == self.cells[first : first + count]
        assert not page.approximate

    @rule(first=st.integers(0, 30), count=st.integers(0, 12))
    def read_a_page_before_the_survey(self, first: int, count: int) -> None:
        page = self.file.page_of(self.table, self.natural, first, count)
        shown = [row.cells for row in page.rows]
        starts = range(len(self.cells) - len(shown) + 1)
        assert any(self.cells[start : start + len(shown)] == shown for start in starts)
        if not page.approximate:
            assert shown == self.cells[first : first + count]

    @rule(first=st.integers(0, 30))
    def find_a_row_again_by_its_key(self, first: int) -> None:
        for row in self.file.page_of(self.table, self.surveyed, first, 1).rows:
            with self.file.reading() as connection:
                detail = read_row(connection, self.table, row.key)
            assert detail is not None
            assert detail.fields[-1].text == str(self.rows[first][-1])

    @invariant()
    def the_count_is_exact(self) -> None:
        assert self.surveyed.exact
        assert self.surveyed.count == len(self.rows)


class OrdinaryTable(_Browsing):
    declaration = "CREATE TABLE t (id INTEGER PRIMARY KEY, v INTEGER)"
    plain_order = "rowid"

    @rule(ids=st.lists(ROWIDS, min_size=1, max_size=20), value=st.integers(0, 9))
    def insert_rows(self, ids: list[int], value: int) -> None:
        self.file.raw.executemany(
            "INSERT OR IGNORE INTO t VALUES (?, ?)", [(i, value) for i in ids]
        )
        self.look_again()


class _KeyedTable(_Browsing):
    @rule(keys=st.lists(st.tuples(KEYS, KEYS), min_size=1, max_size=20), value=st.integers(0, 9))
    def insert_rows(self, keys: list[tuple[object, object]], value: int) -> None:
        for pair in keys:
            marks = ", ".join("CAST(? AS TEXT)" if isinstance(key, str) else "?" for key in pair)
            bindable = [utf8(key) if isinstance(key, str) else key for key in pair]
            self.file.raw.execute(
                f"INSERT OR IGNORE INTO t VALUES ({marks}, ?)", (*bindable, value)
            )
        self.look_again()


class KeyWithoutTypes(_KeyedTable):
    declaration = "CREATE TABLE t (a, b, v, PRIMARY KEY (a, b)) WITHOUT ROWID"
    plain_order = "a, b"


class DescendingKeyInAnotherOrder(_KeyedTable):
    declaration = "CREATE TABLE t (a TEXT, b, v, PRIMARY KEY (b DESC, a DESC)) WITHOUT ROWID"
    plain_order = "b DESC, a DESC"


class KeyInBothDirections(_KeyedTable):
    declaration = "CREATE TABLE t (a, b NUMERIC, v, PRIMARY KEY (a DESC, b)) WITHOUT ROWID"
    plain_order = "a DESC, b"


class KeyWithCollations(_KeyedTable):
    declaration = (
        "CREATE TABLE t (a COLLATE NOCASE, b COLLATE BINARY, v,"
        " PRIMARY KEY (a COLLATE BINARY, b COLLATE RTRIM DESC)) WITHOUT ROWID"
    )
    plain_order = "a COLLATE BINARY, b COLLATE RTRIM DESC"


@pytest.mark.no_cover
@pytest.mark.parametrize(
    "machine",
    [
        OrdinaryTable,
        KeyWithoutTypes,
        DescendingKeyInAnotherOrder,
        KeyInBothDirections,
        KeyWithCollations,
    ],
)
def test_any_page_after_any_changes_equals_plain_sql(machine: type[_Browsing]) -> None:
    run_state_machine_as_test(
        machine,
        settings=settings(
            max_examples=examples(50, 12), stateful_step_count=15, deadline=None, database=None
        ),
    )
