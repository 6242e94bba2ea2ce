"""The parts that a demo is made of: chance, moments, rhythm, words, sheets."""

from __future__ import annotations

import re
import sqlite3
from collections import Counter
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import TYPE_CHECKING
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as some

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.demo.chance import Chance
from hive_inspector.core.demo.moments import (
    DAY_MS,
    HOUR_MS,
    date,
    milliseconds,
    moment_of,
    offset,
    plain,
    zulu,
)
from hive_inspector.core.demo.rhythm import LONGEST_TALK_MS, starts
from hive_inspector.core.demo.sheets import Batch, Sheet, SheetWriter, sheet, sheet_of
from hive_inspector.core.demo.sizes import DEFAULT_NOW, HISTORY_DAYS
from hive_inspector.core.demo.wording import STAGES, Wording
from hive_inspector.core.hive.models import Message

if TYPE_CHECKING:
    from pathlib import Path

_NOW_MS = milliseconds(DEFAULT_NOW)
_FIRST_MS = milliseconds(datetime(2001, 1, 1, tzinfo=UTC))
_LAST_MS = milliseconds(datetime(2099, 1, 1, tzinfo=UTC))


def test_a_stream_is_not_disturbed_by_another() -> None:
    alone = Chance(1, "a")
    drawn = [alone.unit() for _ in range(3)]
    first, other = Chance(1, "a"), Chance(1, "b")
    assert [(first.unit(), other.unit())[0] for _ in range(3)] == drawn
    assert Chance(2, "a").unit() != drawn[0]


def test_draws_are_those_of_every_python_version() -> None:
    chance = Chance(1, "fixed")
    drawn = (chance.whole(0, 999), chance.real(0, 1), chance.hexadecimal(8), chance.pick("abcdef"))
    assert drawn == (662, 0.012, "f65eb790", "e")


def test_some_draws_each_at_most_once() -> None:
    chance = Chance(1, "some")
    assert sorted(chance.some("abc", 9)) == ["a", "b", "c"]
    assert len(set(chance.some(range(100), 50))) == 50


@given(some.integers(_FIRST_MS, _LAST_MS), some.integers(_FIRST_MS, _LAST_MS))
def test_identifiers_are_uuids_that_sort_by_time(first: int, second: int) -> None:
    chance = Chance(1, "identifiers")
    earlier, later = chance.identifier(min(first, second)), chance.identifier(max(first, second))
    assert UUID(earlier).version == UUID(later).version == 7
    assert UUID(earlier).variant == UUID(later).variant
    assert first == second or earlier < later


@given(some.integers(_FIRST_MS, _LAST_MS))
def test_moments_are_written_as_datetime_writes_them(moment_ms: int) -> None:
    moment = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=moment_ms)
    assert milliseconds(moment_of(moment_ms)) == moment_ms
    assert plain(moment_ms) == moment.strftime("%Y-%m-%d %H:%M:%S")
    assert offset(moment_ms) == moment.isoformat(timespec="milliseconds")
    assert zulu(moment_ms) == moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    assert date(moment_ms) == moment.date().isoformat()


@pytest.mark.parametrize("count", [1, 7, 200, 20_000])
def test_exactly_so_many_conversations_begin_in_order_and_in_time(count: int) -> None:
    begun = list(starts(count, _NOW_MS, Chance(1, "rhythm")))
    assert len(begun) == count
    assert begun == sorted(begun)
    assert begun[0] >= _NOW_MS - LONGEST_TALK_MS - HISTORY_DAYS * DAY_MS
    assert begun[-1] < _NOW_MS - LONGEST_TALK_MS


def test_use_grows_and_follows_the_week_and_the_day() -> None:
    begun = [moment_of(ms) for ms in starts(20_000, _NOW_MS, Chance(1, "rhythm"))]
    halves = Counter(moment > DEFAULT_NOW - timedelta(days=HISTORY_DAYS / 2) for moment in begun)
    assert halves[True] > 1.2 * halves[False]
    days = Counter(moment.weekday() for moment in begun)
    assert min(days[day] for day in range(5)) > 2 * max(days[5], days[6])
    hours = Counter(moment.hour for moment in begun)
    assert hours[10] > 10 * hours[3]
    christmas = sum((moment.month, moment.day) == (12, 25) for moment in begun)
    assert christmas < 10


def test_gaps_within_a_working_day_are_not_all_alike() -> None:
    begun = list(starts(20_000, _NOW_MS, Chance(1, "rhythm")))
    gaps = {later - earlier for earlier, later in pairwise(begun) if later - earlier < HOUR_MS}
    assert len(gaps) > 10_000


def test_no_slot_is_left_open_in_anything_that_is_said() -> None:
    wording = Wording(1)
    for subject in wording.subjects:
        said = [wording.question(subject, first=number % 2 == 0) for number in range(200)]
        said += [wording.answer(subject, stage) for stage in STAGES for _ in range(50)]
        said += [text for pair in subject.foreign for text in pair]
        assert not re.search(r"\{(file|symbol|number)\}", "\n".join(said))


def test_a_conversation_stays_with_its_subject() -> None:
    wording = Wording(1)
    for subject in wording.subjects:
        answers = "\n".join(wording.answer(subject, "generator") for _ in range(100))
        assert any(file in answers for file in subject.files)


def test_now_and_then_a_long_log_is_pasted() -> None:
    wording = Wording(1)
    subject = wording.subjects[0]
    longest = max((wording.question(subject, first=False) for _ in range(20_000)), key=len)
    assert len(longest) > 20_000
    assert re.search(r"^\d\d:\d\d:\d\d INFO worker-\d lease \d+ ", longest, re.MULTILINE)


def test_a_name_that_the_model_does_not_have_fails() -> None:
    with pytest.raises(ValueError, match="messages has no column colour, mood"):
        sheet_of(Message, "id colour mood")


def test_a_sheet_of_a_model_names_its_table() -> None:
    assert sheet_of(Message, "id content") == Sheet("messages", ("id", "content"))


def test_what_an_older_table_has_no_place_for_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE notes (id INTEGER PRIMARY KEY, text TEXT)")
        raw.execute("CREATE TABLE names (name TEXT)")
    batch = Batch()
    batch.add(sheet("notes", "id mood text"), (1, "calm", "first"), (2, "glad", "second"))
    batch.add(sheet("names", "name mood"), ("Mira", "calm"))
    batch.add(sheet("moods", "mood"), ("calm",))
    token = CancelToken()
    target = DatabaseTarget(path, Access.WRITABLE)
    with open_database(target, token=token) as database, database.writing(token) as connection:
        batch.write(SheetWriter(connection, complete=False))
    with closing(sqlite3.connect(path)) as raw:
        assert raw.execute("SELECT * FROM notes").fetchall() == [(1, "first"), (2, "second")]
        assert raw.execute("SELECT * FROM names").fetchall() == [("Mira",)]
