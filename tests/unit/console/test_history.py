"""What was run is found again, and no key is kept."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.console import history
from hive_inspector.core.console.history import History
from hive_inspector.core.console.outcomes import Outcome, State
from hive_inspector.core.console.redacting import redacted, redacted_values
from hive_inspector.core.console.saved import SavedQueries, SavedQuery
from hive_inspector.core.console.splitting import split
from hive_inspector.core.errors import EnvironmentProblem, UsageProblem
from hive_inspector.core.hive.privacy import MASK_TEXT

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.database.values import Cell

KEY = "sk-or-v1-0123456789abcdef0123456789abcdef"


def outcome(sql: str) -> Outcome:
    return Outcome(split(sql)[0], State.DONE, 3, 1.5)


def test_statements_are_found_by_words_and_file_newest_first(tmp_path: Path) -> None:
    kept = History(tmp_path)
    for number, file in enumerate(["/a.db", "/b.db", "/a.db"]):
        assert kept.remember(outcome(f"SELECT {number} FROM Messages"), file, {":x": number})
    assert [one.sql for one in kept.search("from MESSAGES select")] == [
        f"SELECT {number} FROM Messages" for number in (2, 1, 0)
    ]
    (found,) = kept.search("1", file="/b.db")
    assert (found.rows, found.duration_ms, found.state) == (3, 1.5, "done")
    assert dict(found.values) == {":x": 1}
    assert kept.search("nothing of it") == ()
    assert kept.clear()
    assert kept.search() == ()


def test_broken_lines_are_passed_over(tmp_path: Path) -> None:
    kept = History(tmp_path)
    kept.remember(outcome("SELECT 1"), "/a.db")
    with (tmp_path / "statements.jsonl").open("ab") as file:
        file.write(b'{"sql": \n[]\nnot json')
    kept.remember(outcome("SELECT 2"), "/a.db")
    assert [one.sql for one in kept.search()] == ["SELECT 2", "SELECT 1"]


def test_the_history_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(history, "MOST_BYTES", 2_000)
    for number in range(100):
        History(tmp_path).remember(outcome(f"SELECT {number}"), "/a.db")
    assert sum(file.stat().st_size for file in tmp_path.iterdir()) < 3 * 2_000
    assert History(tmp_path).search()[0].sql == "SELECT 99"


def test_a_history_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert not History(tmp_path / "file").remember(outcome("SELECT 1"), "/a.db")
    assert History(tmp_path / "file").search() == ()


@pytest.mark.parametrize(
    "sql",
    [
        f"SELECT * FROM x WHERE a = '{KEY}'",
        f"SELECT '{KEY}",
        f"-- {KEY}\nSELECT 1",
        f'SELECT "{KEY}"',
        "SELECT * FROM users WHERE license_key = 'short'",
        "SELECT * FROM users WHERE license_key IN ('x', 'short')",
        "SELECT * FROM users WHERE u.api_key LIKE 'short%'",
        "SELECT 'HIVE-AB12-CD34-EF56-GH78'",
        "SELECT 'https://me:short@host/'",
    ],
)
def test_no_key_is_kept(sql: str) -> None:
    kept = redacted(sql)
    assert MASK_TEXT in kept
    assert not any(secret in kept for secret in ("short", "0123456789abcdef", "AB12"))


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT * FROM users WHERE id = '01912deb-c17c-7ed0-8088-8d200e71a9a6'",
        "SELECT * FROM messages WHERE model_used = 'anthropic/claude-3-opus-20240229'",
        "SELECT datetime('2024-08-07 17:38:30'), 'some words of a question' -- and a comment",
    ],
)
def test_what_is_no_key_is_kept(sql: str) -> None:
    assert redacted(sql) == sql


def test_values_of_parameters_are_kept_without_secrets() -> None:
    values: dict[str, Cell] = {
        ":api_key": "short",
        ":text": KEY,
        ":n": 5,
        ":blob": b"123",
        ":none": None,
    }
    assert redacted_values(values) == {
        ":api_key": MASK_TEXT,
        ":text": MASK_TEXT,
        ":n": 5,
        ":blob": "blob of 3 bytes",
        ":none": None,
    }


def test_queries_are_kept_by_name(tmp_path: Path) -> None:
    kept = SavedQueries(tmp_path)
    kept.save("Beta", "SELECT 2")
    kept.save("alpha", f"SELECT '{KEY}'")
    kept.save("BETA", " SELECT 3 ")
    assert SavedQueries(tmp_path).all() == (
        SavedQuery("alpha", f"SELECT '{MASK_TEXT}'"),
        SavedQuery("BETA", "SELECT 3"),
    )
    kept.remove("beta")
    assert [one.name for one in kept.all()] == ["alpha"]
    with pytest.raises(UsageProblem):
        kept.save("  ", "SELECT 1")
    with pytest.raises(UsageProblem):
        kept.save("x", " ")


def test_a_file_that_is_not_understood_is_set_aside(tmp_path: Path) -> None:
    for number, name in enumerate(("not-understood", "not-understood-2")):
        (tmp_path / "queries.json").write_text(f'{{"format": 99, "n": {number}}}')
        with pytest.raises(EnvironmentProblem) as raised:
            SavedQueries(tmp_path).save("x", "SELECT 1")
        assert name in raised.value.hint
        assert f'"n": {number}' in (tmp_path / f"queries.json.{name}").read_text()
    assert SavedQueries(tmp_path).all() == ()
    (tmp_path / "folder").write_text("")
    with pytest.raises(EnvironmentProblem):
        SavedQueries(tmp_path / "folder" / "x").save("x", "SELECT 1")
