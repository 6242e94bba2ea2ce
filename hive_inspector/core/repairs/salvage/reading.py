"""The rows on pages, and whose they are."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple, TypeAlias

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

    IndexRoots: TypeAlias = tuple[tuple[int, int], ...]

_SAMPLE = 12
_LEAST_FIT = 0.12
"""Below, rows are nobody's: all but few of them would have to be unlike any other of the table."""
_MOST_ARE_KNOWN = 0.6
"""From this share of rows on that a table's indexes know, a page is that table's, however odd its rows look."""
_CANNOT_TELL = 0.5
"""What indexes say that are not there."""
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
    index_roots: tuple[tuple[int, int], ...] = ()
    """First pages of its indexes, as far as they are known, each with the place of the column that it begins with."""
    indexed: frozenset[tuple[int, int, Cell]] | None = None
    """Place, rowid and value of cells that its indexes have; None until they are asked."""

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
        self._sampled: tuple[int, list[FoundRow]] = (0, [])

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
        """Some rows of a page; those of the last page asked for are kept at hand."""
        if self._sampled[0] != number:
            rows = list(self.rows(number))
            self._sampled = number, rows[:: max(1, len(rows) // _SAMPLE)]
        return self._sampled[1]

    def fit(self, number: int, shape: Shape) -> float:
        """How well the rows of a page fit a table, on average."""
        rows = self.sample(number)
        return sum(shape.fit(row.values) for row in rows) / len(rows) if rows else 0.0

    def told(self, number: int, step: str) -> None:
        """Report once in a while, and hear of a cancel."""
        if number % _PAGES_BETWEEN_REPORTS == 0:
            self._token.raise_if_cancelled()
            self._progress(number, self.file.page_count, step)


def parts_of(
    reader: Reader, tables: Sequence[tuple[Shape, int, IndexRoots]], taken: frozenset[int]
) -> tuple[list[TableParts], list[int]]:
    """The pages of every table, those that nothing leads to included; and the pages of such that are nobody's.

    Args:
        reader: The file.
        tables: Each table with the number of its first page, 0 where that is not known, and its `index_roots`.
        taken: Pages that are known to be something else.
    """
    parts = [TableParts(shape, root, index_roots=roots) for shape, root, roots in tables]
    trees = [_walked(reader, part) for part in parts]
    _settle(reader, parts, trees)
    return parts, _give_strays(reader, parts, trees, taken)


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
    def rank(rival: tuple[int, Claim]) -> tuple[float, bool, float]:
        number, claim = rival
        rows = reader.sample(claim.page)
        within = all(claim.span.holds(row.rowid) for row in rows)
        known = _share_indexed(reader, parts[number], rows)
        return known, within, reader.fit(claim.page, parts[number].shape)

    return max(rivals, key=rank)[0]


def _is_own(reader: Reader, part: TableParts, claim: Claim) -> bool:
    """Whether a page below a damaged one is really of this table."""
    rows = reader.sample(claim.page)
    return not rows or reader.fit(claim.page, part.shape) > 0


def _give_strays(
    reader: Reader, parts: list[TableParts], trees: list[Tree], others: frozenset[int]
) -> list[int]:
    """Give the pages that nothing leads to to the tables that miss some; those that fit none of them."""
    lacking = [part for part in parts if part.holes]
    nobodys: list[int] = []
    if not lacking:
        return nobodys
    taken = others | free_pages(reader.file) | {page for tree in trees for page in tree.inner}
    taken |= {claim.page for part in parts for claim in part.pages}
    kinds = {LEAF_TABLE if part.is_table else LEAF_INDEX for part in lacking}
    for number in stray_pages(reader, taken, kinds):
        ranks = [_stray_rank(reader, part, number) for part in lacking]
        best = max(range(len(lacking)), key=ranks.__getitem__)
        known, _, fit = ranks[best]
        if known >= _MOST_ARE_KNOWN if known != _CANNOT_TELL else fit >= _LEAST_FIT:
            lacking[best].strays.append(number)
        else:
            nobodys.append(number)
    return nobodys


def stray_pages(reader: Reader, taken: frozenset[int] | set[int], kinds: set[int]) -> Iterator[int]:
    """Pages with rows that no tree reaches, by number."""
    for number in range(2, reader.file.page_count + 1):
        reader.told(number, "Looking for rows that nothing leads to")
        if number in taken:
            continue
        first = reader.file.page(number)[0]
        if first in KINDS and first in kinds and any(True for _ in reader.rows(number)):
            yield number


def _stray_rank(reader: Reader, part: TableParts, number: int) -> tuple[float, bool, float]:
    """How likely a page is a table's: how many of its rows the indexes know, whether they fill a hole, how they fit."""
    rows = reader.sample(number)
    page = reader.file.tree_page(number)
    kind = LEAF_TABLE if part.is_table else LEAF_INDEX
    fit = reader.fit(number, part.shape) if page is not None and page.kind == kind else 0.0
    if not fit:
        return 0.0, False, 0.0
    spans = [hole.span for hole in part.holes]
    within = all(any(span.holds(row.rowid) for span in spans) for row in rows)
    return _share_indexed(reader, part, rows), within, fit


def _share_indexed(reader: Reader, part: TableParts, rows: Sequence[FoundRow]) -> float:
    """How many of some rows the indexes of the table have: their entries name the row and its value in a column.

    Where no index can tell, neither yes nor no.
    """
    if part.indexed is None:
        part.indexed = frozenset(_entries(reader, part)) if part.is_table else frozenset()
    if not part.indexed or not rows:
        return _CANNOT_TELL
    known = part.indexed
    return sum(
        any((place, row.rowid, value) in known for place, value in enumerate(row.values))
        for row in rows
    ) / len(rows)


def _entries(reader: Reader, part: TableParts) -> Iterator[tuple[int, int, Cell]]:
    for root, place in part.index_roots:
        for claim in walk(reader.file, root, is_table=False).claims:
            for row in reader.rows(claim.page):
                first, rowid = row.values[0], row.values[-1]
                if first is not None and isinstance(rowid, int) and len(row.values) > 1:
                    yield place, rowid, first
