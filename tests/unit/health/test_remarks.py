from __future__ import annotations

import pytest

from hive_inspector.core.health.remarks import (
    Remark,
    Severity,
    counted,
    headline,
    listed,
    worst_first,
)

PROBLEM = Remark(Severity.PROBLEM, "a problem", "")
WARNING = Remark(Severity.WARNING, "a warning", "")
NOTICE = Remark(Severity.NOTICE, "a notice", "")


def test_the_worst_remark_comes_first_and_equals_keep_their_order() -> None:
    other = Remark(Severity.WARNING, "another warning", "")

    assert worst_first([NOTICE, WARNING, PROBLEM, other]) == (PROBLEM, WARNING, other, NOTICE)


@pytest.mark.parametrize(
    ("remarks", "words"),
    [
        ([], "Nothing wrong at first sight"),
        ([NOTICE], "Nothing wrong at first sight"),
        ([WARNING, NOTICE], "1 thing to look at"),
        ([WARNING, WARNING], "2 things to look at"),
        ([PROBLEM, WARNING], "1 problem needs attention"),
        ([PROBLEM, PROBLEM], "2 problems need attention"),
    ],
)
def test_the_headline_counts_the_worst_kind(remarks: list[Remark], words: str) -> None:
    assert headline(remarks) == words


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c"], "a, b and c"),
        (["a", "b", "c", "d", "e"], "a, b, c and 2 more"),
    ],
)
def test_names_are_listed_as_one_would_say_them(names: list[str], words: str) -> None:
    assert listed(names) == words


def test_a_count_takes_its_noun_in_the_right_number() -> None:
    assert counted(1, "table") == "1 table"
    assert counted(1200, "table") == "1,200 tables"
    assert counted(2, "index", "indexes") == "2 indexes"
