"""A restore point that is not what it was is not restored, and none takes the place of another."""

from __future__ import annotations

import json
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
    make_restore_point,
)
from hive_inspector.core.migrations.restore_points.restoring import restore
from tests.faults.judging import outcomes, problems, state
from tests.support.migrated import migrated, move, noon

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.restore_points.points import RestorePoint
    from tests.faults.counting import Tally


@contextmanager
def opened(path: Path) -> Iterator[OpenHive]:
    hive = open_hive(DatabaseTarget(path, Access.WRITABLE))
    with hive.database:
        yield hive


def kept_at_5(folder: Path) -> tuple[Path, RestorePoint]:
    path = migrated(folder / "hive.db", 5, ["INSERT INTO users (id, email) VALUES ('u', 'a@b')"])
    with opened(path) as hive:
        point = make_restore_point(hive.database, "kept", folder / "kept", clock=noon)
    return path, point


def flip_a_bit(point: RestorePoint) -> None:
    content = bytearray(point.path.read_bytes())
    content[-3] ^= 1
    point.path.write_bytes(content)


def cut_off(point: RestorePoint) -> None:
    point.path.write_bytes(point.path.read_bytes()[:-4096])


def take_away(point: RestorePoint) -> None:
    point.path.unlink()


def empty(point: RestorePoint) -> None:
    point.path.write_bytes(b"")


def put_another_in_its_place(point: RestorePoint) -> None:
    point.path.write_bytes(b"SQLite format 3\0" + b"\0" * 5000)


@pytest.mark.parametrize("harm", [flip_a_bit, cut_off, take_away, empty, put_another_in_its_place])
def test_a_copy_that_is_not_what_it_was_is_not_restored(
    tmp_path: Path, harm: Callable[[RestorePoint], None], tally: Callable[[str], Tally]
) -> None:
    path, point = kept_at_5(tmp_path)
    outcomes(path, ["UPDATE users SET email = 'later'"])
    before = state(path)
    harm(point)
    with opened(path) as hive, pytest.raises(InspectorError) as refusal:
        restore(hive, point)
    assert str(point.path) in refusal.value.message
    assert refusal.value.hint.endswith(".")
    assert state(path) == before
    tally("copies that were tampered with").add("refused, unchanged")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        "null",
        '{"format": 2}',
        '{"format": 1}',
        "\ud800".encode("utf-8", "surrogatepass"),
    ],
)
def test_a_manifest_that_is_not_ours_lists_nothing(tmp_path: Path, text: str | bytes) -> None:
    _, point = kept_at_5(tmp_path)
    content = text if isinstance(text, bytes) else text.encode()
    point.path.with_name(f"{point.path.name}.json").write_bytes(content)
    assert list_restore_points(tmp_path / "kept") == ()


def test_a_manifest_with_another_sum_is_not_believed(tmp_path: Path) -> None:
    path, point = kept_at_5(tmp_path)
    manifest = point.path.with_name(f"{point.path.name}.json")
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | {"sha256": "0" * 64}))
    (listed,) = list_restore_points(tmp_path / "kept")
    with opened(path) as hive, pytest.raises(InspectorError, match="no longer what it was"):
        restore(hive, listed)


def test_copies_made_in_the_same_second_do_not_take_each_others_place(tmp_path: Path) -> None:
    path, first = kept_at_5(tmp_path)
    content = first.path.read_bytes()
    with opened(path) as hive:
        names = {
            make_restore_point(hive.database, "kept", tmp_path / "kept", clock=noon).path
            for _ in range(3)
        }
    assert len({*names, first.path}) == 4
    assert first.path.read_bytes() == content
    assert len(list_restore_points(tmp_path / "kept")) == 4


def test_a_newer_version_is_restored_over_an_older_one_and_back(tmp_path: Path) -> None:
    path, _ = kept_at_5(tmp_path)
    move(path, 5, 13)
    with opened(path) as hive:
        newer = make_restore_point(hive.database, "newer", tmp_path / "kept", clock=noon)
    at_13 = state(path)
    move(path, 13, 4)
    at_4 = state(path)
    with opened(path) as hive:
        back = restore(hive, newer).before
    assert state(path) == at_13
    with opened(path) as hive:
        restore(hive, back)
    assert state(path) == at_4
    assert not problems(path)
