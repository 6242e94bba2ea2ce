"""Memory is given back where the system can be asked, and nothing happens where it cannot."""

from __future__ import annotations

import ctypes
import sys
from types import SimpleNamespace

import pytest

from hive_inspector.core import memory


def test_the_c_library_is_asked(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    library = SimpleNamespace(malloc_trim=asked.append)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    memory.give_back()
    assert asked == [0]


@pytest.mark.parametrize("platform", ["linux", "win32", "darwin"])
def test_a_system_without_it_is_left_alone(platform: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", platform)
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: SimpleNamespace())
    memory.give_back()
    memory.share_arenas()


def test_threads_share_two_arenas(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[int, int]] = []
    library = SimpleNamespace(mallopt=lambda option, value: asked.append((option, value)))
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setattr(ctypes, "CDLL", lambda _name: library)
    memory.share_arenas()
    assert asked == [(-8, 2)]  # M_ARENA_MAX in glibc's malloc.h


def test_this_system_can_be_asked() -> None:
    memory.give_back()
