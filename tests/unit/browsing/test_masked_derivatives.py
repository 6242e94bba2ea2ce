"""What is made of a secret is hidden as the secret is: columns, search indexes, what ANALYZE keeps; and addresses."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.cellpieces import open_cell
from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.browsing.rows import read_row
from hive_inspector.core.browsing.selection import Selection, SortTerm
from hive_inspector.core.errors import Refusal
from hive_inspector.core.hive.privacy import MASK_TEXT
from hive_inspector.core.hive.table_secrets import table_masks
from tests.support.browsed import texts
from tests.support.chosen import orders_of, row_filter

if TYPE_CHECKING:
    from tests.support.browsed import BrowsedFile

DOTS = MASK_TEXT
PASSWORD = "postgres://hive:hunter2@db/hive"


def shown(file: BrowsedFile, table: str) -> list[tuple[str, ...]]:
    return texts(file.page(table, file.natural(table), 0, 9))


def hidden(file: BrowsedFile, table: str) -> set[str]:
    return {mask.column for mask in table_masks(file.table(table))}


def test_a_column_that_is_computed_from_a_secret_is_hidden(browsed: BrowsedFile) -> None:
    browsed.raw.execute(
        "CREATE TABLE accounts (name, api_key, begins AS (substr(api_key, 1, 4)), twice AS (begins || begins) STORED,"
        " loud AS (upper(name)), seen INT GENERATED ALWAYS AS (length(name)) VIRTUAL)"
    )
    browsed.raw.execute("INSERT INTO accounts (name, api_key) VALUES ('a', 'sk-2')")
    assert shown(browsed, "accounts") == [("a", DOTS, DOTS, DOTS, "A", "1")]


def test_a_column_that_is_computed_from_settings_is_hidden_whole(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE configurations (key, value, loud AS (upper(value)))")
    browsed.raw.execute("INSERT INTO configurations (key, value) VALUES ('theme', 'dark')")
    assert shown(browsed, "configurations") == [("theme", "dark", DOTS)]


@pytest.mark.parametrize("module", ["fts5", "fts4"])
def test_a_search_index_hides_the_secrets_that_it_keeps(browsed: BrowsedFile, module: str) -> None:
    browsed.raw.execute(f"CREATE VIRTUAL TABLE accounts USING {module}(name, api_key)")
    browsed.raw.execute("INSERT INTO accounts VALUES ('a', 'sk-2')")
    assert shown(browsed, "accounts") == [("a", DOTS)]
    assert shown(browsed, "accounts_content") == [("1", "a", DOTS)]
    words = {"fts5": [("accounts_data", "block"), ("accounts_idx", "term")]}
    for table, column in words.get(
        module, [("accounts_segments", "block"), ("accounts_segdir", "root")]
    ):
        assert hidden(browsed, table) == {column}


def test_a_search_index_over_settings_hides_row_by_row(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE VIRTUAL TABLE found USING fts5(key, value)")
    browsed.raw.execute("INSERT INTO found VALUES ('theme', 'dark'), ('api_key', 'sk-1')")
    assert shown(browsed, "found_content") == [("1", "theme", "dark"), ("2", "api_key", DOTS)]


def test_the_words_of_a_search_index_are_listed_only_where_none_is_a_secret(
    browsed: BrowsedFile,
) -> None:
    browsed.raw.execute("CREATE VIRTUAL TABLE accounts USING fts5(name, api_key)")
    browsed.raw.execute("CREATE VIRTUAL TABLE notes USING fts5(title)")
    for name in ("accounts", "notes"):
        browsed.raw.execute(f"CREATE VIRTUAL TABLE {name}_words USING fts5vocab({name}, row)")
    assert hidden(browsed, "accounts_words") == {"term"}
    assert hidden(browsed, "notes_words") == set()


def test_an_index_over_another_tables_content_hides_its_secrets(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE providers (id INTEGER PRIMARY KEY, name, api_key)")
    browsed.raw.execute(
        "CREATE VIRTUAL TABLE search USING fts5(name, api_key, content='providers')"
    )
    assert hidden(browsed, "search") == {"api_key"}


def test_an_address_with_a_password_is_hidden_and_others_are_not(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE services (base_url)")
    browsed.insert("services", [(PASSWORD,), ("https://host/v1",), (None,)])
    assert shown(browsed, "services") == [(DOTS,), ("https://host/v1",), ("NULL",)]
    table = browsed.table("services")
    with browsed.reading() as connection:
        detail = read_row(connection, table, Rowid(1))
        with open_cell(connection, table, Rowid(2), "base_url") as cell:
            assert cell.text(0).text == "https://host/v1"
        with (
            pytest.raises(Refusal, match="hidden"),
            open_cell(connection, table, Rowid(1), "base_url"),
        ):
            pass
    assert detail is not None
    assert detail.fields[0].masked


def test_a_filter_finds_addresses_but_none_with_a_password(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE services (base_url)")
    browsed.insert("services", [(PASSWORD,), ("https://host/v1",)])
    table = browsed.table("services")
    for text, found in (("hunter", 0), ("://", 1), (f"={PASSWORD}", 0), ("!null", 2)):
        *_, order = orders_of(browsed, table, Selection(row_filter(table, ("base_url", text))))
        assert order.count == found, text
    *_, order = orders_of(browsed, table, Selection(sort=(SortTerm("base_url"),)))
    assert order.count == 2


def test_settings_hide_keys_inside_their_json(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE configurations (key, value)")
    texts_ = ['{"apiKey": "sk-1"}', '{"theme": "dark"}']
    browsed.insert("configurations", [("providers", texts_[0]), ("looks", texts_[1])])
    assert shown(browsed, "configurations") == [("providers", DOTS), ("looks", texts_[1])]
