"""Aligned lines, and the progress line that only people see."""

from __future__ import annotations

import io

from hive_inspector.cli.meter import line_text, meter
from hive_inspector.cli.render import Column, Word, padded, table, visible, width, write_lines


class Terminal(io.StringIO):
    """A stream that somebody looks at."""

    def isatty(self) -> bool:
        return True


class Clock:
    """A clock that a test sets."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


def plain(columns: list[Column], rows: list[list[Word]]) -> list[str]:
    stream = io.StringIO()
    write_lines(stream, table(columns, rows))
    return stream.getvalue().splitlines()


def test_columns_are_as_broad_as_their_broadest_cell() -> None:
    columns = [Column("Name"), Column("Rows", numeric=True)]
    assert plain(columns, [[Word("a"), Word("1,000")], [Word("longer name"), Word("7")]]) == [
        "Name          Rows",
        "a            1,000",
        "longer name      7",
    ]


def test_characters_that_take_two_columns_or_none_are_counted_so() -> None:
    assert width("日本") == 4
    assert width("e\u0301") == 1
    assert padded("日", 4) == "日  "
    assert padded("7", 3, right=True) == "  7"


def test_a_text_is_shown_on_one_line_and_acts_on_nothing() -> None:
    assert visible("a\x1b[0m\nb\tc\r\nd\udcff") == "a␛[0m↵b⇥c↵d\\xff"


def test_a_table_without_rows_has_its_titles() -> None:
    assert plain([Column("A"), Column("B")], []) == ["A  B"]


def test_progress_is_silent_where_nobody_looks() -> None:
    stream = io.StringIO()
    with meter("Working", stream) as progress:
        progress(1, 2, "Working")
    assert stream.getvalue() == ""


def test_short_work_shows_nothing_and_long_work_is_wiped_at_the_end() -> None:
    stream, clock = Terminal(), Clock()
    with meter("Working", stream, clock) as progress:
        progress(1, 10, "Counting")
        assert stream.getvalue() == ""
        clock.now = 0.5
        progress(5, 10, "Counting")
        progress(6, 10, "Counting")  # too soon after the last
        shown = stream.getvalue()
        assert "Counting" in shown
        assert " 50%" in shown
        assert "6 of 10" not in shown
    assert stream.getvalue() == shown + "\r\x1b[2K"


def test_a_total_that_is_not_known_or_was_too_low_breaks_nothing() -> None:
    assert line_text("Copying", 1_234, None) == "Copying  1,234"
    assert line_text("Copying", 30, 20).endswith("100%  30 of 20")
