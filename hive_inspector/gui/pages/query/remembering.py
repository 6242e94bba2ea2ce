"""Fills the lists beside the editors, and keeps what the user wants kept."""

from __future__ import annotations

from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from hive_inspector.core.console.outcomes import State
from hive_inspector.core.durations import ago_text, milliseconds_text
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.query.lists import Entry
from hive_inspector.gui.pages.query.words import one_line
from hive_inspector.gui.tasks import Lane
from hive_inspector.gui.widgets.chip import Tone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.console.history import History, Remembered
    from hive_inspector.core.console.saved import SavedQueries, SavedQuery
    from hive_inspector.core.console.shelf import ReadyQuery
    from hive_inspector.core.errors import InspectorError
    from hive_inspector.core.progress import Progress
    from hive_inspector.gui.pages.query.kept import Kept
    from hive_inspector.gui.pages.query.side_panel import SidePanel
    from hive_inspector.gui.workspace import Workspace

_NOWHERE = tr("Nothing is remembered here.")
_BAD = {
    State.FAILED.value: tr("failed"),
    State.REFUSED.value: tr("refused"),
    State.CANCELLED.value: tr("stopped"),
}


class Remembering(QObject):
    """Reads and writes on worker threads."""

    def __init__(
        self, workspace: Workspace, kept: Kept, side: SidePanel, text: Callable[[], str]
    ) -> None:
        """Put it together.

        Args:
            workspace: The open file.
            kept: What is remembered.
            side: Where it is listed.
            text: Gives what is to be saved.
        """
        super().__init__(side)
        self._tasks = workspace.tasks
        self._notifications = workspace.notifications
        self._file = str(workspace.opened.database.real_path)
        self._kept = kept
        self._side = side
        self._text = text
        self._ready: tuple[ReadyQuery, ...] = ()
        side.history.search_asked.connect(self.look)
        side.history.clear_asked.connect(self._clear)
        side.saved.save_asked.connect(self._save)
        side.saved.rename_asked.connect(self._rename)
        side.saved.list.removed.connect(self._remove)
        side.ready.search_asked.connect(self._list_ready)

    def show_ready(self, ready: Sequence[ReadyQuery]) -> None:
        """List the ready queries of the file."""
        self._ready = tuple(ready)
        self._list_ready()

    @Slot()
    def look(self) -> None:
        """List what was run."""
        history, part = self._kept.history, self._side.history
        if history is None:
            part.show_entries((), _NOWHERE, "")
            return
        file = self._file if part.only_this.isChecked() else ""
        self._tasks.submit(
            partial(_search, history, part.field.text(), file),
            on_result=self._list_history,
            key="query.history",
            quiet=True,
        )

    def look_at_saved(self) -> None:
        """List what is kept."""
        saved = self._kept.saved
        if saved is None:
            self._side.saved.show_entries((), _NOWHERE, "")
            return
        self._change_saved(_nothing, self._on_unreadable)

    def _list_history(self, found: Sequence[Remembered]) -> None:
        entries = [entry_of(one, self._file) for one in found]
        part = self._side.history
        if part.field.text().strip():
            part.show_entries(entries, tr("Nothing that was run has these words."), "")
        else:
            part.show_entries(
                entries, tr("Nothing was run yet."), tr("What you run is listed here.")
            )

    def _list_saved(self, found: Sequence[SavedQuery]) -> None:
        entries = [Entry(one.name, one_line(one.sql), one.sql, one.name) for one in found]
        self._side.saved.show_entries(
            entries,
            tr("No query is kept yet."),
            tr("Give the script in front a name, and save it."),
        )

    @Slot()
    def _list_ready(self) -> None:
        words = self._side.ready.field.text().casefold().split()
        found = [
            Entry(one.title, one.meaning, one.sql, one.title, tip=one.meaning)
            for one in self._ready
            if all(word in f"{one.title} {one.meaning} {one.sql}".casefold() for word in words)
        ]
        none = (
            tr("None of them has these words.")
            if self._ready
            else tr("No ready query fits this file.")
        )
        hint = "" if self._ready else tr("They are for Hive's databases.")
        self._side.ready.show_entries(found, none, hint)

    @Slot()
    def _clear(self) -> None:
        if self._kept.history is not None:
            self._tasks.submit(
                partial(_clear, self._kept.history), on_result=self._on_cleared, lane=Lane.WRITER
            )

    def _on_cleared(self, is_done: bool) -> None:  # noqa: FBT001 - what the work returned
        if not is_done:
            self._notifications.warning(
                tr("The history could not be forgotten."), tr("See the log.")
            )
        self.look()

    @Slot(str)
    def _save(self, name: str) -> None:
        self._change_saved(partial(_save, name, self._text()))

    @Slot(str, str)
    def _rename(self, old: str, new: str) -> None:
        self._change_saved(partial(_rename, old, new))

    @Slot(object)
    def _remove(self, entry: Entry) -> None:
        self._change_saved(partial(_remove, entry.name))

    def _on_unreadable(self, error: InspectorError) -> None:
        self._side.saved.show_entries((), error.message, error.hint)
        self._notifications.failure(error)

    def _change_saved(
        self,
        change: Callable[[SavedQueries], None],
        on_failure: Callable[[InspectorError], None] | None = None,
    ) -> None:
        if self._kept.saved is not None:
            self._tasks.submit(
                partial(_changed, self._kept.saved, change),
                on_result=self._list_saved,
                on_failure=on_failure or self._notifications.failure,
                lane=Lane.WRITER,
            )


def entry_of(one: Remembered, file: str, now: datetime | None = None) -> Entry:
    """A statement that was run, as it is listed."""
    parts = [ago_text(_age(one.when, now or datetime.now(UTC)))]
    if one.state in _BAD:
        parts.append(_BAD[one.state])
    else:
        parts += [
            plural(one.rows, "{count:,} row", "{count:,} rows"),
            milliseconds_text(one.duration_ms),
        ]
    if one.file != file:
        parts.append(Path(one.file).name)
    values = "".join(f"\n{name} = {value}" for name, value in one.values.items())
    return Entry(
        title=one_line(one.sql),
        detail=" · ".join(parts),
        sql=one.sql,
        is_mono=True,
        tone=Tone.PROBLEM
        if one.state in (State.FAILED.value, State.REFUSED.value)
        else Tone.NEUTRAL,
        tip=f"{one.sql}{values}",
    )


def _age(when: str, now: datetime) -> float:
    try:
        moment = datetime.fromisoformat(when)
    except ValueError:
        return 0.0
    return (now - moment).total_seconds() if moment.tzinfo else 0.0


def _search(
    history: History, text: str, file: str, _token: CancelToken, _progress: Progress
) -> tuple[Remembered, ...]:
    return history.search(text, file=file)


def _clear(history: History, _token: CancelToken, _progress: Progress) -> bool:
    return history.clear()


def _changed(
    saved: SavedQueries,
    change: Callable[[SavedQueries], None],
    _token: CancelToken,
    _progress: Progress,
) -> tuple[SavedQuery, ...]:
    change(saved)
    return saved.all()


def _nothing(_saved: SavedQueries) -> None:
    """Only to be read."""


def _save(name: str, text: str, saved: SavedQueries) -> None:
    saved.save(name, text)


def _rename(old: str, new: str, saved: SavedQueries) -> None:
    sql = next((one.sql for one in saved.all() if one.name == old), None)
    if sql is not None:
        saved.save(new, sql)
        if new.casefold() != old.casefold():
            saved.remove(old)


def _remove(name: str, saved: SavedQueries) -> None:
    saved.remove(name)
