"""Values for a statement's parameters: read from what somebody typed, and put where the driver wants them."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hive_inspector.core.errors import UsageProblem
from hive_inspector.core.language import plural, tr

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.console.splitting import Statement
    from hive_inspector.core.database.statements import Parameters
    from hive_inspector.core.database.values import Cell

MOST_PARAMETERS = 1_000
_WHOLE = re.compile(r"[+-]?[0-9]+")
_REAL = re.compile(r"[+-]?(?:[0-9]+\.[0-9]*|\.[0-9]+|[0-9]+(?=[eE]))(?:[eE][+-]?[0-9]+)?")
_STRING = re.compile(r"'(?:[^']|'')*'")
_BLOB = re.compile(r"[xX]'(?:[0-9A-Fa-f]{2})*'")
_MOST_WHOLE = 2**63


def read_value(text: str) -> Cell:
    """What somebody typed as a value, as SQL would read it: `12`, `1.5`, `NULL`, `'12'`, `X'00'`; else it is a text."""
    plain = text.strip()
    if plain.upper() == "NULL":
        return None
    if _WHOLE.fullmatch(plain) and len(plain) <= len(str(-_MOST_WHOLE)):
        number = int(plain)
        return number if -_MOST_WHOLE <= number < _MOST_WHOLE else text
    if _REAL.fullmatch(plain):
        return float(plain)
    if _STRING.fullmatch(plain):
        return plain[1:-1].replace("''", "'")
    if _BLOB.fullmatch(plain):
        return bytes.fromhex(plain[2:-1])
    return text


def bound(statement: Statement, values: Mapping[str, Cell]) -> Parameters:
    """The values in the form that the driver takes.

    Args:
        statement: The statement.
        values: By the names in `statement.parameters`; others are passed over. The mark in front of a name may be
            missing.

    Raises:
        UsageProblem: A value is missing, or the statement has parameters of both sorts.
    """
    missing = [name for name in statement.parameters if _found(name, values) is _MISSING]
    if missing:
        names = ", ".join(missing)
        raise UsageProblem(
            plural(len(missing), "{names} has no value.", "{names} have no value.", names=names),
            tr("Give each a value."),
        )
    numbered = [name for name in statement.parameters if name.startswith("?")]
    if not numbered:
        return {name[1:]: _cell(name, values) for name in statement.parameters}
    if len(numbered) < len(statement.parameters):
        raise UsageProblem(
            tr("The statement has both named parameters and question marks."),
            tr("Use names for all of them, such as :name."),
        )
    return _by_number(numbered, values)


def _by_number(names: list[str], values: Mapping[str, Cell]) -> tuple[Cell, ...]:
    highest = max(int(name[1:]) for name in names)
    if not 0 < highest <= MOST_PARAMETERS:
        raise UsageProblem(
            tr(
                "Parameters are numbered from 1 to {most_parameters:,}.",
                most_parameters=MOST_PARAMETERS,
            ),
            tr("Use a smaller number."),
        )
    return tuple(
        _cell(name, values) if name in names else None
        for name in (f"?{number}" for number in range(1, highest + 1))
    )


_MISSING = object()


def _found(name: str, values: Mapping[str, Cell]) -> object:
    return values.get(name, values.get(name[1:], _MISSING))


def _cell(name: str, values: Mapping[str, Cell]) -> Cell:
    return values[name] if name in values else values[name[1:]]
