"""Rows stream, outcomes tell how it ended, places are right, secrets are hidden."""

from __future__ import annotations

import sqlite3
import threading
import time
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.console.outcomes import State
from hive_inspector.core.console.running import Console, Limits
from hive_inspector.core.hive.privacy import MASK_TEXT
from tests.support.databases import make_database
from tests.unit.console.conftest import ask, console_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_NUMBERS = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
SLOW = "SELECT instr(zeroblob(40000000), zeroblob(20000000) || x'01')"
SECRET = "sk-0123456789abcdef"


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_database(
        tmp_path_factory.mktemp("console") / "hive.db",
        "CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT, api_key TEXT, note TEXT)",
        f"INSERT INTO account VALUES (1, 'Ada', '{SECRET}', 'first'), (2, 'Bob', NULL, 'second')",
        "CREATE TABLE configurations (key TEXT PRIMARY KEY, value TEXT, encrypted INTEGER)",
        f"INSERT INTO configurations VALUES ('theme', 'dark', 0), ('openrouter_api_key', '{SECRET}', 0)",
        "CREATE VIEW renamed AS SELECT id, api_key AS harmless FROM account",
        "CREATE TABLE bad (t TEXT)",
        "INSERT INTO bad VALUES ('good'), (CAST(x'61FF62' AS TEXT))",
    )


@pytest.fixture(scope="module")
def console(path: Path) -> Iterator[Console]:
    hive_console = console_on(path)
    with hive_console as console:
        yield console


def test_rows_are_those_of_plain_sqlite_in_the_same_order(console: Console, path: Path) -> None:
    sql = _NUMBERS.format(count=30_000) + " SELECT i, 'text ' || i, i * 1.5, NULL, x'00ff' FROM n"
    asked = ask(console, sql)
    with closing(sqlite3.connect(path)) as raw:
        assert asked.values == raw.execute(sql).fetchall()
    assert asked.outcome.state is State.DONE
    assert asked.outcome.rows == 30_000
    assert asked.rows is not None
    assert asked.rows.extent.exact
    assert asked.rows.values(12_345, 2) == asked.values[12_345:12_347]
    assert [cell.text for cell in asked.rows.page(12_345, 1)[0]][:2] == ["12346", "text 12346"]


def test_a_row_limit_ends_the_result_and_says_so(console: Console) -> None:
    asked = ask(console, _NUMBERS.format(count=500) + " SELECT i FROM n", limits=Limits(rows=100))
    assert asked.values == [(i,) for i in range(1, 101)]
    assert asked.outcome.state is State.LIMITED
    assert "first 100 rows" in asked.outcome.note
    exactly = ask(console, _NUMBERS.format(count=100) + " SELECT i FROM n", limits=Limits(rows=100))
    assert exactly.outcome.state is State.DONE


def test_what_is_kept_is_bounded(console: Console) -> None:
    sql = _NUMBERS.format(count=5_000) + " SELECT zeroblob(10000) FROM n"
    asked = ask(console, sql, limits=Limits(kept_bytes=1_000_000))
    assert asked.outcome.state is State.LIMITED
    assert asked.rows is not None
    assert 1_000_000 < asked.rows.size < 3_000_000
    assert ask(console, "SELECT 1").values == [(1,)]


@pytest.mark.parametrize("sql", [SLOW, _NUMBERS.format(count=10**12) + " SELECT count(*) FROM n"])
def test_a_cancel_ends_whatever_runs(sql: str, console: Console) -> None:
    token = CancelToken()
    stopper = threading.Timer(0.15, token.cancel)
    stopper.start()
    started = time.monotonic()
    asked = ask(console, sql, token=token)
    stopper.join()
    assert asked.outcome.state is State.CANCELLED
    assert time.monotonic() - started < 60  # far more than it takes, for machines that are busy
    assert ask(console, "SELECT 1").values == [(1,)]


def test_a_text_that_is_no_utf8_comes_as_it_is(console: Console) -> None:
    assert ask(console, "SELECT t FROM bad").values == [("good",), ("a\udcffb",)]


def test_parameters_are_bound_by_name_and_number(console: Console) -> None:
    assert ask(console, "SELECT :a, @b, :a", {":a": 1, "b": "x"}).values == [(1, "x", 1)]
    assert ask(console, "SELECT ?, ?1, ?", {"?1": 1, "?2": None}).values == [(1, 1, None)]
    missing = ask(console, "SELECT :a, :b", {":a": 1}).outcome
    assert missing.trouble is not None
    assert missing.trouble.message == ":b has no value."


@pytest.mark.parametrize(
    ("sql", "word", "start"),
    [
        ("SELEC 1", "SELEC", 0),
        ("SELECT a,, b FROM account", ",", 9),
        ("SELECT name FROM account WHERE name = 'a' WHERE 1", "WHERE", 42),
        ("SELECT id, absent FROM account", "absent", 11),
        ("SELECT a.absent FROM account a", "a.absent", 7),
        ("SELECT * FROM missing", "missing", 14),
        ("SELECT missing(id) FROM account", "missing", 7),
        ("SELECT load_extension('x')", "load_extension", 7),
        ("SELECT 1 FROM account; ", None, 0),
    ],
)
def test_an_error_has_its_place(console: Console, sql: str, word: str | None, start: int) -> None:
    trouble = ask(console, sql).outcome.trouble
    if word is None:
        assert trouble is None
        return
    assert trouble is not None
    assert trouble.place is not None
    assert (trouble.place.start, sql[trouble.place.start : trouble.place.end]) == (start, word)


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM account",
        "SELECT api_key FROM account",
        "SELECT api_key AS harmless, name FROM account",
        "SELECT a.api_key || '' AS x FROM account AS a",
        "SELECT upper(api_key) FROM account",
        "SELECT (SELECT api_key FROM account LIMIT 1) AS x",
        "SELECT max(api_key) FROM account GROUP BY name",
        "SELECT x FROM (SELECT api_key AS x FROM account)",
        "WITH renamed AS (SELECT api_key AS x FROM account) SELECT * FROM renamed",
        "WITH x (y) AS (SELECT api_key FROM account) SELECT y FROM x",
        "SELECT name FROM account UNION ALL SELECT api_key FROM account",
        "SELECT * FROM account a JOIN account b ON a.id = b.id",
        "SELECT * FROM account a, (SELECT api_key AS z FROM account) b",
        "SELECT a.*, b.api_key AS name, b.* FROM account a JOIN account b",
        'SELECT DISTINCT "api_key" FROM account',
        "SELECT group_concat(api_key) OVER w FROM account WINDOW w AS (ORDER BY id)",
        "SELECT json_object('a', api_key) FROM account",
        "SELECT j.value FROM account, json_each(json_array(api_key)) j",
        "SELECT * FROM renamed",
        "SELECT harmless AS id FROM renamed",
        "SELECT value FROM configurations",
        "SELECT key, value, encrypted FROM configurations",
        "SELECT value AS key, key AS value, encrypted FROM configurations",
        "SELECT * FROM configurations",
    ],
)
def test_no_secret_is_shown_by_accident(console: Console, sql: str) -> None:
    asked = ask(console, sql)
    assert asked.outcome.state is State.DONE, asked.outcome.trouble
    assert asked.values
    assert SECRET.casefold() not in repr(asked.values).casefold()
    assert MASK_TEXT in repr(asked.values)
    assert "Hidden" in asked.outcome.note
    revealed = ask(console, sql, reveal=True)
    assert SECRET.casefold() in repr(revealed.values).casefold()


@pytest.mark.parametrize(
    ("sql", "rows"),
    [
        ("SELECT id, name FROM account", [(1, "Ada"), (2, "Bob")]),
        ("SELECT name FROM account WHERE api_key IS NULL", [("Bob",)]),
        ("SELECT count(*) AS n FROM account WHERE api_key IS NOT NULL", [(1,)]),
        ("SELECT name, api_key FROM account", [("Ada", MASK_TEXT), ("Bob", None)]),
        (
            "SELECT key, value, encrypted FROM configurations WHERE key = 'theme'",
            [("theme", "dark", 0)],
        ),
        ("SELECT id FROM renamed", [(1,), (2,)]),
    ],
)
def test_what_comes_from_elsewhere_is_shown(
    console: Console, sql: str, rows: list[tuple[object, ...]]
) -> None:
    assert ask(console, sql).values == rows


def test_the_file_is_closed_between_statements(path: Path) -> None:
    with console_on(path) as console:
        assert ask(console, "SELECT count(*) FROM account").values == [(2,)]
        with closing(sqlite3.connect(path)) as raw:
            raw.execute("UPDATE account SET note = 'changed' WHERE id = 2")
            raw.commit()
        assert ask(console, "SELECT note FROM account WHERE id = 2").values == [("changed",)]
