"""The figure of the palette: a key among 10,000 tables and 100,000 columns."""

from __future__ import annotations

import random
import time
from statistics import median

from hive_inspector.gui.palette.entry import Group, PaletteEntry
from hive_inspector.gui.palette.finding import Offered
from tests.benchmarks.measuring import Figure

TABLES, COLUMNS = 10_000, 100_000
TYPED = ("m", "me", "mes", "mess", "msgct", "conv.id", "zzz", "usrtkn", "tatatatax", "createdat")
WORDS = "created updated user message conversation stage output key value token count model cost id name type"


def finding() -> list[Figure]:
    """What a worker takes from a key to what fits; the window waits for none of it."""
    chance = random.Random(1)
    tables = [f"{_name(chance, 4)}{number}" for number in range(TABLES)]
    columns = [f"{chance.choice(tables)}.{_name(chance, 3)}" for _ in range(COLUMNS)]
    offered = Offered(
        [_entry(one, Group.TABLES) for one in tables]
        + [_entry(one, Group.COLUMNS) for one in columns]
    )
    times = []
    for typed in TYPED:
        started = time.process_time()
        offered.search(typed)
        times.append((time.process_time() - started) * 1000)
    return [
        Figure(
            "a key of the palette among 10,000 tables and 100,000 columns",
            median(times),
            30,
            "ms",
            beside=f"slowest {max(times):.0f} ms",
        )
    ]


def _name(chance: random.Random, most: int) -> str:
    return "_".join(chance.choices(WORDS.split(), k=chance.randint(1, most)))


def _entry(title: str, group: Group) -> PaletteEntry:
    return PaletteEntry(title, "", "table", group, lambda: None)
