"""What is left of texts in a bundle."""

from __future__ import annotations

from pathlib import Path

import pytest

from hive_inspector.core.support.bundle.masking import Masking

MASKING = Masking(
    database=Path("/home/anna/My Hive/hive.db"),
    home=Path("/home/anna"),
    user="anna",
    host="annas-mac",
    names=frozenset({"messages", "content", "hive_key"}),
)


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("The table “messages” has “messages.content”.", "The table “messages” has “messages.content”."),
        ("It holds “hunter2”.", "It holds “••••••••”."),
        ("It holds 'it is me' and \"x y\".", "It holds '••••••••' and \"••••••••\"."),
        ("/home/anna/My Hive/hive.db is locked.", "[database] is locked."),
        ("anna on annas-mac, not Johanna", "[user] on [host], not Johanna"),
        ("Look at /srv/Acme takeover/x.db: gone", "Look at [path]: gone"),
        ("C:\\Users\\x\\y.db is gone", "[path]"),
        ("read/write and 1/2 of it", "read/write and 1/2 of it"),
        ("mail me@example.org", "mail [e-mail]"),
    ],
)  # fmt: skip
def test_sentences_lose_paths_people_and_what_they_quote(text: str, left: str) -> None:
    assert MASKING.prose(text) == left


@pytest.mark.parametrize(
    ("sql", "left"),
    [
        ("CREATE TABLE messages (content TEXT DEFAULT 'my secret') -- mine",
         "CREATE TABLE messages (content TEXT DEFAULT '[text of 9 characters]')"),
        ("CHECK (a IN ('100', 'now', 'Anna'))",
         "CHECK (a IN ('100', 'now', '[text of 4 characters]'))"),
        ('DEFAULT "pass"', "DEFAULT '[text of 4 characters]'"),
        ('"messages".`content`', '"messages".`content`'),
        ("DEFAULT x'616e6e61'", "DEFAULT x''"),
        ("DEFAULT 4111111111111111", "DEFAULT 0"),
        ("DEFAULT 0.25 /* Anna */", "DEFAULT 0.25"),
        ("'never closed by Anna", "'[text of 21 characters]'"),
    ],
)  # fmt: skip
def test_statements_lose_comments_and_the_texts_that_no_hive_schema_has(
    sql: str, left: str
) -> None:
    assert MASKING.sql(sql) == left


def test_lines_that_no_log_writes_are_told_by_their_length() -> None:
    log = (
        "2026-01-01 10:00:00,123 ERROR hive_inspector.cli.main: An error at /home/anna/x y\n"
        "Traceback (most recent call last):\n"
        '  File "/opt/anna/hive_inspector/core/a.py", line 3, in read\n'
        "    secret = 'x'\n"
        "ValueError: invalid literal for int() with base 10: 'Anna'\n"
        "Dear Anna"
    )
    assert MASKING.log(log) == (
        "2026-01-01 10:00:00,123 ERROR hive_inspector.cli.main: An error at [path]\n"
        "Traceback (most recent call last):\n"
        '  File "hive_inspector/core/a.py", line 3, in read\n'
        "ValueError: invalid literal for int() with base 10: …\n"
        "[text of 9 characters]"
    )
