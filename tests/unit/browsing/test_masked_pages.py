"""Secrets arrive as dots, whoever asks for a page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.browsing.keys import Rowid
from hive_inspector.core.browsing.masking import MASKED_CELL
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.browsing.pages import PageRequest, read_values
from hive_inspector.core.browsing.rows import read_row
from hive_inspector.core.hive.blueprints import create_statements
from hive_inspector.core.hive.privacy import MASK_TEXT
from tests.support.browsed import texts

if TYPE_CHECKING:
    from collections.abc import Collection

    from hive_inspector.core.browsing.pages import ValueRow
    from tests.support.browsed import BrowsedFile

SECRETS = ("sk-or-v1-0123", "HIVE-AAAA", "enc:9f")


@pytest.fixture
def install(browsed: BrowsedFile) -> BrowsedFile:
    for statement in create_statements("core-013"):
        browsed.raw.execute(statement)
    columns = [name for _, name, *_ in browsed.plain("PRAGMA table_info(configurations)")]
    assert {"key", "value", "encrypted"} <= set(columns)
    settings = [
        ("openrouter_api_key", SECRETS[0], 0),
        ("hive_license_key", SECRETS[1], 0),
        ("anything", SECRETS[2], 1),
        ("theme", "dark", 0),
    ]
    browsed.raw.executemany(
        "INSERT INTO configurations (key, value, encrypted) VALUES (?, ?, ?)", settings
    )
    return browsed


def values_of(
    file: BrowsedFile, table: str, columns: tuple[str, ...], reveal: Collection[str] = ()
) -> list[ValueRow]:
    described = file.table(table)
    with file.reading() as connection:
        order = natural_order(connection, described)
        request = PageRequest(described, columns, 0, 99)
        return list(read_values(connection, request, order, reveal=reveal))


@pytest.mark.parametrize("columns", [("key", "value"), ("value",), ("VALUE", "Key", "value")])
def test_which_settings_are_dots_depends_on_their_row_even_where_its_key_is_not_shown(
    install: BrowsedFile, columns: tuple[str, ...]
) -> None:
    page = install.page("configurations", install.natural("configurations"), 0, 9, columns)
    place = [name.lower() for name in columns].index("value")
    assert [row.cells[place].text for row in page.rows] == [MASK_TEXT] * 3 + ["dark"]
    assert [row.cells[place].masked for row in page.rows] == [True] * 3 + [False]
    assert not any(secret in repr(page) for secret in SECRETS)
    assert all(len(row.cells) == len(columns) for row in page.rows)


def test_whole_values_are_masked_too_unless_they_are_revealed(install: BrowsedFile) -> None:
    rows = values_of(install, "configurations", ("key", "value"))
    assert [row.values[1] for row in rows] == [MASKED_CELL] * 3 + ["dark"]
    revealed = values_of(install, "configurations", ("key", "value"), reveal=("value",))
    assert [row.values[1] for row in revealed] == [*SECRETS, "dark"]


def test_a_secret_that_is_not_there_is_null_and_no_dots(browsed: BrowsedFile) -> None:
    browsed.raw.execute("CREATE TABLE accounts (name, api_key)")
    browsed.insert("accounts", [("a", None), ("b", "sk-1")])
    page = browsed.page("accounts", browsed.natural("accounts"), 0, 9)
    assert texts(page) == [("a", "NULL"), ("b", MASK_TEXT)]


def test_no_secret_of_a_row_is_in_its_panel(install: BrowsedFile) -> None:
    table = install.table("configurations")
    with install.reading() as connection:
        shown = [read_row(connection, table, Rowid(i)) for i in range(1, 5)]
    fields = [{field.name: field for field in row.fields} for row in shown if row]
    assert [row["value"].text for row in fields] == [MASK_TEXT] * 3 + ["dark"]
    assert not any(secret in repr(shown) for secret in SECRETS)
