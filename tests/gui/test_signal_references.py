"""PySide6 6.12.0 drops a reference of `True` with every signal, until CPython 3.11 aborts."""

from __future__ import annotations

import subprocess
import sys

import pytest

_EMITS = 100
_TOLERANCE = 10
"""References that other parts of the interpreter take or give meanwhile."""
_COUNT = f"""
import sys
from PySide6.QtCore import QObject, Signal
class Source(QObject):
    fired = Signal()
source = Source()
before = sys.getrefcount(True)
for _ in range({_EMITS}):
    source.fired.emit()
print(before - sys.getrefcount(True))
"""


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="True is immortal")
def test_a_signal_takes_no_reference_of_true_away() -> None:
    done = subprocess.run(
        [sys.executable, "-c", _COUNT], capture_output=True, text=True, check=True
    )
    assert abs(int(done.stdout)) < _TOLERANCE
