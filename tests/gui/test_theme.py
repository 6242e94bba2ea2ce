"""Every text can be read in both themes, and switching dresses everything."""

from __future__ import annotations

import itertools
import re
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QColor, QFont, QImage, QPalette
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import (
    QApplication,
    QCheckBox,
    QComboBox,
    QFrame,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from hive_inspector.core.resources import resource_bytes, resource_path, resource_text
from hive_inspector.core.settings import ThemeMode
from hive_inspector.gui.theme import theme as theme_module
from hive_inspector.gui.theme.icons import tinted_pixmap
from hive_inspector.gui.theme.stylesheet import stylesheet_of
from hive_inspector.gui.theme.tokens import DARK, DARK_HIGH, LIGHT, LIGHT_HIGH, Tokens, mix

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from hive_inspector.gui.theme.theme import Theme

READABLE = 4.5
"""WCAG 2.2, success criterion 1.4.3."""
VISIBLE = 3.0
"""The same, success criterion 1.4.11: signs, charts, the ring of the focus."""
READABLE_HIGH = 7.0
"""Success criterion 1.4.6, where the system asks for high contrast."""
ALL_TOKENS = pytest.mark.parametrize(
    "tokens",
    [DARK, LIGHT, DARK_HIGH, LIGHT_HIGH],
    ids=["dark", "light", "dark high", "light high"],
)
TONES = ("information", "ok", "warning", "problem", "accent")
ICON_NAMES = sorted(path.stem for path in resource_path("icons").glob("*.svg"))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it, on its own so that the theme's arithmetic is not trusted."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def text_pairs(tokens: Tokens) -> Iterator[tuple[str, str, str]]:
    """What stands on what, by name."""
    grounds = {"background": tokens.background, "panel": tokens.panel, "raised": tokens.raised}
    for name, ground in itertools.product(("text", "dim", *TONES), grounds):
        yield f"{name} on {ground}", getattr(tokens, name), grounds[ground]
    for tone in TONES:
        colour = getattr(tokens, tone)
        yield f"{tone} on its chip", colour, tokens.tint(colour)
        yield f"text on a banner of {tone}", tokens.text, tokens.tint(colour)
        yield f"dim on a banner of {tone}", tokens.dim, tokens.tint(colour)
    yield "text on a selection", tokens.text, tokens.selection
    yield "dim on a selection", tokens.dim, tokens.selection
    yield "problem on a selection", tokens.problem, tokens.selection
    for name in ("text", "dim", *TONES):
        yield f"{name} on a button under the pointer", getattr(tokens, name), tokens.hover
        yield f"{name} on a button held down", getattr(tokens, name), tokens.pressed
    yield "text on the accent", tokens.on_accent, tokens.accent_shape


@ALL_TOKENS
def test_every_text_stands_out_from_its_ground(tokens: Tokens) -> None:
    too_faint = {
        name: round(contrast(colour, ground), 2)
        for name, colour, ground in text_pairs(tokens)
        if contrast(colour, ground) < (READABLE_HIGH if tokens.is_high else READABLE)
    }
    assert too_faint == {}


@ALL_TOKENS
def test_signs_and_charts_and_the_ring_of_the_focus_can_be_seen(tokens: Tokens) -> None:
    grounds = (tokens.background, tokens.panel, tokens.raised, tokens.selection)
    for ground in grounds:
        assert contrast(tokens.accent_shape, ground) >= VISIBLE
    for colour in (*tokens.series, tokens.rest):
        assert contrast(colour, tokens.panel) >= VISIBLE
    if tokens.is_high:
        assert min(contrast(tokens.outline, ground) for ground in grounds[:3]) >= VISIBLE


@pytest.mark.parametrize(
    ("mode", "usual", "high"),
    [(ThemeMode.DARK, DARK, DARK_HIGH), (ThemeMode.LIGHT, LIGHT, LIGHT_HIGH)],
)
def test_high_contrast_of_the_system_is_followed(
    theme: Theme, mode: ThemeMode, usual: Tokens, high: Tokens, monkeypatch: pytest.MonkeyPatch
) -> None:
    theme.set_mode(mode)
    assert theme.tokens is usual
    with monkeypatch.context() as patch:
        patch.setattr(theme_module, "wants_contrast", lambda _: True)
        theme._follow_system()
        assert theme.tokens is high
        assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(high.background)
    theme._follow_system()
    assert theme.tokens is usual


@pytest.mark.parametrize("tokens", [DARK, LIGHT], ids=["dark", "light"])
def test_both_themes_have_five_different_series(tokens: Tokens) -> None:
    assert len(set(tokens.series)) == 5


def test_mixing_is_opaque_at_the_ends_and_half_way_between() -> None:
    assert mix("#ffffff", "#000000", 0.0) == "#000000"
    assert mix("#ffffff", "#000000", 1.0) == "#ffffff"
    assert mix("#ff0000", "#0000ff", 0.5) == "#800080"


def test_the_stylesheet_leaves_nothing_to_fill_in() -> None:
    sheet = stylesheet_of(DARK, "Some Mono")
    assert "$" not in sheet
    assert "Some Mono" in sheet


def test_the_stylesheet_names_no_colour_of_its_own() -> None:
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", resource_text("stylesheet.qss"))


def test_switching_the_theme_dresses_the_application(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.waitSignals([theme.changed, theme.mode_changed]):
        theme.set_mode(ThemeMode.LIGHT)
    assert theme.tokens is LIGHT
    assert QApplication.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.background)


def dressed(qtbot: QtBot) -> QWidget:
    """One of each kind that the style sheet dresses, one inside another."""
    outer = QFrame()
    outer.setProperty("role", "card")
    inner = QWidget(outer)
    QVBoxLayout(outer).addWidget(inner)
    column = QVBoxLayout(inner)
    for role in ("chip", "title"):
        text = QLabel(f"A {role}", inner)
        text.setProperty("role", role)
        text.setProperty("tone", "warning")
        column.addWidget(text)
    for kind in (QPushButton, QLineEdit, QPlainTextEdit, QCheckBox, QProgressBar, QComboBox):
        column.addWidget(kind(inner))
    qtbot.addWidget(outer)
    outer.resize(400, 500)
    outer.show()
    return outer


@pytest.mark.parametrize("mode", [ThemeMode.LIGHT, ThemeMode.DARK])
def test_what_was_shown_before_a_switch_looks_like_what_is_made_after_it(
    theme: Theme, qtbot: QtBot, mode: ThemeMode
) -> None:
    theme.set_mode(ThemeMode.DARK if mode is ThemeMode.LIGHT else ThemeMode.LIGHT)
    before = dressed(qtbot)
    other = before.grab().toImage()
    theme.set_mode(mode)
    switched = before.grab().toImage()
    assert switched != other
    assert switched == dressed(qtbot).grab().toImage()


def test_choosing_the_same_mode_again_changes_nothing(theme: Theme, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(theme.changed), qtbot.assertNotEmitted(theme.mode_changed):
        theme.set_mode(ThemeMode.DARK)


def test_following_the_system_takes_one_of_the_two(theme: Theme) -> None:
    theme.set_mode(ThemeMode.SYSTEM)
    assert theme.mode is ThemeMode.SYSTEM
    assert theme.tokens in (DARK, LIGHT)


def test_fonts_have_the_size_and_weight_asked_for(theme: Theme) -> None:
    font = theme.ui_font(15, QFont.Weight.DemiBold)
    assert (font.pixelSize(), font.weight()) == (15, QFont.Weight.DemiBold)
    assert theme.mono_font(12).fixedPitch()


@pytest.mark.parametrize("name", ICON_NAMES)
def test_every_icon_parses_and_takes_the_colour(name: str, qapp: QApplication) -> None:
    assert QSvgRenderer(resource_bytes(f"icons/{name}.svg")).isValid()
    image = tinted_pixmap(name, "#ff0000", 24).toImage()
    assert opaque_pixels(image) > 10
    if name != "mark":
        assert b"currentColor" in resource_bytes(f"icons/{name}.svg")
        assert has_only_hue_of(image, "#ff0000")


def test_icons_are_drawn_for_the_pixels_of_the_screen(theme: Theme) -> None:
    pixmap = tinted_pixmap("browse", "#ffffff", 16, 2.0)
    assert pixmap.size() == QSize(32, 32)
    assert pixmap.deviceIndependentSize().toSize() == QSize(16, 16)
    assert theme.icon("browse") is theme.icon("browse")


def opaque_pixels(image: QImage) -> int:
    return sum(
        image.pixelColor(x, y).alpha() > 100
        for x in range(image.width())
        for y in range(image.height())
    )


def has_only_hue_of(image: QImage, colour: str) -> bool:
    hue = QColor(colour).hue()
    return all(
        pixel.hue() == hue
        for x in range(image.width())
        for y in range(image.height())
        if (pixel := image.pixelColor(x, y)).alpha() > 200
    )
