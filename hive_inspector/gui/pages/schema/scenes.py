"""Schema in the states that its pictures show."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.schema.diagram import Detail
from hive_inspector.gui.pages.schema.view import Tab
from hive_inspector.gui.scene import Scene

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.gui.pages.schema.view import SchemaView

_BEFORE, _AFTER = "core-005", "core-006"


def schema_scenes(view: SchemaView) -> tuple[Scene, ...]:
    """The diagram whole and with a table chosen, the file's differences, and those of two versions."""
    back = partial(view.setCurrentIndex, int(Tab.OBJECTS))
    return (
        Scene("diagram", partial(_diagram, view), leave=back),
        Scene("neighbours", partial(_neighbours, view), leave=partial(_plain_again, view)),
        Scene("differences", partial(_differences, view), leave=back),
        Scene("versions", partial(_versions, view), leave=back),
    )


def _diagram(view: SchemaView) -> Iterator[None]:
    view.setCurrentIndex(Tab.DIAGRAM)
    yield
    view.diagram.detail_chosen.emit(Detail.NAMES)
    yield


def _neighbours(view: SchemaView) -> Iterator[None]:
    view.setCurrentIndex(Tab.DIAGRAM)
    yield
    view.diagram.show_detail(Detail.KEYS)
    view.diagram.detail_chosen.emit(Detail.KEYS)
    yield
    view.diagram.view.choose("conversations")
    yield


def _plain_again(view: SchemaView) -> None:
    view.diagram.view.choose("")
    view.diagram.show_detail(Detail.NAMES)
    view.diagram.detail_chosen.emit(Detail.NAMES)
    view.setCurrentIndex(Tab.OBJECTS)


def _differences(view: SchemaView) -> Iterator[None]:
    view.setCurrentIndex(Tab.DIFFERENCES)
    yield


def _versions(view: SchemaView) -> Iterator[None]:
    view.setCurrentIndex(Tab.DIFFERENCES)
    yield
    panel = view.differences
    panel.left.setCurrentIndex(panel.left.findData(_BEFORE))
    panel.right.setCurrentIndex(panel.right.findData(_AFTER))
    panel.sides_chosen.emit(_BEFORE, _AFTER)
    yield
