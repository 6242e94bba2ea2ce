"""The page Migrations from the first look to the change and back, compared with what plain sqlite3 says."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QPlainTextEdit, QPushButton

from hive_inspector.core.errors import EnvironmentProblem
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.gui.pages.migrations.changes import Carried, Kind
from hive_inspector.gui.pages.migrations.versions_list import Part
from tests.faults.counting import part
from tests.support.defects import change
from tests.support.demos import small_demo
from tests.support.lineage_files import make_file, make_lineage_file
from tests.support.migrated import EXTENDED, migrated
from tests.support.migrations_page import checks, line, news, press_note, step_line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.gui.migrations.conftest import Opened

    OpenPage = Callable[..., Opened]

FACT = (
    "INSERT INTO consensus_facts (id, semantic_fingerprint, content, source_question, created_at,"
    " last_accessed) VALUES ('f', 'p', 'c', 'q', 'now', 'now')"
)


@pytest.fixture
def at_12(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 12, ["INSERT INTO users (id) VALUES ('u')"])


@pytest.fixture
def at_13(tmp_path: Path) -> Path:
    return migrated(tmp_path / "hive.db", 13, [FACT])


@pytest.mark.parametrize("version", part(range(1, 14), 4))
def test_a_demo_of_every_version_goes_forwards_and_back_again(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path, version: int
) -> None:
    path = tmp_path / "hive.db"
    small_demo(path, lineage=f"core-{version:03}")
    opened = open_page(path)
    states = ["matches"] * version + ["ready"] * (13 - version)
    assert checks(opened) == states
    assert opened.recorded == list(range(1, version + 1))
    before = opened.objects
    if version < 13:
        opened.press(opened.view.heading.rehearse)
        assert opened.card.chip.text() == "proved"
        opened.press(opened.view.heading.go)
        assert opened.reopenings == [None]
        opened = reopen(opened)
        assert opened.card.title_label.text() == f"Migrated from {version} to 13"
        assert opened.recorded == list(range(1, 14))
        assert checks(opened) == ["matches"] * 13
        opened.choose(version)
    opened.press(opened.view.heading.roll_back)
    target = version if version < 13 else 12
    assert opened.view.heading.go.text() == f"Roll back to {target}"
    opened.press(opened.view.heading.rehearse)
    assert opened.card.chip.text() == "proved"
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert opened.card.title_label.text() == f"Rolled back from 13 to {target}"
    assert opened.recorded == list(range(1, target + 1))
    if version < 13:
        assert opened.objects == before


@pytest.mark.parametrize("lineage", ["desktop", "desktop-memory", "knowledge", "enhanced"])
def test_other_lineages_are_offered_nothing_and_told_why(
    open_page: OpenPage, tmp_path: Path, lineage: str
) -> None:
    path = tmp_path / "hive.db"
    small_demo(path, lineage=lineage)
    opened = open_page(path)
    heading = opened.view.heading
    assert all(b.isHidden() for b in (heading.rehearse, heading.roll_back, heading.go))
    assert opened.card.isHidden()
    assert "another line" in news(opened)


def test_a_hybrid_file_goes_back_and_forwards(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path
) -> None:
    path = tmp_path / "hive.db"
    small_demo(path, lineage="hybrid")
    opened = open_page(path)
    assert checks(opened) == ["matches"] * 13
    opened.press(opened.view.heading.roll_back)
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert opened.recorded == list(range(1, 13))


def test_no_hive_file_has_no_migrations(open_page: OpenPage, tmp_path: Path) -> None:
    opened = open_page(make_file(tmp_path / "x.db", ["CREATE TABLE t (a)"]))
    assert not opened.view.timeline.has_content
    assert opened.view.step.isHidden()
    assert opened.view.heading.roll_back.isHidden()


def test_a_file_of_the_extended_dialect_is_recorded_in_it(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path
) -> None:
    path = make_lineage_file(tmp_path / "hive.db", "core-012", (EXTENDED,))
    rows = [
        f"INSERT INTO schema_migrations VALUES ('{n:03}', 'x', NULL, 'md5', '2025-09-05T14:03:11Z', 3, '')"
        for n in range(1, 13)
    ]
    opened = open_page(change(path, *rows))
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert opened.ask("SELECT version FROM schema_migrations ORDER BY version")[-1] == ("013",)


def test_the_newest_step_to_come_is_chosen_and_told(open_page: OpenPage, at_12: Path) -> None:
    opened = open_page(at_12)
    assert opened.view.step.title_label.text() == "013 add_consensus_facts_table"
    assert opened.view.step.chip.text() == "reversible"
    columns = opened.ask("SELECT count(*) FROM pragma_table_info('consensus_facts')")
    assert columns == [(0,)]
    assert step_line(opened, "Adds") == "the table consensus_facts (14 columns, 5 indexes)"
    assert step_line(opened, "Changes") == "nothing that exists"
    assert opened.view.step.sql.toPlainText().startswith("CREATE TABLE consensus_facts (")
    assert opened.view.heading.subtitle.text().endswith("at version 12 of 13")


def test_a_version_that_is_there_tells_when_and_what_going_back_loses(
    open_page: OpenPage, at_13: Path
) -> None:
    opened = open_page(at_13)
    assert step_line(opened, "Rolling back") == "loses 1 row: every row of consensus_facts"
    assert step_line(opened, "Applied").startswith("2025-09-05")


def test_what_this_program_applied_is_told_with_who_and_how_long(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    user, host = opened.ask("SELECT os_user, host FROM _hive_inspector_migrations")[0]
    assert f"by {user}@{host}, with Hive Inspector" in step_line(opened, "Applied")


def test_only_a_rehearsal_that_passed_enables_the_change(open_page: OpenPage, at_12: Path) -> None:
    opened = open_page(at_12)
    assert not opened.view.heading.go.isEnabled()
    assert opened.card.reason_text == "A rehearsal that passes enables “Migrate to 13”."
    content = at_12.read_bytes()
    opened.press(opened.view.heading.rehearse)
    assert opened.view.heading.go.isEnabled()
    assert opened.card.reason_text == ""
    assert all(piece.ok for piece in opened.card.evidence.pieces)
    assert len(opened.card.evidence.pieces) >= 10
    assert at_12.read_bytes() == content


def test_another_change_has_to_be_rehearsed_anew(open_page: OpenPage, tmp_path: Path) -> None:
    opened = open_page(migrated(tmp_path / "hive.db", 10))
    opened.press(opened.view.heading.rehearse)
    assert opened.view.heading.go.isEnabled()
    opened.choose(11)
    assert opened.view.heading.go.text() == "Migrate to 11"
    assert not opened.view.heading.go.isEnabled()
    assert opened.card.evidence.pieces == ()


def test_looking_at_a_version_that_is_there_leaves_the_change_alone(
    open_page: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    opened.choose(3)
    assert opened.view.step.title_label.text() == "003 memory_clustering"
    assert opened.view.heading.go.isEnabled()


def test_a_file_open_for_reading_is_rehearsed_and_taken_over_when_writable(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12, writable=False)
    opened.press(opened.view.heading.rehearse)
    assert opened.card.chip.text() == "proved"
    assert not opened.view.heading.go.isEnabled()
    assert "waits for what is said above" in opened.card.reason_text
    press_note(opened, "Switch to Writable")
    assert opened.reopenings == [True]
    opened = reopen(opened)
    assert opened.card.chip.text() == "proved"
    opened.press(opened.view.heading.go)
    assert max(opened.recorded) == 13


def test_what_was_rehearsed_of_another_state_does_not_count(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12, writable=False)
    opened.press(opened.view.heading.rehearse)
    change(at_12, "CREATE TABLE added (a)")
    opened = reopen(opened)
    assert opened.card.chip.text() == "not rehearsed"
    assert not opened.view.heading.go.isEnabled()


def test_a_change_of_the_file_after_the_rehearsal_is_refused(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    change(at_12, "CREATE TABLE added (a)")
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert opened.card.title_label.text() == "Not done"
    assert "Rehearse it again" in opened.card.ending_text
    assert max(opened.recorded) == 12


def test_rolling_back_asks_for_the_version_and_tells_what_is_lost(
    open_page: OpenPage, at_13: Path
) -> None:
    opened = open_page(at_13)
    opened.press(opened.view.heading.roll_back)
    assert line(opened, "Loses") == "1 row: every row of consensus_facts"
    targets = [opened.card.targets.itemText(i) for i in range(opened.card.targets.count())]
    assert targets[0] == "012 add_daily_usage_tracking"
    assert targets[-1] == "000 an empty file"
    assert len(targets) == 13
    opened.card.targets.setCurrentIndex(2)
    opened.card.targets.activated.emit(2)
    opened.settle()
    assert opened.view.heading.go.text() == "Roll back to 10"
    assert opened.view.heading.go.property("role") == "danger"
    assert line(opened, "Steps").splitlines()[-1] == "011 add_licenses_table"
    opened.press(opened.card.leave)
    assert opened.card.isHidden()
    assert opened.view.heading.go.isHidden()


def test_the_log_tells_every_statement_of_the_run(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    log = reopen(opened).card.run.log.toPlainText()
    assert log.startswith("BEGIN IMMEDIATE")
    assert "CREATE TABLE consensus_facts" in log
    assert log.endswith("COMMIT")


def test_what_was_done_is_undone_from_its_restore_point(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    before = opened.objects
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    opened.press(opened.card.undo)
    assert opened.card.title_label.text() == "Restore “before 013”"
    assert line(opened, "Rows") == "consensus_facts 0 → no table"
    assert opened.view.heading.rehearse.isHidden()
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert opened.card.title_label.text() == "Restored “before 013”"
    assert opened.objects == before
    assert max(opened.recorded) == 12


def test_a_restore_point_tells_how_many_rows_would_change(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    change(at_12, "INSERT INTO users (id) VALUES ('v'), ('w')")
    press_note(opened, "Restore…")
    assert "users 3 → 1" in line(opened, "Rows")


def test_hives_own_backups_are_listed_and_not_restored_from_here(
    open_page: OpenPage, at_12: Path
) -> None:
    folder = at_12.parent / "backups"
    folder.mkdir()
    (folder / "hive-ai-backup-2025-09-01T10-00-00-000Z.sqlite.gz").write_bytes(b"gzip")
    opened = open_page(at_12)
    assert [copy.path.suffix for copy in opened.view.restore.copies] == [".gz"]
    buttons = [b for b in opened.view.restore.findChildren(QPushButton) if b.isVisible()]
    assert buttons == []


def test_a_restore_point_that_is_not_what_it_was_changes_nothing(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    opened.press(opened.card.undo)
    point = next((at_12.parent / "backups").glob("*.sqlite"))
    with point.open("r+b") as file:
        file.seek(4000)
        file.write(b"other")
    opened.press(opened.view.heading.go)
    assert "no longer what it was" in opened.card.ending_text
    assert opened.reopenings == []
    assert max(opened.recorded) == 13


def test_the_arrow_keys_walk_along_the_versions(open_page: OpenPage, at_12: Path) -> None:
    opened = open_page(at_12)
    opened.view.versions.setFocus()
    QTest.keyClick(opened.view.versions, Qt.Key.Key_Up)
    opened.settle()
    assert opened.view.step.title_label.text() == "012 add_daily_usage_tracking"
    QTest.keyClick(opened.view.versions, Qt.Key.Key_Home, Qt.KeyboardModifier.ControlModifier)
    opened.settle()
    assert opened.view.step.title_label.text() == "001 initial_schema"


def test_escape_turns_away_from_a_change_and_from_an_ending(
    open_page: OpenPage, reopen: OpenPage, at_12: Path
) -> None:
    opened = open_page(at_12)
    opened.press(opened.view.heading.roll_back)
    opened.view.escaped.emit()
    opened.settle()
    assert opened.view.heading.go.text() == "Migrate to 13"
    opened.press(opened.view.heading.rehearse)
    opened.view.escaped.emit()
    assert opened.card.chip.text() == "proved"
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    opened.view.escaped.emit()
    assert opened.card.isHidden()


def test_everything_on_the_page_has_a_name(open_page: OpenPage, at_12: Path) -> None:
    opened = open_page(at_12, writable=False)
    opened.press(opened.view.heading.rehearse)
    buttons = [button for button in opened.view.findChildren(QAbstractButton) if button.isVisible()]
    assert len(buttons) >= 4
    for button in buttons:
        is_corner = button.parent() is opened.view.versions
        assert button.accessibleName() or button.text() or is_corner, button
    for field in opened.view.findChildren(QPlainTextEdit):
        assert field.accessibleName()
    assert opened.view.versions.accessibleName() == "Versions"
    index = opened.view.versions.versions.index(12, Part.VERSION)
    spoken = index.data(int(Qt.ItemDataRole.AccessibleTextRole))
    assert spoken == "013 add_consensus_facts_table, pending, ready"
    assert opened.card.evidence.accessibleName() == "Rehearsal"


def test_where_there_is_little_room_the_date_gives_way(open_page: OpenPage, at_12: Path) -> None:
    opened = open_page(at_12)
    assert not opened.view.versions.isColumnHidden(Part.APPLIED)
    opened.view.resize(820, 500)
    opened.settle()
    assert opened.view.versions.isColumnHidden(Part.APPLIED)


def test_reloading_shows_what_others_did(open_page: OpenPage, at_12: Path) -> None:
    opened = open_page(at_12)
    change(at_12, "DELETE FROM schema_migrations WHERE version = 12")
    opened.page.reload()
    opened.settle()
    assert checks(opened)[-2:] == ["ready", "ready"]


def test_the_scripts_are_loaded_anew_by_reloading(open_page: OpenPage, at_13: Path) -> None:
    scripts = load_scripts()[:12]
    opened = open_page(at_13, carried=Carried(scripts=scripts))
    assert checks(opened)[-1] == "unknown"
    opened.page.reload()
    opened.settle()
    assert checks(opened)[-1] == "matches"


def test_a_plan_for_a_version_that_is_there_meanwhile_is_dropped(
    open_page: OpenPage, reopen: OpenPage, at_12: Path, tmp_path: Path
) -> None:
    opened = open_page(at_12, writable=False)
    assert opened.page.carried.change is not None
    assert opened.page.carried.change.kind is Kind.MIGRATE
    other = migrated(tmp_path / "other.db", 13)
    opened.page.close()
    with closing(sqlite3.connect(other)) as source, closing(sqlite3.connect(at_12)) as target:
        source.backup(target)
    opened = reopen(opened)
    assert opened.card.isHidden()


def test_a_folder_of_restore_points_that_cannot_be_read_is_told_and_looked_at_again(
    open_page: OpenPage, at_12: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise EnvironmentProblem("The folder cannot be read.", "Look at its permissions.")

    with monkeypatch.context() as patched:
        patched.setattr("hive_inspector.gui.pages.migrations.work.kept_copies", refuse)
        opened = open_page(at_12)
    assert not opened.view.timeline.has_content
    assert opened.card.isHidden()
    press_note(opened, "Try again")
    assert checks(opened)[-1] == "ready"
