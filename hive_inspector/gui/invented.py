"""States of a file that only changes lead to, shown on invented files, which are taken there as a user would."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QAbstractButton

from hive_inspector.core.demo.defects import Defect

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget


@dataclass(frozen=True, slots=True)
class Invented:
    """A file to be made, and the way to the state that is to be seen."""

    name: str
    """Part of the picture's name."""
    lineage: str
    """As the demo calls it."""
    defects: tuple[Defect, ...] = ()
    presses: tuple[str, ...] = ()
    """The names of the buttons that are pressed, in order; the file is open for writing if there are any."""
    page: str = "migrations"


_MIGRATE = ("migrations.rehearse", "migrations.go")
_UNDO = ("change.undo", "migrations.go")
INVENTED = (
    Invented("up_to_date", "core-013"),
    Invented("pending", "core-012"),
    Invented("conflict", "core-010", (Defect.HALFWAY_AT_010,)),
    Invented("rehearsed", "core-012", presses=_MIGRATE[:1]),
    Invented("restored", "core-012", presses=_MIGRATE + _UNDO),
)


def press(window: QWidget, name: str) -> None:
    """Press the button in sight that has an object name.

    Raises:
        RuntimeError: There is none that can be pressed.
    """
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and button.isEnabled() and button.objectName() == name:
            button.click()
            return
    raise RuntimeError(f"no button is called {name}")
