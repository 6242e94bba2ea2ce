from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.cancellation import Cancelled, CancelToken
from hive_inspector.core.database.failures import DatabaseDamaged
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.statistics import key_numbers
from hive_inspector.core.statistics.key_numbers import KeyNumber, read_key_numbers
from hive_inspector.core.statistics.measures import KEY_MEASURES, Unit
from tests.support.lineage_files import make_file, make_lineage_file

if TYPE_CHECKING:
    from pathlib import Path

HIVE_LINEAGES = (
    "core-001",
    "core-005",
    "core-013",
    "desktop",
    "desktop-memory",
    "hybrid",
    "knowledge",
    "enhanced",
)
BOOKKEEPING = """CREATE TABLE schema_migrations (
  version INTEGER PRIMARY KEY, name TEXT NOT NULL, applied_at TEXT NOT NULL)"""


def numbers_of(path: Path, token: CancelToken | None = None) -> dict[str, KeyNumber]:
    opened = open_hive(DatabaseTarget(path))
    with opened.database as database, database.reading(token) as connection:
        numbers = read_key_numbers(connection, opened.schema, opened.identity)
    return {number.id: number for number in numbers}


def plain(path: Path, sql: str) -> object:
    with closing(sqlite3.connect(path)) as raw:
        return raw.execute(sql).fetchone()[0]


def fill(path: Path, table: str, rows: int, **values: object) -> None:
    """Rows of which every column that must not be NULL has something, and the given ones what is given."""
    with closing(sqlite3.connect(path, isolation_level=None)) as raw:
        columns = [
            (name, kind.upper())
            for _, name, kind, _, _, key in raw.execute(f'PRAGMA table_info("{table}")')
            if not (key and "INT" in kind.upper())
        ]
        for row in range(rows):
            cells = [
                values.get(name, row if "INT" in kind or "REAL" in kind else f"{table}{row}")
                for name, kind in columns
            ]
            names = ", ".join(f'"{name}"' for name, _ in columns)
            raw.execute(
                f'INSERT INTO "{table}" ({names}) VALUES ({", ".join("?" * len(cells))})', cells
            )


def hive_file(folder: Path, name: str) -> Path:
    """A file of a lineage without rows, with the record of migrations that such a file keeps."""
    extra: tuple[str, ...] = ()
    if name.startswith("core") or name == "hybrid":
        version = 13 if name == "hybrid" else int(name[-3:])
        extra = (BOOKKEEPING, f"INSERT INTO schema_migrations VALUES ({version}, 'x', 'y')")
    return make_lineage_file(folder / f"{name}.db", name, extra)


@pytest.fixture(params=HIVE_LINEAGES)
def lineage_file(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return hive_file(tmp_path, request.param)


WHERE_TOKENS_ARE = {
    "core-001": ("input_tokens", "output_tokens"),
    "core-005": ("input_tokens", "output_tokens"),
    "core-013": ("input_tokens", "output_tokens"),
    "hybrid": ("input_tokens", "output_tokens"),
    "desktop": ("total_tokens_input", "total_tokens_output"),
    "desktop-memory": ("total_tokens_input", "total_tokens_output"),
    "enhanced": ("total_tokens_input", "total_tokens_output"),
}


def test_every_lineage_is_asked_for_every_number(lineage_file: Path) -> None:
    assert [*numbers_of(lineage_file)] == [*KEY_MEASURES, "database_size_bytes"]


def test_an_empty_database_of_hives_has_zeros_and_not_nothing(lineage_file: Path) -> None:
    numbers = numbers_of(lineage_file)

    assert numbers["conversation_count"].value == 0
    assert all(
        number.value == 0 or number.needs
        for number in numbers.values()
        if number.id != "database_size_bytes"
    )


@pytest.mark.parametrize("lineage", WHERE_TOKENS_ARE)
def test_sums_come_from_the_columns_that_the_lineage_has(tmp_path: Path, lineage: str) -> None:
    tokens_in, tokens_out = WHERE_TOKENS_ARE[lineage]
    path = hive_file(tmp_path, lineage)
    fill(
        path,
        "conversations",
        3,
        total_cost=0.25,
        created_at="2025-09-05 10:00:00",
        **{tokens_in: 2_000_000_000, tokens_out: 30},
    )

    numbers = numbers_of(path)

    assert numbers["conversation_count"].value == 3
    assert numbers["total_cost"].value == pytest.approx(0.75)
    assert numbers["input_tokens"].value == 6_000_000_000
    assert numbers["output_tokens"].value == 90
    assert isinstance(numbers["input_tokens"].value, int)


@pytest.mark.parametrize(
    ("lineage", "id_", "table"),
    [
        ("core-013", "message_count", "messages"),
        ("desktop", "message_count", "messages"),
        ("enhanced", "message_count", "conversation_messages"),
        ("core-013", "user_count", "users"),
        ("enhanced", "user_count", "user_profiles"),
        ("core-013", "knowledge_count", "knowledge_conversations"),
        ("knowledge", "knowledge_count", "knowledge_base"),
        ("core-013", "model_count", "openrouter_models"),
        ("desktop", "profile_count", "consensus_profiles"),
    ],
)
def test_counts_come_from_the_table_that_the_lineage_has(
    tmp_path: Path, lineage: str, id_: str, table: str
) -> None:
    extra = (BOOKKEEPING, "INSERT INTO schema_migrations VALUES (13, 'x', 'y')")
    path = make_lineage_file(tmp_path / "x.db", lineage, extra if lineage == "core-013" else ())
    before = plain(path, f"SELECT count(*) FROM {table}")
    fill(path, table, 7, role="user", stage_name="generator")

    value = numbers_of(path)[id_].value

    assert value == plain(path, f"SELECT count(*) FROM {table}")
    assert isinstance(before, int)
    assert value == before + 7


@pytest.mark.parametrize(
    ("lineage", "id_", "needs"),
    [
        (
            "knowledge",
            "total_cost",
            (
                "stage_outputs.cost or conversation_messages.cost or usage_records.cost"
                " or conversations.total_cost or cost_analytics.total_cost"
            ),
        ),
        ("knowledge", "message_count", "table messages or table conversation_messages"),
        ("knowledge", "model_count", "table openrouter_models"),
        (
            "knowledge",
            "input_tokens",
            "conversations.input_tokens or conversations.total_tokens_input",
        ),
    ],
)
def test_what_a_file_does_not_have_says_what_it_would_need(
    tmp_path: Path, lineage: str, id_: str, needs: str
) -> None:
    number = numbers_of(make_lineage_file(tmp_path / "x.db", lineage))[id_]

    assert (number.value, number.needs) == (None, needs)


def test_the_size_is_that_of_the_file(lineage_file: Path) -> None:
    number = numbers_of(lineage_file)["database_size_bytes"]

    assert number.value == lineage_file.stat().st_size
    assert number.unit is Unit.BYTES


def test_another_database_is_told_in_objects(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "x.db",
        (
            "CREATE TABLE songs (a UNIQUE, b)",
            "CREATE TABLE bands (a)",
            "CREATE INDEX by_b ON songs (b)",
            "CREATE VIEW v AS SELECT a FROM songs",
            "CREATE TRIGGER t AFTER INSERT ON bands BEGIN SELECT 1; END",
        ),
    )

    values = {id_: number.value for id_, number in numbers_of(path).items()}

    assert values.pop("database_size_bytes") == path.stat().st_size
    assert values == {"tables": 2, "views": 1, "indexes": 2, "triggers": 1}


def test_recent_rows_are_counted_whatever_their_time_is_written_in(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "x.db", "desktop")
    for created, cost in (
        ("2025-09-05T14:03:11.123Z", 1.0),  # the newest
        ("2025-09-05 00:00:00", 2.0),
        ("2025-08-30T00:00:00+00:00", 4.0),  # the first of seven days
        ("1756900000", 8.0),  # 2025-09-03, in seconds
        ("1756900000123", 16.0),  # the same, in milliseconds
        ("2025-08-29 23:59:59", 32.0),
        ("1756400000", 64.0),  # 2025-08-28
        ("1756400000000", 128.0),
    ):
        fill(path, "conversations", 1, id=created, created_at=created, total_cost=cost)

    numbers = numbers_of(path)
    recent = numbers["total_cost"].recent

    assert recent is not None
    assert recent.amount == pytest.approx(1 + 2 + 4 + 8 + 16)
    assert (recent.period.first, recent.period.last) == (date(2025, 8, 30), date(2025, 9, 5))
    conversations = numbers["conversation_count"].recent
    assert conversations is not None
    assert conversations.amount == 5
    assert isinstance(conversations.amount, int)


def test_the_newest_time_may_be_a_number(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "x.db", "desktop")
    for created in ("2025-08-01 10:00:00", "1757080991000"):  # 2025-09-05
        fill(path, "conversations", 1, id=created, created_at=created)

    recent = numbers_of(path)["conversation_count"].recent

    assert recent is not None
    assert (recent.amount, recent.period.last) == (1, date(2025, 9, 5))


@pytest.mark.parametrize("created", ["yesterday", "", "9999999", None, b"\x01"])
def test_a_column_with_something_that_is_no_time_counts_no_days(
    tmp_path: Path, created: object
) -> None:
    path = make_lineage_file(tmp_path / "x.db", "desktop")
    fill(path, "conversations", 1, created_at=created)

    numbers = numbers_of(path)

    assert numbers["conversation_count"].value == 1
    assert numbers["conversation_count"].recent is None


def test_a_large_table_is_not_searched_for_a_time_without_an_index(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_lineage_file(
        tmp_path / "x.db",
        "core-013",
        (BOOKKEEPING, "INSERT INTO schema_migrations VALUES (13, 'x', 'y')"),
    )
    fill(path, "messages", 3, timestamp="2025-09-05 10:00:00")
    assert numbers_of(path)["message_count"].recent is not None

    monkeypatch.setattr(key_numbers, "SCAN_LIMIT", 2)

    assert numbers_of(path)["message_count"].value == 3
    assert numbers_of(path)["message_count"].recent is None


def test_cost_is_found_where_conversations_do_not_tell_it(tmp_path: Path) -> None:
    path = make_lineage_file(
        tmp_path / "x.db",
        "knowledge",
        (
            "CREATE TABLE cost_analytics (total_cost REAL, created_at TEXT)",
            "INSERT INTO cost_analytics VALUES (1.5, '2025-09-05 10:00:00'), (2.0, '2025-08-01')",
            "INSERT INTO cost_analytics VALUES (4.0, '2025-09-01 10:00:00')",
        ),
    )

    cost = numbers_of(path)["total_cost"]

    assert cost.value == pytest.approx(7.5)
    assert cost.recent is not None
    assert cost.recent.amount == pytest.approx(5.5)


def test_a_time_in_a_column_of_numbers_counts_no_days(tmp_path: Path) -> None:
    path = make_file(
        tmp_path / "x.db",
        (
            "CREATE TABLE d1_usage_queue (a)",
            "CREATE TABLE welcome_analytics (a)",
            "CREATE TABLE conversations (id, created_at INTEGER)",
            "INSERT INTO conversations VALUES (1, 1757080991)",
        ),
    )

    assert numbers_of(path)["conversation_count"].recent is None


def test_a_damaged_table_costs_only_its_own_numbers(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = make_lineage_file(tmp_path / "x.db", "desktop")
    fill(path, "users", 2)
    whole = key_numbers._totals

    def fail_for_conversations(connection, places, period=None):  # type: ignore[no-untyped-def]
        if places[0].table.name == "conversations":
            raise DatabaseDamaged("The table is damaged.", "Look for a backup.")
        return whole(connection, places, period)

    monkeypatch.setattr(key_numbers, "_totals", fail_for_conversations)
    numbers = numbers_of(path)

    assert numbers["user_count"].value == 2
    assert numbers["input_tokens"].value is None
    assert numbers["input_tokens"].problem == "The table is damaged."
    assert numbers["input_tokens"].needs is None


def test_a_cancelled_count_ends_as_cancelled(tmp_path: Path) -> None:
    path = make_lineage_file(tmp_path / "x.db", "desktop")
    opened = open_hive(DatabaseTarget(path))
    token = CancelToken()

    with opened.database as database, database.reading(token) as lease:
        token.cancel()
        with pytest.raises(Cancelled):
            read_key_numbers(lease, opened.schema, opened.identity)


def test_an_infinite_value_is_left_out_and_does_not_take_the_others_with_it(
    tmp_path: Path,
) -> None:
    path = make_lineage_file(
        tmp_path / "x.db",
        "core-013",
        [
            """INSERT INTO conversations (id, total_cost, input_tokens, output_tokens)
            VALUES (1, 2.5, 10, 7), (2, 9e999, 9e999, -9e999), (3, 'dear', 5, 9e999)"""
        ],
    )
    numbers = numbers_of(path)
    assert numbers["conversation_count"].value == 3
    assert numbers["total_cost"].value == 2.5
    assert (numbers["input_tokens"].value, numbers["output_tokens"].value) == (15, 7)
