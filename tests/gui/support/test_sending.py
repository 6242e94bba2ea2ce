"""The Support page: bundles, older installs and the audit trail."""

from __future__ import annotations

import json
import sqlite3
import zipfile
from contextlib import closing
from typing import TYPE_CHECKING

from hive_inspector.core.audit import AuditTrail, Entry
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.gui.pages.support.audit_work import as_csv
from hive_inspector.gui.pages.support.view import Tab
from tests.support.lineage_files import make_lineage_file
from tests.support.support_pages import (
    write,
)

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.tasks import TaskRunner
    from tests.support.support_pages import OpenPage


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
    qtbot.waitUntil(lambda: panel.has_content and tasks.is_idle)
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
    qtbot.waitUntil(lambda: panel.has_content and tasks.is_idle)
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
    qtbot.waitUntil(lambda: panel.has_content)
    rows = {row[0]: row for row in panel.list.texts.rows}
    assert rows["conversations"][1] == "1"
    assert panel.go.isVisible()
    target = tmp_path / "new.db"
    page.presenter.installs.bring_into(target)
    qtbot.waitUntil(lambda: target.exists() and tasks.is_idle)
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
