"""Names as SQL text, and paths as addresses that SQLite opens."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path, PureWindowsPath
from tempfile import TemporaryDirectory
from typing import cast

from hypothesis import example, given
from hypothesis import strategies as st

from hive_inspector.core.database.identifiers import folded, quoted
from hive_inspector.core.database.target import file_uri

NAMES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), min_size=1)


@given(NAMES)
@example('"')
@example("select")
@example("a]b`c'd\"e")
def test_any_name_is_quoted_so_that_sqlite_takes_it(name: str) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        raw.execute(f"CREATE TABLE {quoted('t' + name)} ({quoted(name)})")
        assert raw.execute("SELECT name FROM sqlite_master").fetchone() == ("t" + name,)
        cursor = raw.execute(f"SELECT {quoted(name)} FROM {quoted('t' + name)}")
        assert cursor.description[0][0] == name


@given(NAMES, NAMES)
@example("É", "é")
@example("ABC", "abc")
@example("İ", "i̇")
def test_names_are_the_same_where_sqlite_says_so(one: str, other: str) -> None:
    with closing(sqlite3.connect(":memory:")) as raw:
        same = raw.execute("SELECT ? = ? COLLATE NOCASE", (one, other)).fetchone()[0]
    assert (folded(one) == folded(other)) == bool(same)


FILE_NAMES = st.binary(min_size=1, max_size=60).filter(
    lambda name: b"/" not in name and b"\0" not in name and name not in {b".", b".."}
)


@given(FILE_NAMES)
@example(b"?mode=memory&cache=shared")
@example(b"100%41#frag ment'\".db")
@example(b"\xff\xfe\n")
def test_any_file_name_leads_to_that_file(name: bytes) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / os.fsdecode(name)
        with closing(sqlite3.connect(file_uri(path, "rwc"), uri=True)) as raw:
            raw.execute("CREATE TABLE t (a)")
        assert [os.fsencode(file.name) for file in Path(folder).iterdir()] == [name]
        with closing(sqlite3.connect(file_uri(path, "ro", immutable=True), uri=True)) as raw:
            assert raw.execute("SELECT count(*) FROM t").fetchone() == (0,)


def test_a_drive_letter_is_part_of_the_path() -> None:
    path = cast("Path", PureWindowsPath(r"C:\Users\a b\hive.db"))
    assert file_uri(path, "ro") == "file:///C%3A/Users/a%20b/hive.db?mode=ro"
