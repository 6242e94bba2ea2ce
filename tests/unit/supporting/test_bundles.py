"""A bundle tells of a file what the program tells, and is read back as that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from hive_inspector.core.browsing.counts import exact_counts
from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.hive.conformity import drift_of
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.bookkeeping.history import read_history
from hive_inspector.core.support.bundle.masking import Masking
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.supporting.bundled import open_bundle
from hive_inspector.core.supporting.bundling import BundleRequest, prepare, write_recorded
from hive_inspector.core.supporting.gathering import around
from hive_inspector.core.supporting.gathering import file as of_the_file
from hive_inspector.core.supporting.gathering.statistics import is_model
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.database.connections import Database
    from hive_inspector.core.health.checks.check import Check, CheckResult
    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.supporting.bundled import OpenedBundle


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("demo") / "hive.db"
    small_demo(path, lineage="hybrid", with_defects=True)
    return path


@pytest.fixture
def hive(demo: Path) -> Iterator[OpenHive]:
    opened = open_hive(DatabaseTarget(demo))
    with opened.database:
        yield opened


def bundled(hive: OpenHive, folder: Path, request: BundleRequest | None = None) -> OpenedBundle:
    path = folder / "b.zip"
    write_recorded(prepare(hive, request), path, hive.database.real_path)
    return open_bundle(path)


_WHOLE: list[bytes] = []


def whole(hive: OpenHive, folder: Path) -> OpenedBundle:
    """A bundle of everything that is known of the demo, made by the first test that reads it."""
    path = folder / "whole.zip"
    if not _WHOLE:
        write_recorded(prepare(hive), path, hive.database.real_path)
        _WHOLE.append(path.read_bytes())
    path.write_bytes(_WHOLE[0])
    return open_bundle(path)


def test_every_part_is_read_back_as_what_the_program_knows(hive: OpenHive, tmp_path: Path) -> None:
    opened = whole(hive, tmp_path)
    assert opened.problems == ()
    assert opened.facts == hive.facts
    assert opened.drift == drift_of(hive.identity, hive.schema)
    assert opened.identity is not None
    assert opened.identity.label == hive.identity.label
    assert opened.schema is not None
    assert [t.name for t in opened.schema.tables] == [t.name for t in hive.schema.tables]
    assert [t.columns for t in opened.schema.tables] == [t.columns for t in hive.schema.tables]
    with hive.database.reading() as connection:
        assert opened.history == read_history(connection, hive.schema)
    assert [one.version for one in opened.migrations] == list(range(1, 14))
    assert {one.measure.id for one in opened.numbers} >= {"message_count", "total_cost"}
    assert opened.charts
    assert opened.period is not None
    assert opened.period.starts
    assert opened.versions is not None
    assert len(opened.probes) == 1


def test_verdicts_and_findings_are_the_same_without_their_evidence(
    hive: OpenHive, tmp_path: Path
) -> None:
    results = tuple(check_file(hive.database))
    opened = bundled(hive, tmp_path, BundleRequest(results=results))
    assert opened.checks is not None
    assert [(r.check, r.state) for r in opened.checks] == [(r.check, r.state) for r in results]
    told = [finding for result in opened.checks for finding in result.findings]
    found = [finding for result in results for finding in result.findings]
    assert [one.id for one in told] == [one.id for one in found]
    assert not any(one.evidence.rows for one in told if one.evidence)
    assert not any(one.places for one in told)


def test_tables_are_counted_and_columns_sketched(hive: OpenHive, tmp_path: Path) -> None:
    opened = whole(hive, tmp_path)
    rows = {one.name: one.rows for one in exact_counts(hive.database, hive.schema.tables)}
    assert opened.tables is not None
    assert {one.table: one.rows for one in opened.tables} == rows
    messages = next(one for one in opened.tables if one.table == "messages")
    content = next(one for one in messages.columns if one.column == "content")
    assert sum(content.kinds.values()) == content.rows == rows["messages"]
    assert content.longest is not None


def test_what_cannot_be_gathered_says_so_and_the_rest_comes(
    hive: OpenHive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise EnvironmentProblem("The file is locked.", "")

    monkeypatch.setattr(of_the_file, "read_facts", fail)
    opened = bundled(hive, tmp_path)
    assert opened.problems == ("Pragmas: The file is locked.",)
    assert opened.facts is None
    assert opened.schema is not None


def test_gathering_tells_how_far_it_is_and_can_be_stopped(hive: OpenHive) -> None:
    token = CancelToken()
    steps = []

    def progress(_done: int, _total: int | None, step: str) -> None:
        steps.append(step)
        if step.startswith("Tables"):
            token.cancel()

    with pytest.raises(Cancelled):
        prepare(hive, token=token, progress=progress)
    assert PartId.STATUS.title in steps
    assert PartId.LOG.title not in steps


def test_the_end_of_a_long_log_goes_in(
    hive: OpenHive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(around, "LOG_BYTES", 200)
    request = BundleRequest(without=frozenset(PartId) - {PartId.LOG})
    request.paths.state.mkdir(parents=True)
    line = "2026-01-01 10:00:00,123 INFO hive_inspector.x: number {}\n"
    log = "".join(line.format(number) for number in range(50))
    (request.paths.state / "hive-inspector.log").write_text(log)
    told = bundled(hive, tmp_path, request).log
    assert told.startswith("2026-01-01")
    assert told.endswith(line.format(49))
    assert len(told) <= 200


@pytest.mark.parametrize(
    ("name", "is_told"),
    [
        ("anthropic/claude-3.5-sonnet", True),
        ("meta-llama/llama-3.1-70b-instruct:free", True),
        ("gpt-4o", True),
        ("claude", True),
        ("o3-mini", True),
        ("qzxvtrkwnbd", False),
        ("gpthief", False),
        ("sk-or-v1-abcdefgh0123456789", False),
        ("openai/sk-or-v1-abcdefgh0123456789", False),
        ("acme/0123456789abcdef0123456789abcdef", False),
        ("acme/somebody@example.org", False),
        ("/home/somebody/plan.md", False),
        ("acme/somebody/plan", False),
        ("Dear Anna, on Friday", False),
        ("acme/ada", False),
        ("", False),
    ],
)
def test_names_of_models_are_told_and_nothing_that_stands_in_their_place(
    name: str, is_told: bool, tmp_path: Path
) -> None:
    mask = Masking(tmp_path / "hive.db", tmp_path, user="ada", host="desk")
    assert is_model(name, mask) is is_told


def test_only_checks_whose_verdict_is_not_known_are_run(
    hive: OpenHive, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    results = tuple(check_file(hive.database, CHECKS[1:]))
    ran: list[str] = []

    def only(database: Database, checks: Sequence[Check], **more: Any) -> Iterator[CheckResult]:
        ran.extend(one.id for one in checks)
        return check_file(database, checks, **more)

    monkeypatch.setattr(of_the_file, "check_file", only)
    others = frozenset(PartId) - {PartId.CHECKS}
    opened = bundled(hive, tmp_path, BundleRequest(without=others, results=results))
    assert ran == [CHECKS[0].id]
    assert [one.check for one in opened.checks or ()] == list(CHECKS)
