"""Decides what the page shows: an object, the diagram, the differences, each read when it is looked at."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Signal, Slot

from hive_inspector.core.language import tr
from hive_inspector.core.schema.diagram import Detail
from hive_inspector.gui.pages.schema.view import Tab
from hive_inspector.gui.pages.schema.words import comparable, groups_of, usual_sides
from hive_inspector.gui.pages.schema.work import (
    Read,
    draw,
    measure,
    read,
    set_side_by_side,
    tell_of,
)
from hive_inspector.gui.saving import PNG, SVG, Saving
from hive_inspector.gui.tasks import Lane

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from hive_inspector.core.errors import InspectorError
    from hive_inspector.gui.pages.schema.told import Told
    from hive_inspector.gui.pages.schema.view import SchemaView
    from hive_inspector.gui.pages.schema.work import Sides
    from hive_inspector.gui.tasks import TaskHandle
    from hive_inspector.gui.widgets.diagram.drawn import Drawing
    from hive_inspector.gui.workspace import Workspace

_TAB, _TABLE, _DETAIL = "schema.tab", "schema.table", "schema.detail"
_MOST_WITH_KEYS = 24
"""Up to so many tables the diagram shows their keys at first; of more only their names."""


class SchemaPresenter(QObject):
    """Loads what is looked at and hands it to the view.

    Signals:
        rows_requested: The name of the table whose rows the user wants to see.
        repairs_requested: The user wants to know what can be done about a difference.
    """

    rows_requested = Signal(str)
    repairs_requested = Signal()

    def __init__(
        self,
        workspace: Workspace,
        view: SchemaView,
        parent: QObject,
        sizes: Mapping[str, int] | None = None,
    ) -> None:
        """Show what was in front last.

        Args:
            workspace: The open file.
            view: The page.
            parent: The owner.
            sizes: Bytes of tables and indexes by name, where they are known without measuring.
        """
        super().__init__(parent)
        self._opened = workspace.opened
        self._database = workspace.opened.database
        self._tasks = workspace.tasks
        self._state = workspace.state
        self._view = view
        self._saving = Saving(workspace, "schema.folder", self)
        opened = workspace.opened
        self._read = Read(opened.schema, opened.identity)
        self._table = self._state.text(_TABLE)
        self._detail = self._remembered_detail()
        self._sizes = sizes
        self._measuring: TaskHandle | None = None
        self._shown: set[Tab] = set()
        """The views that show the file as it was read last."""
        self._is_active = False
        view.setCurrentIndex(self._remembered_tab())
        self._connect()
        self._list_tables()

    def activate(self) -> None:
        """Load what is in front."""
        self._is_active = True
        self._show_tab()

    def deactivate(self) -> None:
        """Measure no more."""
        self._is_active = False
        if self._measuring is not None:
            self._measuring.cancel()
            self._measuring = None

    def reload(self) -> None:
        """Read the schema anew, then show what is in front anew."""
        if self._opened.is_here:
            work = partial(read, self._database)
            self._tasks.submit(work, on_result=self._take, key="schema.read")

    def close(self) -> None:
        """Measure no more."""
        self.deactivate()

    def show_table(self, name: str) -> None:
        """Show a table with all that belongs to it."""
        self._table = name
        self._state.put(_TABLE, name)
        self._view.list.show_current(name)
        self._view.setCurrentIndex(Tab.OBJECTS)
        self._show_object()

    def _connect(self) -> None:
        view = self._view
        view.currentChanged.connect(self._on_tab)
        view.list.chosen.connect(self.show_table)
        view.object.table_chosen.connect(self.show_table)
        view.object.rows_wanted.connect(self.rows_requested)
        view.diagram.detail_chosen.connect(self._on_detail)
        view.diagram.export_wanted.connect(self._on_export)
        view.diagram.table_wanted.connect(self.show_table)
        view.diagram.rows_wanted.connect(self.rows_requested)
        view.differences.sides_chosen.connect(self._compare)
        view.differences.repairs_wanted.connect(self.repairs_requested)

    def _remembered_tab(self) -> int:
        tab = self._state.number(_TAB)
        return tab if tab in list(Tab) else Tab.OBJECTS

    def _remembered_detail(self) -> Detail:
        text = self._state.text(_DETAIL)
        many = len(self._read.schema.tables) > _MOST_WITH_KEYS
        usual = Detail.NAMES if many else Detail.KEYS
        return next((detail for detail in Detail if detail.value == text), usual)

    def _take(self, found: Read) -> None:
        self._read = found
        self._shown.clear()
        self._sizes = None
        self._list_tables()
        if self._is_active:
            self._show_tab()

    def _list_tables(self) -> None:
        schema = self._read.schema
        self._view.tables.set_groups(groups_of(schema))
        table = schema.table(self._table) if self._table else None
        first = self._view.tables.entry_at(self._view.tables.first_table().row())
        self._table = table.name if table else first.name if first else ""
        self._view.list.show_current(self._table)
        left, right = usual_sides(self._read.identity)
        self._view.differences.offer(comparable(), left, right)
        self._view.diagram.show_detail(self._detail)

    @Slot(int)
    def _on_tab(self, tab: int) -> None:
        self._state.put(_TAB, tab)
        if self._is_active:
            self._show_tab()

    def _show_tab(self) -> None:
        """Load the view that is in front, unless it shows the file as it is."""
        tab = Tab(self._view.currentIndex())
        if tab is Tab.OBJECTS:
            self._measure()
        if tab in self._shown:
            return
        self._shown.add(tab)
        if tab is Tab.OBJECTS:
            self._show_object()
        elif tab is Tab.DIAGRAM:
            self._draw()
        else:
            self._compare(*usual_sides(self._read.identity))

    def _show_object(self) -> None:
        schema, table = self._read.schema, self._read.schema.table(self._table)
        if table is None:
            self._view.state.show_empty(tr("This file has no tables."))
            self._view.show_state()
            return
        work = partial(tell_of, schema, table, self._sizes)
        self._tasks.submit(work, on_result=self._show_told, key="schema.object")

    def _show_told(self, told: Told) -> None:
        self._view.object.show_told(told)
        self._view.show_object()

    def _measure(self) -> None:
        """Find out how large tables and indexes are, which reads every page of the file."""
        if self._sizes is None and self._measuring is None:
            self._measuring = self._tasks.submit(
                partial(measure, self._database),
                on_result=self._take_sizes,
                on_failure=self._take_no_sizes,
                lane=Lane.CHECKS,
                key="schema.sizes",
                title=tr("Measuring tables"),
            )

    def _take_sizes(self, sizes: Mapping[str, int]) -> None:
        self._sizes, self._measuring = sizes, None
        if Tab.OBJECTS in self._shown:
            self._show_object()

    def _take_no_sizes(self, _error: InspectorError) -> None:
        """A damaged file shows no sizes; what is wrong with it, Health says."""
        self._take_sizes({})

    @Slot(object)
    def _on_detail(self, detail: Detail) -> None:
        self._detail = detail
        self._state.put(_DETAIL, detail.value)
        self._draw()

    def _draw(self) -> None:
        panel = self._view.diagram
        panel.state.show_loading(tr("Laying the tables out…"))
        if self._read.schema.tables and not panel.view.has_drawing:
            panel.show_state()
        room = panel.view.viewport().size()
        aspect = max(room.width(), 1) / max(room.height(), 1)
        work = partial(draw, self._read.schema, self._detail, aspect)
        self._tasks.submit(
            work,
            on_result=self._show_drawing,
            key="schema.diagram",
            title=tr("Laying the tables out"),
        )

    def _show_drawing(self, drawing: Drawing) -> None:
        self._view.diagram.show_drawing(drawing)

    @Slot(str)
    def _on_export(self, kind: str) -> None:
        view = self._view.diagram.view
        file, content = (SVG, self._svg) if kind == "svg" else (PNG, self._png)
        title = f"{self._database.real_path.stem} tables"
        self._saving.ask(view, title, file, content)

    def _svg(self) -> bytes:
        return _bytes_of(self._view.diagram.view.write_svg)

    def _png(self) -> bytes:
        picture = self._view.diagram.view.picture()
        return _bytes_of(lambda device: picture.save(device, b"PNG"))

    @Slot(str, str)
    def _compare(self, left: str, right: str) -> None:
        self._view.differences.show_loading()
        schema, identity = self._read.schema, self._read.identity
        work = partial(set_side_by_side, schema, identity, left, right)
        self._tasks.submit(work, on_result=self._show_sides, key="schema.sides")

    def _show_sides(self, sides: Sides) -> None:
        self._view.differences.show_sides(sides)


def _bytes_of(write: Callable[[QIODevice], object]) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(content.data())
