"""Salvage: every row outside the damaged pages comes back, told by `dbstat` and a page reader of the tests' own."""

from __future__ import annotations

import random
import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.errors import InspectorError, Refusal
from hive_inspector.core.progress import silent
from hive_inspector.core.repairs.salvage.salvaging import salvage
from tests.faults.counting import IS_FULL, part
from tests.support.pages import content_of, damage, map_of, unharmed
from tests.support.repaired import LINEAGES

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    CopyOf = Callable[..., Path]


def saved(path: Path) -> Path:
    target = path.with_name("saved.db")
    target.unlink(missing_ok=True)
    report = salvage(path, target, CancelToken(), silent)
    assert not report.problems
    with closing(sqlite3.connect(target)) as raw:
        assert raw.execute("PRAGMA quick_check").fetchall() == [("ok",)]
    return target


CASES = [(lineage, how) for how in ("zeros", "noise") for lineage in LINEAGES]


@pytest.mark.parametrize(("lineage", "how"), part(CASES, 3))
def test_every_row_outside_damaged_leaves_and_roots_comes_back(
    copy_of: CopyOf, lineage: str, how: str
) -> None:
    path = copy_of(lineage, with_defects=False)
    sound = map_of(path)
    before = path.read_bytes()
    chance = random.Random(f"{lineage} {how}")
    inner = sorted(sound.of_tables - set(sound.rows))
    numbers = set(chance.sample(sorted(sound.rows), 6)) | set(chance.sample(inner, 3)) - {1}
    damage(path, sound.page_size, numbers, how, chance)
    harmed = path.read_bytes()
    found = content_of(saved(path))
    assert {row: found.get(row) for row in unharmed(sound, numbers)} == {
        row: sound.content[row] for row in unharmed(sound, numbers)
    }
    assert path.read_bytes() == harmed != before


def test_a_sound_file_comes_back_whole_with_all_its_declarations(copy_of: CopyOf) -> None:
    path = copy_of("hybrid", with_defects=False)
    target = saved(path)
    assert content_of(target) == content_of(path)
    query = "SELECT type, name, sql FROM sqlite_master WHERE name NOT GLOB 'sqlite_*' ORDER BY 1, 2"
    with closing(sqlite3.connect(path)) as one, closing(sqlite3.connect(target)) as other:
        assert other.execute(query).fetchall() == one.execute(query).fetchall()


def test_without_its_first_page_the_declarations_are_found_all_the_same(copy_of: CopyOf) -> None:
    path = copy_of("core", with_defects=False)
    sound = map_of(path)
    damage(path, sound.page_size, {1}, "zeros", random.Random(1))
    found = content_of(saved(path))
    assert {row: found.get(row) for row in unharmed(sound, {1})} == sound.content


def test_any_header_and_any_end_of_file_gives_a_file_or_a_sentence(copy_of: CopyOf) -> None:
    path = copy_of("enhanced", with_defects=False)
    whole = path.read_bytes()
    for seed in range(6 if IS_FULL else 2):
        chance = random.Random(seed)
        harmed = bytearray(whole[: chance.randrange(200, len(whole))] if seed % 2 else whole)
        for _ in range(4):
            harmed[chance.randrange(100)] = chance.randrange(256)
        path.write_bytes(harmed)
        with suppress(InspectorError):  # which has a sentence; anything else is a bug
            saved(path)


def test_texts_that_are_none_and_columns_added_later_come_back(tmp_path: Path) -> None:
    path = tmp_path / "odd.db"
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE t (id INTEGER PRIMARY KEY, text TEXT)")
        raw.execute("CREATE TABLE w (k TEXT PRIMARY KEY, v) WITHOUT ROWID")
        raw.executemany(
            "INSERT INTO t VALUES (?, CAST(? AS TEXT))",
            [(n, b"\xff\xfe" * n) for n in range(1, 900)],
        )
        raw.executemany(
            "INSERT INTO w VALUES (?, ?)", [(f"k{n:05}", b"x" * 50) for n in range(900)]
        )
        raw.execute("ALTER TABLE t ADD COLUMN late TEXT NOT NULL DEFAULT 'late'")
        raw.commit()
        page = raw.execute(
            "SELECT max(pageno) FROM dbstat WHERE name = 't' AND pagetype = 'leaf'"
        ).fetchone()[0]
        of_w = raw.execute(
            "SELECT max(pageno) FROM dbstat WHERE name = 'w' AND pagetype = 'leaf'"
        ).fetchone()[0]
    sound = map_of(path)
    damage(path, sound.page_size, {page, of_w}, "zeros", random.Random(1))
    target = saved(path)
    found = content_of(target)
    assert {row: found.get(row) for row in unharmed(sound, {page})} == {
        row: sound.content[row] for row in unharmed(sound, {page})
    }
    with closing(sqlite3.connect(target)) as raw:
        assert 0 < 900 - raw.execute("SELECT count(*) FROM w").fetchone()[0] < 80


def test_nothing_is_written_over_and_a_cancel_leaves_nothing(copy_of: CopyOf) -> None:
    path = copy_of("core", with_defects=False)
    with pytest.raises(Refusal):
        salvage(path, path, CancelToken(), silent)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        salvage(path, path.with_name("saved.db"), token, silent)
    assert [one.name for one in path.parent.iterdir() if one.is_file()] == ["hive.db"]
