"""Decides what is run of a script, with which values, and where what comes of it is shown."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from hive_inspector.core.console.binding import read_value
from hive_inspector.core.console.redacting import redacted_values
from hive_inspector.core.console.running import Console
from hive_inspector.core.console.splitting import split, statement_at
from hive_inspector.core.database.target import Access
from hive_inspector.core.preferences import QUERY_KEPT_MB, QUERY_ROWS, QUERY_SECONDS
from hive_inspector.gui.exporting.recording import Recorder
from hive_inspector.gui.pages.query.changing import Change
from hive_inspector.gui.pages.query.planning import Planning
from hive_inspector.gui.pages.query.preparing import (
    complete_at,
    lay_out,
    prepare,
    read_tables,
    sizes_from,
)
from hive_inspector.gui.pages.query.remembering import Remembering
from hive_inspector.gui.pages.query.running import Result, Running
from hive_inspector.gui.pages.query.scripts import Script, keep_scripts, new_name, read_scripts
from hive_inspector.gui.pages.query.work import Asked
from hive_inspector.gui.widgets.sql_editor.editor import SqlEditor, Wrong

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.console.completion import Completion
    from hive_inspector.core.console.outcomes import Outcome
    from hive_inspector.core.console.running import Limits
    from hive_inspector.core.console.shelf import ReadyQuery
    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.console.vocabulary import Vocabulary
    from hive_inspector.core.database.snapshot import Schema
    from hive_inspector.core.settings import JsonValue
    from hive_inspector.gui.pages.query.kept import Kept
    from hive_inspector.gui.pages.query.lists import Entry
    from hive_inspector.gui.pages.query.view import QueryView
    from hive_inspector.gui.workspace import Workspace

_VALUES, _SECONDS, _ROWS, _SIDE = "query.values", "query.seconds", "query.rows", "query.side"
_SIZES = "query.sizes"
_KEEP_MS = 400
_MOST_VALUES = 100


class QueryPresenter(QObject):
    """Runs, plans and formats what is in the editor in front.

    Signals:
        writing_wanted: The file is to be opened for writing.
        undo_wanted: A change is to be undone: its `RestorePoint`.
    """

    writing_wanted = Signal()
    undo_wanted = Signal(object)

    def __init__(self, workspace: Workspace, kept: Kept, view: QueryView, parent: QObject) -> None:
        super().__init__(parent)
        self._workspace = workspace
        self._tasks = workspace.tasks
        self._state = workspace.state
        self._view = view
        self._kept = kept
        self.console = Console(workspace.opened.database, workspace.opened.schema)
        self._vocabulary: Vocabulary | None = None
        self._is_prepared = False
        self._pending: Callable[[], None] | None = None
        """What is to be done when the parameters have their values."""
        self._asker: SqlEditor | None = None
        """The editor whose statements the results are of."""
        self._text = ""
        """Its text when they were run."""
        self._waiting: list[Asked] = []
        """Statements behind one that is to be decided about."""
        self._changes: list[Change] = []
        recorder = Recorder(workspace.audit, workspace.opened.database.real_path)
        self.running = Running(workspace, view.outcomes, recorder, self)
        self.running.history = kept.history
        self.planning = Planning(workspace, view.outcomes, self)
        self.remembering = Remembering(workspace, kept, view.side, self._text_to_save)
        self._keeping = QTimer(self)
        self._keeping.setSingleShot(True)
        self._keeping.setInterval(_KEEP_MS)
        self._keeping.timeout.connect(self._keep)
        view.editors.show_scripts(*read_scripts(self._state))
        self._preferences = workspace.preferences
        self._preferences.changed.connect(self._show_limits)
        self._show_limits()
        is_side_shown = self._state.get(_SIDE) is not False
        view.toolbar.side.setChecked(is_side_shown)
        view.side.setVisible(is_side_shown)
        sizes = sizes_from(self._state.get(_SIZES))
        if sizes is not None:
            view.resize_parts(*sizes)
        self._connect()

    @property
    def may_write(self) -> bool:
        """Whether the file is open for writing."""
        return self._workspace.opened.database.target.access is not Access.READ_ONLY

    @property
    def changes(self) -> tuple[Change, ...]:
        """The statements of the last run that change rows."""
        return tuple(self._changes)

    def activate(self) -> None:
        """Make ready for the first statement."""
        if not self._is_prepared:
            self._is_prepared = True
            self._prepare(self._workspace.opened.schema)
            self.remembering.look()
            self.remembering.look_at_saved()

    def deactivate(self) -> None:
        """Keep what was written."""
        self._keep()

    def reload(self) -> None:
        """Know the tables that are there by now."""
        database = self._workspace.opened.database
        self._tasks.submit(
            partial(read_tables, database), on_result=self._take_schema, key="query.schema"
        )

    def close(self) -> None:
        """The file is being closed."""
        self._keep()
        self._keeping.stop()
        self.running.close()
        self.planning.close()
        for change in self._changes:
            change.stop_timers()
        self._view.stop()
        self.console.close()

    def put_in(self, sql: str) -> None:
        """Put a statement behind what is in the editor, and select it, so that it is run next."""
        editor = self._view.editors.editor
        text = editor.toPlainText()
        kept = text.rstrip()
        gap = "\n\n" if kept else ""
        closed = kept if not kept or kept.endswith(";") else f"{kept};"
        added = sql.strip()
        editor.replace_range(len(kept), len(text), closed[len(kept) :] + gap + added)
        start = len(closed) + len(gap)
        editor.show_place(start, start + len(added))
        editor.setFocus()

    @Slot()
    def run(self) -> None:
        """Run what is selected, else the statement at the cursor."""
        self._with_values(self._chosen(), self._start)

    @Slot()
    def run_all(self) -> None:
        """Run every statement of the script."""
        self._with_values(split(self._view.editors.editor.toPlainText()), self._start)

    @Slot()
    def plan(self) -> None:
        """Show how SQLite would run the statement at the cursor."""
        self._with_values(self._chosen()[:1], self._show_plan)

    @Slot()
    def format(self) -> None:
        """Lay the script out anew."""
        editor = self._view.editors.editor
        text = editor.toPlainText()
        self._tasks.submit(
            partial(lay_out, text),
            on_result=partial(self._take_formatted, editor, text),
            key="query.format",
        )

    @Slot()
    def stop(self) -> None:
        """Stop whatever is under way."""
        self._waiting = []
        self.running.stop()
        self.planning.stop()
        for change in self._changes:
            change.stop()

    def _connect(self) -> None:
        view, bar = self._view, self._view.toolbar
        bar.run.clicked.connect(self.run)
        bar.run_all.clicked.connect(self.run_all)
        bar.stop.clicked.connect(self.stop)
        bar.plan.clicked.connect(self.plan)
        bar.format.clicked.connect(self.format)
        bar.limits_chosen.connect(self._on_limits)
        bar.side.toggled.connect(self._on_side)
        view.split_moved.connect(self._on_split)
        view.editors.edited.connect(self._keeping.start)
        view.editors.completion_wanted.connect(self._complete)
        view.parameters.confirmed.connect(self._on_values)
        view.parameters.closed.connect(self._on_no_values)
        view.side.taken.connect(self._on_taken)
        view.side.opened.connect(self._on_opened)
        self.running.running_changed.connect(self._on_running)
        self.running.ended.connect(self._on_ended)
        self.running.added.connect(self._on_added)
        self.planning.failed.connect(self._underline)
        self.planning.place_asked.connect(self._show_place)

    def _chosen(self) -> tuple[Statement, ...]:
        editor = self._view.editors.editor
        text, (start, end) = editor.toPlainText(), editor.chosen
        if start < end and text[start:end].strip():
            found = split(text[start:end])
            return tuple(replace(one, start=one.start + start) for one in found)
        found = split(text)
        one = statement_at(found, editor.place)
        return (one,) if one is not None else ()

    def _with_values(
        self, statements: Sequence[Statement], go: Callable[[list[Asked]], None]
    ) -> None:
        """Go on when every parameter has a value."""
        editor = self._view.editors.editor
        if not statements:
            editor.setFocus()
            return
        names = tuple(dict.fromkeys(name for one in statements for name in one.parameters))
        panel = self._view.parameters
        if not names:
            self._pending = None
            panel.hide()
            self._go(editor, statements, go)
            return
        known = self._known_values()
        if panel.isHidden() or tuple(panel.fields) != names:
            panel.ask(names, known)
        self._pending = partial(self._go, editor, statements, go)
        if any(name not in known for name in names):
            panel.enter(known)
        else:
            self._on_values()

    def _go(
        self,
        editor: SqlEditor,
        statements: Sequence[Statement],
        go: Callable[[list[Asked]], None],
    ) -> None:
        texts = self._view.parameters.texts
        values = {name: read_value(text) for name, text in texts.items()}
        self._asker, self._text = editor, editor.toPlainText()
        editor.set_wrong(())
        go(
            [
                Asked(one, {name: values[name] for name in one.parameters if name in values})
                for one in statements
            ]
        )

    def _start(self, asked: list[Asked]) -> None:
        self.running.clear()
        self.planning.clear()
        for change in self._changes:
            change.close()
        self._changes = []
        self._run_next(asked)

    def _run_next(self, asked: list[Asked]) -> None:
        """Run up to the first statement that changes rows, which is decided about first."""
        reading = asked
        if self.may_write:
            stop = next(
                (at for at, one in enumerate(asked) if one.statement.changes_rows), len(asked)
            )
            reading, self._waiting = asked[:stop], asked[stop:]
        if reading:
            self.running.run(self.console, reading, self._limits())
        elif self._waiting:
            self._try_change()

    def _try_change(self) -> None:
        asked = self._waiting.pop(0)
        change = Change(
            self._workspace,
            self.running.next_number(),
            asked,
            self._kept.history,
            self._view.outcomes,
        )
        change.decided.connect(self._on_decided)
        change.failed.connect(self._underline)
        change.place_asked.connect(self._show_place)
        change.undo_wanted.connect(self.undo_wanted)
        self._changes.append(change)
        change.begin(len(self._waiting))

    def _show_plan(self, asked: list[Asked]) -> None:
        self.planning.show(self.console, asked[0])

    @Slot(object)
    def _on_ended(self, results: list[Result]) -> None:
        self.remembering.look()
        for result in results:
            if result.outcome is not None:
                self._underline(result.outcome)
        went_well = all(one.outcome and one.outcome.trouble is None for one in results)
        if self._waiting and went_well:
            self._try_change()
        else:
            self._waiting = []

    @Slot(bool)
    def _on_decided(self, is_done: bool) -> None:  # noqa: FBT001 - what the signal carries
        self.remembering.look()
        waiting, self._waiting = self._waiting, []
        if is_done and waiting:
            self._run_next(waiting)

    @Slot(object)
    def _underline(self, outcome: Outcome) -> None:
        editor, trouble = self._asker, outcome.trouble
        if editor is None or trouble is None or trouble.place is None:
            return
        if editor.toPlainText() == self._text:
            start = outcome.statement.start
            wrong = Wrong(start + trouble.place.start, start + trouble.place.end, trouble.message)
            editor.set_wrong((wrong,))

    @Slot()
    def _show_place(self) -> None:
        """Go to what is underlined, which has moved with the text."""
        editor = self._asker
        if editor is None or not editor.wrong:
            return
        page = editor.parentWidget()
        if page is not None:
            self._view.editors.setCurrentWidget(page)
        wrong = editor.wrong[0]
        editor.show_place(wrong.start, wrong.end)
        editor.setFocus()

    @Slot(object)
    def _on_added(self, result: Result) -> None:
        result.place_asked.connect(self._show_place)
        result.acted.connect(self.writing_wanted)
        result.stop_asked.connect(self.stop)
        result.reveal_asked.connect(partial(self._reveal, result))

    def _reveal(self, result: Result) -> None:
        result.asked = replace(result.asked, reveal=True)
        self.running.run(self.console, [result], self._limits())

    def _limits(self) -> Limits:
        """What a statement may take; the memory for its rows is the same for every file."""
        kept = self._preferences.number(QUERY_KEPT_MB) * 1_000_000
        return replace(self._view.toolbar.limits, kept_bytes=kept)

    @Slot()
    def _show_limits(self) -> None:
        """The limits that were chosen for this file, else those for all of them."""
        seconds = self._state.number(_SECONDS, self._preferences.number(QUERY_SECONDS))
        rows = self._state.number(_ROWS, self._preferences.number(QUERY_ROWS))
        self._view.toolbar.choose(seconds, rows)

    @Slot(bool)
    def _on_running(self, is_running: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._view.show_running(is_running=is_running)

    def _known_values(self) -> dict[str, str]:
        kept = self._state.get(_VALUES)
        known = kept if isinstance(kept, dict) else {}
        return {name: text for name, text in known.items() if isinstance(text, str)}

    @Slot()
    def _on_values(self) -> None:
        """Remember the values, but for those that look like a key, and go on."""
        texts = self._view.parameters.texts
        known = {**self._known_values(), **texts}
        plain = redacted_values(known)
        kept: dict[str, JsonValue] = {
            name: text for name, text in known.items() if plain[name] == text
        }
        self._state.put(_VALUES, dict(list(kept.items())[-_MOST_VALUES:]))
        pending = self._pending
        if pending is not None:
            pending()

    @Slot()
    def _on_no_values(self) -> None:
        self._pending = None
        self._view.parameters.hide()
        self._view.editors.editor.setFocus()

    @Slot()
    def _on_limits(self) -> None:
        limits = self._view.toolbar.limits
        chosen = (
            (_SECONDS, QUERY_SECONDS, round(limits.seconds)),
            (_ROWS, QUERY_ROWS, limits.rows or 0),
        )
        for key, usual, value in chosen:
            self._state.put(key, None if value == self._preferences.number(usual) else value)

    @Slot(bool)
    def _on_side(self, is_shown: bool) -> None:  # noqa: FBT001 - what the signal carries
        self._state.put(_SIDE, is_shown)

    @Slot()
    def _on_split(self) -> None:
        """Remember the sizes; the lists keep theirs while they are hidden."""
        down, across = self._view.sizes
        known = sizes_from(self._state.get(_SIZES))
        if across[-1] == 0 and known is not None:
            across = known[1]
        self._state.put(_SIZES, [*down, *across])

    @Slot(object)
    def _on_taken(self, entry: Entry) -> None:
        self.put_in(entry.sql)

    @Slot(object)
    def _on_opened(self, entry: Entry) -> None:
        editors = self._view.editors
        taken = [script.name for script in editors.scripts]
        editors.add(Script(entry.name or new_name(taken), entry.sql))

    @Slot(str, int)
    def _complete(self, text: str, place: int) -> None:
        if self._vocabulary is not None:
            editor = self._view.editors.editor
            self._tasks.submit(
                partial(complete_at, text, place, self._vocabulary),
                on_result=partial(self._offer, editor),
                key="query.complete",
                quiet=True,
            )

    def _offer(self, editor: SqlEditor, completion: Completion) -> None:
        if editor is self._view.editors.editor:
            editor.offer(completion)

    def _take_formatted(self, editor: SqlEditor, before: str, text: str) -> None:
        if editor.toPlainText() == before and text != before:
            editor.replace_all(text)

    def _text_to_save(self) -> str:
        editor = self._view.editors.editor
        text, (start, end) = editor.toPlainText(), editor.chosen
        return text[start:end] if text[start:end].strip() else text

    @Slot()
    def _keep(self) -> None:
        editors = self._view.editors
        keep_scripts(self._state, editors.scripts, editors.currentIndex())

    def _prepare(self, schema: Schema) -> None:
        self._tasks.submit(
            partial(prepare, self.console, schema),
            on_result=self._take_prepared,
            key="query.prepare",
        )

    def _take_prepared(self, prepared: tuple[Vocabulary, tuple[ReadyQuery, ...]]) -> None:
        self._vocabulary, ready = prepared
        self.remembering.show_ready(ready)

    def _take_schema(self, schema: Schema) -> None:
        if not self.running.is_running:
            self.console.close()
            self.console = Console(self._workspace.opened.database, schema)
        self._prepare(schema)
        self.remembering.look()
