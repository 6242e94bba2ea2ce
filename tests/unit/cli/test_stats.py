"""`stats`: the numbers against plain sqlite3, the contract's keys, and rows that Browse's filters find again."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from hive_inspector.cli.stats_text import bar_text, spark_line
from tests.support.lineage_files import make_file
from tests.support.statistics import LINEAGES, NOW, change, make_filled, rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from tests.unit.cli.conftest import CommandLine

VALUES = {
    "conversation_count",
    "message_count",
    "model_count",
    "user_count",
    "profile_count",
    "knowledge_count",
    "database_size_bytes",
    "total_cost",
    "input_tokens",
    "output_tokens",
    "average_response_ms",
}


@pytest.mark.parametrize("lineage", LINEAGES)
def test_every_value_is_a_number_or_stands_under_unavailable(
    command: CommandLine, tmp_path: Path, lineage: str
) -> None:
    run = command("stats", make_filled(tmp_path, lineage, rows=20), "--json")
    values, unavailable = run.document["values"], run.document["unavailable"]
    assert run.code == 0
    assert values.keys() >= VALUES
    assert all(one["needs"] for one in unavailable)
    missing = {one["id"] for one in unavailable}
    assert {id_ for id_, value in values.items() if value is None} <= missing
    assert not missing & run.document["series"].keys()


def test_counts_and_sums_are_those_of_plain_sql(command: CommandLine, tmp_path: Path) -> None:
    path = make_filled(tmp_path, "core-013")
    values = command("stats", path, "--json").document["values"]
    for id_, sql in {
        "conversation_count": "SELECT count(*) FROM conversations",
        "message_count": "SELECT count(*) FROM messages",
        "model_count": "SELECT count(*) FROM openrouter_models",
        "user_count": "SELECT count(*) FROM users",
        "total_cost": "SELECT sum(cost) FROM usage_records",
        "input_tokens": "SELECT sum(input_tokens) FROM conversations",
        "average_response_ms": "SELECT avg(total_duration) FROM performance_metrics",
        "success_rate": "SELECT avg(success) FROM conversations",
    }.items():
        assert values[id_] == pytest.approx(rows_of(path, sql)[0][0]), id_


@pytest.mark.parametrize("period", ["24h", "7d", "30d", "90d", "all"])
def test_the_document_says_which_period_it_is_about(
    command: CommandLine, tmp_path: Path, period: str
) -> None:
    document = command(
        "stats", make_filled(tmp_path, "desktop"), "--period", period, "--json"
    ).document
    assert [*document][:4] == ["path", "period", "from", "to"]
    assert document["period"] == period
    assert datetime.fromisoformat(document["from"]) < datetime.fromisoformat(document["to"])
    line = document["series"]["messages"]
    assert len(line["starts"]) == len(line["lines"][0]["values"])
    inside = sum(line["lines"][0]["values"])
    assert inside == line["lines"][0]["total"] or (period == "all" and inside < 160)


def test_another_period_than_those_is_wrong_usage(command: CommandLine, tmp_path: Path) -> None:
    assert command("stats", make_filled(tmp_path, "desktop", rows=1), "--period", "2y").code == 2


def test_two_days_are_counted_with_both_of_them(command: CommandLine, tmp_path: Path) -> None:
    path = make_filled(tmp_path, "core-013", rows=0)
    for number, at in enumerate(("2025-02-27 12:00", "2025-02-28 12:00", "2025-03-03 12:00")):
        change(
            path,
            f"INSERT INTO conversations (id, total_cost, created_at) VALUES ({number}, 2.5, '{at}')",
        )
    run = command("stats", path, "--from", "2025-02-28", "--to", "2025-03-03", "--by", "day")
    assert "2025-02-28 to 2025-03-03, by day" in run.out
    assert "Changes are those on as long a time before" in run.out
    both = ("--from", "2025-02-28", "--to", "2025-03-03", "--by", "day", "--json")
    found = command("stats", path, *both).document
    assert (found["period"], found["bucket"], found["newest"]) == ("custom", "day", None)
    assert (found["values"]["conversation_count"], found["values"]["total_cost"]) == (2, 5.0)
    assert found["before"]["conversation_count"] == 1
    assert found["sources"]["total_cost"] == "conversations.total_cost"
    chart = found["series"]["conversations"]
    assert chart["lines"][0]["values"] == [1, 0, 0, 1]
    assert chart["before"][0]["values"] == [0, 0, 0, 1]
    assert chart["source"] == "conversations"


def test_it_is_said_that_a_period_ends_with_the_newest_entry(
    command: CommandLine, tmp_path: Path
) -> None:
    path = make_filled(tmp_path, "core-013", rows=0)
    change(path, "INSERT INTO conversations (id, created_at) VALUES (1, '2025-02-27 12:00')")
    assert "Up to the file's newest entry, of 2025-02-27" in command("stats", path).out
    newest = command("stats", path, "--period", "7d", "--json").document["newest"]
    assert datetime.fromisoformat(newest) == datetime.fromisoformat("2025-02-27 12:00Z")


@pytest.mark.parametrize(
    ("words", "problem"),
    [
        (("--from", "soon"), "'soon' is no day."),
        (("--from", "1969-12-31"), "'1969-12-31' is no day."),
        (("--to", "2025-09-01"), "--to needs --from."),
        (("--from", "2025-09-02", "--to", "2025-09-01"), "The last day lies before"),
        (("--from", "2025-09-02", "--period", "7d"), "exclude each other"),
        (("--by", "year"), "year"),
    ],
)
def test_days_that_make_no_sense_are_wrong_usage(
    command: CommandLine, tmp_path: Path, words: tuple[str, ...], problem: str
) -> None:
    run = command("stats", make_filled(tmp_path, "desktop", rows=1), *words)
    assert run.code == 2
    assert problem in run.err


def test_the_rows_behind_a_bar_are_found_by_its_filter(
    command: CommandLine, tmp_path: Path
) -> None:
    from hive_inspector.core.cancellation import CancelToken
    from hive_inspector.core.database.target import DatabaseTarget
    from hive_inspector.core.hive.opening import open_hive
    from hive_inspector.core.statistics.charts import Bars, Distribution, Series
    from hive_inspector.core.statistics.clock import Clock
    from hive_inspector.core.statistics.periods import Bucket, Choice, Span
    from hive_inspector.core.statistics.reading import StatisticsReader, StatisticsRequest

    path = make_filled(tmp_path, "hybrid")
    opened = open_hive(DatabaseTarget(path))
    with opened.database as database:
        reader = StatisticsReader(database, Clock())
        choice = Choice(Span.WEEK, Bucket.HOUR)
        request = StatisticsRequest(opened.schema, opened.identity, choice, now=NOW)
        pieces = list(reader.read(request, CancelToken()))
    asked = []
    for piece in pieces:
        match piece:
            case Series() if piece.subject.id == "messages":
                busy = sorted(
                    range(len(piece.period.starts)), key=lambda n: -(piece.lines[0].values[n] or 0)
                )
                asked += [(piece.rows(n), piece.lines[0].values[n]) for n in busy[:3]]
            case Bars() if piece.subject.id == "errors":
                asked += [(bar.rows, bar.value) for bar in piece.bars]
            case Distribution():
                asked += [(one.wanted, one.rows) for one in piece.bins if one.rows][:3]
    assert len(asked) >= 6
    for wanted, count in asked:
        assert wanted is not None
        filters = [word for column, text in wanted.filters for word in ("--filter", column, text)]
        found = command("rows", path, wanted.table, *filters, "--format", "json")
        assert found.document["total"] == count, wanted


def test_what_the_file_lacks_stands_at_the_end_with_what_it_needs(
    command: CommandLine, tmp_path: Path
) -> None:
    run = command("stats", make_filled(tmp_path, "knowledge"))
    lines = run.out.splitlines()
    assert run.code == 0
    at = lines.index("Not in this database")
    assert any("Messages" in line and "needs table messages" in line for line in lines[at:])
    assert not any(line.startswith("Messages") for line in lines[:at])


def test_what_does_not_fit_is_told(command: CommandLine, tmp_path: Path) -> None:
    path = make_filled(tmp_path, "core-013", rows=0)
    change(
        path,
        "INSERT INTO conversations (id, total_cost, created_at) VALUES ('a', 9e999, '3000-01-01 00:00:00')",
    )
    run = command("stats", path)
    assert "conversations.total_cost: 1 row with an infinite value" in run.out
    assert "conversations.created_at: 1 row with a time before 2000 or in the future" in run.out
    assert command("stats", path, "--json").document["values"]["total_cost"] == 0


def test_another_database_is_told_apart(command: CommandLine, tmp_path: Path) -> None:
    run = command("stats", make_file(tmp_path / "x.db", ["CREATE TABLE t (a)"]))
    assert run.code == 0
    assert "none of Hive's databases" in run.out
    assert "needs" not in run.out


def test_a_small_line_has_a_character_for_each_bucket_up_to_its_width() -> None:
    assert spark_line([0, 1, 2, 4]) == "▁▂▄█"
    assert spark_line([None, 1, None, 2]) == " ▄ █"
    assert len(spark_line(list(range(500)))) == 40
    assert spark_line([5]) == ""
    assert spark_line([0, 0]) == "▁▁"


def test_a_bar_is_as_long_as_its_share_and_something_is_never_nothing() -> None:
    assert len(bar_text(1)) == 30
    assert bar_text(0.5) == "█" * 15
    assert bar_text(0.0001) == "▏"
    assert bar_text(0) == ""
