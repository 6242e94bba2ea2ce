"""Who uses the file now, and how it is set: as the file has it, as Hive sets its connections, and as ours are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from hive_inspector.core.database.locks import Lock
from hive_inspector.core.language import tr
from hive_inspector.gui.widgets.card import Card
from hive_inspector.gui.widgets.looks import PlainLabel, label, restyle
from hive_inspector.gui.words import short_size

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.locks import LockHolder
    from hive_inspector.core.health.probes import Inside, Reading
    from hive_inspector.core.hive.app_settings import AppSettings

Row = tuple[str, str, str, str]
"""What is set; the file's, Hive's and our value."""
_SYNCHRONOUS = {0: tr("off"), 1: tr("normal"), 2: tr("full"), 3: tr("extra")}
_AUTO_VACUUM = {0: tr("none"), 1: tr("full"), 2: tr("incremental")}
_NO_SETTING = "–"
_MOST_NAMED = 8


class UsersCard(Card):
    """The programs that have the file open, and what they do with it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Who uses it now"), parent)
        self._lines: list[PlainLabel] = []
        self._note = label("", "dim", self, wrap=True)
        self._column = QVBoxLayout()
        self._column.setSpacing(6)
        self.body.addLayout(self._column)
        self.body.addWidget(self._note)
        self.body.addStretch(1)

    @property
    def texts(self) -> tuple[str, ...]:
        """What is shown, from the top."""
        shown = [line.text() for line in self._lines if not line.isHidden()]
        return (*shown, self._note.text())

    def show_reading(self, reading: Reading) -> None:
        """Show who uses it now."""
        texts = tuple(users_text(reading))[:_MOST_NAMED]
        while len(self._lines) < len(texts):
            line = label("", "", self)
            line.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            self._lines.append(line)
            self._column.addWidget(line)
        for at, line in enumerate(self._lines):
            line.setText(texts[at] if at < len(texts) else "")
            line.setVisible(at < len(texts))
        self._note.setText(_note_of(reading))


class SettingsCard(Card):
    """Settings in three columns: one row made once each, its values kept up to date."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Settings of SQLite"), parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(24)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(0, 2)
        self._values: dict[str, tuple[QLabel, ...]] = {}
        for column, title in enumerate(
            ("", tr("THIS FILE"), tr("HIVE SETS"), tr("OUR CONNECTIONS"))
        ):
            self._grid.addWidget(label(title, "section", self, wrap=True), 0, column)
            self._grid.setColumnStretch(column, 2)
        self.body.addLayout(self._grid)
        self.body.addStretch(1)

    @property
    def rows(self) -> tuple[Row, ...]:
        """What is shown, from the top."""
        return tuple(
            (name, values[0].text(), values[1].text(), values[2].text())
            for name, values in self._values.items()
        )

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show these settings; their names stay the same from call to call."""
        for name, *values in rows:
            if name not in self._values:
                self._add_row(name)
            for part, text in zip(self._values[name], values, strict=True):
                if part.text() != text:
                    part.setText(text)
                    restyle(part, role="dim" if text == _NO_SETTING else "")

    def _add_row(self, name: str) -> None:
        at = len(self._values) + 1
        self._grid.addWidget(label(name, "dim", self, wrap=True), at, 0)
        values = tuple(label("", "", self, wrap=True) for _ in range(3))
        for column, (part, whose) in enumerate(
            zip(values, (tr("this file"), "Hive", tr("ours")), strict=True), start=1
        ):
            part.setAccessibleName(f"{name}, {whose}")
            self._grid.addWidget(part, at, column)
        self._values[name] = values


def users_text(reading: Reading) -> Iterator[str]:
    """A line for each program that has the file open."""
    known = {one.pid for one in reading.locks or ()}
    for holder in reading.locks or ():
        yield f"{_name_of(holder)} · {_does(holder)}"
    for user in reading.slow.users or ():
        if user.pid not in known:
            yield tr("{user} (process {pid}) · has it open", user=user.name, pid=user.pid)


def setting_rows(inside: Inside, app: AppSettings | None) -> tuple[Row, ...]:
    """The settings, as the file has them, as its app sets them, and as ours are."""
    facts, ours = inside.facts, inside.ours
    none = _NO_SETTING
    return (
        (tr("Journal"), _journal(facts.journal_mode), "WAL" if app else none, none),
        (tr("Foreign keys"), none, _on(app.foreign_keys) if app else none, _on(ours.foreign_keys)),
        (
            tr("Synchronous"),
            none,
            _SYNCHRONOUS[app.synchronous] if app else none,
            _SYNCHRONOUS.get(ours.synchronous, str(ours.synchronous)),
        ),
        (
            tr("Cache"),
            none,
            tr("{cache_kb:,.0f} MB", cache_kb=app.cache_kb / 1000)
            if app and app.cache_kb
            else none,
            tr("{cache_kb:,.0f} MB", cache_kb=ours.cache_kb / 1000),
        ),
        (
            tr("Mapped into memory"),
            none,
            short_size(app.mmap_bytes) if app and app.mmap_bytes else none,
            short_size(ours.mmap_bytes) if ours.mmap_bytes else tr("off"),
        ),
        (tr("Page size"), short_size(facts.page_size), none, none),
        (
            tr("Size"),
            tr(
                "{size} in {page_count:,} pages",
                size=short_size(facts.size_bytes),
                page_count=facts.page_count,
            ),
            none,
            none,
        ),
        (tr("Auto-vacuum"), _AUTO_VACUUM.get(facts.auto_vacuum, tr("unknown")), none, none),
    )


def _name_of(holder: LockHolder) -> str:
    if holder.is_ours:
        return "Hive Inspector"
    if not holder.pid:
        return tr("A program outside of this container")
    return tr("{holder} (process {pid})", holder=holder.name or tr("A program"), pid=holder.pid)


def _does(holder: LockHolder) -> str:
    doing = [
        tr(lock.value) for lock in (Lock.READ, Lock.WRITE, Lock.CHECKPOINT) if lock in holder.locks
    ]
    return ", ".join(doing) or tr(Lock.OPEN.value)


def _note_of(reading: Reading) -> str:
    if reading.locks is None and reading.slow.users is None:
        return tr("This system does not tell which programs have a file open.")
    others = [one for one in reading.locks or () if not one.is_ours]
    if others or reading.slow.users:
        return tr("Hive is running.") if reading.hive_is_running else ""
    return tr("No other program has it open. Hive is not running.")


def _journal(mode: str) -> str:
    return "WAL" if mode == "wal" else tr("{mode} (not WAL)", mode=mode)


def _on(value: object) -> str:
    return tr("on") if value else tr("off")
