"""What does not fit on the page Migrations: no record, broken references, gaps, failures, and what can be done."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest

from hive_inspector.core.migrations.bookkeeping import interrupted
from hive_inspector.gui.pages.migrations.changes import Carried
from hive_inspector.gui.widgets.chip import Tone
from hive_inspector.gui.widgets.timeline import Shape
from tests.support.defects import change, stopped_at_010, with_dangling_reference
from tests.support.migrated import migrated
from tests.support.migrations_page import checks, line, news, press_note, row_of, step_line
from tests.support.scripts import scripts_with

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


def test_a_file_without_a_record_is_adopted(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path
) -> None:
    path = migrated(tmp_path / "hive.db", 13)
    opened = open_page(change(path, "DROP TABLE schema_migrations"))
    assert "Nothing in the file records" in news(opened)
    assert opened.view.heading.roll_back.isHidden()
    press_note(opened, "Adopt…")
    assert line(opened, "Matches") == "34 of 34 tables are exactly those of version 13."
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert opened.recorded == list(range(1, 14))
    assert checks(opened) == ["matches"] * 13
    assert opened.card.title_label.text() == "Recorded as version 13"


def test_a_file_that_fits_several_versions_is_adopted_as_the_one_that_is_chosen(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path
) -> None:
    path = migrated(tmp_path / "hive.db", 8)
    opened = open_page(change(path, "DROP TABLE schema_migrations"))
    press_note(opened, "Adopt…")
    count = opened.card.targets.count()
    fitting = [opened.card.targets.itemData(index) for index in range(count)]
    assert fitting == [8, 7, 6]
    opened.card.targets.activated.emit(1)
    opened.settle()
    assert opened.view.heading.go.text() == "Record version 7"
    opened.press(opened.view.heading.go)
    assert reopen(opened).recorded == list(range(1, 8))


def test_a_dangling_reference_is_found_at_its_version_and_repaired(
    open_page: OpenPage, reopen: OpenPage, at_13: Path
) -> None:
    opened = open_page(with_dangling_reference(at_13))
    assert row_of(opened, 6) == ("broken reference", Shape.SQUARE, Tone.WARNING)
    assert "consensus_profiles_backup" in news(opened)
    opened.choose(6)
    assert "consensus_profiles_backup" in step_line(opened, "Differs")
    press_note(opened, "Repair…")
    assert opened.view.heading.go.text() == "Repair the reference"
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    assert checks(opened) == ["matches"] * 13
    parents = opened.ask("SELECT \"table\" FROM pragma_foreign_key_list('conversations')")
    assert ("consensus_profiles_backup",) not in parents


def test_a_repair_goes_on_after_switching_to_writable(
    open_page: OpenPage, reopen: OpenPage, at_13: Path
) -> None:
    opened = open_page(with_dangling_reference(at_13), writable=False)
    press_note(opened, "Repair…")
    press_note(opened, "Switch to Writable")
    opened = reopen(opened)
    assert opened.view.heading.go.text() == "Repair the reference"


def test_a_version_that_stopped_halfway_is_a_conflict_that_can_be_completed(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path
) -> None:
    opened = open_page(stopped_at_010(migrated(tmp_path / "hive.db", 10)))
    assert row_of(opened, 10) == ("conflict", Shape.TRIANGLE, Tone.PROBLEM)
    press_note(opened, "Repair…")
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = reopen(opened)
    indexes = opened.ask("SELECT name FROM sqlite_master WHERE type = 'index'")
    assert ("idx_conversation_usage_verified",) in indexes


def test_a_version_left_out_and_drift_are_told_with_what_to_do(
    open_page: OpenPage, at_13: Path
) -> None:
    change(at_13, "DELETE FROM schema_migrations WHERE version = 9", "DROP TABLE licenses")
    opened = open_page(at_13)
    assert row_of(opened, 9) == ("conflict", Shape.TRIANGLE, Tone.PROBLEM)
    assert row_of(opened, 11) == ("drift", Shape.SQUARE, Tone.WARNING)
    assert opened.view.step.title_label.text().startswith("009 ")
    assert "Bring Hive's record in order" in news(opened)
    assert opened.view.heading.subtitle.text().endswith("1 difference in the schema")


def test_what_the_change_at_hand_tells_is_not_told_twice(open_page: OpenPage, at_12: Path) -> None:
    opened = open_page(change(at_12, "DELETE FROM schema_migrations WHERE version = 9"))
    assert news(opened) == ""
    assert "Version 9" in opened.card.notes.notes[0].message


def test_a_version_beyond_the_known_ones_is_told(open_page: OpenPage, at_13: Path) -> None:
    change(at_13, "INSERT INTO schema_migrations VALUES (14, 'later', '2025-10-01T00:00:00Z')")
    opened = open_page(at_13)
    assert row_of(opened, 14) == ("unknown", Shape.DIAMOND, Tone.WARNING)
    assert "Use a newer Hive Inspector" in news(opened)
    assert opened.view.heading.roll_back.isHidden()
    assert "beyond the 13 that are known" in opened.view.heading.subtitle.text()


def test_a_step_without_a_way_back_is_told_and_keeps_from_going_back(
    open_page: OpenPage, tmp_path: Path, at_13: Path
) -> None:
    scripts = scripts_with(
        tmp_path / "s", up='migrator.sql("CREATE TABLE a (b)")', constants='IRREVERSIBLE = "Gone."'
    )
    opened = open_page(at_13, carried=Carried(scripts=scripts))
    assert opened.view.step.chip.text() == "no way back"
    assert step_line(opened, "Rolling back") == "Gone."
    opened.press(opened.view.heading.rehearse)
    opened.press(opened.view.heading.go)
    opened = open_page(at_13, carried=Carried(scripts=scripts))
    opened.press(opened.view.heading.roll_back)
    assert opened.card.chip.text() == "blocked"
    assert not opened.view.heading.rehearse.isEnabled()
    assert "cannot be rolled back" in opened.card.notes.notes[0].message


def test_a_step_that_fails_is_done_without_proof_only_by_typing_the_name(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path, at_13: Path
) -> None:
    scripts = scripts_with(
        tmp_path / "s",
        up='migrator.sql("CREATE TABLE a (b)")',
        down='raise ValueError("no way back")',
    )
    opened = open_page(at_13, carried=Carried(scripts=scripts))
    opened.press(opened.view.heading.rehearse)
    assert opened.card.chip.text() == "not proved"
    assert not opened.view.heading.go.isEnabled()
    insist = opened.card.insist
    assert insist.isVisible()
    assert "no way back" in insist.words
    assert insist.button.text() == "Migrate to 14 without proof"
    QTest.keyClicks(insist.field, "hive.d")
    assert not insist.button.isEnabled()
    QTest.keyClicks(insist.field, "b")
    opened.press(insist.button)
    opened = reopen(opened)
    assert opened.card.title_label.text() == "Migrated from 13 to 14"
    assert opened.ask("SELECT name FROM sqlite_master WHERE name = 'a'") == [("a",)]


def test_what_fails_in_the_file_too_is_undone_and_told(
    open_page: OpenPage, reopen: OpenPage, tmp_path: Path, at_13: Path
) -> None:
    scripts = scripts_with(
        tmp_path / "s", up='migrator.sql("CREATE TABLE a (b)"); migrator.sql("DROP TABLE nowhere")'
    )
    opened = open_page(at_13, carried=Carried(scripts=scripts))
    before = opened.objects
    opened.press(opened.view.heading.rehearse)
    QTest.keyClicks(opened.card.insist.field, "hive.db")
    opened.press(opened.card.insist.button)
    opened = reopen(opened)
    assert opened.card.title_label.text() == "Not done, and undone"
    assert "nowhere" in opened.card.ending_text
    assert opened.card.chip.text() == "not done"
    assert opened.objects == before


def test_without_leave_to_write_nobody_is_asked_to_insist(
    open_page: OpenPage, tmp_path: Path, at_13: Path
) -> None:
    scripts = scripts_with(tmp_path / "s", up='migrator.sql("DROP TABLE nowhere")')
    opened = open_page(at_13, writable=False, carried=Carried(scripts=scripts))
    opened.press(opened.view.heading.rehearse)
    assert opened.card.insist.isHidden()


def test_a_run_that_ended_with_the_program_is_told_until_it_is_understood(
    open_page: OpenPage, at_12: Path
) -> None:
    mark = interrupted.Mark(
        "r", str(at_12), "The migration from 12 to 13", "2025-09-05", "", 2**22 + 1
    )
    interrupted.leave(mark)
    opened = open_page(at_12)
    assert "ended with the program. Nothing of it is in the file" in news(opened)
    press_note(opened, "Understood")
    assert news(opened) == ""
    assert not interrupted.interrupted_runs(at_12)
