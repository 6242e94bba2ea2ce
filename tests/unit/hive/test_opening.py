"""Opening a file with all that is known of it."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import psutil
import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.hive import opening
from hive_inspector.core.hive.lineages import Lineage
from hive_inspector.core.hive.opening import open_hive
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path
    from typing import NoReturn


def is_held_open(path: Path) -> bool:
    return str(path) in {opened.path for opened in psutil.Process().open_files()}


def test_an_open_file_comes_with_schema_identity_and_facts(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "desktop", wal=True)
    opened = open_hive(DatabaseTarget(path))
    with opened.database:
        assert opened.identity.lineage is Lineage.DESKTOP
        assert opened.schema.table("welcome_analytics") is not None
        assert opened.facts.journal_mode == "wal"
        with closing(sqlite3.connect(path)) as raw:
            assert (opened.facts.page_count,) == raw.execute("PRAGMA page_count").fetchone()
    assert not is_held_open(path)


def test_a_file_is_known_by_the_name_that_a_link_leads_to(tmp_path: Path) -> None:
    older = make_file(tmp_path / "secure-pipeline.db", ["CREATE TABLE t (id)"])
    link = tmp_path / "link.db"
    link.symlink_to(older)
    opened = open_hive(DatabaseTarget(link))
    with opened.database:
        assert opened.identity.lineage is Lineage.OLDER


def test_a_file_that_cannot_be_recognised_is_closed_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> NoReturn:
        raise EnvironmentProblem("The disk is gone.", "Plug it in.")

    path = make_lineage_file(tmp_path / "hive.db", "desktop")
    monkeypatch.setattr(opening, "identify", fail)
    with pytest.raises(EnvironmentProblem, match="The disk is gone"):
        open_hive(DatabaseTarget(path))
    assert not is_held_open(path)


def test_opening_that_was_cancelled_leaves_the_file_closed(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "desktop")
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        open_hive(DatabaseTarget(path), token=token)
    assert not is_held_open(path)
