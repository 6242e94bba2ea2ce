from __future__ import annotations

import pytest

from hive_inspector.core.health.findings import (
    EVIDENCE_ROWS,
    EVIDENCE_TEXT,
    Finding,
    Severity,
    count_of,
    evidence,
    headline,
    is_well,
    one_a_cause,
    worst_first,
)
from hive_inspector.core.hive.wording import counted, listed

PROBLEM = Finding("p", "c", Severity.PROBLEM, "a problem", "")
WARNING = Finding("w", "c", Severity.WARNING, "a warning", "")
NOTICE = Finding("n", "c", Severity.NOTICE, "a notice", "")


def test_the_worst_comes_first_and_equals_keep_their_order() -> None:
    other = Finding("v", "c", Severity.WARNING, "another warning", "")

    assert worst_first([NOTICE, WARNING, PROBLEM, other]) == (PROBLEM, WARNING, other, NOTICE)


def test_notices_leave_a_file_well() -> None:
    assert is_well([NOTICE])
    assert not is_well([NOTICE, WARNING])


@pytest.mark.parametrize(
    ("findings", "words"),
    [
        ([], "Nothing wrong at first sight"),
        ([NOTICE], "Nothing wrong at first sight"),
        ([WARNING, NOTICE], "1 thing to look at"),
        ([WARNING, WARNING], "2 things to look at"),
        ([PROBLEM, WARNING], "1 problem needs attention"),
        ([PROBLEM, PROBLEM], "2 problems need attention"),
    ],
)
def test_the_headline_counts_the_worst_kind(findings: list[Finding], words: str) -> None:
    assert headline(findings) == words


def test_what_comes_from_one_cause_counts_once_and_is_told_by_the_thing_itself() -> None:
    stopped = Finding(
        "s", "c", Severity.PROBLEM, "stopped", "", cause="damage", is_consequence=True
    )
    damage = Finding("d", "i", Severity.PROBLEM, "damaged", "", cause="damage")
    less = Finding("l", "j", Severity.WARNING, "seen too", "", cause="damage")
    findings = [stopped, PROBLEM, damage, less, WARNING]

    assert one_a_cause(findings) == (damage, PROBLEM, WARNING)
    assert count_of(findings, Severity.PROBLEM) == 2
    assert count_of(findings, Severity.WARNING) == 1
    assert headline(findings) == "2 problems need attention"
    assert one_a_cause([stopped]) == (stopped,)


def test_evidence_is_cut_to_a_size_and_tells_how_much_there_is() -> None:
    shown = evidence(("a", "b"), ((n, "x" * 500) for n in range(100)), 100)

    assert len(shown.rows) == EVIDENCE_ROWS
    assert shown.total == 100
    assert shown.rows[0] == ("0", "x" * (EVIDENCE_TEXT - 1) + "…")
    assert evidence(("a",), [(None,)], 1).rows == (("",),)


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ([], ""),
        (["a"], "a"),
        (["a", "b"], "a and b"),
        (["a", "b", "c", "d"], "a, b, c and d"),
        (["a", "b", "c", "d", "e", "f"], "a, b, c, d and 2 more"),
    ],
)
def test_names_are_listed_as_one_would_say_them(names: list[str], words: str) -> None:
    assert listed(names) == words


def test_a_count_takes_its_noun_in_the_right_number() -> None:
    assert counted(1, "table") == "1 table"
    assert counted(1200, "table") == "1,200 tables"
    assert counted(2, "index", "indexes") == "2 indexes"
