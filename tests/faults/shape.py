"""A table of an awkward shape, written so that a test can write every changed form of it by itself."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Item:
    """A column or a constraint between the brackets of CREATE TABLE."""

    text: str
    column: str = ""
    """The column's name, or empty for a constraint of the table."""


def column(name: str, rest: str = "", *, written: str = "") -> Item:
    """A column, its name written as it is unless said otherwise."""
    return Item(f"{written or name} {rest}".strip(), name)


@dataclass(frozen=True, slots=True)
class Shape:
    """A table with rows, whatever depends on it, and statements that show whether it still works.

    Between its own items and its constraints every shape has a column `note`, which the changes are about.
    """

    name: str
    items: tuple[Item, ...]
    constraint: str = "UNIQUE (code)"
    """A constraint of the table that one of the changes takes away; empty if it has none."""
    table: str = "t"
    """The name as the file has it."""
    written: str = ""
    """The name as the declaration writes it."""
    called: str = ""
    """The name as the script writes it, where that differs."""
    note: str = "{name} {type}{check}"
    """How the column `note` is written, with its name, its type, and a check or nothing."""
    note_type: str = "TEXT"
    other_type: str = "NUMERIC"
    """What the type of `note` is changed into."""
    more: tuple[Item, ...] = ()
    """Further constraints of the table."""
    suffix: str = ""
    """What stands behind the closing bracket."""
    first: tuple[str, ...] = ()
    """Statements before the table is made."""
    then: tuple[str, ...] = ()
    """Statements after it was made: indexes, triggers, views, other tables."""
    rows: tuple[str, ...] = (
        "INSERT INTO t (id, code, note) VALUES (1, 'a', 'one'), (2, 'b', '12'), (7, 'c', NULL)",
    )
    probes: tuple[str, ...] = (
        "INSERT INTO t (code) VALUES ('d')",
        "INSERT INTO t (id, code) VALUES (1, 'e')",
        "UPDATE t SET code = code || '!' WHERE id = 2",
        "DELETE FROM t WHERE id = 7",
    )
    """Statements that have to do to the changed table and to all others what they do to the first one."""
    doubled: str = "INSERT INTO t (code) VALUES ('a')"
    """What only the constraint forbids."""
    unchangeable: frozenset[str] = frozenset()
    """Changes that the shape leaves no room for."""

    @property
    def statements(self) -> tuple[str, ...]:
        """Everything that makes the file."""
        return (*self.first, self.create_sql, *self.then, *self.rows)

    @property
    def create_sql(self) -> str:
        """The declaration as it stands in `sqlite_master`."""
        return self.declared(self.all_items)

    @property
    def note_item(self) -> Item:
        """The column `note`."""
        return self.noted()

    @property
    def all_items(self) -> tuple[Item, ...]:
        """Everything between the brackets."""
        constraint = (Item(self.constraint),) if self.constraint else ()
        return (*self.items, self.note_item, *self.more, *constraint)

    def noted(self, *, name: str = "note", type_name: str | None = None, check: str = "") -> Item:
        """The column `note` with another name or type, or a check."""
        kind = self.note_type if type_name is None else type_name
        return Item(self.note.format(name=name, type=kind, check=check), name)

    def declared(self, items: tuple[Item, ...]) -> str:
        """The declaration with these items."""
        inside = ",\n  ".join(item.text for item in items)
        return f"CREATE TABLE {self.written or self.table} (\n  {inside}\n){self.suffix}"

    def but(self, **changed: object) -> Shape:
        """The same with something otherwise."""
        return replace(self, **changed)  # type: ignore[arg-type]  # the fields' own types, checked by the tests


PLAIN = Shape("plain", (column("id", "INTEGER PRIMARY KEY"), column("code", "TEXT")))
