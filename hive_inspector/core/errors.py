"""What the user can be told when something goes wrong.

Two families, kept apart: an `InspectorError` is a known circumstance (a locked file, a wrong argument) and is phrased
for the user; anything else that is raised is a bug and is reported as one.
"""

from __future__ import annotations


class InspectorError(Exception):
    """A known circumstance, phrased for the user.

    Attributes:
        message: One sentence with the cause.
        hint: One sentence with what to do next.
        detail: Whatever else helps a developer, shown only when asked for; may be empty.
    """

    def __init__(self, message: str, hint: str, detail: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.detail = detail


class EnvironmentProblem(InspectorError):
    """The surroundings stand in the way: not a database, locked, read-only, no room, damaged."""


class UsageProblem(InspectorError):
    """What was asked for does not exist or cannot be understood: a table, a filter, an option."""


class Refusal(InspectorError):
    """A change that was not made, because making it would not be safe."""
