"""Modules of core.database in processes of their own, from a checkout and from a bundle."""

from __future__ import annotations

import subprocess
import sys
from typing import TYPE_CHECKING

import pytest

from hive_inspector.core.database.beside import FLAG, command_beside, run_beside

if TYPE_CHECKING:
    from pathlib import Path

BUNDLE = "import sys; from hive_inspector.core.database.beside import run_beside; run_beside(sys.argv[1:])"
"""What the program of a bundle does first."""


def _ask(command: list[str], question: bytes = b"") -> bytes:
    done = subprocess.run(command, input=question, capture_output=True, check=True, timeout=60)
    assert done.stderr == b""
    return done.stdout


def _of_a_bundle(command: list[str]) -> list[str]:
    """The same words, where the program is a script instead of a binary."""
    program, *words = command
    return [program, "-c", BUNDLE, *words]


@pytest.fixture(params=["checkout", "bundle"])
def is_bundle(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    if request.param == "bundle":
        monkeypatch.setattr(sys, "frozen", True, raising=False)
    return bool(request.param == "bundle")


def test_a_helper_gets_its_arguments(tmp_path: Path, is_bundle: bool) -> None:
    file = tmp_path / "it's a file é"
    file.write_bytes(b"0123456789")
    command = command_beside("fileops", "head", str(file), "4")
    assert _ask(_of_a_bundle(command) if is_bundle else command) == b"0123"


@pytest.mark.parametrize(
    ("module", "least"),
    [
        ("matching_helper", b"\0\0\0\0\0"),
        ("peeking_helper", b""),
        ("question_helper", b""),
        ("computing_helper", b""),
    ],
)
def test_a_helper_ends_with_its_input(module: str, least: bytes, is_bundle: bool) -> None:
    command = command_beside(module)
    assert _ask(_of_a_bundle(command) if is_bundle else command, least) == b""


@pytest.mark.parametrize("words", [[], [FLAG], [FLAG, "os"], ["status", "x.db"], ["x.db", FLAG]])
def test_other_words_are_the_programs_own(words: list[str]) -> None:
    assert not run_beside(words)
