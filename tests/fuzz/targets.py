"""What is fuzzed: a function of bytes each, which may refuse them in a sentence and may not raise anything else.

Seeds are made by code, so that nothing has to be kept: a sound example of each form, from which the fuzzer sets out.
"""

from __future__ import annotations

import gzip
import json
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from hive_inspector.core.browsing.filters import describe, parse_filter
from hive_inspector.core.browsing.jsonb import looks_like_jsonb, to_json
from hive_inspector.core.browsing.order import natural_order
from hive_inspector.core.browsing.pages import PageRequest, read_page
from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database import (
    declarations,
    header,
    sealing,
    sqltext,
    times,
    values,
    walindex,
)
from hive_inspector.core.database.first_contact import FirstContact
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.rawpages.frames import newer_pages
from hive_inspector.core.database.rawpages.guessing import raw_file
from hive_inspector.core.database.rawpages.trees import free_pages, walk
from hive_inspector.core.database.snapshot import Column
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.database.unpacking import unpack
from hive_inspector.core.database.wrapping import Password
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.progress import silent
from hive_inspector.core.schema.texts import as_peewee, as_sql
from hive_inspector.core.settings import (
    FILE_NAME,
    Settings,
    ThemeMode,
    read_settings,
    save_settings,
)
from hive_inspector.core.support.backups.manifests import manifest_path, read_manifest
from hive_inspector.core.support.bundle.parts import PartId
from hive_inspector.core.support.bundle.writing import write_bundle
from hive_inspector.core.supporting.bundled import open_bundle
from hive_inspector.core.supporting.bundling import prepare
from tests.support.databases import make_database

if TYPE_CHECKING:
    from collections.abc import Callable

NOW = datetime(2025, 6, 1, 12, tzinfo=UTC)
_COLUMNS = (
    Column("id", "INTEGER", key_position=1),
    Column("content", "TEXT"),
    Column("created_at", "TEXT"),
)
_MOST_TABLES = 4
_FEW = frozenset(list(PartId)[:3])


@dataclass(frozen=True, slots=True)
class Target:
    """One thing that reads."""

    read: Callable[[bytes], None]
    seeds: Callable[[], tuple[bytes, ...]]


def opening(content: bytes) -> None:
    """A file is opened, as it is, and put away."""
    path = _written("fuzzed.db", content)
    with suppress(InspectorError), open_database(DatabaseTarget(path)):
        pass
    _cleared()


def snapshot(content: bytes) -> None:
    """What a file declares is read, written as text, and the first rows of its tables with it."""
    path = _written("fuzzed.db", content)
    with suppress(InspectorError):
        hive = open_hive(DatabaseTarget(path))
        with hive.database:
            for table in hive.schema.tables[:_MOST_TABLES]:
                as_sql(hive.schema, table)
                as_peewee(table)
                columns = tuple(column.name for column in table.columns)
                with suppress(InspectorError), hive.database.reading() as connection:
                    order = natural_order(connection, table)
                    read_page(connection, PageRequest(table, columns, 0, 20), order)
    _cleared()


def declared(content: bytes) -> None:
    """A text is taken for the declaration of a table, index or view."""
    sql = content.decode("utf-8", "surrogateescape")
    declarations.check_expressions(sql)
    declarations.has_autoincrement(sql)
    declarations.table_options(sql)
    declarations.module_of(sql)
    declarations.index_condition(sql)
    declarations.index_terms(sql)
    assert "".join(token.text for token in sqltext.tokens(sql)) == sql
    sqltext.canonical(sql)
    sqltext.split_statements(sql)


def cells(content: bytes) -> None:
    """A value is shown, copied, sorted by, and taken for a time."""
    text = content.decode("utf-8", "surrogateescape")
    for value in (text, content, int.from_bytes(content[:8], "big", signed=True)):
        shown = values.display(value)
        assert len(shown.text) <= values.DISPLAY_LIMIT
        values.copy_text(value)
        values.sort_key(value)
        moment = times.read_time(value)
        if moment is not None:
            str(moment)
    values.visible_text(text)
    if looks_like_jsonb(content, len(content)):
        with suppress(InspectorError, ValueError):
            to_json(content)


def filters(content: bytes) -> None:
    """A text is taken for a filter, of columns of several kinds."""
    text = content.decode("utf-8", "surrogateescape")
    for column in _COLUMNS:
        with suppress(InspectorError):
            describe(parse_filter(text, column, None, NOW))


def scripts(content: bytes) -> None:
    """A text is loaded as one of Hive's migrations, and as the description of one of ours."""
    folder = _folder() / "scripts"
    folder.mkdir(exist_ok=True)
    script = folder / "001_fuzzed.sql"
    script.write_bytes(content)
    with suppress(InspectorError):
        load_scripts(folder)
    script.unlink()
    ours = folder / "001_fuzzed.py"
    described = repr(content.decode("latin-1"))
    ours.write_text(
        f"{described}\nNAME = {described}\ndef migrate(m, d, *, fake=False): ...\n", "utf-8"
    )
    with suppress(InspectorError):
        load_scripts(folder)
    ours.unlink()


def backups(content: bytes) -> None:
    """A backup is unpacked, and what lies beside it read."""
    path, target = _written("fuzzed.gz", content), _folder() / "unpacked"
    target.unlink(missing_ok=True)
    with suppress(InspectorError):
        unpack(path, target, Password("secret"), CancelToken(), silent)
    manifest_path(path).write_bytes(content)
    read_manifest(path)
    manifest_path(path).unlink()


def bundles(content: bytes) -> None:
    """A bundle is opened."""
    with suppress(InspectorError):
        open_bundle(_written("fuzzed.zip", content))


def settings(content: bytes) -> None:
    """Settings are read; what is broken is set aside."""
    folder = _folder() / "settings"
    folder.mkdir(exist_ok=True)
    (folder / "settings.json").write_bytes(content)
    read_settings(folder)
    for left in folder.iterdir():
        left.unlink()


def pages(content: bytes) -> None:
    """Raw pages, frames of a log and its index are read without SQLite."""
    walindex.parse(content)
    with suppress(InspectorError):
        header.parse(content[: header.SIZE])
    file = raw_file(content)
    free_pages(file)
    for root in range(1, min(file.page_count, _MOST_TABLES) + 1):
        for is_table in (True, False):
            for _ in walk(file, root, is_table=is_table).pages:
                pass
    newer_pages(content, 512)


@cache
def _databases() -> tuple[bytes, ...]:
    statements = (
        "PRAGMA page_size = 512",
        "CREATE TABLE t (id INTEGER PRIMARY KEY, a TEXT NOT NULL DEFAULT 'x', b REFERENCES t (id))",
        "INSERT INTO t (a) VALUES ('one'), (printf('%0900d', 2)), (x'00ff')",
        "CREATE UNIQUE INDEX i ON t (a, b DESC) WHERE b > 1",
        "CREATE VIEW v AS SELECT a, count(*) AS n FROM t GROUP BY a",
        "CREATE TABLE u (k PRIMARY KEY, c AS (k || 'x') STORED) WITHOUT ROWID",
        "INSERT INTO u VALUES (1), ('two')",
    )
    path = _folder() / "seed.db"
    made = []
    for extra in (
        (),
        ("CREATE VIRTUAL TABLE w USING fts5 (a)", "INSERT INTO w VALUES ('some words')"),
    ):
        path.unlink(missing_ok=True)
        made.append(make_database(path, *statements, *extra).read_bytes())
    path.unlink()
    return tuple(made)


def _texts() -> tuple[bytes, ...]:
    return (
        b"CREATE TABLE \"a\"\"b\" (x INT CHECK (x > 1) /* c */, [y z] `t` DEFAULT 'q''r' -- d\n) STRICT",
        b"CREATE INDEX i ON t (lower(a) COLLATE NOCASE DESC, b) WHERE b IS NOT NULL",
        b"CREATE TRIGGER g AFTER INSERT ON t BEGIN SELECT CASE WHEN 1 THEN 2 END; END; SELECT x'00'",
        b"-- Migration: one\nCREATE VIRTUAL TABLE w USING fts5 (a, tokenize = 'porter')",
    )


def _cells() -> tuple[bytes, ...]:
    shown = (
        "2025-06-01T10:00:00.123Z",
        "1748772000",
        "\u202eabc\u200b",
        '{"a": [1, 2.5, null]}',
        "12:30",
    )
    return (*(one.encode() for one in shown), b"\x2c\x17a\x131", b"\xff\xfe\x00")


def _filters() -> tuple[bytes, ...]:
    said = (
        ">=1..9",
        "!/a+b/i",
        "=x",
        "2025-06..2025-07",
        "yesterday",
        "null",
        '"quoted"',
        "*x",
        "24h",
        "<> 1e5",
    )
    return tuple(one.encode() for one in said)


def _wrapped() -> tuple[bytes, ...]:
    plain = _databases()[0]
    manifest = json.dumps(
        {"format": 1, "sha256": "0" * 64, "bytes": 5, "made": "2025-06-01T10:00:00Z"}
    )
    return (
        gzip.compress(plain),
        b"HIVEENC1" + bytes(64),
        b"HIVEENC2" + bytes(64),
        manifest.encode(),
    )


def _zips() -> tuple[bytes, ...]:
    path, bundle = _folder() / "bundled.db", _folder() / "seed.zip"
    make_database(path)
    hive = open_hive(DatabaseTarget(path))
    with hive.database:
        write_bundle(prepare(hive), _FEW, bundle, path)
    sound = bundle.read_bytes()
    path.unlink()
    bundle.unlink()
    return (sound, b"PK\x05\x06" + bytes(18))


def _settings() -> tuple[bytes, ...]:
    folder = _folder() / "saved"
    save_settings(folder, Settings(theme=ThemeMode.DARK))
    return (
        (folder / FILE_NAME).read_bytes(),
        b'{"version": 1, "theme": "dark", "recent": [], "files": {}}',
        b'{"version": 99}',
        b"[]",
    )


def _raw() -> tuple[bytes, ...]:
    log = bytes.fromhex("377f0682002de218000002000000000000000000") + bytes(12 + 24 + 512)
    return (*_databases(), log, bytes.fromhex("18e22d00") + bytes(132))


def _written(name: str, content: bytes) -> Path:
    path = _folder() / name
    path.write_bytes(content)
    return path


def _cleared() -> None:
    for suffix in ("-wal", "-shm", "-journal"):
        assert not (_folder() / f"fuzzed.db{suffix}").exists(), "a file was left beside"


@cache
def _folder() -> Path:
    return Path(tempfile.mkdtemp(prefix="fuzzed"))


def _quick_key(password: Password, salt: bytes) -> bytes:
    return (password.bytes + salt).ljust(32)[:32]


def in_this_process() -> None:
    """Let first contact and the making of keys cost nothing: what is fuzzed is what comes behind them."""
    FirstContact.make = lambda *_arguments, **_more: frozenset()  # type: ignore[method-assign]
    sealing.key_of = _quick_key


TARGETS = {
    "opening": Target(opening, _databases),
    "snapshot": Target(snapshot, _databases),
    "declarations": Target(declared, _texts),
    "values and times": Target(cells, _cells),
    "filters": Target(filters, _filters),
    "scripts": Target(scripts, _texts),
    "backups": Target(backups, _wrapped),
    "bundles": Target(bundles, _zips),
    "settings": Target(settings, _settings),
    "pages and logs": Target(pages, _raw),
}
