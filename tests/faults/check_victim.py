"""A process of its own that damages files as it is told and checks them: a crash or hang is the parent's to see.

Reads ways of damaging from standard input, a line each; answers each with a line of JSON: how the file was opened, how
many checks gave which verdict, and what was raised that is no known circumstance.
"""

from __future__ import annotations

import json
import sys
import traceback
from collections import Counter
from pathlib import Path

from hive_inspector.core.checkup import check_file
from hive_inspector.core.database.opening import open_database
from hive_inspector.core.database.target import DatabaseTarget
from hive_inspector.core.errors import InspectorError
from hive_inspector.core.health.checks.catalogue import CHECKS
from tests.faults.damaging import write_damaged


def main() -> None:
    sound, made = map(Path, sys.argv[1:])
    for line in sys.stdin:
        write_damaged(sound, made, line.strip())
        sys.stdout.write(json.dumps(checked(made)) + "\n")
        sys.stdout.flush()


def checked(path: Path) -> dict[str, object]:
    try:
        with open_database(DatabaseTarget(path)) as database:
            results = list(check_file(database))
    except InspectorError as error:
        return {"refused": error.message, "hint": error.hint}
    except Exception:  # noqa: BLE001 - what a bug raises is the parent's to judge
        return {"raised": traceback.format_exc()}
    states = Counter(result.state.value for result in results)
    words = [
        text
        for result in results
        for one in result.findings
        for text in (one.title, one.detail, one.advice)
    ]
    return {
        "states": dict(states),
        "complete": len(results) == len(CHECKS),
        "structure": [r.state.value for r in results if r.check.id == "integrity"],
        "traceback": any("Traceback" in text for text in words),
    }


if __name__ == "__main__":
    main()
