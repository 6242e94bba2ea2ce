"""Declarations and lists in words, as they stand in messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from hive_inspector.core.database.snapshot import Column, Index, Reference, Table

_NAMED = 4
"""Names that a sentence lists before it counts the rest."""
_ORIGINS = {"virtual": tr("computed when read"), "stored": tr("computed when written")}


def noun(table: Table) -> str:
    """What sort of thing it is: `table`, `view` or `virtual table`."""
    return table.kind.noun


def type_text(column: Column) -> str:
    """The declared type in capitals."""
    return " ".join(column.type.upper().split()) or tr("without a type")


def origin_text(column: Column) -> str:
    """Where the column's values come from, as in `is …`."""
    return _ORIGINS.get(column.generated, tr("an ordinary column"))


def default_text(column: Column) -> str:
    """The default, as in `has …`."""
    return (
        tr("no default")
        if column.default is None
        else tr("the default {default}", default=column.default)
    )


def column_text(column: Column) -> str:
    """A whole declaration: `TEXT, not NULL, by default 'x'`."""
    words = [type_text(column)]
    if column.not_null:
        words.append(tr("not NULL"))
    if column.default is not None:
        words.append(tr("by default {default}", default=column.default))
    return ", ".join(words)


def key_text(table: Table) -> str:
    """The columns of the primary key, as in `the primary key is …`."""
    return tr(" and ").join(table.primary_key) or tr("absent")


def target_text(reference: Reference) -> str:
    """What a reference leads to: `users (id) on delete CASCADE`."""
    words = [reference.table]
    if reference.to:
        words.append(f"({', '.join(reference.to)})")
    for event, action in (("update", reference.on_update), ("delete", reference.on_delete)):
        if action != "NO ACTION":
            words.append(f"on {event} {action}")
    return " ".join(words)


def index_text(index: Index) -> str:
    """What is indexed: `unique over things (a, b DESC) where a > 0`."""
    terms = ", ".join(
        (column.name or column.expression) + (" DESC" if column.descending else "")
        for column in index.columns
    )
    over = f"{index.table} ({terms})"
    text = tr("unique over {over}", over=over) if index.unique else tr("over {over}", over=over)
    return tr("{text} where {where}", text=text, where=index.where) if index.where else text


def versions_text(versions: Sequence[int]) -> str:
    """`version 9`, or `versions 6, 7 and 8`."""
    if len(versions) == 1:
        return tr("version {version}", version=versions[0])
    return tr(
        "versions {versions} and {version}",
        versions=", ".join(map(str, versions[:-1])),
        version=versions[-1],
    )


def places_text(differences: int) -> str:
    """How exactly something fits: `without a difference`, `with 3 differences`."""
    if not differences:
        return tr("without a difference")
    return plural(differences, "with one difference", "with {count} differences")


def counted(count: int, noun: str, plural: str = "") -> str:
    """A number with its noun, as `1 table` or `3 tables`: English, for the command line and files; else `plural`."""
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"


def listed(names: Sequence[str], limit: int = _NAMED) -> str:
    """`a`, `a and b`, `a, b and c`; after so many names, how many more. Empty for none."""
    if len(names) > limit:
        return tr(
            "{names} and {count} more", names=", ".join(names[:limit]), count=len(names) - limit
        )
    return tr(" and ").join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
