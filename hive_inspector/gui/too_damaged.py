"""What is told of a file so damaged that it can be read, but not written."""

from __future__ import annotations

from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.language import tr


def too_damaged_to_write(name: str) -> DatabaseDamaged:
    """The refusal to open a file for writing that was only opened in spite of its damage.

    Args:
        name: The file's name.
    """
    return DatabaseDamaged(
        tr("{name} is too damaged to be written; it can only be read.", name=name),
        tr(
            "Give it the content of a backup with `hive-inspector restore`, which keeps what it "
            "is now, or bring what can be read into a new file: Salvage, on the page Health."
        ),
    )
