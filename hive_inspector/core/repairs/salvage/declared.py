"""What the damaged file declares, as far as that can be read, and what Hive's own schema has in place of the rest."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.database.rawpages.pages import LEAF_TABLE
from hive_inspector.core.database.rawpages.trees import free_pages, walk
from hive_inspector.core.database.sqltext import tokens, unquoted
from hive_inspector.core.hive.blueprints import blueprint, blueprint_names, create_statements
from hive_inspector.core.language import tr
from hive_inspector.core.repairs.salvage.reading import stray_pages

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from hive_inspector.core.database.values import Cell
    from hive_inspector.core.repairs.salvage.reading import FoundRow, Reader

_KINDS = frozenset({"table", "index", "view", "trigger"})
_COLUMNS = 5
_SQLITES = "sqlite_"


class SchemaObject(NamedTuple):
    """A row of `sqlite_master`."""

    kind: str
    name: str
    table: str
    root: int
    """Number of the first page; 0 where there is none, or it is not known."""
    sql: str


@dataclass(frozen=True, slots=True)
class Declared:
    """All declarations that the new file gets."""

    objects: tuple[SchemaObject, ...]
    is_whole: bool
    """Whether all of them come from the file itself."""
    blueprint: str = ""
    """Name of Hive's schema that filled in what is missing, or empty."""
    filled_in: int = 0
    """How many objects come from there."""
    damaged: tuple[int, ...] = ()
    """Pages of declarations that could not be read."""
    pages: frozenset[int] = frozenset()
    """Pages that declarations were read from."""

    @property
    def text(self) -> str:
        """Where they come from, in a sentence."""
        if self.is_whole:
            return tr("All of them were read from the file itself.")
        if not self.blueprint:
            return tr(
                "Some could not be read, and no schema of Hive's is known that they could "
                "be taken from."
            )
        return tr(
            "{filled_in:,} of {count:,} could not be read, and were taken from Hive's own "
            "schema ({blueprint}).",
            filled_in=self.filled_in,
            count=len(self.objects),
            blueprint=self.blueprint,
        )


def read_declared(reader: Reader) -> Declared:
    """What the file declares; what is missing is taken from the schema of Hive's that is most like the rest."""
    tree = walk(reader.file, 1, is_table=True)
    rows = [row for claim in tree.claims for row in reader.rows(claim.page)]
    is_whole = not tree.holes and not tree.unsound and len(list(_objects(rows))) == len(rows)
    if not is_whole:
        taken = free_pages(reader.file) | set(tree.pages)
        for number in stray_pages(reader, taken, {LEAF_TABLE}):
            found = list(reader.rows(number))
            if found and all(_object(row.values) for row in found):
                rows += found
    objects = _distinct(_objects(rows))
    pages = frozenset(tree.pages) | {row.page for row in rows}
    if is_whole and objects:
        return Declared(objects, is_whole=True, pages=pages)
    damaged = tuple(dict.fromkeys([hole.page for hole in tree.holes] + tree.unsound))
    return replace(_filled_in(objects), damaged=damaged, pages=pages)


def _distinct(objects: Iterable[SchemaObject]) -> tuple[SchemaObject, ...]:
    found: dict[tuple[str, str], SchemaObject] = {}
    for one in objects:
        found.setdefault((one.kind, folded(one.name)), one)
    return tuple(found.values())


def _objects(rows: Iterable[FoundRow]) -> Iterator[SchemaObject]:
    for row in rows:
        one = _object(row.values)
        if one is not None:
            yield one


def _object(values: list[Cell]) -> SchemaObject | None:
    """A row of the schema, or None where the values are none."""
    if len(values) != _COLUMNS:
        return None
    kind, name, table, root, sql = values
    if kind not in _KINDS or not isinstance(name, str) or not isinstance(table, str):
        return None
    if not isinstance(root, int | None) or not isinstance(sql, str | None):
        return None
    return SchemaObject(str(kind), name, table, root or 0, sql or "")


def _filled_in(objects: tuple[SchemaObject, ...]) -> Declared:
    """With what the most alike schema of Hive's has beyond the objects that were read."""
    tables = {folded(one.name) for one in objects if one.kind == "table"}
    name = likeliest_blueprint(tables)
    if not name:
        return Declared(objects, is_whole=False)
    known = {(one.kind, folded(one.name)) for one in objects}
    more = [one for one in declared_by(name) if (one.kind, folded(one.name)) not in known]
    return Declared(
        (*objects, *more),
        is_whole=False,
        blueprint=name,
        filled_in=len(more),
    )


def likeliest_blueprint(tables: set[str]) -> str:
    """The schema of Hive's that most of the tables are of; empty where there is none.

    Of several versions of the core the newest, so that rows of tables whose declaration is lost find a place; of others
    the smallest.
    """
    ranked = []
    for name in blueprint_names():
        own = {folded(table.name) for table in blueprint(name).tables}
        shared = len(own & tables)
        is_core = name.startswith("core-")
        ranked.append((shared, is_core, name if is_core else "", -len(own - tables), name))
    best = max(ranked)
    return best[-1] if best[0] else ""


def declared_by(name: str) -> Iterator[SchemaObject]:
    """What a schema of Hive's declares, without the places of pages."""
    for sql in create_statements(name):
        words = [token for token in tokens(sql) if not token.is_silent]
        kind = next(w.text.lower() for w in words if w.is_word("TABLE", "INDEX", "VIEW", "TRIGGER"))
        place = next(n for n, w in enumerate(words) if w.text.lower() == kind)
        called = unquoted(words[place + 1].text)
        on = next((n for n, w in enumerate(words) if w.is_word("ON")), None)
        table = unquoted(words[on + 1].text) if kind in {"index", "trigger"} and on else called
        yield SchemaObject(kind, called, table, 0, sql)


def first_column(create_index: str) -> str:
    """The column that an index begins with; empty where that is an expression, or where it has some rows only."""
    words = [token for token in tokens(create_index) if not token.is_silent]
    if any(word.is_word("WHERE") for word in words):
        return ""
    on = next((n for n, word in enumerate(words) if word.is_word("ON")), len(words))
    bracket = next((n for n in range(on, len(words)) if words[n].text == "("), len(words))
    after = [word.text for word in words[bracket + 1 : bracket + 3]]
    return unquoted(after[0]) if len(after) > 1 and after[1] != "(" else ""


def is_sqlites(name: str) -> bool:
    """Whether SQLite makes an object of that name itself."""
    return folded(name).startswith(_SQLITES)
