"""How the models declare a column: Peewee's fields, with SQLite's own declaration and what the column holds.

A default is SQL text, as the database itself applies it; nothing is filled in on the way. A column may be NULL unless
it says otherwise, as in SQLite.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias, TypeVar

import peewee

from hive_inspector.core.database.identifiers import quoted
from hive_inspector.core.hive.notes import Trait

if TYPE_CHECKING:
    from collections.abc import Callable

Model = TypeVar("Model", bound=peewee.Model)

NOW = "CURRENT_TIMESTAMP"
"""SQLite's default for a text column: UTC as `2025-09-05 14:03:11`."""

SECRET, PERSONAL, PRIVATE = Trait.SECRET, Trait.PERSONAL, Trait.PRIVATE
JSON, TIME, MARKDOWN = Trait.JSON, Trait.TIME, Trait.MARKDOWN


class _Declared(peewee.Field):
    """A column with its traits."""

    traits: frozenset[Trait]

    def __init__(
        self,
        *traits: Trait,
        key: bool = False,
        not_null: bool = False,
        unique: bool = False,
        default: str | None = None,
        description: str = "",
    ) -> None:
        constraints = [] if default is None else [peewee.SQL(f"DEFAULT {default}")]
        if unique:
            constraints.append(peewee.SQL("UNIQUE"))
        super().__init__(
            primary_key=key, null=not not_null, constraints=constraints, help_text=description
        )
        self.traits = frozenset(traits)


class Text(_Declared, peewee.TextField):
    """TEXT."""


class Integer(_Declared, peewee.IntegerField):
    """INTEGER."""


class Real(_Declared, peewee.FloatField):
    """REAL."""

    field_type = "REAL"


class Boolean(_Declared, peewee.Field):
    """BOOLEAN, which SQLite stores as 0 and 1."""

    field_type = "BOOLEAN"


class Date(_Declared, peewee.Field):
    """DATE, stored as text `2025-09-05`."""

    field_type = "DATE"


class Serial(peewee.AutoField):
    """INTEGER PRIMARY KEY AUTOINCREMENT."""

    traits: frozenset[Trait] = frozenset()

    def __init__(self) -> None:
        super().__init__(null=True, constraints=[peewee.SQL("AUTOINCREMENT")])


class Link(peewee.ForeignKeyField):
    """A reference to another table's primary key."""

    traits: frozenset[Trait] = frozenset()

    def __init__(
        self,
        model: type[peewee.Model],
        column: str,
        *,
        not_null: bool = False,
        unique: bool = False,
        on_delete: str | None = None,
    ) -> None:
        super().__init__(
            model,
            column_name=column,
            null=not not_null,
            constraints=[peewee.SQL("UNIQUE")] if unique else [],
            on_delete=on_delete,
            backref="+",
            index=False,
        )


DeclaredColumn: TypeAlias = _Declared | Serial | Link
"""Any column of a model; each has `column_name`, `traits` and `help_text`."""


def unique(*columns: str) -> peewee.SQL:
    """A UNIQUE constraint over several columns, for a model's `Meta.constraints`."""
    return peewee.SQL(f"UNIQUE ({', '.join(map(quoted, columns))})")


def indexed(**indexes: str) -> Callable[[type[Model]], type[Model]]:
    """Declare a model's indexes: `name="column DESC, other_column"`."""

    def declare(model: type[Model]) -> type[Model]:
        for name, terms in indexes.items():
            model.add_index(_index(model, name, terms))
        return model

    return declare


def unique_where(name: str, column: str, condition: str) -> Callable[[type[Model]], type[Model]]:
    """Declare a unique index over the rows that meet an SQL condition."""

    def declare(model: type[Model]) -> type[Model]:
        index = _index(model, name, column, unique=True)
        model.add_index(index.where(peewee.SQL(condition)))
        return model

    return declare


def _index(
    model: type[peewee.Model], name: str, terms: str, *, unique: bool = False
) -> peewee.Index:
    table = model._meta.table_name  # noqa: SLF001 - Peewee's documented way to a model's table
    return peewee.Index(
        name, table, [peewee.SQL(term) for term in terms.split(", ")], unique=unique
    )
