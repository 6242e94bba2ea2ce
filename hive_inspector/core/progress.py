"""How long work tells how far it is."""

from __future__ import annotations

from typing import Protocol


class Progress(Protocol):
    """Receives reports; safe to call from any thread, cheap enough to call often."""

    def __call__(self, done: int, total: int | None, step: str, /) -> None:
        """Report a state of the work.

        Args:
            done: Units finished so far (rows, bytes, steps: whatever `total` counts).
            total: Units in all, or None where that is not known.
            step: What is being done now, in a few words for the user.
        """


def silent(done: int, total: int | None, step: str) -> None:
    """A `Progress` that nobody listens to."""
