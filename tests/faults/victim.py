"""A process that makes others to be killed: `python -m tests.faults.victim`.

It has everything imported and prepared, and forks for each case, which takes a few milliseconds where a new process
would take half a second. Orders come as lines of JSON on its standard input; answers go to its standard output.
"""

from __future__ import annotations

import json
import os
import sys
import time
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any

from hive_inspector.core.cancellation import Cancelled
from hive_inspector.core.database import backup, connections
from hive_inspector.core.database.target import Access, DatabaseTarget
from hive_inspector.core.database.wrapping import Password, Wrapping
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.hive.opening import open_hive
from hive_inspector.core.migrations.planning.plan import make_plan
from hive_inspector.core.migrations.rehearsing.rehearsal import rehearse
from hive_inspector.core.migrations.restore_points.points import (
    list_restore_points,
    make_restore_point,
    scratch_point,
)
from hive_inspector.core.migrations.restore_points.restoring import restore
from hive_inspector.core.migrations.running.adopting import adopt, assess
from hive_inspector.core.migrations.running.run import carry_out
from hive_inspector.core.migrations.scripts.loading import load_scripts
from hive_inspector.core.repairs.carrying import carry_out_repair, rehearse_repair
from hive_inspector.core.repairs.catalogue import repair_of
from hive_inspector.core.repairs.planning import find_repairs, plan_found, plan_repair
from hive_inspector.core.supporting.backups import back_up, restore_backup, unpacked
from tests.faults.harm import Harm
from tests.faults.own import OWN
from tests.support.migrated import noon

if TYPE_CHECKING:
    from collections.abc import Callable

    from hive_inspector.core.hive.opening import OpenHive
    from hive_inspector.core.migrations.planning.plan import Plan

Answer = dict[str, Any]
PASSWORD = Password("open, sesame")
"""Of every encrypted backup."""


class Operations:
    """What can be interrupted, with everything prepared that is not to be interrupted itself."""

    def __init__(self, path: str) -> None:
        self.path = path
        self._path = Path(path)
        self._prepared: dict[str, Any] = {}

    def prepare(self, operation: str, about: Answer) -> None:
        """Do what has to be done before, in peace."""
        hive = open_hive(DatabaseTarget(self._path, Access.WRITABLE))
        with hive.database:
            if operation in {"run", "rehearse"}:
                self._prepare_change(hive, about)
            if operation == "repair" and "repair" in about:
                plan = plan_repair(hive, repair_of(about["repair"]))
                rehearsal = rehearse_repair(hive, plan, clock=noon)
                self._prepared |= {"repair": plan, "rehearsal": rehearsal}
            elif operation == "repair":
                repair = find_repairs(hive)[0]
                self._rehearsed(hive, plan_found(hive, repair))
            if operation == "restore":
                self._prepared["point"] = make_restore_point(
                    hive.database, "kept", self._path.parent / "backups", clock=noon
                )

            if operation == "bring":
                made = back_up(
                    hive, wrapping=Wrapping(about["form"]), password=PASSWORD, clock=noon
                )
                self._prepared["backup"] = made.path

    def _prepare_change(self, hive: OpenHive, about: Answer) -> None:
        scripts = load_scripts(Path(about["scripts"])) if "scripts" in about else load_scripts()
        self._rehearsed(hive, make_plan(hive, scripts, about["to"]))

    def _rehearsed(self, hive: OpenHive, plan: Plan) -> None:
        folder = self._path.parent / "backups"
        point = make_restore_point(hive.database, plan.reason, folder, clock=noon)
        self._prepared |= {"plan": plan, "rehearsal": rehearse(point, plan, clock=noon)}

    def facts(self) -> Answer:
        """What came of the preparation."""
        rehearsal = self._prepared.get("rehearsal")
        if rehearsal is None:
            return {}
        return {"passed": rehearsal.passed, "reason": rehearsal.reason}

    def perform(self, operation: str, about: Answer) -> str:
        """Do it; what came of it in a word or two."""
        if operation in OWN:
            return OWN[operation](self._path, about)
        work: Callable[[OpenHive, Answer], str] = getattr(self, f"_{operation}")
        hive = open_hive(DatabaseTarget(self._path, Access.WRITABLE))
        with hive.database:
            return work(hive, about)

    def _plan(self, hive: OpenHive, about: Answer) -> str:
        plan = make_plan(hive, load_scripts(), about["to"])
        return "; ".join(obstacle.kind.value for obstacle in plan.obstacles) or "done"

    def _point(self, hive: OpenHive, _about: Answer) -> str:
        folder = self._path.parent / "backups"
        make_restore_point(hive.database, "asked for", folder, clock=noon)
        return "done"

    def _rehearse(self, hive: OpenHive, about: Answer) -> str:
        with scratch_point(hive.database) as point:
            rehearsal = rehearse(point, make_plan(hive, load_scripts(), about["to"]), clock=noon)
        return "done" if rehearsal.passed else rehearsal.reason

    def _run(self, hive: OpenHive, _about: Answer) -> str:
        prepared = self._prepared
        outcome = carry_out(hive, prepared["plan"], prepared["rehearsal"], clock=noon)
        return f"{outcome.result.value}: {outcome.reason}".removesuffix(": ")

    def _repair(self, hive: OpenHive, about: Answer) -> str:
        if "repair" not in self._prepared:
            return self._run(hive, about)
        prepared = self._prepared
        outcome = carry_out_repair(hive, prepared["repair"], prepared["rehearsal"], clock=noon)
        return f"{outcome.result.value}: {outcome.reason}".removesuffix(": ")

    def _adopt(self, hive: OpenHive, _about: Answer) -> str:
        with hive.database.reading() as connection:
            adoption = assess(connection, hive)
        return adopt(hive, adoption, load_scripts(), clock=noon).result.value

    def _backup(self, hive: OpenHive, about: Answer) -> str:
        back_up(hive, wrapping=Wrapping(about["form"]), password=PASSWORD, clock=noon)
        return "done"

    def _bring(self, hive: OpenHive, _about: Answer) -> str:
        with unpacked(self._prepared["backup"], PASSWORD) as inside:
            restore_backup(hive, inside)
        return "done"

    def _restore(self, hive: OpenHive, _about: Answer) -> str:
        points = list_restore_points(self._path.parent / "backups")
        point = next(point for point in points if point.reason == "kept")
        restore(hive, point, clock=noon)
        return "done"


def main() -> None:
    """Serve until the orders end."""
    operations: Operations | None = None
    for line in sys.stdin:
        order = json.loads(line)
        os.environ.update(order.get("environment", {}))
        if "prepare" in order:
            operations = Operations(order["path"])
            operations.prepare(order["prepare"], order)
            answer = operations.facts()
        else:
            if operations is None or operations.path != order["path"]:
                operations = Operations(order["path"])
            answer = _in_a_fork(operations, order)
        print(json.dumps(answer), flush=True)  # noqa: T201 - the answer


def _in_a_fork(operations: Operations, order: Answer) -> Answer:
    """Do an operation in a child with a harm done to it; how the child ended, and what it told."""
    reading, writing = os.pipe()
    starting, gate = os.pipe()
    child = os.fork()
    if not child:
        os.close(reading)
        os.close(gate)
        _be_the_victim(operations, order, starting, writing)
    os.close(writing)
    os.close(starting)
    try:
        tracer = _trace(child, order["trace"]) if "trace" in order else None
        os.write(gate, b"!")
        with os.fdopen(reading) as told:
            text = told.read()
        _, status = os.waitpid(child, 0)
        if tracer is not None:
            tracer.wait()
    finally:
        os.close(gate)
    answer: Answer = json.loads(text) if text else {}
    return answer | {"signal": os.WTERMSIG(status) if os.WIFSIGNALED(status) else 0}


def _be_the_victim(operations: Operations, order: Answer, starting: int, writing: int) -> None:
    """Never returns."""
    os.setpgid(0, 0)
    harm = Harm.of(order.get("harm", {}))
    backup.PIECE_BYTES = order.get("piece", backup.PIECE_BYTES)
    if "patience" in order:
        connections.STATEMENT_PATIENCE_S = backup.PATIENCE_S = order["patience"]
    if "fatal" in order:
        os.environ[order["fatal"]] = "1"
    os.read(starting, 1)
    started = time.perf_counter()
    answer: Answer = {}
    try:
        with harm.done():
            answer["said"] = operations.perform(order["operation"], order)
    except InspectorError as error:
        answer |= {
            "said": "failed",
            "message": error.message,
            "hint": error.hint,
            "detail": error.detail,
        }
    except Cancelled:
        answer["said"] = "cancelled"
    except BaseException:  # noqa: BLE001 - whatever it is, the test is told
        answer |= {"said": "crashed", "message": traceback.format_exc()}
    answer |= {"seconds": time.perf_counter() - started, "counted": harm.counted}
    os.write(writing, json.dumps(answer).encode())
    os._exit(0)


def _trace(child: int, about: Answer) -> Any:
    from tests.faults.tracing import attach, record

    return attach(child, about) if "harm" in about else record(child, about)


if __name__ == "__main__":
    main()
