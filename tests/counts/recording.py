"""The one form in which `make faults`, `make fuzz` and `make soak` leave behind what they counted.

Each run writes `tests/counts/COMMAND.json` (`faults.json`, `fuzz.json`, `soak.json`), which is committed, by one call
of `record(COMMAND, areas)` at its end. The file has one object:

    {"command": "faults", "areas": [
        {"area": "kill -9 at every statement of a run", "cases": 812, "failures": 0, "seconds": 41.0,
         "outcomes": {"old": 640, "new": 172}, "measured": ""},
        …]}

`cases` is how many were tried, `failures` how many of them did not end as promised, `outcomes` how the others ended,
`seconds` how long it took (a tenth is enough), `measured` a sentence where there are figures. Areas stand in the order
of their names. No date, no machine, no path. A run that was not a full one (some cases only, a smaller budget than the
target has by default) writes nothing.

`promises` says which areas belong to which promise; `record` writes the README's table from both, and so does
`python -m tests.counts`.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from collections.abc import Iterable

FOLDER = Path(__file__).resolve().parent
Command = Literal["faults", "fuzz", "soak"]
COMMANDS: tuple[Command, ...] = ("faults", "fuzz", "soak")


@dataclass(frozen=True, slots=True)
class Area:
    """What was counted of one kind of case."""

    area: str
    """In a few words; `promises` names it by its beginning."""
    cases: int
    failures: int
    seconds: float
    outcomes: dict[str, int] = field(default_factory=dict)
    measured: str = ""


def record(command: Command, areas: Iterable[Area], folder: Path = FOLDER) -> Path:
    """Write what a full run counted, in place of what the one before counted, and tell it in the README."""
    path = folder / f"{command}.json"
    ordered = sorted(areas, key=lambda one: one.area)
    told = {"command": command, "areas": [asdict(one) for one in ordered]}
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    if folder == FOLDER:
        from tests.counts.promises import write_into_readme

        write_into_readme()
    return path


def recorded(command: Command, folder: Path = FOLDER) -> tuple[Area, ...]:
    """What the last full run counted; nothing where none was ever recorded."""
    path = folder / f"{command}.json"
    if not path.exists():
        return ()
    return tuple(Area(**one) for one in json.loads(path.read_text(encoding="utf-8"))["areas"])
