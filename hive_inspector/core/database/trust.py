"""How far a file's own schema is trusted with functions.

With `trusted_schema` off, what a schema computes (views, generated columns, indexes on expressions) may use harmless
functions only. SQLite 3.40 takes its own JSON functions for harmful then (seen on 3.40.1; mended later): a table with
an index on `json_extract` could not even be opened, as if the file were damaged. There it has to stay on, which risks
little on connections that only read: Python's SQLite has extensions off, and we lend it no function that acts.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from functools import cache


@cache
def trusted_schema() -> int:
    """The value of SQLite's `trusted_schema` for reading: 0, or 1 where this SQLite could not read sound files then."""
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute("CREATE VIEW probe AS SELECT json_valid('1')")
        raw.execute("PRAGMA trusted_schema = 0")
        try:
            raw.execute("SELECT * FROM probe")
        except sqlite3.OperationalError as error:
            return int(str(error).startswith("unsafe use of"))
    return 0
