"""Filters tell nothing of what is masked."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.filter_sql import MOST_SETTINGS
from hive_inspector.core.browsing.filters import FilterProblem, RowFilter
from hive_inspector.core.browsing.selection import Selection, select_rows
from tests.support.chosen import (
    orders_of,
    row_filter,
    rowids_in,
)

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile

pytestmark = pytest.mark.usefixtures("few_rows_are_many")


SETTINGS = "CREATE TABLE configurations (key TEXT, value TEXT, encrypted INTEGER)"


@pytest.fixture
def settings_table(browsed: BrowsedFile) -> BrowsedFile:
    browsed.raw.execute(SETTINGS)
    browsed.insert(
        "configurations",
        [
            ("theme", "dark", 0),
            ("openrouter_api_key", "dark secret", 0),
            ("blob", "dark data", 1),
            (None, "dark too", None),
            ("other", None, 0),
        ],
    )
    return browsed


def test_no_filter_tells_what_a_masked_cell_hides(settings_table: BrowsedFile) -> None:
    table = settings_table.table("configurations")
    for wanted, found in (
        (row_filter(table, ("value", "dark")), [1, 4]),
        (row_filter(table, ("value", "!light")), [1, 4, 5]),
        (row_filter(table, ("value", "/./")), [1, 4]),
        (row_filter(table, ("value", "null")), [5]),
        (row_filter(table, ("value", "!null")), [1, 2, 3, 4]),
        (RowFilter(anywhere="dark"), [1, 4]),
        (RowFilter(anywhere="api"), [2]),
    ):
        order = orders_of(settings_table, table, Selection(wanted))[-1]
        assert rowids_in(settings_table, table, order) == found
    with settings_table.reading() as connection:
        chosen = Selection(row_filter(table, ("value", "dark")))
        *_, order = select_rows(connection, table, chosen, reveal=("value",))
    assert order.count == 4


def test_of_very_many_settings_no_value_is_searched(settings_table: BrowsedFile) -> None:
    settings_table.insert("configurations", [(f"k{i}", "dark", 0) for i in range(MOST_SETTINGS)])
    table = settings_table.table("configurations")
    order = orders_of(settings_table, table, Selection(row_filter(table, ("value", "dark"))))[-1]
    assert order.count == 0


def test_a_column_of_secrets_is_only_asked_for_null(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE licenses (key TEXT, name TEXT)")
    browsed.insert("licenses", [("HIVE-1", "HIVE"), (None, "x")])
    table = browsed.table("licenses")
    with pytest.raises(FilterProblem, match="masked"):
        orders_of(browsed, table, Selection(row_filter(table, ("key", "HIVE*"))))
    order = orders_of(browsed, table, Selection(row_filter(table, ("key", "null"))))[-1]
    assert rowids_in(browsed, table, order) == [2]
    order = orders_of(browsed, table, Selection(RowFilter(anywhere="hive")))[-1]
    assert rowids_in(browsed, table, order) == [1]
    browsed.raw.execute("CREATE TABLE api_keys (value)")
    browsed.insert("api_keys", [("dark",)])
    secrets = browsed.table("api_keys")
    (order,) = orders_of(browsed, secrets, Selection(RowFilter(anywhere="dark")))
    assert order.count == 0
