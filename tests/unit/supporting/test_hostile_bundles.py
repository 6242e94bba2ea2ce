"""Bundles that somebody made by hand: each is refused with a sentence, and none is a bug of the program's."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.support.bundle.parts import Part, PartId, Prepared
from hive_inspector.core.support.bundle.writing import write_bundle
from hive_inspector.core.supporting.bundled import open_bundle
from hive_inspector.core.supporting.bundling import prepare
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Prepared:
    path = tmp_path_factory.mktemp("demo") / "hive.db"
    small_demo(path)
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        return prepare(hive)


def _with(prepared: Prepared, id_: PartId, text: str, folder: Path) -> Path:
    parts = tuple(Part(one.id, text) if one.id is id_ else one for one in prepared.parts)
    made = Prepared(parts, prepared.made_at, prepared.program_version)
    path = folder / "bundle.zip"
    write_bundle(made, list(PartId), path, folder / "hive.db", replace=True)
    return path


def _document(prepared: Prepared, id_: PartId) -> dict[str, Any]:
    part = prepared.part(id_)
    assert part is not None
    return dict(json.loads(part.text))


def _series(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in document["charts"] if one["is"] == "Series")
    return found


CHANGES: list[tuple[PartId, Callable[[dict[str, Any]], object]]] = [
    (PartId.STATUS, lambda d: d["identity"].update(version="13")),
    (PartId.STATUS, lambda d: d["identity"].update(version=True)),
    (PartId.STATUS, lambda d: d["identity"].update(blueprint="../../etc")),
    (PartId.STATUS, lambda d: d["identity"].update(evidence="no list")),
    (PartId.STATUS, lambda d: d["status"].update(size_bytes=2**70)),
    (PartId.STATUS, lambda d: d["status"].update(note="\ud800")),
    (PartId.STATUS, lambda d: d.update(identity=d["status"])),
    (PartId.SCHEMA, lambda d: d["schema"]["tables"][0].update(name=None)),
    (PartId.SCHEMA, lambda d: d["schema"]["tables"][0].update(columns=[1])),
    (PartId.SCHEMA, lambda d: d["schema"].update(tables={"is": "TableKind", "name": "TABLE"})),
    (PartId.TABLES, lambda d: d["tables"][0].update(rows=-1)),
    (PartId.TABLES, lambda d: d["tables"][0]["columns"][0].update(kinds={"nonsense": 1})),
    (PartId.PRAGMAS, lambda d: d["facts"].update(page_size=0)),
    (PartId.PRAGMAS, lambda d: d["facts"].update(freelist_count=10**9)),
    (PartId.PROBES, lambda d: d["probes"][0].update(pool_size=0)),
    (PartId.PROBES, lambda d: d["probes"][0].update(response_ms=float("nan"))),
    (PartId.STATISTICS, lambda d: _series(d)["lines"][0]["values"].pop()),
    (PartId.STATISTICS, lambda d: d["period"].update(starts=[])),
    (PartId.STATISTICS, lambda d: d["period"]["start"].update(at="2024-01-01T00:00:00")),
    (PartId.STATISTICS, lambda d: d["period"]["end"].update(at="0001-01-01T00:00:00+00:00")),
    (PartId.STATISTICS, lambda d: d["numbers"][0].update(value=1e999)),
    (PartId.CHECKS, lambda d: d["checks"][0].update(check={"is": "Check", "id": "unheard"})),
    (PartId.CHECKS, lambda d: d.update(checks=[{"is": "Path"}])),
]


@pytest.mark.parametrize(("part", "change"), CHANGES)
def test_what_cannot_be_is_refused(
    prepared: Prepared,
    part: PartId,
    change: Callable[[dict[str, Any]], object],
    tmp_path: Path,
) -> None:
    document = _document(prepared, part)
    change(document)
    path = _with(prepared, part, json.dumps(document), tmp_path)
    with pytest.raises(EnvironmentProblem, match="does not understand"):
        open_bundle(path)


@pytest.mark.parametrize("text", ["", "[]", "1", "{", "null", "[" * 100_000, '{"checks": NaN}'])
def test_what_is_no_object_is_refused(prepared: Prepared, text: str, tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="does not understand"):
        open_bundle(_with(prepared, PartId.CHECKS, text, tmp_path))


def test_what_no_part_may_fill_is_passed_over(prepared: Prepared, tmp_path: Path) -> None:
    document = {"path": "/etc/passwd", "log": 5, "read": None, "later": [1], "checks": []}
    opened = open_bundle(_with(prepared, PartId.CHECKS, json.dumps(document), tmp_path))
    assert opened.path == tmp_path / "bundle.zip"
    assert opened.checks == ()
    assert isinstance(opened.log, str)
