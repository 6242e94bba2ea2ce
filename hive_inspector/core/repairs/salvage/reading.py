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
from hive_inspector.core.database.rawpages.trees import (
    ALL,
    Claim,
    Hole,
    Tree,
    free_pages,
    is_free_list_whole,
    walk,
)
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.language import tr

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
_LEARNED_ENOUGH = 60
"""Rows after which it is known what a table's look like."""
_SMALL_TREE = 64
"""Pages with rows up to which a table's indexes are read in any case."""


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
    is_indexed_in_full: bool = False
    """Whether all of those indexes could be read."""

    @property
    def is_table(self) -> bool:
        """Whether its rows have rowids."""
        return not self.shape.table.without_rowid

    @property
    def can_take_strays(self) -> bool:
        """Whether pages that nothing leads to may be its own.

        What a search index keeps without rowids looks like many an index, and is made anew from the texts.
        """
        return self.is_table or self.shape.table.kind is not TableKind.SHADOW

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
    _doubt_short_rows(reader, parts)
    return parts, _give_strays(reader, parts, trees, taken)


def _walked(reader: Reader, part: TableParts) -> Tree:
    if not part.root:
        return Tree(0, holes=[Hole(0, ALL, 0)])
    tree = walk(reader.file, part.root, is_table=part.is_table)
    reader.told(0, tr("Reading {table}", table=part.shape.table.name))
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
            if (len(rivals) > 1 and _best(reader, parts, rivals) != number) or _is_astray(
                reader, part, claim, is_small=len(tree.claims) <= _SMALL_TREE
            ):
                part.holes.append(Hole(claim.page, claim.span, claim.parent))
            else:
                part.pages.append(claim)
                _learn(reader, part, claim.page)
            reader.told(claim.page, tr("Reading {table}", table=part.shape.table.name))


def _doubt_short_rows(reader: Reader, parts: list[TableParts]) -> None:
    """Set pages aside whose rows are all too short for their table, and just right for one that misses some."""
    for part in parts:
        lacking = [one for one in parts if one.holes and one is not part and one.is_table]
        doubted = [
            claim
            for claim in part.pages
            if lacking and _is_short(reader, part, claim.page, lacking)
        ]
        if not doubted:
            continue
        part.holes += [Hole(claim.page, claim.span, claim.parent) for claim in doubted]
        part.pages = [claim for claim in part.pages if claim not in doubted]
        part.shape.forget()
        for claim in part.pages:
            _learn(reader, part, claim.page)


def _is_short(reader: Reader, part: TableParts, number: int, lacking: Sequence[TableParts]) -> bool:
    rows = reader.sample(number)
    if not rows or any(len(row.values) >= len(part.shape.columns) for row in rows):
        return False
    return _share_indexed(reader, part, rows) == _CANNOT_TELL and any(
        len(row.values) == len(one.shape.columns) and one.shape.fit(row.values)
        for one in lacking
        for row in rows[:1]
    )


def _learn(reader: Reader, part: TableParts, number: int) -> None:
    if part.shape.learned < _LEARNED_ENOUGH:
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


def _is_astray(reader: Reader, part: TableParts, claim: Claim, *, is_small: bool) -> bool:
    """Whether a page is hardly this table's, or not at this place: pages may have changed places.

    The indexes of large tables are not asked: reading them takes longer than all the rest of a salvage.
    """
    page = reader.file.tree_page(claim.page)
    rows = reader.sample(claim.page)
    if page is None or page.kind not in {LEAF_TABLE, LEAF_INDEX} or not rows:
        return False
    elsewhere = sum(not claim.span.holds(row.rowid) for row in rows)
    least = _LEAST_FIT if part.shape.learned >= _LEARNED_ENOUGH else 0
    return (
        2 * elsewhere > len(rows)
        or reader.fit(claim.page, part.shape) <= least
        or (is_small and _share_indexed(reader, part, rows) < _CANNOT_TELL)
    )


def _give_strays(
    reader: Reader, parts: list[TableParts], trees: list[Tree], others: frozenset[int]
) -> list[int]:
    """Give the pages that nothing leads to to the tables that miss some; those that fit none of them."""
    lacking = [part for part in parts if part.holes and part.can_take_strays]
    if is_free_list_whole(reader.file):
        # what is neither free nor led to is of some table, whole as that may seem
        lacking += [part for part in parts if not part.holes and part.is_table]
    taken = others | free_pages(reader.file) | {page for tree in trees for page in tree.inner}
    taken |= {claim.page for part in parts for claim in part.pages}
    kinds = {LEAF_TABLE if part.is_table else LEAF_INDEX for part in lacking}
    if LEAF_INDEX in kinds:
        taken |= set(_of_indexes(reader, parts))
    nobodys: list[int] = []
    for number in stray_pages(reader, taken, kinds):
        owner = _owner(reader, lacking, number)
        if owner is None:
            nobodys.append(number)
        else:
            owner.strays.append(number)
    return nobodys


def _owner(reader: Reader, candidates: Sequence[TableParts], number: int) -> TableParts | None:
    """The table that a page is most likely of; in doubt the one whose tree has it; None where it can be of none."""
    if not candidates:
        return None
    ranks = [_stray_rank(reader, part, number) for part in candidates]
    best = max(range(len(candidates)), key=ranks.__getitem__)
    known, _, fit = ranks[best]
    if known >= _MOST_ARE_KNOWN:
        return candidates[best]
    for part, (_, _, own_fit) in zip(candidates, ranks, strict=True):
        if own_fit and any(hole.page == number for hole in part.holes) and own_fit >= fit:
            return part
    return candidates[best] if known >= _CANNOT_TELL and fit >= _LEAST_FIT else None


def _of_indexes(reader: Reader, parts: list[TableParts]) -> Iterator[int]:
    for part in parts:
        for root, _ in part.index_roots:
            yield from walk(reader.file, root, is_table=False).pages


def stray_pages(reader: Reader, taken: frozenset[int] | set[int], kinds: set[int]) -> Iterator[int]:
    """Pages with rows that no tree reaches, by number."""
    for number in range(2, reader.file.page_count + 1):
        reader.told(number, tr("Looking for rows that nothing leads to"))
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
    within = any(hole.page == number for hole in part.holes) or all(
        any(span.holds(row.rowid) for span in spans) for row in rows
    )
    return _share_indexed(reader, part, rows), within, fit


def _share_indexed(reader: Reader, part: TableParts, rows: Sequence[FoundRow]) -> float:
    """How many of some rows the indexes of the table have: their entries name the row and its value in a column.

    Where no index can tell, neither yes nor no; that a damaged one does not have a row tells nothing.
    """
    if part.indexed is None:
        part.indexed, part.is_indexed_in_full = _indexed(reader, part)
    places = {place for _, place in part.index_roots}
    values = [
        [(place, row.rowid, row.values[place]) for place in places if place < len(row.values)]
        for row in rows
    ]
    told = [one for one in values if any(value is not None for *_, value in one)]
    if not part.indexed or not told:
        return _CANNOT_TELL
    share = sum(not part.indexed.isdisjoint(one) for one in told) / len(told)
    return share if part.is_indexed_in_full else max(share, _CANNOT_TELL)


def _indexed(reader: Reader, part: TableParts) -> tuple[frozenset[tuple[int, int, Cell]], bool]:
    """What the indexes of a table have, and whether all of each could be read."""
    found: set[tuple[int, int, Cell]] = set()
    is_whole = part.is_table
    for root, place in part.index_roots if part.is_table else ():
        tree = walk(reader.file, root, is_table=False)
        is_whole = is_whole and not tree.holes and not tree.unsound
        for claim in tree.claims:
            for row in reader.rows(claim.page):
                first, rowid = row.values[0], row.values[-1]
                if first is not None and isinstance(rowid, int) and len(row.values) > 1:
                    found.add((place, rowid, first))
    return frozenset(found), is_whole
