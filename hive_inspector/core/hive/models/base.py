"""What every model of a Hive table has in common."""

from __future__ import annotations

import peewee

from hive_inspector.core.hive.notes import Domain


class HiveModel(peewee.Model):
    """A table of Hive's core lineage. The first line of a model's docstring is what users read about its table."""

    class Meta:
        domain = Domain.OTHER
        legacy_table_names = False
