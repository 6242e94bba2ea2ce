"""A person opens a bundle that was sent to them and looks through it, by mouse in the real window."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.support.bundle.writing import write_bundle
from hive_inspector.core.supporting.bundling import prepare
from tests.support.databases import plain
from tests.support.demos import small_demo

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.end_to_end.conftest import Program

pytestmark = pytest.mark.display


def test_a_bundle_that_was_sent_is_looked_through_by_mouse(
    program: Callable[..., Program], tmp_path: Path
) -> None:
    file, sent = tmp_path / "hive-ai.db", tmp_path / "sent.hivebundle"
    small_demo(file, with_defects=True)
    ((messages,),) = plain(file, "SELECT count(*) FROM messages")
    hive = open_hive(DatabaseTarget(file))
    with hive.database:
        write_bundle(prepare(hive), list(PartId), sent, file)
    file.unlink()
    before = sent.read_bytes()
    window = program(str(sent))

    window.wait_for(lambda: window.ask("where", name="Bundle, no rows"), "what was opened")
    assert not window.ask("where", name="Query"), "there is nothing to ask"

    window.click("Browse")
    rows = window.wait_for(lambda: window.ask("list", name="Tables", starts="messages"), "a table")
    window.screen.click(rows)
    window.wait_for(lambda: window.ask("where", name=f"{messages:,} rows"), "its rows, counted")

    window.click("Health, 3 problems")
    window.wait_for(lambda: window.ask("where", name="Checks"), "the verdicts")
    assert not window.ask("where", name="Check everything"), "there is nothing to check"

    window.click("Bundle")
    window.wait_for(lambda: window.ask("where", name="What is in the part"), "what was sent")
    assert window.close() == 0
    assert sent.read_bytes() == before
    assert [one.name for one in tmp_path.glob("sent*")] == ["sent.hivebundle"]
