"""Nothing that is asked changes anything, reaches anything else, or goes on for long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hive_inspector.core.console.outcomes import State
from hive_inspector.core.console.running import Console, Limits
from hive_inspector.core.database import first_contact
from hive_inspector.core.database.first_contact import Patience
from tests.support.databases import contents
from tests.support.hostile import ATTEMPTS, Attempt, make_hostile
from tests.unit.console.conftest import ask, console_on

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = Limits(seconds=0.3, rows=None)
ENOUGH_S = 60.0
"""Far more than is allowed, for machines that are busy; what it takes is measured by the benchmarks."""


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_hostile(tmp_path_factory.mktemp("hostile") / "hive.db")


@pytest.fixture(scope="module")
def opened(hostile: Path) -> Iterator[Console]:
    """One console for all attempts, as a user has it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(first_contact, "PATIENCE", Patience(still=600.0))
        with console_on(hostile) as console:
            ask(console, "SELECT 1")  # what it holds open is open before the first test looks
            yield console


@pytest.fixture
def console(opened: Console, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Console:
    """The console, in a folder in which nothing may appear."""
    monkeypatch.chdir(tmp_path)
    return opened


def test_there_are_as_many_attempts_as_promised() -> None:
    assert len({attempt.sql for attempt in ATTEMPTS}) >= 60


@pytest.mark.parametrize("attempt", ATTEMPTS, ids=lambda attempt: attempt.sql[:60])
def test_an_attempt_is_denied_or_stopped_and_leaves_no_trace(
    attempt: Attempt, console: Console, hostile: Path, tmp_path: Path
) -> None:
    before, beside = contents(hostile.parent), sorted(tmp_path.rglob("*"))
    started = time.monotonic()
    asked = ask(console, attempt.sql, limits=QUICK)
    assert time.monotonic() - started < ENOUGH_S
    outcome = asked.outcome
    assert outcome.trouble is not None, asked.values[:3]
    assert outcome.trouble.message.endswith(".")
    assert outcome.trouble.hint.endswith(".")
    if attempt.by is None:
        assert outcome.state in {State.FAILED, State.STOPPED, State.REFUSED}
    else:
        assert outcome.state is State.REFUSED
        assert outcome.trouble.message.startswith(attempt.by.value.partition("{about}")[0])
        assert outcome.trouble.place is not None
    assert contents(hostile.parent) == before
    assert sorted(path for path in tmp_path.rglob("*")) == beside


def test_after_all_attempts_the_console_still_answers(console: Console) -> None:
    for attempt in ATTEMPTS[:3]:
        ask(console, attempt.sql, limits=QUICK)
    assert ask(console, "SELECT count(*) FROM item").values == [(10,)]


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM pragma_table_info('item')",
        "PRAGMA table_info(item)",
        "PRAGMA user_version",
        "PRAGMA integrity_check",
        "SELECT * FROM json_each('[1, 2]')",
        "SELECT * FROM json_tree('{\"a\": [1]}')",
        "SELECT content FROM words WHERE words MATCH 'some'",
        "SELECT snippet(words, 0, '<', '>', '…', 5) FROM words WHERE words MATCH 'words'",
        "EXPLAIN QUERY PLAN SELECT * FROM item",
        "EXPLAIN SELECT * FROM item",
        "VALUES (1), (2)",
        "WITH one AS (SELECT 1) SELECT * FROM one",
        "SELECT name, row_number() OVER (ORDER BY id) FROM item",
        "SELECT a FROM computed",
        "SELECT strftime('%Y', 'now'), printf('%d', 5), sqlite_version()",
        "SELECT sql FROM sqlite_master",
    ],
)
def test_what_only_reads_is_answered(sql: str, console: Console) -> None:
    asked = ask(console, sql)
    assert asked.outcome.state is State.DONE, asked.outcome.trouble
    assert asked.values


_WORDS = st.sampled_from(
    """
    SELECT DELETE FROM UPDATE SET INSERT INTO REPLACE VALUES item account deep0 words name id * 1 'x' ( ) , = ; WITH AS
    CREATE TEMP TABLE VIEW INDEX TRIGGER DROP ALTER ADD COLUMN PRAGMA journal_mode user_version writable_schema WAL
    ATTACH 'a.db' DETACH VACUUM BEGIN COMMIT ROLLBACK SAVEPOINT RELEASE ANALYZE REINDEX WHERE RETURNING ON CONFLICT DO
    NOTHING main sqlite_master dbstat load_extension( EXPLAIN QUERY PLAN UNION ALL ORDER BY LIMIT rowid sql END
    """.split()  # noqa: SIM905 - read more easily so
)
_STARTS = st.sampled_from(
    [
        "SELECT * FROM item",
        "DELETE FROM item",
        "UPDATE item SET name =",
        "INSERT INTO item",
        "WITH x AS (SELECT 1)",
        "PRAGMA",
        "CREATE TABLE",
        "",
    ]
)


def test_no_statement_that_is_let_through_changes_the_file(console: Console, hostile: Path) -> None:
    before = contents(hostile.parent)

    @settings(max_examples=150)
    @given(start=_STARTS, words=st.lists(_WORDS, max_size=8))
    def try_it(start: str, words: list[str]) -> None:
        ask(console, " ".join([start, *words]), limits=QUICK)

    try_it()
    assert contents(hostile.parent) == before
