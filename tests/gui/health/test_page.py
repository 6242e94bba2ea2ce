"""The Health page: from opening a file to a repair that is proved."""

from __future__ import annotations

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QPushButton

from hive_inspector.core.database.failures import DatabaseLocked
from hive_inspector.core.database.target import Access
from hive_inspector.core.health.checks.catalogue import CHECKS, QUICK
from hive_inspector.core.health.limits import NO_CHANGES
from hive_inspector.gui.pages.health.evidence_table import EvidenceTable
from hive_inspector.gui.pages.health.rows import NOT_RUN
from hive_inspector.gui.widgets.chip import Tone
from tests.support.demos import small_demo
from tests.support.lineage_files import make_file

if TYPE_CHECKING:
    from collections.abc import Callable

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.pages.health.page import HealthPage
    from hive_inspector.gui.tasks import TaskRunner

    OpenPage = Callable[..., HealthPage]


def calm(page: HealthPage, tasks: TaskRunner, qtbot: QtBot) -> HealthPage:
    """The page once nothing is under way any more."""
    qtbot.waitUntil(
        lambda: (
            tasks.is_idle and not page.checkup.is_running and not page.presenter.repairing.is_busy
        ),
    )
    return page


@pytest.fixture
def checked(open_page: OpenPage, tasks: TaskRunner, qtbot: QtBot) -> Callable[..., HealthPage]:
    """Opens a page and waits for the quick checks."""

    def open_and_wait(path: Path, **how: object) -> HealthPage:
        page = open_page(path, **how)
        page.activate()
        return calm(page, tasks, qtbot)

    return open_and_wait


def verdicts(page: HealthPage) -> dict[str, str]:
    return {row.check.id: row.verdict for row in page.widget.checks.checks.rows}


def plain(path: Path, sql: str) -> list[tuple[object, ...]]:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchall()


def test_opening_runs_what_is_quick_and_shows_the_worst_first(
    checked: Callable[..., HealthPage], defects_file: Path
) -> None:
    page = checked(defects_file)
    rows = page.widget.checks.checks.rows

    quick = {check.id for check in QUICK}
    assert {id_ for id_, verdict in verdicts(page).items() if verdict == NOT_RUN} == {
        check.id for check in CHECKS if check.id not in quick
    }
    assert [row.rank for row in rows] == sorted(row.rank for row in rows)
    assert rows[0].tone is Tone.PROBLEM
    assert page.widget.checks.current_check == rows[0].check.id
    assert page.checkup.problems > 0
    assert page.widget.heading.summary_text.startswith(f"{page.checkup.problems} problem")


def test_everything_is_checked_at_a_press_and_stays_in_place_until_it_is_over(
    checked: Callable[..., HealthPage], defects_file: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = checked(defects_file)
    before = [row.check.id for row in page.widget.checks.checks.rows]

    page.widget.all.click()
    during = [row.check.id for row in page.widget.checks.checks.rows]
    assert page.widget.all.isHidden()
    calm(page, tasks, qtbot)

    assert during == before
    assert NOT_RUN not in verdicts(page).values()
    orphans = next(r for r in page.widget.checks.checks.rows if r.check.id == "orphans")
    assert (orphans.tone, orphans.rows != "") == (Tone.WARNING, True)
    assert not page.widget.all.isHidden()


def test_a_run_can_be_stopped_and_what_was_not_run_says_so(
    checked: Callable[..., HealthPage], defects_file: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = checked(defects_file)

    page.widget.all.click()
    page.widget.stop_wanted.emit()
    calm(page, tasks, qtbot)

    assert NOT_RUN in verdicts(page).values()
    assert not page.widget.all.isHidden()


def test_enter_runs_the_check_that_one_is_at(
    checked: Callable[..., HealthPage], defects_file: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = checked(defects_file)
    page.widget.checks.show_current("orphans")

    QTest.keyClick(page.widget.checks, Qt.Key.Key_Return)
    calm(page, tasks, qtbot)

    assert verdicts(page)["orphans"] != NOT_RUN
    assert verdicts(page)["integrity"] == NOT_RUN


def test_a_finding_tells_what_it_rests_on_and_leads_to_the_table(
    checked: Callable[..., HealthPage], defects_file: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = checked(defects_file)
    page.widget.detail.run_wanted.emit("orphans")
    calm(page, tasks, qtbot)
    page.presenter.show_finding(next(one.id for one in page.findings if one.check == "orphans"))
    page.presenter.repairing.leave()
    row = page.widget.detail.rows[0]
    asked = QSignalSpy(page.rows_requested)

    link = next(b for b in row.findChildren(QPushButton) if b.text().startswith("Show "))
    link.click()

    place = row.finding.places[0]
    assert asked.at(0) == [place]
    assert place.filters
    table = row.findChildren(EvidenceTable)[0]
    table.activated.emit(table.model().index(1, 0))
    assert asked.at(1) == [row.finding.places[1]]
    assert sum(one.check == "orphans" for one in page.findings) == 1
    assert row.finding.repair == "quarantine-orphans"
    assert page.widget.detail.title_label.text() == "Undeclared references"


def test_a_read_only_file_is_rehearsed_and_asks_to_be_written(
    checked: Callable[..., HealthPage], defects_file: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = checked(defects_file)
    reopened = QSignalSpy(page.reopen_wanted)

    page.presenter.want_repair("dangling-reference")
    calm(page, tasks, qtbot)
    card = page.widget.repair
    assert not card.go.isEnabled()
    card.rehearse.click()
    calm(page, tasks, qtbot)

    assert card.chip.text() == "proved"
    assert any("check" in piece.what for piece in card.evidence.pieces)
    assert not card.go.isEnabled()
    switch = next(note for note in card.notes.notes if note.action)
    card.acted.emit(switch)
    assert reopened.at(0) == [True]
    assert page.carried.repair == "dangling-reference"


def test_a_rehearsal_need_not_be_repeated_once_the_file_may_be_written(
    checked: Callable[..., HealthPage],
    open_page: OpenPage,
    defects_file: Path,
    tmp_path: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "hive-ai.db"
    shutil.copy(defects_file, path)
    page = checked(path)
    page.presenter.want_repair("dangling-reference")
    calm(page, tasks, qtbot)
    page.widget.repair.rehearse.click()
    calm(page, tasks, qtbot)
    carried = page.carried
    page.close()

    again = open_page(path, carried, access=Access.WRITABLE)
    calm(again, tasks, qtbot)
    card = again.widget.repair
    assert card.chip.text() == "proved"
    assert card.go.isEnabled()
    card.go.click()
    calm(again, tasks, qtbot)

    assert "finds nothing any more" in card.ending_text
    targets = {row[2] for row in plain(path, "PRAGMA foreign_key_list(conversations)")}
    assert "consensus_profiles_backup" not in targets


def test_a_rehearsal_of_a_file_that_changed_since_is_not_taken_over(
    checked: Callable[..., HealthPage],
    open_page: OpenPage,
    defects_file: Path,
    tmp_path: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "hive-ai.db"
    shutil.copy(defects_file, path)
    page = checked(path)
    page.presenter.want_repair("normalise-times")
    calm(page, tasks, qtbot)
    page.widget.repair.rehearse.click()
    calm(page, tasks, qtbot)
    carried = page.carried
    page.close()
    with closing(sqlite3.connect(path)) as raw:
        raw.execute("DELETE FROM messages WHERE rowid % 2")
        raw.commit()

    again = open_page(path, carried, access=Access.WRITABLE)
    calm(again, tasks, qtbot)

    assert carried.tried is not None
    assert again.widget.repair.chip.text() == "not rehearsed"
    assert not again.widget.repair.go.isEnabled()


def test_a_salvaged_file_can_be_opened_from_where_it_is_named(
    checked: Callable[..., HealthPage],
    defects_file: Path,
    tmp_path: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "hive-ai.db"
    damaged = bytearray(defects_file.read_bytes())
    damaged[40 * 4096 : 43 * 4096] = bytes(3 * 4096)
    path.write_bytes(damaged)
    page = checked(path)
    asked = QSignalSpy(page.open_wanted)
    page.presenter.want_repair("salvage")
    calm(page, tasks, qtbot)
    card = page.widget.repair
    assert card.open.isHidden()

    card.rehearse.click()
    calm(page, tasks, qtbot)
    card.go.click()
    calm(page, tasks, qtbot)
    assert not card.open.isHidden()
    card.open.click()

    assert asked.count() == 1
    new = Path(asked.at(0)[0])
    assert new.parent == tmp_path
    assert plain(new, "PRAGMA integrity_check") == [("ok",)]


def test_a_repair_is_rehearsed_done_and_proved(
    checked: Callable[..., HealthPage],
    open_page: OpenPage,
    defects_file: Path,
    tmp_path: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "hive-ai.db"
    shutil.copy(defects_file, path)
    page = checked(path, access=Access.WRITABLE)
    reopened = QSignalSpy(page.reopen_wanted)
    assert verdicts(page)["dangling_references"] == "1 problem"

    page.show_finding(next(one.id for one in page.findings if one.repair == "dangling-reference"))
    calm(page, tasks, qtbot)
    page.widget.repair.rehearse.click()
    calm(page, tasks, qtbot)
    page.widget.repair.go.click()
    calm(page, tasks, qtbot)

    card = page.widget.repair
    assert card.chip.text() == "proved"
    assert "finds nothing any more" in card.ending_text
    assert card.undo.isVisibleTo(card)
    assert verdicts(page)["dangling_references"] == "well"
    assert reopened.count() == 1
    targets = {row[2] for row in plain(path, "PRAGMA foreign_key_list(conversations)")}
    assert "consensus_profiles_backup" not in targets

    again = open_page(path, page.carried)
    assert again.widget.repair.ending_text == card.ending_text
    asked = QSignalSpy(again.undo_wanted)
    again.widget.repair.undo.click()
    assert asked.count() == 1


def test_a_repair_that_is_not_needed_says_so(
    checked: Callable[..., HealthPage], tmp_path: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = checked(make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",)))

    page.presenter.want_repair("vacuum")
    calm(page, tasks, qtbot)

    assert not page.widget.repair.has_content
    page.widget.escaped.emit()
    assert page.widget.repair.isHidden()


def test_the_gauges_are_measured_while_the_page_is_shown(
    checked: Callable[..., HealthPage], defects_file: Path, qtbot: QtBot
) -> None:
    page = checked(defects_file)
    gauges = page.widget.gauges.gauges
    qtbot.waitUntil(lambda: all(gauge.reading is not None for gauge in gauges.values()))

    assert page.is_sampling
    assert gauges["response"].reading is not None
    assert gauges["response"].reading.value.endswith("ms")
    assert gauges["response"].course is not None
    assert gauges["response"].course.points
    page.deactivate()
    assert not page.is_sampling


def test_in_a_small_window_the_gauges_take_less_height_and_the_checks_are_in_sight(
    checked: Callable[..., HealthPage], defects_file: Path, qtbot: QtBot
) -> None:
    view = checked(defects_file).widget
    view.resize(968, 560)
    first = view.checks.visualRect(view.checks.checks.index(3, 0))
    qtbot.waitUntil(lambda: view.gauges.height() < 200)
    qtbot.waitUntil(
        lambda: view.checks.viewport().mapTo(view, first.bottomLeft()).y() < view.height()
    )

    view.resize(1270, 820)
    qtbot.waitUntil(lambda: view.gauges.in_a_row == len(view.gauges.gauges))
    qtbot.waitUntil(lambda: all(g.height() > 150 for g in view.gauges.gauges.values()))


def test_settings_are_told_as_hive_sets_them_and_as_ours_are(
    checked: Callable[..., HealthPage], defects_file: Path, qtbot: QtBot
) -> None:
    page = checked(defects_file)
    qtbot.waitUntil(lambda: bool(page.widget.settings.rows))

    rows = {name: values for name, *values in page.widget.settings.rows}
    assert rows["Foreign keys"] == ["–", "on", "on"]
    assert rows["Mapped into memory"] == ["–", "256 MB", "off"]
    assert rows["Journal"][0] == "WAL"
    assert page.widget.users.texts[-1].endswith("Hive is not running.")


def test_a_limit_that_is_changed_is_what_the_gauge_is_judged_by(
    checked: Callable[..., HealthPage], defects_file: Path, qtbot: QtBot
) -> None:
    page = checked(defects_file)
    gauge = page.widget.gauges.gauges["disk"]
    qtbot.waitUntil(lambda: gauge.reading is not None)
    page.widget.heading.limits.click()
    assert not page.widget.limits.isHidden()

    page.widget.limits.fields["disk"][0].setValue(1e9)

    assert gauge.reading is not None
    assert gauge.reading.word == "watch"
    page.widget.limits.reset.click()
    assert gauge.reading is not None
    assert gauge.reading.word == "good"
    preferences = page.presenter._sampler._preferences
    preferences.choose_limits(NO_CHANGES.with_limit("disk", 1e8, None))
    assert page.widget.limits.fields["disk"][0].value() == 1e8
    assert gauge.reading.word == "watch"
    page.widget.limits.close_button.click()
    assert page.widget.limits.isHidden()


def test_looking_at_the_limits_changes_none(
    checked: Callable[..., HealthPage], defects_file: Path
) -> None:
    page = checked(defects_file)
    changed = QSignalSpy(page.widget.limits.changed)

    page.widget.heading.limits.click()
    for fields in page.widget.limits.fields.values():
        for field in fields:
            field.setValue(field.value())

    assert changed.count() == 0


def test_the_period_is_chosen_in_the_heading(
    checked: Callable[..., HealthPage], defects_file: Path
) -> None:
    page = checked(defects_file)
    box = page.widget.heading.period

    box.activated.emit(box.findData(5.0))

    assert page.presenter.period_s == 5


def test_a_damaged_file_is_told_and_the_page_lives(
    checked: Callable[..., HealthPage],
    defects_file: Path,
    tmp_path: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
) -> None:
    path = tmp_path / "hive-ai.db"
    damaged = bytearray(defects_file.read_bytes())
    for place in range(len(damaged) // 8192 * 4096, len(damaged), 3 * 4096):
        damaged[place : place + 4096] = bytes(4096)
    path.write_bytes(damaged)
    page = checked(path)

    page.widget.all.click()
    calm(page, tasks, qtbot)

    assert "problem" in verdicts(page)["integrity"]
    assert any(one.repair == "salvage" for one in page.findings)


def test_a_file_of_somebody_else_skips_what_does_not_apply(
    checked: Callable[..., HealthPage], tmp_path: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = checked(make_file(tmp_path / "x.db", ("CREATE TABLE t (a)",)))

    skipped = [id_ for id_, verdict in verdicts(page).items() if verdict == "skipped"]
    assert skipped
    lines = [row.check.id for row in page.widget.checks.checks.rows]
    index = page.widget.checks.checks.index(lines.index(skipped[0]), 0)
    page.widget.checks.setCurrentIndex(index)
    page.presenter.reload()
    calm(page, tasks, qtbot)
    assert page.widget.checks.current_check == skipped[0]
    assert page.widget.detail.note_text.startswith("It was skipped. ")
    assert page.widget.settings.rows == () or page.widget.settings.rows[1][2] == "–"


def test_the_verdicts_of_a_clean_demo_hold_no_problem(
    checked: Callable[..., HealthPage], tmp_path: Path
) -> None:
    path = tmp_path / "hive-ai.db"
    small_demo(path)
    path.chmod(0o600)
    page = checked(path)

    about = {one.check for one in page.findings if one.severity.value == "problem"}
    assert about <= {"backup_age"}


def test_a_file_that_cannot_be_checked_says_why_and_is_checked_again(
    checked: Callable[..., HealthPage],
    defects_file: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    page = checked(defects_file)

    def fail(*_: object, **__: object) -> None:
        raise DatabaseLocked("Another program is writing.", "Try again in a moment.")

    with monkeypatch.context() as broken:
        broken.setattr("hive_inspector.core.checkup.check_file", fail)
        page.widget.quick.click()
        calm(page, tasks, qtbot)
    assert not page.widget.card.has_content

    page.presenter.reload()
    calm(page, tasks, qtbot)
    assert page.widget.card.has_content
