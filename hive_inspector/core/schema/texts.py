"""A table as text to take along: its SQL, a Peewee model, a table in Markdown."""

from __future__ import annotations

import keyword
import re
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded
from hive_inspector.core.hive.catalogue import note_of
from hive_inspector.core.hive.links import forward_links

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.snapshot import Column, Schema, Table


def as_sql(schema: Schema, table: Table) -> str:
    """What makes the table, its indexes and its triggers, as the file has it."""
    indexes = [index.sql for index in table.indexes if index.sql]
    triggers = [one.sql for one in schema.triggers if folded(one.table) == folded(table.name)]
    return "".join(
        f"{sql.rstrip().rstrip(';')};\n" for sql in (table.sql, *indexes, *triggers) if sql
    )


def as_peewee(table: Table) -> str:
    """A Peewee model with the table's columns, key, indexes and names.

    Each column is a field of its storage's type, references included: a model of its own for the other table may not be
    at hand. A column without a type, or of one that Peewee has no field for, is a `BareField`.
    """
    fields = list(_fields(table))
    names = {"Model", *(kind for _, kind, _ in fields)}
    names |= {"CompositeKey"} if len(table.primary_key) > 1 else set()
    names |= {"SQL"} if any("SQL(" in options for *_, options in fields) else set()
    lines = [
        f"from peewee import {', '.join(sorted(names))}",
        "",
        "",
        f"class {_class_name(table.name)}(Model):",
    ]
    lines += [f"    {attribute} = {kind}({options})" for attribute, kind, options in fields]
    lines += ["", "    class Meta:", f"        table_name = {table.name!r}"]
    lines += [f"        {line}" for line in _meta(table, [attribute for attribute, *_ in fields])]
    return "\n".join(lines) + "\n"


def as_markdown(schema: Schema, table: Table) -> str:
    """The columns as a table in Markdown, with type, default, what they refer to and what is known of them."""
    note = note_of(table.name)
    heads = ("Column", "Type", "Default", "Refers to", "Meaning")
    targets = {
        folded(name): f"{link.table}.{', '.join(link.to)}"
        + ("" if link.declared else " (undeclared)")
        for link in forward_links(schema, table)
        if not link.problem
        for name in link.columns
    }
    rows = []
    for column in table.columns:
        known = note.columns.get(folded(column.name)) if note else None
        rows.append(
            (
                f"**{column.name}**" if column.key_position else column.name,
                column.type + (" NOT NULL" if column.not_null else ""),
                "" if column.default is None else f"`{column.default}`",
                targets.get(folded(column.name), ""),
                known.description if known else "",
            )
        )
    lines = [f"### {table.name}", *([note.description] if note else []), ""]
    lines += [_row(heads), _row(["---"] * len(heads)), *map(_row, rows)]
    return "\n".join(lines) + "\n"


def _row(cells: Sequence[str]) -> str:
    return "| " + " | ".join(" ".join(cell.split()).replace("|", "\\|") for cell in cells) + " |"


def _fields(table: Table) -> Iterator[tuple[str, str, str]]:
    """Name, class and arguments of each field."""
    taken: set[str] = set()
    for column in table.columns:
        attribute = _attribute(column.name, taken)
        taken.add(attribute)
        options = list(_options(table, column, attribute))
        kind = _kind(table, column)
        yield attribute, kind, ", ".join(options)


def _options(table: Table, column: Column, attribute: str) -> Iterator[str]:
    if attribute != column.name:
        yield f"column_name={column.name!r}"
    if len(table.primary_key) == 1 and column.key_position:
        yield "primary_key=True"
    elif not column.not_null:
        yield "null=True"
    if (column.name,) in table.unique:
        yield "unique=True"
    if column.default is not None:
        yield f"constraints=[SQL({'DEFAULT ' + _in_parentheses(column.default)!r})]"


def _in_parentheses(default: str) -> str:
    """A default as it may stand in a declaration: an expression needs parentheses."""
    return default if _LITERAL.fullmatch(default) else f"({default})"


_LITERAL = re.compile(
    r"""'(?:[^']|'')*' | "(?:[^"]|"")*" | [-+]?[0-9.]+(?:[eE][-+]?[0-9]+)? | [A-Za-z_]+ | [xX]'[0-9A-Fa-f]*'""",
    re.VERBOSE,
)
_FIELDS = (
    ("BOOL", "BooleanField"),
    ("INT", "IntegerField"),
    ("CHAR", "TextField"),
    ("CLOB", "TextField"),
    ("TEXT", "TextField"),
    ("BLOB", "BlobField"),
    ("REAL", "FloatField"),
    ("FLOA", "FloatField"),
    ("DOUB", "FloatField"),
    ("DATETIME", "TextField"),
    ("TIMESTAMP", "TextField"),
)
"""By a part of the declared type (sqlite.org/datatype3.html). Times stay text: Hive mixes their forms."""


def _kind(table: Table, column: Column) -> str:
    declared = column.type.upper()
    if table.primary_key == (column.name,) and declared == "INTEGER" and table.has_rowid:
        return "AutoField"
    return next((field for part, field in _FIELDS if part in declared), "BareField")


def _meta(table: Table, attributes: Sequence[str]) -> Iterator[str]:
    names = dict(zip((column.name for column in table.columns), attributes, strict=True))
    if len(table.primary_key) > 1:
        keys = ", ".join(repr(names.get(name, name)) for name in table.primary_key)
        yield f"primary_key = CompositeKey({keys})"
    elif not table.primary_key:
        yield "primary_key = False"
    if table.without_rowid:
        yield "without_rowid = True"
    if table.strict:
        yield "strict_tables = True"
    indexes = [
        (tuple(names[term.name] for term in index.columns if term.name), index.unique)
        for index in table.indexes
        if index.origin == "c"
        and index.where is None
        and all(t.name in names for t in index.columns)
    ]
    indexes += [(tuple(names[n] for n in some), True) for some in table.unique if len(some) > 1]
    if indexes:
        yield f"indexes = ({', '.join(repr(one) for one in indexes)},)"


def _class_name(name: str) -> str:
    words = re.findall(r"[A-Za-z0-9]+", name)
    joined = "".join(word[:1].upper() + word[1:] for word in words) or "Table"
    return joined if joined[0].isalpha() and not keyword.iskeyword(joined) else f"T{joined}"


def _attribute(name: str, taken: set[str]) -> str:
    """A name that Python and Peewee take, and that no other column has."""
    plain = re.sub(r"\W", "_", name, flags=re.ASCII).lower().strip("_") or "column"
    if plain[0].isdigit() or keyword.iskeyword(plain) or plain in _PEEWEES_OWN:
        plain = f"{plain}_" if not plain[0].isdigit() else f"column_{plain}"
    while plain in taken:
        plain += "_"
    return plain


_MODELS_OWN = """
alias bind clone coerce copy create create_table delete dirty_fields drop_table filter get index insert is_dirty noop
raw replace save select set_by_id table_exists truncate_table unwrap update validate_model
"""
_PEEWEES_OWN = frozenset(_MODELS_OWN.split())
"""Names of a model's own methods."""
