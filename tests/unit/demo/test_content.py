"""What is in a demo, of every lineage and version: all tables filled, nothing that contradicts itself."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from itertools import pairwise
from typing import TYPE_CHECKING
from unicodedata import name

import pytest

from hive_inspector.core.cancellation import CancelToken
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.database.times import read_time
from hive_inspector.core.demo.groundwork import OTHER_LINEAGES, demo_lineages
from hive_inspector.core.demo.sizes import DEFAULT_NOW, HISTORY_DAYS
from hive_inspector.core.hive.catalogue import note_of
from hive_inspector.core.hive.models import ALL_MODELS
from hive_inspector.core.hive.notes import Trait
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.progress import silent
from tests.support.demos import ask, one, tables

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path
    from typing import TypeAlias

    Demo: TypeAlias = Callable[..., Path]

LINEAGES = ("core", "core-001", "core-004", "core-006", "core-009", "core-010", *OTHER_LINEAGES)
_DAY = re.compile(r"\d{4}-\d\d-\d\d")


@pytest.mark.parametrize("lineage", LINEAGES)
def test_every_table_has_rows(demo: Demo, lineage: str) -> None:
    path = demo(lineage)
    empty = [name for name in tables(path) if not one(path, f'SELECT count(*) FROM "{name}"')]
    assert empty == []


def test_the_tables_of_all_models_have_rows(demo: Demo) -> None:
    assert {model._meta.table_name for model in ALL_MODELS} <= set(tables(demo("core")))


@pytest.mark.parametrize("lineage", LINEAGES)
def test_no_reference_leads_nowhere_and_no_page_is_damaged(demo: Demo, lineage: str) -> None:
    path = demo(lineage)
    assert ask(path, "PRAGMA foreign_key_check") == []
    assert ask(path, "PRAGMA integrity_check") == [("ok",)]


@pytest.mark.parametrize("lineage", demo_lineages())
def test_a_lineage_is_recognised_as_what_it_says(demo: Demo, lineage: str) -> None:
    opened = open_hive(DatabaseTarget(demo(lineage)), token=CancelToken(), progress=silent)
    opened.database.close()
    expected = "core-013" if lineage == "core" else lineage
    assert opened.identity.blueprint == expected
    assert opened.identity.lineage.value.startswith(lineage.split("-", maxsplit=1)[0])


@pytest.mark.parametrize("lineage", LINEAGES)
def test_json_columns_hold_json(demo: Demo, lineage: str) -> None:
    path = demo(lineage)
    checked = 0
    for table, column in _columns(path, Trait.JSON):
        for (text,) in ask(path, f'SELECT "{column}" FROM "{table}" WHERE "{column}" NOTNULL'):
            json.loads(text)
            checked += 1
    assert checked


@pytest.mark.parametrize("lineage", LINEAGES)
def test_time_columns_hold_times_of_one_format_and_none_in_the_future(
    demo: Demo, lineage: str
) -> None:
    path = demo(lineage)
    begin = DEFAULT_NOW.timestamp() - (HISTORY_DAYS + 800) * 86_400
    future = {"expires_at", "period_end", "next_sync_due", "usage_reset_date", "date"}
    for table, column in _columns(path, Trait.TIME):
        cells = ask(path, f'SELECT DISTINCT "{column}" FROM "{table}" WHERE "{column}" NOTNULL')
        moments = [_instant(cell) for (cell,) in cells]
        assert len({kind for _, kind in moments}) <= 1, (table, column)
        for moment, _ in moments:
            assert moment.timestamp() > begin, (table, column)
            assert column in future or moment <= DEFAULT_NOW, (table, column)


def test_a_conversation_costs_what_its_models_cost(demo: Demo) -> None:
    path = demo("hybrid")
    wrong = ask(
        path,
        "SELECT c.id, c.total_cost, sum(s.cost) FROM conversations c"
        " JOIN stage_outputs s ON s.conversation_id = c.id GROUP BY c.id"
        " HAVING abs(c.total_cost - sum(s.cost)) > 1e-5",
    )
    assert wrong == []


def test_a_day_adds_up_to_its_conversations(demo: Demo) -> None:
    path = demo("core")
    by_day = ask(
        path, "SELECT user_id, date, conversation_count FROM daily_usage_summary ORDER BY 1, 2"
    )
    counted = ask(
        path,
        "SELECT user_id, substr(created_at, 1, 10), count(*) FROM conversations GROUP BY 1, 2"
        " ORDER BY 1, 2",
    )
    assert by_day == counted


def test_the_answers_come_after_the_question_in_the_order_of_the_stages(demo: Demo) -> None:
    path = demo("core")
    rows = ask(path, "SELECT conversation_id, stage, timestamp FROM messages ORDER BY rowid")
    order = (None, "generator", "refiner", "validator", "curator")
    for before, after in pairwise(rows):
        if before[0] == after[0]:
            assert before[2] <= after[2]
            assert after[1] is None or order.index(after[1]) == order.index(before[1]) + 1


def test_there_is_code_data_and_text_in_other_scripts(demo: Demo) -> None:
    path = demo("core")
    text = "\n".join(content for (content,) in ask(path, "SELECT content FROM messages"))
    assert "```python" in text
    assert "\n1. " in text
    assert "## " in text
    scripts = {name(sign).split()[0] for sign in text if sign.isalpha()}
    assert len(scripts & {"HIRAGANA", "CJK", "CYRILLIC", "GREEK", "ARABIC", "HANGUL", "HEBREW"}) > 1
    assert not re.search(r"\{(file|symbol|number)\}", text)


def test_messages_are_of_believable_length(demo: Demo) -> None:
    path = demo("core")
    average, longest = ask(path, "SELECT avg(length(content)), max(length(content)) FROM messages")[
        0
    ]
    assert 350 < average < 550
    assert longest > 4000


def test_working_days_are_busier_than_weekends_and_days_busier_than_nights(demo: Demo) -> None:
    path = demo("core")
    count = "SELECT count(*) FROM conversations WHERE strftime({0}, created_at) {1}"
    weekend = one(path, count.format("'%w'", "IN ('0', '6')"))
    assert weekend / 2 < (200 - weekend) / 5
    assert one(path, count.format("'%H'", "< '06'")) < one(
        path, count.format("'%H'", "BETWEEN '08' AND '13'")
    )


def test_the_secrets_are_invented_and_say_so(demo: Demo) -> None:
    path = demo("core")
    (secret,) = ask(path, "SELECT value FROM configurations WHERE key = 'openrouter_api_key'")[0]
    assert "demo-not-a-real-key" in secret
    assert one(path, "SELECT count(*) FROM configurations WHERE encrypted = 1") == 2
    assert ask(path, "SELECT key FROM licenses WHERE key NOT LIKE 'DEMO-%'") == []
    assert ask(path, "SELECT email FROM users WHERE email NOT LIKE '%@example.org'") == []


def test_the_last_backup_was_made_the_day_before(demo: Demo) -> None:
    made = read_time(
        one(demo("core"), "SELECT value FROM settings WHERE key = 'backup.lastBackupAt'")
    )
    assert made is not None
    assert (DEFAULT_NOW - made.moment).days == 0


def test_there_are_a_few_hundred_models_and_the_seeded_ones_stay_as_they_are(demo: Demo) -> None:
    path = demo("core")
    assert one(path, "SELECT count(*) FROM openrouter_models") > 300
    name, price = ask(
        path, "SELECT openrouter_id, pricing_input FROM openrouter_models WHERE internal_id = 1"
    )[0]
    assert (name, price) == ("anthropic/claude-3.5-sonnet", 0.003)


def test_every_model_that_was_used_is_in_the_catalogue(demo: Demo) -> None:
    path = demo("core")
    assert (
        ask(
            path,
            "SELECT DISTINCT model_used FROM messages WHERE model_used NOTNULL"
            " AND model_used NOT IN (SELECT openrouter_id FROM openrouter_models)",
        )
        == []
    )


def test_several_kinds_of_mishap_are_told(demo: Demo) -> None:
    path = demo("hybrid")
    kinds = {kind for (kind,) in ask(path, "SELECT DISTINCT event_type FROM activity_log")}
    assert {"query_start", "pipeline_complete", "rate_limit", "query_error"} <= kinds
    failed = one(path, "SELECT count(*) FROM conversations WHERE success = 0")
    told = one(path, "SELECT count(*) FROM activity_log WHERE event_type = 'query_error'")
    assert failed == told > 0


def _columns(path: Path, trait: Trait) -> list[tuple[str, str]]:
    """The file's columns that hold such things, by what is known of Hive's tables."""
    found = []
    for table in tables(path):
        note = note_of(table)
        for (column,) in ask(path, "SELECT name FROM pragma_table_info(?)", table):
            if (
                note
                and column.lower() in note.columns
                and trait in note.columns[column.lower()].traits
            ):
                found.append((table, column))
    return found


def _instant(cell: str | int) -> tuple[datetime, str]:
    if isinstance(cell, str) and _DAY.fullmatch(cell):
        return datetime.fromisoformat(cell).replace(tzinfo=UTC), "a day"
    found = read_time(cell)
    assert found is not None, cell
    return found.moment, found.format.name
