"""Secrets, addresses and what databases hold, planted wherever the log takes something in: none of it is written."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.logmasking import (
    Phrase,
    Sql,
    exception_text,
    masked_argument,
    message_text,
    sql_text,
)
from hive_inspector.core.logs import FILE_NAME, configure_logs, release_logs

if TYPE_CHECKING:
    from collections.abc import Iterator

LOG = logging.getLogger("hive_inspector.somewhere")
SECRETS = (
    "sk-or-v1-0123456789abcdef0123456789abcdef",
    "HIVE-A1B2-C3D4-E5F6-G7H8",
    "ghp_16C7e42F292c6912E7710c838347Ae178B4a",
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9",
    "anna.berg+hive@example.co.uk",
    "https://anna:hunter2@example.org/",
    "password=correct-horse",
    "api_key: 'tr0ub4dor'",
    "Authorization: Bearer abc.def.ghi",
)
PRIVATE = "Dear Anna, the takeover of Acme is on Friday"


@pytest.fixture
def log(tmp_path: Path) -> Iterator[Path]:
    configure_logs(tmp_path)
    yield tmp_path / FILE_NAME
    release_logs()


def fail_twice(first: Exception, second: Exception) -> None:
    try:
        raise first
    except type(first) as error:
        raise second from error


def assert_nothing_told(text: str) -> None:
    told = [
        part
        for part in (*SECRETS, "hunter2", "correct-horse", "tr0ub4dor", "abc.def.ghi", "takeover")
        if part in text
    ]
    assert not told


@pytest.mark.parametrize("secret", [*SECRETS, PRIVATE])
def test_no_secret_is_written_from_a_message_an_exception_or_a_path(log: Path, secret: str) -> None:
    if secret != PRIVATE:
        LOG.warning("The file %s cannot be read: %s", Path("/data") / secret, secret)
    LOG.warning("named %(name)s", {"name": secret})
    literal = "'" + secret.replace("'", "''") + "'"
    LOG.error("%s", EnvironmentProblem(f"There is no “{secret}”.", "", secret))
    LOG.error("%s %s", Phrase(f"Seen: “{secret}”"), Sql(f"SELECT {literal} -- {secret}"))
    LOG.error("%s", {secret: secret})
    for kind in (ValueError, KeyError, RuntimeError, TypeError, LookupError):
        try:
            fail_twice(
                kind(secret),
                OSError(5, "Input/output error", f"/tmp/{secret.removeprefix(PRIVATE)}"),
            )
        except OSError:
            LOG.exception("It failed")
    text = log.read_text(encoding="utf-8")
    assert_nothing_told(text)
    assert "It failed" in text


def test_a_private_text_is_told_by_its_length_alone() -> None:
    assert masked_argument(PRIVATE) == "[text of 44 characters]"
    assert masked_argument({"a": PRIVATE}) == "[dict]"


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(f"invalid literal for int() with base 10: '{PRIVATE}'"),
         "invalid literal for int() with base 10: …"),
        (KeyError("anna"), "…"),
        (TypeError("'NoneType' object is not iterable"), "'NoneType' object is not iterable"),
        (ValueError("database disk image is malformed"), "database disk image is malformed"),
        (EnvironmentProblem("The table “messages” is gone.", ""), "The table “messages” is gone."),
        (OSError(28, "No space left on device", "/a/b.db"), "No space left on device (/a/b.db)"),
    ],
)  # fmt: skip
def test_messages_keep_the_words_that_no_database_put_there(error: Exception, told: str) -> None:
    assert message_text(error) == told


def test_a_name_that_the_code_misses_is_told() -> None:
    with pytest.raises(AttributeError) as caught:
        _ = object().missing  # type: ignore[attr-defined]
    assert message_text(caught.value) == "'object' object has no attribute 'missing'"


def test_a_traceback_keeps_its_places_and_its_causes() -> None:
    with pytest.raises(RuntimeError) as caught:
        fail_twice(ValueError(PRIVATE), RuntimeError(PRIVATE))
    text = exception_text(caught.value)
    assert text.index("ValueError: …") < text.index("which led to") < text.index("RuntimeError: …")
    assert __file__ in text
    assert "in fail_twice" in text
    assert PRIVATE not in text


def test_a_statement_is_told_without_its_texts_and_comments() -> None:
    sql = "UPDATE t SET a = 'it''s me', b = 2 -- Anna\nWHERE c = 'x' /* me */"
    assert sql_text(sql) == "UPDATE t SET a = '…', b = 2 \nWHERE c = '…' "
    assert sql_text("SELECT 'never closed") == "SELECT '…'"


def test_numbers_phrases_and_paths_are_written_as_they_are(log: Path) -> None:
    LOG.info("%d of %.1f in %s at %s", 3, 2.5, Phrase("messages.content"), Path("/a b/hive-ai.db"))
    assert "3 of 2.5 in messages.content at /a b/hive-ai.db" in log.read_text(encoding="utf-8")
