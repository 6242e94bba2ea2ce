"""A JSON text as a tree that can be walked, searched and pointed into, however deep it is.

Nothing here calls itself, so that a text of 100,000 levels is as good as any other. Nodes are numbered in the order of
the text and kept as plain numbers (29 bytes a node): where a node begins and ends, who contains it, where the next one
after it stands. What a node says is cut out of the text when somebody asks. So numbers stay as they are written, and of
two equal keys of one object both are there.
"""

from __future__ import annotations

import json
import re
from array import array
from dataclasses import dataclass
from enum import IntEnum
from typing import TYPE_CHECKING

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterator

MOST_NODES = 1_000_000
"""Nodes that a tree takes: 29 MB and 2 seconds."""
MOST_CHARACTERS = 64 * 1024 * 1024


class JsonKind(IntEnum):
    """What a node is."""

    OBJECT = 0
    ARRAY = 1
    STRING = 2
    NUMBER = 3
    TRUE = 4
    FALSE = 5
    NULL = 6


class JsonProblem(UsageProblem):
    """A text is no JSON, or more of it than a tree takes.

    Attributes:
        position: The 0-based character where it shows.
    """

    def __init__(self, message: str, hint: str, position: int) -> None:
        super().__init__(message, hint)
        self.position = position


@dataclass(frozen=True, slots=True)
class JsonNode:
    """One value of a document."""

    index: int
    """Its number in the tree; 0 is the whole document."""
    kind: JsonKind
    key: str | None
    """The name under which an object has it, or None."""
    position: int
    """Its 0-based place among the children of its parent."""
    text: str
    """A string's characters; a number as it is written; `true`, `false`, `null`; empty for objects and arrays."""
    size: int
    """How many children an object or array has."""


class JsonTree:
    """A document. Made by `parse`."""

    def __init__(self, text: str, nodes: _Nodes) -> None:
        self._text = text
        self._nodes = nodes

    def __len__(self) -> int:
        """How many nodes there are."""
        return len(self._nodes.kinds)

    def node(self, index: int) -> JsonNode:
        """The node of that number."""
        nodes = self._nodes
        return JsonNode(
            index,
            JsonKind(nodes.kinds[index]),
            self._key(index),
            nodes.positions[index],
            self._content(index),
            nodes.sizes[index],
        )

    @property
    def root(self) -> JsonNode:
        """The whole document."""
        return self.node(0)

    def parent(self, index: int) -> int | None:
        """The number of the node that contains this one, or None for the whole document."""
        parent = self._nodes.parents[index]
        return None if parent < 0 else parent

    def children(self, index: int) -> Iterator[int]:
        """The numbers of the children, in order of the text."""
        child = index + 1
        for _ in range(self._nodes.sizes[index]):
            yield child
            child = self._nodes.nexts[child]

    def source(self, index: int) -> str:
        """The node as the text has it, with everything in it."""
        return self._text[self._nodes.starts[index] : self._nodes.ends[index]]

    def path(self, index: int) -> str:
        """How to point at the node from outside, as `$.models[2]."odd key"`: what SQLite's `json_extract` takes."""
        steps = []
        while index:
            key = self._key(index)
            steps.append(_step(key) if key is not None else f"[{self._nodes.positions[index]}]")
            index = self._nodes.parents[index]
        return "$" + "".join(reversed(steps))

    def search(self, words: str, token: CancelToken | None = None) -> Iterator[int]:
        """The nodes whose key or own content has these words, in order of the text, without regard to case.

        Raises:
            Cancelled: The token was cancelled.
        """
        wanted = words.casefold()
        for index in range(len(self)):
            if token is not None and index % _CHECK_EVERY == 0:
                token.raise_if_cancelled()
            key = self._key(index)
            if (key is not None and wanted in key.casefold()) or (
                wanted in self._content(index).casefold()
            ):
                yield index

    def _key(self, index: int) -> str | None:
        start = self._nodes.keys[index]
        if start < 0:
            return None
        match = _STRING.match(self._text, start)
        return None if match is None else _unescaped(match.group())

    def _content(self, index: int) -> str:
        kind = self._nodes.kinds[index]
        if kind <= JsonKind.ARRAY:
            return ""
        source = self.source(index)
        return _unescaped(source) if kind == JsonKind.STRING else source


def parse(text: str, token: CancelToken | None = None) -> JsonTree:
    """A text as a tree.

    Besides what the standard has, `NaN` and `Infinity` are taken for numbers, which Python writes.

    Args:
        text: The whole text.
        token: Stops the work.

    Raises:
        JsonProblem: The text is no JSON, or has more than `MOST_CHARACTERS` or `MOST_NODES`.
        Cancelled: The token was cancelled.
    """
    if len(text) > MOST_CHARACTERS:
        raise JsonProblem(
            tr(
                "This JSON is too large to be shown as a tree: it has {count:,} characters.",
                count=len(text),
            ),
            tr(
                "Read it as text; a tree takes {most_characters:,}.",
                most_characters=MOST_CHARACTERS,
            ),
            MOST_CHARACTERS,
        )
    return JsonTree(text, _Parser(text, token or CancelToken()).nodes())


_CHECK_EVERY = 4096
_SPACE = re.compile(r"[ \t\n\r\ufeff]*")
_STRING = re.compile(r'"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f]*)*"')
_LITERAL = re.compile(
    r"(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|NaN|-?Infinity)"
    r"|(?P<true>true)|(?P<false>false)|(?P<null>null)",
    re.ASCII,
)
_KIND_OF_LITERAL = {
    "number": JsonKind.NUMBER,
    "true": JsonKind.TRUE,
    "false": JsonKind.FALSE,
    "null": JsonKind.NULL,
}
_KIND_OF_FIRST = {"{": JsonKind.OBJECT, "[": JsonKind.ARRAY, '"': JsonKind.STRING}
_PLAIN_KEY = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


def _step(key: str) -> str:
    return f".{key}" if _PLAIN_KEY.fullmatch(key) else f'."{key}"'


def _unescaped(source: str) -> str:
    """What a string means that is written like this, quotation marks included."""
    return source[1:-1] if "\\" not in source else str(json.loads(source))


class _Nodes:
    """The nodes of a document, one number of each kind for each node."""

    def __init__(self) -> None:
        self.kinds = bytearray()
        self.parents = array("i")
        self.nexts = array("i")
        """The number that follows the last node inside."""
        self.sizes = array("i")
        self.positions = array("i")
        self.keys = array("i")
        """Where the key's quotation mark stands; -1 without key."""
        self.starts = array("i")
        self.ends = array("i")

    def add(self, kind: JsonKind, parent: int, key: int, at: tuple[int, int]) -> int:
        """A further node that stands from here to there; its number."""
        index = len(self.kinds)
        self.kinds.append(kind)
        self.parents.append(parent)
        self.nexts.append(index + 1)
        self.sizes.append(0)
        self.keys.append(key)
        self.starts.append(at[0])
        self.ends.append(at[1])
        if parent < 0:
            self.positions.append(0)
        else:
            self.positions.append(self.sizes[parent])
            self.sizes[parent] += 1
        return index


class _Parser:
    """Reads a text from the left. Where it is, is a place in the text and the innermost node that is still open."""

    def __init__(self, text: str, token: CancelToken) -> None:
        self._text = text
        self._token = token
        self._nodes = _Nodes()

    def nodes(self) -> _Nodes:
        """The nodes of the whole text."""
        place, inside = self._value(self._skip(0), -1, -1)
        while inside >= 0:
            place, inside = self._go_on(self._skip(place), inside)
        place = self._skip(place)
        if place < len(self._text):
            raise self._problem(place, tr("the end"))
        return self._nodes

    def _go_on(self, place: int, inside: int) -> tuple[int, int]:
        """Read the next value of an open node, or its end."""
        nodes = self._nodes
        is_object = nodes.kinds[inside] == JsonKind.OBJECT
        character = self._text[place : place + 1]
        if character == ("}" if is_object else "]"):
            nodes.nexts[inside] = len(nodes.kinds)
            nodes.ends[inside] = place + 1
            return place + 1, nodes.parents[inside]
        if nodes.sizes[inside]:
            if character != ",":
                raise self._problem(place, tr("a comma or the end of the object or list"))
            place = self._skip(place + 1)
        if not is_object:
            return self._value(place, inside, -1)
        return self._value(self._behind_key(place), inside, place)

    def _behind_key(self, place: int) -> int:
        """Where the value of a key begins."""
        match = _STRING.match(self._text, place)
        if match is None:
            raise self._problem(place, tr("a name in quotation marks"))
        colon = self._skip(match.end())
        if self._text[colon : colon + 1] != ":":
            raise self._problem(colon, tr("a colon"))
        return self._skip(colon + 1)

    def _value(self, place: int, inside: int, key: int) -> tuple[int, int]:
        """Read a value, of an object or a list only the beginning."""
        kind = _KIND_OF_FIRST.get(self._text[place : place + 1])
        if kind is None or kind == JsonKind.STRING:
            kind, end = self._leaf(place, kind)
            self._add(kind, inside, key, (place, end))
            return end, inside
        return place + 1, self._add(kind, inside, key, (place, place + 1))

    def _leaf(self, place: int, kind: JsonKind | None) -> tuple[JsonKind, int]:
        """Kind and end of a value that contains no others."""
        match = (_LITERAL if kind is None else _STRING).match(self._text, place)
        if match is None:
            raise self._problem(place, tr("a value") if kind is None else tr("a text that ends"))
        return kind or _KIND_OF_LITERAL[match.lastgroup or ""], match.end()

    def _add(self, kind: JsonKind, inside: int, key: int, at: tuple[int, int]) -> int:
        index = self._nodes.add(kind, inside, key, at)
        if index % _CHECK_EVERY == 0:
            self._token.raise_if_cancelled()
            if index >= MOST_NODES:
                raise JsonProblem(
                    tr("This JSON is too large to be shown as a tree."),
                    tr(
                        "Read it as text; a tree takes {most_nodes:,} values.",
                        most_nodes=MOST_NODES,
                    ),
                    at[0],
                )
        return index

    def _skip(self, place: int) -> int:
        """The next place that is no white space."""
        match = _SPACE.match(self._text, place)
        return place if match is None else match.end()

    def _problem(self, place: int, expected: str) -> JsonProblem:
        line = self._text.count("\n", 0, place) + 1
        column = place - self._text.rfind("\n", 0, place)
        return JsonProblem(
            tr(
                "This is no JSON: {expected} is missing at line {line:,}, character {column:,}.",
                expected=expected,
                line=line,
                column=column,
            ),
            tr("Read it as text."),
            place,
        )
