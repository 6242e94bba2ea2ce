"""Notifications at the window's lower right corner: what happened, what to do, the rest on request."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.database.values import visible_text
from hive_inspector.core.language import tr
from hive_inspector.gui.notifications import Notification, Severity
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.widgets.icon_button import IconButton
from hive_inspector.gui.widgets.looks import label

if TYPE_CHECKING:
    from hive_inspector.gui.theme.theme import Theme

SHOWN_MS = 6000
"""How long good news stays; bad news stays until it is put away."""
MOST_SHOWN = 4
_WIDTH = 380
_MARGIN = 16


class Toast(QFrame):
    """One notification.

    Signals:
        put_away: It is to be shown no more; carries itself.
        bundle_wanted: The user wants a bundle for support.
    """

    put_away = Signal(object)
    bundle_wanted = Signal()

    def __init__(self, theme: Theme, notification: Notification, parent: QWidget) -> None:
        super().__init__(parent)
        self.notification = notification
        self._times = 1
        self.setProperty("role", "toast")
        self.setProperty("tone", notification.severity.value)
        self.setFixedWidth(_WIDTH)
        self.setAccessibleName(visible_text(notification.text))
        self.setAccessibleDescription(visible_text(notification.hint))
        self._text = label(notification.text, "strong", self, wrap=True)
        self._details = QPlainTextEdit(visible_text(notification.detail), self)
        self._details.setReadOnly(True)
        self._details.setAccessibleName(tr("Details"))
        self._details.setFont(theme.mono_font(11))
        self._details.setFixedHeight(160)
        self._details.hide()
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(SHOWN_MS)
        self._timer.timeout.connect(self._put_away)
        self._lay_out(theme)
        if notification.severity is Severity.INFORMATION:
            self._timer.start()

    def count_again(self) -> None:
        """The same happened once more."""
        self._times += 1
        self._text.setText(f"{self.notification.text} (×{self._times})")
        if self.notification.severity is Severity.INFORMATION:
            self._timer.start()

    def stop(self) -> None:
        """Put it away no more by itself."""
        self._timer.stop()

    @Slot()
    def _put_away(self) -> None:
        self.put_away.emit(self)

    @Slot(bool)
    def _show_details(self, shown: bool) -> None:  # noqa: FBT001 - a signal's argument
        self._details.setVisible(shown)
        self.adjustSize()

    @Slot()
    def _copy(self) -> None:
        parts = (self.notification.text, self.notification.hint, self.notification.detail)
        QApplication.clipboard().setText("\n\n".join(filter(None, parts)))

    def _lay_out(self, theme: Theme) -> None:
        icon = QLabel(self)
        name = self.notification.severity.value
        colour = getattr(theme.tokens, name)
        icon.setPixmap(tinted_pixmap(name, colour, 18, self.devicePixelRatioF()))
        close = IconButton(theme, "close", tr("Put away"), self, size=12)
        close.clicked.connect(self._put_away)
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._text)
        if self.notification.hint:
            words.addWidget(label(self.notification.hint, "small", self, wrap=True))
        if self.notification.detail:
            words.addLayout(self._detail_buttons())
            words.addWidget(self._details)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 12, 8, 12)
        row.setSpacing(10)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addLayout(words, 1)
        row.addWidget(close, 0, Qt.AlignmentFlag.AlignTop)

    def _detail_buttons(self) -> QHBoxLayout:
        details = QPushButton(tr("Details"), self)
        details.setCheckable(True)
        details.toggled.connect(self._show_details)
        copy = QPushButton(tr("Copy"), self)
        copy.clicked.connect(self._copy)
        row = QHBoxLayout()
        buttons = [details, copy]
        if self.notification.offers_bundle:
            bundle = QPushButton(tr("Make a bundle…"), self)
            bundle.clicked.connect(self.bundle_wanted)
            buttons.append(bundle)
        for button in buttons:
            button.setProperty("role", "link")
            row.addWidget(button)
        row.addStretch(1)
        return row


class ToastStack(QObject):
    """Keeps the toasts in the corner of a window, newest at the bottom.

    Signals:
        bundle_wanted: The user wants a bundle for support.
    """

    bundle_wanted = Signal()

    def __init__(self, theme: Theme, ground: QWidget, *, bottom: int = 0) -> None:
        super().__init__(ground)
        self._theme = theme
        self._ground = ground
        self._bottom = bottom
        self._toasts: list[Toast] = []
        ground.installEventFilter(self)

    @property
    def shown(self) -> tuple[Notification, ...]:
        """What is on screen, oldest first."""
        return tuple(toast.notification for toast in self._toasts)

    @Slot(object)
    def post(self, notification: Notification) -> None:
        """Show a notification, or count it where it is shown already."""
        for toast in self._toasts:
            if toast.notification.text == notification.text:
                toast.count_again()
                return
        toast = Toast(self._theme, notification, self._ground)
        toast.put_away.connect(self._remove)
        toast.bundle_wanted.connect(self.bundle_wanted)
        toast.installEventFilter(self)
        self._toasts.append(toast)
        if len(self._toasts) > MOST_SHOWN:
            self._remove(self._toasts[0])
        toast.show()
        self._place()

    def stop(self) -> None:
        """The window goes away."""
        for toast in self._toasts:
            toast.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the toasts in the corner."""
        wanted = QEvent.Type.Resize if watched is self._ground else QEvent.Type.LayoutRequest
        if event.type() is wanted:
            self._place()
        return super().eventFilter(watched, event)

    @Slot(object)
    def _remove(self, toast: Toast) -> None:
        self._toasts.remove(toast)
        toast.stop()
        toast.hide()
        toast.deleteLater()
        self._place()

    def _place(self) -> None:
        bottom = self._ground.height() - self._bottom - _MARGIN
        for toast in reversed(self._toasts):
            height = toast.heightForWidth(_WIDTH)
            toast.resize(_WIDTH, height)
            bottom -= height
            toast.move(QPoint(self._ground.width() - _WIDTH - _MARGIN, bottom))
            toast.raise_()
            bottom -= 8
