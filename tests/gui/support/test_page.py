"""The Support page: copies, comparing, bundles, the audit trail."""

from __future__ import annotations

import gzip
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.database.target import Access
from hive_inspector.core.database.values import CellKind, CellText
from hive_inspector.core.database.wrapping import Password, Wrapping
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.support.comparing.differences import (
    CellDifference,
    Comparison,
    RowDifference,
    TableDifference,
)
from hive_inspector.core.support.comparing.matching import MatchedBy
from hive_inspector.core.support.comparing.merging import Side
from hive_inspector.gui.pages.support.audit_work import as_csv
from hive_inspector.gui.pages.support.clearing_dialog import ClearingDialog
from hive_inspector.gui.pages.support.compare_words import cell_pairs
from hive_inspector.gui.pages.support.making_dialog import MakingDialog
from hive_inspector.gui.pages.support.page import SupportPage
from hive_inspector.gui.pages.support.view import Tab
from tests.support.lineage_files import cut_off, make_lineage_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.pages.support.backups_work import Copy
    from hive_inspector.gui.pages.support.compare_panel import ComparePanel
    from hive_inspector.gui.tasks import TaskRunner
    from hive_inspector.gui.workspace import Workspace

    OpenPage = Callable[..., SupportPage]

SECRET = "a pass phrase"


@pytest.fixture
def trail(tmp_path: Path) -> AuditTrail:
    return AuditTrail(tmp_path / "audit")


@pytest.fixture
def core(tmp_path: Path) -> Path:
    return make_lineage_file(tmp_path / "hive-ai.db", "core-013")


@pytest.fixture
def open_page(
    qtbot: QtBot,
    tasks: TaskRunner,
    open_workspace: Callable[..., Workspace],
    trail: AuditTrail,
) -> Iterator[OpenPage]:
    """Opens a page on one of its parts and waits for it."""
    pages: list[SupportPage] = []

    def open_it(
        path: Path, tab: Tab = Tab.BACKUPS, access: Access = Access.READ_ONLY
    ) -> SupportPage:
        page = SupportPage(open_workspace(path, audit=trail, access=access))
        pages.append(page)
        qtbot.addWidget(page.widget)
        page.widget.resize(1260, 820)
        page.widget.setCurrentIndex(tab)
        page.widget.show()
        page.activate()
        qtbot.waitUntil(lambda: tasks.is_idle)
        return page

    yield open_it
    for page in pages:
        page.close()


def write(path: Path, *statements: str) -> None:
    with closing(sqlite3.connect(path)) as connection, connection:
        for statement in statements:
            connection.execute(statement)


def setting(path: Path, key: str = "theme") -> str:
    with closing(sqlite3.connect(path)) as connection:
        row = connection.execute("SELECT value FROM configurations WHERE key = ?", (key,))
        return str(row.fetchone()[0])


def set_theme(path: Path, value: str) -> None:
    write(
        path,
        "DELETE FROM configurations WHERE key = 'theme'",
        f"INSERT INTO configurations (key, value) VALUES ('theme', '{value}')",
    )


def make(
    page: SupportPage,
    wrapping: Wrapping,
    tasks: TaskRunner,
    qtbot: QtBot,
    password: str = "",
) -> Copy:
    """Make a backup by the dialog; the copy that is listed first then."""
    before = len(page.widget.backups.copies)
    page.presenter.backups.ask_to_make()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, MakingDialog)
    dialog.forms[wrapping].setChecked(True)
    dialog.first.setText(password)
    dialog.second.setText(password)
    dialog.make.click()
    qtbot.waitUntil(lambda: len(page.widget.backups.copies) == before + 1 and tasks.is_idle)
    return page.widget.backups.copies[0]


def wait_for_comparison(page: SupportPage, qtbot: QtBot) -> ComparePanel:
    """The panel once everything is compared."""
    panel = page.widget.compare
    qtbot.waitUntil(lambda: panel.again.isVisible() and panel.again.isEnabled(), timeout=30000)
    return panel


def row_texts(page: SupportPage) -> list[tuple[str, ...]]:
    return list(page.widget.backups.list.texts.rows)


def test_a_file_without_copies_says_so_and_can_get_one(open_page: OpenPage, core: Path) -> None:
    page = open_page(core)
    panel = page.widget.backups
    assert panel.state.text == "There is no backup of this file yet."
    assert not panel.has_content
    assert panel.make.isEnabled()


def test_a_backup_that_is_made_is_listed_and_chosen(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot, trail: AuditTrail
) -> None:
    page = open_page(core)
    copy = make(page, Wrapping.GZIP, tasks, qtbot)
    assert page.widget.backups.has_content
    assert [row[0] for row in row_texts(page)] == ["Hive Inspector"]
    assert row_texts(page)[0][3:] == ("gzip", "not verified", "")
    assert gzip.decompress(copy.path.read_bytes()).startswith(b"SQLite format 3\x00")
    assert [(one.what, one.outcome) for one in trail.entries()] == [("backup.make", "done")]


def test_the_dialog_makes_an_encrypted_backup_only_with_the_same_password_twice(
    open_page: OpenPage, core: Path, qtbot: QtBot
) -> None:
    page = open_page(core)
    page.presenter.backups.ask_to_make()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, MakingDialog)
    assert dialog.make.isEnabled()
    dialog.forms[Wrapping.ENCRYPTED].setChecked(True)
    assert not dialog.make.isEnabled()
    dialog.first.setText("one")
    dialog.second.setText("two")
    assert not dialog.make.isEnabled()
    assert dialog.said == "The two passwords are not the same."
    dialog.second.setText("one")
    assert dialog.make.isEnabled()
    dialog.reject()
    qtbot.waitUntil(lambda: page.presenter.backups.dialog is None)


def test_verifying_an_encrypted_backup_asks_for_its_password(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    make(page, Wrapping.ENCRYPTED, tasks, qtbot, SECRET)
    detail = page.widget.backups.detail
    detail.verify.click()
    assert detail.asking.isVisible()
    assert not detail.asking.go.isEnabled()
    detail.asking.password.setText("wrong")
    detail.asking.go.click()
    qtbot.waitUntil(lambda: "does not open" in detail.outcome.text())
    assert row_texts(page)[0][4] == "not verified"
    detail.verify.click()
    assert detail.asking.password.text() == ""
    detail.asking.password.setText(SECRET)
    detail.asking.go.click()
    qtbot.waitUntil(lambda: row_texts(page)[0][4] == "whole" and tasks.is_idle)
    assert "sound" in detail.outcome.text()


def test_a_tampered_backup_is_called_damaged(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    copy = make(page, Wrapping.PLAIN, tasks, qtbot)
    content = bytearray(copy.path.read_bytes())
    content[-1] ^= 1
    copy.path.write_bytes(content)
    page.widget.backups.detail.verify.click()
    qtbot.waitUntil(lambda: row_texts(page)[0][4] == "damaged" and tasks.is_idle)
    problems = [one.text for one in page.widget.backups.detail.lines.lines if one.name == "Problem"]
    assert "The file is no longer what it was when it was made." in problems


def test_a_backup_is_opened_in_the_window_with_its_password(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    copy = make(page, Wrapping.ENCRYPTED_GZIP, tasks, qtbot, SECRET)
    detail = page.widget.backups.detail
    detail.open.click()
    detail.asking.password.setText(SECRET)
    with qtbot.waitSignal(page.open_wanted) as wanted:
        detail.asking.go.click()
    assert wanted.args == [copy.path, Password(SECRET)]


def test_a_file_open_for_reading_is_opened_for_writing_before_a_restore(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core)
    make(page, Wrapping.PLAIN, tasks, qtbot)
    detail = page.widget.backups.detail
    detail.restore.click()
    assert detail.asking.go.text() == "Open for writing"
    with qtbot.waitSignal(page.reopen_wanted) as wanted:
        detail.asking.go.click()
    assert wanted.args == [True]


def test_a_file_too_damaged_to_be_written_is_led_to_what_can_restore_it(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    make(open_page(core), Wrapping.PLAIN, tasks, qtbot)
    cut_off(core)
    page = open_page(core)
    backups = page.widget.backups
    backups.detail.restore.click()

    assert "hive-inspector restore" in backups.detail.outcome.text()
    assert backups.detail.asking.isHidden()


def test_a_restore_brings_the_content_back_and_keeps_what_was_there(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot, trail: AuditTrail
) -> None:
    set_theme(core, "yesterday")
    page = open_page(core, access=Access.WRITABLE)
    make(page, Wrapping.GZIP, tasks, qtbot)
    set_theme(core, "today")
    detail = page.widget.backups.detail
    detail.restore.click()
    assert "restore point" in detail.asking.words.text()
    with qtbot.waitSignal(page.reopen_wanted, timeout=15000) as wanted:
        detail.asking.go.click()
    assert wanted.args == [None]
    assert setting(core) == "yesterday"
    page.reload()
    qtbot.waitUntil(lambda: any(copy.point for copy in page.widget.backups.copies))
    point = next(copy for copy in page.widget.backups.copies if copy.point)
    assert setting(point.path) == "today"
    assert [one.what for one in trail.entries()] == ["backup.make", "backup.restore"]


def test_backups_that_are_too_old_by_hives_settings_are_shown_and_removed_when_that_is_confirmed(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot, trail: AuditTrail
) -> None:
    keep_one = "INSERT OR REPLACE INTO settings (key, value) VALUES ('backup.retentionCount', '1')"
    write(core, keep_one)
    page = open_page(core)
    panel = page.widget.backups
    older = make(page, Wrapping.PLAIN, tasks, qtbot)
    assert panel.clear.isHidden()
    newer = make(page, Wrapping.GZIP, tasks, qtbot)
    assert panel.clear.text() == "Remove 1 too old…"
    place = [copy.path for copy in panel.copies].index(older.path)
    assert [row[5] for row in row_texts(page)] == ["", "too old"]
    panel.list.selectRow(place)
    kept = next(line.text for line in panel.detail.lines.lines if line.name == "Kept")
    assert kept == "no longer: Hive's settings keep 1 newer one by Hive Inspector"

    panel.clear.click()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, ClearingDialog)
    assert [row[0] for row in dialog.list.texts.rows] == [older.path.name]
    dialog.leave.click()
    qtbot.waitUntil(lambda: page.presenter.backups.dialog is None)
    assert older.path.exists()

    panel.clear.click()
    dialog = page.presenter.backups.dialog
    assert isinstance(dialog, ClearingDialog)
    dialog.remove.click()
    qtbot.waitUntil(lambda: len(panel.copies) == 1 and tasks.is_idle, timeout=15000)
    assert not older.path.exists()
    assert [copy.path for copy in panel.copies] == [newer.path]
    assert panel.clear.isHidden()
    assert [one.what for one in trail.entries()] == [*["backup.make"] * 2, "backup.remove"]


def test_a_restore_point_is_restored_where_that_is_told_beforehand(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core, access=Access.WRITABLE)
    make(page, Wrapping.PLAIN, tasks, qtbot)
    detail = page.widget.backups.detail
    detail.restore.click()
    with qtbot.waitSignal(page.reopen_wanted, timeout=15000):
        detail.asking.go.click()
    page.reload()
    qtbot.waitUntil(lambda: any(copy.point for copy in page.widget.backups.copies))
    panel = page.widget.backups
    place = next(at for at, copy in enumerate(panel.copies) if copy.point)
    panel.list.selectRow(place)
    with qtbot.waitSignal(page.undo_wanted) as wanted:
        detail.restore.click()
    assert wanted.args == [panel.copies[place].point]


def test_what_another_file_holds_differently_is_shown_by_table_row_and_cell(
    open_page: OpenPage, core: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = make_lineage_file(tmp_path / "other.db", "core-013")
    set_theme(core, "dark")
    set_theme(other, "light")
    write(core, "INSERT INTO configurations (key, value) VALUES ('here', '1')")
    page = open_page(core, Tab.COMPARE)
    panel = page.widget.compare
    assert panel.state.text == "Choose a file to compare this one with."
    page.presenter.compare.compare_with(other)
    wait_for_comparison(page, qtbot)
    assert ("configurations", "1", "", "1") in panel.tables.texts.rows
    place = panel.tables.texts.rows.index(("configurations", "1", "", "1"))
    panel.tables.selectRow(place)
    assert [row[1] for row in panel.rows.texts.rows] == ["only here", "changed"]
    panel.rows.selectRow(1)
    texts = [
        "".join(piece.text for piece in pieces if piece.differs)
        for pair in panel.sides.sides.pairs
        for pieces in (pair.left, pair.right)
    ]
    assert "dark" in texts
    assert "light" in texts


def test_two_equal_files_show_no_difference_and_nothing_to_export(
    open_page: OpenPage, core: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    other = tmp_path / "same.db"
    other.write_bytes(core.read_bytes())
    page = open_page(core, Tab.COMPARE)
    panel = page.widget.compare
    page.presenter.compare.compare_with(other)
    qtbot.waitUntil(lambda: panel.state.text == "There is no difference.", timeout=15000)
    assert panel.export.isHidden()


def test_a_file_that_cannot_be_compared_says_why(
    open_page: OpenPage, core: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    stranger = tmp_path / "notes.txt"
    stranger.write_text("no database")
    page = open_page(core, Tab.COMPARE)
    page.presenter.compare.compare_with(stranger)
    panel = page.widget.compare
    qtbot.waitUntil(lambda: "not" in panel.state.text, timeout=15000)
    assert not panel.has_content


def test_the_sql_of_a_difference_makes_the_file_like_the_other(
    open_page: OpenPage, core: Path, tmp_path: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    other = make_lineage_file(tmp_path / "other.db", "core-013")
    set_theme(core, "dark")
    set_theme(other, "light")
    page = open_page(core, Tab.COMPARE)
    page.presenter.compare.compare_with(other)
    wait_for_comparison(page, qtbot)
    sql, report = tmp_path / "difference.sql", tmp_path / "difference.md"
    page.presenter.compare.write_sql(sql)
    qtbot.waitUntil(lambda: sql.exists() and tasks.is_idle)
    page.presenter.compare.write_report(report)
    qtbot.waitUntil(lambda: report.exists() and tasks.is_idle)
    with closing(sqlite3.connect(core)) as connection:
        connection.executescript(sql.read_text())
    assert setting(core) == "light"
    assert "configurations" in report.read_text()


def test_a_backup_in_the_list_is_compared_with_the_file(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    set_theme(core, "before")
    page = open_page(core)
    make(page, Wrapping.GZIP, tasks, qtbot)
    set_theme(core, "after")
    page.widget.backups.detail.compare.click()
    panel = wait_for_comparison(page, qtbot)
    assert page.widget.currentIndex() == Tab.COMPARE
    assert [row[0] for row in panel.tables.texts.rows] == ["configurations"]


def found(*names: str, awaited: tuple[str, ...] = ()) -> Comparison:
    """A comparison that has come as far as these tables, each with one row that only this file has."""
    cell = CellDifference("k", CellText("1", CellKind.INTEGER), CellText("", CellKind.NULL))
    row = RowDifference(Side.LEFT, (CellText("1", CellKind.INTEGER),), (cell,))
    tables = tuple(
        TableDifference(name, MatchedBy.PRIMARY_KEY, ("k",), 2, 1, 0, 0, (row,)) for name in names
    )
    return Comparison(Path("here.db"), Path("there.db"), (), tables, awaited)


def test_tables_are_shown_as_they_come_and_the_user_stays_where_he_went(
    open_page: OpenPage, core: Path
) -> None:
    panel = open_page(core, Tab.COMPARE).widget.compare
    panel.show_running()
    panel.show_comparison(found(awaited=("a", "b", "c")))
    assert not panel.has_content
    panel.show_comparison(found("a", "b", awaited=("c",)))
    assert [row[0] for row in panel.tables.texts.rows] == ["a", "b"]
    assert panel.summary == "2 of 3 tables compared, 2 differ so far"
    assert panel.export.isHidden()
    panel.tables.selectRow(1)
    panel.show_comparison(found("a", "b", "c"))
    assert [row[0] for row in panel.tables.texts.rows] == ["a", "b", "c"]
    assert panel.tables.currentIndex().row() == 1
    assert panel.summary == "3 tables differ"
    assert not panel.export.isHidden()


def test_what_was_found_before_a_comparison_was_stopped_stays(
    open_page: OpenPage, core: Path
) -> None:
    panel = open_page(core, Tab.COMPARE).widget.compare
    panel.show_running()
    panel.show_comparison(found("a", awaited=("b",)))
    panel.show_stopped()
    assert panel.has_content
    assert panel.summary == "Stopped: 1 of 2 tables compared, 1 differs so far."
    assert panel.export.isHidden()
    assert not panel.again.isHidden()
    panel.show_running()
    panel.show_comparison(found(awaited=("a", "b")))
    panel.show_stopped()
    assert panel.state.text == "Comparing was stopped."
    assert panel.tables.texts.rows == ()


def test_a_long_text_is_shown_from_where_it_differs() -> None:
    same = "x" * 300
    cell = CellDifference(
        "content",
        CellText(f"{same} one end", CellKind.TEXT),
        CellText(f"{same} another end", CellKind.TEXT),
    )
    (pair,) = cell_pairs(RowDifference(Side.BOTH, (), (cell,)))
    assert [piece.text for piece in pair.left if piece.differs] == ["one"]
    assert [piece.text for piece in pair.right if piece.differs] == ["another"]
    assert max(len(piece.text) for piece in pair.left) < 40


def test_a_bundle_is_shown_in_full_and_holds_exactly_what_is_ticked(
    open_page: OpenPage,
    core: Path,
    tmp_path: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
    trail: AuditTrail,
) -> None:
    page = open_page(core, Tab.BUNDLE)
    panel = page.widget.bundle
    assert panel.write.isHidden()
    panel.gather.click()
    qtbot.waitUntil(lambda: panel.has_content and tasks.is_idle, timeout=30000)
    assert [row.part.id for row in panel.rows] == list(PartId)
    log = next(row for row in panel.rows if row.part.id is PartId.LOG)
    log.tick.click()
    shown = {}
    for row in panel.rows:
        row.click()
        shown[row.part.id.file_name] = panel.text.toPlainText()
    path = tmp_path / "bundle.zip"
    page.presenter.bundle.write(path)
    qtbot.waitUntil(lambda: path.exists() and tasks.is_idle)
    with zipfile.ZipFile(path) as archive:
        names = set(archive.namelist()) - {"manifest.json"}
        assert names == set(shown) - {PartId.LOG.file_name}
        for name in names:
            assert archive.read(name).decode() == shown[name]
            json.loads(archive.read(name))
    assert [(one.what, one.outcome) for one in trail.entries()] == [("bundle.write", "done")]
    asked: list[Path] = []
    page.open_wanted.connect(lambda path, _password: asked.append(path))
    page.presenter.bundle._on_chosen(str(path))
    assert asked == [path]


def test_without_a_part_nothing_can_be_written(
    open_page: OpenPage, core: Path, tasks: TaskRunner, qtbot: QtBot
) -> None:
    page = open_page(core, Tab.BUNDLE)
    panel = page.widget.bundle
    panel.gather.click()
    qtbot.waitUntil(lambda: panel.has_content and tasks.is_idle, timeout=30000)
    for row in panel.rows:
        row.tick.setChecked(False)
    assert not panel.write.isEnabled()


def test_an_older_install_at_the_usual_place_is_found_and_brought_into_a_new_file(
    open_page: OpenPage,
    core: Path,
    own_folders: Path,
    tmp_path: Path,
    tasks: TaskRunner,
    qtbot: QtBot,
) -> None:
    folder = own_folders / ".hive-ai"
    folder.mkdir(parents=True)
    old = make_lineage_file(folder / "hive-ai-knowledge.db", "knowledge")
    write(
        old,
        "INSERT INTO conversations (id, question, final_answer, source_of_truth)"
        " VALUES ('c1', 'Why?', 'Because.', 'Because.')",
    )
    before = old.read_bytes()
    page = open_page(core, Tab.INSTALLS)
    panel = page.widget.installs
    qtbot.waitUntil(lambda: panel.has_content, timeout=15000)
    rows = {row[0]: row for row in panel.list.texts.rows}
    assert rows["conversations"][1] == "1"
    assert panel.go.isVisible()
    target = tmp_path / "new.db"
    page.presenter.installs.bring_into(target)
    qtbot.waitUntil(lambda: target.exists() and tasks.is_idle, timeout=30000)
    rows = {row[0]: row for row in panel.list.texts.rows}
    assert rows["conversations"][2] == "1"
    with closing(sqlite3.connect(target)) as connection:
        assert connection.execute("SELECT count(*) FROM conversations").fetchone() == (1,)
    assert old.read_bytes() == before
    with qtbot.waitSignal(page.open_wanted) as wanted:
        panel.open.click()
    assert wanted.args == [target, None]


def test_without_an_older_install_the_page_says_what_could_be_chosen(
    open_page: OpenPage, core: Path, tasks: TaskRunner, tmp_path: Path, qtbot: QtBot
) -> None:
    page = open_page(core, Tab.INSTALLS)
    panel = page.widget.installs
    assert panel.state.text == "No older install of Hive was found here."
    assert panel.go.isHidden()
    page.presenter.installs.look(tmp_path / "home")
    qtbot.waitUntil(lambda: "There is no database" in panel.state.text and tasks.is_idle)
    assert panel.go.isHidden()


def test_the_newest_entry_comes_first_and_words_narrow_the_list(
    open_page: OpenPage, core: Path, trail: AuditTrail, qtbot: QtBot, tasks: TaskRunner
) -> None:
    trail.record(Entry("reveal.cell", str(core), details={"column": "license_key"}))
    trail.record(Entry("backup.make", "/elsewhere/other.db", "failed", {"reason": "no room"}))
    page = open_page(core, Tab.AUDIT)
    panel = page.widget.audit
    assert [row[1] for row in panel.list.texts.rows] == ["Backup made", "Secret shown"]
    panel.field.setText("LICENSE")
    qtbot.waitUntil(lambda: [one.what for one in panel.shown] == ["reveal.cell"])
    panel.field.setText("nothing of the kind")
    qtbot.waitUntil(lambda: panel.shown == ())
    assert not panel.export.isEnabled()
    panel.field.clear()
    panel.only_this.click()
    qtbot.waitUntil(lambda: [one.file for one in panel.shown] == [str(core)])


def test_an_empty_trail_says_what_will_stand_there(open_page: OpenPage, core: Path) -> None:
    page = open_page(core, Tab.AUDIT)
    assert page.widget.audit.state.text == "Nothing is on record yet."


def test_the_table_of_the_trail_starts_no_formula() -> None:
    entry = Entry("export.file", "=1+1", details={"to": "a,b"}, when="2025-01-01", who="ada")
    lines = as_csv((entry,)).decode().splitlines()
    assert lines[0] == "when,who,what,file,outcome,details"
    assert lines[1] == '2025-01-01,ada,export.file,\'=1+1,done,"to: a,b"'
