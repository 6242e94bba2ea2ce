"""Every text of the window is translated: shown by a generated language that is accented and two fifths longer.

The language goes the way of any other: texts gathered from the code, a .ts file, `lrelease`, Qt's translator. In a
program that speaks it, whatever still has Latin letters without accents is what a file holds, or was missed.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QLabel, QWidget

from hive_inspector.core.languages import FOLDER_VARIABLE, VARIABLE
from tests.support.missed import known_of, missed
from tests.support.pseudo import CODE, LONGER, forms, make_pseudo, pseudo
from tests.support.shown_texts import cut_off, overlapping, painted
from tests.support.texts import PROJECT, texts_script

if TYPE_CHECKING:
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent
    from pytestqt.qtbot import QtBot

LEFT_OUT = {
    "painted": "Overview",
    "tooltip": "Reload",
}
"""Texts that are taken out of the language, so that each walk has to find them."""


def _made(folder: Path, left_out: frozenset[str] = frozenset()) -> dict[str, str]:
    """The language, and the variables of a program that speaks it."""
    texts = texts_script()
    uses = [use for use in texts.all_texts() if use.text.source not in left_out]
    make_pseudo(folder, uses)
    homes = {
        f"XDG_{name}_HOME": str(folder / name.lower()) for name in ("CACHE", "CONFIG", "STATE")
    }
    return {
        **os.environ,
        **homes,
        "HOME": str(folder),
        "QT_QPA_PLATFORM": "offscreen",
        VARIABLE: CODE,
        FOLDER_VARIABLE: str(folder),
    }


def _walked(folder: Path, *visits: str) -> dict[str, Any]:
    """What a walk found."""
    environ = _made(folder, frozenset(LEFT_OUT.values()))
    command = [sys.executable, "-m", "tests.support.pseudo_walk", str(folder), *visits]
    done = subprocess.run(
        command, env=environ, cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    document: dict[str, Any] = json.loads((folder / "found.json").read_text(encoding="utf-8"))
    return document


@pytest.mark.timeout(900)
@pytest.mark.parametrize(
    "visits",
    [("demo",), ("states", "none", "unreadable"), ("damaged", "nobodys", "bundle", "encrypted")],
    ids="-".join,
)
def test_every_text_is_translated_and_has_room_when_it_is_longer(
    visits: tuple[str, ...], tmp_path: Path
) -> None:
    walked = _walked(tmp_path, *visits)
    known = known_of(walked["words"], walked["prose"])
    found: dict[str, tuple[str, str, tuple[str, ...]]] = {}
    for place, kind, text in walked["found"]:
        if words := tuple(missed(kind, text, known)):
            found.setdefault(text, (place, kind, words))
    for text in LEFT_OUT.values():
        assert any(text in one for one in found), f"the walk does not see that {text} is missing"
    not_translated = {
        text: where
        for text, where in found.items()
        if not set(where[2]) <= set(re.findall(r"\w+", " ".join(LEFT_OUT.values())))
    }
    assert not not_translated
    assert not walked["cut"]
    assert {place.partition("/")[0] for place, _, _ in walked["found"]} == set(visits)


def test_the_generated_language_keeps_what_is_not_to_be_translated() -> None:
    assert pseudo("{name} has <b>{rows:,}</b> rows &amp; {{more}}").count("{name}") == 1
    for kept in ("{name}", "<b>", "{rows:,}", "</b>", "&amp;", "{{", "}}", "12"):
        assert kept in pseudo("12 {name} has <b>{rows:,}</b> rows &amp; {{more}}")
    assert "(*.db *.sqlite)" in pseudo("Databases (*.db *.sqlite)")
    assert "&" in pseudo("&Open")


@pytest.mark.parametrize("text", ["Open…", "Every choice takes effect at once.", "{name} is busy"])
def test_the_generated_language_is_longer_and_has_no_plain_letter(text: str) -> None:
    said = pseudo(text)
    plain = re.sub(r"\{\w+\}", "", text)
    assert len(re.sub(r"\{\w+\}", "", said)) >= len(plain) * (1 + LONGER) - 1
    assert not re.search(r"[A-Za-z]", re.sub(r"\{\w+\}", "", said))


def test_the_generated_language_tells_its_plural_forms_apart() -> None:
    assert len(set(forms("{count} row", "{count} rows"))) == len(forms("a", "b")) == 3


class Crowded(QWidget):
    """Paints two texts, the second over the end of the first or behind it."""

    def __init__(self, second_at: int) -> None:
        super().__init__()
        self.second_at = second_at

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawText(0, 20, "A rather long text")
        painter.drawText(self.second_at, 20, "word")
        painter.end()


Crowded.__module__ = "hive_inspector.gui.crowded"  # only the program's own are looked at


def _shown(qtbot: QtBot, child: QWidget, width: int) -> QWidget:
    window = QWidget()
    qtbot.addWidget(window)
    child.setParent(window)
    child.setGeometry(0, 0, width, 30)
    window.resize(600, 60)
    window.show()
    return window


@pytest.mark.parametrize(("second_at", "found"), [(40, 1), (400, 0)])
def test_the_walk_sees_texts_that_are_painted_over_one_another(
    qtbot: QtBot, second_at: int, found: int
) -> None:
    window = _shown(qtbot, Crowded(second_at), 600)
    assert len(list(overlapping(window))) == found
    assert painted(window) == ["A rather long text", "word"]


@pytest.mark.parametrize(("width", "found"), [(30, 1), (500, 0)])
def test_the_walk_sees_a_text_that_is_cut_off(qtbot: QtBot, width: int, found: int) -> None:
    label = QLabel("Some words that need room")
    window = _shown(qtbot, label, width)
    assert len(list(cut_off(window))) == found
    label.setToolTip(label.text())
    assert not list(cut_off(window))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("«Öƥéñ»", []),
        ("Open «çħéçķš»", ["Open"]),
        ("«ťáƀĺé» messages", []),
        ("mess… «ťáƀĺé»", []),
        ("This stands in the file.", []),
        ("This stands nowhere.", ["This", "stands", "nowhere"]),
        ("SELECT FROM messages", []),
        ("From", ["From"]),
        ("sha256 some_name 12 MB", []),
    ],
)
def test_the_walk_tells_data_from_texts(text: str, words: list[str]) -> None:
    known = known_of({"messages", "FROM"}, {"And: This stands in the file. Or not."})
    assert list(missed("item", text, known)) == words
