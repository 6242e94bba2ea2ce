"""Taking a file through a repair as the program does, and demos with defects to do it to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hive_inspector.core.migrations.running.run import Result
from hive_inspector.core.repairs.carrying import carry_out_repair, rehearse_repair
from hive_inspector.core.repairs.catalogue import repair_of
from hive_inspector.core.repairs.planning import plan_repair
from tests.support.demos import small_demo
from tests.support.runs import opened

if TYPE_CHECKING:
    from pathlib import Path

    from hive_inspector.core.repairs.carrying import RepairOutcome, RepairRehearsal
    from hive_inspector.core.repairs.planning import RepairPlan

LINEAGES = ("core", "hybrid", "desktop", "knowledge", "enhanced")


def defective(path: Path, lineage: str, *, with_defects: bool = True) -> Path:
    """A small demo, with every defect that its lineage can have."""
    small_demo(path, lineage=lineage, with_defects=with_defects)
    return path


def planned(path: Path, repair: str) -> RepairPlan:
    """What a repair would do to a file."""
    with opened(path) as hive:
        return plan_repair(hive, repair_of(repair))


def tried(path: Path, repair: str) -> tuple[RepairPlan, RepairRehearsal]:
    """A repair planned and rehearsed."""
    with opened(path) as hive:
        plan = plan_repair(hive, repair_of(repair))
        return plan, rehearse_repair(hive, plan)


def repaired(path: Path, repair: str) -> RepairOutcome:
    """A file repaired: planned, rehearsed, carried out."""
    known = repair_of(repair)
    with opened(path) as hive:
        plan = plan_repair(hive, known)
        outcome = carry_out_repair(hive, plan, rehearse_repair(hive, plan))
    if outcome.result is Result.DONE and known.mends:  # without a check, nothing was proved
        assert {proof.check for proof in outcome.proofs} & set(known.mends)
    return outcome
