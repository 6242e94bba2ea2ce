"""The rows on pages, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.rawpages.pages import KINDS, LEAF_INDEX, LEAF_TABLE
from hive_inspector.core.database.rawpages.records import (
    MalformedRecord,
    decoded,
    decoded_in_part,
)
from hive_inspector.core.database.rawpages.trees import ALL, Claim, Hole, Tree, free_pages, walk

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.rawpages.pages import RawFile
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.repairs.salvage.shapes import Shape

_SAMPLE = 12
_LEAST_FIT = 0.12
"""Below, rows are nobody's: all but few of them would have to be unlike any other of the table."""
_PAGES_BETWEEN_REPORTS = 512


class FoundRow(NamedTuple):
    """A row as it lay on a page."""

    page: int
    rowid: int
    values: list[Cell]
    is_whole: bool


@dataclass(slots=True)
class TableParts:
    """The pages of one table."""

    shape: Shape
    root: int
    pages: list[Claim] = field(default_factory=list)
    strays: list[int] = field(default_factory=list)
    """Pages that nothing leads to, given to this table."""
    holes: list[Hole] = field(default_factory=list)
    unsound: list[int] = field(default_factory=list)

    @property
    def is_table(self) -> bool:
        """Whether its rows have rowids."""
        return not self.shape.table.without_rowid

    @property
    def is_sound(self) -> bool:
        """Whether every page of it is there and makes sense."""
        return not (self.holes or self.unsound or self.strays)


class Reader:
    """Reads rows off the pages of a file."""

    def __init__(self, file: RawFile, token: CancelToken, progress: Progress) -> None:
        self.file = file
        self._token = token
        self._progress = progress

    def rows(self, number: int) -> Iterator[FoundRow]:
        """The rows of a page that make sense, in order."""
        page = self.file.tree_page(number)
        for cell in page.cells if page else ():
            payload, _ = self.file.payload(cell)
            try:
                if len(payload) == cell.size:
                    yield FoundRow(
                        number, cell.rowid, decoded(payload, self.file.encoding), is_whole=True
                    )
                else:
                    values, whole = decoded_in_part(payload, cell.size, self.file.encoding)
                    yield FoundRow(number, cell.rowid, values, whole)
            except MalformedRecord:
                continue

    def counted(self, number: int) -> int:
        """How many rows a page says it has; not more than fit on one."""
        page = self.file.tree_page(number)
        return min(page.count, self.file.usable // 6) if page else 0

    def sample(self, number: int) -> list[FoundRow]:
        """Some rows of a page."""
        rows = list(self.rows(number))
        step = max(1, len(rows) // _SAMPLE)
        return rows[::step]

    def fit(self, number: int, shape: Shape) -> float:
        """How well the rows of a page fit a table, on average."""
        rows = self.sample(number)
        return sum(shape.fit(row.values) for row in rows) / len(rows) if rows else 0.0

    def told(self, number: int, step: str) -> None:
        """Report once in a while, and hear of a cancel."""
        if number % _PAGES_BETWEEN_REPORTS == 0:
            self._token.raise_if_cancelled()
            self._progress(number, self.file.page_count, step)


def parts_of(reader: Reader, tables: Sequence[tuple[Shape, int]]) -> list[TableParts]:
    """The pages of every table, those that nothing leads to included.

    Args:
        reader: The file.
        tables: Each table with the number of its first page; 0 where that is not known.
    """
    parts = [TableParts(shape, root) for shape, root in tables]
    trees = [_walked(reader, part) for part in parts]
    _settle(reader, parts, trees)
    _give_strays(reader, parts, trees)
    return parts


def _walked(reader: Reader, part: TableParts) -> Tree:
    if not part.root:
        return Tree(0, holes=[Hole(0, ALL, 0)])
    tree = walk(reader.file, part.root, is_table=part.is_table)
    reader.told(0, f"Reading {part.shape.table.name}")
    return tree


def _settle(reader: Reader, parts: list[TableParts], trees: list[Tree]) -> None:
    """Give every page to one table: a page that two of them name goes to the one that its rows fit."""
    claims: dict[int, list[tuple[int, Claim]]] = {}
    for number, tree in enumerate(trees):
        for claim in tree.claims:
            claims.setdefault(claim.page, []).append((number, claim))
    for number, (part, tree) in enumerate(zip(parts, trees, strict=True)):
        part.holes += tree.holes
        part.unsound += tree.unsound
        for claim in tree.claims:
            rivals = claims[claim.page]
            if (len(rivals) > 1 and _best(reader, parts, rivals) != number) or (
                claim.parent and tree.unsound and not _is_own(reader, part, claim)
            ):
                part.holes.append(Hole(claim.page, claim.span, claim.parent))
            else:
                part.pages.append(claim)
                _learn(reader, part, claim.page)
            reader.told(claim.page, f"Reading {part.shape.table.name}")


def _learn(reader: Reader, part: TableParts, number: int) -> None:
    if part.shape.learned < 60:  # noqa: PLR2004 - enough to know what the rows look like
        for row in reader.sample(number):
            if part.shape.fit(row.values):
                part.shape.learn(row.values)


def _best(reader: Reader, parts: list[TableParts], rivals: list[tuple[int, Claim]]) -> int:
    def rank(rival: tuple[int, Claim]) -> tuple[bool, float]:
        number, claim = rival
        rows = reader.sample(claim.page)
        within = all(claim.span.holds(row.rowid) for row in rows)
        return within, reader.fit(claim.page, parts[number].shape)

    return max(rivals, key=rank)[0]


def _is_own(reader: Reader, part: TableParts, claim: Claim) -> bool:
    """Whether a page below a damaged one is really of this table."""
    rows = reader.sample(claim.page)
    return not rows or reader.fit(claim.page, part.shape) > 0


def _give_strays(reader: Reader, parts: list[TableParts], trees: list[Tree]) -> None:
    """Give the pages that nothing leads to to the tables that miss some."""
    lacking = [part for part in parts if part.holes]
    if not lacking:
        return
    taken = free_pages(reader.file) | {page for tree in trees for page in tree.inner}
    taken |= {claim.page for part in parts for claim in part.pages}
    kinds = {LEAF_TABLE if part.is_table else LEAF_INDEX for part in lacking}
    for number in stray_pages(reader, taken, kinds):
        best = max(lacking, key=lambda part: _stray_rank(reader, part, number))
        if _stray_rank(reader, best, number)[1] >= _LEAST_FIT:
            best.strays.append(number)


def stray_pages(reader: Reader, taken: frozenset[int] | set[int], kinds: set[int]) -> Iterator[int]:
    """Pages with rows that no tree reaches, by number."""
    for number in range(2, reader.file.page_count + 1):
        reader.told(number, "Looking for rows that nothing leads to")
        if number in taken:
            continue
        first = reader.file.page(number)[0]
        if first in KINDS and first in kinds and any(True for _ in reader.rows(number)):
            yield number


def _stray_rank(reader: Reader, part: TableParts, number: int) -> tuple[bool, float]:
    rows = reader.sample(number)
    page = reader.file.tree_page(number)
    kind = LEAF_TABLE if part.is_table else LEAF_INDEX
    if page is None or page.kind != kind:
        return False, 0.0
    fit = reader.fit(number, part.shape)
    spans = [hole.span for hole in part.holes]
    within = fit >= _LEAST_FIT and all(any(span.holds(row.rowid) for span in spans) for row in rows)
    return within, fit
