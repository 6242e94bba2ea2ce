"""Every action with keys, and every button in sight: taken from the very widgets, so that no list goes stale."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence, QShortcut
from PySide6.QtWidgets import QAbstractButton, QMenu, QPushButton, QToolButton, QWidget

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_IN_TITLE = re.compile(r" \((?:Ctrl|Alt|Shift|F\d|Esc)[^)]*\)$")
_NO_DEEDS = frozenset({"row", "file", "section", "chip", "mode", "switch", "segment", "chips-rest"})
"""Looks of buttons that show or choose something instead of doing it."""
_NATIVE = QKeySequence.SequenceFormat.NativeText


@dataclass(frozen=True, slots=True)
class Act:
    """Something that can be done."""

    title: str
    keys: tuple[str, ...]
    """As the system writes them."""
    where: str
    """The part that has to have the focus; empty where its keys work all over the window or page."""
    is_enabled: bool
    run: Callable[[], object] = field(compare=False, repr=False)


def keyed_acts(root: QWidget, *, is_window: bool = False) -> tuple[Act, ...]:
    """What keys do below a widget; what several parts do alike is told once.

    Args:
        root: A page, or the window.
        is_window: Whether only the window's own are wanted, not those of its pages.
    """
    found: dict[tuple[str, tuple[str, ...]], Act] = {}
    for act in _acts(root, is_window=is_window):
        key = act.title, act.keys
        found[key] = act if key not in found else _anywhere_of(found[key], act)
    return tuple(sorted(found.values(), key=lambda act: bool(act.where)))


def window_acts(window: QWidget) -> tuple[Act, ...]:
    """The window's own actions, with keys and without."""
    return tuple(_act_of(action) for action in window.actions() if action.text())


def buttons_in_sight(root: QWidget) -> tuple[Act, ...]:
    """What the buttons do that can be seen below a widget, each title once."""
    found: dict[str, Act] = {}
    for button in root.findChildren(QAbstractButton):
        title = _title(button.text() or button.accessibleName())
        if title and button.isVisible() and _is_deed(button):
            found.setdefault(title, Act(title, (), "", button.isEnabled(), button.click))
    return tuple(found.values())


def keys_of(source: QAction | QShortcut) -> tuple[str, ...]:
    """The keys of an action, as the system writes them; the two Enter keys count as one."""
    sequences = source.shortcuts() if isinstance(source, QAction) else source.keys()
    texts = (one.toString(_NATIVE).replace("Enter", "Return") for one in sequences)
    return tuple(dict.fromkeys(text for text in texts if text))


def _acts(root: QWidget, *, is_window: bool) -> Iterator[Act]:
    options = Qt.FindChildOption.FindDirectChildrenOnly
    look = options if is_window else Qt.FindChildOption.FindChildrenRecursively
    for action in root.findChildren(QAction, options=look):
        if action.text() and keys_of(action) and not _is_of_menu(action):
            yield _act_of(action)
    for shortcut in root.findChildren(QShortcut, options=look):
        if shortcut.whatsThis() and keys_of(shortcut):
            yield Act(
                shortcut.whatsThis(),
                keys_of(shortcut),
                _where(shortcut, shortcut.context()),
                shortcut.isEnabled(),
                shortcut.activated.emit,
            )


def _act_of(action: QAction) -> Act:
    return Act(
        _title(action.text()),
        keys_of(action),
        _where(action, action.shortcutContext()),
        action.isEnabled(),
        action.trigger,
    )


def _anywhere_of(one: Act, other: Act) -> Act:
    where = one.where if one.where == other.where else ""
    return Act(one.title, one.keys, where, one.is_enabled or other.is_enabled, one.run)


def _where(source: QObject, context: Qt.ShortcutContext) -> str:
    owner = source.parent()
    if context is not Qt.ShortcutContext.WidgetShortcut or not isinstance(owner, QWidget):
        return ""
    return owner.accessibleName()


def _is_of_menu(action: QAction) -> bool:
    return isinstance(action.parent(), QMenu)


def _is_deed(button: QAbstractButton) -> bool:
    is_plain = isinstance(button, QPushButton | QToolButton) and not button.isCheckable()
    return is_plain and button.property("role") not in _NO_DEEDS


def _title(text: str) -> str:
    return _IN_TITLE.sub("", text.replace("&", ""))
