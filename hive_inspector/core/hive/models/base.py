"""What every model of a Hive table has in common."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

import peewee

from hive_inspector.core.hive.notes import Domain

if TYPE_CHECKING:
    from hive_inspector.core.hive.models.columns import DeclaredColumn


class HiveModel(peewee.Model):
    """A table of Hive's core lineage. The first line of a model's docstring is what users read about its table."""

    class Meta:
        domain = Domain.OTHER

    @classmethod
    def table_name(cls) -> str:
        """The table's name in the database."""
        return cast("str", cls._meta.table_name)

    @classmethod
    def domain(cls) -> Domain:
        """What part of Hive the table serves."""
        options: Any = cls._meta
        return cast("Domain", options.domain)

    @classmethod
    def summary(cls) -> str:
        """What the table is, in one line."""
        return (cls.__doc__ or "").partition("\n")[0]

    @classmethod
    def declared_columns(cls) -> tuple[DeclaredColumn, ...]:
        """The table's columns in order."""
        return tuple(cls._meta.sorted_fields)
