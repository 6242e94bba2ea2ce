"""Bringing back from quarantine what can stand in its place again."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.language import plural, tr
from hive_inspector.core.migrations.scripts.script import Proof
from hive_inspector.core.repairs import keeping
from hive_inspector.core.repairs.catalogue import RETURN_FROM_QUARANTINE
from hive_inspector.core.repairs.orphans import ties_of
from hive_inspector.core.repairs.repair import Work, found

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from hive_inspector.core.database.snapshot import Schema, Table
    from hive_inspector.core.database.statements import ReadConnection
    from hive_inspector.core.migrations.migrator import Migrator, Reader
    from hive_inspector.core.repairs.look import Look
    from hive_inspector.core.repairs.orphans import Tie
    from hive_inspector.core.repairs.repair import FoundRepair


def find_returning(look: Look) -> FoundRepair | None:
    """What is in quarantine and could be in its place."""
    ties = ties_of(look.schema)
    tables = tuple(_kept_tables(look.schema))
    loosened = tuple(tie for tie in ties if not tie.moves) if _has_names(look.schema) else ()
    counting = [(table.name, _counting_rows(table, ties, look.schema)) for table in tables]
    counting += [(tie.table.name, _counting_names(tie)) for tie in loosened]
    rows: dict[str, int] = {}
    for name, count_sql in counting:
        if number := look.connection.integer(count_sql):
            rows[name] = rows.get(name, 0) + number
    if not rows:
        return None
    return found(
        RETURN_FROM_QUARANTINE,
        plural(
            sum(rows.values()),
            "{count:,} row in quarantine can be in place again.",
            "{count:,} rows in quarantine can be in place again.",
        ),
        tuple(
            plural(
                number,
                "{count:,} row of {name} is as before again.",
                "{count:,} rows of {name} are as before again.",
                name=name,
            )
            for name, number in rows.items()
        ),
        Work(
            change=partial(_bring_back, tables, ties, loosened, look.schema),
            statements=tuple(_returning(table, ties, look.schema)[0] for table in tables),
            proofs=tuple(_proofs(tables, loosened)),
            concerned=tuple(counting),
        ),
        rows,
    )


def _kept_tables(schema: Schema) -> Iterator[Table]:
    return (table for table in schema.tables if schema.table(keeping.side_table(table.name)))


def _has_names(schema: Schema) -> bool:
    return schema.table(keeping.NAMES_TABLE) is not None


def _columns(table: Table, schema: Schema) -> tuple[str, ...]:
    """The columns that both the table and its quarantine have."""
    side = schema.table(keeping.side_table(table.name))
    known = {folded(column.name) for column in side.columns} if side else set()
    return tuple(name for name in keeping.stored_columns(table) if folded(name) in known)


def _may_stand(table: Table, ties: Sequence[Tie]) -> str:
    """The condition on rows in quarantine, under their table's name, that everything they need is there."""
    conditions = [
        f"({tie.is_there} OR {' OR '.join(f'{quoted(table.name)}.{quoted(c)} IS NULL' for c in tie.link.columns)})"
        for tie in ties
        if tie.table.name == table.name and tie.moves
    ]
    key = keeping.row_key(table)
    if key != "NULL":
        conditions.append(
            f"NOT EXISTS (SELECT 1 FROM main.{quoted(table.name)} AS there"
            f" WHERE there.{key} = {quoted(table.name)}.{keeping.ROWID})"
        )
    if table.primary_key:
        same = " AND ".join(
            f"there.{c} = {quoted(table.name)}.{c}" for c in map(quoted, table.primary_key)
        )
        conditions.append(
            f"NOT EXISTS (SELECT 1 FROM main.{quoted(table.name)} AS there WHERE {same})"
        )
    return " AND ".join(conditions) or "1"


def _counting_rows(table: Table, ties: Sequence[Tie], schema: Schema) -> str:  # noqa: ARG001 - as its twin
    side = quoted(keeping.side_table(table.name))
    return f"SELECT count(*) FROM {side} AS {quoted(table.name)} WHERE {_may_stand(table, ties)}"


def _returning(table: Table, ties: Sequence[Tie], schema: Schema) -> tuple[str, str]:
    """The statements that put rows back and take them out of quarantine."""
    names = list(map(quoted, _columns(table, schema)))
    side, name, key = (
        quoted(keeping.side_table(table.name)),
        quoted(table.name),
        keeping.row_key(table),
    )
    into = names if key == "NULL" else [key, *names]
    values = names if key == "NULL" else [keeping.ROWID, *names]
    same = " AND ".join(f"there.{one} IS {side}.{one}" for one in names)
    place = "" if key == "NULL" else f"there.{key} IS {side}.{keeping.ROWID} AND "
    insert = (
        f"INSERT OR IGNORE INTO {name} ({', '.join(into)})"
        f" SELECT {', '.join(values)} FROM {side} AS {name} WHERE {_may_stand(table, ties)}"
    )
    return (
        insert,
        f"DELETE FROM {side} WHERE EXISTS (SELECT 1 FROM main.{name} AS there WHERE {place}{same})",
    )


def _bring_back(  # noqa: PLR0913 - bound before, and the form of a step
    tables: Sequence[Table],
    ties: Sequence[Tie],
    loosened: Sequence[Tie],
    schema: Schema,
    migrator: Migrator,
    database: Reader,
    *,
    fake: bool = False,  # noqa: ARG001 - the form of a step
) -> None:
    while sum(_put_back(table, ties, schema, migrator, database) for table in tables):
        pass
    for tie in loosened:
        _name_again(tie, migrator)


def _put_back(
    table: Table, ties: Sequence[Tie], schema: Schema, migrator: Migrator, database: Reader
) -> int:
    """Rows of one table that can stand again; how many."""
    if not database.value(_counting_rows(table, ties, schema)):
        return 0
    insert, delete = _returning(table, ties, schema)
    returned = migrator.sql(insert)
    migrator.sql(delete)
    return max(returned, 0)


def _counting_names(tie: Tie) -> str:
    return f"SELECT count(*) FROM {keeping.NAMES_TABLE} AS n WHERE {_nameable(tie)}"


def _nameable(tie: Tie) -> str:
    """The condition on a kept name that its row is there without one, and what it names is there again."""
    column, to = tie.link.columns[0], tie.link.to[0]
    if len(tie.link.columns) > 1:
        return "0"
    return (
        f"n.origin = {_literal(tie.table.name)} AND n.origin_column = {_literal(column)}"
        f" AND EXISTS (SELECT 1 FROM main.{quoted(tie.table.name)} AS t WHERE {_of_row(tie.table)}"
        f" AND t.{quoted(column)} IS NULL)"
        f" AND EXISTS (SELECT 1 FROM main.{quoted(tie.link.table)} AS p WHERE p.{quoted(to)} = n.value)"
    )


def _of_row(table: Table) -> str:
    key = keeping.row_key(table)
    if key == "NULL":
        return f"t.{quoted(table.primary_key[0])} IS n.origin_key"
    return f"t.{key} = n.origin_rowid"


def _name_again(tie: Tie, migrator: Migrator) -> None:
    column = quoted(tie.link.columns[0])
    kept = f"SELECT n.value FROM {keeping.NAMES_TABLE} AS n WHERE {_nameable(tie)} AND {_of_row(tie.table)} LIMIT 1"
    there = f"EXISTS (SELECT 1 FROM {keeping.NAMES_TABLE} AS n WHERE {_nameable(tie)} AND {_of_row(tie.table)})"
    migrator.sql(f"UPDATE {quoted(tie.table.name)} AS t SET {column} = ({kept}) WHERE {there}")
    migrator.sql(
        f"DELETE FROM {keeping.NAMES_TABLE} AS n WHERE n.origin = {_literal(tie.table.name)}"
        f" AND n.origin_column = {_literal(tie.link.columns[0])} AND EXISTS"
        f" (SELECT 1 FROM {quoted(tie.table.name)} AS t WHERE {_of_row(tie.table)} AND t.{column} IS n.value)"
    )


def _proofs(tables: Sequence[Table], loosened: Sequence[Tie]) -> Iterator[Proof]:
    changed = {table.name: table for table in (*tables, *(tie.table for tie in loosened))}
    for name, table in changed.items():
        names = {folded(tie.link.columns[0]) for tie in loosened if tie.table.name == name}
        yield Proof(
            what=tr("Every row of {name} is as it was, or came out of quarantine", name=name),
            tables=(folded(name),),
            failing=partial(_disturbed, table, frozenset(names)),
        )


def _disturbed(table: Table, names: frozenset[str], connection: ReadConnection) -> int:
    """Rows that were there and are otherwise now, columns apart that got their names back."""
    here, before = f"main.{quoted(table.name)}", f"other_file.{quoted(table.name)}"
    key = keeping.row_key(table)
    keys = tuple(map(quoted, table.primary_key)) if key == "NULL" else (key,)
    same = " AND ".join(
        f"(a.{one} IS b.{one} COLLATE BINARY"
        + (f" OR b.{one} IS NULL)" if folded(column) in names else ")")
        for column in keeping.stored_columns(table)
        for one in (quoted(column),)
    )
    place = " AND ".join(f"a.{one} IS b.{one}" for one in keys)
    return connection.integer(
        f"SELECT count(*) FROM {before} AS b WHERE NOT EXISTS (SELECT 1 FROM {here} AS a WHERE {place} AND {same})"
    )


def _literal(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
