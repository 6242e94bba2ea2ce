"""Which ways of showing a cell fit what it holds, and which of them says most."""

from __future__ import annotations

import re
from enum import Enum
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.cellkinds import Content, Sniffed, sniff
from hive_inspector.core.database.values import CellKind, utf8
from hive_inspector.core.language import mark

if TYPE_CHECKING:
    from hive_inspector.core.browsing.rows import Field


class View(Enum):
    """A way of showing a cell. The value is its title, the order of members that of the tabs."""

    TEXT = mark("Text")
    JSON = "JSON"
    MARKDOWN = "Markdown"
    HEX = mark("Hex")
    IMAGE = mark("Image")


_LOOKS_MARKED_UP = re.compile(
    r"^(?:#{1,6} |[-*+] |\d{1,3}[.)] |> |```|\|.+\|\s*$)|\*\*[^\s*]|`[^`\n]+`|\]\(", re.MULTILINE
)
"""What makes a text worth a look as Markdown where nobody says that it is."""
_LOOKED_AT = 4096
_BEST = {
    Content.JSON: View.JSON,
    Content.JSONB: View.JSON,
    Content.IMAGE: View.IMAGE,
    Content.MARKDOWN: View.MARKDOWN,
    Content.BLOB: View.HEX,
}


def sniffed(field: Field) -> Sniffed:
    """What a field that was read turned out to hold; of a secret, nothing."""
    content = field.content
    if field.masked or content is None:
        return Sniffed(Content.NUMBER if field.size is None else Content.NOTHING)
    start = utf8(content) if isinstance(content, str) else content
    return sniff(field.kind, start, field.size or 0, traits=field.traits)


def fitting_views(field: Field, found: Sniffed) -> tuple[View, ...]:
    """The ways that show something of the field, in the order of the tabs."""
    if found.content in (Content.NUMBER, Content.NOTHING):
        return (View.TEXT,)
    fitting = {View.HEX}
    if field.kind is CellKind.TEXT or found.content is Content.SVG:
        fitting.add(View.TEXT)
    if found.content in (Content.JSON, Content.JSONB):
        fitting.add(View.JSON)
    if found.content is Content.IMAGE:
        fitting.add(View.IMAGE)
    if found.content is Content.MARKDOWN or _is_marked_up(field, found):
        fitting.add(View.MARKDOWN)
    return tuple(view for view in View if view in fitting)


def best_view(fitting: tuple[View, ...], found: Sniffed, chosen: View | None) -> View:
    """The one to begin with: what the user last chose for the column, or what says most."""
    if chosen in fitting and chosen is not None:
        return chosen
    best = _BEST.get(found.content, View.TEXT)
    return best if best in fitting else fitting[0]


def _is_marked_up(field: Field, found: Sniffed) -> bool:
    if found.content is not Content.TEXT or not isinstance(field.content, str):
        return False
    return _LOOKS_MARKED_UP.search(field.content[:_LOOKED_AT]) is not None
