"""Texts that mean in Markdown what they say."""

from __future__ import annotations

from hive_inspector.core.database.values import visible_text


def markdown_text(text: str) -> str:
    """A text that stays in its cell and means in Markdown what it says."""
    lines = visible_text(text).translate(_ESCAPED)
    return lines.replace("\r", "").replace("\n", "<br>")


_ESCAPED = {ord(character): f"\\{character}" for character in "\\`*_{}[]<>#|~$&!"}
