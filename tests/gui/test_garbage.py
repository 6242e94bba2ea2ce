from __future__ import annotations

import gc
import weakref
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QObject

from hive_inspector.gui.garbage import GarbageCollection

if TYPE_CHECKING:
    from collections.abc import Iterator

    from PySide6.QtWidgets import QApplication


class Knot:
    """Holds itself."""

    def __init__(self) -> None:
        self.own = self


@pytest.fixture
def garbage(qapp: QApplication) -> Iterator[GarbageCollection]:
    gc.unfreeze()
    gc.enable()  # as Python begins
    owner = QObject()
    made = GarbageCollection(owner)
    yield made
    made.stop()


def test_nothing_is_collected_behind_the_windows_back(garbage: GarbageCollection) -> None:
    assert gc.isenabled()
    garbage.start()
    assert not gc.isenabled()
    garbage.stop()
    assert gc.isenabled()
    assert gc.get_freeze_count() == 0


def test_what_holds_itself_goes_with_a_later_tick(garbage: GarbageCollection) -> None:
    garbage.start()
    for _ in range(3):
        garbage.tick()
    knot = weakref.ref(Knot())
    for _ in range(2):
        garbage.tick()
    assert knot() is None


def test_what_the_start_made_is_put_aside_and_looked_at_no_more(garbage: GarbageCollection) -> None:
    garbage.start()
    garbage.tick()
    assert gc.get_freeze_count() > 1000


def test_now_and_then_everything_is_looked_through(garbage: GarbageCollection) -> None:
    garbage.start()
    for _ in range(3):
        garbage.tick()
    knot = Knot()
    old = weakref.ref(knot)
    for _ in range(3):
        garbage.tick()
    del knot
    for _ in range(9):
        garbage.tick()
    assert old() is None
