"""How a demo is made: as large as asked, the same each time, complete under its name or not there at all."""

from __future__ import annotations

import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.fileops import first_bytes
from hive_inspector.core.demo import making
from hive_inspector.core.demo.making import make_demo
from hive_inspector.core.demo.sizes import DemoSize
from hive_inspector.core.errors import EnvironmentProblem, Refusal, UsageProblem
from tests.support.demos import ask, digest, one

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeAlias

    Demo: TypeAlias = Callable[..., Path]

_ROOT = Path(making.__file__).resolve().parents[3]
_DIGEST_ELSEWHERE = """
import sys
from pathlib import Path
from hive_inspector.core.demo.making import make_demo
from tests.support.demos import digest
path = Path(sys.argv[1])
make_demo(path, lineage="hybrid", with_defects=True)
print(digest(path))
"""


@pytest.fixture
def few_talks(monkeypatch: pytest.MonkeyPatch) -> None:
    """Demos of a hundred conversations, written in many batches."""
    monkeypatch.setattr(making, "MESSAGES_PER_BATCH", 100)


def test_a_small_demo_has_two_hundred_conversations(demo: Demo) -> None:
    path = demo("core")
    assert one(path, "SELECT count(*) FROM conversations") == 200
    assert 1400 < one(path, "SELECT count(*) FROM messages") < 1800


def test_sizes_promise_what_the_task_asks() -> None:
    assert DemoSize.MEDIUM.conversations == 20_000
    assert DemoSize.LARGE.conversations == 200_000
    messages = {size: size.conversations * size.turns * 5 for size in DemoSize}
    assert messages[DemoSize.MEDIUM] == pytest.approx(160_000, rel=0.02)
    assert messages[DemoSize.LARGE] == pytest.approx(5_000_000, rel=0.03)


def test_the_same_seed_gives_the_same_rows(demo: Demo, tmp_path: Path) -> None:
    again = tmp_path / "again.db"
    make_demo(again, lineage="core")
    assert digest(again) == digest(demo("core"))


@pytest.mark.parametrize("lineage", ["desktop-memory", "knowledge", "enhanced"])
def test_every_lineage_repeats_itself(demo: Demo, tmp_path: Path, lineage: str) -> None:
    again = tmp_path / "again.db"
    make_demo(again, lineage=lineage)
    assert digest(again) == digest(demo(lineage))


def test_other_processes_with_other_hash_seeds_give_the_same_rows(
    demo: Demo, tmp_path: Path
) -> None:
    def elsewhere(hash_seed: str) -> str:
        command = [sys.executable, "-c", _DIGEST_ELSEWHERE, os.fspath(tmp_path / hash_seed)]
        environment = {**os.environ, "PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.fspath(_ROOT)}
        done = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
        return done.stdout.strip()

    here = digest(demo("hybrid", with_defects=True))
    assert [elsewhere("1"), elsewhere("4711")] == [here, here]


def test_another_seed_gives_other_rows(demo: Demo, tmp_path: Path) -> None:
    other = tmp_path / "other.db"
    make_demo(other, lineage="core", seed=2)
    assert digest(other) != digest(demo("core"))
    assert one(other, "SELECT count(*) FROM conversations") == 200


def test_batches_do_not_show_in_the_rows(
    demo: Demo, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MESSAGES_PER_BATCH", 50)
    path = tmp_path / "batches.db"
    make_demo(path, lineage="core")
    assert digest(path) == digest(demo("core"))


def test_the_newest_content_is_as_old_as_asked(tmp_path: Path) -> None:
    path = tmp_path / "then.db"
    make_demo(path, now=datetime(2024, 3, 1, 12, tzinfo=UTC))
    newest = one(path, "SELECT max(timestamp) FROM messages")
    assert "2024-02-27" < newest <= "2024-03-01 12:00:00"


def test_the_file_is_a_wal_database_with_nothing_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "new.db"
    make_demo(path)
    assert first_bytes(path, 20)[18:20] == b"\x02\x02"
    assert [found.name for found in tmp_path.iterdir() if found.name != "home"] == ["new.db"]


def test_progress_counts_conversations_up_to_the_last(tmp_path: Path, few_talks: None) -> None:
    reports: list[tuple[int, int | None, str]] = []
    make_demo(tmp_path / "new.db", progress=lambda *report: reports.append(report))
    written = [(done, total) for done, total, step in reports if step == "Writing conversations"]
    assert len(written) > 5
    assert written == sorted(written)
    assert written[-1] == (200, 200)


def test_a_file_of_that_name_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "mine.db"
    path.write_bytes(b"my own")
    with pytest.raises(Refusal, match="exists already"):
        make_demo(path)
    assert path.read_bytes() == b"my own"


def test_a_dangling_link_of_that_name_is_left_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "link.db"
    path.symlink_to(tmp_path / "nowhere")
    with pytest.raises(Refusal):
        make_demo(path)
    assert path.is_symlink()


def test_a_strangers_wal_is_not_taken_for_the_demos(tmp_path: Path) -> None:
    (tmp_path / "new.db-wal").write_bytes(b"somebody's pages")
    with pytest.raises(Refusal, match="earlier database"):
        make_demo(tmp_path / "new.db")
    assert not (tmp_path / "new.db").exists()


def test_whoever_takes_the_name_meanwhile_keeps_it(tmp_path: Path) -> None:
    path = tmp_path / "new.db"

    def take(done: int, total: int | None, step: str) -> None:
        path.write_bytes(b"faster")

    with pytest.raises(Refusal):
        make_demo(path, progress=take)
    assert path.read_bytes() == b"faster"
    assert _in(tmp_path) == ["new.db"]


def test_a_folder_without_hard_links_gets_the_demo_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(source: Path, target: Path) -> None:
        raise PermissionError(1, "no hard links here")

    monkeypatch.setattr(os, "link", refuse)
    make_demo(tmp_path / "new.db")
    assert _in(tmp_path) == ["new.db"]
    assert one(tmp_path / "new.db", "SELECT count(*) FROM conversations") == 200


def test_a_cancel_leaves_nothing(tmp_path: Path, few_talks: None) -> None:
    token = CancelToken()

    def cancel_halfway(done: int, total: int | None, step: str) -> None:
        if step == "Writing conversations" and done > 50:
            token.cancel()

    with pytest.raises(Cancelled):
        make_demo(tmp_path / "new.db", token=token, progress=cancel_halfway)
    assert _in(tmp_path) == []


def test_a_cancel_at_the_end_leaves_nothing(tmp_path: Path) -> None:
    token = CancelToken()

    def cancel_late(done: int, total: int | None, step: str) -> None:
        if step == "Writing conversations" and done == total:
            token.cancel()

    with pytest.raises(Cancelled):
        make_demo(tmp_path / "new.db", token=token, progress=cancel_late)
    assert _in(tmp_path) == []


def test_a_failure_leaves_nothing(tmp_path: Path) -> None:
    def fail(done: int, total: int | None, step: str) -> None:
        if step == "Writing conversations":
            raise RuntimeError("a mistake of ours")

    with pytest.raises(RuntimeError):
        make_demo(tmp_path / "new.db", progress=fail)
    assert _in(tmp_path) == []


def test_a_folder_that_does_not_exist_is_told(tmp_path: Path) -> None:
    with pytest.raises(EnvironmentProblem, match="cannot be created") as caught:
        make_demo(tmp_path / "nowhere" / "new.db")
    assert "Choose a folder" in caught.value.hint


def test_an_unknown_lineage_is_told_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(UsageProblem, match="mainframe") as caught:
        make_demo(tmp_path / "new.db", lineage="mainframe")
    assert "desktop-memory" in caught.value.hint
    assert _in(tmp_path) == []


def test_an_older_version_has_its_own_bookkeeping(demo: Demo) -> None:
    rows = ask(demo("core-006"), "SELECT version, applied_at FROM schema_migrations ORDER BY 1")
    assert [version for version, _ in rows] == [1, 2, 3, 4, 5, 6]
    assert [at for _, at in rows] == sorted(at for _, at in rows)


def test_profiles_of_versions_with_numbered_ones_are_referred_to_by_number(demo: Demo) -> None:
    path = demo("core-006")
    keys = {str(key) for (key,) in ask(path, "SELECT id FROM consensus_profiles")}
    used = {key for (key,) in ask(path, "SELECT consensus_profile_id FROM conversations")}
    assert used <= keys


def _in(folder: Path) -> list[str]:
    return [found.name for found in folder.iterdir() if found.name != "home"]
