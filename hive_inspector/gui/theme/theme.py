"""Which theme is on: follows the system until the user chooses, and dresses the whole application."""

from __future__ import annotations

import os
from enum import Enum
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication, QIcon

from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.theme.icons import tinted_icon
from hive_inspector.gui.theme.palette import palette_of
from hive_inspector.gui.theme.stylesheet import stylesheet_of
from hive_inspector.gui.theme.tokens import (
    COMPACT_BY,
    DARK,
    DARK_HIGH,
    LIGHT,
    LIGHT_HIGH,
    LOWEST_ROW,
    SIZE_TEXT,
    Tokens,
)

if TYPE_CHECKING:
    from PySide6.QtGui import QAccessibilityHints
    from PySide6.QtWidgets import QApplication

_PREFERRED_UI_FONT = "Inter"
_PREFERRED_MONO_FONT = "JetBrains Mono"
_GTK_HIGH = "HighContrast"
_SCHEMES = {
    ThemeMode.SYSTEM: Qt.ColorScheme.Unknown,
    ThemeMode.LIGHT: Qt.ColorScheme.Light,
    ThemeMode.DARK: Qt.ColorScheme.Dark,
}


class Contrast(Enum):
    """Whether texts and borders stand out more than usual; the values are those of `core.preferences.CONTRAST`."""

    SYSTEM = "system"
    ON = "on"
    OFF = "off"


class Theme(QObject):
    """The colours, fonts and icons in use.

    Signals:
        changed: The tokens are others now, or rows have another height; whoever draws by hand repaints.
        mode_changed: The user chose another mode; the tokens may be the same.
    """

    changed = Signal()
    mode_changed = Signal()

    def __init__(
        self,
        application: QApplication,
        mode: ThemeMode = ThemeMode.SYSTEM,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent or application)
        self._application = application
        self._mode = mode
        self._icons: dict[tuple[str, str], QIcon] = {}
        self._ui_family = _family(_PREFERRED_UI_FONT, QFontDatabase.SystemFont.GeneralFont)
        self._mono_family = _family(_PREFERRED_MONO_FONT, QFontDatabase.SystemFont.FixedFont)
        self._contrast = Contrast.SYSTEM
        self._is_compact = False
        self._hints = application.styleHints()
        self._wishes = self._hints.accessibility()  # held, as Qt's binding loses both otherwise
        application.setStyle("Fusion")
        application.setFont(self.ui_font())
        self._hints.setColorScheme(_SCHEMES[mode])
        self._tokens = self._wanted_tokens()
        self._dress()
        self._hints.colorSchemeChanged.connect(self._follow_system)
        self._wishes.contrastPreferenceChanged.connect(self._follow_system)

    @property
    def tokens(self) -> Tokens:
        """The colours in use."""
        return self._tokens

    @property
    def mode(self) -> ThemeMode:
        """What the user chose."""
        return self._mode

    def set_mode(self, mode: ThemeMode) -> None:
        """Follow the system, or stay light or dark."""
        if mode is self._mode:
            return
        self._mode = mode
        self._hints.setColorScheme(_SCHEMES[mode])
        self._take_tokens()
        self.mode_changed.emit()

    @property
    def is_compact(self) -> bool:
        """Whether lists and tables show more rows than usual."""
        return self._is_compact

    def row(self, height: int) -> int:
        """How high a row is that usually has a height, in logical pixels."""
        return max(height - COMPACT_BY, LOWEST_ROW) if self._is_compact else height

    def set_contrast(self, contrast: Contrast) -> None:
        """Follow the system, or stay with more contrast or without."""
        self._contrast = contrast
        self._take_tokens()

    def set_compact(self, *, compact: bool) -> None:
        """Show more rows, or the usual number."""
        if compact is not self._is_compact:
            self._is_compact = compact
            self._dress()
            self.changed.emit()

    def icon(self, name: str, colour: str = "") -> QIcon:
        """An icon of `resources/icons`, in the text colour unless another is given.

        Icons keep their colour: ask again when `changed` is emitted.
        """
        wanted = colour or self._tokens.text
        if (name, wanted) not in self._icons:
            self._icons[name, wanted] = tinted_icon(name, wanted, _pixel_ratios())
        return self._icons[name, wanted]

    def ui_font(self, size: int = SIZE_TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The interface font with figures of equal width.

        Args:
            size: Height in logical pixels.
            weight: How bold.
        """
        return _font(self._ui_family, size, weight)

    def mono_font(self, size: int = SIZE_TEXT, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
        """The font of values and SQL.

        Args:
            size: Height in logical pixels.
            weight: How bold.
        """
        font = _font(self._mono_family, size, weight)
        font.setStyleHint(QFont.StyleHint.Monospace)
        font.setFixedPitch(True)
        font.setFeature(QFont.Tag("calt"), 0)  # `!=` and `//` are shown as they are written
        return font

    @Slot()
    def _follow_system(self) -> None:
        self._take_tokens()

    def _take_tokens(self) -> None:
        wanted = self._wanted_tokens()
        if wanted is not self._tokens:
            self._tokens = wanted
            self._dress()
            self.changed.emit()

    def _wanted_tokens(self) -> Tokens:
        if self._mode is ThemeMode.SYSTEM:
            scheme = self._hints.colorScheme()
            is_light = scheme is Qt.ColorScheme.Light
        else:
            is_light = self._mode is ThemeMode.LIGHT
        if self._is_high():
            return LIGHT_HIGH if is_light else DARK_HIGH
        return LIGHT if is_light else DARK

    def _is_high(self) -> bool:
        if self._contrast is Contrast.SYSTEM:
            return wants_contrast(self._wishes)
        return self._contrast is Contrast.ON

    def _dress(self) -> None:
        """Take the former style sheet off, then put the new one on.

        In its place Qt would polish each widget once more for every widget that it lies in: 1,400 ms of processor time
        for 2,300 widgets, where off and on takes 230.
        """
        self._application.setStyleSheet("")
        self._application.setPalette(palette_of(self._tokens))
        sheet = stylesheet_of(self._tokens, self._mono_family, is_compact=self._is_compact)
        self._application.setStyleSheet(sheet)


def wants_contrast(wishes: QAccessibilityHints) -> bool:
    """Whether the system is set to high contrast; GTK says so by the name of its theme where it says nothing else."""
    is_named = os.environ.get("GTK_THEME", "").startswith(_GTK_HIGH)
    return is_named or wishes.contrastPreference() is Qt.ContrastPreference.HighContrast


def _family(preferred: str, fallback: QFontDatabase.SystemFont) -> str:
    if QFontDatabase.hasFamily(preferred):
        return preferred
    return QFontDatabase.systemFont(fallback).family()


def _font(family: str, size: int, weight: QFont.Weight) -> QFont:
    font = QFont(family)
    font.setPixelSize(size)
    font.setWeight(weight)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


def _pixel_ratios() -> tuple[float, ...]:
    screens = {screen.devicePixelRatio() for screen in QGuiApplication.screens()}
    return tuple(sorted({1.0, 2.0} | screens))
