"""Ways to damage a file, each told by a few words and numbers, so that another process can do the same."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SEED = 5
PAGE = 4096
HEADER = 100
EDGES = (0, 1, 15, 16, 50, 99, 100, 512, PAGE - 1, PAGE, PAGE + 1, 2 * PAGE)


def truncations(size: int, count: int) -> list[str]:
    """Files that end early: at places that matter, and anywhere."""
    draw = random.Random(SEED)
    anywhere = [draw.randrange(size) for _ in range(count - len(EDGES))]
    return [f"cut {place}" for place in (*EDGES, *anywhere)]


def header_flips() -> list[str]:
    """Each byte of the header, with its lowest and with all of its bits turned."""
    return [f"flip {place} {mask}" for place in range(HEADER) for mask in (1, 255)]


def random_flips(size: int, count: int) -> list[str]:
    """One byte anywhere."""
    draw = random.Random(SEED + 1)
    return [f"flip {draw.randrange(size)} {draw.randrange(1, 256)}" for _ in range(count)]


def zeroed_pages(size: int, count: int) -> list[str]:
    """Whole pages without content."""
    draw = random.Random(SEED + 2)
    return [f"zero {draw.randrange(size // PAGE) * PAGE}" for _ in range(count)]


def random_spots(size: int, count: int) -> list[str]:
    """Sixteen bytes of noise anywhere."""
    draw = random.Random(SEED + 3)
    return [f"noise {draw.randrange(size - 16)} {draw.randrange(1 << 30)}" for _ in range(count)]


def damaged(content: bytes, how: str) -> bytes:
    """The content of a file, damaged in that way."""
    kind, *numbers = how.split()
    first, *rest = map(int, numbers)
    if kind == "cut":
        return content[:first]
    made = bytearray(content)
    if kind == "flip":
        made[first] ^= rest[0]
    elif kind == "zero":
        made[first : first + PAGE] = bytes(PAGE)
    else:
        made[first : first + 16] = random.Random(rest[0]).randbytes(16)
    return bytes(made)


def write_damaged(sound: Path, made: Path, how: str) -> None:
    """Write a damaged copy of a sound file."""
    made.write_bytes(damaged(sound.read_bytes(), how))
