"""The help in the window: every page has a piece, every link leads somewhere, and what it names is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.guidance import HOME, read_piece, topic_of, topics
from hive_inspector.core.health.limits import LIMITS
from hive_inspector.core.requests import PAGES
from tests.docs.named import code, keys_of_the_window, texts_of_the_code

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_WORDS = 200
GIVEN = re.compile(r'(?:HelpButton\(\s*theme, |give_help\(self, |topic: str = |topic=)"(\w+)"')
LINK = re.compile(r"\[([^\]]+)\]\(([^)]+)\)")
NAMED = re.compile(r"\*\*([^*]+)\*\*")
KEYED = re.compile(r"`([^`]+)`")
JARGON = re.compile(
    r"\b(DDL|PRAGMA|rowid|WAL mode|fsync|payload|deprecated|instance|toggle|invoke)\b",
    re.IGNORECASE,
)


def links() -> Iterator[tuple[str, str]]:
    for topic in topics():
        for _, link in LINK.findall(read_piece(topic).text):
            yield topic, link


def test_every_page_has_a_piece() -> None:
    assert {*PAGES, "start", "settings", HOME} <= set(topics())


@pytest.mark.parametrize("topic", topics())
def test_a_piece_is_short_and_plain(topic: str) -> None:
    piece = read_piece(topic)
    assert piece.title
    assert len(piece.text.split()) <= MOST_WORDS
    assert not JARGON.findall(piece.text)
    assert "http" not in piece.text
    assert "![" not in piece.text


def test_every_link_leads_to_another_piece_and_no_piece_stands_alone() -> None:
    assert [(topic, link) for topic, link in links() if topic_of(link) is None] == []
    alone = [
        topic for topic in topics() if topic != HOME and not LINK.search(read_piece(topic).text)
    ]
    assert alone == []
    of_home = {topic_of(link) for topic, link in links() if topic == HOME}
    assert of_home == set(topics()) - {HOME}


def test_every_part_of_the_window_that_has_help_has_a_piece() -> None:
    given = set(GIVEN.findall(code("hive_inspector/gui")))
    assert given <= set(topics())
    assert {"change", "checks", "gauges", "masking", "repair", "row", "undo"} <= given


def test_a_link_to_anything_else_leads_nowhere() -> None:
    for link in ("https://example.com", "../../secret.md", "index", "none.md", "/etc/index.md", ""):
        assert topic_of(link) is None


def test_what_is_named_in_bold_stands_in_the_window() -> None:
    """A bold word is the name of something to see or press, unless it only begins a line and ends with a sign."""
    known = texts_of_the_code()
    missing = [
        (topic, name)
        for topic in topics()
        for name in NAMED.findall(read_piece(topic).text)
        if name[-1] not in ".:" and name not in known
    ]
    assert missing == []


def test_every_key_is_one_of_the_window() -> None:
    known = keys_of_the_window() | {":name"}
    told = {(topic, key) for topic in topics() for key in KEYED.findall(read_piece(topic).text)}
    assert {one for one in told if one[1] not in known} == set()


def test_the_gauges_are_told_by_their_names_and_in_their_order() -> None:
    names = [name.rstrip(":,") for name in NAMED.findall(read_piece("gauges").text)]
    assert names[: len(LIMITS)] == [limit.title for limit in LIMITS]


def test_english_stands_in_where_nobody_translated_and_for_what_nothing_is_said_about() -> None:
    assert read_piece("browse", "xx_YY") == read_piece("browse")
    assert read_piece("no such topic").topic == HOME
