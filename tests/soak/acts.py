"""What a restless user does, one thing after the other, at random: everything that only looks at the file."""

from __future__ import annotations

import re
import time
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractScrollArea, QApplication, QDialog, QLineEdit

from hive_inspector.core.console.outcomes import State
from hive_inspector.core.database.wrapping import Wrapping
from hive_inspector.core.settings import ThemeMode
from hive_inspector.core.statistics.periods import Bucket, Choice, Span
from hive_inspector.gui.pages.schema.words import comparable
from tests.soak.invariants import LEDGER, QUERY, is_one_generation, is_sound_export, is_sound_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path
    from random import Random

    from tests.soak.watching import Readings
    from tests.soak.window import Window

PAGES = (
    "overview",
    "browse",
    "query",
    "schema",
    "migrations",
    "statistics",
    "health",
    "support",
)
TELLING_CHECKS = ("orphans", "reference_violations", "integrity", "quick_integrity")
"""Find nothing in any one state of the file."""
_SIZES = ((1440, 900), (1024, 640), (900, 560), (1700, 1000))
_FILTERS = (
    "a",
    "soak*",
    "=user",
    ">5",
    "null",
    "!null",
    "1..9",
    "/[aeiou]{3}/",
    "7d",
    "1..",
    "",
    "",
    "(",
)
_QUERIES = (
    "SELECT * FROM messages ORDER BY timestamp DESC LIMIT 500;",
    "SELECT role, count(*) FROM messages GROUP BY role; SELECT count(*) FROM conversations;",
    "SELECT * FROM messages a JOIN messages b ON a.role <> b.role;",
    "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n) SELECT sum(i) FROM n;",
    "SELECT key, value FROM configurations;",
    "DELETE FROM messages;",
    "SELECT nothing FROM nowhere;",
    "SELECT id FROM conversations WHERE id = :id",
)
_KEYS = (
    Qt.Key.Key_Down,
    Qt.Key.Key_Up,
    Qt.Key.Key_PageDown,
    Qt.Key.Key_PageUp,
    Qt.Key.Key_End,
    Qt.Key.Key_Home,
    Qt.Key.Key_Tab,
    Qt.Key.Key_Escape,
    Qt.Key.Key_Right,
    Qt.Key.Key_Left,
    Qt.Key.Key_F5,
)
_LEFT_ALONE = re.compile(
    r"open|choose|other|save|write|folder|file|restore|repair|import|demo|writ|browse|about|close|png|svg|read|"
    r"make|export|picture|image|undo|again|limits|report|as sql|bundle",
    re.IGNORECASE,
)
"""Buttons that ask for a file, lead out of the program or change something; some are pressed by acts of their own."""


class Acts:
    """Knows everything that can be done, and does one of it when asked."""

    def __init__(self, window: Window, readings: Readings, random: Random, folder: Path) -> None:
        self._window = window
        self._readings = readings
        self._random = random
        self._folder = folder
        self._made = 0
        self.owed: list[Callable[[], None]] = []
        """What is to be looked at when the file is put away: files that were written."""
        self.done = 0
        self.took: dict[str, list[tuple[float, float]]] = defaultdict(list)
        """Seconds, and seconds of processor, that the acts kept the window's thread, by name."""
        self._last_verdicts: dict[str, object] = {}
        self._acts: tuple[tuple[int, Callable[[], None]], ...] = (
            (6, self._turn_page),
            (3, self._show_table),
            (3, self._show_ledger),
            (3, self._filter),
            (1, self._clear_filters),
            (3, self._sort),
            (1, self._stop_selecting),
            (5, self._scroll),
            (4, self._wheel),
            (5, self._key),
            (2, self._go_to_cell),
            (1, self._follow_link),
            (1, self._go_back),
            (1, self._search_everywhere),
            (1, self._profile),
            (1, self._show_news),
            (1, self._copy),
            (2, self._run_query),
            (2, self._run_invariants),
            (1, self._stop_query),
            (1, self._plan),
            (1, self._check_quick),
            (1, self._check_all),
            (1, self._stop_checks),
            (2, self._choose_period),
            (2, self._schema_tab),
            (1, self._compare_sides),
            (2, self._support_tab),
            (1, self._gather_bundle),
            (1, self._write_bundle),
            (1, self._make_backup),
            (1, self._compare_backup),
            (2, self._change_theme),
            (2, self._resize),
            (1, self._reload),
            (1, self._export),
            (4, self._press_button),
            (1, self._about),
        )

    def one(self) -> None:
        """Do one thing."""
        (act,) = self._random.choices(
            [act for _, act in self._acts], [weight for weight, _ in self._acts]
        )
        self._do(act)

    def each(self) -> Iterator[None]:
        """Do everything once, in the order of the list."""
        for _, act in self._acts:
            self._do(act)
            yield

    def _do(self, act: Callable[[], None]) -> None:
        name = act.__name__.strip("_")
        self._window.doing = name
        began, used = time.perf_counter(), time.thread_time()
        act()
        self.took[name].append((time.perf_counter() - began, time.thread_time() - used))
        self.done += 1

    def look(self) -> None:
        """Hold what the window shows against what the writers keep true."""
        self._look_at_ledger()
        self._look_at_query()
        self._look_at_checks()

    def put_away(self) -> None:
        """Close every dialog, as the user would before going on."""
        for widget in QApplication.topLevelWidgets():
            if isinstance(widget, QDialog) and widget.isVisible():
                widget.close()

    # pages

    def _turn_page(self) -> None:
        self._window.program.window.area.turn_to(self._random.choice(PAGES))

    def _in_front(self, page_id: str) -> Any:
        self._window.program.window.area.turn_to(page_id)
        return self._window.page

    # Browse

    def _show_table(self) -> None:
        page = self._in_front("browse")
        names = [table.name for table in page.presenter.schema.tables]
        page.show_table(self._random.choice([*names, "messages", "conversations"]))

    def _show_ledger(self) -> None:
        self._in_front("browse").show_table(LEDGER)

    def _model(self) -> Any:
        page = self._window.body("browse")
        return page, page.presenter.model

    def _filter(self) -> None:
        page, model = self._model()
        if model is not None:
            column = self._random.choice(model.names)
            page.presenter.filters.edit(column, self._random.choice(_FILTERS))

    def _clear_filters(self) -> None:
        page, model = self._model()
        if model is not None:
            page.presenter.filters.clear()

    def _sort(self) -> None:
        page, model = self._model()
        if model is not None:
            column = self._random.choice(model.names)
            page.presenter.filters.sort(column, added=self._random.random() < 0.2)

    def _stop_selecting(self) -> None:
        self._window.body("browse").presenter.stop_selecting()

    def _go_to_cell(self) -> None:
        page, model = self._model()
        if model is not None and model.rowCount():
            row = self._random.randrange(model.rowCount())
            page.view.rows.grid.go_to(row, row, self._random.randrange(model.columnCount()))

    def _follow_link(self) -> None:
        page, model = self._model()
        if model is not None and model.rowCount():
            rows = min(model.rowCount(), 30)
            column = self._random.randrange(len(model.columns))
            page.presenter.follow_cell(self._random.randrange(rows), column)

    def _go_back(self) -> None:
        travels = self._window.body("browse").presenter.travels
        self._random.choice((travels.go_back, travels.go_forward))()

    def _search_everywhere(self) -> None:
        everywhere = self._window.body("browse").presenter.everywhere
        if self._random.random() < 0.3:
            everywhere.stop()
        else:
            everywhere.search(self._random.choice(("agreed", "soak-1", "llama")))

    def _profile(self) -> None:
        page, model = self._model()
        if model is not None and model.rowCount():
            page.presenter.row.profile.start()

    def _show_news(self) -> None:
        page, model = self._model()
        if model is not None:
            page.presenter.show_news()

    def _copy(self) -> None:
        page, model = self._model()
        if model is not None:
            page.presenter.copying.copy(headers=True)

    # Query

    def _run_query(self) -> None:
        page = self._in_front("query")
        page.widget.editors.editor.replace_all(self._random.choice(_QUERIES))
        self._random.choice((page.presenter.run, page.presenter.run_all))()

    def _run_invariants(self) -> None:
        page = self._in_front("query")
        page.presenter.stop()
        page.widget.editors.editor.replace_all(QUERY)
        page.presenter.run_all()

    def _stop_query(self) -> None:
        self._window.body("query").presenter.stop()

    def _plan(self) -> None:
        page = self._in_front("query")
        page.widget.editors.editor.replace_all(self._random.choice(_QUERIES))
        page.presenter.plan()

    # Health, Statistics, Schema

    def _check_quick(self) -> None:
        self._in_front("health").widget.quick_wanted.emit()

    def _check_all(self) -> None:
        self._in_front("health").widget.all_wanted.emit()

    def _stop_checks(self) -> None:
        self._window.body("health").widget.stop_wanted.emit()

    def _choose_period(self) -> None:
        page = self._in_front("statistics")
        spans = [span for span in Span if span is not Span.CUSTOM]
        bucket = self._random.choice([None, *Bucket])
        page.presenter.choose(Choice(self._random.choice(spans), bucket))

    def _schema_tab(self) -> None:
        page = self._in_front("schema")
        page.widget.setCurrentIndex(self._random.randrange(page.widget.count()))
        if self._random.random() < 0.5:
            page.show_table(self._random.choice((LEDGER, "messages", "conversations")))

    def _compare_sides(self) -> None:
        page = self._in_front("schema")
        page.widget.setCurrentIndex(2)
        sides = [name for name, _ in comparable()]
        page.widget.differences.sides_chosen.emit(*self._random.sample(sides, 2))

    # Support

    def _support_tab(self) -> None:
        page = self._in_front("support")
        page.widget.setCurrentIndex(self._random.randrange(page.widget.count()))

    def _gather_bundle(self) -> None:
        self._in_front("support").presenter.bundle.gather()

    def _write_bundle(self) -> None:
        self._in_front("support").presenter.bundle.write(self._new_file("bundle.zip"))

    def _make_backup(self) -> None:
        presenter = self._in_front("support").presenter.backups
        presenter.ask_to_make()
        dialog = presenter.dialog
        if dialog is not None:
            dialog.wanted.emit(self._random.choice((Wrapping.PLAIN, Wrapping.GZIP)), None)
            dialog.close()

    def _compare_backup(self) -> None:
        backups = self.backups()
        if backups:
            page = self._in_front("support")
            page.presenter.compare.compare_with(self._random.choice(backups))

    def backups(self) -> list[Path]:
        """The plain backups that were made."""
        session = self._window.program.desk.session
        if session is None:
            return []
        folder = session.workspace.opened.database.real_path.parent
        return sorted(folder.rglob("*backup*.sqlite"))

    # the window

    def _change_theme(self) -> None:
        modes = (ThemeMode.DARK, ThemeMode.LIGHT)
        self._window.program.window.theme_chosen.emit(self._random.choice(modes))

    def _resize(self) -> None:
        self._window.program.window.resize(*self._random.choice(_SIZES))

    def _reload(self) -> None:
        self._window.page.reload()

    def _about(self) -> None:
        self._window.program.window.show_about()

    def _export(self) -> None:
        page = self._in_front("browse")
        page.show_table(LEDGER)
        self._window.wait(partial(self._shows_ledger, page), "the ledger shown")
        page.presenter.filters.clear()
        page.exporting.open()
        self._window.wait(lambda: page.exporting.dialog is not None, "asked what to export")
        dialog = page.exporting.dialog
        path = self._new_file("ledger.csv")
        dialog.file.set_path(path)
        dialog.export_button.click()
        self.owed.append(partial(self._look_at_export, dialog.wanted.path))

    def _shows_ledger(self, page: Any) -> bool:
        return page.presenter.model is not None and page.presenter._rows.table.name == LEDGER

    def _new_file(self, name: str) -> Path:
        self._made += 1
        return self._folder / f"{self._made}-{name}"

    # whatever there is

    def _widgets(self, kind: type) -> list[Any]:
        page = self._window.page
        found = [] if page is None else page.widget.findChildren(kind)
        return [widget for widget in found if widget.isVisible() and widget.isEnabled()]

    def _scroll(self) -> None:
        areas = self._widgets(QAbstractScrollArea)
        if areas:
            bar = self._random.choice(areas).verticalScrollBar()
            bar.setValue(self._random.randint(bar.minimum(), max(bar.maximum(), bar.minimum())))

    def _wheel(self) -> None:
        areas = self._widgets(QAbstractScrollArea)
        if areas:
            viewport = self._random.choice(areas).viewport()
            place = QPointF(viewport.rect().center())
            down = QPoint(0, self._random.choice((-120, -360, 120, 360)))
            buttons, keys = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier
            everywhere = QPointF(viewport.mapToGlobal(place.toPoint()))
            phase = Qt.ScrollPhase.NoScrollPhase
            event = QWheelEvent(place, everywhere, QPoint(), down, buttons, keys, phase, False)
            QApplication.sendEvent(viewport, event)

    def _key(self) -> None:
        widget = QApplication.focusWidget()
        if widget is None:
            widget = self._window.program.window
        if isinstance(widget, QLineEdit) and self._random.random() < 0.5:
            QTest.keyClicks(widget, "so")
        for _ in range(self._random.randint(1, 6)):
            QTest.keyClick(widget, self._random.choice(_KEYS))
            if QApplication.focusWidget() is not widget:
                return

    def _press_button(self) -> None:
        buttons = [
            one for one in self._widgets(QAbstractButton) if not _LEFT_ALONE.search(words_of(one))
        ]
        if buttons:
            button = self._random.choice(buttons)
            self._window.doing = f"press “{words_of(button)}”"
            button.click()

    # what is held against the invariants

    def _look_at_ledger(self) -> None:
        page = self._window.page
        if page is None or not hasattr(page, "exporting"):
            return
        model = page.presenter.model
        if model is None or page.presenter._rows.table.name != LEDGER:
            return
        column = list(model.names).index("generation")
        pages: dict[int, list[str]] = {}
        for row in range(model.rowCount()):
            shown = model.shown_row(row)
            text = None if shown is None else shown[0][column]
            if text:
                pages.setdefault(row // model.page_rows, []).append(text)
        for texts in pages.values():
            self._readings.note("pages of the grid", is_sound=is_one_generation(texts))

    def _look_at_query(self) -> None:
        page = self._window.page
        if page is None or not hasattr(page, "presenter"):
            return
        running = getattr(page.presenter, "running", None)
        for result in getattr(running, "results", ()):
            outcome = result.outcome
            if outcome is None or outcome.state is not State.DONE or result.property("seen"):
                continue
            result.setProperty("seen", True)
            if "AS miscounted" in result.asked.statement.text and result.rows is not None:
                (row,) = result.rows.values(0, 1)
                self._readings.note("queries", is_sound=tuple(row) == (0, 0, 0))

    def _look_at_checks(self) -> None:
        page = self._window.page
        checkup = getattr(getattr(page, "presenter", None), "_checkup", None)
        for name in TELLING_CHECKS:
            result = None if checkup is None else checkup.results.get(name)
            if result is not None and result is not self._last_verdicts.get(name):
                self._last_verdicts[name] = result
                self._readings.note("checks", is_sound=not result.findings)

    def _look_at_export(self, path: Path) -> None:
        if path.exists():
            is_sound = is_sound_export(path)
            self._readings.note("exports", is_sound=is_sound)
            path.unlink()

    def look_at_backups(self, folder: Path) -> None:
        """Hold the backups that were made against it, and remove all but one, so that the disk does not fill."""
        found = sorted(folder.rglob("*.sqlite"))
        for path in found:
            self._readings.note("backups", is_sound=is_sound_file(path))
        for path in [*found[1:], *folder.rglob("*.sqlite.gz")]:
            path.unlink()


def words_of(button: QAbstractButton) -> str:
    """What a button says of itself, on it or to a screen reader."""
    return f"{button.text()} {button.accessibleName()} {button.toolTip()}"
