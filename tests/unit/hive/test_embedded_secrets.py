"""Secrets inside longer values are seen, and a filter that leaves them out leaves out all of them."""

from __future__ import annotations

import sqlite3
from contextlib import closing

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hive_inspector.core.hive.embedded_secrets import may_tell_sql, tells_a_secret

SECRETS = [
    "postgres://user:hunter2@host/db",
    "redis://:hunter2@host",
    "see https://u:p@h and others",
    "https://host/v1?api_key=sk-1",
    "https://host/v1?x=1&key=AIza",
    "https://host/cb#access_token=abc",
    "wss://host/?AUTH_TOKENS=abc",
    '{"provider": "a", "apiKey" : "sk-1"}',
    '{"password":"x"}',
    '[{"credentials": "x"}]',
]
HARMLESS = [
    "https://host:8080/path",
    "https://host/@someone",
    "https://user@host/",
    "mailto:someone@host",
    "http://host/?page=2&q=key",
    "https://host/?key=",
    '{"theme": "dark"}',
    '{"api_key": ""}',
    '{"api_key": null}',
    "the password: hunter2",
    "",
    None,
    12,
    b"https://u:p@h",
]


@pytest.mark.parametrize("text", SECRETS)
def test_a_secret_inside_a_text_is_seen(text: str) -> None:
    assert tells_a_secret(text)


@pytest.mark.parametrize("value", HARMLESS)
def test_addresses_and_settings_without_secrets_stay_open(value: object) -> None:
    assert not tells_a_secret(value)


pieces = st.sampled_from(
    [*"abA1 :/@?&#;='\"{},\\%_\n\0", "://", "key", "Tokens", "password", "s", '":"', "=x", "\u212a"]
)


@given(st.lists(pieces, max_size=24).map("".join))
def test_every_text_that_tells_a_secret_is_left_out_by_a_filter(text: str) -> None:
    if tells_a_secret(text):
        with closing(sqlite3.connect(":memory:")) as raw:
            found = f"SELECT {may_tell_sql('t.v')} FROM (SELECT ? AS v) AS t"
            assert raw.execute(found, (text,)).fetchone() == (1,)
