"""A process of its own that makes hostile files as it is told and visits them: a crash or hang is the parent's to see.

Reads names of cases from standard input, a line each; answers each with a line of JSON.
"""

from __future__ import annotations

import json
import shutil
import sys
import time
from dataclasses import asdict
from pathlib import Path

from hive_inspector.core.database import first_contact
from hive_inspector.core.database.first_contact import Patience
from tests.faults.hostile.corpus import by_name
from tests.faults.hostile.visiting import visit
from tests.support.databases import contents

_SOON = Patience(one=0.3)


def main() -> None:
    first_contact.PATIENCE = _SOON
    folder, answers = Path(sys.argv[1]), sys.stdout
    for line in sys.stdin:
        answers.write(json.dumps(visited(folder / "visited", json.loads(line))) + "\n")
        answers.flush()


def visited(folder: Path, name: str) -> dict[str, object]:
    """What came of one case."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    case = by_name()[name]
    path = folder / case.file_name
    case.make(path)
    before, begun = contents(folder), time.monotonic()
    made = visit(path)
    if contents(folder) != before:
        made.faults.append(f"the folder was {before} and is {contents(folder)}")
    return {**asdict(made), "seconds": round(time.monotonic() - begun, 2)}


if __name__ == "__main__":
    main()
