"""Every script from every version, up, down and up again, on files like real ones: proved by the rehearsal.

Every script is tried on an empty file; with rows, a part of them, and all in `make faults`.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import Access
from hive_inspector.core.demo.defects import Defect
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.scripts.loading import load_scripts
from tests.faults.counting import part
from tests.support.migrated import NEWEST, migrated
from tests.support.runs import opened, rehearsed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hive_inspector.core.migrations.rehearsing.rehearsal import Rehearsal

VERSIONS = range(1, NEWEST + 1)
SINCE_006 = (Defect.DANGLING_REFERENCE, Defect.LOST_PROFILES)


@cache
def _demo(lineage: str, defects: tuple[Defect, ...]) -> bytes:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "hive.db"
        make_demo(path, lineage=lineage, defects=defects)
        return path.read_bytes()


def demo(path: Path, lineage: str, defects: Iterable[Defect] = ()) -> Path:
    path.write_bytes(_demo(lineage, tuple(defects)))
    return path


def tried(path: Path, to: int) -> Rehearsal:
    with opened(path, Access.READ_ONLY) as hive:
        return rehearsed(hive, make_plan(hive, load_scripts(), to))


def neighbours(version: int) -> list[int]:
    return [other for other in (version - 1, version + 1) if 0 <= other <= NEWEST]


@pytest.mark.parametrize("version", [0, *VERSIONS])
def test_an_empty_file(tmp_path: Path, version: int) -> None:
    path = migrated(tmp_path / "hive.db", version)
    for other in neighbours(version):
        found = tried(path, other)
        assert found.passed, found.reason


@pytest.mark.parametrize("version", part(VERSIONS, 3))
def test_a_file_with_rows_and_defects(tmp_path: Path, version: int) -> None:
    defects = [Defect.ORPHANS, Defect.MIXED_TIMES, *(SINCE_006 if version >= 6 else ())]
    path = demo(tmp_path / "hive.db", f"core-{version:03}", defects)
    for other in neighbours(version):
        found = tried(path, other)
        assert found.passed, found.reason


LONG_WAYS = [(13, 0), (13, 5), (5, 13), (9, 13), (10, 4), (1, 13)]


@pytest.mark.parametrize(("start", "end"), part(LONG_WAYS, 2))
def test_a_long_way(tmp_path: Path, start: int, end: int) -> None:
    found = tried(demo(tmp_path / "hive.db", f"core-{start:03}"), end)
    assert found.passed, found.reason


@pytest.mark.parametrize("end", part([12, 11, 10, 9], 2))
def test_a_file_that_the_desktop_app_uses_too(tmp_path: Path, end: int) -> None:
    found = tried(demo(tmp_path / "hive.db", "hybrid", SINCE_006), end)
    assert found.passed, found.reason


def test_what_the_desktop_app_added_is_never_lost(tmp_path: Path) -> None:
    found = tried(demo(tmp_path / "hive.db", "hybrid"), 8)
    assert not found.passed
    assert "consensus_profiles has columns that would be lost: max_consensus_rounds" in found.reason
