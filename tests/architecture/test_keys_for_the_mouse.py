"""Whatever answers the mouse by itself answers keys as well."""

from __future__ import annotations

import ast
from pathlib import Path

GUI = Path(__file__).resolve().parents[2] / "hive_inspector" / "gui"
CLICKS = {"mousePressEvent", "mouseReleaseEvent", "mouseDoubleClickEvent"}
BY_OTHER_KEYS = {
    "PaletteView": "a click beside it closes it, as Esc does",
    "GridHeader": "a click sorts, as Alt+Up and Alt+Down do; columns are moved under “Arrange columns”",
}
"""Classes that hear no keys of their own, and what does the same."""


def test_every_class_that_hears_clicks_hears_keys() -> None:
    found = {
        node.name
        for path in GUI.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.ClassDef) and hears(node) & CLICKS
        if "keyPressEvent" not in hears(node)
    }
    assert found == set(BY_OTHER_KEYS)


def hears(node: ast.ClassDef) -> set[str]:
    return {one.name for one in node.body if isinstance(one, ast.FunctionDef)}
