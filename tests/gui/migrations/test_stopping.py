"""Stopping a rehearsal or a change, and what stands in the way of one in the middle of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtWidgets import QPushButton

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.migrations.running.live import LiveChange
from hive_inspector.gui.pages.migrations.changes import Carried
from hive_inspector.gui.pages.migrations.jobs import COMMITTING
from hive_inspector.gui.tasks import Lane, threads_of
from tests.support.executors import HeldExecutor
from tests.support.migrated import migrated
from tests.support.scripts import scripts_with

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.gui.migrations.conftest import Opened

    OpenPage = Callable[..., Opened]

USER = "INSERT INTO users (id) VALUES ('u')"
ENDLESS = """busy = database.value("SELECT count(*) FROM users")
    while busy:
        pass"""
"""Comes to an end on an empty file alone, so that the plan of it can be made."""
ENDLESS_AT_LAST = """migrator.sql("CREATE TABLE added (a)")
    if not database.value("SELECT count(*) FROM users"):
        return
    import pathlib
    if not pathlib.Path(__file__).with_name("go on").exists():
        raise ValueError("not yet")
    while True:
        pass"""


@pytest.fixture
def at_12(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 12)


def run_all(opened: Opened, held: HeldExecutor) -> None:
    """Let everything that waits be done, and what comes of it be shown."""
    while held.waiting or not opened.tasks.is_idle:
        if held.waiting:
            held.run_next()
        opened.qtbot.wait(1)


def test_a_rehearsal_is_stopped_and_leaves_nothing(open_page: OpenPage, tmp_path: Path) -> None:
    path = migrated(tmp_path / "hive.db", 13, [USER])
    scripts = scripts_with(tmp_path / "s", up=ENDLESS)
    opened = open_page(path, carried=Carried(scripts=scripts), executor=threads_of(Lane.CHECKS))
    opened.settle()
    content = path.read_bytes()
    opened.view.heading.rehearse.click()
    opened.qtbot.waitUntil(lambda: "Rehearsing 014" in opened.card.run.step_text)
    assert opened.card.chip.text() == "rehearsing"
    assert not opened.view.heading.rehearse.isEnabled()
    assert not opened.view.heading.roll_back.isEnabled()
    opened.view.escaped.emit()
    opened.settle()
    assert opened.card.ending_text == "The rehearsal was stopped. Nothing of it is left."
    assert opened.card.evidence.pieces == ()
    assert opened.view.heading.rehearse.isEnabled()
    assert not opened.view.heading.go.isEnabled()
    assert path.read_bytes() == content
    assert not any((tmp_path / "xdg_cache_home").rglob("*.db"))


def test_a_change_is_stopped_in_the_middle_of_a_script_and_changes_nothing(
    open_page: OpenPage, tmp_path: Path
) -> None:
    path = migrated(tmp_path / "hive.db", 13, [USER])
    scripts = scripts_with(tmp_path / "s", up=ENDLESS_AT_LAST)
    opened = open_page(path, carried=Carried(scripts=scripts), executor=threads_of(Lane.CHECKS))
    opened.settle()
    before = opened.objects
    opened.press(opened.view.heading.rehearse)
    assert opened.card.chip.text() == "not proved"
    (tmp_path / "s" / "go on").touch()
    opened.card.insist.field.setText("hive.db")
    opened.card.insist.button.click()
    opened.qtbot.waitUntil(lambda: "CREATE TABLE added" in opened.card.run.log.toPlainText())
    opened.card.run.stop.click()
    opened.settle()
    assert opened.card.ending_text == "It was stopped before the commit. Nothing was changed."
    assert opened.objects == before


def test_a_stop_that_comes_after_the_commit_does_not_hide_that_it_was_made(
    open_page: OpenPage, at_12: Path
) -> None:
    held = HeldExecutor()
    opened = open_page(at_12, executor=held)
    run_all(opened, held)
    opened.view.heading.rehearse.click()
    run_all(opened, held)
    opened.view.heading.go.click()
    held.run_next()
    opened.card.run.stop.click()
    run_all(opened, held)
    assert opened.card.title_label.text() == "Migrated from 12 to 13"
    assert opened.reopenings == [None]
    assert max(opened.recorded) == 13


def test_a_change_that_has_not_begun_is_stopped(open_page: OpenPage, at_12: Path) -> None:
    held = HeldExecutor()
    opened = open_page(at_12, executor=held)
    run_all(opened, held)
    opened.view.heading.rehearse.click()
    run_all(opened, held)
    opened.view.heading.go.click()
    assert opened.card.chip.text() == "under way"
    opened.card.run.stop.click()
    run_all(opened, held)
    assert opened.card.chip.text() == "cancelled"
    assert opened.card.ending_text == "It was stopped before the commit. Nothing was changed."
    assert opened.reopenings == []
    assert max(opened.recorded) == 12
    assert opened.view.heading.go.isEnabled()


def test_nothing_else_is_begun_while_something_is_under_way(
    open_page: OpenPage, at_12: Path
) -> None:
    held = HeldExecutor()
    opened = open_page(at_12, executor=held)
    run_all(opened, held)
    opened.view.heading.rehearse.click()
    opened.page.reload()
    opened.view.versions.setCurrentIndex(opened.view.versions.versions.index(2, 1))
    waiting = held.waiting
    opened.page.presenter.changing.rehearse()
    opened.page.presenter.changing.go()
    opened.page.presenter.changing.want(None)
    assert held.waiting == waiting
    run_all(opened, held)
    assert opened.card.chip.text() == "proved"


def test_surroundings_in_the_way_are_told_where_it_happened(
    open_page: OpenPage, at_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def locked(*_: Any, **__: Any) -> None:
        raise EnvironmentProblem("The file is locked.", "Close the other program.")

    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    with monkeypatch.context() as patched:
        patched.setattr("hive_inspector.gui.pages.migrations.jobs.carry_out", locked)
        opened.press(opened.view.heading.go)
    assert opened.card.chip.text() == "not done"
    assert opened.card.ending_text == (
        "The file is locked. Close the other program. Nothing was changed."
    )
    assert opened.reopenings == []
    opened.press(opened.view.heading.go)
    assert max(opened.recorded) == 13


def test_planning_that_is_stopped_is_told(open_page: OpenPage, at_12: Path) -> None:
    held = HeldExecutor()
    opened = open_page(at_12, executor=held)
    run_all(opened, held)
    opened.view.heading.roll_back.click()
    planning = next(task for task in opened.tasks.running if task.title == "Planning")
    planning.handle.cancel()
    run_all(opened, held)
    assert not opened.card.has_content
    assert opened.view.heading.go.isHidden()


def test_a_plan_that_cannot_be_made_is_told_and_made_again(
    open_page: OpenPage, at_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable(*_: Any, **__: Any) -> None:
        raise EnvironmentProblem("The disk cannot be read.", "Look at the disk.")

    opened = open_page(at_12)
    with monkeypatch.context() as patched:
        patched.setattr("hive_inspector.gui.pages.migrations.jobs.make_plan", unreadable)
        opened.press(opened.view.heading.roll_back)
    assert not opened.card.has_content
    assert opened.view.heading.go.isHidden()
    opened.press(opened.view.heading.roll_back)
    assert opened.card.title_label.text() == "Roll back from 12 to 11"


def test_while_it_is_being_committed_it_cannot_be_stopped(
    open_page: OpenPage, at_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[bool] = []
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)

    def committing(*_: Any, progress: Callable[..., None], **__: Any) -> None:
        progress(0, None, COMMITTING)
        opened.page.presenter.changing._show_progress()
        seen.append(opened.card.run.stop.isEnabled())
        raise EnvironmentProblem("The disk is full.", "Make room.")

    monkeypatch.setattr("hive_inspector.gui.pages.migrations.jobs.carry_out", committing)
    held = HeldExecutor()
    again = open_page(at_12, executor=held)
    run_all(again, held)
    opened = again
    opened.view.heading.rehearse.click()
    run_all(opened, held)
    opened.view.heading.go.click()
    run_all(opened, held)
    assert seen == [False]


def test_a_change_that_came_out_wrong_and_could_not_be_restored_is_told_as_such(
    open_page: OpenPage, reopen: OpenPage, at_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def wrong(*_: object) -> str:
        for copy in (at_12.parent / "backups").glob("*.sqlite"):
            copy.unlink()
        return "Its third page is gone."

    monkeypatch.setattr(LiveChange, "problem_in", wrong)
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert opened.card.title_label.text() == "Done, but the file is not as it should be"
    assert opened.card.chip.text() == "not restored"
    told = opened.card.ending_text
    assert "and it was not restored. Its third page is gone. The restore point " in told
    assert "keep a copy of it, and restore hive-inspector-hive-" in told
    assert "as it was." not in told.removesuffix("an older restore point or backup.")
    assert not [
        b
        for b in opened.card.findChildren(QPushButton)
        if b.text().startswith("Undo") and b.isVisible()
    ]
    assert opened.recorded == list(range(1, 14))
