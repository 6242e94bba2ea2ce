"""Keys that are not encrypted are named by where they are, and never by what they are."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.health.checks.catalogue import checks_named
from tests.support.checked import findings_of

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.health.findings import Finding

KEY = "sk-or-v1-" + "0123456789abcdef" * 4


def found(path: Path, *statements: str) -> tuple[Finding, ...]:
    with closing(sqlite3.connect(path)) as raw:
        for statement in statements:
            raw.execute(statement)
        raw.commit()
    return findings_of(path, checks_named(["plain_secrets"]))


SETTINGS = "CREATE TABLE configurations (key TEXT PRIMARY KEY, value TEXT, encrypted BOOLEAN)"


@pytest.mark.parametrize(
    ("row", "count"),
    [
        (f"'openrouter_api_key', '{KEY}', 0", 1),
        ("'openrouter_api_key', 'anything', NULL", 1),
        ("'openrouter_api_key', 'anything', 1", 0),
        ("'openrouter_api_key', 'encrypted:abc', 0", 0),
        ("'openrouter_api_key', '', 0", 0),
        ("'openrouter_api_key', NULL, 0", 0),
        ("'hive_license_key', 'ABCD-EFGH', 0", 0),
        ("'theme', 'dark', 0", 0),
        ("x'ff', x'ff', x'ff'", 0),
    ],
)
def test_a_setting_that_is_a_secret_is_found_by_its_name(
    tmp_path: Path, row: str, count: int
) -> None:
    findings = found(tmp_path / "x.db", SETTINGS, f"INSERT INTO configurations VALUES ({row})")

    assert len(findings) == count
    assert KEY not in repr(findings)


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (f"my key is {KEY}, keep it", 1),
        (f"line\n{KEY}", 1),
        ("sk-ant-api03-" + "a" * 40, 1),
        ("sk-proj-" + "B" * 40, 1),
        ("sk-or-v1-short", 0),
        ("the task-and-risk-or-desk-proj-of-all-the-things-that-we-have", 0),
        ("", 0),
    ],
)
def test_a_key_within_a_text_is_found_and_not_shown(tmp_path: Path, text: str, count: int) -> None:
    path = tmp_path / "x.db"
    found(path, "CREATE TABLE messages (id TEXT, content TEXT)")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO messages VALUES ('m', ?)", (text,))
        raw.commit()
    findings = found(path)

    assert len(findings) == count
    assert KEY not in repr(findings)
    if count:
        assert findings[0].objects == ("messages.content",)
        assert findings[0].evidence is not None
        assert findings[0].evidence.rows == (("1",),)


def test_a_key_in_a_text_of_many_megabytes_is_found(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    found(path, "CREATE TABLE messages (id TEXT, content TEXT)")
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("INSERT INTO messages VALUES ('m', ?)", ("é" * 3_000_000 + KEY,))
        raw.execute(
            "INSERT INTO messages VALUES ('n', CAST(? AS TEXT))", (b"a" * 5_000_000 + b"\xff",)
        )
        raw.commit()

    assert [one.rows for one in found(path)] == [1]
    (broken,) = findings_of(path, checks_named(["invalid_text"]))
    assert (broken.rows, broken.evidence and broken.evidence.rows) == (1, (("2",),))
