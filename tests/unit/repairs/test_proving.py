"""What the check that is run again proves, and what it does not."""

from __future__ import annotations

import pytest

from hive_inspector.core.health.checks.catalogue import CHECKS
from hive_inspector.core.health.checks.check import CheckResult, State
from hive_inspector.core.health.findings import Finding, Severity
from hive_inspector.core.repairs.catalogue import QUARANTINE_ORPHANS, repair_of
from hive_inspector.core.repairs.proving import prove

REPAIR = repair_of(QUARANTINE_ORPHANS)
CHECK = next(check for check in CHECKS if check.id == "orphans")


def found(rows: int, repair: str | None = REPAIR.id) -> Finding:
    return Finding(
        id="orphans",
        check="orphans",
        severity=Severity.WARNING,
        title="Rows refer to nothing",
        detail="",
        rows=rows,
        repair=repair,
    )


@pytest.mark.parametrize(
    ("state", "after", "is_proof"),
    [
        (State.PASSED, (), True),
        (State.FAILED, (found(3),), True),
        (State.FAILED, (found(5),), False),
        (State.FAILED, (found(9),), False),
        (State.FAILED, (found(5, repair=None),), True),
        (State.SKIPPED, (), False),
    ],
    ids=["nothing left", "fewer", "as many", "more", "only what it does not mend", "not run"],
)
def test_a_repair_is_proved_by_what_the_check_finds_afterwards(
    state: State, after: tuple[Finding, ...], *, is_proof: bool
) -> None:
    result = CheckResult(CHECK, state, after, reason="the file is locked")
    (proof,) = prove([result], REPAIR, [found(5)])
    assert proof.ok is is_proof
    assert proof.check == "orphans"
    assert ("locked" in proof.detail) is (state is State.SKIPPED)


def test_a_check_that_had_nothing_to_say_before_need_not_be_run_again() -> None:
    assert prove([CheckResult(CHECK, State.SKIPPED)], REPAIR, []) == ()
