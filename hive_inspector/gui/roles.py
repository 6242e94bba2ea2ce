"""What assistive programs take a widget for that is drawn by hand: Qt itself would call each of them a mere area."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAccessibleWidget, QWidget

if TYPE_CHECKING:
    from PySide6.QtCore import QObject
    from PySide6.QtGui import QAccessibleInterface

ATTRIBUTE = "accessible_role"
"""The attribute of a class, or of one widget, that names its `QAccessible.Role`."""


def give_role(widget: QWidget, role: QAccessible.Role) -> None:
    """Have one widget taken for something else than others of its class."""
    setattr(widget, ATTRIBUTE, role)


@cache
def install_roles() -> None:
    """Have Qt ask for the roles that widgets name; once in a process, as Qt forgets none that answers."""
    QAccessible.installFactory(_interface_of)


def _interface_of(class_name: str, widget: QObject) -> QAccessibleInterface | None:
    """Asked with the name of the widget's class first, then with those that it inherits from."""
    role = getattr(widget, ATTRIBUTE, None)
    if role is None or not isinstance(widget, QWidget) or class_name != type(widget).__name__:
        return None
    return QAccessibleWidget(widget, role)
