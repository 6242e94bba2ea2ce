"""What JSON texts hold, beside what SQLite's own `json_each` finds in them."""

from __future__ import annotations

import json
import random
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.statistics.json_cells import ROWS, numbers_by_key, rows_by_item

if TYPE_CHECKING:
    from collections.abc import Callable

NO_JSON: tuple[object, ...] = (
    None,
    7,
    b'{"a": 1}',
    "",
    "  ",
    "{",
    '{"a": 1} and more',
    " {'a': 1}",
    "\ufeff{}",
    "[" * 100_000,
    '{"a": ' + "9" * 5_000 + "}",
)


def found(
    read: Callable[..., list[tuple[Any, ...]]], rows: list[tuple[object, ...]], *columns: str
) -> dict[tuple[object, ...], float]:
    return {(slot, column, name): amount for slot, column, name, amount in read(rows, columns)}


def random_rows(chance: random.Random, make: Callable[[], object]) -> list[tuple[object, ...]]:
    return [(chance.randrange(9), json.dumps(make()), json.dumps(make())) for _ in range(300)]


def by_sqlite(
    rows: list[tuple[object, ...]], key: str, amount: str
) -> dict[tuple[object, ...], float]:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE TABLE t (slot, a, b)")
        raw.executemany("INSERT INTO t VALUES (?, ?, ?)", rows)
        told: dict[tuple[object, ...], float] = {}
        for column in ("a", "b"):
            sql = (
                f"SELECT slot, j.{key}, {amount} FROM t, json_each(t.{column}) j"
                " WHERE j.type IN ('integer', 'real', 'text') GROUP BY 1, 2"
            )
            told |= {(slot, column, name): total for slot, name, total in raw.execute(sql)}
        told |= {
            (slot, ROWS, ""): rows
            for slot, rows in raw.execute("SELECT slot, count(*) FROM t GROUP BY 1")
        }
    return told


def test_numbers_by_key_are_what_sqlite_adds_up() -> None:
    chance = random.Random(1)
    values: list[object] = [0, -3, 17, 0.25, 2**40, True, None, [1], {"generator": 5}]
    rows = random_rows(
        chance,
        lambda: {
            name: chance.choice(values) for name in chance.sample(["generator", "é", "", "c"], 3)
        },
    )
    assert found(numbers_by_key, rows, "a", "b") == pytest.approx(
        by_sqlite(rows, "key", "total(value)")
    )


def test_items_are_what_sqlite_counts() -> None:
    chance = random.Random(2)
    rows = random_rows(chance, lambda: chance.choices(["search", "memory", "é", ""], k=3))
    assert found(rows_by_item, rows, "a", "b") == by_sqlite(rows, "value", "count(*)")


@pytest.mark.parametrize("text", NO_JSON, ids=lambda text: str(text)[:12])
def test_what_is_no_json_counts_as_a_row_without_anything(text: object) -> None:
    for read in (numbers_by_key, rows_by_item):
        assert found(read, [(3, text)], "a") == {(3, ROWS, ""): 1}


def test_json_may_stand_between_spaces() -> None:
    rows: list[tuple[object, ...]] = [(1, ' {"a": 1}'), (1, '{"a": 2}\n'), (1, '\t{"a": 4} ')]
    assert found(numbers_by_key, rows, "x") == {(1, "x", "a"): 7, (1, ROWS, ""): 3}


def test_numbers_without_an_end_are_left_out() -> None:
    text = '{"a": NaN, "b": Infinity, "c": -1e999, "d": 1, "e": ' + "9" * 400 + "}"
    assert found(numbers_by_key, [(1, text)], "x") == {(1, "x", "d"): 1, (1, ROWS, ""): 1}


def test_an_item_that_is_no_text_bears_its_json() -> None:
    assert found(rows_by_item, [(1, '[1, {"a": null}, "1"]')], "x") == {
        (1, "x", "1"): 2,
        (1, "x", '{"a": null}'): 1,
        (1, ROWS, ""): 1,
    }


def test_an_object_has_no_items_and_a_list_no_keys() -> None:
    assert found(rows_by_item, [(1, '{"a": 1}')], "x") == {(1, ROWS, ""): 1}
    assert found(numbers_by_key, [(1, "[1]")], "x") == {(1, ROWS, ""): 1}
