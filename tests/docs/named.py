"""What documents may name: texts and keys, as the code has them."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent.parent
_TEXT = re.compile(r'"((?:[^"\\\n]|\\.)*)"')
_KEYS = re.compile(
    r"(?:(?:Ctrl|Alt|Shift)\+)*(?:F\d\d?|[A-Z,]|Up|Down|Left|Right|Enter|Return|Space)"
)
_QT_KEY = re.compile(r"Qt\.Key\.Key_(\w+)")
_QT_NAMES = {"Escape": "Esc", "Delete": "Del"}
_STANDARD = {"Copy": "Ctrl+C"}


@cache
def code(folder: str = "hive_inspector") -> str:
    """All modules below a folder, one after the other."""
    files = sorted((PROJECT / folder).rglob("*.py"))
    return "\n".join(file.read_text(encoding="utf-8") for file in files)


@cache
def texts_of_the_code() -> frozenset[str]:
    """Every text written out in the code in one piece."""
    return frozenset(_TEXT.findall(code()))


@cache
def keys_of_the_window() -> frozenset[str]:
    """Every key that the code of the window listens to, as documents write it."""
    window = code("hive_inspector/gui")
    found = {f"Ctrl+{number}" for number in range(1, 9)}
    found |= {_QT_NAMES.get(name, name) for name in _QT_KEY.findall(window)}
    found |= {keys for name, keys in _STANDARD.items() if f"StandardKey.{name}" in window}
    found |= {text for text in _TEXT.findall(window) if _KEYS.fullmatch(text)}
    return frozenset(found)
