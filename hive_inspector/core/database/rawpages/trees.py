"""Trees: which pages belong to which table or index, and where pages that should be there cannot be read."""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.header import MAGIC
from hive_inspector.core.database.rawpages.pages import (
    INTERIOR_INDEX,
    INTERIOR_TABLE,
    INTERIORS,
    LEAF_INDEX,
    LEAF_TABLE,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from hive_inspector.core.database.rawpages.pages import RawFile, TreePage

_TRUNK_ENTRIES = 8
_SIDES = {
    INTERIOR_TABLE: LEAF_TABLE,
    LEAF_TABLE: LEAF_TABLE,
    INTERIOR_INDEX: LEAF_INDEX,
    LEAF_INDEX: LEAF_INDEX,
}
"""What a page's tree has for leaves."""


class Span(NamedTuple):
    """The rowids that a page may have by what stands above it: above `low`, up to `high`; None is no bound."""

    low: int | None
    high: int | None

    def holds(self, rowid: int) -> bool:
        """Whether a row of that number may be there."""
        return (self.low is None or self.low < rowid) and (self.high is None or rowid <= self.high)


ALL = Span(None, None)


@dataclass(frozen=True, slots=True)
class Hole:
    """A page that should be there and cannot be read."""

    page: int
    """Its number, or what stands in place of it."""
    span: Span
    parent: int
    """The page that names it, or 0 for the root of a tree."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A page with rows that a tree says is its own."""

    page: int
    span: Span
    parent: int


@dataclass(slots=True)
class Tree:
    """What could be walked of a tree."""

    root: int
    claims: list[Claim] = field(default_factory=list)
    """The pages with rows, in order: the leaves, and of an index (or a table without rowids) the pages above too."""
    holes: list[Hole] = field(default_factory=list)
    inner: list[int] = field(default_factory=list)
    """The pages above the leaves."""
    unsound: list[int] = field(default_factory=list)
    """Pages of which a part made no sense."""

    @property
    def pages(self) -> Iterator[int]:
        """All pages that could be read."""
        yield from self.inner
        yield from (claim.page for claim in self.claims)


def walk(file: RawFile, root: int, *, is_table: bool) -> Tree:
    """A tree from its root, as far as it can be followed; every page once.

    Args:
        file: The file.
        root: Number of the first page.
        is_table: Whether it is the tree of a table with rowids.
    """
    tree = Tree(root)
    leaf = LEAF_TABLE if is_table else LEAF_INDEX
    seen = set[int]()
    waiting = [(root, ALL, 0)]
    while waiting:
        number, span, parent = waiting.pop()
        page = None
        if number not in seen and (number == root or file.is_page(number)):
            page = file.tree_page(number)
        if page is None or _SIDES[page.kind] != leaf or _is_senseless(file, page):
            tree.holes.append(Hole(number, span, parent))
            continue
        seen.add(number)
        if not page.is_sound:
            tree.unsound.append(number)
        if page.kind not in INTERIORS or not is_table:
            tree.claims.append(Claim(number, span, parent))
        if page.kind in INTERIORS:
            tree.inner.append(number)
            waiting += reversed([(child, below, number) for child, below in _below(page, span)])
    return tree


def _is_senseless(file: RawFile, page: TreePage) -> bool:
    """An inner page most of whose children can be none, or whose cells are mostly out of order; a leaf may be empty."""
    if page.kind not in INTERIORS:
        return False
    children = list(page.children)
    strange = sum(not file.is_page(child) for child in children)
    astray = 0
    if page.kind == INTERIOR_TABLE:
        astray = sum(one.rowid >= other.rowid for one, other in pairwise(page.cells))
    return 2 * strange >= len(children) or 2 * astray > len(children)


def _below(page: TreePage, span: Span) -> Iterator[tuple[int, Span]]:
    """The children of a page, each with the rowids that it may have."""
    low = span.low
    if page.kind == INTERIOR_INDEX:
        yield from ((child, ALL) for child in page.children)
        return
    for cell in page.cells:
        yield cell.child, Span(low, cell.rowid)
        low = cell.rowid
    yield page.last_child, Span(low, span.high)


def free_pages(file: RawFile) -> frozenset[int]:
    """The pages that the file keeps for later: what lies on them was deleted."""
    found = set[int]()
    head = file.page(1)
    trunk = int.from_bytes(head[32:36], "big")
    while file.is_page(trunk) and trunk not in found:
        found.add(trunk)
        data = file.page(trunk)
        count = int.from_bytes(data[4:8], "big")
        if count > (file.usable - _TRUNK_ENTRIES) // 4:
            break
        listed = (int.from_bytes(data[at : at + 4], "big") for at in range(8, 8 + 4 * count, 4))
        found |= {number for number in listed if file.is_page(number)}
        trunk = int.from_bytes(data[:4], "big")
    return frozenset(found)


def is_free_list_whole(file: RawFile) -> bool:
    """Whether as many pages are kept for later as the file says, so that what is not among them is in use."""
    head = file.page(1)
    return head.startswith(MAGIC) and len(free_pages(file)) == int.from_bytes(head[36:40], "big")
