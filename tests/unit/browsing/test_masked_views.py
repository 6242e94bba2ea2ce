"""A view shows no secret under another name."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.filters import FilterProblem
from hive_inspector.core.browsing.masking import masks_for
from hive_inspector.core.browsing.selection import Selection, SortTerm
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.hive.privacy import MASK_TEXT
from tests.support.browsed import texts
from tests.support.chosen import orders_of, row_filter

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile

DOTS = MASK_TEXT


@pytest.fixture
def sources(browsed: BrowsedFile) -> BrowsedFile:
    browsed.raw.execute("CREATE TABLE configurations (key, value, encrypted)")
    browsed.insert("configurations", [("theme", "dark", 0), ("openrouter_api_key", "sk-1", 0)])
    browsed.raw.execute("CREATE TABLE accounts (name, api_key)")
    browsed.insert("accounts", [("a", "sk-2")])
    return browsed


@pytest.mark.parametrize(
    ("view", "rows"),
    [
        (
            "AS SELECT * FROM configurations",
            [("theme", "dark", "0"), ("openrouter_api_key", DOTS, "0")],
        ),
        ("AS SELECT key AS k, value FROM configurations", [(DOTS, DOTS), (DOTS, DOTS)]),
        (
            "AS SELECT key, value FROM configurations",
            [("theme", DOTS), ("openrouter_api_key", DOTS)],
        ),
        (
            "AS SELECT key, encrypted FROM configurations",
            [("theme", "0"), ("openrouter_api_key", "0")],
        ),
        (
            "AS SELECT 'theme' AS key, value, encrypted FROM configurations",
            [(DOTS, DOTS, "0"), (DOTS, DOTS, "0")],
        ),
        ("AS SELECT name, api_key AS a FROM accounts", [("a", DOTS)]),
        ("AS SELECT name, api_key a FROM accounts", [("a", DOTS)]),
        ("AS SELECT api_key AS name FROM accounts", [(DOTS,)]),
        ("AS SELECT api_key name FROM accounts", [(DOTS,)]),
        ("AS SELECT \"API_KEY\" || 'x' FROM 'accounts'", [(DOTS,)]),
        ("(name, b) AS SELECT * FROM accounts", [(DOTS, DOTS)]),
        ("AS SELECT name FROM accounts UNION SELECT api_key FROM accounts", [(DOTS,), (DOTS,)]),
        ("AS SELECT name FROM accounts", [("a",)]),
        ("AS SELECT count(*) AS n FROM accounts", [("1",)]),
    ],
)
def test_what_a_view_renames_stays_hidden(
    sources: BrowsedFile, view: str, rows: list[tuple[str, ...]]
) -> None:
    sources.raw.execute(f"CREATE VIEW v {view}")
    assert texts(sources.page("v", sources.natural("v"), 0, 9)) == rows


def test_a_secret_is_followed_through_views_of_views(sources: BrowsedFile) -> None:
    sources.raw.execute("CREATE VIEW inner_one AS SELECT name, api_key AS a FROM accounts")
    sources.raw.execute("CREATE VIEW v AS SELECT name, a AS b FROM inner_one")
    assert texts(sources.page("v", sources.natural("v"), 0, 9)) == [("a", DOTS)]


def test_a_renamed_secret_is_neither_searched_nor_sorted_by(sources: BrowsedFile) -> None:
    sources.raw.execute("CREATE VIEW v AS SELECT name, api_key AS a FROM accounts")
    table = sources.table("v")
    with pytest.raises(FilterProblem, match="masked"):
        orders_of(sources, table, Selection(row_filter(table, ("a", "sk*"))))
    with pytest.raises(UsageProblem, match="masked"):
        orders_of(sources, table, Selection(sort=(SortTerm("a"),)))


@pytest.mark.parametrize(("name", "column"), [("accounts", "API_KEY"), ("configurations", "value")])
def test_the_order_of_secrets_is_not_told_unless_they_are_revealed(
    sources: BrowsedFile, name: str, column: str
) -> None:
    table = sources.table(name)
    with pytest.raises(UsageProblem, match="masked, so rows cannot be sorted by it"):
        orders_of(sources, table, Selection(sort=(SortTerm(column),)))
    assert masks_for(table, (column,), (column,)) == ()
