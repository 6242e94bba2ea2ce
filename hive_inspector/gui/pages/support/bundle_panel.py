"""What would be sent, in full, before it is written; or what somebody sent."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.database.values import size_text
from hive_inspector.core.language import plural, tr
from hive_inspector.gui.pages.support.part_row import PartRow
from hive_inspector.gui.pages.support.parts import Part, beside, framed, scrolled
from hive_inspector.gui.theme.tokens import SIZE_SMALL
from hive_inspector.gui.widgets.elided_label import ElidedLabel
from hive_inspector.gui.widgets.looks import label, restyle

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.support.bundle.parts import Part as BundlePart
    from hive_inspector.core.support.bundle.parts import PartId, Prepared
    from hive_inspector.core.support.bundle.reading import ReadBundle
    from hive_inspector.gui.theme.theme import Theme

_WIDTHS = (480, 640)


class BundlePanel(Part):
    """Lists the parts, each with its text.

    Signals:
        gather_wanted: What could be sent is to be put together.
        write_wanted: What is chosen is to be written.
        read_wanted: The user wants to open a bundle.
    """

    gather_wanted = Signal()
    write_wanted = Signal()
    read_wanted = Signal()

    def __init__(self, theme: Theme, parent: QWidget | None) -> None:
        super().__init__(theme, parent)
        self._theme = theme
        self._is_ours = False
        self.rows: tuple[PartRow, ...] = ()
        self._summary = ElidedLabel("", "dim", self)
        self.read = QPushButton(tr("Open a bundle…"), self)
        self.read.clicked.connect(self.read_wanted)
        self.gather = QPushButton(tr("Gather"), self)
        self.gather.clicked.connect(self.gather_wanted)
        self.write = QPushButton(tr("Write…"), self)
        self.write.setProperty("role", "primary")
        self.write.clicked.connect(self.write_wanted)
        self.bar.addWidget(self._summary, 1)
        for button in (self.read, self.gather, self.write):
            self.bar.addWidget(button)
        self._list = QWidget(self)
        self._column = QVBoxLayout(self._list)
        self._column.setContentsMargins(6, 6, 6, 6)
        self._column.setSpacing(0)
        self._column.addStretch(1)
        self._group = QButtonGroup(self)
        self._group.setExclusive(True)
        self._group.idClicked.connect(self._show_text)
        self._title = label("", "heading", self)
        self._about = ElidedLabel("", "dim", self)
        self.text = QPlainTextEdit(self)
        self.text.setReadOnly(True)
        self.text.setProperty("role", "code")
        self.text.setAccessibleName(tr("What is in the part"))
        self.text.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._dress()
        theme.changed.connect(self._dress)
        self.set_content(
            beside(
                framed(scrolled(self._list, self), self, (0, 0, 0, 0)),
                framed(self._make_detail(), self, (0, 0, 0, 0)),
                _WIDTHS,
                left_stretches=False,
            )
        )
        self.show_nothing()

    @property
    def chosen(self) -> frozenset[PartId]:
        """The parts that are ticked."""
        return frozenset(row.part.id for row in self.rows if row.tick.isChecked())

    def show_nothing(self) -> None:
        """Nothing was gathered yet."""
        self._summary.setText("")
        self.write.hide()
        self.gather.setText(tr("Gather"))
        restyle(self.gather, role="primary")
        self.state.show_empty(
            tr("One file for whoever helps you, without secrets and without what anybody wrote."),
            tr(
                "Gather to see all that would be in it. Nothing is written or sent before you say "
                "so."
            ),
        )
        self.show_state()

    def show_stopped(self) -> None:
        """The user stopped the gathering."""
        if not self.rows:
            self.show_nothing()

    def show_prepared(self, prepared: Prepared) -> None:
        """Show what could be sent."""
        self._is_ours = True
        self._fill(prepared.parts)
        self.gather.setText(tr("Gather again"))
        restyle(self.gather, role="")
        self._count()

    def show_read(self, name: str, bundle: ReadBundle) -> None:
        """Show what somebody sent.

        Args:
            name: The file's name.
            bundle: What is in it.
        """
        self._is_ours = False
        self._fill(bundle.content.parts)
        self.gather.setText(tr("Gather"))
        self.write.hide()
        said = [
            tr(
                "{name}, made {made_at} UTC",
                name=name,
                made_at=bundle.content.made_at[:16].replace("T", " "),
            )
        ]
        if bundle.left_out:
            said.append(
                tr(
                    "without {left_out}",
                    left_out=", ".join(one.title.lower() for one in bundle.left_out),
                )
            )
        if bundle.unknown:
            said.append(
                plural(
                    len(bundle.unknown),
                    "{count:,} part of a newer program not shown",
                    "{count:,} parts of a newer program not shown",
                )
            )
        self._summary.setText("; ".join(said))

    def show_end_of(self, part: PartId) -> None:
        """Go to a part, and to the end of its text."""
        place = next((at for at, row in enumerate(self.rows) if row.part.id is part), None)
        if place is not None:
            self.rows[place].setChecked(True)
            self._show_text(place)
            self.text.moveCursor(QTextCursor.MoveOperation.End)
            self.text.moveCursor(QTextCursor.MoveOperation.StartOfLine)
            self.text.ensureCursorVisible()

    def offer_nothing(self) -> None:
        """Show only what is there: no other bundle is made or read here."""
        for button in (self.read, self.gather, self.write):
            button.hide()

    def set_busy(self, *, busy: bool) -> None:
        """Offer nothing while something is under way."""
        for button in (self.read, self.gather, self.write):
            button.setEnabled(not busy)
        if not busy and self._is_ours:
            self._count()

    def _fill(self, parts: Sequence[BundlePart]) -> None:
        for row in self.rows:
            self._group.removeButton(row)
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self.rows = tuple(PartRow(self._theme, part, self._list) for part in parts)
        for place, row in enumerate(self.rows):
            row.tick.setVisible(self._is_ours)
            row.tick.toggled.connect(self._count)
            self._group.addButton(row, place)
            self._column.insertWidget(place, row)
        if self.rows:
            self.rows[0].setChecked(True)
            self._show_text(0)
        self.show_content()

    @Slot()
    def _count(self) -> None:
        chosen = [row.part for row in self.rows if row.tick.isChecked()]
        size = size_text(sum(part.bytes for part in chosen))
        self._summary.setText(
            plural(
                len(self.rows),
                "{chosen} of {count:,} part, {size} before compression",
                "{chosen} of {count:,} parts, {size} before compression",
                chosen=len(chosen),
                size=size,
            )
        )
        self.write.show()
        self.write.setEnabled(bool(chosen))

    @Slot(int)
    def _show_text(self, place: int) -> None:
        part = self.rows[place].part
        self._title.setText(part.title)
        about = part.id.meaning
        self._about.setText(f"{about[:1].upper()}{about[1:]}.")
        self.text.setPlainText(part.text)

    def _make_detail(self) -> QWidget:
        detail = QWidget(self)
        heading = QHBoxLayout()
        heading.setSpacing(10)
        heading.addWidget(self._title)
        heading.addWidget(self._about, 1)
        column = QVBoxLayout(detail)
        column.setContentsMargins(16, 12, 16, 12)
        column.setSpacing(8)
        column.addLayout(heading)
        column.addWidget(self.text, 1)
        return detail

    @Slot()
    def _dress(self) -> None:
        self.text.document().setDefaultFont(self._theme.mono_font(SIZE_SMALL))
