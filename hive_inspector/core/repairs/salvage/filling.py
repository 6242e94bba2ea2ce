"""Writing what was read into the new file: declarations, rows, indexes, in the order in which nothing is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.database.declarations import has_autoincrement, module_of
from hive_inspector.core.database.failures import DatabaseDamaged, StatementProblem
from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.introspection import read_schema
from hive_inspector.core.database.rawpages.records import RawText
from hive_inspector.core.database.rawpages.trees import walk
from hive_inspector.core.database.snapshot import TableKind
from hive_inspector.core.database.target import file_uri
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.hive.bookkeeping import OWN_PREFIX
from hive_inspector.core.language import tr
from hive_inspector.core.repairs.keeping import row_key
from hive_inspector.core.repairs.salvage.declared import (
    declared_by,
    first_column,
    is_sqlites,
    likeliest_blueprint,
)
from hive_inspector.core.repairs.salvage.reading import Reader, TableParts, parts_of
from hive_inspector.core.repairs.salvage.report import LostPlace, SalvagedTable
from hive_inspector.core.repairs.salvage.shapes import Shape

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from hive_inspector.core.database.altering import AlteringConnection
    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.progress import Progress
    from hive_inspector.core.repairs.salvage.declared import Declared, SchemaObject
    from hive_inspector.core.repairs.salvage.reading import FoundRow

KEPT_TABLE = f"{OWN_PREFIX}_salvaged_rows"
"""Where rows are kept that have no place in a table of their own."""
_DAMAGED = "damaged_file"
_BATCH = 500


class _NotAll(Exception):
    """SQLite copied fewer or more rows than the pages have."""


def _require(is_all: bool) -> None:  # noqa: FBT001 - read as a sentence
    if not is_all:
        raise _NotAll


class Filling:
    """One new file in the making."""

    def __init__(
        self, connection: AlteringConnection, reader: Reader, declared: Declared, source: Path
    ) -> None:
        self.not_made: list[tuple[str, str]] = []
        self.tables: list[SalvagedTable] = []
        self.damaged: set[int] = set(declared.damaged)
        self.unknown_rows = 0
        self._connection = connection
        self._reader = reader
        self._declared = declared
        self._source = source
        self._unplaced = 0
        self._is_attached = False

    def fill(self, progress: Progress) -> None:
        """Make everything that can be made.

        Raises:
            EnvironmentProblem: The new file cannot be written.
            Cancelled: The lease's token was cancelled.
        """
        with self._connection.transaction():
            self._declare_tables()
        schema = read_schema(self._connection)
        shapes = [(Shape.of(table), root) for table, root in self._tables(schema)]
        parts, nobodys = parts_of(
            self._reader,
            [(shape, root, self._index_roots(shape)) for shape, root in shapes],
            self._others(schema),
        )
        rest = self._copy_sound(parts, progress)
        for done, part in enumerate(rest):
            progress(done, len(rest), tr("Writing {table}", table=part.shape.table.name))
            with self._connection.transaction():
                self._write(part)
        with self._connection.transaction():
            self._keep_nobodys(nobodys)
            progress(0, None, tr("Building the indexes"))
            self._declare_the_rest(schema)
            self._fill_virtual(schema)
            self._set_counters()

    def _objects(self, *kinds: str) -> Iterator[SchemaObject]:
        for one in self._declared.objects:
            if one.kind in kinds and one.sql and not is_sqlites(one.name):
                yield one

    def _declare_tables(self) -> None:
        shadows = self._shadows()
        for one in self._objects("table"):
            if not module_of(one.sql) and folded(one.name) not in shadows and not self._make(one):
                self._make_as_hive_does(one.name)
        for one in self._objects("table"):
            if module_of(one.sql):
                self._make(one)

    def _shadows(self) -> set[str]:
        """Tables that a virtual table makes for itself: all that begin with its name."""
        virtual = [folded(one.name) for one in self._objects("table") if module_of(one.sql)]
        names = [folded(one.name) for one in self._objects("table")]
        return {name for name in names for owner in virtual if name.startswith(f"{owner}_")}

    def _make_as_hive_does(self, table: str) -> None:
        """A table whose own declaration is damaged, as Hive's schema that is most like the file has it."""
        likeliest = likeliest_blueprint({folded(one.name) for one in self._objects("table")})
        for one in declared_by(likeliest) if likeliest else ():
            if one.kind == "table" and folded(one.name) == folded(table):
                self._make(one)

    def _make(self, one: SchemaObject) -> bool:
        """Whether it could be made."""
        try:
            self._connection.execute(one.sql)
        except (StatementProblem, DatabaseDamaged) as problem:
            self.not_made.append((one.name, problem.message))
            return False
        return True

    def _tables(self, schema: Schema) -> Iterator[tuple[Table, int]]:
        roots = {
            folded(one.name): one.root for one in self._declared.objects if one.kind == "table"
        }
        for table in schema.tables:
            if table.kind in {TableKind.TABLE, TableKind.SHADOW} and table.columns:
                yield table, roots.get(folded(table.name), 0)

    def _others(self, schema: Schema) -> frozenset[int]:
        """Pages of declarations, and of tables that are not filled: SQLite's own, and such that could not be made."""
        known = {folded(table.name) for table, _ in self._tables(schema)}
        roots = [
            one.root
            for one in self._declared.objects
            if one.kind == "table" and one.root and folded(one.name) not in known
        ]
        trees = (walk(self._reader.file, root, is_table=True) for root in roots)
        return self._declared.pages | {page for tree in trees for page in tree.pages}

    def _index_roots(self, shape: Shape) -> tuple[tuple[int, int], ...]:
        """First pages of the indexes of a table, each with the place of the column that it begins with."""
        places = {folded(column.name): place for place, column in enumerate(shape.columns)}
        own = {folded(index.name): index for index in shape.table.indexes}
        found = []
        for one in self._declared.objects:
            if one.kind == "index" and one.root and folded(one.table) == folded(shape.table.name):
                made = own.get(folded(one.name))
                name = (made.columns[0].name or "") if made else first_column(one.sql)
                if folded(name) in places:
                    found.append((one.root, places[folded(name)]))
        return tuple(found)

    def _attach(self) -> None:
        """Let SQLite read the damaged file beside, where it can: what is whole it copies much faster."""
        if not self._declared.is_whole:
            return
        uri = file_uri(self._source.absolute(), "ro", immutable=True)
        try:
            self._connection.execute(f"ATTACH ? AS {_DAMAGED}", (uri,))
            self._is_attached = True
            self._connection.rows(f"SELECT name FROM {_DAMAGED}.sqlite_master")
        except InspectorError:  # whatever it is, SQLite cannot read it: page by page then
            self._detach()

    def _detach(self) -> None:
        if self._is_attached:
            self._is_attached = False
            self._connection.execute(f"DETACH {_DAMAGED}")

    def _copy_sound(self, parts: Sequence[TableParts], progress: Progress) -> list[TableParts]:
        """Let SQLite copy the tables that seem whole; those that are left."""
        self._attach()
        left = []
        for done, part in enumerate(parts):
            table = part.shape.table
            progress(done, len(parts), tr("Copying {table}", table=table.name))
            self.damaged |= set(part.unsound) | {hole.page for hole in part.holes if hole.page}
            if not part.is_sound or not self._copied(part):
                left.append(part)
        self._detach()
        return left

    def _copied(self, part: TableParts) -> bool:
        """Whether SQLite itself could copy all rows of a table that seems whole."""
        if not self._is_attached:
            return False
        table = part.shape.table
        columns = [quoted(c.name) for c in part.shape.columns if not c.generated]
        key = row_key(table)
        into = columns if key == "NULL" or part.shape.alias is not None else [key, *columns]
        listed, name = ", ".join(into), quoted(table.name)
        try:
            with self._connection.transaction():
                self._empty(table)
                rows = self._connection.execute(
                    f"INSERT INTO main.{name} ({listed}) SELECT {listed} FROM {_DAMAGED}.{name}"
                )
                _require(rows == self._rows_counted(part))
        except (
            InspectorError,
            _NotAll,
        ):  # what concerns the new file comes again when its rows are written
            return False
        self.tables.append(SalvagedTable(table.name, rows))
        return True

    def _empty(self, table: Table) -> None:
        """Take out what a search index has put into a table of its own."""
        if table.kind is TableKind.SHADOW:
            self._connection.execute(f"DELETE FROM main.{quoted(table.name)}")

    def _rows_counted(self, part: TableParts) -> int:
        return sum(self._reader.counted(claim.page) for claim in part.pages)

    def _write(self, part: TableParts) -> None:
        table = part.shape.table
        self._empty(table)
        writer = _Writer(self._connection, part.shape)
        counted = incomplete = 0
        for number in self._in_order(part):
            counted += self._reader.counted(number)
            for row in self._reader.rows(number):
                incomplete += not row.is_whole
                writer.add(row)
            self._reader.told(number, tr("Writing {table}", table=table.name))
        writer.flush()
        from_strays = sum(1 for number in part.strays for _ in self._reader.rows(number))
        self._keep(table.name, writer.refused)
        self.tables.append(
            SalvagedTable(
                name=table.name,
                rows=writer.written,
                found_again=min(from_strays, writer.written),
                incomplete=incomplete,
                unplaced=len(writer.refused),
                lost_cells=max(0, counted - writer.written - len(writer.refused)),
                lost=tuple(self._lost(part)),
            )
        )

    def _in_order(self, part: TableParts) -> list[int]:
        """The pages with the rows of the lowest numbers first; those that nothing leads to last, so that they yield."""
        return [claim.page for claim in part.pages] + part.strays

    def _lost(self, part: TableParts) -> Iterator[LostPlace]:
        """The places of which nothing came back."""
        firsts = [next(self._reader.rows(number)).rowid for number in part.strays]
        for hole in part.holes:
            is_found = hole.page in part.strays or any(map(hole.span.holds, firsts))
            if not is_found:
                yield LostPlace(hole.page, hole.span.low, hole.span.high)

    def _keep_nobodys(self, pages: list[int]) -> None:
        for number in pages:
            for row in self._reader.rows(number):
                self._keep_row("", row, tr("Nothing tells which table it is of."))
                self.unknown_rows += 1

    def _keep(self, table: str, refused: Sequence[tuple[FoundRow, str]]) -> None:
        """Keep rows beside the tables that have no place in one."""
        for row, reason in refused:
            self._keep_row(table, row, reason)

    def _keep_row(self, table: str, row: FoundRow, reason: str) -> None:
        if not self._unplaced:
            self._connection.execute(
                f"CREATE TABLE IF NOT EXISTS {KEPT_TABLE} (number INTEGER, page INTEGER, origin TEXT,"
                " origin_rowid INTEGER, place INTEGER, value, reason TEXT)"
            )
        self._unplaced += 1
        for place, value in enumerate(row.values):
            self._connection.execute(
                f"INSERT INTO {KEPT_TABLE} VALUES (?, ?, ?, ?, ?, {_mark(value)}, ?)",
                (self._unplaced, row.page, table, row.rowid, place, _bound(value), reason),
            )

    def _declare_the_rest(self, schema: Schema) -> None:
        made = {folded(table.name) for table in schema.tables}
        for kind in ("index", "view", "trigger"):
            for one in self._objects(kind):
                if kind == "view" or folded(one.table) in made:
                    self._make(one)

    def _fill_virtual(self, schema: Schema) -> None:
        """Build search indexes anew that take their texts from a table; the others came with their own tables."""
        for table in schema.tables:
            if table.kind is TableKind.VIRTUAL and module_of(table.sql).lower() in {"fts4", "fts5"}:
                name = quoted(table.name)
                try:
                    self._connection.execute(f"INSERT INTO {name} ({name}) VALUES ('rebuild')")
                except (StatementProblem, DatabaseDamaged) as problem:
                    self.not_made.append(
                        (tr("the search index {table}", table=table.name), problem.message)
                    )

    def _set_counters(self) -> None:
        """Let no AUTOINCREMENT give out a number that was given out before."""
        counters = next(
            (o for o in self._declared.objects if folded(o.name) == "sqlite_sequence" and o.root),
            None,
        )
        if counters is None:
            return
        own = {o.name for o in self._objects("table") if has_autoincrement(o.sql)}
        for claim in walk(self._reader.file, counters.root, is_table=True).claims:
            for row in self._reader.rows(claim.page):
                if len(row.values) == 2 and row.values[0] in own and isinstance(row.values[1], int):  # noqa: PLR2004 - name and number
                    self._set_counter(str(row.values[0]), row.values[1])

    def _set_counter(self, table: str, number: int) -> None:
        changed = self._connection.execute(
            "UPDATE sqlite_sequence SET seq = max(seq, ?) WHERE name = ?", (number, table)
        )
        if not changed:
            self._connection.execute("INSERT INTO sqlite_sequence VALUES (?, ?)", (table, number))


class _Writer:
    """Writes rows of one table, many at a time; those that it refuses are handed back."""

    def __init__(self, connection: AlteringConnection, shape: Shape) -> None:
        self.written = 0
        self.refused: list[tuple[FoundRow, str]] = []
        self._connection = connection
        self._shape = shape
        self._key = row_key(shape.table)
        self._waiting: list[FoundRow] = []
        self._sort: tuple[int, tuple[bool, ...]] = (0, ())

    def add(self, row: FoundRow) -> None:
        """Write a row, soon."""
        if len(row.values) > len(self._shape.columns) or not row.values:
            self.refused.append((row, tr("It has more values than the table has columns.")))
            return
        sort = (len(row.values), tuple(isinstance(value, RawText) for value in row.values))
        if sort != self._sort or len(self._waiting) >= _BATCH:
            self.flush()
            self._sort = sort
        self._waiting.append(row)

    def flush(self) -> None:
        """Write what waits."""
        rows, self._waiting = self._waiting, []
        if not rows:
            return
        sql = self._statement(rows[0].values)
        self._connection.execute("SAVEPOINT rows_of_a_table")
        try:
            self._connection.execute_many(sql, map(self._bound, rows))
            self.written += len(rows)
        except (StatementProblem, DatabaseDamaged):
            self._connection.execute("ROLLBACK TO rows_of_a_table")
            for row in rows:
                self._write_alone(sql, row)
        self._connection.execute("RELEASE rows_of_a_table")

    def _write_alone(self, sql: str, row: FoundRow) -> None:
        try:
            self._connection.execute(sql, self._bound(row))
            self.written += 1
        except (StatementProblem, DatabaseDamaged) as problem:
            reason = str(problem.__cause__ or problem.message)
            if not self._is_there_already(row):
                self.refused.append((row, reason))

    def _is_there_already(self, row: FoundRow) -> bool:
        """Whether the same row has been written: an old copy of a page is no second row."""
        if self._key == "NULL":
            return False
        names = [column.name for column in self._shape.columns]
        same = " AND ".join(
            f"{quoted(name)} IS {_mark(value)}"
            for place, (name, value) in enumerate(zip(names, row.values, strict=False))
            if place != self._shape.alias
        )
        values = [_bound(v) for place, v in enumerate(row.values) if place != self._shape.alias]
        found = self._connection.value(
            f"SELECT count(*) FROM {quoted(self._shape.table.name)} WHERE {self._key} = ? AND {same or 1}",
            (row.rowid, *values),
        )
        return bool(found)

    def _statement(self, values: Sequence[Cell]) -> str:
        """An INSERT of as many columns as the record has: what was added to the table later gets its default."""
        names, marks = [], []
        if self._key != "NULL" and self._shape.alias is None:
            names.append(self._key)
            marks.append("?")
        for column, value in zip(self._shape.columns, values, strict=False):
            if not column.generated:
                names.append(quoted(column.name))
                marks.append(_mark(value))
        return f"INSERT INTO main.{quoted(self._shape.table.name)} ({', '.join(names)}) VALUES ({', '.join(marks)})"

    def _bound(self, row: FoundRow) -> list[Cell]:
        bound: list[Cell] = []
        if self._key != "NULL" and self._shape.alias is None:
            bound.append(row.rowid)
        for place, (column, value) in enumerate(zip(self._shape.columns, row.values, strict=False)):
            if not column.generated:
                bound.append(row.rowid if place == self._shape.alias else _bound(value))
        return bound


def _mark(value: Cell) -> str:
    """A text that is no valid one is handed over as bytes, and is a text again in the file."""
    return "CAST(? AS TEXT)" if isinstance(value, RawText) else "?"


def _bound(value: Cell) -> Cell:
    return bytes(value) if isinstance(value, RawText) else value
