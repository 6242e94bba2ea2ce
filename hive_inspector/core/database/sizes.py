"""How much room tables and indexes take."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hive_inspector.core.database.statements import ReadConnection

_HAS_DBSTAT = """
    SELECT EXISTS (SELECT 1 FROM pragma_module_list WHERE name = 'dbstat')
       AND NOT EXISTS (SELECT 1 FROM sqlite_master WHERE name = 'dbstat' COLLATE NOCASE)"""


def object_sizes(connection: ReadConnection) -> Mapping[str, int] | None:
    """Bytes of each table and index by name, its overflow pages and empty room included.

    Every page in use is visited: half a second for a gigabyte in memory. Pages are counted one by one and not by
    dbstat's `aggregate`, whose size overflows at 2 GiB (SQLite 3.40.1), and which a cancel cannot stop.

    Returns:
        The sizes, without what a damaged schema gives no name, or None where SQLite was built without dbstat, as
        Python's installers for Windows and macOS are.
    """
    if not connection.value(_HAS_DBSTAT):
        return None
    connection.scan()
    sizes = connection.rows("SELECT name, sum(pgsize) FROM dbstat('main') GROUP BY name")
    named = cast("list[tuple[str | None, int]]", sizes)
    return {name: size for name, size in named if name is not None}
