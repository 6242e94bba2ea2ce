"""kill -9 before every changing statement of every repair, and at its writes: the file is the old or the new one."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from tests.faults.counting import part
from tests.faults.judging import quoted
from tests.faults.scene import Scene
from tests.faults.test_killed_runs import counted, killed_everywhere
from tests.support.repaired import defective

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.faults.counting import Tally
    from tests.faults.scene import Victims

LINEAGE = "hybrid"
CHANGING = ("quarantine-orphans", "normalise-times", "drop-oversized-index")
SIDE = "_hive_inspector_quarantine_rows_of_"


def scene_of(victims: Victims, tmp_path: Path, repair: str) -> Scene:
    path = tmp_path / "scene" / "hive.db"
    path.parent.mkdir()
    defective(path, LINEAGE)
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("CREATE TABLE filler AS SELECT randomblob(200000) AS b")
        raw.execute("DROP TABLE filler")
        raw.commit()
    scene = Scene(path, victims, "repair", {"repair": repair})
    facts = scene.prepare()
    assert facts["passed"], facts["reason"]
    return scene


def rows_in_all(path: Path) -> dict[str, int]:
    """Rows of each table and of its quarantine together: what no repair may change."""
    totals: dict[str, int] = {}
    with closing(sqlite3.connect(path)) as raw:
        names = [n for (n,) in raw.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        for name in names:
            if name.startswith(
                ("_hive_inspector_migrations", "_hive_inspector_quarantine_names", "sqlite_")
            ):
                continue
            origin = name.removeprefix(SIDE)
            count = raw.execute(f"SELECT count(*) FROM {quoted(name)}").fetchone()[0]
            totals[origin] = totals.get(origin, 0) + count
    return totals


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("harm", part(["statement", "file"], 1))
@pytest.mark.parametrize("repair", part(CHANGING, 1))
def test_killed_in_a_repair_of_rows(
    victims: Victims, tmp_path: Path, repair: str, harm: str, tally: Callable[[str], Tally]
) -> None:
    scene = scene_of(victims, tmp_path, repair)
    before = rows_in_all(scene.path)
    killed_everywhere(scene, harm, tally(f"kill -9 in the repair {repair}"))
    assert rows_in_all(scene.path) == before


@pytest.mark.timeout(1200)
@pytest.mark.parametrize("harm", part(["statement", "file"], 1))
@pytest.mark.parametrize("repair", part(["vacuum", "analyze", "reindex"], 1))
def test_killed_in_upkeep(
    victims: Victims, tmp_path: Path, repair: str, harm: str, tally: Callable[[str], Tally]
) -> None:
    scene = scene_of(victims, tmp_path, repair)
    old = scene.aftermath({"signal": 0}).state.without("sqlite_stat1", "sqlite_stat4")
    total = counted(scene, harm)
    cases = [scene.case(harm={"kind": harm, "at": n}) for n in part(range(1, total + 1), 3)]
    assert all(case.was_killed for case in cases)
    assert all(case.state.without("sqlite_stat1", "sqlite_stat4") == old for case in cases)
    if repair == "vacuum":  # done outside of a transaction, so that nobody knows whether it was
        assert any("not on record" in case.told for case in cases)
        assert not any("Nothing of it" in case.told for case in cases)
    tally(f"kill -9 in the repair {repair}").add("content as it was", len(cases))
